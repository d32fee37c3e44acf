#include <sys/random.h>

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/bands.h"

#define SIZE_MIN	1024
#define COMMON		32	/* stories of a key; more aren't kept */

struct slot {
	uint32_t	tag;		/* of a key */
	uint32_t	owner;		/* number of a story from 1; 0: free */
};

struct bands {
	uint64_t	 seed;		/* nobody can make keys that collide */
	struct slot	*slots;
	size_t		 size, used;
	uint64_t	*stories;
	uint32_t	 n, room;
};

struct bands *
bands_new(void)
{
	struct bands	*b = xcalloc(1, sizeof(*b));

	if (getrandom(&b->seed, sizeof(b->seed), 0) == -1)
		b->seed = (uint64_t)(uintptr_t)b;
	b->size = SIZE_MIN;
	b->slots = xcalloc(b->size, sizeof(*b->slots));
	return (b);
}

void
bands_free(struct bands *b)
{
	if (b == NULL)
		return;
	free(b->slots);
	free(b->stories);
	free(b);
}

size_t
bands_count(const struct bands *b)
{
	return (b->n);
}

static uint32_t
key_tag(const struct bands *b, uint64_t key)
{
	uint64_t	h = key ^ b->seed;

	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	return ((uint32_t)(h >> 32));
}

static size_t
tag_slot(uint32_t tag, size_t size)
{
	return ((size_t)((uint64_t)tag * size >> 32));
}

/* Where one more of the tag goes; NULL when there are too many. */
static struct slot *
free_slot(struct slot *slots, size_t size, uint32_t tag)
{
	size_t	i = tag_slot(tag, size), same = 0;

	for (; slots[i].owner != 0; i = i + 1 < size ? i + 1 : 0)
		if (slots[i].tag == tag && ++same > COMMON)
			return (NULL);
	return (&slots[i]);
}

static void
grow(struct bands *b)
{
	size_t		 size = b->size + b->size / 2;
	struct slot	*slots = xcalloc(size, sizeof(*slots));

	for (size_t i = 0; i < b->size; i++)
		if (b->slots[i].owner != 0)
			*free_slot(slots, size, b->slots[i].tag) = b->slots[i];
	free(b->slots);
	b->slots = slots;
	b->size = size;
}

void
bands_add(struct bands *b, uint64_t story, const uint64_t *keys, size_t n)
{
	struct slot	*slot;
	uint32_t	 tag;

	if (b->n == b->room) {
		if (b->n == UINT32_MAX)
			return;
		b->room = b->room < UINT32_MAX / 2 ? b->room * 2 + 64 :
		    UINT32_MAX;
		b->stories = xreallocarray(b->stories, b->room,
		    sizeof(*b->stories));
	}
	b->stories[b->n++] = story;
	for (size_t i = 0; i < n; i++) {
		if (b->used + 1 > b->size - b->size / 5)
			grow(b);
		tag = key_tag(b, keys[i]);
		if ((slot = free_slot(b->slots, b->size, tag)) == NULL)
			continue;
		*slot = (struct slot){ tag, b->n };
		b->used++;
	}
}

struct hit {
	uint32_t	owner, count;
};

/* Those of one key that aren't there yet are put behind the n there are. */
static size_t
add_hits(const struct bands *b, uint64_t key, struct hit *hits, size_t n)
{
	uint32_t	tag = key_tag(b, key), found[COMMON + 1];
	size_t		i = tag_slot(tag, b->size), nfound = 0, j;

	for (; b->slots[i].owner != 0; i = i + 1 < b->size ? i + 1 : 0)
		if (b->slots[i].tag == tag && nfound <= COMMON)
			found[nfound++] = b->slots[i].owner;
	if (nfound > COMMON)
		return (n);
	while (nfound > 0) {
		for (j = 0, nfound--; j < n && hits[j].owner != found[nfound];)
			j++;
		if (j == n)
			hits[n++] = (struct hit){ found[nfound], 0 };
		hits[j].count++;
	}
	return (n);
}

/* Most keys first, then who was there first. */
static int
by_count(const void *a, const void *b)
{
	const struct hit	*x = a, *y = b;

	if (x->count != y->count)
		return (x->count > y->count ? -1 : 1);
	return (x->owner < y->owner ? -1 : x->owner > y->owner);
}

size_t
bands_find(const struct bands *b, const uint64_t *keys, size_t n,
    uint64_t *stories, size_t max)
{
	struct hit	hits[SKETCH_KEYS * COMMON];
	size_t		nhits = 0;

	for (size_t i = 0; i < n && i < SKETCH_KEYS; i++)
		nhits = add_hits(b, keys[i], hits, nhits);
	qsort(hits, nhits, sizeof(*hits), by_count);
	if (nhits > max)
		nhits = max;
	for (size_t i = 0; i < nhits; i++)
		stories[i] = b->stories[hits[i].owner - 1];
	return (nhits);
}
