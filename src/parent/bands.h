#ifndef PARENT_BANDS_H
#define PARENT_BANDS_H

/*
 * Which stories have a key of a sketch: a hash table in memory, about 100
 * bytes for a story.  It may name stories that are gone or have another text:
 * who asks compares.
 */

#include "base/sketch.h"

struct bands;

struct bands	*bands_new(void);		/* never NULL */
void		 bands_free(struct bands *);	/* NULL is fine */

/* How many stories were ever added. */
size_t		 bands_count(const struct bands *);
void		 bands_add(struct bands *, uint64_t story, const uint64_t *keys,
		    size_t n);

/*
 * The stories that have most of these keys, at most max of them, those with
 * more keys first; how many.  A key that very many stories have says nothing
 * and is passed over.
 */
size_t		 bands_find(const struct bands *, const uint64_t *keys,
		    size_t n, uint64_t *stories, size_t max);

#endif
