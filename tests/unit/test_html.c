#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

#include "tap.h"
#include "html_make.h"

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
	html_to_text(arena, html_read(arena, html), &options, &out);
	is(buf_string(&out), want, name);
}

static void
safe(const char *html, const char *want, const char *name)
{
	is(make_safe(html), want, name);
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
	reduced("a<p style=\"visibility: hidden\">b</p>c<i class=katex-html "
	    "aria-hidden=true>d</i>", "a\nc", "and what is there twice");
	reduced("a<video><p>old</video>b<audio>old</audio>c<iframe>old</iframe>"
	    "d<object>e", "abcde", "what old browsers are told");
	reduced("<svg><path d=\"x\">a<p>b<math><mi>c", "a\nbc",
	    "unclosed svg and math swallow nothing");
	reduced("<svg><title>icon<p>a</p><svg><title>icon</title></svg>b",
	    "a\nb", "nor does the title of a drawing");
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
	text("<pre><code> \n\n  a \t\n\n b\n\n", "  a\n\n b\n",
	    "no blanks around it, nor at the ends of its lines");
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
test_lists(void)
{
	text("<ol start=-1><li>a<li>b<li value=7>c<li>d</ol>",
	    "-1. a\n0. b\n7. c\n8. d\n", "start and value");
	text("<ol reversed><li>a<li>b<ul><li>x</ul><li>c</ol>",
	    "3. a\n2. b\n   * x\n1. c\n", "a list that counts down");
	text("<ol type=a start=26><li>a<li>b</ol><ol type=I start=4><li>c"
	    "</ol>", "z. a\naa. b\n\nIV. c\n", "letters and Roman numbers");
	text("<ol type=i start=4000><li>a</ol>", "4000. a\n",
	    "what the Romans had no numbers for");
	text("<ul><li><input type=checkbox checked> a<li><input "
	    "type=checkbox>b</ul>", "* [x] a\n* [ ] b\n", "tasks");
	text("<ul><li>a<section>b<li>c</ul>", "* a\n  b\n* c\n",
	    "items without their ends");
	text("<ol><li><p>a</p><p>b</p></li><li>c</ol>",
	    "1. a\n\n   b\n\n2. c\n", "paragraphs in items");
}

static void
test_tables(void)
{
	text("<table><tr><th>x<th>n<tr><td>a<td>1,000<tr><td>b<td>-7</table>",
	    "x      n\n-  -----\na  1,000\nb     -7\n",
	    "numbers end under one another");
	text("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
	    "a  b\n   c\nd  e\n", "a cell over two rows");
	text("<table><tr><td colspan=2>a long title<tr><td>b<td>c</table>",
	    "a long title\nb  c\n", "a title over all columns");
	text("<table><caption>t</caption><tr><td>a<td>b</table>",
	    "t\na  b\n", "a caption");
	text("<table><tr><td>a<br>b<td>c</table>", "a b  c\n",
	    "a break in a cell is a blank");
	text("<table><tr><td>a<br><br>b<td>c</table>", "a\n\nb\nc\n",
	    "two are a layout");
	text("<table><tr><td><ul><li>a</ul><td>b</table>", "* a\n\nb\n",
	    "so is a list");
	text("<table><tr><td>a<table><tr><td>b<td>c</table></table>",
	    "a\n\nb  c\n", "a table in a table");
	text("<table>x<tr><td>a<td>b</table>", "x\na  b\n",
	    "text between cells");
	text("<table><tr><td>aaaaaaaaa aaaaaaaaa aaaaaaaaa<td>bbbbbbbbb "
	    "bbbbbbbbb bbbbbbbbb bbbbbbbbb<td>c<tr><td>d<td>e<td>f</table>",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa | bbbbbbbbb bbbbbbbbb bbbbbbbbb "
	    "bbbbbbbbb\n  | c\nd | e | f\n", "wide ones as rows");
}

static void
test_inline(void)
{
	text("10<sup>9</sup> x<sup>a+b</sup> 1<sup>st</sup> 2<sup>n</sup> "
	    "H<sub>2</sub>O", "10\u2079 x^(a+b) 1st 2^n H2O\n",
	    "superscripts");
	text("<ruby>\u6f22<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <ruby>"
	    "\u5b57<rt>ji</ruby>", "\u6f22(kan) \u5b57(ji)\n", "readings");
	text("<abbr title=\"Health\">H</abbr> <abbr title=Health>H</abbr>",
	    "H (Health) H\n", "the long form, once");
	text("a <q>b <q>c</q></q>.", "a \u201cb \u2018c\u2019\u201d.\n",
	    "quotes in quotes");
	text("was <del>5</del> <ins>6</ins>", "was ~~5~~ 6\n",
	    "what was taken back");
	text("a<svg><title>icon</title><text>b</text></svg>", "ab\n",
	    "no names of drawings");
	text("<math><mi>x</mi><annotation>x^2</annotation></math>", "x\n",
	    "a formula once");
	text("<details><summary>a</summary>b</details>c", "a\nb\n\nc\n",
	    "details");
	text("a<br><br><br><br>b<br>c<br>", "a\n\nb\nc\n", "runs of breaks");
	text("a\xc2\x90-b\xc2\x9c-", "a-b-\n", "no controls for a terminal");
}

static void
test_links(void)
{
	text("<a href=x></a>a<a href=y><b></b></a>", "a\n",
	    "links without text");
	text("<a href=\"https://www.a.example/b/\">a</a> <a href=\"http"
	    "://www.b.example/\">www.b.example</a> <a href=\"mailto:c@d\">"
	    "c@d</a> <a href=\"tel:+1\">1</a>", "a [1] www.b.example c@d 1"
	    "\n\n[1] https://www.a.example/b/\n", "links that show it");
	text("a<sup><a href=\"#f1\">1</a></sup> b<a href=\"/p#f2\"><sup>"
	    "[2]</sup></a>", "a\u00b9 b\u00b2\n", "marks of footnotes");
	text("<p>note <a href=\"/p#r1\">\u21a9</a> <a href=\"#\" "
	    "aria-hidden=true>#</a></p><i aria-hidden=true>\u2605</i>b",
	    "note\n\nb\n", "the ways back, and icons");
	text("<i aria-hidden=true>text</i>", "text\n",
	    "but never text that is hidden from those who can't see");
	arena_reset(arena);
	buf_reset(&out);
	html_to_text(arena, html_read(arena, "<a href=\"http://a.example/?a=1&"
	    "utm_x=2\">a</a> <img src=\"i?utm_x=1\" alt=i>"), &(struct
	    html_options){ .clean = 1 }, &out);
	is(out.data, "a [1] [image: i]\n\n[1] http://a.example/?a=1\n",
	    "clean links");
	text("<a href=x>a <b>b</a> c", "a b [1] c\n\n[1] https://e.example/"
	    "d/x\n", "a note behind its words");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaa <a href=x>aaa</a>",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaa\naaa [1]\n\n[1] https://e.example/d/x\n",
	    "which no line begins with");
}

static void
test_objects(void)
{
	text("<figure><img src=a alt=\"a cat\"><figcaption>a cat, asleep"
	    "</figcaption></figure>b", "a cat, asleep\n\nb\n",
	    "a caption says it");
	text("<img src=a data-src=b alt=c><noscript><img src=b alt=c>"
	    "</noscript>", "[image: c]\n", "no twins for lack of scripts");
	safe("<img src=a data-src=b alt=c><noscript><img src=b alt=c>"
	    "</noscript>", "<a href=\"https://e.example/d/b\">[image: c]</a>",
	    "nor here");
	arena_reset(arena);
	buf_reset(&out);
	html_to_text(arena, html_read(arena, "<img src=a alt=\"A cat\">b"),
	    &(struct html_options){ .title = "A Cat" }, &out);
	is(out.data, "b\n", "so does the title");
	text("<video><source src=v.mp4><source src=v.webm><p>Your browser"
	    "</video> b", "[video] [1] b\n\n[1] https://e.example/d/v.mp4\n",
	    "films");
	text("<audio src=a.mp3 title=t>x</audio>", "[audio: t] [1]\n\n[1] "
	    "https://e.example/d/a.mp3\n", "sounds");
	text("<iframe src=\"//v.example/1\" title=film>x</iframe>b",
	    "[embedded page: film] [1] b\n\n[1] https://v.example/1\n",
	    "pages");
	text("<iframe src=x>a<p>b", "[embedded page] [1] a\n\nb\n\n[1] https:"
	    "//e.example/d/x\n", "one without its end swallows nothing");
	text("<template>x</template><template>a", "a\n",
	    "nor does a template");
	text("<picture><source srcset=\"a 1x\"><img srcset=\"b 1x\" alt=c>"
	    "</picture>", "[image: c]\n", "pictures");
	safe("<img srcset=\"b.png 1x, c.png 2x\">", "<a href=\"https://"
	    "e.example/d/b.png\">[image]</a>", "an image of a set");
	safe("<img src=a style=\"border:0;width:1px; HEIGHT : 1px\">"
	    "<img src=a style=\"height:0;width:0!important\">",
	    "", "nor those that a style makes a point");
	safe("<img src=a style=\"max-width:1px;height:1px\">",
	    "<a href=\"https://e.example/d/a\">[image]</a>", "but none less");
	safe("<img src=a style=\"width:1em;height:1px\"><img src=b style=\""
	    "width:10px;height:0.5em\">",
	    "<a href=\"https://e.example/d/a\">[image]</a> "
	    "<a href=\"https://e.example/d/b\">[image]</a>", "and no other");
	safe("<img src=\"https://pixel.wp.com/b.gif?x\"><img src=a width=0 "
	    "height=1px><img src=\"//s.example/matomo.php?x\">a", "a",
	    "what counts readers");
	safe("<img src=\"https://notpixel.wp.example/b.gif\">",
	    "<a href=\"https://notpixel.wp.example/b.gif\">[image]</a>",
	    "and what doesn't");
}

static void
test_wrap(void)
{
	static const struct {
		const char	*sign;
		int		 columns;
		const char	*name;
	} widths[] = {
		{ "\U0001f468\u200d\U0001f469\u200d\U0001f467", 2,
		    "a family is as wide as one emoji" },
		{ "\U0001f1e9\U0001f1ea", 2, "a flag" },
		{ "1\ufe0f\u20e3", 2, "a digit in a box" },
		{ "e\u0301", 1, "an accent takes no column" },
		{ "\u4e2d\uff08", 4, "Han and its brackets take two" },
	};
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
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa a.bb b.c", "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa\na.bb b.c\n",
	    "names of files aren't broken at their dots");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa [-words-]",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa\n[-words-]\n", "a hyphen before a word stays with it");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa -fsanitize",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa\n-fsanitize\n", "so does that of an option");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa a-bcd",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa a-\nbcd\n", "one inside may end a line");
	text("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa --bcd",
	    "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
	    "aaaaaaaaa --\nbcd\n", "and so may a dash");
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
	html_to_text(arena, html_read(arena, p), NULL, &out);
	for (p = out.data; (eol = strchr(p, '\n')) != NULL; p = eol + 1) {
		width = html_width(p, (size_t)(eol - p));
		max = width > max ? width : max;
	}
	ok(max <= 72 && max > 66, "Han is wrapped by its width");
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		ok(html_width(widths[i].sign, strlen(widths[i].sign)) ==
		    widths[i].columns, widths[i].name);
	buf_reset(&out);
	html_wrap("a\n\nb", "> ", &out);
	is(out.data, "> a\n>\n> b\n", "html_wrap leads each line");
}

static void
test_safe(void)
{
	safe("<p class=x onclick=\"y\" style=\"z\">a & b</p>",
	    "<p>a &#38; b</p>\n", "attributes go");
	safe("<a href=\"x?a=1&amp;b=2\" target=_blank>a</a>",
	    "<a href=\"https://e.example/d/x?a=1&amp;b=2\">a</a>",
	    "links are resolved");
	safe("a <img src=\"/i.png\" alt=\"b\"> c", "a <a href=\"https://"
	    "e.example/i.png\">[image: b]</a> c", "images become links");
	safe("<a href=/x><img src=i></a>", "<a href=\"https://e.example/x\">"
	    "[image]</a>", "no link in a link");
	safe("<a href=/x>a<div><a href=/y>b</a></div></a>", "<a href=\"https://"
	    "e.example/x\">a<div>b</div>\n</a>", "nor across a block");
	safe("<b>a<i>b", "<strong>a<em>b</em></strong>", "balanced at the end");
	safe("a</div></p></b>b", "ab", "end tags alone");
	safe("a</div>b<div>c</div>d", "a b<div>c</div>\nd",
	    "which divide words");
	safe("<li>a<td>b", "<div>a<div>b</div>\n</div>\n",
	    "no item without a list, no cell without a table");
	safe("<foo>a</foo><mark>b</mark>", "ab", "what isn't listed");
	safe("<pre>a\n  b</pre>", "<pre>a\n  b</pre>\n", "pre");
	safe("<p>a<section>b</section></p>", "<p>a</p>\n<div>b</div>\n",
	    "no block in a paragraph");
	safe("<h2><x>a<h2>b", "<h2>a</h2>\n<h2>b</h2>\n",
	    "no heading in a heading");
	safe("<ul><li>a<section><li>b</ul>", "<ul><li>a<div></div>\n</li>\n"
	    "<li>b</li>\n</ul>\n", "no item in an item");
	safe("<table>x<td>a<form><tr><td>b</form></table>",
	    "<table><tr><td>x</td>\n<td>a</td>\n</tr>\n<tr><td>b</td>\n</tr>"
	    "\n</table>\n", "only rows in a table, and only cells in them");
	safe("<ol reversed start=3 type=A><li value=2>a</ol>",
	    "<ol start=\"3\" reversed=\"reversed\" type=\"A\"><li value=\"2\">"
	    "a</li>\n</ol>\n", "lists as they count");
	safe("<p dir=rtl lang=ar>a<bdo dir=\"x onload\">b",
	    "<p dir=\"rtl\" lang=\"ar\">a<bdo>b</bdo></p>\n",
	    "directions");
	safe("<p dir=ltr>a<p>\u05d0<b>b</b><ul><li>\u0627",
	    "<p dir=\"ltr\">a</p>\n<p dir=\"auto\">\u05d0<strong>b</strong>"
	    "</p>\n<ul dir=\"auto\"><li dir=\"auto\">\u0627</li>\n</ul>\n",
	    "which blocks find for themselves in Hebrew and Arabic");
	safe("<ruby>a<rt>b<rp>c</ruby>", "<ruby>a<rt>b</rt><rp>c</rp></ruby>",
	    "readings");
	safe("a<span>b</span> <span>c</span><svg>d</svg>", "ab cd",
	    "blanks where they were");
	safe("<b>a</b><div hidden>x</div>b", "<strong>a</strong> b",
	    "a border that nothing shows is a blank");
	safe("a \x7f b", "a b", "a control between blanks");
	safe("a\xc2\x90-b", "a-b", "controls");
	safe("&amp;lt;b&amp;gt;&amp;lt;/b&amp;gt;", "&#x003c;b&gt;&#x003c;"
	    "/b&gt;", "what was escaped thrice isn't decoded later");
	safe("<em>&amp;amp;amp;</em>", "<em>&#38;amp;</em>", "nor that");
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
	html_to_safe(arena, html_read(arena, "<p>ab &amp; <b>cd</b> ef</p>g"), &o, &out);
	is(out.data, "<p><mark>ab</mark> &#38; <strong><mark>cd</mark>"
	    "</strong> <mark>e</mark>f</p>\ng", "marks by reduced offsets");
	buf_reset(&out);
	html_to_safe(arena, html_read(arena, "abcd<br>efghij klm"), &o, &out);
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
	html_to_text(arena, html_read(arena, html), NULL, &out);
	ok(!out.failed && strstr(buf_string(&out), "needle") != NULL, name);
	buf_reset(&out);
	html_to_safe(arena, html_read(arena, html), NULL, &out);
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
	hostile("<p>a", 600000, " needle", "more than the tape takes");
	hostile("<figure><a href=#x>", 50000, "needle", "what is looked into");
	hostile("<i aria-hidden=true>. . . . . . . . . . . . . . . .", 100000,
	    "needle", "icons in icons");
	hostile("<video>", 50000, "<p>needle", "ends that are looked for");
	hostile("<table><td>a<td><p>b", 50000, "needle", "half grids");
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
	test_lists();
	test_tables();
	test_inline();
	test_links();
	test_objects();
	test_wrap();
	test_safe();
	test_marks();
	test_hostile();
	test_attributes();
	arena_free(arena);
	buf_clear(&out);
	return (tap_done());
}
