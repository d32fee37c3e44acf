#include "base/cause.h"
#include "feed/query.h"

/*
 * What is wrong with an expression beside its grammar: operands that mean
 * nothing, and what can never hold or holds for nearly every story.
 */

struct check {
	size_t		*offset;
	char		**cause;
	unsigned int	 steps;
};

static int
fail(struct check *c, const struct query *q, const char *why)
{
	/* An operator is told by what begins on its left. */
	while (q->kind == QUERY_AND || q->kind == QUERY_OR)
		q = q->kids;
	*c->offset = q->at;
	return (cause_set(c->cause, "%s", why));
}

/* Whether q is false for a story that has none of its words. */
static int
is_positive(const struct query *q)
{
	const struct query	*k;

	switch (q->kind) {
	case QUERY_AND:
		for (k = q->kids; k != NULL; k = k->next)
			if (is_positive(k))
				return (1);
		return (0);
	case QUERY_OR:
		for (k = q->kids; k != NULL; k = k->next)
			if (!is_positive(k))
				return (0);
		return (1);
	case QUERY_NOT:
		return (!is_positive(q->kids));
	default:
		return (1);
	}
}

/* The fields in which a keyword or brackets of ORs can be; 0: neither. */
static unsigned int
near_fields(const struct query *q)
{
	unsigned int	fields = 0, f;

	if (q->kind == QUERY_TERM || q->kind == QUERY_REGEX)
		return (q->fields);
	if (q->kind != QUERY_OR)
		return (0);
	for (const struct query *k = q->kids; k != NULL; k = k->next) {
		if ((f = near_fields(k)) == 0)
			return (0);
		fields |= f;
	}
	return (fields);
}

/* The operand in a NEAR that can't be there. */
static const struct query *
near_stranger(const struct query *q)
{
	const struct query	*found;

	if (q->kind == QUERY_TERM || q->kind == QUERY_REGEX)
		return (NULL);
	if (q->kind != QUERY_OR)
		return (q);
	for (const struct query *k = q->kids; k != NULL; k = k->next)
		if ((found = near_stranger(k)) != NULL)
			return (found);
	return (NULL);
}

static int
check_near(struct check *c, const struct query *q)
{
	const struct query	*k, *stranger;
	unsigned int		 fields = ~0u;

	for (k = q->kids; k != NULL; k = k->next) {
		if ((stranger = near_stranger(k)) != NULL)
			return (fail(c, stranger, stranger->kind ==
			    QUERY_NOT ? "NOT can't stand beside NEAR; write "
			    "NOT (a NEAR/8 b)" : stranger->kind ==
			    QUERY_ATLEAST ? "ATLEAST can't stand beside NEAR; "
			    "write AND" : stranger->kind == QUERY_NEAR ?
			    "a NEAR can't be the right side of NEAR; chain "
			    "them from the left" : "AND can't stand in the "
			    "brackets of NEAR; write OR there, or AND "
			    "outside"));
		fields &= near_fields(k);
		if (fields == 0)
			return (fail(c, k, "this is never near to what stands "
			    "in another field; write AND"));
	}
	return (0);
}

static int
check_negation(struct check *c, const struct query *q)
{
	if (q->kids->kind == QUERY_NOT)
		return (fail(c, q, "NOT NOT says nothing; leave both out"));
	return (0);
}

#define STEPS	100000		/* pairs compared in one expression */

/* Whether no must hold where yes does, as far as that is plain to see. */
static int
implies(struct check *c, const struct query *yes, const struct query *no)
{
	const struct query	*k;

	if (c->steps++ > STEPS)
		return (0);
	if (yes->hash == no->hash && yes->kind == no->kind &&
	    (yes->fields & ~no->fields) == 0)
		return (1);
	if (no->kind == QUERY_OR)
		for (k = no->kids; k != NULL; k = k->next)
			if (implies(c, yes, k))
				return (1);
	if (yes->kind == QUERY_OR) {
		for (k = yes->kids; k != NULL; k = k->next)
			if (!implies(c, k, no))
				return (0);
		return (1);
	}
	if (yes->kind == QUERY_AND || yes->kind == QUERY_NEAR ||
	    yes->kind == QUERY_ATLEAST)
		for (k = yes->kids; k != NULL; k = k->next)
			if (implies(c, k, no))
				return (1);
	return (0);
}

/* A AND NOT A: NOTs that the rest contradicts. */
static int
check_and(struct check *c, const struct query *q)
{
	const struct query	*not, *k;

	for (not = q->kids; not != NULL; not = not->next)
		for (k = q->kids; not->kind == QUERY_NOT && k != NULL;
		    k = k->next)
			if (k->kind != QUERY_NOT && implies(c, k, not->kids))
				return (fail(c, not, "this NOT excludes what "
				    "must be there; the expression never "
				    "holds"));
	return (0);
}

static int
check_atleast(struct check *c, const struct query *q)
{
	const struct query	*stranger = near_stranger(q->kids);

	if (stranger == NULL)
		return (0);
	return (fail(c, stranger, "ATLEAST counts a keyword or a bracket of "
	    "ORs: ATLEAST/3 (a OR b)"));
}

static int
check_one(struct check *c, const struct query *q)
{
	switch (q->kind) {
	case QUERY_AND:
		return (check_and(c, q));
	case QUERY_NEAR:
		return (check_near(c, q));
	case QUERY_NOT:
		return (check_negation(c, q));
	case QUERY_ATLEAST:
		return (check_atleast(c, q));
	default:
		return (0);
	}
}

static int
check_all(struct check *c, const struct query *q)
{
	if (check_one(c, q) == -1)
		return (-1);
	for (const struct query *k = q->kids; k != NULL; k = k->next)
		if (check_all(c, k) == -1)
			return (-1);
	return (0);
}

int
query_check(const struct query *q, size_t *offset, char **cause)
{
	struct check		 c = { offset, cause, 0 };
	const struct query	*k;

	if (check_all(&c, q) == -1)
		return (-1);
	if (is_positive(q))
		return (0);
	if (q->kind == QUERY_OR)
		for (k = q->kids; k != NULL; k = k->next)
			if (!is_positive(k))
				return (fail(&c, k, "this side of OR holds for "
				    "nearly every story; write AND NOT, or "
				    "name what must be there"));
	return (fail(&c, q, "NOT alone holds "
	    "for nearly every story; name what must be there: a AND NOT b"));
}
