#ifndef CTL_NAMES_H
#define CTL_NAMES_H

/* Feeds named on the command line. */

#include "ctl/client.h"

/*
 * The arguments as names of feeds, in *own, a copy of ctl: a URL that is the
 * one of a feed and no feed's name becomes that feed's name.  Asks the daemon
 * only where there is a URL.  Call names_clear whatever it returns.
 */
enum ctl_exit	names_resolve(const struct ctl *, struct ctl *own);
void		names_clear(struct ctl *own);

/*
 * Prints why the daemon refused a request about the feeds in ctl->args; for
 * an unknown one, with the nearest name it knows.  Returns CTL_FAILED.
 */
enum ctl_exit	names_refused(const struct ctl *, const struct client_reply *);

#endif
