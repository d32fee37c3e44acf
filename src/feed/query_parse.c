#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "feed/query.h"
#include "feed/query_lex.h"
#include "feed/query_regex.h"
#include "feed/query_slip.h"
#include "feed/topic.h"

struct parser {
	struct arena	*arena;
	const char	*text;
	struct token	 t;		/* the one to be read next */
	const char	*last;		/* end of the one before */
	uint8_t		 fields;	/* where terms look here */
	uint8_t		 named;		/* whether a field said so */
	int		 depth;
	const char	*at;		/* of an error */
	char		**cause;
};

static struct query	*parse_or(struct parser *);
static struct query	*parse_unary(struct parser *);

static struct query *
fail(struct parser *p, const char *at)
{
	p->at = at;
	return (NULL);
}

/* On to the next token; -1 when there is none that can be read. */
static int
next(struct parser *p)
{
	p->last = p->t.end;
	query_token(p->t.end, &p->t, &p->at, p->cause);
	return (p->t.kind == TOKEN_BAD ? -1 : 0);
}

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ULL;
	return (h ^ h >> 29);
}

static struct query *
query_new(struct parser *p, enum query_kind kind, const char *at)
{
	struct query	*q = arena_alloc(p->arena, sizeof(*q));

	if (q == NULL) {
		cause_set(p->cause, "out of memory");
		return (fail(p, at));
	}
	q->kind = kind;
	q->at = (size_t)(at - p->text);
	q->hash = mix(kind + 1, 0);
	return (q);
}

/* An operator's hash is of its operands', whose order doesn't count. */
static void
query_close(struct query *q)
{
	uint64_t	sum = 0, order = 0;

	for (const struct query *k = q->kids; k != NULL; k = k->next) {
		uint64_t	hash = mix(k->hash, k->fields);

		sum += hash * (hash | 1);
		order = mix(order, hash);
		if (q->kind == QUERY_NEAR)
			order = mix(order, k->near << 1 | k->ordered);
	}
	q->hash = mix(mix(q->hash, q->times), q->kind == QUERY_NEAR ? order :
	    sum);
}

static uint64_t
hash_bytes(uint64_t h, const char *s, size_t n)
{
	return (mix(h, word_hash(s, n) + n));
}

static void
hash_keyword(struct query *q)
{
	const struct keyword	*k = &q->keyword;

	for (size_t i = 0; i < k->n; i++) {
		q->hash = mix(q->hash, k->v[i].hash);
		q->hash = hash_bytes(q->hash, k->v[i].folded, k->v[i].len);
		q->hash = mix(q->hash, (uint64_t)(k->v[i].wild << 2 |
		    k->v[i].tight << 1 | k->v[i].glued));
		q->hash = hash_bytes(q->hash, k->v[i].before, k->v[i].nbefore);
		q->hash = hash_bytes(q->hash, k->v[i].after, k->v[i].nafter);
		if (k->v[i].nform != 0)
			q->hash = hash_bytes(q->hash, k->v[i].form,
			    k->v[i].nform);
	}
	q->hash = mix(q->hash, (uint64_t)k->exact);
}

static int
parse_regex(struct parser *p, struct query *q)
{
	static const char	 letters[] = "imsx";
	struct query_regex	*r;
	size_t			 offset;

	q->kind = QUERY_REGEX;
	q->pattern = p->t.p;
	q->npattern = (size_t)(p->t.pend - p->t.p);
	for (const char *s = p->t.pend + 1; s < p->t.end; s++)
		q->flags |= 1u << (strchr(letters, *s) - letters);
	if (q->npattern == 0) {
		p->at = p->t.start;
		return (cause_set(p->cause, "an empty regular expression "
		    "finds every story; write one, or quote the //"));
	}
	r = query_regex_new(q->pattern, q->npattern, q->flags, &offset,
	    p->cause);
	if (r == NULL) {
		p->at = p->t.p + offset;
		return (-1);
	}
	q->broad = query_regex_is_broad(r) != 0;
	query_regex_free(r);
	q->hash = hash_bytes(mix(q->hash, q->flags + 77), q->pattern,
	    q->npattern);
	return (0);
}

/* As it was written but in one line; blanks in a regex have a meaning. */
static char *
term_text(struct parser *p)
{
	size_t	 len = (size_t)(p->t.end - p->t.start), n = 0;
	char	*s = arena_strndup(p->arena, p->t.start, len);

	if (s == NULL || p->t.kind == TOKEN_REGEX)
		return (s);
	for (size_t i = 0; i < len; i++)
		if (strchr(" \t\r\n", s[i]) == NULL)
			s[n++] = s[i];
		else if (n > 0 && s[n - 1] != ' ')
			s[n++] = ' ';
	s[n] = '\0';
	return (s);
}

static struct query *
parse_term(struct parser *p)
{
	struct query	*q = query_new(p, QUERY_TERM, p->t.start);

	if (q == NULL)
		return (NULL);
	if ((q->text = term_text(p)) == NULL)
		return (fail(p, p->t.start));
	if (p->t.kind == TOKEN_REGEX) {
		if (parse_regex(p, q) == -1)
			return (NULL);
	} else {
		struct keyword_source	s = { p->t.p, p->t.pend, p->t.exact };

		if (keyword_parse(p->arena, &s, &q->keyword, &p->at,
		    p->cause) == -1)
			return (NULL);
		hash_keyword(q);
	}
	q->fields = p->fields;
	return (next(p) == -1 ? NULL : q);
}

static const char *
token_name(const struct token *t, char *buf, size_t size)
{
	size_t	n = (size_t)(t->end - t->start);

	if (n >= size)
		n = size - 1;
	memcpy(buf, t->start, n);
	buf[n] = '\0';
	return (buf);
}

static struct query *
no_operator(struct parser *p)
{
	if (p->t.kind == TOKEN_CLOSE)
		cause_set(p->cause, "no bracket is open here; leave the ) "
		    "out, or quote it");
	else if (p->t.kind == TOKEN_NOT)
		cause_set(p->cause, "no operator in front of NOT; write AND "
		    "NOT");
	else
		cause_set(p->cause, "no operator in front of this; write AND "
		    "or OR, or put a whole phrase in quotation marks");
	return (fail(p, p->t.start));
}

static struct query *
parse_bracket(struct parser *p)
{
	const char	*open = p->t.start;
	struct query	*q;

	if (next(p) == -1)
		return (NULL);
	if (p->t.kind == TOKEN_CLOSE) {
		cause_set(p->cause, "nothing in the brackets; write a word");
		return (fail(p, open));
	}
	if ((q = parse_or(p)) == NULL)
		return (NULL);
	if (p->t.kind == TOKEN_END) {
		cause_set(p->cause, "this bracket isn't closed; write ) "
		    "behind what belongs into it");
		return (fail(p, open));
	}
	if (p->t.kind != TOKEN_CLOSE)
		return (no_operator(p));
	return (next(p) == -1 ? NULL : q);
}

static struct query	*parse_primary(struct parser *);

static struct query *
parse_field(struct parser *p)
{
	struct query	*q;
	const char	*at = p->t.start;
	const char	*name = topic_field_name((enum topic_field)p->t.number);
	uint8_t		 outer = p->fields, named = p->named;

	p->fields = (uint8_t)(1u << p->t.number);
	if (named && !(outer & p->fields)) {
		cause_set(p->cause, "%s: inside of another field can never "
		    "be found; name one of them", name);
		return (fail(p, at));
	}
	p->named = 1;
	if (next(p) == -1)
		return (NULL);
	if (p->t.kind != TOKEN_TERM && p->t.kind != TOKEN_REGEX &&
	    p->t.kind != TOKEN_OPEN && p->t.kind != TOKEN_FIELD) {
		cause_set(p->cause, "%s: stands in front of a keyword or a "
		    "bracket", name);
		return (fail(p, at));
	}
	q = parse_primary(p);
	p->fields = outer;
	p->named = named;
	return (q);
}

static struct query *
parse_primary(struct parser *p)
{
	char		 name[40];
	struct query	*q = NULL;

	if (++p->depth > QUERY_DEPTH_MAX) {
		cause_set(p->cause, "more than %d brackets and operators "
		    "within one another", QUERY_DEPTH_MAX);
		return (fail(p, p->t.start));
	}
	switch (p->t.kind) {
	case TOKEN_OPEN:
		q = parse_bracket(p);
		break;
	case TOKEN_FIELD:
		q = parse_field(p);
		break;
	case TOKEN_TERM:
	case TOKEN_REGEX:
		q = parse_term(p);
		break;
	case TOKEN_END:
		cause_set(p->cause, "a keyword is missing at the end");
		return (fail(p, p->last != NULL ? p->last : p->t.start));
	default:
		cause_set(p->cause, "a keyword is missing in front of %s; "
		    "quote a word that is meant as one", token_name(&p->t,
		    name, sizeof(name)));
		return (fail(p, p->t.start));
	}
	p->depth--;
	return (q);
}

/* NOT x or ATLEAST/n x */
static struct query *
parse_prefix(struct parser *p, enum query_kind kind)
{
	struct query	*q = query_new(p, kind, p->t.start);
	const char	*after;

	if (q == NULL)
		return (NULL);
	if (++p->depth > QUERY_DEPTH_MAX) {
		cause_set(p->cause, "more than %d brackets and operators "
		    "within one another", QUERY_DEPTH_MAX);
		return (fail(p, p->t.start));
	}
	if (kind == QUERY_ATLEAST)
		q->times = p->t.number;
	after = p->t.end;
	if (next(p) == -1)
		return (NULL);
	if (p->t.kind == TOKEN_END) {
		cause_set(p->cause, "nothing follows %s; write a keyword",
		    kind == QUERY_NOT ? "NOT" : "ATLEAST");
		return (fail(p, after));
	}
	if ((q->kids = parse_unary(p)) == NULL)
		return (NULL);
	p->depth--;
	query_close(q);
	return (q);
}

static struct query *
parse_unary(struct parser *p)
{
	if (p->t.kind == TOKEN_NOT)
		return (parse_prefix(p, QUERY_NOT));
	if (p->t.kind == TOKEN_ATLEAST)
		return (parse_prefix(p, QUERY_ATLEAST));
	return (parse_primary(p));
}

/* (a NEAR/2 b) NEAR/3 c is one chain, since NEAR chains from the left. */
static struct query *
chain_begin(struct parser *p, struct query *first)
{
	struct query	*q;

	if (first->kind == QUERY_NEAR) {
		first->hash = mix(QUERY_NEAR + 1, 0);
		return (first);
	}
	if ((q = query_new(p, QUERY_NEAR, p->t.start)) != NULL)
		q->kids = first;
	return (q);
}

static int
chain_add(struct parser *p, struct query *q, struct query *kid)
{
	struct query	*last = q->kids;
	size_t		 n = 1;

	for (; last->next != NULL; last = last->next)
		n++;
	last->next = kid;
	if (n < QUERY_CHAIN_MAX)
		return (0);
	cause_set(p->cause, "more than %d keywords in a chain of NEARs",
	    QUERY_CHAIN_MAX);
	p->at = p->text + kid->at;
	return (-1);
}

static struct query *
parse_near(struct parser *p)
{
	struct query	*q = parse_unary(p), *kid;
	int		 chain = 0;

	while (q != NULL && (p->t.kind == TOKEN_NEAR ||
	    p->t.kind == TOKEN_ONEAR)) {
		uint32_t	number = p->t.number;
		int		ordered = p->t.kind == TOKEN_ONEAR;

		if (!chain && (q = chain_begin(p, q)) == NULL)
			return (NULL);
		chain = 1;
		if (next(p) == -1 || (kid = parse_unary(p)) == NULL ||
		    chain_add(p, q, kid) == -1)
			return (NULL);
		kid->near = number;
		kid->ordered = (uint8_t)ordered;
	}
	if (chain)
		query_close(q);
	return (q);
}

/* Operands between one operator, those of the same kind taken in. */
static struct query *
parse_list(struct parser *p, enum token_kind token, enum query_kind kind,
    struct query *(*operand)(struct parser *))
{
	struct query	*q, *list, **tail;

	if ((q = operand(p)) == NULL || p->t.kind != token)
		return (q);
	if ((list = query_new(p, kind, p->t.start)) == NULL)
		return (NULL);
	tail = &list->kids;
	for (;;) {
		*tail = q->kind == kind ? q->kids : q;
		while (*tail != NULL)
			tail = &(*tail)->next;
		if (p->t.kind != token)
			break;
		if (next(p) == -1 || (q = operand(p)) == NULL)
			return (NULL);
	}
	query_close(list);
	return (list);
}

static struct query *
parse_and(struct parser *p)
{
	return (parse_list(p, TOKEN_AND, QUERY_AND, parse_near));
}

static struct query *
parse_or(struct parser *p)
{
	return (parse_list(p, TOKEN_OR, QUERY_OR, parse_and));
}

int
query_parse(struct arena *a, const char *text, struct query **out,
    size_t *offset, char **cause)
{
	struct parser	 p = { .arena = a, .text = text, .cause = cause,
			    .at = text, .fields = QUERY_BARE };
	struct query	*q = NULL;

	*offset = 0;
	p.t.end = text;
	if (query_slip_text(text, &p.at, cause) == 0 && next(&p) == 0) {
		p.last = NULL;
		if (p.t.kind == TOKEN_END)
			cause_set(cause, "an empty keyword finds nothing; "
			    "write a word");
		else if ((q = parse_or(&p)) != NULL && p.t.kind != TOKEN_END)
			q = no_operator(&p);
	}
	if (q == NULL) {
		*offset = (size_t)(p.at - text);
		return (-1);
	}
	*out = q;
	return (query_check(q, offset, cause));
}
