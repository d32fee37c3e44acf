#ifndef TESTS_QUERY_FIND_H
#define TESTS_QUERY_FIND_H

/* What an expression finds in a story, or is refused for, as one text. */

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/topic.h"

static struct arena	*arena;

/* A story of one text each; NULL: it has none. */
struct story_texts {
	const char	*title, *body, *author, *category, *link, *feed,
			*lang;
};

static inline size_t
texts_of(const struct story_texts *s, struct topic_text *t)
{
	const char *const	v[] = { s->title, s->body, s->author,
				    s->category, s->link, s->feed, s->lang };
	size_t			n = 0;

	for (int i = 0; i < TOPIC_FIELDS; i++)
		if (v[i] != NULL)
			t[n++] = (struct topic_text){ (enum topic_field)i,
			    v[i], strlen(v[i]), NULL };
	return (n);
}

static inline const char *
describe(const struct topic_match *m, const struct topic_text *t)
{
	const struct topic_hit	*h;
	const char		*out = "";

	if (m == NULL)
		return ("no");
	for (h = m->hits; h != NULL; h = h->next)
		out = arena_printf(arena, "%s%s%s:%s=%.*s", out,
		    *out != '\0' ? "|" : "", h->term,
		    topic_field_name(h->field), (int)(h->end - h->start),
		    t[h->text].text + h->start);
	return (out);
}

/*
 * What an expression finds: "term:field=text|..."; "no" when it doesn't hold;
 * "at N: cause" when it is refused.
 */
static inline const char *
find_in(const char *expression, const struct story_texts *s, int why)
{
	struct topic_rule	 rule = { "t", expression, NULL, NULL, NULL };
	struct topic_text	 t[TOPIC_FIELDS];
	struct topic_set	*set;
	const char		*out;
	char			*cause = NULL;
	size_t			 offset = 999, n = texts_of(s, t);

	if (topic_check(expression, &offset, &cause) == -1) {
		out = arena_printf(arena, "at %zu: %s", offset, cause);
		free(cause);
		return (out);
	}
	if ((set = topic_set_new(&rule, 1, &cause)) == NULL)
		return ("not compiled");
	out = describe(topic_match(set, arena, t, n, NULL, 0), t);
	if (why && strcmp(out, "no") == 0)
		out = topic_why(set, arena, 0);
	topic_set_free(set);
	return (out);
}

/* Only the words found in a body, with '|' between them. */
static inline const char *
find(const char *expression, const char *body)
{
	struct story_texts	 s = { .body = body };
	const char		*all = find_in(expression, &s, 0), *p, *q;
	const char		*out = "";

	if (strncmp(all, "at ", 3) == 0 || strcmp(all, "no") == 0)
		return (all);
	for (p = all; (p = strstr(p, ":body=")) != NULL; p = q) {
		p += strlen(":body=");
		q = p + strcspn(p, "|");
		out = arena_printf(arena, "%s%s%.*s", out, *out != '\0' ?
		    "|" : "", (int)(q - p), p);
	}
	return (out);
}

static inline const char *
why(const char *expression, const char *body)
{
	struct story_texts	s = { .body = body };

	return (find_in(expression, &s, 1));
}

#endif
