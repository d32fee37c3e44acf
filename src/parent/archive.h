#ifndef PARENT_ARCHIVE_H
#define PARENT_ARCHIVE_H

/*
 * Forgets, on timers, stories that no feed has any more and texts that were
 * kept long enough: a little at a time, so that nothing waits for it.
 */

struct archive;
struct daemon;

/* Forgets a first lot.  The daemon has its state and outlives this. */
struct archive	*archive_new(struct daemon *);
void		 archive_free(struct archive *);	/* NULL is fine */

#endif
