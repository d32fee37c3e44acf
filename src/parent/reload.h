#ifndef PARENT_RELOAD_H
#define PARENT_RELOAD_H

/*
 * A new configuration in place of the old: read, checked and compiled first,
 * refused with the old one in force, else taken when the polls under way are
 * done.
 */

struct daemon;

/*
 * Reads the file.  -1 with a cause when it is refused; 0 when it will be
 * taken, which sd_notify's READY tells.
 */
int	reload_start(struct daemon *, char **cause);

/*
 * Called at the end of every poll and delivery: takes the new one when none
 * is under way.
 */
void	reload_drained(struct daemon *);

/*
 * What the compiler tells: those of the start put the workers to work, those
 * of a reload begin the change, and what can't be compiled is refused.
 */
void	reload_compiled(struct daemon *, const char *why);

#endif
