#include <assert.h>
#include <stdlib.h>

#include "base/xmalloc.h"
#include "fetch/heap.h"

void
heap_init(struct heap *h, int (*before)(const void *, const void *))
{
	h->v = NULL;
	h->n = h->size = 0;
	h->before = before;
}

void
heap_clear(struct heap *h)
{
	free(h->v);
	heap_init(h, h->before);
}

static void
put(struct heap *h, size_t i, struct heap_node *node)
{
	h->v[i] = node;
	node->index = i;
}

static void
sift_up(struct heap *h, size_t i)
{
	struct heap_node	*node = h->v[i];
	size_t			 up;

	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!h->before(node->owner, h->v[up]->owner))
			break;
		put(h, i, h->v[up]);
	}
	put(h, i, node);
}

static void
sift_down(struct heap *h, size_t i)
{
	struct heap_node	*node = h->v[i];
	size_t			 child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n &&
		    h->before(h->v[child + 1]->owner, h->v[child]->owner))
			child++;
		if (!h->before(h->v[child]->owner, node->owner))
			break;
		put(h, i, h->v[child]);
		i = child;
	}
	put(h, i, node);
}

void
heap_add(struct heap *h, struct heap_node *node)
{
	if (h->n == h->size) {
		h->size = h->size != 0 ? h->size * 2 : 64;
		h->v = xreallocarray(h->v, h->size, sizeof(*h->v));
	}
	put(h, h->n, node);
	sift_up(h, h->n++);
}

void
heap_remove(struct heap *h, struct heap_node *node)
{
	struct heap_node	*last;
	size_t			 i = node->index;

	assert(i < h->n && h->v[i] == node);
	last = h->v[--h->n];
	if (last == node)
		return;
	put(h, i, last);
	sift_up(h, i);
	sift_down(h, last->index);
}

void *
heap_first(const struct heap *h)
{
	return (h->n != 0 ? h->v[0]->owner : NULL);
}
