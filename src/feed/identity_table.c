#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/identity_table.h"

/* A power of two that is half full at most. */
static size_t
size_for(size_t most)
{
	size_t	size = 16;

	while (size < most * 2)
		size *= 2;
	return (size);
}

void
table_init(struct table *t, size_t most)
{
	t->v = xcalloc(size_for(most), sizeof(*t->v));
	table_reset(t, most);
}

void
table_free(struct table *t)
{
	free(t->v);
}

void
table_reset(struct table *t, size_t most)
{
	t->size = size_for(most);
	for (size_t i = 0; i < t->size; i++)
		t->v[i].value = TABLE_NONE;
}

/*
 * Publishers choose what keys are made of, dates even bit by bit.  Where the
 * table lies in memory they don't know, so they can't crowd it.
 */
static size_t
first_slot(const struct table *t, const struct digest *key)
{
	uint64_t	h;

	memcpy(&h, key->b, sizeof(h));
	h ^= (uint64_t)(uintptr_t)t->v;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	return ((size_t)(h ^ h >> 32) & (t->size - 1));
}

struct table_slot *
table_find(const struct table *t, const struct digest *key)
{
	size_t	i, mask = t->size - 1;

	for (i = first_slot(t, key); t->v[i].value != TABLE_NONE &&
	    !digest_equal(&t->v[i].key, key);)
		i = (i + 1) & mask;
	return (&t->v[i]);
}

struct table_slot *
table_add(struct table *t, const struct digest *key, uint32_t value)
{
	struct table_slot	*s = table_find(t, key);

	if (s->value == TABLE_NONE)
		*s = (struct table_slot){ *key, value, TABLE_NONE };
	return (s);
}
