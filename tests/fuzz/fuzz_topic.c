#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "feed/topic.h"

#define TEXTS_MAX	16

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_match(struct arena *a, const struct topic_match *m,
    const struct topic_text *t, size_t n)
{
	const struct topic_hit	*h;
	const char		*s;
	uint32_t		 text = 0;
	size_t			 last = 0;

	for (h = m->hits; h != NULL; h = h->next) {
		assert(h->text < n && h->text >= text);
		if (h->text > text)
			last = 0;
		text = h->text;
		assert(h->start < h->end && h->end <= t[text].len);
		assert(h->field == t[text].field && h->start >= last);
		last = h->start;
		s = topic_sentence(a, &t[text], h, 80);
		assert(s != NULL && strchr(s, '\n') == NULL);
		assert(strlen(s) <= 80 + 16);
	}
}

/* Texts divided by \1, of one field after the other. */
static size_t
cut(char *p, const char *end, struct topic_text *t)
{
	size_t	n = 0;
	char	*stop;

	for (; n < TEXTS_MAX; p = stop + 1) {
		stop = memchr(p, 1, (size_t)(end - p));
		t[n].field = (enum topic_field)((n + 1) % TOPIC_FIELDS);
		t[n].text = p;
		t[n++].len = (size_t)((stop != NULL ? stop : end) - p);
		if (stop == NULL)
			break;
		*stop = '\0';
	}
	return (n);
}

/* The expression once as match and once in a list. */
static void
run(struct arena *a, const char *expression, const struct topic_text *t,
    size_t n)
{
	const char		*any[] = { "x", expression, NULL };
	struct topic_rule	 rules[] = {
		{ "match", expression, NULL, NULL, NULL },
		{ "any", NULL, any, NULL, NULL }
	};
	struct topic_set	*set = topic_set_new(rules, 2, NULL);
	struct topic_match	*m;
	const char		*why;

	assert(set != NULL);
	m = topic_match(set, a, t, n, NULL, 0);
	if (m != NULL && m->topic == 0) {
		check_match(a, m, t, n);
		assert(m->next != NULL && m->next->topic == 1);
	} else {
		why = topic_why(set, a, 0);
		assert(why != NULL && *why != '\0');
	}
	topic_set_free(set);
}

/* An expression on the first line, texts behind it; no byte is refused. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*a = arena_new(64 * 1024 * 1024);
	struct topic_text	 t[TEXTS_MAX];
	char			*expression = arena_strndup(a,
				    (const char *)data, size);
	char			*text = memchr(expression, '\n', size);
	char			*cause = NULL;
	size_t			 offset = 0, n;

	if (text != NULL) {
		*text++ = '\0';
		n = cut(text, expression + size, t);
		if (topic_check(expression, &offset, &cause) == -1) {
			assert(offset <= strlen(expression) && cause != NULL);
			assert(*cause != '\0' && strchr(cause, '\n') == NULL);
			free(cause);
		} else
			run(a, expression, t, n);
	}
	arena_free(a);
	return (0);
}
