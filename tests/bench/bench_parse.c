#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/charset.h"
#include "feed/feed.h"

#include "bench.h"

/*
 * Bytes to stories: MB/s of feed_parse by kind of feed, beside libxml2's SAX2
 * push parser with empty handlers over the same bytes, in turns.  The feeds
 * are made here from a fixed seed, their sizes spread around 60 kB.
 *
 *	bench_parse [-n | -f]	each document once, for callgrind: by us, or
 *				by the floor
 *	bench_parse FILE ...	the same figures for these instead
 */

#define DOCUMENTS	24	/* of each kind */
#define LEAST		0.5	/* seconds for each figure */
#define ROUNDS		5	/* the best of */
#define CHUNK		(32 * 1024)
#define ARENA_CAP	(64u * 1024 * 1024)

/* Words of two to nine letters, now and then an accented one. */
static void
put_word(struct buf *b)
{
	if (random_below(40) == 0)
		buf_puts(b, "caf\xc3\xa9");
	for (uint32_t n = 2 + random_below(8); n > 0; n--)
		buf_putc(b, (char)('a' + random_below(26)));
}

static void
put_words(struct buf *b, uint32_t n)
{
	for (; n > 0; n--) {
		put_word(b);
		if (random_below(12) == 0)
			buf_putc(b, ',');
		buf_putc(b, n > 1 ? ' ' : '.');
	}
}

/* How a kind of feed writes the markup of its bodies. */
struct quoting {
	const char	*lt, *gt, *quot, *amp;
};

static const struct quoting raw = { "<", ">", "\"", "&amp;" };
static const struct quoting escaped = { "&lt;", "&gt;", "&quot;",
	"&amp;amp;" };

static void
put_tag(struct buf *b, const struct quoting *q, const char *tag)
{
	buf_printf(b, "%s%s%s", q->lt, tag, q->gt);
}

/* Some paragraphs of HTML, with links, emphasis and a picture. */
static void
put_body(struct buf *b, const struct quoting *q, uint32_t paragraphs)
{
	for (; paragraphs > 0; paragraphs--) {
		put_tag(b, q, "p");
		put_words(b, 20 + random_below(40));
		buf_printf(b, " %sa href=%shttps://www.example.org/%u/story-of-"
		    "the-day?a=1%sb=2%s%s", q->lt, q->quot, random_below(9999),
		    q->amp, q->quot, q->gt);
		put_words(b, 3);
		put_tag(b, q, "/a");
		buf_puts(b, " it\xe2\x80\x99s ");
		put_tag(b, q, "em");
		put_words(b, 4);
		put_tag(b, q, "/em");
		put_words(b, 10 + random_below(30));
		put_tag(b, q, "/p");
		buf_putc(b, '\n');
	}
	buf_printf(b, "%simg src=%shttps://img.example.org/%u.jpg%s alt=%s"
	    "picture%s /%s", q->lt, q->quot, random_below(9999), q->quot,
	    q->quot, q->quot, q->gt);
}

static void
rss_head(struct buf *b)
{
	buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<rss version=\"2.0\" "
	    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
	    "\txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
	    "\txmlns:atom=\"http://www.w3.org/2005/Atom\"\n"
	    "\txmlns:media=\"http://search.yahoo.com/mrss/\"\n"
	    "\txmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\n"
	    "<channel>\n<title>The feed of it all</title>\n"
	    "<link>https://www.example.org/</link>\n"
	    "<atom:link rel=\"self\" href=\"https://www.example.org/feed\"/>\n"
	    "<description>What there is</description>\n"
	    "<language>en</language>\n");
}

static void
rss_tail(struct buf *b)
{
	buf_puts(b, "</channel>\n</rss>\n");
}

static void
rss_item(struct buf *b, uint32_t n)
{
	buf_puts(b, "<item>\n<title>");
	put_words(b, 8);
	buf_printf(b, "</title>\n<link>https://www.example.org/2026/03/%u/"
	    "</link>\n<guid isPermaLink=\"false\">https://www.example.org/?p=%u"
	    "</guid>\n<pubDate>Sun, 01 Mar 2026 12:%02u:00 +0000</pubDate>\n"
	    "<dc:creator><![CDATA[Ada Example]]></dc:creator>\n"
	    "<category><![CDATA[News]]></category>\n"
	    "<category><![CDATA[World & Places]]></category>\n"
	    "<comments>https://www.example.org/%u/#comments</comments>\n",
	    n, n, n % 60, n);
}

static void
rss_cdata(struct buf *b, uint32_t n)
{
	rss_item(b, n);
	buf_puts(b, "<description><![CDATA[");
	put_words(b, 40);
	buf_puts(b, "]]></description>\n<content:encoded><![CDATA[");
	put_body(b, &raw, 3 + random_below(5));
	buf_puts(b, "]]></content:encoded>\n</item>\n");
}

static void
rss_escaped(struct buf *b, uint32_t n)
{
	rss_item(b, n);
	buf_puts(b, "<description>");
	put_body(b, &escaped, 2 + random_below(4));
	buf_puts(b, "</description>\n</item>\n");
}

static void
rss_short(struct buf *b, uint32_t n)
{
	rss_item(b, n);
	buf_puts(b, "<description>");
	put_words(b, 25);
	buf_printf(b, "</description>\n<media:thumbnail width=\"240\" "
	    "height=\"135\" url=\"https://img.example.org/%u.jpg\"/>\n"
	    "</item>\n", n);
}

static void
rss_podcast(struct buf *b, uint32_t n)
{
	rss_item(b, n);
	buf_printf(b, "<enclosure url=\"https://media.example.org/%u.mp3\" "
	    "length=\"%u\" type=\"audio/mpeg\"/>\n<itunes:author>Ada Example"
	    "</itunes:author>\n<itunes:duration>1:02:03</itunes:duration>\n"
	    "<itunes:explicit>no</itunes:explicit>\n<itunes:image href="
	    "\"https://img.example.org/%u.jpg\"/>\n<itunes:summary>",
	    n, 1000000 + n, n);
	put_words(b, 60);
	buf_puts(b, "</itunes:summary>\n<description><![CDATA[");
	put_body(b, &raw, 1);
	buf_puts(b, "]]></description>\n</item>\n");
}

static void
atom_head(struct buf *b)
{
	buf_puts(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
	    "<title>The feed of it all</title>\n"
	    "<link href=\"https://www.example.org/\"/>\n"
	    "<link rel=\"self\" href=\"https://www.example.org/feed\"/>\n"
	    "<id>tag:example.org,2026:feed</id>\n"
	    "<updated>2026-03-01T12:00:00Z</updated>\n");
}

static void
atom_tail(struct buf *b)
{
	buf_puts(b, "</feed>\n");
}

static void
atom_entry(struct buf *b, uint32_t n)
{
	buf_puts(b, "<entry>\n<title type=\"html\">");
	put_words(b, 8);
	buf_printf(b, "</title>\n<link href=\"https://www.example.org/%u\" "
	    "rel=\"alternate\" type=\"text/html\"/>\n"
	    "<id>tag:example.org,2026:%u</id>\n"
	    "<published>2026-03-01T12:%02u:00Z</published>\n"
	    "<updated>2026-03-01T13:%02u:00+01:00</updated>\n"
	    "<author><name>Ada Example</name><uri>https://www.example.org/ada"
	    "</uri></author>\n<category term=\"news\" label=\"News\"/>\n",
	    n, n, n % 60, n % 60);
}

static void
atom_html(struct buf *b, uint32_t n)
{
	atom_entry(b, n);
	buf_puts(b, "<content type=\"html\">");
	put_body(b, &escaped, 2 + random_below(5));
	buf_puts(b, "</content>\n</entry>\n");
}

static void
atom_xhtml(struct buf *b, uint32_t n)
{
	atom_entry(b, n);
	buf_puts(b, "<content type=\"xhtml\"><div "
	    "xmlns=\"http://www.w3.org/1999/xhtml\">");
	put_body(b, &raw, 2 + random_below(5));
	buf_puts(b, "</div></content>\n</entry>\n");
}

struct kind {
	const char	*name;
	void		(*head)(struct buf *);
	void		(*story)(struct buf *, uint32_t);
	void		(*tail)(struct buf *);
};

static const struct kind kinds[] = {
	{ "RSS, HTML in CDATA", rss_head, rss_cdata, rss_tail },
	{ "RSS, HTML escaped", rss_head, rss_escaped, rss_tail },
	{ "RSS, teasers", rss_head, rss_short, rss_tail },
	{ "RSS, podcast", rss_head, rss_podcast, rss_tail },
	{ "Atom, HTML escaped", atom_head, atom_html, atom_tail },
	{ "Atom, XHTML", atom_head, atom_xhtml, atom_tail },
};

#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* Half of them below 60 kB, half of them up to four times that. */
static void
make_document(const struct kind *k, struct buf *b)
{
	size_t		 size = 60000;
	uint32_t	 n = 0;

	if (random_below(2) == 0)
		size = size * (25 + random_below(75)) / 100;
	else
		size = size * (100 + random_below(300)) / 100;
	buf_init(b, SIZE_MAX / 2);
	k->head(b);
	while (b->len < size)
		k->story(b, n++);
	k->tail(b);
	if (b->failed)
		errx(1, "out of memory");
}

static size_t	nstories;

static void
parse_ours(struct arena *a, const struct buf *b)
{
	struct feed_input	 in = { .data = b->data, .len = b->len,
				    .url = "https://www.example.org/feed" };
	struct feed		*f;
	char			*cause = NULL;

	if (feed_parse(&in, a, &f, &cause) == -1)
		errx(1, "%s", cause);
	if (f->bozo || f->truncated)
		errx(1, "a generated feed is broken");
	nstories += f->nstories;
	arena_reset(a);
}

static void
empty_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **nss, int n, int defaulted,
    const xmlChar **attrs)
{
	(void)ctx, (void)name, (void)prefix, (void)uri, (void)nns, (void)nss;
	(void)n, (void)defaulted, (void)attrs;
}

static void
empty_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	(void)ctx, (void)name, (void)prefix, (void)uri;
}

static void
empty_text(void *ctx, const xmlChar *text, int len)
{
	(void)ctx, (void)text, (void)len;
}

static xmlEntityPtr
predefined(void *ctx, const xmlChar *name)
{
	(void)ctx;
	return (xmlGetPredefinedEntity(name));
}

static void
parse_floor(struct arena *a, const struct buf *b)
{
	xmlSAXHandler		sax = { .initialized = XML_SAX2_MAGIC,
				    .startElementNs = empty_start,
				    .endElementNs = empty_end,
				    .characters = empty_text,
				    .cdataBlock = empty_text,
				    .ignorableWhitespace = empty_text,
				    .getEntity = predefined };
	xmlParserCtxtPtr	ctxt;
	size_t			n;

	(void)a;
	if ((ctxt = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL)) == NULL)
		errx(1, "libxml2 has no memory");
	xmlCtxtUseOptions(ctxt, XML_PARSE_NONET);
	for (size_t i = 0; i < b->len; i += n) {
		n = b->len - i < CHUNK ? b->len - i : CHUNK;
		xmlParseChunk(ctxt, b->data + i, (int)n, 0);
	}
	xmlParseChunk(ctxt, NULL, 0, 1);
	if (!ctxt->wellFormed)
		errx(1, "a generated feed isn't well-formed");
	xmlFreeParserCtxt(ctxt);
}

/* MB/s over all documents of a kind. */
static double
rate(void (*parse)(struct arena *, const struct buf *), struct arena *a,
    const struct buf *docs)
{
	double	begun = now(), spent;
	size_t	bytes = 0;

	do {
		for (size_t i = 0; i < DOCUMENTS; i++) {
			parse(a, &docs[i]);
			bytes += docs[i].len;
		}
		spent = now() - begun;
	} while (spent < LEAST / ROUNDS);
	return ((double)bytes / spent / 1e6);
}

static void
measure(const struct kind *k, struct arena *a, const struct buf *docs,
    double *ours, double *floor)
{
	double	best[2] = { 0, 0 }, r;

	for (int i = 0; i < ROUNDS; i++) {
		if ((r = rate(parse_ours, a, docs)) > best[0])
			best[0] = r;
		if ((r = rate(parse_floor, a, docs)) > best[1])
			best[1] = r;
	}
	printf("%-20s %5.0f MB/s, libxml2's SAX alone %5.0f, ratio %.2f\n",
	    k->name, best[0], best[1], best[0] / best[1]);
	*ours += 1 / best[0];
	*floor += 1 / best[1];
}

static int
compare_size(const void *a, const void *b)
{
	size_t	x = *(const size_t *)a, y = *(const size_t *)b;

	return (x < y ? -1 : x > y);
}

static struct buf	docs[KINDS][DOCUMENTS];

static void
parse_once(void (*parse)(struct arena *, const struct buf *), struct arena *a)
{
	size_t	all = 0;

	for (size_t k = 0; k < KINDS; k++)
		for (size_t i = 0; i < DOCUMENTS; i++) {
			parse(a, &docs[k][i]);
			all += docs[k][i].len;
		}
	printf("%zu bytes, %zu stories\n", all, nstories);
}

/* Whatever these files are, each parsed again and again for a while. */
static void
parse_files(struct arena *a, char **paths, int n)
{
	static char		 chunk[65536];
	struct feed_input	 in = { .url = "https://www.example.org/feed" };
	struct buf		*files = xcalloc((size_t)n, sizeof(*files));
	struct feed		*f;
	double			 begun, spent;
	size_t			 got, bytes = 0, rounds = 0;
	FILE			*file;

	for (int i = 0; i < n; i++) {
		buf_init(&files[i], SIZE_MAX / 2);
		if ((file = fopen(paths[i], "rb")) == NULL)
			err(1, "%s", paths[i]);
		while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
			buf_put(&files[i], chunk, got);
		fclose(file);
		bytes += files[i].len;
	}
	for (begun = now(); (spent = now() - begun) < 1; rounds++)
		for (int i = 0; i < n; i++) {
			in.data = buf_string(&files[i]);
			in.len = files[i].len;
			feed_parse(&in, a, &f, NULL);
			arena_reset(a);
		}
	printf("%d files, %.1f MB: %.2f ms, %.0f MB/s\n", n,
	    (double)bytes / 1e6, spent * 1e3 / (double)rounds,
	    (double)(bytes * rounds) / spent / 1e6);
}

int
main(int argc, char **argv)
{
	size_t			 sizes[KINDS * DOCUMENTS], n = 0;
	struct arena		*a = arena_new(ARENA_CAP);
	double			 ours = 0, floor = 0;

	charset_init();
	for (size_t k = 0; k < KINDS; k++)
		for (size_t i = 0; i < DOCUMENTS; i++) {
			make_document(&kinds[k], &docs[k][i]);
			sizes[n++] = docs[k][i].len;
		}
	if (argc > 1) {
		if (strcmp(argv[1], "-n") == 0)
			parse_once(parse_ours, a);
		else if (strcmp(argv[1], "-f") == 0)
			parse_once(parse_floor, a);
		else
			parse_files(a, argv + 1, argc - 1);
		return (0);
	}
	qsort(sizes, n, sizeof(sizes[0]), compare_size);
	printf("bytes to stories: %zu documents, median %zu kB\n", n,
	    sizes[n / 2] / 1000);
	for (size_t k = 0; k < KINDS; k++)
		measure(&kinds[k], a, docs[k], &ours, &floor);
	printf("%-20s %5.0f MB/s, libxml2's SAX alone %5.0f, ratio %.2f\n",
	    "all kinds", KINDS / ours, KINDS / floor, floor / ours);
	return (0);
}
