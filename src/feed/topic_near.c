#include <string.h>

#include "feed/query.h"
#include "feed/topic_set.h"

#define STEPS	200000		/* pairs looked at for one chain in a story */

/*
 * A chain of NEARs: one place of each operand, such that each is near to
 * those before it and none of them overlap.
 */
struct chain {
	struct topic_set	*s;
	const struct image_kid	*kids;
	uint32_t		 n;
	struct places		 v[QUERY_CHAIN_MAX];
	uint32_t		 longest[QUERY_CHAIN_MAX];
	uint8_t			*near[QUERY_CHAIN_MAX];	/* is in a chain */
	uint32_t		 chosen[QUERY_CHAIN_MAX];
	uint32_t		 pinned, pin;	/* operand, its place */
	uint32_t		 steps;
};

static int
chain_open(struct chain *c, struct topic_set *s, uint32_t node)
{
	const struct image_node	*n = &s->image.nodes[node];

	memset(c, 0, sizeof(*c));
	c->s = s;
	c->n = n->nkids;
	c->kids = s->image.kids + n->first;
	c->pinned = IMAGE_NONE;
	c->steps = STEPS;
	for (uint32_t i = 0; i < c->n; i++) {
		c->v[i] = topic_find_node(s, c->kids[i].node);
		if (c->v[i].n == 0)
			return (0);
		for (uint32_t j = 0; j < c->v[i].n; j++) {
			const struct place	*p = &c->v[i].v[j];

			if (p->last - p->first > c->longest[i])
				c->longest[i] = p->last - p->first;
		}
	}
	return (1);
}

/* 0 for those that overlap. */
static uint32_t
distance(const struct place *a, const struct place *b)
{
	if (b->first > a->last)
		return (b->first - a->last);
	if (a->first > b->last)
		return (a->first - b->last);
	return (0);
}

/* Whether a place goes with those chosen for the operands before it. */
static int
goes_with(const struct chain *c, uint32_t operand, const struct place *p)
{
	uint32_t	max = c->kids[operand].near >> 1, least = UINT32_MAX;
	int		ordered = c->kids[operand].near & 1;

	for (uint32_t i = 0; i < operand; i++) {
		const struct place	*o = &c->v[i].v[c->chosen[i]];
		uint32_t		 d = distance(o, p);

		if (o->text != p->text || d == 0 ||
		    (ordered && p->first < o->first))
			return (0);
		if (d < least)
			least = d;
	}
	return (least <= max);
}

/* The first place of an operand that begins at or behind a token. */
static uint32_t
first_from(const struct places *p, uint32_t token)
{
	uint32_t	low = 0, high = p->n;

	while (low < high) {
		uint32_t	mid = low + (high - low) / 2;

		if (p->v[mid].first >= token)
			high = mid;
		else
			low = mid + 1;
	}
	return (low);
}

/* The tokens between which an operand can be, given those before it. */
static void
window(const struct chain *c, uint32_t operand, uint32_t *from, uint32_t *to)
{
	uint32_t	max = (c->kids[operand].near >> 1) +
			    c->longest[operand];

	*from = UINT32_MAX;
	*to = 0;
	for (uint32_t i = 0; i < operand; i++) {
		const struct place	*o = &c->v[i].v[c->chosen[i]];

		if (o->first < *from)
			*from = o->first;
		if (o->last > *to)
			*to = o->last;
	}
	*from = *from > max ? *from - max : 0;
	*to += max;
}

static int
complete(struct chain *c, uint32_t operand)
{
	uint32_t	from, to;

	if (operand == c->n)
		return (1);
	if (operand == c->pinned) {
		c->chosen[operand] = c->pin;
		return (goes_with(c, operand, &c->v[operand].v[c->pin]) &&
		    complete(c, operand + 1));
	}
	window(c, operand, &from, &to);
	for (uint32_t i = first_from(&c->v[operand], from);
	    i < c->v[operand].n && c->v[operand].v[i].first <= to; i++) {
		if (c->steps == 0)
			return (0);
		c->steps--;
		c->chosen[operand] = i;
		if (goes_with(c, operand, &c->v[operand].v[i]) &&
		    complete(c, operand + 1))
			return (1);
	}
	return (0);
}

int
topic_near_holds(struct topic_set *s, uint32_t node)
{
	struct chain	c;

	if (!chain_open(&c, s, node))
		return (0);
	for (uint32_t i = 0; i < c.v[0].n; i++) {
		c.chosen[0] = i;
		if (complete(&c, 1))
			return (1);
	}
	return (0);
}

/* How far from a pinned place the first operand may be. */
static uint32_t
reach(const struct chain *c)
{
	uint32_t	sum = 0;

	for (uint32_t i = 0; i < c->n; i++)
		sum += (c->kids[i].near >> 1) + c->longest[i];
	return (sum);
}

/* Whether any chain goes through a place. */
static int
find_through(struct chain *c, uint32_t operand, uint32_t place)
{
	const struct place	*p = &c->v[operand].v[place];
	uint32_t		 far = reach(c);

	c->pinned = operand;
	c->pin = place;
	if (operand == 0) {
		c->chosen[0] = place;
		return (complete(c, 1));
	}
	for (uint32_t i = first_from(&c->v[0], p->first > far ?
	    p->first - far : 0); i < c->v[0].n &&
	    c->v[0].v[i].first <= p->last + far; i++) {
		if (c->steps == 0)
			return (0);
		c->steps--;
		c->chosen[0] = i;
		if (complete(c, 1))
			return (1);
	}
	return (0);
}

static void
mark(struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t j = 0; j < c->v[i].n; j++)
			if (!c->near[i][j] && find_through(c, i, j))
				for (uint32_t k = 0; k < c->n; k++)
					c->near[k][c->chosen[k]] = 1;
}

struct places
topic_near_places(struct topic_set *s, uint32_t node)
{
	struct places	out = { NULL, 0 };
	struct chain	c;
	uint32_t	n = 0;

	if (!chain_open(&c, s, node))
		return (out);
	for (uint32_t i = 0; i < c.n; i++) {
		c.near[i] = arena_alloc(s->scratch, c.v[i].n);
		n += c.v[i].n;
	}
	out.v = arena_array(s->scratch, n, sizeof(*out.v));
	if (arena_failed(s->scratch)) {
		s->failed = 1;
		return (out);
	}
	mark(&c);
	for (uint32_t i = 0; i < c.n; i++)
		for (uint32_t j = 0; j < c.v[i].n; j++)
			if (c.near[i][j])
				out.v[out.n++] = c.v[i].v[j];
	return (out);
}
