#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "feed/topic.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_match(struct arena *a, const struct topic_match *m,
    const struct topic_text *t)
{
	const struct topic_hit	*h;
	const char		*s;
	size_t			 last = 0;

	for (h = m->hits; h != NULL; h = h->next) {
		assert(h->start < h->end && h->end <= t->len);
		assert(h->start >= last);
		last = h->start;
		s = topic_sentence(a, t, h, 80);
		assert(s != NULL && strchr(s, '\n') == NULL);
		assert(strlen(s) <= 80 + 16);
	}
}

/* A keyword on the first line, a text behind it; no byte is refused. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*a = arena_new(64 * 1024 * 1024);
	char			*keyword = arena_strndup(a, (const char *)data,
				    size);
	char			*text = memchr(keyword, '\n', size);
	const char		*any[] = { keyword, NULL };
	struct topic_rule	 rule = { "fuzz", NULL, any, NULL, NULL };
	struct topic_text	 t = { TOPIC_BODY, text, 0 };
	struct topic_set	*set;
	struct topic_match	*m;
	char			*cause = NULL;
	size_t			 offset = 0;

	if (text != NULL) {
		*text++ = '\0';
		t.text = text;
		t.len = size - (size_t)(text - keyword);
		if (topic_check(keyword, &offset, &cause) == -1) {
			assert(offset <= strlen(keyword) && cause != NULL);
			free(cause);
		} else {
			set = topic_set_new(&rule, 1, NULL);
			assert(set != NULL);
			m = topic_match(set, a, &t, 1, NULL, 0);
			if (m != NULL)
				check_match(a, m, &t);
			topic_set_free(set);
		}
	}
	arena_free(a);
	return (0);
}
