#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "feed/links.h"
#include "feed/mend.h"
#include "feed/text.h"

#include "tap.h"

static struct arena	*arena;
static char		*cause;

static struct feed *
parse_in(const char *text, const char *url, const char *location)
{
	struct feed_input	 in = { .data = text, .len = strlen(text),
				    .url = url, .content_location = location };
	struct feed		*f;

	free(cause);
	cause = NULL;
	arena_reset(arena);
	return (feed_parse(&in, arena, &f, &cause) == 0 ? f : NULL);
}

static struct feed *
parse_at(const char *text, const char *url)
{
	return (parse_in(text, url, NULL));
}

/* The one story of an RSS document with this in its item. */
static struct story *
item(const char *inside)
{
	struct feed	*f;
	struct buf	 b;

	buf_init(&b, 65536);
	buf_puts(&b, "<rss version='2.0'><channel><item>");
	buf_puts(&b, inside);
	buf_puts(&b, "</item></channel></rss>");
	f = parse_at(b.data, "https://base.example.org/d/");
	buf_clear(&b);
	return (f != NULL ? f->stories : NULL);
}

/* The markup, asides in braces where their marks are. */
static int
collect(void *arg, const struct mend_piece *piece)
{
	const char	*p = piece->markup, *end = p + piece->len, *q;
	const struct mend_aside *a;
	char		 target[3] = "";

	while ((q = memmem(p, (size_t)(end - p), "<?", 2)) != NULL) {
		buf_put(arg, p, (size_t)(q - p));
		memcpy(target, q + 2, 2);
		if ((a = mend_aside(piece, target)) == NULL)
			return (1);
		buf_putc(arg, '{');
		buf_put(arg, a->text, a->len);
		buf_putc(arg, '}');
		p = q + 6;
	}
	buf_put(arg, p, (size_t)(end - p));
	return (0);
}

/* What becomes of s; "!" before it when mended, "~" when it was cut. */
static const char *
mend(const char *s)
{
	static struct buf	b = { .max = 1 << 20 };
	struct mend_result	r;
	const char		*out;

	buf_reset(&b);
	if (mend_run(s, strlen(s), &feed_limits_default, collect, &b, &r) == -1)
		return ("failed");
	out = arena_printf(arena, "%s%s%s", r.bozo ? "!" : "",
	    r.truncated ? "~" : "", buf_string(&b));
	buf_clear(&b);
	return (out);
}

static void
test_mend(void)
{
	is(mend("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x '>'>]><a b='1'/>"),
	    "<a b='1'/>", "no declaration, no DOCTYPE");
	is(mend("<a>x &amp; &#65;&eacute;</a>"),
	    "!<a><![CDATA[x & A\xc3\xa9]]></a>", "references are decoded");
	is(mend("<a>]]&gt;&amp;</a>"),
	    "<a><![CDATA[]]]]><![CDATA[>&]]></a>", "and never end CDATA");
	is(mend("<a b=\"&lt;&quot;&amp;'\"/>"),
	    "<a b=\"&lt;&quot;&amp;'\"/>", "attributes stay escaped");
	is(mend("<a b='1&2' c=3 d/>"),
	    "!<a b=\"1&amp;2\" c=\"3\" d=\"\"/>", "attributes are mended");
	is(mend("<a><b>x</a>"), "!<a><b>x</b></a>", "an end is put in");
	is(mend("<a>x</b></a>"), "!<a>x</a>", "an end of nothing goes");
	is(mend("<a>x</A>"), "!<a>x</a>", "letters of another case");
	is(mend("<a>1 < 2 <3 <x@y></a>"),
	    "!<a>1 &lt; 2 &lt;3 &lt;x@y></a>", "angles that are signs");
	is(mend("<a>]]>]]]></a>"), "<a>]]&gt;]]]&gt;</a>", "ends of no CDATA");
	is(mend("<a b='1'c='2' / d='3'/ >x</a>"),
	    "!<a b=\"1\" c=\"2\" d=\"3\"/>", "blanks and slashes");
	is(mend("<a><item>1<item>2</item></a>"),
	    "!<a><item>1</item><item>2</item></a>", "stories don't nest");
	is(mend("<a><item><title>1<item><title>2</title></item></a>"),
	    "!<a><item><title>1</title></item><item><title>2</title></item>"
	    "</a>", "nor with a title left open");
	is(mend("<a><entry><content><entry>1</entry></content></entry></a>"),
	    "<a><entry><content><entry>1</entry></content></entry></a>",
	    "but content may hold one");
	is(mend("<a>x"), "!~<a>x", "cut in text");
	is(mend("<a><b c='"), "!~<a>", "cut in a tag");
	is(mend("<a><![CDATA[x"), "!~<a>", "cut in CDATA");
	is(mend("<a/>x"), "!<a/>", "what follows the root");
	is(mend("<a/>x!y"), "!<a/>", "whatever it is");
	is(mend("<a/><!-- x --> y"), "!<a/>", "or behind a comment");
	is(mend("<a/>\n<!-- x -->"), "<a/>", "but comments may");
	is(mend("<a>x</a>\n<?xml?><!-- y --><A c='d'>z</a>"), "!<a>xz</a>",
	    "a second root");
	is(mend("<a>x</a><b>y</b>"), "!<a>x</a>", "but of the same name");
	is(mend("<a><!-- <b> --><?c d?></a>"), "<a></a>", "comments go");
	is(mend("<a>\x01\x7f&#2;&#0;&#xffff;&#x110000;</a>"),
	    "!<a><![CDATA[\xef\xbf\xbd\xef\xbf\xbd]]></a>", "controls go");
	is(mend("<!DOCTYPE a [<!ENTITY x '\xef\xbf\xbe\xc2\x93'>]><a>&x;</a>"),
	    "<a><![CDATA[\xef\xbf\xbd\xe2\x80\x9c]]></a>",
	    "nor from an entity");
	is(mend("<a><a:b:c/><:x/><y:/></a>"),
	    "!<a>&lt;a:b:c/>&lt;:x/>&lt;y:/></a>", "odd names");
}

#define LONG	"a text of some length that is given aside as it stands, since " \
	"a parser that looks at each of its characters has nothing to find: "

/*
 * What becomes of s when its first n bytes end a piece of text, which has 32
 * kB; VALUE is what an entity says that is declared.
 */
static const char *
border(const char *s, size_t n)
{
	static const char	doctype[] =
				    "<!DOCTYPE a [<!ENTITY longentityname "
				    "'VALUE'>]><a>";
	const size_t		piece = 32 * 1024;
	const char		*out, *p;
	struct buf		b;

	buf_init(&b, 1 << 20);
	buf_puts(&b, doctype);
	for (size_t i = 0; i < piece - n; i++)
		buf_putc(&b, 'x');
	buf_puts(&b, s);
	for (size_t i = 0; i < 200; i++)
		buf_putc(&b, 'y');
	buf_puts(&b, "</a>");
	out = mend(b.data);
	buf_clear(&b);
	p = strrchr(out, 'x') + 1;
	if (strncmp(p, "}{", 2) == 0)
		p += 2;
	return (arena_strndup(arena, p, strcspn(p, "y")));
}

/* Long texts, which go around the parser. */
static void
test_asides(void)
{
	struct buf	many, want;

	is(mend("<a>" LONG LONG "</a>"), "<a>{" LONG LONG "}</a>",
	    "a long text");
	is(mend("<a><![CDATA[" LONG "<b>&amp;]]]]></a>"),
	    "<a>{" LONG "<b>&amp;]]}</a>", "a long CDATA section");
	is(mend("<a>" LONG "&amp;&lt;&#x41;\x01\xc2\x85</a>"),
	    "!<a>{" LONG "&<A\xe2\x80\xa6}</a>", "one that is mended");
	is(border("&longentityname;", 13), "VALUE", "a reference at a border");
	is(border("\r\n", 1), "\n", "a CR LF at a border");
	buf_init(&many, 1 << 20);
	buf_init(&want, 1 << 20);
	buf_puts(&many, "<a>");
	buf_puts(&want, "<a>");
	for (int i = 0; i < 200; i++) {
		buf_printf(&many, "<b>%s%s%d</b>", i % 2 ? "&gt;" : "", LONG, i);
		buf_printf(&want, "<b>{%s%s%d}</b>", i % 2 ? ">" : "", LONG, i);
	}
	buf_puts(&many, "</a>");
	buf_puts(&want, "</a>");
	is(mend(many.data), want.data, "more than a piece holds, in order");
	buf_clear(&many);
	buf_clear(&want);
}

static void
test_markup(void)
{
	ok(text_is_markup("a <b>c</b>"), "an element");
	ok(text_is_markup("a<br/>"), "an empty one");
	ok(text_is_markup("a</p >"), "an end");
	ok(text_is_markup("caf&eacute;"), "a name");
	ok(text_is_markup("caf&#233;"), "a number");
	ok(!text_is_markup("1 < 2 > 0 & 3"), "signs");
	ok(!text_is_markup("AT&T; R&D"), "ampersands");
	ok(!text_is_markup("Bob <bob@example.org>"), "an address");
	ok(!text_is_markup("a <b unclosed"), "no end");
	is(links_resolve(arena, "<a href='x?a&amp;b' src=/y>x</a><a href=#z>",
	    "http://h/d/e"), "<a href='http://h/d/x?a&amp;b' "
	    "src=http://h/y>x</a><a href=#z>", "links made absolute");
	is(links_resolve(arena, "<a href='mailto:x'>", "http://h/"),
	    "<a href='mailto:x'>", "unless they are");
}

static void
test_story(void)
{
	struct story	*s;

	s = item("<title>x</title><description>a &amp;lt; b</description>");
	is(s->html, "a &lt; b", "a reference makes markup");
	s = item("<description>a\nb</description>");
	ok(s->html == NULL && s->title == NULL, "no markup, no title");
	is(s->text, "a\nb", "plain text keeps its lines");
	is(s->base, "https://base.example.org/d/", "the document's base");
	s = item("<guid isPermaLink='TRUE'>http://a/</guid><link/>");
	is(s->url, "http://a/", "a guid for want of a link");
	is_num(s->guid_is_permalink, 1, "that is one");
	s = item("<guid isPermaLink='False'>http://a/</guid>");
	is(s->url, NULL, "or isn't");
	s = item("<author>a@b.example (A. B.)</author>"
	    "<author>Q &lt;q@b.example&gt;</author><author>r@b.example</author>"
	    "<author><name>N</name><email>n@b.example</email></author>");
	ok(s == NULL, "authors alone are no story");
	s = item("<title>x</title><author>a@b.example (A. B.)</author>"
	    "<author>Q &lt;q@b.example&gt;</author><author>r@b.example</author>"
	    "<author><name>N</name><email>n@b.example</email></author>");
	is(s->authors->name, "A. B.", "a name in brackets");
	is(s->authors->email, "a@b.example", "its address");
	is(s->authors->next->name, "Q", "a name before an address");
	is(s->authors->next->email, "q@b.example", "that address");
	is(s->authors->next->next->name, NULL, "an address only");
	is(s->authors->next->next->next->name, "N", "elements");
	ok(s->authors->next->next->next->next == NULL, "no more");
	s = item("<title>x</title><z><item><title>y</title></item></z>"
	    "<guid>g</guid><source><item/></source>");
	is(s->guid, "g", "an item within an item is passed over");
	ok(s->next == NULL, "and is none");
}

static void
test_feed(void)
{
	struct feed	*f;

	f = parse_at("<feed xmlns='http://www.w3.org/2005/Atom' "
	    "xml:base='http://x/a/'><entry><title>t</title><content "
	    "type='html' xml:base='b/'>x</content></entry></feed>", NULL);
	is(f->stories->base, "http://x/a/b/", "xml:base within xml:base");
	is_num(f->stories->published, 0, "no date");
	is_num(f->truncated, 0, "whole");
	f = parse_at("<feed xmlns='http://www.w3.org/2005/Atom' "
	    "xml:base='a/'><entry><title>t</title><content type='html'>x"
	    "</content></entry></feed>", "http://x/d/f");
	is(f->stories->base, "http://x/d/a/", "a root's own within the URL");
	f = parse_at("<rss><channel><item><title>a</title></item>"
	    "<item><title>b", NULL);
	is_num(f->nstories, 1, "only whole stories");
	is_num(f->truncated, 1, "cut");
	is_num(f->bozo, 1, "and mended");
	f = parse_at("<rss><channel><ttl>-5</ttl><skipHours><hour>23</hour>"
	    "<hour>x</hour></skipHours><skipDays><day>monday</day></skipDays>"
	    "</channel></rss>", NULL);
	is_num(f->ttl, 0, "no negative ttl");
	is_num(f->skip_hours, 1u << 23, "hours");
	is_num(f->skip_days, 1u << 1, "days");
	f = parse_at("<rss><channel><x><title>no</title></x><image><title>no"
	    "</title></image><title>yes</title></channel></rss>", NULL);
	is(f->title, "yes", "the title of the feed itself");
	f = parse_at("{\"items\":[{\"id\":\"a\"}]}", NULL);
	is_num(f->format, FEED_JSON11, "JSON without a version");
	is(feed_format_name(FEED_RSS090), "rss0.90", "the first name");
	is(feed_format_name(FEED_JSON11), "json1.1", "the last name");
}

/* Where the link "s" leads from a document of this url and location. */
static const char *
link_from(const char *url, const char *location)
{
	struct feed	*f;

	f = parse_in("<rss><channel><item><link>s</link></item></channel>"
	    "</rss>", url, location);
	return (f != NULL && f->stories != NULL ? f->stories->url : NULL);
}

static void
test_location(void)
{
	static const char	u[] = "https://h.example/d/feed";
	struct feed		*f;
	char			*big = calloc(1, 8000);

	is(link_from(u, NULL), "https://h.example/d/s", "the URL fetched");
	is(link_from(u, "/en/feed"), "https://h.example/en/s",
	    "Content-Location before it");
	is(link_from(u, "en/feed"), "https://h.example/d/en/s", "a relative one");
	is(link_from(u, "https://H.Example/x/"), "https://H.Example/x/s",
	    "of the same host");
	is(link_from(u, "https://h.example:443/x/"),
	    "https://h.example:443/x/s", "and port");
	is(link_from("http://h.example/d/", "https://h.example/x/"),
	    "https://h.example/x/s", "or from http to https");
	is(link_from("https://me:pw@h.example/d/", "/x/"),
	    "https://me:pw@h.example/d/s", "not with a user");
	is(link_from(u, "http://h.example/x/"), "https://h.example/d/s",
	    "nor from https to http");
	is(link_from(u, "https://h.example:8443/x/"), "https://h.example/d/s",
	    "nor of another port");
	is(link_from(u, "https://h.example@other.example/x/"),
	    "https://h.example/d/s", "nor of another host behind a user");
	is(link_from(u, "https://h.example.evil/x/"), "https://h.example/d/s",
	    "nor of a longer host");
	is(link_from(u, "https://h.exam/x/"), "https://h.example/d/s",
	    "nor of a shorter one");
	is(link_from(u, "//10.0.0.5/x/"), "https://h.example/d/s",
	    "nor an inner address");
	is(link_from(u, "http://localhost/x/"), "https://h.example/d/s",
	    "nor an inner name");
	is(link_from(u, "javascript:x"), "https://h.example/d/s",
	    "nor anything else");
	is(link_from(u, "https://"), "https://h.example/d/s", "nor half a URL");
	is(link_from(u, "\xff/x/\x80"), "https://h.example/d/%FF/x/s",
	    "bytes that are no text");
	memset(big, '\xff', 4096);
	big[4095] = '/';
	is(link_from(u, big), "https://h.example/d/s", "nor an absurd one");
	is(link_from(NULL, "https://h.example/x/"), NULL,
	    "without a URL there is no host to be the same");
	free(big);
	f = parse_in("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='b/'>"
	    "<entry xml:base='/c/'><title>t</title><link href='s'/></entry>"
	    "<entry><title>t</title><link href='s'/></entry></feed>", u,
	    "/en/feed");
	is(f->stories->url, "https://h.example/c/s", "xml:base before it");
	is(f->stories->next->url, "https://h.example/en/b/s",
	    "and a relative one against it");
	f = parse_in("{\"version\":\"https://jsonfeed.org/version/1.1\","
	    "\"items\":[{\"id\":\"1\",\"url\":\"s\"}]}", u, "/en/feed");
	is(f->stories->url, "https://h.example/en/s", "in JSON, too");
}

static void
test_none(void)
{
	ok(parse_at("", NULL) == NULL, "nothing");
	is(cause, "an empty document, not a feed", "is said to be empty");
	ok(parse_at("<html><title>A<b>B</title>", NULL) == NULL, "a page");
	is(cause, "an HTML page titled \"A\", not a feed", "by its title");
	ok(parse_at("<x:note/>", NULL) == NULL, "some XML");
	is(cause, "an XML document of <note>, not a feed", "by its root");
	ok(parse_at("{\"version\":\"1\"}", NULL) == NULL, "some JSON");
	is(cause, "a JSON document, not a JSON Feed", "as such");
	ok(parse_at("hello\nworld", NULL) == NULL, "text");
	is(cause, "plain text beginning \"hello world\", not a feed",
	    "by its beginning, on one line");
}

/* Every size of arena is answered by a feed or a cause. */
static void
test_memory(void)
{
	static const char	 text[] = "<rss><channel><title>t &amp; u</title>"
				    "<item><title>a</title><author>b</author>"
				    "<source url='x'>s</source></item>"
				    "<item><link>http://c/</link></item>"
				    "</channel></rss>";
	struct feed_input	 in = { .data = text, .len = sizeof(text) - 1 };
	struct arena		*small;
	struct feed		*f;
	size_t			 cap, refused = 0;
	int			 rc = -1;

	for (cap = 0; rc == -1 && cap < 200000; cap += 16) {
		small = arena_new(cap);
		free(cause);
		cause = NULL;
		rc = feed_parse(&in, small, &f, &cause);
		if (rc == -1 && cause != NULL &&
		    strstr(cause, "more memory") != NULL)
			refused++;
		if (rc == 0)
			is_num(f->nstories, 2, "enough memory");
		arena_free(small);
	}
	is_num(refused, cap / 16 - 1, "too little memory");
}

int
main(void)
{
	arena = arena_new(1024 * 1024);
	test_mend();
	test_asides();
	test_markup();
	test_story();
	test_feed();
	test_location();
	test_none();
	test_memory();
	free(cause);
	arena_free(arena);
	return (tap_done());
}
