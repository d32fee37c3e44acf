#include <string.h>

#include "feed/keyword_cover.h"
#include "feed/query_hold.h"
#include "feed/topic.h"

/*
 * A story for which the expression holds is looked for: what must be there and
 * what must not be is written down, and where one of several things has to be
 * so, each is tried.  Words can stand in a story in any company, so that what
 * must be there is contradicted by what must not be alone, never by others
 * that must; but for the language, of which a story has one.
 *
 * What isn't written down for want of room is a condition less, with which an
 * expression holds all the more: nothing is refused that can hold.
 */

#define STEPS		100000	/* comparisons of keywords */
#define FACTS_MAX	1024
#define CHOICES_MAX	128
#define LANG		(1u << TOPIC_LANG)

struct denial {
	const struct query	*q;	/* keyword, NEAR or ATLEAST */
	const struct query	*by;	/* the NOT */
};

struct choice {				/* one of the operands has to be so */
	const struct query	*q;	/* OR, or AND under a NOT */
	const struct query	*by;	/* that NOT, or NULL */
	int			 taken;
};

struct search {
	const struct query	*must[FACTS_MAX];
	struct denial		 never[FACTS_MAX];
	struct choice		 choices[CHOICES_MAX];
	size_t			 taken[CHOICES_MAX];	/* in what order */
	size_t			 nmust, nnever, nchoices, ntaken;
	unsigned int		 steps;
	struct query_conflict	 found;
};

struct mark {
	size_t	must, never, choices, taken;
};

static struct mark
search_mark(const struct search *s)
{
	return ((struct mark){ s->nmust, s->nnever, s->nchoices,
	    s->ntaken });
}

static void
search_return(struct search *s, struct mark m)
{
	while (s->ntaken > m.taken)
		s->choices[s->taken[--s->ntaken]].taken = 0;
	s->nmust = m.must;
	s->nnever = m.never;
	s->nchoices = m.choices;
}

static int
is_leaf(const struct query *q)
{
	return (q->kind == QUERY_TERM || q->kind == QUERY_REGEX);
}

/* Writes down that an expression holds, or doesn't, by a NOT. */
static void
claim(struct search *s, const struct query *q, int holds,
    const struct query *by)
{
	s->steps++;
	if (q->kind == QUERY_NOT)
		claim(s, q->kids, !holds, q);
	else if (q->kind == QUERY_ATLEAST && q->times == 1)
		claim(s, q->kids, holds, by);
	else if (q->kind == (holds ? QUERY_AND : QUERY_OR))
		for (const struct query *k = q->kids; k != NULL; k = k->next)
			claim(s, k, holds, by);
	else if (q->kind == QUERY_AND || q->kind == QUERY_OR) {
		if (s->nchoices < CHOICES_MAX)
			s->choices[s->nchoices++] = (struct choice){ q,
			    holds ? NULL : by, 0 };
	} else if (holds && s->nmust < FACTS_MAX)
		s->must[s->nmust++] = q;
	else if (!holds && s->nnever < FACTS_MAX)
		s->never[s->nnever++] = (struct denial){ q, by };
}

enum fit {
	FIT_INSIDE,		/* a part of the place will do */
	FIT_WORDS,		/* all words of it */
	FIT_BYTES		/* and all signs */
};

/* Whether wide is found, in the same field, wherever narrow is. */
static int
leaf_covers(struct search *s, const struct query *wide,
    const struct query *narrow, enum fit fit)
{
	const struct keyword	*w = &wide->keyword, *n = &narrow->keyword;
	size_t			 last;

	if (s->steps++ >= STEPS || wide->kind != narrow->kind)
		return (0);
	if (wide->kind == QUERY_REGEX)
		return (wide->flags == narrow->flags &&
		    wide->npattern == narrow->npattern &&
		    memcmp(wide->pattern, narrow->pattern,
		    wide->npattern) == 0);
	if (w->n > n->n || (fit != FIT_INSIDE && w->n != n->n))
		return (0);
	if (fit == FIT_BYTES && (w->v[0].nbefore != n->v[0].nbefore ||
	    w->v[w->n - 1].nafter != n->v[n->n - 1].nafter))
		return (0);
	/* A language is known by how it begins. */
	last = narrow->fields & LANG ? 0 : n->n - w->n;
	for (size_t at = 0; at <= last; at++)
		if (keyword_covers(w, n, at))
			return (1);
	return (0);
}

/* Whether each keyword of narrow has one in wide; in the fields that count. */
static int
operand_covers(struct search *s, const struct query *wide,
    const struct query *narrow, unsigned int fields, enum fit fit)
{
	const struct query	*k;

	if (narrow->kind == QUERY_OR) {
		for (k = narrow->kids; k != NULL; k = k->next)
			if (!operand_covers(s, wide, k, fields, fit))
				return (0);
		return (1);
	}
	if (wide->kind == QUERY_OR) {
		for (k = wide->kids; k != NULL; k = k->next)
			if (operand_covers(s, k, narrow, fields, fit))
				return (1);
		return (0);
	}
	fields &= narrow->fields;
	return (fields == 0 || ((fields & ~wide->fields) == 0 &&
	    leaf_covers(s, wide, narrow, fit)));
}

/* Chains of NEARs: what is nearer and in order is near, too. */
static int
chain_covers(struct search *s, const struct query *wide,
    const struct query *narrow, unsigned int fields)
{
	const struct query	*w = wide->kids, *n = narrow->kids;

	for (; w != NULL && n != NULL; w = w->next, n = n->next)
		if ((w != wide->kids && (n->near > w->near ||
		    n->ordered < w->ordered)) ||
		    !operand_covers(s, w, n, fields, FIT_WORDS))
			break;
	if (w == NULL)
		return (1);
	/* a NEAR/2 b is b NEAR/2 a */
	w = wide->kids->next;
	n = narrow->kids->next;
	return (w->next == NULL && !w->ordered && n->near <= w->near &&
	    operand_covers(s, w, narrow->kids, fields, FIT_WORDS) &&
	    operand_covers(s, wide->kids, n, fields, FIT_WORDS));
}

static int
node_covers(struct search *s, const struct query *wide,
    const struct query *narrow, unsigned int fields)
{
	if (wide->kind != narrow->kind)
		return (0);
	if (wide->kind == QUERY_NEAR)
		return (chain_covers(s, wide, narrow, fields));
	/* The places of two keywords may share a part, which counts once. */
	return (narrow->times >= wide->times && operand_covers(s, wide->kids,
	    narrow->kids, fields, is_leaf(narrow->kids) ? FIT_INSIDE :
	    FIT_BYTES));
}

/* The fields where a keyword or one of an OR may be, for all that is denied. */
static unsigned int
fields_left(struct search *s, const struct query *q)
{
	unsigned int	fields = 0;

	if (q->kind == QUERY_OR) {
		for (const struct query *k = q->kids; k != NULL; k = k->next)
			fields |= fields_left(s, k);
		return (fields);
	}
	fields = q->fields;
	for (size_t i = 0; i < s->nnever && fields != 0 &&
	    s->steps < STEPS; i++) {
		const struct query	*not = s->never[i].q;

		if (!is_leaf(not) || (fields & not->fields) == 0 ||
		    !leaf_covers(s, not, q, FIT_INSIDE))
			continue;
		fields &= ~(unsigned int)not->fields;
		s->found.against = s->never[i].by;
	}
	return (fields);
}

/* Whether an operand is keywords alone. */
static int
is_words(const struct query *q)
{
	if (q->kind != QUERY_OR)
		return (q->kind == QUERY_TERM);
	for (const struct query *k = q->kids; k != NULL; k = k->next)
		if (!is_words(k))
			return (0);
	return (1);
}

/*
 * A keyword of lang: is where the language begins: not twice, and not near to
 * another.
 */
static int
is_repeated(struct search *s, const struct query *q)
{
	const struct query	*first = NULL, *k;

	s->found.against = q;
	if (q->kind == QUERY_ATLEAST)
		return (q->kids->kind == QUERY_TERM);
	for (k = q->kids; k != NULL; k = k->next) {
		if (!is_words(k))
			continue;
		s->found.there = first;
		s->found.against = k;
		if (first != NULL)
			return (1);
		first = k;
	}
	return (0);
}

/* Whether what must be there can't; found says by what. */
static int
is_denied(struct search *s, const struct query *q)
{
	const struct query	*k = is_leaf(q) ? q : q->kids;
	unsigned int		 fields = ~0u, left;

	s->found.there = NULL;
	for (; k != NULL; k = is_leaf(q) ? NULL : k->next) {
		left = fields_left(s, k);
		if (left == 0)
			s->found.there = k;
		if ((fields &= left) == 0)
			return (1);
	}
	if (!is_leaf(q) && fields == LANG && is_repeated(s, q))
		return (1);
	for (size_t i = 0; !is_leaf(q) && i < s->nnever; i++)
		if (node_covers(s, s->never[i].q, q, fields)) {
			s->found.against = s->never[i].by;
			return (1);
		}
	return (0);
}

/* Whether two keywords want different languages. */
static int
tongues_differ(struct search *s, const struct query *a, const struct query *b)
{
	if (a->kind != QUERY_TERM || b->kind != QUERY_TERM ||
	    a->fields != LANG || b->fields != LANG)
		return (0);
	s->steps++;
	if (!keyword_collides(&a->keyword, &b->keyword))
		return (0);
	s->found.there = a->at < b->at ? a : b;
	s->found.against = a->at < b->at ? b : a;
	return (1);
}

/* Whether all that was written down can be so, given that it could before. */
static int
is_possible(struct search *s, struct mark before)
{
	size_t	i = s->nnever > before.never ? 0 : before.must;

	for (; i < s->nmust && s->steps < STEPS; i++) {
		if (is_denied(s, s->must[i]))
			return (0);
		for (size_t j = 0; i >= before.must && j < i &&
		    s->must[i]->fields == LANG; j++)
			if (tongues_differ(s, s->must[i], s->must[j]))
				return (0);
	}
	return (1);
}

static void
take(struct search *s, size_t choice, const struct query *operand)
{
	struct choice	*c = &s->choices[choice];

	c->taken = 1;
	s->taken[s->ntaken++] = choice;
	claim(s, operand, c->by == NULL, c->by);
}

/* How many operands are possible, up to two; *first is the first of them. */
static int
count_ways(struct search *s, size_t choice, const struct query **first)
{
	const struct query	*q = s->choices[choice].q;
	struct query_conflict	 found = { NULL, NULL };
	struct mark		 m = search_mark(s);
	int			 ways = 0, possible;

	for (const struct query *k = q->kids; k != NULL && ways < 2;
	    k = k->next) {
		take(s, choice, k);
		possible = is_possible(s, m);
		search_return(s, m);
		if (possible && ways++ == 0)
			*first = k;
		if (!possible && found.against == NULL)
			found = s->found;
	}
	if (ways == 0) {
		s->found = found;
		if (found.against->kind == QUERY_NOT)
			s->found.there = q->kind == QUERY_OR ? q : NULL;
	}
	return (ways);
}

/*
 * Takes what is the only way left, time and again.  0 when there is none for
 * something; *next is a choice of several, or nchoices.
 */
static int
take_forced(struct search *s, size_t *next)
{
	const struct query	*k = NULL;
	size_t			 before;
	int			 ways;

	do {
		before = s->ntaken;
		*next = SIZE_MAX;
		for (size_t i = 0; i < s->nchoices; i++) {
			if (s->choices[i].taken)
				continue;
			if ((ways = count_ways(s, i, &k)) == 0)
				return (0);
			if (ways == 1)
				take(s, i, k);
			else if (*next == SIZE_MAX)
				*next = i;
		}
	} while (s->ntaken > before);
	return (1);
}

static int
try_all(struct search *s)
{
	struct mark	m;
	size_t		i;

	if (!take_forced(s, &i))
		return (0);
	if (i == SIZE_MAX || s->steps >= STEPS)
		return (1);
	m = search_mark(s);
	for (const struct query *k = s->choices[i].q->kids; k != NULL;
	    k = k->next) {
		take(s, i, k);
		if (is_possible(s, m) && try_all(s))
			return (1);
		search_return(s, m);
	}
	s->found.there = NULL;
	return (0);
}

int
query_can_hold(const struct query *q, struct query_conflict *conflict)
{
	struct search	s;

	s.nmust = s.nnever = s.nchoices = s.ntaken = 0;
	s.steps = 0;
	s.found = (struct query_conflict){ NULL, NULL };
	claim(&s, q, 1, NULL);
	if (is_possible(&s, (struct mark){ 0, 0, 0, 0 }) && try_all(&s))
		return (1);
	*conflict = s.found;
	return (0);
}
