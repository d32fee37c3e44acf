#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/message.h"
#include "feed/message_read.h"

#define SIZE_MAX_TRIED	(1024 * 1024)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(const char *s)
{
	assert(s == NULL || (*s != '\0' &&
	    utf8_valid(s, strlen(s)) == strlen(s)));
}

/* A mail's file, as newsievectl explain reads it. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message_fields	 f;
	struct arena		*a;

	if (size > SIZE_MAX_TRIED)
		return (0);
	a = arena_new((size_t)64 << 20);
	if (message_read(a, (const char *)data, size, &f) == 0) {
		check(f.message_id);
		check(f.subject);
		check(f.feed);
		check(f.topics);
		check(f.match);
		check(f.link);
	}
	arena_free(a);
	return (0);
}
