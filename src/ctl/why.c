#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/xmalloc.h"
#include "ctl/why.h"

#define WHY_TEXT_MAX	(1024 * 1024)	/* bytes of one reason */

struct why {
	const struct topic_rule	*rules;
	size_t			*first;		/* keyword of each rule */
	struct topic_rule	*single;	/* a rule for each keyword */
	const char		**lists;	/* two pointers each */
	size_t			 n;		/* of keywords */
	struct topic_set	*set;
	const struct topic_hit	**found;	/* by keyword */
};

static size_t
list_length(const char *const *list)
{
	size_t	n = 0;

	while (list != NULL && list[n] != NULL)
		n++;
	return (n);
}

static void
add_keywords(struct why *w, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++) {
		w->lists[2 * w->n] = *list;
		w->single[w->n].name = *list;
		w->single[w->n].any = &w->lists[2 * w->n];
		w->n++;
	}
}

struct why *
why_new(const struct topic_rule *rules, size_t n, char **cause)
{
	struct why	*w = xcalloc(1, sizeof(*w));
	size_t		 i, total = 0;

	for (i = 0; i < n; i++)
		total += list_length(rules[i].any) +
		    list_length(rules[i].all) + list_length(rules[i].none);
	w->rules = rules;
	w->first = xcalloc(n, sizeof(*w->first));
	w->single = xcalloc(total, sizeof(*w->single));
	w->lists = xcalloc(total, 2 * sizeof(*w->lists));
	w->found = xcalloc(total, sizeof(*w->found));
	for (i = 0; i < n; i++) {
		w->first[i] = w->n;
		add_keywords(w, rules[i].any);
		add_keywords(w, rules[i].all);
		add_keywords(w, rules[i].none);
	}
	if ((w->set = topic_set_new(w->single, w->n, cause)) == NULL) {
		why_free(w);
		return (NULL);
	}
	return (w);
}

void
why_free(struct why *w)
{
	if (w == NULL)
		return;
	topic_set_free(w->set);
	free(w->first);
	free(w->single);
	free(w->lists);
	free(w->found);
	free(w);
}

int
why_story(struct why *w, struct arena *arena, const struct topic_text *texts,
    size_t ntexts)
{
	struct topic_match	*m;

	memset(w->found, 0, w->n * sizeof(*w->found));
	m = topic_match(w->set, arena, texts, ntexts, NULL, 0);
	if (arena_failed(arena))
		return (-1);
	for (; m != NULL; m = m->next)
		w->found[m->topic] = m->hits;
	return (0);
}

/* The i-th of n things: nothing, a comma, or the last word between them. */
static void
put_between(struct buf *b, size_t i, size_t n, const char *last)
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

/* None of any is there: how many are is 0. */
static void
explain_any(const struct why *w, size_t first, size_t n, struct buf *b)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (w->found[first + i] != NULL)
			return;
	for (i = 0; i < n; i++) {
		put_between(b, i, n, " or ");
		buf_printf(b, "%s%s", i == 0 ? "no " : "",
		    w->single[first + i].name);
	}
	if (n > 0)
		buf_puts(b, " in any field");
}

static void
explain_all(const struct why *w, size_t first, size_t n, struct buf *b)
{
	size_t	i, missing = 0, k = 0;

	for (i = 0; i < n; i++)
		missing += w->found[first + i] == NULL;
	if (missing == 0)
		return;
	put_part(b);
	for (i = 0; i < n; i++) {
		if (w->found[first + i] != NULL)
			continue;
		put_between(b, k++, missing, " and ");
		buf_printf(b, "no %s", w->single[first + i].name);
	}
	buf_puts(b, " in any field");
}

static void
explain_none(const struct why *w, size_t first, size_t n, struct buf *b)
{
	const struct topic_hit	*hit;
	size_t			 i;

	for (i = 0; i < n; i++) {
		if ((hit = w->found[first + i]) == NULL)
			continue;
		put_part(b);
		buf_printf(b, "%s in the %s, which \"not\" forbids",
		    w->single[first + i].name, topic_field_name(hit->field));
	}
}

const char *
why_text(const struct why *w, struct arena *arena, size_t rule)
{
	const struct topic_rule	*r = &w->rules[rule];
	size_t			 any = list_length(r->any);
	size_t			 all = list_length(r->all);
	size_t			 first = w->first[rule];
	const char		*text = NULL;
	struct buf		 b;

	buf_init(&b, WHY_TEXT_MAX);
	explain_any(w, first, any, &b);
	explain_all(w, first + any, all, &b);
	explain_none(w, first + any + all, list_length(r->none), &b);
	if (!b.failed)
		text = arena_strdup(arena, buf_string(&b));
	buf_clear(&b);
	return (text);
}
