#include <stdlib.h>
#include <string.h>

#include "feed/query.h"
#include "feed/topic_set.h"

struct list;
static void	collect(struct list *, uint32_t node);

struct list {
	struct topic_set	*s;
	struct places		 v;
	uint32_t		 size;
};

static void
put(struct list *l, const struct place *p)
{
	uint32_t	size = l->size * 2 + 8;

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

/* All places of a word in some fields, straight from the story. */
static void
put_word(struct list *l, uint32_t term, uint32_t atom, uint32_t fields)
{
	struct topic_set	*s = l->s;

	for (uint32_t i = topic_links(s, atom); i != IMAGE_NONE;
	    i = s->links[i].next) {
		const struct distinct	*d =
					    &s->distinct[s->links[i].distinct];

		if (!(d->fields & fields))
			continue;
		for (uint32_t j = d->first; j != IMAGE_NONE;
		    j = s->tokens[j].next) {
			uint32_t		 text = s->tokens[j].text;
			const struct run	*r = &s->runs[text];
			const struct word	*w = &r->v[j - r->base];

			if (fields >> r->text->field & 1)
				put(l, &(struct place){ term, text, j, j,
				    w->start, w->end });
		}
	}
}

static void
collect_kid(struct list *l, const struct image_kid *k)
{
	if (!topic_kid_holds(l->s, k))
		return;
	if (kid_is_plain(k))
		put_word(l, topic_term(&l->s->image, k->node),
		    k->need & ~KID_PLAIN, QUERY_BARE);
	else
		collect(l, k->node);
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
		for (uint32_t i = 0; i < n->nkids && !l->s->failed; i++)
			collect_kid(l, &m->kids[n->first + i]);
		return;
	}
	if (n->kind == NODE_WORD && !(n->fields >> TOPIC_LANG & 1)) {
		put_word(l, n->first, n->n, n->fields);
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
	arena_shrink(s->scratch, l.v.v, l.v.n * sizeof(*l.v.v));
	if (l.v.n < 2)
		return (l.v);
	qsort(l.v.v, l.v.n, sizeof(*l.v.v), place_compare);
	for (uint32_t i = 0; i < l.v.n; i++)
		if (n == 0 || place_compare(&l.v.v[i], &l.v.v[n - 1]) != 0)
			l.v.v[n++] = l.v.v[i];
	l.v.n = n;
	return (l.v);
}
