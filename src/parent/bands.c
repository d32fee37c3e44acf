#include <sys/random.h>

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/bands.h"

#define PARTS		256
#define PART_SHIFT	24	/* of a tag, to its part */
#define SIZE_MIN	64
#define GROWTH		4	/* a part of its size */
#define FREE		8	/* a part of its slots, at least */
#define COMMON		32	/* stories of a key; more aren't kept */

struct slot {
	uint32_t	tag;		/* of a key */
	uint32_t	owner;		/* number of a story from 1; 0: free */
};

/* Parts grow one by one, so that none is long about it. */
struct part {
	struct slot	*slots;
	size_t		 size, used;
};

struct bands {
	uint64_t	 seed;		/* nobody can make keys that collide */
	struct part	 parts[PARTS];
	uint64_t	*stories;
	uint32_t	 n, room;
};

struct bands *
bands_new(void)
{
	struct bands	*b = xcalloc(1, sizeof(*b));

	if (getrandom(&b->seed, sizeof(b->seed), 0) == -1)
		b->seed = (uint64_t)(uintptr_t)b;
	/* Of different sizes, or all would be large at the same time. */
	for (size_t i = 0; i < PARTS; i++) {
		b->parts[i].size = SIZE_MIN + i * SIZE_MIN / GROWTH / PARTS;
		b->parts[i].slots = xcalloc(b->parts[i].size,
		    sizeof(struct slot));
	}
	return (b);
}

void
bands_free(struct bands *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < PARTS; i++)
		free(b->parts[i].slots);
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

/* A tag's first bits have led to its part. */
static size_t
tag_slot(uint32_t tag, size_t size)
{
	uint32_t	rest = tag << (32 - PART_SHIFT);

	return ((size_t)((uint64_t)rest * size >> 32));
}

/* Where one more of the tag goes; NULL when there are too many. */
static struct slot *
free_slot(const struct part *p, uint32_t tag)
{
	size_t	i = tag_slot(tag, p->size), same = 0;

	for (; p->slots[i].owner != 0; i = i + 1 < p->size ? i + 1 : 0)
		if (p->slots[i].tag == tag && ++same > COMMON)
			return (NULL);
	return (&p->slots[i]);
}

static void
grow(struct part *p)
{
	struct part	 new = { .size = p->size + p->size / GROWTH,
			    .used = p->used };

	new.slots = xcalloc(new.size, sizeof(*new.slots));
	for (size_t i = 0; i < p->size; i++)
		if (p->slots[i].owner != 0)
			*free_slot(&new, p->slots[i].tag) = p->slots[i];
	free(p->slots);
	*p = new;
}

static void
add_key(struct bands *b, uint64_t key)
{
	uint32_t	 tag = key_tag(b, key);
	struct part	*p = &b->parts[tag >> PART_SHIFT];
	struct slot	*slot;

	if (p->used + 1 > p->size - p->size / FREE)
		grow(p);
	if ((slot = free_slot(p, tag)) == NULL)
		return;
	*slot = (struct slot){ tag, b->n };
	p->used++;
}

void
bands_add(struct bands *b, uint64_t story, const uint64_t *keys, size_t n)
{
	if (b->n == b->room) {
		if (b->n == UINT32_MAX)
			return;
		b->room = b->room < UINT32_MAX / 2 ? b->room * 2 + 64 :
		    UINT32_MAX;
		b->stories = xreallocarray(b->stories, b->room,
		    sizeof(*b->stories));
	}
	b->stories[b->n++] = story;
	for (size_t i = 0; i < n; i++)
		add_key(b, keys[i]);
}

struct hit {
	uint32_t	owner, count;
};

/* Those of one key that aren't there yet are put behind the n there are. */
static size_t
add_hits(const struct bands *b, uint64_t key, struct hit *hits, size_t n)
{
	uint32_t		 tag = key_tag(b, key), found[COMMON + 1];
	const struct part	*p = &b->parts[tag >> PART_SHIFT];
	size_t			 i = tag_slot(tag, p->size), nfound = 0, j;

	for (; p->slots[i].owner != 0; i = i + 1 < p->size ? i + 1 : 0)
		if (p->slots[i].tag == tag && nfound <= COMMON)
			found[nfound++] = p->slots[i].owner;
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
