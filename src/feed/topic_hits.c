#include <stdlib.h>
#include <string.h>

#include "feed/topic_set.h"

struct list {
	struct topic_set	*s;
	struct places		 v;
	uint32_t		 size;
};

static void
put(struct list *l, const struct place *p)
{
	uint32_t	size = l->size * 2 + 64;

	if (l->v.n == l->size) {
		l->v.v = arena_grow(l->s->scratch, l->v.v,
		    l->size * sizeof(*p), size * sizeof(*p));
		if (l->v.v == NULL) {
			l->s->failed = 1;
			l->v.n = l->size = 0;
			return;
		}
		l->size = size;
	}
	l->v.v[l->v.n++] = *p;
}

static void
put_all(struct list *l, const struct places *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		put(l, &p->v[i]);
}

/* What made a node hold that does; nothing of branches that don't, nor of NOT. */
static void
collect(struct list *l, uint32_t id)
{
	const struct image	*m = &l->s->image;
	const struct image_node	*n = &m->nodes[id];
	struct places		 p;

	if (n->kind == NODE_NOT)
		return;
	if (n->kind == NODE_AND || n->kind == NODE_OR) {
		const struct image_kid	*k = m->kids + n->first;

		for (uint32_t i = 0; i < n->nkids && !l->s->failed; i++)
			if (topic_kid_holds(l->s, &k[i]))
				collect(l, k[i].node);
		return;
	}
	if (n->kind == NODE_NEAR)
		p = topic_near_places(l->s, id);
	else if (n->kind == NODE_ATLEAST)
		p = topic_find_node(l->s, m->kids[n->first].node);
	else
		p = topic_find_node(l->s, id);
	put_all(l, &p);
}

/* By text, start, end; of equal places the term of the earlier topic. */
static int
place_compare(const void *a, const void *b)
{
	const struct place	*x = a, *y = b;

	if (x->text != y->text)
		return (x->text < y->text ? -1 : 1);
	if (x->start != y->start)
		return (x->start < y->start ? -1 : 1);
	if (x->end != y->end)
		return (x->end < y->end ? -1 : 1);
	return (x->term < y->term ? -1 : x->term > y->term);
}

struct places
topic_places(struct topic_set *s, uint32_t node)
{
	struct list	l = { .s = s };
	uint32_t	n = 0;

	if (topic_holds(s, node))
		collect(&l, node);
	if (l.v.n == 0)
		return (l.v);
	qsort(l.v.v, l.v.n, sizeof(*l.v.v), place_compare);
	for (uint32_t i = 0; i < l.v.n; i++)
		if (n == 0 || place_compare(&l.v.v[i], &l.v.v[n - 1]) != 0)
			l.v.v[n++] = l.v.v[i];
	l.v.n = n;
	return (l.v);
}
