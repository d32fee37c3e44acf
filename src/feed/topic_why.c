#include <string.h>

#include "base/buf.h"
#include "feed/query.h"
#include "feed/topic_set.h"

#define WHY_MAX		(1024 * 1024)	/* bytes of one reason */

static void	explain(struct topic_set *, struct buf *, uint32_t);

static const char *const where[TOPIC_FIELDS] = {
	"in the title", "in the body", "in the author", "in the category",
	"in the link", "in the feed's name", "in the language"
};

static const char *
field_phrase(uint32_t fields)
{
	for (int i = 0; i < TOPIC_FIELDS; i++)
		if (fields == 1u << i)
			return (where[i]);
	return ("in any field");
}

/* The i-th of n things: nothing, a comma, or the last word between them. */
static void
put_between(struct buf *b, uint32_t i, uint32_t n, const char *last)
{
	if (i > 0)
		buf_puts(b, i + 1 < n ? ", " : last);
}

static void
put_part(struct buf *b)
{
	if (b->len > 0)
		buf_puts(b, "; ");
}

static int
is_leaf(const struct topic_set *s, uint32_t id)
{
	return (s->image.nodes[id].kind <= NODE_TERM);
}

static const char *
leaf_text(const struct topic_set *s, uint32_t id)
{
	return (s->image.strings +
	    s->image.terms[s->image.nodes[id].first].text);
}

static uint32_t
kid(const struct topic_set *s, const struct image_node *n, uint32_t i)
{
	return (s->image.kids[n->first + i].node);
}

/*
 * Keywords among the operands that aren't found in some fields, together: "no
 * a, b or c in any field", "no a and no b in any field".
 */
static void
explain_leaves(struct topic_set *s, struct buf *b, const struct image_node *n,
    uint32_t fields, const char *last, const char *each)
{
	uint32_t	count = 0, k = 0;

	for (uint32_t i = 0; i < n->nkids; i++)
		count += is_leaf(s, kid(s, n, i)) &&
		    s->image.nodes[kid(s, n, i)].fields == fields &&
		    !topic_holds(s, kid(s, n, i));
	if (count == 0)
		return;
	put_part(b);
	for (uint32_t i = 0; i < n->nkids; i++) {
		if (!is_leaf(s, kid(s, n, i)) ||
		    s->image.nodes[kid(s, n, i)].fields != fields ||
		    topic_holds(s, kid(s, n, i)))
			continue;
		put_between(b, k, count, last);
		buf_printf(b, "%s%s", k++ == 0 ? "no " : each,
		    leaf_text(s, kid(s, n, i)));
	}
	buf_printf(b, " %s", field_phrase(fields));
}

/* AND and OR: the operands that fail. */
static void
explain_list(struct topic_set *s, struct buf *b, const struct image_node *n)
{
	const char	*last = n->kind == NODE_OR ? " or " : " and ";
	const char	*each = n->kind == NODE_OR ? "" : "no ";

	for (uint32_t i = 0; i < n->nkids; i++) {
		uint32_t	id = kid(s, n, i), j, fields;

		if (topic_holds(s, id))
			continue;
		if (!is_leaf(s, id)) {
			explain(s, b, id);
			continue;
		}
		/* With the first keyword of its fields stand the others. */
		fields = s->image.nodes[id].fields;
		for (j = 0; j < i; j++)
			if (is_leaf(s, kid(s, n, j)) &&
			    !topic_holds(s, kid(s, n, j)) &&
			    s->image.nodes[kid(s, n, j)].fields == fields)
				break;
		if (j == i)
			explain_leaves(s, b, n, fields, last, each);
	}
}

/* What is there, which NOT forbids: each keyword once. */
static void
explain_not(struct topic_set *s, struct buf *b, const struct image_node *n)
{
	struct places	p = topic_places(s, kid(s, n, 0));
	const char	*by = n->forbids ? "\"not\"" : "NOT";
	int		 told = 0;

	for (uint32_t i = 0; i < p.n; i++)
		s->terms[p.v[i].term].kept = 0;
	for (uint32_t i = 0; i < p.n; i++) {
		if (s->terms[p.v[i].term].kept++ > 0)
			continue;
		put_part(b);
		told = 1;
		buf_printf(b, "%s %s, which %s forbids", s->image.strings +
		    s->image.terms[p.v[i].term].text,
		    where[s->runs[p.v[i].text].text->field], by);
	}
	if (told)
		return;
	put_part(b);
	buf_printf(b, "what %s forbids holds", by);
}

static void
put_operand(const struct topic_set *s, struct buf *b, uint32_t id)
{
	const struct image_node	*n = &s->image.nodes[id];

	if (is_leaf(s, id)) {
		buf_puts(b, leaf_text(s, id));
		return;
	}
	for (uint32_t i = 0; i < n->nkids; i++) {
		put_between(b, i, n->nkids, " or ");
		put_operand(s, b, kid(s, n, i));
	}
}

/* Operands that aren't there at all, else that they are too far apart. */
static void
explain_near(struct topic_set *s, struct buf *b, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;
	size_t			 before = b->len;

	for (uint32_t i = 0; i < n->nkids; i++)
		if (!topic_holds(s, k[i].node))
			explain(s, b, k[i].node);
	if (b->len != before)
		return;
	put_part(b);
	for (uint32_t i = 0; i < n->nkids; i++) {
		if (i > 0)
			buf_puts(b, (k[i].near & 1) != 0 ?
			    " not followed by " : " not near ");
		put_operand(s, b, k[i].node);
		if (i > 0)
			buf_printf(b, " within %u word%s", k[i].near >> 1,
			    k[i].near >> 1 == 1 ? "" : "s");
	}
}

static void
explain_atleast(struct topic_set *s, struct buf *b,
    const struct image_node *n)
{
	uint32_t	count = topic_count(s, kid(s, n, 0));

	if (count == 0) {
		explain(s, b, kid(s, n, 0));
		return;
	}
	put_part(b);
	put_operand(s, b, kid(s, n, 0));
	buf_printf(b, " only %u time%s, not %u", count, count == 1 ? "" : "s",
	    n->n);
}

/* Of a node that doesn't hold. */
static void
explain(struct topic_set *s, struct buf *b, uint32_t id)
{
	const struct image_node	*n = &s->image.nodes[id];

	switch ((enum node_kind)n->kind) {
	case NODE_WORD:
	case NODE_TERM:
		put_part(b);
		buf_printf(b, "no %s %s", leaf_text(s, id),
		    field_phrase(n->fields));
		break;
	case NODE_AND:
	case NODE_OR:
		explain_list(s, b, n);
		break;
	case NODE_NOT:
		explain_not(s, b, n);
		break;
	case NODE_NEAR:
		explain_near(s, b, n);
		break;
	case NODE_ATLEAST:
		explain_atleast(s, b, n);
		break;
	}
}

const char *
topic_why(struct topic_set *s, struct arena *a, uint32_t topic)
{
	const char	*text = NULL;
	struct buf	 b;

	buf_init(&b, WHY_MAX);
	explain(s, &b, s->image.topics[topic]);
	if (!b.failed && !s->failed)
		text = arena_strdup(a, buf_string(&b));
	buf_clear(&b);
	return (text);
}
