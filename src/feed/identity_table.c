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

struct table_slot *
table_find(const struct table *t, const struct digest *key)
{
	uint64_t	h;
	size_t		i, mask = t->size - 1;

	memcpy(&h, key->b, sizeof(h));
	for (i = (size_t)h & mask; t->v[i].value != TABLE_NONE &&
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
