#ifndef FEED_IDENTITY_TABLE_H
#define FEED_IDENTITY_TABLE_H

/*
 * A hash table from digests to numbers, for feed/identity*.c.
 */

#include <stddef.h>

#include "base/digest.h"

#define TABLE_NONE	UINT32_MAX

struct table_slot {
	struct digest	key;
	uint32_t	value;		/* TABLE_NONE: a free slot */
	uint32_t	other;		/* the user's; TABLE_NONE at first */
};

struct table {
	struct table_slot *v;
	size_t		 size;		/* in use, a power of two */
};

/* Room for most keys. */
void	 table_init(struct table *, size_t most);
void	 table_free(struct table *);
/* Empties it; no more than most keys come, which may be fewer than before. */
void	 table_reset(struct table *, size_t most);
/* The key's slot, or a free one that is the place for it. */
struct table_slot *table_find(const struct table *, const struct digest *key);
/* The key's slot; the first value of a key stays. */
struct table_slot *table_add(struct table *, const struct digest *key,
	    uint32_t value);

#endif
