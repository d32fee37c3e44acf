#ifndef PARENT_ARCHIVE_H
#define PARENT_ARCHIVE_H

/*
 * Forgets, on timers, stories that no feed has any more and texts that were
 * kept long enough: a little at a time, so that nothing waits for it.
 */

#include <stdint.h>

struct archive;
struct conf;
struct daemon;

/* Forgets a first lot.  The daemon has its state and outlives this. */
struct archive	*archive_new(struct daemon *);
void		 archive_free(struct archive *);	/* NULL is fine */

/* Forgets all that is due, for a single pass, whose timers end with it. */
void		 archive_finish(struct archive *);

/* Seconds that a story is remembered after its feed had it last. */
int64_t		 archive_keep(const struct conf *);

#endif
