#include <stddef.h>
#include <string.h>

#include "feed/query.h"
#include "feed/chain.h"
#include "feed/topic_set.h"

/*
 * What a chain may take in a story (see chain.h): three operands never need
 * more, nor four with 200,000 places, five with 20,000 or six with 2,000.
 */
#define STEPS		10000000
#define STEPS_PLACE	16		/* more for each place */

/* A chain, of whose places one neighbourhood after another is looked at. */
struct near {
	struct topic_set	*s;
	const struct image_kid	*kids;
	uint32_t		 fields[QUERY_CHAIN_MAX];
	uint32_t		 gap;		/* most between two of a chain */
	uint32_t		 span;		/* most of all of it */
	struct chain		 c;
};

static const struct image_node *
operand_node(const struct near *r, uint32_t operand)
{
	return (&r->s->image.nodes[r->kids[operand].node]);
}

/* The operand before this one that is the same, or itself. */
static uint32_t
same_before(const struct near *r, uint32_t operand)
{
	uint32_t	i = 0;

	while (r->kids[i].node != r->kids[operand].node)
		i++;
	return (i);
}

static int
steps_back(const struct place *p, const struct place *before)
{
	return (p->text == before->text && p->last < before->last);
}

/*
 * Leaves in a list of an OR's places what ends behind all that begin before
 * it; the others, which lie within these, go to a list of their own.
 */
static int
deal_out(struct topic_set *s, struct chain_list *l, struct place *v)
{
	struct place	*others;
	uint32_t	 kept = 1, left = 0;

	for (uint32_t i = 1, top = 0; i < l->n; i++) {
		if (steps_back(&v[i], &v[top]))
			left++;
		else
			top = i;
	}
	if (left == 0)
		return (0);
	others = arena_bytes(s->scratch, left * sizeof(*others));
	l->next = arena_alloc(s->scratch, sizeof(*l->next));
	if (others == NULL || l->next == NULL)
		return (-1);
	for (uint32_t i = 1; i < l->n; i++) {
		if (steps_back(&v[i], &v[kept - 1]))
			others[l->next->n++] = v[i];
		else
			v[kept++] = v[i];
	}
	l->n = kept;
	l->next->v = others;
	return (deal_out(s, l->next, others));
}

/* How far the ends of an operand's longest place are from one another. */
static uint32_t
operand_length(const struct near *r, uint32_t operand)
{
	const struct image_node	*n = operand_node(r, operand);
	const struct image_term	*t = &r->s->image.terms[n->first];
	const struct chain_list	*l = &r->c.lists[operand];
	uint32_t		 most = 0;

	if (n->kind <= NODE_TERM && !(t->flags & TERM_REGEX))
		return (t->nwords - 1);
	for (; l != NULL; l = l->next)
		for (uint32_t i = 0; i < l->n; i++)
			if (l->v[i].last - l->v[i].first > most)
				most = l->v[i].last - l->v[i].first;
	return (most);
}

/* A keyword's places stand in order, and are used where they are. */
static int
operand_open(struct near *r, uint32_t operand)
{
	const struct image_node	*n = operand_node(r, operand);
	struct chain_list	*l = &r->c.lists[operand];
	uint32_t		 same = same_before(r, operand);
	struct places		 p;

	r->fields[operand] = UINT32_MAX;
	if (same < operand) {
		r->fields[operand] = r->fields[same];
		*l = r->c.lists[same];
		for (; l->next != NULL; l = l->next) {
			struct chain_list	*next = l->next;

			l->next = arena_bytes(r->s->scratch, sizeof(*next));
			if (l->next == NULL)
				return (-1);
			*l->next = *next;
		}
	} else if (n->kind <= NODE_TERM) {
		p = *topic_find(r->s, n->first);
		r->fields[operand] = n->fields;
		*l = (struct chain_list){ .v = p.v, .n = p.n };
	} else {
		p = topic_find_node(r->s, r->kids[operand].node);
		*l = (struct chain_list){ .v = p.v, .n = p.n };
		return (p.n > 0 ? deal_out(r->s, l, p.v) : 0);
	}
	return (0);
}

/* 1 when there are places of all, and 0 when not. */
static int
near_open(struct near *r, struct topic_set *s, uint32_t node)
{
	const struct image_node	*n = &s->image.nodes[node];

	memset(r, 0, offsetof(struct near, c));
	r->s = s;
	r->kids = s->image.kids + n->first;
	r->c.n = n->nkids;
	r->c.steps = STEPS;
	for (uint32_t i = 0; i < n->nkids; i++) {
		uint32_t	max = r->kids[i].near >> 1;

		if (operand_open(r, i) == -1)
			s->failed = 1;
		if (s->failed || r->c.lists[i].n == 0)
			return (0);
		for (const struct chain_list *l = &r->c.lists[i]; l != NULL;
		    l = l->next)
			r->c.steps += (uint64_t)STEPS_PLACE * l->n;
		r->c.near[i] = r->kids[i].near;
		r->span += operand_length(r, i) + (i > 0 ? max : 0);
		if (i > 0 && max > r->gap)
			r->gap = max;
	}
	return (1);
}

static int
comes_before(const struct place *a, const struct place *b)
{
	return (a->text != b->text ? a->text < b->text : a->first < b->first);
}

/* The first place of an operand that is left to look at, in its fields. */
static const struct place *
first_left(struct near *r, uint32_t operand)
{
	const struct run	*runs = r->s->runs;
	const struct place	*first = NULL, *p;

	for (struct chain_list *l = &r->c.lists[operand]; l != NULL;
	    l = l->next) {
		while (l->to < l->n && !(r->fields[operand] >>
		    runs[l->v[l->to].text].text->field & 1))
			l->to++;
		p = &l->v[l->to];
		if (l->to < l->n && (first == NULL || comes_before(p, first)))
			first = p;
	}
	return (first);
}

/*
 * All operands leave behind what is too far from where one of them begins.
 * Returns the place that is first then, or NULL when an operand has none.
 */
static const struct place *
catch_up(struct near *r)
{
	const struct place	*first, *farthest, *p;
	uint32_t		 token, at;
	int			 moved;

	do {
		first = farthest = first_left(r, 0);
		for (uint32_t i = 0; i < r->c.n; i++) {
			if ((p = first_left(r, i)) == NULL)
				return (NULL);
			if (comes_before(p, first))
				first = p;
			if (comes_before(farthest, p))
				farthest = p;
		}
		token = r->s->runs[farthest->text].base;
		if (farthest->first > token + r->span)
			token = farthest->first - r->span;
		moved = 0;
		for (uint32_t i = 0; i < r->c.n; i++)
			for (struct chain_list *l = &r->c.lists[i]; l != NULL;
			    l = l->next) {
				at = l->to;
				l->to = chain_seek(l->v, at, l->n, 1, token);
				moved |= l->to > at;
			}
	} while (moved);
	return (first);
}

/*
 * The next places between which there is never a gap that no chain goes over;
 * of some operands there may be none.
 */
static int
next_neighbourhood(struct near *r)
{
	const struct place	*first = catch_up(r);
	uint32_t		 last;
	int			 grew;

	if (first == NULL)
		return (0);
	last = first->first;
	for (uint32_t i = 0; i < r->c.n; i++)
		for (struct chain_list *l = &r->c.lists[i]; l != NULL;
		    l = l->next)
			l->from = l->to;
	do {
		grew = 0;
		for (uint32_t i = 0; i < r->c.n; i++)
			for (struct chain_list *l = &r->c.lists[i]; l != NULL;
			    l = l->next)
				for (; l->to < l->n &&
				    l->v[l->to].text == first->text &&
				    l->v[l->to].first <= last + r->gap;
				    l->to++) {
					grew = 1;
					if (l->v[l->to].last > last)
						last = l->v[l->to].last;
				}
	} while (grew);
	return (1);
}

enum topic_truth
topic_near_holds(struct topic_set *s, uint32_t node)
{
	const struct image_node	*n = &s->image.nodes[node];
	struct arena_mark	 mark;
	struct near		 r;
	int			 found = 0;

	/* Finding comes first, since what was found is kept. */
	for (uint32_t i = 0; i < n->nkids; i++)
		if (topic_find_count(s, s->image.kids[n->first + i].node) == 0)
			return (TOPIC_FAILS);
	mark = arena_mark(s->scratch);
	if (near_open(&r, s, node))
		while (!found && next_neighbourhood(&r))
			found = chain_holds(&r.c);
	arena_release(s->scratch, mark);
	if (found || s->failed)
		return (found ? TOPIC_HOLDS : TOPIC_FAILS);
	return (r.c.steps == 0 ? TOPIC_OPEN : TOPIC_FAILS);
}

/* Operands that are the same share their marks. */
static int
marks_open(struct near *r)
{
	struct chain_list	*l, *m;

	for (uint32_t i = 0; i < r->c.n; i++) {
		m = &r->c.lists[same_before(r, i)];
		for (l = &r->c.lists[i]; l != NULL; l = l->next, m = m->next) {
			l->marks = m->marks;
			if (l->marks == NULL)
				l->marks = arena_alloc(r->s->scratch, l->n);
			if (l->marks == NULL)
				return (-1);
		}
	}
	return (0);
}

/* Of a chain that is open nothing is known but what it is about. */
static void
mark_all(struct near *r)
{
	for (uint32_t i = 0; i < r->c.n; i++)
		for (struct chain_list *l = &r->c.lists[i]; l != NULL;
		    l = l->next)
			memset(l->marks, 1, l->n);
}

/* Takes what is marked; of no places only their number. */
static uint32_t
take_marked(const struct near *r, struct place *v)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < r->c.n; i++) {
		const struct chain_list	*l = &r->c.lists[i];

		for (; same_before(r, i) == i && l != NULL; l = l->next)
			for (uint32_t j = 0; j < l->n; j++) {
				if (!l->marks[j])
					continue;
				if (v != NULL)
					v[n] = l->v[j];
				n++;
			}
	}
	return (n);
}

struct places
topic_near_places(struct topic_set *s, uint32_t node)
{
	struct places	out = { NULL, 0 };
	struct near	r;

	if (!near_open(&r, s, node))
		return (out);
	if (marks_open(&r) == -1) {
		s->failed = 1;
		return (out);
	}
	while (next_neighbourhood(&r))
		chain_mark(&r.c);
	if (take_marked(&r, NULL) == 0)
		mark_all(&r);
	out.n = take_marked(&r, NULL);
	if ((out.v = arena_bytes(s->scratch, out.n * sizeof(*out.v))) == NULL) {
		s->failed = 1;
		out.n = 0;
		return (out);
	}
	take_marked(&r, out.v);
	return (out);
}
