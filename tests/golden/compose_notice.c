/*
 * The mails of notices of all kinds, for the golden tests, by what the parse
 * worker runs: compose_notice writes each led by a line "mail LENGTH".
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/charset.h"
#include "feed/message.h"
#include "feed/topic.h"
#include "ipc/result.h"
#include "parse/work.h"

#define NOW	1772366400	/* 2026-03-01 12:00 UTC */
#define HOUR	3600
#define DAY	(24 * HOUR)

static const char	conf_text[] =
    "deliver: maildir:/m\ndomain: news.example\nfeeds:\n"
    "  - {url: 'https://ncsc.example/feed.xml', name: NCSC}\n"
    "  - {url: 'https://it.example/f', name: \"It's <all> news\",\n"
    "     to: me@example.org}\n";

static const struct message_notice_feed feeds[] = {
	{ "NCSC", "https://ncsc.example/feed.xml",
	    "HTTP 503 Service Unavailable", NOW - 3 * DAY - HOUR, NOW - 60,
	    NOW + DAY, 10, 0 },
	{ "It's <all> news", "https://it.example/f?a=1&b=2",
	    "host <it.example> not found", NOW - 3 * DAY, NOW - 90, 0, 9, 0 },
	{ "\344\270\255\345\233\275", "https://ncsc.example/china", NULL,
	    NOW - 2 * DAY, NOW - 120, NOW + HOUR, 7, 0 }
};

static struct buf	result;

static int
keep(const void *data, size_t len, void *arg)
{
	buf_put(arg, data, len);
	return (0);
}

static void
compose(struct work *w, const struct message_notice *m)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct pack_reader	r;
	struct result_story	s;
	char			*cause;

	buf_reset(&result);
	if (work_notice(w, m, keep, &result, &cause) == -1)
		errx(1, "%s", cause);
	pack_reader_init(&r, result.data, result.len);
	if (result_story_get(&r, &s, topics) == -1 ||
	    s.kind != RESULT_NOTICE || s.item_len == 0 ||
	    pack_get_end(&r) == -1)
		errx(1, "that is no notice");
	printf("mail %zu\n", s.mail_len);
	fwrite(s.mail, 1, s.mail_len, stdout);
}

/* Of one feed, of another, and of three. */
static void
compose_kind(struct work *w, uint8_t kind)
{
	struct message_notice_feed	v[3];
	struct message_notice		m = { .kind = kind, .now = NOW,
					    .host = "ncsc.example", .hosts = 1,
					    .total = 1, .n = 1, .feeds = v };

	memcpy(v, feeds, sizeof(v));
	for (int i = 0; i < 3; i++) {
		v[i].works = kind == NOTICE_WORKS && i != 2;
		if (v[i].works)
			v[i].text = NULL;
		if (kind == NOTICE_MOVED)
			v[i].text = "https://new.example/?x=1&y=2";
	}
	compose(w, &m);
	m.feeds = v + 1;
	m.feed = 1;
	compose(w, &m);
	m.feeds = v;
	m.feed = 0;
	m.n = 3;
	m.total = kind == NOTICE_WORKS ? 2 : 3;
	compose(w, &m);
	m.total += 400;
	m.hosts = 37;
	compose(w, &m);
	m.host = NULL;
	m.hosts = 0;
	compose(w, &m);
}

int
main(void)
{
	struct message_notice	 damage = {
		.kind = NOTICE_DAMAGED, .now = NOW, .since = NOW - HOUR,
		.path = "/var/lib/newsieve/state.db.corrupt-20260301T110000Z",
		.found = 1234
	};
	struct conf		*conf;
	struct slice_parse	*slice;
	struct work		*w;
	struct buf		 b;
	void			*image;
	size_t			 size;
	char			*cause;

	charset_init();
	conf = conf_parse("t", conf_text, strlen(conf_text), NULL, &cause);
	if (conf == NULL)
		errx(1, "%s", cause);
	buf_init(&b, 1 << 20);
	buf_init(&result, 1 << 20);
	slice_parse_put(&b, conf);
	slice = slice_parse_get(b.data, b.len);
	if (slice == NULL ||
	    (image = topic_compile(NULL, 0, &size, &cause)) == NULL ||
	    (w = work_new(slice, image, size, &cause)) == NULL)
		errx(1, "no worker");
	for (uint8_t kind = 0; kind < NOTICE_DAMAGED; kind++)
		compose_kind(w, kind);
	compose(w, &damage);
	damage.found = 1;
	compose(w, &damage);
	work_free(w);
	free(image);
	slice_parse_free(slice);
	buf_clear(&b);
	buf_clear(&result);
	conf_free(conf);
	return (0);
}
