#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/chain.h"

#include "dice.h"
#include "tap.h"

/*
 * Chains of places that are made here: against all choices of places, which
 * are few, and by what is counted where they are many.
 */

#define ROUNDS		20000
#define OPERANDS	6
#define FEW		7	/* places of an operand */

static struct place
place_at(uint32_t first, uint32_t words)
{
	return ((struct place){ .first = first, .last = first + words - 1 });
}

static void
set_list(struct chain *c, uint32_t operand, const struct place *v, uint32_t n)
{
	c->lists[operand] = (struct chain_list){ .v = v, .n = n, .to = n };
}

/* As many words each, at random gaps. */
static uint32_t
random_places(struct place *v, uint32_t most, uint32_t gap)
{
	uint32_t	words = 1 + below(below(3) + 1), at = 0;
	uint32_t	n = 1 + below(most);

	for (uint32_t i = 0; i < n; i++) {
		at += below(2) ? 1 : 1 + below(gap);
		v[i] = place_at(at, words);
	}
	return (n);
}

/* An operand in five is the same as the one before it. */
static void
random_chain(struct chain *c, struct place *v, uint32_t most, uint32_t gap,
    uint32_t near)
{
	for (uint32_t i = 0; i < c->n; i++) {
		c->near[i] = (1 + below(near)) << 1 | (below(4) == 0);
		if (i > 0 && below(5) == 0)
			set_list(c, i, c->lists[i - 1].v, c->lists[i - 1].n);
		else
			set_list(c, i, v + i * most,
			    random_places(v + i * most, most, gap));
	}
}

static uint32_t
all_places(const struct chain *c)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < c->n; i++)
		n += c->lists[i].n;
	return (n);
}

/* The slow and obvious way. */

struct choice {
	const struct chain	*c;
	uint32_t		 at[OPERANDS];
	uint8_t			 marks[OPERANDS][FEW];
};

static int
goes(const struct choice *h, uint32_t operand)
{
	const struct place	*p = &h->c->lists[operand].v[h->at[operand]];
	uint32_t		 least = UINT32_MAX, d;

	for (uint32_t i = 0; i < operand; i++) {
		const struct place	*q = &h->c->lists[i].v[h->at[i]];

		if (p->first <= q->last && q->first <= p->last)
			return (0);
		if ((h->c->near[operand] & 1) && p->first < q->first)
			return (0);
		d = p->first > q->last ? p->first - q->last :
		    q->first - p->last;
		if (d < least)
			least = d;
	}
	return (operand == 0 || least <= h->c->near[operand] >> 1);
}

static int
choose(struct choice *h, uint32_t operand)
{
	int	found = 0;

	if (operand == h->c->n) {
		for (uint32_t i = 0; i < operand; i++)
			h->marks[i][h->at[i]] = 1;
		return (1);
	}
	for (uint32_t i = 0; i < h->c->lists[operand].n; i++) {
		h->at[operand] = i;
		if (goes(h, operand))
			found |= choose(h, operand + 1);
	}
	return (found);
}

static void
test_random(void)
{
	struct place	v[OPERANDS * FEW];
	uint32_t	good = 0, held = 0, same = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct chain	c = { .n = 2 + below(OPERANDS - 1),
				    .steps = 1000000 };
		struct choice	h = { .c = &c };
		uint8_t		marks[OPERANDS][FEW] = { { 0 } };
		int		holds;

		random_chain(&c, v, FEW, 6, 1 + below(8));
		holds = choose(&h, 0);
		held += (uint32_t)holds;
		good += chain_holds(&c) == holds;
		for (uint32_t i = 0; i < c.n; i++)
			c.lists[i].marks = marks[i];
		chain_mark(&c);
		same += memcmp(marks, h.marks, sizeof(marks)) == 0;
	}
	is_num(good, ROUNDS, "random chains hold or don't");
	is_num(same, ROUNDS, "and have these places");
	ok(held > ROUNDS / 5 && held < ROUNDS * 4 / 5, "some hold, some don't");
}

/* What is promised, in steps for each place, by number of operands. */
static void
test_promise(void)
{
	static const uint32_t	promise[] = { 0, 0, 2, 14, 64, 450 };
	const uint32_t		most = 2000;
	struct place		*v = xcalloc(OPERANDS * most, sizeof(*v));
	uint32_t		good = 0, fails = 0;

	for (int round = 0; round < 2000; round++) {
		struct chain	c = { .n = 2 + below(4),
				    .steps = UINT32_MAX };
		uint64_t	limit;

		random_chain(&c, v, most, 40, 1 + below(3));
		limit = (uint64_t)promise[c.n] * all_places(&c);
		fails += !chain_holds(&c);
		good += UINT32_MAX - c.steps <= limit;
	}
	is_num(good, 2000, "no chain takes more steps than promised");
	ok(fails > 200, "many of them fail");
	free(v);
}

/* a b a b a b ..., thirty words, and then a b c d. */
static void
test_far(void)
{
	struct place	a[1001], b[1001], c[1] = { place_at(2032, 1) };
	struct place	d[1] = { place_at(2033, 1) };
	struct chain	q = { .n = 4, .near = { 0, 1000 << 1, 1 << 1, 1 << 1 },
			    .steps = UINT32_MAX };

	for (uint32_t i = 0; i < 1000; i++) {
		a[i] = place_at(2 * i, 1);
		b[i] = place_at(2 * i + 1, 1);
	}
	a[1000] = place_at(2030, 1);
	b[1000] = place_at(2031, 1);
	set_list(&q, 0, a, 1001);
	set_list(&q, 1, b, 1001);
	set_list(&q, 2, c, 1);
	set_list(&q, 3, d, 1);
	ok(chain_holds(&q), "behind a thousand other pairs");
	ok(UINT32_MAX - q.steps < 100, "is found at once");
}

/* A word by the hundred thousand on the wrong side. */
static void
test_order(void)
{
	const uint32_t	n = 100000;
	struct place	*b = xcalloc(n, sizeof(*b)), a[1];
	struct chain	q = { .n = 2, .near = { 0, 1000 << 1 | 1 },
			    .steps = UINT32_MAX };

	for (uint32_t i = 0; i < n; i++)
		b[i] = place_at(i, 1);
	a[0] = place_at(n, 1);
	set_list(&q, 0, a, 1);
	set_list(&q, 1, b, n);
	ok(!chain_holds(&q), "all in front of it");
	ok(UINT32_MAX - q.steps < 10, "which is seen at once");
	b[n - 1] = place_at(n + 999, 1);
	ok(chain_holds(&q), "but for one");
	ok(UINT32_MAX - q.steps < 20, "which is, too");
	free(b);
}

/* As many words as operands, and one less. */
static void
test_room(void)
{
	struct place	v[QUERY_CHAIN_MAX];
	struct chain	q = { .n = QUERY_CHAIN_MAX, .steps = UINT32_MAX };

	for (uint32_t i = 0; i < QUERY_CHAIN_MAX; i++)
		v[i] = place_at(10 * i, 1);
	for (uint32_t i = 0; i < QUERY_CHAIN_MAX; i++) {
		q.near[i] = 1000 << 1;
		set_list(&q, i, v, QUERY_CHAIN_MAX);
	}
	ok(chain_holds(&q), "sixteen words for sixteen operands");
	for (uint32_t i = 0; i < QUERY_CHAIN_MAX; i++)
		q.lists[i].to--;
	ok(!chain_holds(&q), "one less");
	ok(UINT32_MAX - q.steps < 3000, "which is soon seen");
}

/* Seven words by the thousand, and one that is next to none of them. */
static void
test_stranger(void)
{
	struct place	v[7][1000], stranger = place_at(7001, 1);
	struct chain	q = { .n = 8, .steps = UINT32_MAX };

	for (uint32_t i = 0; i < 7; i++) {
		for (uint32_t j = 0; j < 1000; j++)
			v[i][j] = place_at(7 * j + i, 1);
		q.near[i] = 1000 << 1;
		set_list(&q, i, v[i], 1000);
	}
	q.near[7] = 1 << 1;
	set_list(&q, 7, &stranger, 1);
	ok(!chain_holds(&q), "seven words, near to none the eighth");
	ok(UINT32_MAX - q.steps < 100, "which is soon seen");
	stranger = place_at(7000, 1);
	ok(chain_holds(&q), "or to one");
	ok(UINT32_MAX - q.steps < 1000, "which is, too");
}

/* Fourteen words for fifteen operands, but enough for all sixteen. */
static void
test_limit(void)
{
	struct place	v[14], b[5];
	uint8_t		marks[QUERY_CHAIN_MAX][14] = { { 0 } };
	struct chain	q = { .n = QUERY_CHAIN_MAX, .steps = 100000 };

	for (uint32_t i = 0; i < 14; i++)
		v[i] = place_at(10 * i, 1);
	for (uint32_t i = 0; i < 5; i++)
		b[i] = place_at(10 * i + 5, 1);
	for (uint32_t i = 0; i < QUERY_CHAIN_MAX; i++) {
		q.near[i] = 1000 << 1;
		set_list(&q, i, i == 15 ? b : v, i == 15 ? 5 : 14);
		q.lists[i].marks = marks[i];
	}
	ok(!chain_holds(&q) && q.steps == 0, "a limit that is met");
	q.steps = 100000;
	chain_mark(&q);
	is_num(q.steps, 0, "by marks, too");
}

int
main(void)
{
	test_random();
	test_promise();
	test_far();
	test_order();
	test_room();
	test_stranger();
	test_limit();
	return (tap_done());
}
