#ifndef PARENT_ONCE_H
#define PARENT_ONCE_H

/* newsieved --once: one pass over the feeds, its progress and summary. */

#include <stddef.h>

struct daemon;
struct once;
struct source;

struct once	*once_new(struct daemon *);
void		 once_free(struct once *);

/* Starts the polls of the pass; it may be over at once. */
void		 once_start(struct once *);

/* A poll has ended. */
void		 once_polled(struct once *, const struct source *);
/* All that is due is told. */
void		 once_finish(struct once *);
/*
 * Ends the event loop after that, when what waits for servers and commands
 * has been tried.
 */
void		 once_look(const struct once *);
void		 once_filed(struct once *, size_t stories, size_t filed);

/* Prints the summary to stdout; how many feeds failed or weren't polled. */
size_t		 once_summary(const struct once *);

#endif
