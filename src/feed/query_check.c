#include <stdlib.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/query.h"

/*
 * What is wrong with an expression beside its grammar: operands that mean
 * nothing, and what can never hold or holds for nearly every story.
 */

struct check {
	size_t	*offset;
	char	**cause;
};

static int
fail(const struct check *c, const struct query *q, const char *why)
{
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
check_near(const struct check *c, const struct query *q)
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
check_negation(const struct check *c, const struct query *q)
{
	if (q->kids->kind == QUERY_NOT)
		return (fail(c, q, "NOT NOT says nothing; leave both out"));
	return (0);
}

static int
hash_compare(const void *a, const void *b)
{
	uint64_t	x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y ? -1 : x > y);
}

/* A AND NOT A: of NOTs that are there, those that the rest contradicts. */
static int
check_and(const struct check *c, const struct query *q)
{
	const struct query	*k, *o;
	uint64_t		*v;
	size_t			 n = 0, nots = 0;
	int			 r = 0;

	for (k = q->kids; k != NULL; k = k->next) {
		n++;
		nots += k->kind == QUERY_NOT;
	}
	if (nots == 0)
		return (0);
	v = xcalloc(n, sizeof(*v));
	for (n = 0, k = q->kids; k != NULL; k = k->next)
		if (k->kind != QUERY_NOT)
			v[n++] = k->hash;
	qsort(v, n, sizeof(*v), hash_compare);
	for (k = q->kids; k != NULL && r == 0; k = k->next) {
		if (k->kind != QUERY_NOT)
			continue;
		o = k->kids->kind == QUERY_OR ? k->kids->kids : k->kids;
		for (; o != NULL && r == 0; o = o->next)
			if (bsearch(&o->hash, v, n, sizeof(*v),
			    hash_compare) != NULL)
				r = fail(c, k, "this NOT excludes what must be "
				    "there; the expression never holds");
	}
	free(v);
	return (r);
}

static int
check_atleast(const struct check *c, const struct query *q)
{
	const struct query	*stranger = near_stranger(q->kids);

	if (stranger == NULL)
		return (0);
	return (fail(c, stranger, "ATLEAST counts a keyword or a bracket of "
	    "ORs: ATLEAST/3 (a OR b)"));
}

static int
check_one(const struct check *c, const struct query *q)
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
check_all(const struct check *c, const struct query *q)
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
	struct check		 c = { offset, cause };
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
	return (fail(&c, q->kind == QUERY_AND ? q->kids : q, "NOT alone holds "
	    "for nearly every story; name what must be there: a AND NOT b"));
}
