#include <assert.h>
#include <string.h>

#include "feed/chain.h"

static int	continue_order(struct chain *, uint32_t);

static inline uint32_t
place_end(const struct place *p, int last)
{
	return (last ? p->last : p->first);
}

uint32_t
chain_seek(const struct place *v, uint32_t at, uint32_t to, int last,
    uint32_t token)
{
	uint32_t	high, step = 1;

	if (at == to || place_end(&v[at], last) >= token)
		return (at);
	while (to - at > step && place_end(&v[at + step], last) < token) {
		at += step;
		step *= 2;
	}
	high = to - at > step ? at + step : to;
	while (high - at > 1) {
		uint32_t	mid = at + (high - at) / 2;

		if (place_end(&v[mid], last) < token)
			at = mid;
		else
			high = mid;
	}
	return (high);
}

/* An operand moves on to a place that begins, or ends, at a token or behind. */
static int
move_on(struct chain *c, uint32_t operand, int last, uint32_t token)
{
	const struct chain_list	*l = c->list[operand];

	if (c->steps == 0)
		return (0);
	c->steps--;
	c->at[operand] = chain_seek(l->v, c->at[operand], l->to, last, token);
	return (c->at[operand] < l->to);
}

/* Whether the order goes, from where its operands are on. */
static int
settle(struct chain *c)
{
	uint32_t	i = 0, good = 0;

	while (good < c->nbonds) {
		const struct chain_bond	*b = &c->bonds[i];
		const struct place	*p = &c->list[b->a]->v[c->at[b->a]];
		const struct place	*q = &c->list[b->b]->v[c->at[b->b]];
		uint32_t		 least = p->last + b->least;

		good++;
		if (++i == c->nbonds)
			i = 0;
		if (q->first >= least && q->first - p->last <= b->most)
			continue;
		if (!(q->first < least ? move_on(c, b->b, 0, least) :
		    move_on(c, b->a, 1, q->first - b->most)))
			return (0);
		good = 0;
	}
	return (1);
}

/* The first place from at on that isn't marked; looking at many counts. */
static uint32_t
first_open(struct chain *c, const struct chain_list *l, uint32_t at)
{
	const uint8_t	*p = memchr(l->marks + at, 0, l->to - at);
	uint32_t	 found = p != NULL ? (uint32_t)(p - l->marks) : l->to;
	uint32_t	 n = (found - at) / 64;

	c->steps -= c->steps < n ? c->steps : n;
	return (found);
}

/* An operand moves on to a place that isn't marked. */
static int
move_to_open(struct chain *c, uint32_t operand)
{
	struct chain_list	*l = c->list[operand];
	uint32_t		 at = c->at[operand];

	if (c->steps == 0)
		return (0);
	c->steps--;
	l->open = first_open(c, l, l->open);
	c->at[operand] = at > l->open ? first_open(c, l, at) : l->open;
	return (c->at[operand] < l->to);
}

/* All places of each operand that go with some of the others in this order. */
static void
mark_order(struct chain *c)
{
	uint32_t	at[QUERY_CHAIN_MAX];

	memcpy(at, c->at, sizeof(at));
	for (uint32_t i = 0; i < c->n; i++) {
		do {
			for (uint32_t k = 0; k < c->n; k++)
				c->list[k]->marks[c->at[k]] = 1;
		} while (move_to_open(c, i) && settle(c));
		memcpy(c->at, at, sizeof(at));
	}
}

static int
all_marked(const struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (const struct chain_list *l = &c->lists[i]; l != NULL;
		    l = l->next)
			if (l->open < l->to)
				return (0);
	return (1);
}

static void
bind(struct chain *c, uint32_t a, uint32_t b, uint32_t least, uint32_t most)
{
	assert(c->nbonds < sizeof(c->bonds) / sizeof(c->bonds[0]));
	c->bonds[c->nbonds++] = (struct chain_bond){ a, b, least, most };
}

/*
 * An operand joins those before it, some of which are left of it, near to
 * that on its left; or near to that on its right and not to that on its left.
 */
static int
join(struct chain *c, uint32_t operand, uint32_t left, int near_left)
{
	uint32_t	 at[QUERY_CHAIN_MAX], nbonds = c->nbonds;
	uint32_t	*slot = &c->order[left], max = c->near[operand] >> 1;
	int		 found;

	memcpy(at, c->at, operand * sizeof(*at));
	if (left > 0)
		bind(c, slot[-1], operand, near_left ? 1 : max + 1,
		    near_left ? max : UINT32_MAX);
	if (left < operand)
		bind(c, operand, slot[0], 1, near_left ? UINT32_MAX : max);
	memmove(slot + 1, slot, (operand - left) * sizeof(*slot));
	*slot = operand;
	found = settle(c) && continue_order(c, operand + 1);
	memmove(slot, slot + 1, (operand - left) * sizeof(*slot));
	c->nbonds = nbonds;
	memcpy(c->at, at, operand * sizeof(*at));
	return (found);
}

static int
join_list(struct chain *c, uint32_t operand, struct chain_list *l)
{
	if (l->from == l->to)
		return (0);
	c->list[operand] = l;
	for (uint32_t left = operand + 1; left-- > 0;) {
		c->at[operand] = l->from;
		if (left > 0 && join(c, operand, left, 1))
			return (1);
		if (c->near[operand] & 1)
			break;
		c->at[operand] = l->from;
		if (left < operand && join(c, operand, left, 0))
			return (1);
	}
	return (0);
}

/* Whether the order goes on with an operand and those behind it. */
static int
continue_order(struct chain *c, uint32_t operand)
{
	if (operand == c->n) {
		if (c->marking)
			mark_order(c);
		return (!c->marking || all_marked(c));
	}
	for (struct chain_list *l = &c->lists[operand]; l != NULL; l = l->next)
		if (join_list(c, operand, l))
			return (1);
	return (0);
}

static int
find_order(struct chain *c)
{
	c->nbonds = 0;
	c->order[0] = 0;
	for (struct chain_list *l = &c->lists[0]; l != NULL; l = l->next) {
		if (l->from == l->to)
			continue;
		c->list[0] = l;
		c->at[0] = l->from;
		if (continue_order(c, 1))
			return (1);
	}
	return (0);
}

static int
bond_holds(struct chain *c, uint32_t a, uint32_t b, uint32_t max)
{
	c->nbonds = 0;
	bind(c, a, b, 1, max);
	c->at[a] = c->list[a]->from;
	c->at[b] = c->list[b]->from;
	return (settle(c));
}

/* Whether two operands are ever near, whatever the others are. */
static int
pair_holds(struct chain *c, uint32_t before, uint32_t operand)
{
	uint32_t	max = c->near[operand] >> 1;

	for (struct chain_list *l = &c->lists[before]; l != NULL; l = l->next)
		for (struct chain_list *m = &c->lists[operand]; m != NULL;
		    m = m->next) {
			if (l->from == l->to || m->from == m->to)
				continue;
			c->list[before] = l;
			c->list[operand] = m;
			if (bond_holds(c, before, operand, max) ||
			    (!(c->near[operand] & 1) &&
			    bond_holds(c, operand, before, max)))
				return (1);
		}
	return (0);
}

/* Whether as many places as there are operands stand side by side. */
static int
has_room(const struct chain *c)
{
	uint32_t	token = 0, at, end;

	for (uint32_t i = 0; i < c->n; i++, token = end + 1) {
		end = UINT32_MAX;
		for (uint32_t k = 0; k < c->n; k++)
			for (const struct chain_list *l = &c->lists[k];
			    l != NULL; l = l->next) {
				at = chain_seek(l->v, l->from, l->to, 0,
				    token);
				if (at < l->to && l->v[at].last < end)
					end = l->v[at].last;
			}
		if (end == UINT32_MAX)
			return (0);
	}
	return (1);
}

static int
pairs_hold(struct chain *c)
{
	uint32_t	j;

	for (uint32_t i = 1; i < c->n; i++) {
		for (j = 0; j < i && !pair_holds(c, j, i); j++)
			;
		if (j == i)
			return (0);
	}
	return (1);
}

/*
 * Spares the many orders of operands that go together where one more is near
 * to none of them, or all are looked for in the same few words.
 */
static int
is_possible(struct chain *c)
{
	return (c->n == 2 || (pairs_hold(c) && has_room(c)));
}

int
chain_holds(struct chain *c)
{
	c->marking = 0;
	return (is_possible(c) && find_order(c));
}

void
chain_mark(struct chain *c)
{
	c->marking = 1;
	for (uint32_t i = 0; i < c->n; i++)
		for (struct chain_list *l = &c->lists[i]; l != NULL;
		    l = l->next)
			l->open = l->from;
	if (is_possible(c))
		find_order(c);
}
