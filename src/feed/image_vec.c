#include <sys/mman.h>

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/image_build.h"

#define LARGE_PAGE	((size_t)2 << 20)

void
vec_init(struct vec *v, size_t each)
{
	memset(v, 0, sizeof(*v));
	v->each = each;
}

/* Large pages, please, where memory is whole pages; or small ones. */
static void
wish_large(void *p, size_t n)
{
	size_t	skip = (LARGE_PAGE - (uintptr_t)p % LARGE_PAGE) % LARGE_PAGE;

	if (n >= skip + LARGE_PAGE)
		madvise((char *)p + skip, (n - skip) / LARGE_PAGE * LARGE_PAGE,
		    MADV_HUGEPAGE);
}

void *
vec_add(struct vec *v, size_t n)
{
	char	*p;

	while (v->p == NULL || v->size - v->n < n) {
		v->size = v->size != 0 ? v->size * 2 : 64;
		v->p = xreallocarray(v->p, v->size, v->each);
		wish_large(v->p, v->size * v->each);
	}
	p = v->p + v->n * v->each;
	memset(p, 0, n * v->each);
	v->n += n;
	return (p);
}

void *
image_memory(size_t count, size_t size)
{
	void	*p = NULL;
	size_t	 n = count * size;

	if (n >= LARGE_PAGE && n / count == size)
		p = aligned_alloc(LARGE_PAGE, (n + LARGE_PAGE - 1) /
		    LARGE_PAGE * LARGE_PAGE);
	if (p == NULL)
		return (xcalloc(count, size));
	/* A wish; without it the pages are small. */
	madvise(p, n, MADV_HUGEPAGE);
	memset(p, 0, n);
	return (p);
}

static void
intern_grow(struct intern *t)
{
	struct intern_slot	*old = t->v;
	size_t			 size = t->mask + 1, j;

	if (old != NULL && t->n * 2 < size)
		return;
	size = old != NULL ? size * 2 : 256;
	t->v = xcalloc(size, sizeof(*t->v));
	wish_large(t->v, size * sizeof(*t->v));
	for (size_t i = 0; old != NULL && i <= t->mask; i++) {
		if (old[i].id == 0)
			continue;
		j = old[i].hash & (size - 1);
		while (t->v[j].id != 0)
			j = (j + 1) & (size - 1);
		t->v[j] = old[i];
	}
	t->mask = size - 1;
	free(old);
}

struct intern_slot *
intern_find(struct intern *t, uint64_t hash, intern_same *same,
    const void *key, const void *arg)
{
	uint32_t	h = (uint32_t)(image_mix(hash) >> 32);
	size_t		i;

	intern_grow(t);
	for (i = h & t->mask; t->v[i].id != 0; i = (i + 1) & t->mask)
		if (t->v[i].hash == h && same(key, t->v[i].id - 1, arg))
			break;
	return (&t->v[i]);
}

void
intern_take(struct intern *t, struct intern_slot *s, uint64_t hash,
    uint32_t id)
{
	s->hash = (uint32_t)(image_mix(hash) >> 32);
	s->id = id + 1;
	t->n++;
}
