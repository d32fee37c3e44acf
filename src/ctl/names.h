#ifndef CTL_NAMES_H
#define CTL_NAMES_H

/* Feeds named on the command line. */

#include "ctl/client.h"

/*
 * Prints why the daemon refused a request about the feeds in ctl->args; for
 * an unknown one, with the nearest name it knows.  Returns CTL_FAILED.
 */
enum ctl_exit	names_refused(const struct ctl *, const struct client_reply *);

#endif
