#include <string.h>

#include "base/buf.h"
#include "feed/query.h"
#include "feed/topic_set.h"

#define WHY_MAX		(1024 * 1024)	/* bytes of one reason */
#define FOUND_MAX	60		/* bytes of what was found */

struct why {
	struct topic_set	*s;
	struct buf		 b;
	const char		*between;	/* parts */
	int			 begun;		/* a part is there */
	int			 forbidden;	/* inside of NOT */
	uint32_t		 there;		/* told of what is forbidden */
};

static void	explain(struct why *, uint32_t);
static void	explain_held(struct why *, uint32_t);

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
put_part(struct why *w)
{
	if (w->begun)
		buf_puts(&w->b, w->between);
	w->begun = 1;
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
 * The keyword that an operand misses: itself where the operand is to hold, that
 * of a NOT where it isn't; IMAGE_NONE for others.
 */
static uint32_t
missed_leaf(const struct topic_set *s, uint32_t id, int held)
{
	const struct image_node	*n = &s->image.nodes[id];

	if (held)
		id = n->kind == NODE_NOT ? kid(s, n, 0) : IMAGE_NONE;
	return (id != IMAGE_NONE && is_leaf(s, id) ? id : IMAGE_NONE);
}

/*
 * Keywords among the operands that aren't found in some fields, together: "no
 * a, b or c in any field", "no a and no b in any field".
 */
static void
explain_leaves(struct why *w, const struct image_node *n, uint32_t fields,
    int held)
{
	const struct topic_set	*s = w->s;
	const char	*last = n->kind == NODE_OR && !held ? " or " : " and ";
	const char	*each = n->kind == NODE_OR && !held ? "" : "no ";
	uint32_t	 count = 0, k = 0, id;

	for (int told = 0; told < 2; told++) {
		for (uint32_t i = 0; i < n->nkids; i++) {
			id = missed_leaf(s, kid(s, n, i), held);
			if (id == IMAGE_NONE || topic_holds(w->s, id) ||
			    s->image.nodes[id].fields != fields)
				continue;
			if (!told) {
				count++;
				continue;
			}
			put_between(&w->b, k, count, last);
			buf_printf(&w->b, "%s%s", k++ == 0 ? "no " : each,
			    leaf_text(s, id));
		}
		if (!told)
			put_part(w);
	}
	buf_printf(&w->b, " %s", field_phrase(fields));
}

/* Whether operand i is the first one that misses a keyword in its fields. */
static int
is_first_missed(struct why *w, const struct image_node *n, uint32_t i,
    int held)
{
	const struct topic_set	*s = w->s;
	uint32_t		 id = missed_leaf(s, kid(s, n, i), held), o;

	for (uint32_t j = 0; j < i; j++) {
		o = missed_leaf(s, kid(s, n, j), held);
		if (o != IMAGE_NONE && !topic_holds(w->s, o) &&
		    s->image.nodes[o].fields == s->image.nodes[id].fields)
			return (0);
	}
	return (1);
}

/* AND and OR: the operands that fail, or hold. */
static void
explain_list(struct why *w, const struct image_node *n, int held)
{
	struct topic_set	*s = w->s;
	uint32_t		 id, leaf;

	for (uint32_t i = 0; i < n->nkids; i++) {
		id = kid(s, n, i);
		if (!topic_holds(s, id) != !held)
			continue;
		if ((leaf = missed_leaf(s, id, held)) == IMAGE_NONE) {
			if (held)
				explain_held(w, id);
			else
				explain(w, id);
		} else if (is_first_missed(w, n, i, held))
			explain_leaves(w, n, s->image.nodes[leaf].fields,
			    held);
	}
}

/* What of a text was found, in one line and not too long. */
static void
put_found(struct why *w, const struct place *p)
{
	const struct topic_text	*t = w->s->runs[p->text].text;
	const char		*s = t->text + p->start;
	size_t			 n = p->end - p->start, max = n;

	if (n > FOUND_MAX)
		for (max = FOUND_MAX; max > 0 &&
		    ((unsigned char)s[max] & 0xc0) == 0x80;)
			max--;
	buf_printf(&w->b, " (%s: ", topic_field_name(t->field));
	for (size_t i = 0; i < max; i++)
		buf_put(&w->b, (unsigned char)s[i] <= ' ' ? " " : s + i, 1);
	buf_puts(&w->b, max < n ? "\342\200\246)" : ")");
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

/* All fields where an operand of NEAR looks. */
static uint32_t
operand_fields(const struct topic_set *s, uint32_t id)
{
	const struct image_node	*n = &s->image.nodes[id];
	uint32_t		 fields = 0;

	if (is_leaf(s, id))
		return (n->fields);
	for (uint32_t i = 0; i < n->nkids; i++)
		fields |= operand_fields(s, kid(s, n, i));
	return (fields);
}

static void
put_words(struct buf *b, uint32_t n)
{
	buf_printf(b, "within %u word%s", n, n == 1 ? "" : "s");
}

/*
 * "no a within 2 words of b", "b is within 1 word after a", and of a chain
 * "with c within 3 words of either".
 */
static void
put_near(struct why *w, const struct image_node *n, const char *before,
    const char *verb)
{
	const struct image_kid	*k = w->s->image.kids + n->first;
	int			 ordered = k[1].near & 1;
	uint32_t		 fields = ~0u;

	buf_puts(&w->b, before);
	put_operand(w->s, &w->b, k[ordered].node);
	buf_puts(&w->b, verb);
	put_words(&w->b, k[1].near >> 1);
	buf_puts(&w->b, ordered ? " after " : " of ");
	put_operand(w->s, &w->b, k[!ordered].node);
	for (uint32_t i = 2; i < n->nkids; i++) {
		buf_puts(&w->b, i == 2 ? " with " : " and ");
		put_operand(w->s, &w->b, k[i].node);
		buf_puts(&w->b, " ");
		put_words(&w->b, k[i].near >> 1);
		buf_puts(&w->b, k[i].near & 1 ? (i == 2 ? " after both" :
		    " after all of them") : i == 2 ? " of either" :
		    " of any of them");
	}
	for (uint32_t i = 0; i < n->nkids; i++)
		fields &= operand_fields(w->s, k[i].node);
	if (fields != QUERY_BARE)
		buf_printf(&w->b, " %s", field_phrase(fields));
}

/* Operands that aren't there at all, else that they are too far apart. */
static void
explain_near(struct why *w, const struct image_node *n)
{
	const struct image_kid	*k = w->s->image.kids + n->first;
	int			 missed = 0;

	for (uint32_t i = 0; i < n->nkids; i++)
		if (!topic_holds(w->s, k[i].node)) {
			explain(w, k[i].node);
			missed = 1;
		}
	if (missed)
		return;
	put_part(w);
	put_near(w, n, "no ", " ");
}

static void
put_times(struct buf *b, uint32_t n)
{
	if (n <= 2)
		buf_puts(b, n == 1 ? "once" : "twice");
	else
		buf_printf(b, "%u times", n);
}

static void
explain_atleast(struct why *w, const struct image_node *n)
{
	uint32_t	count = topic_count(w->s, kid(w->s, n, 0));

	if (count == 0) {
		explain(w, kid(w->s, n, 0));
		return;
	}
	put_part(w);
	put_operand(w->s, &w->b, kid(w->s, n, 0));
	buf_puts(&w->b, " is there only ");
	put_times(&w->b, count);
	buf_puts(&w->b, ", not ");
	put_times(&w->b, n->n);
}

/* A keyword once, by the first of its places. */
static void
explain_held_leaf(struct why *w, uint32_t id)
{
	struct places	p = topic_places(w->s, id);

	if (p.n == 0 || w->s->terms[p.v[0].term].kept++ > 0)
		return;
	w->there++;
	put_part(w);
	buf_printf(&w->b, "%s is there", leaf_text(w->s, id));
	put_found(w, &p.v[0]);
}

/* Of a node that holds and shouldn't. */
static void
explain_held(struct why *w, uint32_t id)
{
	const struct image_node	*n = &w->s->image.nodes[id];

	switch ((enum node_kind)n->kind) {
	case NODE_WORD:
	case NODE_TERM:
		explain_held_leaf(w, id);
		break;
	case NODE_AND:
	case NODE_OR:
		explain_list(w, n, 1);
		break;
	case NODE_NOT:
		explain(w, kid(w->s, n, 0));
		break;
	case NODE_NEAR:
		w->there++;
		put_part(w);
		put_near(w, n, "", " is ");
		break;
	case NODE_ATLEAST:
		w->there++;
		put_part(w);
		put_operand(w->s, &w->b, kid(w->s, n, 0));
		buf_puts(&w->b, " is there ");
		put_times(&w->b, topic_count(w->s, kid(w->s, n, 0)));
		break;
	}
}

/* What is there and is forbidden; what is missing speaks for itself. */
static void
explain_not(struct why *w, const struct image_node *n)
{
	uint32_t	 id = kid(w->s, n, 0);
	struct places	 p = topic_places(w->s, id);
	const char	*between = w->between;

	for (uint32_t i = 0; i < p.n; i++)
		w->s->terms[p.v[i].term].kept = 0;
	if (w->forbidden) {
		explain_held(w, id);
		return;
	}
	if (w->begun)
		buf_puts(&w->b, between);
	w->begun = 0;
	w->there = 0;
	w->between = " and ";
	w->forbidden = 1;
	explain_held(w, id);
	w->forbidden = 0;
	w->between = between;
	w->begun = 1;
	if (w->there == 0)
		return;
	buf_printf(&w->b, ", which %s forbids%s", n->forbids ? "\"not\"" :
	    "NOT", w->there > 1 && w->s->image.nodes[id].kind == NODE_AND ?
	    " together" : "");
}

/* Of a node that doesn't hold. */
static void
explain(struct why *w, uint32_t id)
{
	const struct image_node	*n = &w->s->image.nodes[id];

	switch ((enum node_kind)n->kind) {
	case NODE_WORD:
	case NODE_TERM:
		put_part(w);
		buf_printf(&w->b, "no %s %s", leaf_text(w->s, id),
		    field_phrase(n->fields));
		break;
	case NODE_AND:
	case NODE_OR:
		explain_list(w, n, 0);
		break;
	case NODE_NOT:
		explain_not(w, n);
		break;
	case NODE_NEAR:
		explain_near(w, n);
		break;
	case NODE_ATLEAST:
		explain_atleast(w, n);
		break;
	}
}

const char *
topic_why(struct topic_set *s, struct arena *a, uint32_t topic)
{
	struct why	 w = { .s = s, .between = "; " };
	const char	*text = NULL;

	buf_init(&w.b, WHY_MAX);
	explain(&w, s->image.topics[topic]);
	if (!w.b.failed && !s->failed)
		text = arena_strdup(a, buf_string(&w.b));
	buf_clear(&w.b);
	return (text);
}
