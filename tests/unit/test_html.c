#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

#include "tap.h"

static struct arena	*arena;
static struct buf	 out;

static const struct html_options options = { .base = "https://e.example/d/" };

static void
reduced(const char *html, const char *want, const char *name)
{
	size_t		 len = 0;
	const char	*got;

	arena_reset(arena);
	got = html_reduce(arena, html, &len);
	if (is(got, want, name) && len != strlen(want))
		ok(0, "and its length");
}

static void
plain(const char *html, const char *want, const char *name)
{
	arena_reset(arena);
	is(html_plain(arena, html), want, name);
}

static void
text(const char *html, const char *want, const char *name)
{
	arena_reset(arena);
	buf_reset(&out);
	html_to_text(arena, html, &options, &out);
	is(buf_string(&out), want, name);
}

static void
safe(const char *html, const char *want, const char *name)
{
	arena_reset(arena);
	buf_reset(&out);
	html_to_safe(arena, html, &options, &out);
	is(buf_string(&out), want, name);
}

static void
test_reduce(void)
{
	reduced("", "", "nothing");
	reduced("a &amp; b", "a & b", "entities");
	reduced("It&#146;s &#x93;so&#148;", "It\u2019s \u201cso\u201d",
	    "references to windows-1252");
	reduced("cy<b>ber</b> st<wbr>ate H<sub>2</sub>O",
	    "cyber state H2O", "inline elements leave no trace");
	reduced("<p>a</p><p>b<br>c</p> d<div>e</div>f", "a\nb\nc\nd\ne\nf",
	    "blocks divide");
	reduced("<p> a \n\t b&nbsp; c </p>", "a b c", "white space folds");
	reduced("<tr><td>a<td>b<tr><td>c", "a\nb\nc", "cells divide");
	reduced("a<script>if (b<c) d('</p>')</script>b<style>x{}</style>c",
	    "abc", "script and style");
	reduced("a<!-- <p>b --><!--[if x]>c<![endif]-->d", "ad", "comments");
	reduced("<img alt=\"no\" title=\"no\">a<a href=\"no\">b</a>", "ab",
	    "attributes");
	reduced("<p>a<div hidden>b</div><b style=\"Display : NONE\">c</b>d",
	    "a\nd", "hidden text");
	reduced("<svg><path d=\"x\">a<p>b<math><mi>c", "a\nbc",
	    "unclosed svg and math swallow nothing");
	reduced("</p></div></body></html>a</div>b</b>c", "a bc",
	    "end tags alone");
	reduced("<html><head><title>t</title></head><body>a</body></html>b",
	    "t\na b", "a whole page, and what is behind it");
	reduced("1 < 2 <3 a<.net <_x AT&T &unknown; &", "1 < 2 <3 a<.net <_x "
	    "AT&T &unknown; &", "signs that are no markup");
	reduced("&lpar;a&rpar; &hellip; &apos;&euro;", "(a) \u2026 '\u20ac",
	    "entities of HTML 5");
	reduced("a &amp b &copy 2026 ?a=1&copy=2", "a & b \u00a9 2026 "
	    "?a=1&copy=2", "entities without their semicolon");
	reduced("<![CDATA[<p>a]]> b", "a b", "CDATA");
	reduced("<a href=\"x>a</a> b <i>c</i>", "a b c",
	    "a quote that never ends");
	reduced("<?xml version=\"1.0\"?><!DOCTYPE html>a", "a",
	    "declarations");
	reduced("<meta charset=\"shift_jis\">\u4e2d\u56fd", "\u4e2d\u56fd",
	    "a charset that lies");
}

static void
test_twice(void)
{
	reduced("&lt;p&gt;cy&lt;b&gt;ber&lt;/b&gt;&lt;/p&gt;&lt;p&gt;x",
	    "cyber\nx", "markup that is escaped twice");
	reduced("&amp;lt; China&amp;#8217;s &amp;amp; AT&amp;T",
	    "< China\u2019s & AT&T", "references that are");
	reduced("<p>Use &lt;b&gt;bold&lt;/b&gt;</p>", "Use <b>bold</b>",
	    "escaped markup beside markup is text");
	reduced("<pre>&amp;amp;</pre><p>&amp;amp;", "&amp;\n&",
	    "code may speak of references");
	plain("The &lt;b&gt; element", "The <b> element",
	    "a title on markup");
	plain("&lt;b&gt;bold&lt;/b&gt; words", "bold words",
	    "a title with markup");
}

static void
test_plain(void)
{
	plain("", "", "no title");
	plain(" a\n  b ", "a b", "white space");
	plain("a<br>b<p>c", "a b c", "blocks are blanks");
	plain("AT&T & Co &amp; <b>x</b>", "AT&T & Co & x", "signs");
	plain("List<String> a < b", "List<String> a < b",
	    "unknown elements are text");
}

static void
test_text(void)
{
	text("", "", "nothing");
	text("<h1>A b</h1><p>c<p>d<br>e<div>f</div><div>g",
	    "A b\n===\n\nc\n\nd\ne\n\nf\ng\n", "paragraphs and headings");
	text("<ul><li>a<ul><li>b</ul><li>c</ul><ol start=9><li>d<li>e</ol>",
	    "* a\n  * b\n* c\n\n9. d\n10. e\n", "lists");
	text("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\n    b\nc\n    d\n",
	    "definitions");
	text("<p>a<blockquote><p>b<p>c<blockquote>d</blockquote></blockquote>e",
	    "a\n\n> b\n>\n> c\n>\n> > d\n\ne\n", "quotes");
	text("a<pre>\n  b\n\tc  d\n</pre>e", "a\n\n  b\n\tc  d\n\ne\n", "pre");
	text("<table><tr><th>a<th>bb<tr><td>ccc<td>d</table>",
	    "a    bb\n---  --\nccc  d\n", "a table in columns");
	text("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
	    "a     b\nc  d  e\n", "a cell over two columns");
	text("<table><tr><td><p>a<p>b<td>c</table>", "a\n\nb\n\nc\n",
	    "a table for layout");
	text("<table><tr><td>aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa<td>b "
	    "bbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb</table>",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa\nb bbbbbb"
	    " bbbbbbbbb bbbbbbbbb bbbbbbbbb\n", "one row that is too wide");
	text("<a href=\"x\">a</a> <a href=\"/y\">b</a>, <a href=x>c</a>",
	    "a [1] b [2], c [1]\n\n[1] https://e.example/d/x\n"
	    "[2] https://e.example/y\n", "links as notes, each once");
	text("<a href=\"https://e.example/\">https://e.example/</a> "
	    "<a href=\"javascript:x\">a</a> <a href=\"#f\">b</a>",
	    "https://e.example/ a b\n", "links that need no note");
	text("a <img src=i alt=\"a cat\"> b<img src=t width=1 height=1 alt=x>",
	    "a [image: a cat] b\n", "images by alt, trackers not");
	text("<p>a<p style=\"display:none\">b<p>c", "a\n\nc\n", "hidden text");
	text("a<hr>b", "a\n\n--------------------\n\nb\n", "rules");
	text("co\u00adoperate", "cooperate\n", "soft hyphens");
}

static void
test_wrap(void)
{
	const char	*p, *eol;
	int		 width = 0, max = 0;

	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa aaaaaaaaa b",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa\naaaaaaaaa b\n", "wrapped at 72");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa ab c",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa ab\nc\n", "72 columns are used");
	text("See https://e.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbb"
	    "bbbbbbbbbbbbbbb/ccccccccccccc/ddddd",
	    "See\nhttps://e.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbb"
	    "bbbbbbbbbbbbbbb/ccccccccccccc/ddddd\n", "URLs are never");
	text("By writing a mail, please, to the people at press-office-of-"
	    "harbour@port.example",
	    "By writing a mail, please, to the people at\npress-office-of-"
	    "harbour@port.example\n", "nor addresses");
	arena_reset(arena);
	buf_reset(&out);
	for (int i = 0; i < 100; i++)
		buf_puts(&out, "\u4e2d\u56fd\u3002");
	p = arena_strdup(arena, out.data);
	buf_reset(&out);
	html_to_text(arena, p, NULL, &out);
	for (p = out.data; (eol = strchr(p, '\n')) != NULL; p = eol + 1) {
		width = html_width(p, (size_t)(eol - p));
		max = width > max ? width : max;
	}
	ok(max <= 72 && max > 66, "Han is wrapped by its width");
	buf_reset(&out);
	html_wrap("a\n\nb", "> ", &out);
	is(out.data, "> a\n>\n> b\n", "html_wrap leads each line");
}

static void
test_safe(void)
{
	safe("<p class=x onclick=\"y\" style=\"z\">a & b</p>",
	    "<p>a &amp; b</p>\n", "attributes go");
	safe("<a href=\"x?a=1&amp;b=2\" target=_blank>a</a>",
	    "<a href=\"https://e.example/d/x?a=1&amp;b=2\">a</a>",
	    "links are resolved");
	safe("a <img src=\"/i.png\" alt=\"b\"> c", "a <a href=\"https://"
	    "e.example/i.png\">[image: b]</a> c", "images become links");
	safe("<a href=/x><img src=i></a>", "<a href=\"https://e.example/x\">"
	    "[image]</a>", "no link in a link");
	safe("<a href=/x>a<div><a href=/y>b</a></div></a>", "<a href=\"https://"
	    "e.example/x\">a<div>b</div>\n</a>", "nor across a block");
	safe("<b>a<i>b", "<b>a<i>b</i></b>", "balanced at the end");
	safe("a</div></p></b>b", "ab", "end tags alone");
	safe("a</div>b<div>c</div>d", "a b<div>c</div>\nd",
	    "which divide words");
	safe("<li>a<td>b", "<div>a<div>b</div>\n</div>\n",
	    "no item without a list, no cell without a table");
	safe("<foo>a</foo><mark>b</mark>", "ab", "what isn't listed");
	safe("<pre>a\n  b</pre>", "<pre>a\n  b</pre>\n", "pre");
}

/* The basics of every cheat sheet: nothing of them may be live markup. */
static void
test_xss(void)
{
	static const char *const	sheet[] = {
		"<script>alert(1)</script>",
		"<scr<script>ipt>alert(1)</scr</script>ipt>",
		"<img src=x onerror=alert(1)>",
		"<img src=\"javascript:alert(1)\">",
		"<a href=\"java\nscript:alert(1)\">x</a>",
		"<a href=\" &#14; javascript:alert(1)\">x</a>",
		"<a href=\"&#106;avascript:alert(1)\">x</a>",
		"<a href=\"JaVaScRiPt:alert(1)\">x</a>",
		"<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
		"<a href=\"vbscript:x\">x</a>",
		"<a href='x\" onclick=\"alert(1)'>x</a>",
		"<svg onload=alert(1)><script>alert(1)</script></svg>",
		"<svg/onload=alert(1)>",
		"<math><mi xlink:href=\"javascript:alert(1)\">x",
		"<iframe src=\"javascript:alert(1)\"></iframe>",
		"<object data=\"x\"><embed src=\"javascript:x\"></object>",
		"<form action=\"javascript:x\"><button formaction=x>y",
		"<body onload=alert(1)><style>@import 'x'</style>",
		"<link rel=stylesheet href=x><meta http-equiv=refresh>",
		"<base href=\"javascript:\"><a href=\"x\">y</a>",
		"<!--><img src=x onerror=alert(1)>-->",
		"<noscript><p title=\"</noscript><img src=x onerror=y>\">",
		"<table background=\"javascript:x\"><td style=\"x:expr()\">",
		"&lt;script&gt;alert(1)&lt;/script&gt;",
		"<textarea></textarea><xmp><script>alert(1)</script></xmp>",
		"<abbr title=\"&quot;><script>alert(1)</script>\">x</abbr>",
		"<p lang='\"><script>' dir='\" onx=\"'>x",
	};
	static const char *const	live[] = {
		"<script", "<img", "<svg", "<iframe", "<object", "<embed",
		"<style", "<form", "<body", "<link", "<meta", "<base",
		"\"javascript", "\"data:", "\"vbscript", " on", " style=",
		"<textarea", "<xmp", "<!--", "<button"
	};
	size_t	i, j;
	int	bad;
	char	name[32];

	for (i = 0; i < sizeof(sheet) / sizeof(sheet[0]); i++) {
		arena_reset(arena);
		buf_reset(&out);
		html_to_safe(arena, sheet[i], &options, &out);
		bad = 0;
		snprintf(name, sizeof(name), "script, trick %zu", i);
		for (j = 0; j < sizeof(live) / sizeof(live[0]); j++)
			bad |= strcasestr(buf_string(&out), live[j]) != NULL;
		if (!ok(!bad, name))
			printf("#    from: %s\n#    got: %s\n", sheet[i],
			    buf_string(&out));
	}
}

static void
test_marks(void)
{
	static const struct html_mark	marks[] = {
		{ 0, 2 }, { 4, 9 }, { 10, 11 }
	};
	struct html_options		o = { .marks = marks, .nmarks = 3 };

	arena_reset(arena);
	buf_reset(&out);
	html_to_safe(arena, "<p>ab &amp; <b>cd</b> ef</p>g", &o, &out);
	is(out.data, "<p><mark>ab</mark> &amp; <b><mark>cd</mark>"
	    "</b> <mark>e</mark>f</p>\ng", "marks by reduced offsets");
	buf_reset(&out);
	html_to_safe(arena, "abcd<br>efghij klm", &o, &out);
	is(out.data, "<mark>ab</mark>cd<br><mark>efgh</mark>i<mark>j</mark>"
	    " klm", "marks inside of words, up to a break");
	buf_reset(&out);
	html_escape_marked("a<b", marks, 1, &out);
	is(out.data, "<mark>a&lt;</mark>b", "marks in plain text");
}

/* n times s: what took others quadratic time, or their stack. */
static void
hostile(const char *s, size_t n, const char *end, const char *name)
{
	char	*html, *p;
	size_t	 i, len = strlen(s);

	arena_reset(arena);
	html = p = malloc(n * len + strlen(end) + 1);
	for (i = 0; i < n; i++, p += len)
		memcpy(p, s, len);
	memcpy(p, end, strlen(end) + 1);
	buf_reset(&out);
	html_to_text(arena, html, NULL, &out);
	ok(!out.failed && strstr(buf_string(&out), "needle") != NULL, name);
	buf_reset(&out);
	html_to_safe(arena, html, NULL, &out);
	ok(!out.failed && strstr(buf_string(&out), "needle") != NULL, name);
	free(html);
}

static void
test_hostile(void)
{
	hostile("<div>", 200000, "needle", "200,000 open elements");
	hostile("<b></i>", 100000, "needle", "end tags without a start");
	hostile("<a href=\"x\">", 50000, "needle", "50,000 links in links");
	hostile("<blockquote><ul><li>", 50000, "needle", "deep lists");
	hostile("<table><tr><td>", 30000, "needle", "30,000 nested tables");
	hostile("<a href=\"", 100000, "><p>needle", "quotes without an end");
	hostile("<![CDATA[", 100000, "needle", "100,000 times CDATA");
	hostile("&amp;", 200000, "needle", "references");
	hostile("<td colspan=9>", 100000, "needle", "cells without a table");
	hostile("a", 500000, " needle", "one endless word");
}

static void
test_attributes(void)
{
	struct buf	html;
	size_t		len;

	buf_init(&html, 16 << 20);
	buf_puts(&html, "a <p ");
	for (int i = 0; i < 300; i++)
		buf_printf(&html, "a%d=1 ", i);
	buf_puts(&html, "hidden>b <i>c</i>");
	arena_reset(arena);
	is(html_reduce(arena, html.data, &len), "a b c",
	    "a tag of 300 attributes is left out");
	buf_reset(&html);
	buf_puts(&html, "a <p hidden title=\"");
	for (int i = 0; i < 70000; i++)
		buf_putc(&html, 'x');
	buf_puts(&html, "\">b <i>c</i>");
	arena_reset(arena);
	is(html_reduce(arena, html.data, &len), "a b c",
	    "and one of 70,000 bytes");
	buf_clear(&html);
}

int
main(void)
{
	arena = arena_new(256 << 20);
	buf_init(&out, 64 << 20);
	test_reduce();
	test_twice();
	test_plain();
	test_text();
	test_wrap();
	test_safe();
	test_xss();
	test_marks();
	test_hostile();
	test_attributes();
	arena_free(arena);
	buf_clear(&out);
	return (tap_done());
}
