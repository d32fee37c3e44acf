#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "base/utf8.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define ARENA_CAP	(16u * 1024 * 1024)

/* Valid UTF-8 without controls but tab and newline. */
static void
check_text(const char *s)
{
	size_t	len;

	if (s == NULL)
		return;
	len = strlen(s);
	if (utf8_valid(s, len) != len)
		abort();
	for (size_t i = 0; i < len; i++) {
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t' &&
		    s[i] != '\n') || s[i] == 0x7f)
			abort();
		if ((unsigned char)s[i] == 0xc2 &&
		    (unsigned char)s[i + 1] < 0xa0)
			abort();
	}
}

static void
check_story(const struct story *s)
{
	check_text(s->guid);
	check_text(s->url);
	check_text(s->title);
	check_text(s->html);
	check_text(s->text);
	check_text(s->summary_html);
	check_text(s->base);
	check_text(s->summary_base);
	check_text(s->image);
	check_text(s->comments_url);
	check_text(s->language);
	check_text(s->in_reply_to);
	check_text(s->source_title);
	for (const struct person *p = s->authors; p != NULL; p = p->next) {
		check_text(p->name);
		check_text(p->email);
		check_text(p->url);
	}
	for (const struct tag *t = s->tags; t != NULL; t = t->next) {
		if (t->text == NULL)
			abort();
		check_text(t->text);
	}
	for (const struct enclosure *e = s->enclosures; e != NULL;
	    e = e->next) {
		if (e->url == NULL)
			abort();
		check_text(e->type);
		check_text(e->title);
	}
}

static void
check_feed(const struct feed *f)
{
	size_t	n = 0;

	check_text(f->title);
	check_text(f->description);
	check_text(f->language);
	check_text(f->generator);
	check_text(f->rights);
	for (const struct story *s = f->stories; s != NULL; s = s->next, n++)
		check_story(s);
	if (n != f->nstories || f->met >> LIMITS != 0)
		abort();
}

/* Either a cause in one line or a feed whose JSON is a feed again. */
static void
check_again(const struct feed *f, struct arena *a)
{
	struct feed_input	in = { 0 };
	struct arena		*other = arena_new(4 * ARENA_CAP);
	struct feed		*again;
	struct buf		 b;

	buf_init(&b, ARENA_CAP);
	jsonfeed_write(f, a, &b, NULL);
	if (!b.failed && !arena_failed(a)) {
		in.data = b.data;
		in.len = b.len;
		if (feed_parse(&in, other, &again, NULL) == -1 &&
		    !arena_failed(other))
			abort();
	}
	buf_clear(&b);
	arena_free(other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {
		NULL, "text/xml; charset=windows-1251", "text/xml;charset=gbk",
		"application/rss+xml; charset=utf-8"
	};
	/* As small as they may be, so that documents of a few bytes meet them. */
	static const struct feed_limits small = { {
		[LIMIT_STORIES] = 2, [LIMIT_DEPTH] = 8, [LIMIT_ATTRIBUTES] = 8,
		[LIMIT_TAG] = 100, [LIMIT_NAMES] = 16, [LIMIT_TEXT] = 50,
		[LIMIT_LIST] = 2
	} };
	struct feed_input	 in = { .data = data, .len = size };
	struct arena		*a = arena_new(ARENA_CAP);
	struct feed		*f;
	char			*cause = NULL;

	in.content_type = types[size % 4];
	in.limits = size % 5 == 0 ? &small : NULL;
	in.url = size % 3 != 0 ? "https://example.org/dir/feed" : NULL;
	if (feed_parse(&in, a, &f, &cause) == -1) {
		if (cause == NULL || strchr(cause, '\n') != NULL)
			abort();
		check_text(cause);
	} else {
		check_feed(f);
		check_again(f, a);
	}
	free(cause);
	arena_free(a);
	return (0);
}
