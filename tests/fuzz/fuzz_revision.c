#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "feed/message_update.h"
#include "feed/revision.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Up to the next NUL, as far as it is UTF-8. */
static const char *
next_text(struct arena *a, const char **p, const char *end)
{
	const char	*from = *p;
	size_t		 len = strnlen(from, (size_t)(end - from));

	*p = from + len + (from + len < end);
	return (arena_strndup(a, from, utf8_valid(from, len)));
}

static struct revision *
compare(struct arena *a, const struct revision_texts *x,
    const struct revision_texts *y)
{
	uint64_t	 steps = 1000000;
	struct revision	*r = revision_compare(a, x, y, &steps);

	assert(steps <= 1000000);
	return (r);
}

static void
show(struct arena *a, const struct revision *r)
{
	struct revision_view	 v;
	struct message_update	 u = { .message_id = "m", .changes = &v };
	struct buf		 b;

	if (revision_show(a, r, &v) == -1)
		return;
	assert(v.passages != NULL || v.left_out != 0 || v.rewritten ||
	    revision_changes(r) == 0);
	buf_init(&b, 1 << 22);
	message_update_text(a, &u, &b);
	message_update_html(&u, &b);
	buf_clear(&b);
}

/* Title and body before and now; the same texts have no change. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char		*p = (const char *)data, *end = p + size;
	struct arena		*a = arena_new((size_t)64 << 20);
	struct revision_texts	 before, now;
	struct revision		*r;

	before.title = next_text(a, &p, end);
	before.body = next_text(a, &p, end);
	now.title = next_text(a, &p, end);
	now.body = next_text(a, &p, end);
	if ((r = compare(a, &before, &before)) != NULL)
		assert(revision_changes(r) == 0);
	if ((r = compare(a, &before, &now)) != NULL) {
		show(a, r);
		while (revision_changes(r) > 0) {
			revision_hash(r, 0);
			revision_drop(r, 0);
		}
		show(a, r);
	}
	arena_free(a);
	return (0);
}
