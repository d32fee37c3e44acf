#include "base/buf.h"
#include "base/cause.h"
#include "feed/query.h"
#include "feed/query_hold.h"
#include "feed/topic.h"

/*
 * What is wrong with an expression beside its grammar: operands that mean
 * nothing, and what can never hold or holds for nearly every story.
 */

struct check {
	size_t		*offset;
	char		**cause;
	unsigned int	 nots, languages;	/* met in the expression */
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
		return (!q->broad);
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
	c->nots += q->kind == QUERY_NOT;
	c->languages += (q->fields >> TOPIC_LANG) & 1;
	for (const struct query *k = q->kids; k != NULL; k = k->next)
		if (check_all(c, k) == -1)
			return (-1);
	return (0);
}

#define NAMES_MAX	100	/* bytes of keywords in a cause */

/* "title:a or b"; nothing where the operands aren't keywords alone. */
static void
put_names(struct buf *b, const struct query *q)
{
	const struct query	*k;

	if (q->kind == QUERY_OR) {
		for (k = q->kids; k != NULL && !b->failed; k = k->next) {
			buf_puts(b, k == q->kids ? "" : k->next != NULL ?
			    ", " : " or ");
			put_names(b, k);
		}
		return;
	}
	if (q->kind != QUERY_TERM && q->kind != QUERY_REGEX)
		b->failed = 1;
	for (int i = 0; i < TOPIC_FIELDS; i++)
		if (q->fields == 1u << i)
			buf_printf(b, "%s:",
			    topic_field_name((enum topic_field)i));
	for (const char *p = q->text; p != NULL && *p != '\0'; p++)
		buf_putc(b, (unsigned char)*p < 0x20 ? ' ' : *p);
}

static int
fail_never(struct check *c, const struct query_conflict *f)
{
	struct buf	b, why;
	int		named;

	buf_init(&b, NAMES_MAX);
	buf_init(&why, NAMES_MAX + 200);
	if (f->there != NULL)
		put_names(&b, f->there);
	named = f->there != NULL && !b.failed;
	if (f->against->kind == QUERY_NOT)
		buf_printf(&why, "this NOT excludes %s%s; the expression "
		    "never holds; leave one of them out", named ?
		    buf_string(&b) : "what must be there", !named ? "" :
		    f->there->kind == QUERY_OR ? ", of which one must be "
		    "there" : ", which must be there");
	else if (f->against->kind == QUERY_ATLEAST)
		buf_puts(&why, "the language is told once; the expression "
		    "never holds; leave ATLEAST out");
	else
		buf_printf(&why, "a story has one language%s%s; the "
		    "expression never holds; write OR", named ?
		    ", but there must be " : "", named ? buf_string(&b) : "");
	fail(c, f->against, buf_string(&why));
	buf_clear(&b);
	buf_clear(&why);
	return (-1);
}

int
query_check(const struct query *q, size_t *offset, char **cause)
{
	struct check		 c = { offset, cause, 0, 0 };
	struct query_conflict	 conflict;
	const struct query	*k;

	if (check_all(&c, q) == -1)
		return (-1);
	/* Keywords alone never contradict one another. */
	if ((c.nots > 0 || c.languages > 0) && !query_can_hold(q, &conflict))
		return (fail_never(&c, &conflict));
	if (is_positive(q))
		return (0);
	if (q->kind == QUERY_OR)
		for (k = q->kids; k != NULL; k = k->next)
			if (!is_positive(k))
				return (fail(&c, k, "this side of OR holds for "
				    "nearly every story; write AND NOT, or "
				    "name what must be there"));
	if (q->broad)
		return (fail(&c, q, "this regular expression is found in "
		    "nearly every story; write one that needs more than a "
		    "letter"));
	return (fail(&c, q, "NOT alone holds "
	    "for nearly every story; name what must be there: a AND NOT b"));
}
