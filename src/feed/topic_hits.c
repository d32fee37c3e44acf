#include <stdlib.h>
#include <string.h>

#include "feed/topic_set.h"

struct list {
	struct topic_set	*s;
	struct places		 v;
	uint32_t		 size;
};

/* Places of which the list is the only owner. */
static void
put_all(struct list *l, const struct places *p)
{
	uint32_t	need = l->v.n + p->n, size = l->size * 2;

	if (l->v.n == 0) {
		l->v = *p;
		l->size = p->n;
		return;
	}
	if (size < need)
		size = need;
	if (need > l->size) {
		l->v.v = arena_grow(l->s->scratch, l->v.v,
		    l->v.n * sizeof(*p->v), size * sizeof(*p->v));
		if (l->v.v == NULL) {
			l->s->failed = 1;
			l->v.n = l->size = 0;
			return;
		}
		l->size = size;
	}
	if (p->n > 0)
		memcpy(l->v.v + l->v.n, p->v, p->n * sizeof(*p->v));
	l->v.n = need;
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
	uint32_t	n = 0, i = 1;

	if (topic_holds(s, node))
		collect(&l, node);
	if (l.v.n == 0)
		return (l.v);
	/* Those of one keyword are; sorting takes as much memory again. */
	while (i < l.v.n && place_compare(&l.v.v[i - 1], &l.v.v[i]) <= 0)
		i++;
	if (i < l.v.n)
		qsort(l.v.v, l.v.n, sizeof(*l.v.v), place_compare);
	for (i = 0; i < l.v.n; i++)
		if (n == 0 || place_compare(&l.v.v[i], &l.v.v[n - 1]) != 0)
			l.v.v[n++] = l.v.v[i];
	l.v.n = n;
	return (l.v);
}
