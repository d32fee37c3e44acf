#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/image_build.h"
#include "feed/topic_set.h"

#define WORDS_MEMORY	((size_t)64 << 20)	/* see topic_words.c */

int
topic_check(const char *expression, size_t *offset, char **cause)
{
	struct arena	*a = arena_new(SIZE_MAX);
	struct query	*q;
	size_t		 where;
	int		 r;

	r = query_parse(a, expression, &q, &where, cause);
	if (r == -1 && offset != NULL)
		*offset = where;
	arena_free(a);
	return (r);
}

struct compiler {
	struct image_builder	 b;
	struct arena		*arena;		/* for one topic */
	const struct topic_rule	*rule;
	char			**cause;
};

static struct query *
parse_item(struct compiler *c, const char *text)
{
	struct query	*q;
	char		*why = NULL;
	size_t		 offset;

	if (query_parse(c->arena, text, &q, &offset, &why) == 0)
		return (q);
	cause_set(c->cause, "topic %s: \"%s\": %s", c->rule->name, text, why);
	free(why);
	return (NULL);
}

/* The items of a list, one after the other; -1: one is wrong. */
static int
parse_list(struct compiler *c, const char *const *list, struct query **first)
{
	struct query	**tail = first;

	*first = NULL;
	for (; list != NULL && *list != NULL; list++) {
		if ((*tail = parse_item(c, *list)) == NULL)
			return (-1);
		tail = &(*tail)->next;
	}
	return (0);
}

/* Operands under an operator, unless there is one alone. */
static struct query *
join(struct compiler *c, enum query_kind kind, struct query *kids)
{
	struct query	*q;

	if (kids == NULL || (kids->next == NULL && kind != QUERY_NOT))
		return (kids);
	if ((q = arena_alloc(c->arena, sizeof(*q))) == NULL)
		return (NULL);
	q->kind = kind;
	q->kids = kids;
	return (q);
}

static void
append(struct query **list, struct query *q)
{
	while (*list != NULL)
		list = &(*list)->next;
	*list = q;
}

static int
add_topic(struct compiler *c)
{
	const struct topic_rule	*r = c->rule;
	struct query		*any, *all, *none, *match = NULL;

	if (r->match != NULL && (match = parse_item(c, r->match)) == NULL)
		return (-1);
	if (parse_list(c, r->any, &any) == -1 ||
	    parse_list(c, r->all, &all) == -1 ||
	    parse_list(c, r->none, &none) == -1)
		return (-1);
	if (match == NULL && any == NULL && all == NULL)
		return (cause_set(c->cause, none == NULL ? "topic %s: no "
		    "keywords" : "topic %s: not alone holds for nearly every "
		    "story", r->name));
	append(&match, join(c, QUERY_OR, any));
	append(&match, all);
	if (none != NULL) {
		none = join(c, QUERY_NOT, join(c, QUERY_OR, none));
		none->forbids = 1;
		append(&match, none);
	}
	image_add_topic(&c->b, image_add(&c->b, join(c, QUERY_AND, match)));
	return (0);
}

void *
topic_compile(const struct topic_rule *rules, size_t n, size_t *size,
    char **cause)
{
	struct compiler	 c = { .cause = cause };
	void		*image = NULL;
	size_t		 i;

	c.arena = arena_new(SIZE_MAX);
	image_builder_init(&c.b);
	for (i = 0; i < n; i++) {
		arena_reset(c.arena);
		c.rule = &rules[i];
		if (add_topic(&c) == -1)
			break;
	}
	if (i == n)
		image = image_finish(&c.b, size);
	image_builder_clear(&c.b);
	arena_free(c.arena);
	return (image);
}

/* Compiled code can't be shared: each set has its own. */
static int
compile_regexes(struct topic_set *s, char **cause)
{
	const struct image	*m = &s->image;
	size_t			 n = m->head->count[IMAGE_TERMS], offset;

	if (m->head->nregex == 0)
		return (0);
	s->regexes = xcalloc(n, sizeof(*s->regexes));
	for (size_t i = 0; i < n; i++) {
		const struct image_term	*t = &m->terms[i];

		if (t->flags & TERM_REGEX && (s->regexes[i] =
		    query_regex_new(m->strings + t->word, t->nwords,
		    t->options, &offset, cause)) == NULL)
			return (-1);
	}
	return (0);
}

struct topic_set *
topic_set_open(const void *data, size_t size, char **cause)
{
	struct topic_set	*s = xcalloc(1, sizeof(*s));
	const uint64_t		*count;

	s->scratch = arena_new(SIZE_MAX);
	if (image_open(&s->image, data, size, cause) == -1 ||
	    compile_regexes(s, cause) == -1) {
		topic_set_free(s);
		return (NULL);
	}
	count = s->image.head->count;
	s->bits = image_memory(count[IMAGE_ATOMS] / 64 + 1, sizeof(*s->bits));
	s->terms = image_memory(count[IMAGE_TERMS], sizeof(*s->terms));
	s->memos = image_memory(count[IMAGE_NODES] / 64 + 1,
	    sizeof(*s->memos));
	s->used = image_memory(count[IMAGE_NODES] / 64 + 1, sizeof(*s->used));
	s->seen = image_memory(count[IMAGE_TOPICS] / 64 + 1, sizeof(*s->seen));
	s->allowed = image_memory(count[IMAGE_TOPICS] / 64 + 1,
	    sizeof(*s->allowed));
	s->candidates = image_memory(count[IMAGE_TOPICS],
	    sizeof(*s->candidates));
	return (s);
}

struct topic_set *
topic_set_new(const struct topic_rule *rules, size_t n, char **cause)
{
	struct topic_set	*s;
	size_t			 size;
	void			*image = topic_compile(rules, n, &size, cause);

	if (image == NULL)
		return (NULL);
	if ((s = topic_set_open(image, size, cause)) == NULL)
		free(image);
	else
		s->memory = image;
	return (s);
}

void
topic_set_free(struct topic_set *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->regexes != NULL &&
	    i < s->image.head->count[IMAGE_TERMS]; i++)
		query_regex_free(s->regexes[i]);
	free(s->regexes);
	arena_free(s->scratch);
	free(s->known);
	free(s->pool);
	free(s->bits);
	free(s->terms);
	free(s->memos);
	free(s->used);
	free(s->seen);
	free(s->allowed);
	free(s->candidates);
	free(s->memory);
	free(s);
}

size_t
topic_set_memory(const struct topic_set *s)
{
	const struct image_head	*h = s->image.head;
	size_t			 n = (size_t)h->size + WORDS_MEMORY;

	n += h->count[IMAGE_ATOMS] / 64 * sizeof(*s->bits);
	n += h->count[IMAGE_TERMS] * sizeof(*s->terms);
	n += h->count[IMAGE_NODES] / 64 * (sizeof(*s->memos) +
	    sizeof(*s->used));
	n += h->count[IMAGE_TOPICS] / 64 * (sizeof(*s->seen) +
	    sizeof(*s->allowed));
	return (n + h->count[IMAGE_TOPICS] * sizeof(*s->candidates));
}

size_t
topic_set_count(const struct topic_set *s)
{
	return ((size_t)s->image.head->count[IMAGE_TOPICS]);
}

size_t
topic_set_always(const struct topic_set *s)
{
	return ((size_t)s->image.head->count[IMAGE_ALWAYS]);
}
