#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "feed/charset.h"
#include "feed/html.h"
#include "feed/mend_tag.h"
#include "feed/sniff.h"
#include "feed/text.h"

#define LOOK_AHEAD	(64 * 1024)	/* of junk before a feed */
#define QUOTE_MAX	40		/* bytes shown of a text or title */
#define TITLE_MAX	100
#define HREF_MAX	200
#define TAG_MAX		4096

struct root {
	const char	*name;		/* lower case, without prefix */
	const char	*what;		/* NULL: a feed */
};

static const struct root roots[] = {
	{ "rss", NULL },
	{ "rdf", NULL },
	{ "feed", NULL },
	{ "entry", NULL },
	{ "channel", NULL },
	{ "opml", "an OPML list of feeds" },
	{ "urlset", "a sitemap" },
	{ "sitemapindex", "a sitemap index" },
	{ "opensearchdescription", "an OpenSearch description" },
	{ "rsd", "a Really Simple Discovery document" },
	{ "svg", "an SVG picture" },
	{ "kml", "a KML map" },
	{ "gpx", "a GPX track" },
	{ "math", "a MathML formula" },
	{ "wsdl", "a WSDL description" },
	{ "definitions", "a WSDL description" },
	{ "plist", "a property list" },
	{ "xbel", "an XBEL list of bookmarks" },
	{ "tei", "a TEI text" },
	{ "manifest", "a manifest" },
	{ "envelope", "a SOAP message" },
	{ "error", "an XML error message" },
	{ "service", "an Atom service document" },
	{ "categories", "an Atom category document" },
	{ "html", "" },
	{ "head", "" },
	{ "body", "" },
};

static const struct root *
root_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strlen(roots[i].name) == len &&
		    strncasecmp(roots[i].name, name, len) == 0)
			return (&roots[i]);
	return (NULL);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
}

static int
is_alpha(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The name of the tag at p, its prefix off. */
static size_t
tag_name(const char *p, const char *end, const char **name)
{
	const char	*s = p + 1;

	*name = s;
	for (; s < end && !is_blank(*s) && *s != '>' && *s != '/' &&
	    *s != '<' && s - p < 64; s++)
		if (*s == ':')
			*name = s + 1;
	return ((size_t)(s - *name));
}

/* Past the comment, instruction or declaration at p. */
static const char *
skip_markup(const char *p, const char *end)
{
	const char	*q, *close = ">";

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0)
		close = "-->";
	else if (p[1] == '?')
		close = "?>";
	q = memmem(p, (size_t)(end - p), close, strlen(close));
	return (q != NULL ? q + strlen(close) : end);
}

/* The first element's tag, or NULL. */
static const char *
first_tag(const char *p, const char *end)
{
	while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if (end - p < 2)
			return (NULL);
		if (is_alpha(p[1]))
			return (p);
		p = p[1] == '!' || p[1] == '?' ? skip_markup(p, end) : p + 1;
	}
	return (NULL);
}

/* Whether the tag at p declares a version or a namespace. */
static int
has_attribute(const char *p, const char *end)
{
	size_t		 n = end - p < TAG_MAX ? (size_t)(end - p) : TAG_MAX;
	const char	*q = memchr(p, '>', n);

	n = q != NULL ? (size_t)(q - p) : 0;
	return (memmem(p, n, "version", 7) != NULL ||
	    memmem(p, n, "xmlns", 5) != NULL);
}

/* A feed's root after a beginning that is none, as when PHP complained. */
static const char *
later_feed(const char *p, const char *end)
{
	const struct root	*root;
	const char		*name;
	size_t			 n;

	if (end - p > LOOK_AHEAD)
		end = p + LOOK_AHEAD;
	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL;
	    p++) {
		n = tag_name(p, end, &name);
		root = root_find(name, n);
		if (root != NULL && root->what == NULL && n < 5 &&
		    has_attribute(p, end))
			return (p);
	}
	return (NULL);
}

/* The beginning of some text, on one line, cut to max bytes. */
static const char *
quote(struct arena *a, const char *s, size_t len, size_t max)
{
	const char	*copy, *line;
	size_t		 n;

	if (len > max * 8)
		len = max * 8;
	len = utf8_valid(s, len);
	if ((copy = charset_repair(a, s, len)) == NULL ||
	    (line = text_squeeze(a, copy)) == NULL)
		return ("");
	if (strlen(line) <= max)
		return (line);
	n = utf8_valid(line, max);
	return (arena_printf(a, "%.*s...", (int)n, line));
}

static int
attr_holds(const struct tag_attr *a, const char *name, const char *word)
{
	return (strlen(name) == a->name_len &&
	    strncasecmp(a->name, name, a->name_len) == 0 &&
	    (word == NULL || memmem(a->value, a->value_len, word,
	    strlen(word)) != NULL));
}

/* The href of a link tag to a feed of the page, or NULL. */
static const char *
link_to_feed(struct arena *a, const struct tag_start *tag)
{
	const struct tag_attr	*href = NULL, *t;
	int			 alternate = 0, feed = 0;

	for (size_t i = 0; i < tag->nattrs; i++) {
		t = &tag->attrs[i];
		alternate |= attr_holds(t, "rel", "alternate");
		feed |= attr_holds(t, "type", "rss+xml") ||
		    attr_holds(t, "type", "atom+xml") ||
		    attr_holds(t, "type", "feed+json");
		if (attr_holds(t, "href", NULL))
			href = t;
	}
	return (alternate && feed && href != NULL ?
	    quote(a, href->value, href->value_len, HREF_MAX) : NULL);
}

/* " (its feed is URL)" for a page that names one, else "". */
static const char *
page_feed(struct arena *a, const char *text, size_t len)
{
	const char		*p = text, *end, *href, *name;
	size_t			 budget = TAG_BUDGET;
	struct tag_start	 tag;

	end = text + (len < LOOK_AHEAD ? len : LOOK_AHEAD);
	for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
		if (tag_name(p, end, &name) != 4 ||
		    strncasecmp(name, "link", 4) != 0 || tag_scan_start(p,
		    end, &feed_limits_default, &budget, &tag) == -1)
			continue;
		if ((href = link_to_feed(a, &tag)) != NULL && *href != '\0')
			return (arena_printf(a, " (its feed is %s)", href));
	}
	return ("");
}

static const char *
what_html(struct arena *a, const char *text, size_t len)
{
	const char	*p = text, *end = text + len, *q, *name, *title = NULL;
	const char	*feed = page_feed(a, text, len);
	size_t		 n;

	for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
		n = tag_name(p, end, &name);
		if (n == 5 && strncasecmp(name, "title", 5) == 0)
			break;
	}
	if (p != NULL && (p = memchr(p, '>', (size_t)(end - p))) != NULL) {
		p++;
		if ((q = memchr(p, '<', (size_t)(end - p))) == NULL)
			q = end;
		n = (size_t)(q - p) < 4096 ? (size_t)(q - p) : 4096;
		title = arena_strndup(a, p, utf8_valid(p, n));
	}
	if (title == NULL || (title = html_plain(a, title)) == NULL ||
	    (title = text_squeeze(a, title)) == NULL)
		return (arena_printf(a, "an HTML page without a title%s",
		    feed));
	return (arena_printf(a, "an HTML page titled \"%s\"%s",
	    quote(a, title, strlen(title), TITLE_MAX), feed));
}

/* Whether a page is meant though no html element begins it. */
static int
is_html(const char *name, size_t n, const char *text, const char *tag)
{
	static const char *const names[] = {
		"a", "b", "br", "center", "div", "font", "form", "h1", "h2",
		"link", "meta", "p", "pre", "script", "span", "style", "table",
		"title"
	};
	const char	*bang;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n &&
		    strncasecmp(names[i], name, n) == 0)
			return (1);
	bang = memmem(text, (size_t)(tag - text), "<!", 2);
	return (bang != NULL && strncasecmp(bang, "<!doctype html", 14) == 0);
}

static enum sniffed
sniff_xml(struct arena *a, const char *text, size_t len, const char *tag,
    size_t *start, const char **what)
{
	const struct root	*root;
	const char		*name, *later;
	size_t			 n = tag_name(tag, text + len, &name);

	root = root_find(name, n);
	if (root != NULL && root->what == NULL)
		return (SNIFF_XML);
	if ((root == NULL || *root->what == '\0') &&
	    (later = later_feed(tag, text + len)) != NULL) {
		*start = (size_t)(later - text);
		return (SNIFF_XML);
	}
	if (root != NULL && *root->what != '\0')
		*what = root->what;
	else if (root != NULL || is_html(name, n, text, tag))
		*what = what_html(a, text, len);
	else
		*what = arena_printf(a, "an XML document of <%s>",
		    quote(a, name, n, QUOTE_MAX));
	return (SNIFF_OTHER);
}

enum sniffed
sniff(struct arena *a, const char *text, size_t len, size_t *start, int *junk,
    const char **what)
{
	const char	*tag;
	enum sniffed	 kind;
	size_t		 i = 0;

	while (i < len && (is_blank(text[i]) || text[i] == '\0'))
		i++;
	*start = i;
	*junk = 0;
	if (i == len) {
		*what = "an empty document";
		return (SNIFF_OTHER);
	}
	if (text[i] == '{' || text[i] == '[')
		return (SNIFF_JSON);
	if ((tag = first_tag(text + i, text + len)) == NULL) {
		*what = text[i] == '<' ? "an XML document without an element" :
		    arena_printf(a, "plain text beginning \"%s\"",
		    quote(a, text + i, len - i, QUOTE_MAX));
		return (SNIFF_OTHER);
	}
	if (text[i] != '<')
		*start = (size_t)((char *)memchr(text + i, '<', len - i) -
		    text);
	kind = sniff_xml(a, text, len, tag, start, what);
	*junk = *start > i || (i > 0 && len - *start >= 5 &&
	    memcmp(text + *start, "<?xml", 5) == 0);
	return (kind);
}

const char *
sniff_binary(const void *data, size_t len)
{
	static const struct {
		const char	*magic;
		size_t		 len;
		const char	*what;
	} kinds[] = {
		{ "%PDF-", 5, "a PDF file" },
		{ "\x89PNG", 4, "a PNG picture" },
		{ "GIF8", 4, "a GIF picture" },
		{ "\xff\xd8\xff", 3, "a JPEG picture" },
		{ "PK\x03\x04", 4, "a ZIP archive" },
		{ "\x1f\x8b", 2, "a gzip file" },
		{ "\x7f" "ELF", 4, "a program" },
		{ "ID3", 3, "an MP3 recording" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (len >= kinds[i].len &&
		    memcmp(data, kinds[i].magic, kinds[i].len) == 0)
			return (kinds[i].what);
	return (NULL);
}
