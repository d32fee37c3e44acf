#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/feed.h"
#include "feed/html.h"
#include "feed/message.h"
#include "feed/topic.h"

#include "bench.h"

/*
 * HTML to finished mail: stories a second by kind of story, beside libxml2's
 * HTML push parser with empty handlers over the same bytes, in turns.  The
 * stories are made here from a fixed seed, 5 kB each.
 */

#define STORIES		40	/* of each kind */
#define SIZE		5000	/* bytes of one, nearly */
#define LEAST		0.4	/* seconds for each figure */
#define ROUNDS		5	/* the best of */

struct kind {
	const char	*name;
	void		(*part)(struct buf *);
};

/* Words of two to nine letters. */
static void
put_words(struct buf *b, uint32_t n)
{
	for (; n > 0; n--) {
		for (uint32_t i = 2 + random_below(8); i > 0; i--)
			buf_putc(b, (char)('a' + random_below(26)));
		if (random_below(14) == 0)
			buf_puts(b, random_below(2) ? "," : "\u2019s");
		buf_putc(b, n > 1 ? ' ' : '.');
	}
}

/* A paper's: paragraphs with a link, emphasis and classes. */
static void
put_news(struct buf *b)
{
	buf_puts(b, "<p class=\"article__text\" data-id=\"7\">");
	put_words(b, 25 + random_below(25));
	buf_printf(b, " <a href=\"/%u/the-story-of-the-day?a=1&amp;b=2\" "
	    "target=\"_blank\" rel=\"noopener\">", random_below(9999));
	put_words(b, 3);
	buf_puts(b, "</a> said &#8220;<em>");
	put_words(b, 4);
	buf_puts(b, "</em>&#8221; ");
	put_words(b, 10 + random_below(20));
	buf_puts(b, "</p>\n");
}

/* A weblog's: headings, lists, pictures, quotes, code. */
static void
put_weblog(struct buf *b)
{
	buf_puts(b, "<h2 id=\"x\">");
	put_words(b, 4);
	buf_printf(b, "</h2>\n<figure><img src=\"https://img.example/%u.jpg\" "
	    "alt=\"a picture\" width=\"640\" height=\"480\" srcset=\"a.jpg "
	    "320w, b.jpg 640w\" loading=\"lazy\"/></figure>\n<ul>\n",
	    random_below(9999));
	for (int i = 0; i < 4; i++) {
		buf_puts(b, "<li>");
		put_words(b, 10);
		buf_puts(b, "</li>\n");
	}
	buf_puts(b, "</ul>\n<blockquote><p>");
	put_words(b, 25);
	buf_puts(b, "</p></blockquote>\n<pre><code>int\tmain(void)\n{\n"
	    "\treturn (a &lt; b);\n}\n</code></pre>\n");
}

/* Newsletters lay themselves out in tables. */
static void
put_newsletter(struct buf *b)
{
	buf_puts(b, "<table border=\"0\" cellpadding=\"0\" width=\"100%\" "
	    "style=\"border-collapse:collapse\"><tbody><tr><td valign=\"top\" "
	    "style=\"padding:9px 18px;color:#202020;font-size:16px\">");
	put_words(b, 40);
	buf_puts(b, "<br><br>&nbsp;<span style=\"color:#f00\">");
	put_words(b, 8);
	buf_puts(b, "</span></td></tr></tbody></table>\n<table><tr><th>one"
	    "<th>two</tr>");
	for (uint32_t i = 0; i < 5; i++)
		buf_printf(b, "<tr><td>%u</td><td>%u.%u</td></tr>", i,
		    random_below(999), random_below(10));
	buf_puts(b, "</table>\n");
}

static void
put_han(struct buf *b)
{
	buf_puts(b, "<p>");
	for (uint32_t n = 60 + random_below(60); n > 0; n--) {
		uint32_t	uc = 0x4e00 + random_below(3000);

		buf_putc(b, (char)(0xe0 | uc >> 12));
		buf_putc(b, (char)(0x80 | (uc >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (uc & 0x3f)));
		if (n % 17 == 0)
			buf_puts(b, "\uff0c");
	}
	buf_puts(b, "\u3002<strong>\u4e2d\u56fd</strong></p>\n");
}

static const struct kind kinds[] = {
	{ "news", put_news }, { "weblog", put_weblog },
	{ "newsletter", put_newsletter }, { "Han", put_han }
};

#define NKINDS	(sizeof(kinds) / sizeof(kinds[0]))

static struct arena	*arena;
static struct buf	 mail;
static char		*stories[STORIES];
static size_t		 bytes;

static void
make_stories(const struct kind *k)
{
	struct buf	b;

	bytes = 0;
	for (int i = 0; i < STORIES; i++) {
		free(stories[i]);
		buf_init(&b, 64 * 1024);
		while (b.len < SIZE - 500)
			k->part(&b);
		bytes += b.len;
		stories[i] = buf_steal(&b);
	}
}

static void
none_start(void *arg, const xmlChar *name, const xmlChar **atts)
{
	(void)arg;
	(void)name;
	(void)atts;
}

static void
none_end(void *arg, const xmlChar *name)
{
	(void)arg;
	(void)name;
}

static void
none_text(void *arg, const xmlChar *text, int len)
{
	(void)arg;
	(void)text;
	(void)len;
}

static void
run_floor(const char *html)
{
	xmlSAXHandler		sax = {
		.startElement = none_start, .endElement = none_end,
		.characters = none_text, .ignorableWhitespace = none_text,
		.cdataBlock = none_text
	};
	htmlParserCtxtPtr	p;

	p = htmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL,
	    XML_CHAR_ENCODING_UTF8);
	if (p == NULL)
		errx(1, "no parser");
	htmlCtxtUseOptions(p, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
	htmlParseChunk(p, html, (int)strlen(html), 1);
	htmlFreeParserCtxt(p);
}

static struct message_input
make_input(const struct feed *feed, const struct story *story)
{
	struct message_input	in = {
		.feed = feed, .story = story, .feed_name = "Example",
		.domain = "news.example", .message_id = "1@news.example",
		.now = 1772366400
	};
	struct topic_source	source = { "Example", feed->title, "en" };

	arena_reset(arena);
	buf_reset(&mail);
	in.texts = topic_texts(arena, &source, story, &in.ntexts);
	return (in);
}

static void
run_story(const char *html, int compose)
{
	struct feed		feed = { .title = "The Example" };
	struct story		story = { .html = html,
				    .title = "What there is to tell",
				    .url = "https://www.example.org/1" };
	struct message_input	in = make_input(&feed, &story);

	if (compose && message_compose(&in, arena, &mail, NULL) == -1)
		errx(1, "no mail");
}

static void
run_mail(const char *html)
{
	run_story(html, 1);
}

static void
run_reduce(const char *html)
{
	run_story(html, 0);
}

/* Microseconds for a story, the best of a few rounds. */
static double
measure(void (*run)(const char *))
{
	double	start, end, best = 1e9;
	size_t	n;

	for (int round = 0; round < ROUNDS; round++) {
		n = 0;
		start = now();
		do {
			for (int i = 0; i < STORIES; i++)
				run(stories[i]);
			n += STORIES;
			end = now();
		} while (end - start < LEAST / ROUNDS);
		if ((end - start) / (double)n < best)
			best = (end - start) / (double)n;
	}
	return (best * 1e6);
}

int
main(void)
{
	double	parse, reduce, all, sums[3] = { 0 };

	arena = arena_new(256 << 20);
	buf_init(&mail, 32 << 20);
	printf("%-12s %8s %10s %10s %10s %10s %8s\n", "story", "bytes",
	    "floor us", "reduce us", "compose us", "stories/s", "ratio");
	for (size_t i = 0; i < NKINDS; i++) {
		make_stories(&kinds[i]);
		parse = measure(run_floor);
		reduce = measure(run_reduce);
		all = measure(run_mail);
		sums[0] += parse;
		sums[1] += reduce;
		sums[2] += all;
		printf("%-12s %8zu %10.1f %10.1f %10.1f %10.0f %8.2f\n",
		    kinds[i].name, bytes / STORIES, parse, reduce,
		    all - reduce, 1e6 / all, parse / all);
	}
	printf("%-12s %8s %10.1f %10.1f %10.1f %10.0f %8.2f\n", "mix", "",
	    sums[0] / NKINDS, sums[1] / NKINDS,
	    (sums[2] - sums[1]) / NKINDS, 1e6 * NKINDS / sums[2],
	    sums[0] / sums[2]);
	for (int i = 0; i < STORIES; i++)
		free(stories[i]);
	buf_clear(&mail);
	arena_free(arena);
	return (0);
}
