#ifndef CTL_OPTIONS_H
#define CTL_OPTIONS_H

/* The command line against the tables of commands and options. */

#include <stdio.h>

#include "ctl/ctl.h"

/* Ends with an id of 0. */
extern const struct ctl_option	options_table[];

/*
 * Fills ctl and finds the command; commands end with a NULL name.  Options
 * may stand before and behind the command's name.  Returns NULL when there is
 * nothing to run: then *status is the exit status, and help, version or an
 * error have been printed.  options_clear frees what ctl holds.
 */
const struct ctl_command *options_read(int argc, char **argv,
	    const struct ctl_command *commands, struct ctl *,
	    enum ctl_exit *status);
void	 options_clear(struct ctl *);

#endif
