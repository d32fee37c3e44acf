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

/* Room for n more; -1 when scratch is out. */
static int
grow(struct list *l, uint32_t n)
{
	uint32_t	size = l->size * 2 + 8;

	if (l->size - l->v.n >= n)
		return (0);
	if (size < l->v.n + n)
		size = l->v.n + n;
	l->v.v = arena_grow(l->s->scratch, l->v.v, l->v.n * sizeof(*l->v.v),
	    size * sizeof(*l->v.v));
	if (l->v.v == NULL) {
		l->s->failed = 1;
		l->v.n = l->size = 0;
		return (-1);
	}
	l->size = size;
	return (0);
}

static void
put(struct list *l, const struct place *p)
{
	if (grow(l, 1) == 0)
		l->v.v[l->v.n++] = *p;
}

/* Places of which the list is the only owner. */
static void
put_all(struct list *l, const struct places *p)
{
	if (l->v.n == 0) {
		l->v = *p;
		l->size = p->n;
	} else if (p->n > 0 && grow(l, p->n) == 0) {
		memcpy(l->v.v + l->v.n, p->v, p->n * sizeof(*p->v));
		l->v.n += p->n;
	}
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
			uint32_t		 at;

			if (!(fields >> r->text->field & 1))
				continue;
			at = topic_passed_position(r, j - r->base);
			put(l, &(struct place){ term, text, at, at, w->start,
			    w->end });
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
	uint32_t	n = 0, i = 1;

	if (topic_holds(s, node))
		collect(&l, node);
	arena_shrink(s->scratch, l.v.v, l.v.n * sizeof(*l.v.v));
	if (l.v.n < 2)
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
