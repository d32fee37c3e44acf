#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "feed/topic.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Expressions alone, a line each: refused with a place in them and a cause of
 * one line, or else fit to be compiled with all the others.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena		*a = arena_new(64 * 1024 * 1024);
	char			*p = arena_strndup(a, (const char *)data, size);
	const char		*end = p + size;
	struct topic_rule	 rules[16] = { { .name = "t" } };
	struct topic_set	*set;
	char			*cause, *line;
	size_t			 n = 0, offset;

	while (p < end && n < sizeof(rules) / sizeof(rules[0])) {
		line = p;
		p += strcspn(p, "\n");
		*p++ = '\0';
		offset = SIZE_MAX;
		cause = NULL;
		if (topic_check(line, &offset, &cause) == 0) {
			rules[n].name = "t";
			rules[n++].match = line;
			continue;
		}
		assert(offset <= strlen(line));
		assert(cause != NULL && *cause != '\0');
		assert(strchr(cause, '\n') == NULL);
		free(cause);
	}
	set = topic_set_new(rules, n, NULL);
	assert(set != NULL);
	topic_set_free(set);
	arena_free(a);
	return (0);
}
