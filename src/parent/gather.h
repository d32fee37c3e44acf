#ifndef PARENT_GATHER_H
#define PARENT_GATHER_H

/*
 * The images that the mails of a document want, before it is worked on once
 * more to have them in: what isn't there in time is linked.
 */

#include <stddef.h>
#include <stdint.h>

#define GATHER_SECONDS	120	/* after which no further image is asked for */

struct gather;

/*
 * Takes the list at the end of a worker's result, a sealed memfd of size
 * bytes.  NULL when it isn't one that a worker of ours would write.
 */
struct gather	*gather_new(int result, uint64_t size, uint64_t wanted,
		    int64_t now);
void		 gather_free(struct gather *);		/* NULL is fine */

/* The URL to ask for next; NULL when there is none, or no time. */
const char	*gather_next(struct gather *, int64_t now);

/* That one's bytes, a sealed memfd of size; one too many is left out. */
void		 gather_add(struct gather *, int body, uint64_t size);

/* All that came, for the worker; -1 with errno. */
int		 gather_memfd(struct gather *);

#endif
