/* parse/: the configuration's limits reach a document and come back. */

#include <stdlib.h>

#include "base/digest.h"
#include "conf/table.h"
#include "feed/archive.h"
#include "feed/charset.h"
#include "feed/message.h"
#include "feed/topic.h"
#include "ipc/result.h"
#include "parse/compile.h"
#include "parse/limits.h"
#include "parse/work.h"
#include "tap.h"

static const char	conf_text[] =
    "deliver: maildir:/m\n"
    "domain: d.example\n"
    "feeds:\n"
    "  - {url: 'http://a/', name: plain}\n"
    "  - {url: 'http://b/', name: small, limits: {stories: 2, text: 1k,\n"
    "     depth: 8, attributes: 8, tag: 1k, names: 64, list: 1}}\n"
    "  - {url: 'http://c/', name: poor, limits: {memory: 4M}}\n"
    "  - {url: 'http://d/', name: spooled, deliver: 'spool:/s'}\n";

enum { PLAIN, SMALL, POOR, SPOOLED };

static struct buf	result;

/* What is built in here and what is in feed/ are the same. */
static void
test_defaults(const struct slice_parse *s)
{
	struct feed_limits		 l;
	const struct table_row		*row;
	char				 name[64];

	limits_of_conf(&s->feeds[PLAIN].limits, &l);
	for (unsigned int i = 0; i < LIMITS; i++) {
		snprintf(name, sizeof(name), "default of %s",
		    feed_limit_name(i));
		is_num(l.max[i], feed_limits_default.max[i], name);
		is(conf_limit_name(i), feed_limit_name(i), "called the same");
	}
	row = conf_table_find(TABLE_LIMITS, "depth");
	is_num(row->max, LIMIT_DEPTH_MAX, "most of depth");
	row = conf_table_find(TABLE_LIMITS, "attributes");
	is_num(row->max, LIMIT_ATTRIBUTES_MAX, "most of attributes");
	row = conf_table_find(TABLE_LIMITS, "tag");
	is_num(row->max, LIMIT_TAG_MAX, "most of a tag");
	row = conf_table_find(TABLE_LIMITS, "names");
	is_num(row->max, LIMIT_NAMES_MAX, "most of names");
}

static int
keep(const void *data, size_t len, void *arg)
{
	buf_put(arg, data, len);
	return (0);
}

static int
run(struct work *w, uint32_t feed, const char *text, size_t len,
    struct result_head *h, char **cause)
{
	struct work_document	 doc = { .feed = feed, .data = text,
				    .len = len, .url = "http://x/",
				    .now = 1772366400 };
	struct pack_reader	 r;

	buf_reset(&result);
	if (work_run(w, &doc, keep, &result, cause) == -1)
		return (-1);
	pack_reader_init(&r, result.data, result.len);
	return (result_head_get(&r, h));
}

static void
is_met(struct work *w, uint32_t feed, const char *inside, unsigned int want,
    uint32_t nstories, const char *name)
{
	struct result_head	 h = { 0 };
	struct buf		 b;
	char			*cause = NULL;

	buf_init(&b, 1 << 20);
	buf_printf(&b, "<rss version='2.0'><channel>%s</channel></rss>",
	    inside);
	if (run(w, feed, b.data, b.len, &h, &cause) == -1)
		printf("# %s\n", cause);
	is_num(h.met, want, name);
	is_num(h.nstories, nstories, "... and as many stories");
	free(cause);
	buf_clear(&b);
}

/* The same in SMALL with n times some text in the middle, NULL: elements. */
static void
is_met_by(struct work *w, const char *before, const char *middle, size_t n,
    const char *after, unsigned int want, const char *name)
{
	struct buf	b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, before);
	for (size_t i = 0; i < n; i++) {
		if (middle != NULL)
			buf_puts(&b, middle);
		else
			buf_printf(&b, "<n%zu/>", i);
	}
	buf_puts(&b, after);
	is_met(w, SMALL, b.data, want, 1, name);
	buf_clear(&b);
}

#define ITEM	"<item><title>x</title></item>"
#define DEEP	"<a><a><a><a><a><a><a><a>"

static void
test_met(struct work *w)
{
	is_met(w, PLAIN, ITEM ITEM ITEM, 0, 3, "no limit is met");
	is_met(w, SMALL, ITEM ITEM ITEM, 1 << CONF_LIMIT_STORIES, 2,
	    "stories");
	is_met(w, SMALL, ITEM DEEP, 1 << CONF_LIMIT_DEPTH, 1, "depth");
	is_met(w, SMALL, "<item><title>x</title><category>a</category>"
	    "<category>b</category></item>", 1 << CONF_LIMIT_LIST, 1, "list");
	is_met(w, SMALL, ITEM DEEP ITEM, 1 << CONF_LIMIT_DEPTH, 1,
	    "what is below the depth is left out");
	is_met(w, SMALL, "<item><title>x</title><b a='' b='' c='' d='' e='' "
	    "f='' g='' h='' i=''/></item>", 1 << CONF_LIMIT_ATTRIBUTES, 1,
	    "attributes");
	is_met_by(w, "<item><title>", "x", 1024, "</title></item>", 0,
	    "as much text as may be");
	is_met_by(w, "<item><title>", "x", 1025, "</title></item>",
	    1 << CONF_LIMIT_TEXT, "text");
	is_met_by(w, "<item><title>x</title><b a='", "x", 990, "'/></item>", 0,
	    "as large a tag as may be");
	is_met_by(w, "<item><title>x</title><b a='", "x", 1024, "'/></item>",
	    1 << CONF_LIMIT_TAG, "a tag");
	is_met_by(w, "<item><title>x</title>", NULL, 59, "</item>", 0,
	    "as many names as may be");
	is_met_by(w, "<item><title>x</title>", NULL, 70, "</item>",
	    1 << CONF_LIMIT_NAMES, "names");
}

/* The first story of a result; -1: there is none. */
static int
first_story(struct work *w, uint32_t feed, const char *text,
    struct result_story *rs)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct result_head	h;
	struct pack_reader	r;

	if (run(w, feed, text, strlen(text), &h, NULL) == -1)
		return (-1);
	pack_reader_init(&r, result.data, result.len);
	return (result_head_get(&r, &h) == -1 ? -1 :
	    result_story_get(&r, rs, topics));
}

/* Items are made where a target wants them, beside the mail. */
static void
test_item(struct work *w)
{
	static const char	text[] = "<rss version='2.0'><channel>"
	    "<item><title>A &quot;title&quot; &#8212; x</title>"
	    "<guid>urn:1</guid></item></channel></rss>";
	static const char	want[] = "{\n  \"_newsieve\": {\n"
	    "    \"feed\": \"spooled\",\n    \"message_id\": \"";
	struct result_story	rs;
	char			copy[2048] = "";

	ok(first_story(w, PLAIN, text, &rs) == 0 && rs.mail_len != 0 &&
	    rs.item_len == 0, "no item without a spool");
	ok(first_story(w, SPOOLED, text, &rs) == 0 && rs.mail_len != 0 &&
	    rs.item_len != 0 && rs.item_len < sizeof(copy),
	    "an item beside the mail");
	memcpy(copy, rs.item, rs.item_len < sizeof(copy) ? rs.item_len : 0);
	ok(strncmp(copy, want, strlen(want)) == 0 && strncmp(copy +
	    strlen(want), rs.message_id, strlen(rs.message_id)) == 0,
	    "with the feed and the mail's id");
	ok(strstr(copy, "\"topics\": [],\n    \"matches\": []") != NULL,
	    "without topics");
	ok(strstr(copy, "\"id\": \"urn:1\",\n  \"title\": "
	    "\"A \\\"title\\\" — x\"") != NULL, "and what parse shows");
	printf("# %s", copy);
}

/* 5 MB of titles, which are all kept. */
static void
test_memory(struct work *w)
{
	struct result_head	 h;
	struct buf		 b;
	char			 want[256], *cause = NULL;

	buf_init(&b, 16 << 20);
	buf_puts(&b, "<rss version='2.0'><channel>");
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "<item><title>%d %0999d</title></item>", i, 0);
	buf_puts(&b, "</channel></rss>");
	snprintf(want, sizeof(want), "a document of %zu bytes that needs more "
	    "memory than it may have (limits: memory, 4M)", b.len);
	is_num(run(w, PLAIN, b.data, b.len, &h, &cause), 0, "memory enough");
	is_num(h.nstories, 5000, "for all stories");
	is_num(run(w, POOR, b.data, b.len, &h, &cause), -1, "too little");
	is(cause, want, "is told, with the limit");
	free(cause);
	cause = NULL;
	is_num(run(w, POOR, "{\"items\":[]}", 12, &h, &cause), 0,
	    "what needs little is read");
	is_num(run(w, PLAIN, b.data, b.len, &h, &cause), 0, "and the next");
	is_num(run(w, PLAIN, "hello", 5, &h, &cause), -1, "no feed");
	is(cause, "plain text beginning \"hello\", not a feed",
	    "keeps its own cause");
	free(cause);
	buf_clear(&b);
}

/* Indices of topics would mean others. */
static void
test_foreign(const struct slice_parse *slice)
{
	struct slice_topic	 topic = { .name = "one", .match = "a" };
	struct slice_topics	 topics = { &topic, 1 };
	char			*cause = NULL;
	size_t			 size;
	void			*image = compile_topics(&topics, &size, &cause);

	ok(image != NULL, "a topic is compiled");
	ok(work_new(slice, image, size, &cause) == NULL,
	    "no image of other topics");
	is(cause, "they are another configuration's", "told");
	free(cause);
	cause = NULL;
	ok(work_new(slice, image, size - 8, &cause) == NULL, "none cut short");
	free(cause);
	free(image);
}

/* A worker with a configuration of its own reads a document. */
static size_t
run_conf(const char *text, const char *inside, struct result_story *rs,
    size_t max)
{
	static uint32_t		 topics[RESULT_TOPICS_MAX];
	struct conf		*conf = conf_parse("f", text, strlen(text), NULL,
				    NULL);
	struct result_head	 h = { 0 };
	struct pack_reader	 r;
	struct slice_topics	*written;
	struct slice_parse	*slice;
	struct work		*w;
	struct buf		 b, t, document;
	void			*image;
	size_t			 n = 0, size;

	buf_init(&b, 1 << 20);
	buf_init(&document, 1 << 20);
	slice_parse_put(&b, conf);
	slice = slice_parse_get(b.data, b.len);
	buf_init(&t, 1 << 20);
	slice_topics_put(&t, conf);
	written = slice_topics_get(t.data, t.len);
	image = compile_topics(written, &size, NULL);
	w = work_new(slice, image, size, NULL);
	buf_printf(&document, "<rss version='2.0'><channel><title>The Feed"
	    "</title>%s</channel></rss>", inside);
	run(w, 0, document.data, document.len, &h, NULL);
	pack_reader_init(&r, result.data, result.len);
	result_head_get(&r, &h);
	while (n < max && n < h.nstories &&
	    result_story_get(&r, &rs[n], topics) == 0)
		n++;
	work_free(w);
	free(image);
	slice_topics_free(written);
	slice_parse_free(slice);
	buf_clear(&document);
	buf_clear(&t);
	buf_clear(&b);
	conf_free(conf);
	return (n);
}

#define TWO	"<item><title>Crane</title><link>http://x/1</link>"	\
	"<description>A &lt;b&gt;cy&lt;/b&gt;ber crane.</description></item>" \
	"<item><title>Bread</title><guid isPermaLink='false'>b</guid>"	\
	"<pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item>"
#define TOPIC	"deliver: maildir:/m\ntopics: {cyber: [cyber]}\n"	\
	"feeds: [{url: 'http://a/', name: A}]\n"

static void
test_kept(void)
{
	struct result_story	 rs[3];
	struct archive_story	 s = { 0 };
	struct arena		*a = arena_new(1 << 20);

	is_num(run_conf(TOPIC, TWO, rs, 3), 2, "two stories");
	ok(rs[0].mail_len != 0 && rs[1].mail_len == 0, "one is on topic");
	ok(archive_read(a, rs[0].archive, rs[0].archive_len, &s) == 0,
	    "it is kept");
	is(archive_title(&s), "Crane", "its title");
	is(s.url, "http://x/1", "its link");
	ok(s.ntexts == 5 && s.texts[1].field == TOPIC_BODY, "all its texts");
	is(s.texts[1].text, "A cyber crane.", "the body as topics see it");
	is(s.texts[3].text, "A", "the feed as the user calls it");
	is(s.texts[4].text, "The Feed", "and as it calls itself");
	ok(archive_read(a, rs[1].archive, rs[1].archive_len, &s) == 0,
	    "so is the one that isn't");
	is(s.guid, "b", "its guid");
	is_num(s.published, 1772366400, "its date");
	is_num(run_conf(TOPIC "archive: 0s\n", TWO, rs, 3), 2, "without");
	ok(rs[0].mail_len != 0 && rs[0].archive_len == 0 &&
	    rs[1].archive_len == 0, "archive: 0s keeps none");
	arena_free(a);
}

#define TRACKED	"<item><title>x</title><link>http://x/1?utm_source=a</link>" \
	"<comments>http://x/c?fbclid=1</comments><description>&lt;a href="  \
	"'http://x/2?id=3&amp;amp;utm_x=1'&gt;cyber&lt;/a&gt;"		\
	"</description></item>"

static int
mail_has(const struct result_story *rs, const char *what)
{
	return (memmem(rs->mail, rs->mail_len, what, strlen(what)) != NULL);
}

static void
test_links(void)
{
	struct result_story	 rs[1];

	is_num(run_conf(TOPIC, TRACKED, rs, 1), 1, "a story with trackers");
	ok(mail_has(rs, "http://x/1?utm_source") && mail_has(rs, "id=") &&
	    mail_has(rs, "utm_x") && mail_has(rs, "fbclid"),
	    "links are as published");
	is_num(run_conf(TOPIC "defaults: {links: clean}\n", TRACKED, rs, 1),
	    1, "links: clean");
	ok(mail_has(rs, "http://x/1") && mail_has(rs, "http://x/2?id=") &&
	    !mail_has(rs, "utm_") && !mail_has(rs, "fbclid"),
	    "has none in the header and in both bodies");
}

int
main(void)
{
	struct conf		*conf;
	struct slice_parse	*slice;
	struct work		*w;
	struct buf		 b;
	void			*image;
	char			*cause = NULL;
	size_t			 size;

	digest_init();
	charset_init();
	conf = conf_parse("f", conf_text, strlen(conf_text), NULL, &cause);
	if (conf == NULL) {
		printf("Bail out! %s\n", cause);
		return (1);
	}
	buf_init(&b, 1 << 20);
	slice_parse_put(&b, conf);
	slice = slice_parse_get(b.data, b.len);
	image = topic_compile(NULL, 0, &size, &cause);
	w = slice != NULL && image != NULL ?
	    work_new(slice, image, size, &cause) : NULL;
	if (w == NULL) {
		printf("Bail out! no slice\n");
		return (1);
	}
	buf_init(&result, 64 << 20);
	test_defaults(slice);
	test_met(w);
	test_item(w);
	test_memory(w);
	test_kept();
	test_links();
	work_free(w);
	test_foreign(slice);
	free(image);
	slice_parse_free(slice);
	buf_clear(&result);
	buf_clear(&b);
	conf_free(conf);
	return (tap_done());
}
