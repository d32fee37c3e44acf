#ifndef PARENT_RELOAD_H
#define PARENT_RELOAD_H

/*
 * A new configuration in place of the old: read and checked first, refused
 * with the old one in force, else taken when the polls under way are done.
 */

struct daemon;

/*
 * Reads the file.  -1 with a cause when it is refused; 0 when it will be
 * taken, which sd_notify's READY tells.
 */
int	reload_start(struct daemon *, char **cause);

/* Called at the end of every poll: takes the new one when none runs. */
void	reload_drained(struct daemon *);

#endif
