#include <stdlib.h>
#include <string.h>

#include "feed/html_internal.h"

#define B	HTML_BLOCK
#define V	HTML_VOID
#define SP	(HTML_BLOCK | HTML_SPACED)

/*
 * Sorted by name.  What the safe column doesn't name is never emitted; it has
 * none of the inline elements that libxml2 ends at a paragraph.
 */
static const struct html_element elements[] = {
	{ "a", HTML_A, 0, "a" },
	{ "abbr", HTML_ABBR, 0, "abbr" },
	{ "acronym", HTML_ABBR, 0, "abbr" },
	{ "address", HTML_OTHER, B, "div" },
	{ "annotation", HTML_OTHER, HTML_SKIP | HTML_ENDED, NULL },
	{ "annotation-xml", HTML_OTHER, HTML_SKIP | HTML_ENDED, NULL },
	{ "applet", HTML_OTHER, 0, NULL },
	{ "area", HTML_OTHER, V, NULL },
	{ "article", HTML_OTHER, B, "div" },
	{ "aside", HTML_OTHER, SP, "div" },
	{ "audio", HTML_MEDIA, HTML_ENDED | HTML_MUTE, NULL },
	{ "b", HTML_OTHER, 0, "strong" },
	{ "base", HTML_OTHER, V, NULL },
	{ "basefont", HTML_OTHER, V, NULL },
	{ "bdi", HTML_OTHER, 0, "bdi" },
	{ "bdo", HTML_OTHER, 0, "bdo" },
	{ "big", HTML_OTHER, 0, NULL },
	{ "blink", HTML_OTHER, 0, NULL },
	{ "blockquote", HTML_BLOCKQUOTE, SP, "blockquote" },
	{ "body", HTML_ROOT, B | V, NULL },
	{ "br", HTML_BR, B | V, "br" },
	{ "button", HTML_OTHER, 0, NULL },
	{ "canvas", HTML_OTHER, 0, NULL },
	{ "caption", HTML_CAPTION, B | HTML_CELLED, "caption" },
	{ "center", HTML_OTHER, B, "div" },
	{ "cite", HTML_OTHER, 0, "cite" },
	{ "code", HTML_OTHER, HTML_CODE, "code" },
	{ "col", HTML_OTHER, V, NULL },
	{ "colgroup", HTML_OTHER, HTML_CELLED, NULL },
	{ "data", HTML_OTHER, 0, NULL },
	{ "datalist", HTML_OTHER, B, "div" },
	{ "dd", HTML_DD, B | HTML_LISTED, "dd" },
	{ "del", HTML_DEL, 0, "del" },
	{ "details", HTML_OTHER, SP, "div" },
	{ "dfn", HTML_OTHER, 0, "dfn" },
	{ "dialog", HTML_OTHER, B, "div" },
	{ "dir", HTML_UL, SP, "ul" },
	{ "div", HTML_OTHER, B, "div" },
	{ "dl", HTML_DL, SP, "dl" },
	{ "dt", HTML_DT, B | HTML_LISTED, "dt" },
	{ "em", HTML_OTHER, 0, "em" },
	{ "embed", HTML_EMBED, V, NULL },
	{ "fieldset", HTML_OTHER, B, "div" },
	{ "figcaption", HTML_FIGCAPTION, B, "div" },
	{ "figure", HTML_FIGURE, SP, "div" },
	{ "font", HTML_OTHER, 0, NULL },
	{ "footer", HTML_OTHER, SP, "div" },
	{ "form", HTML_OTHER, B | HTML_CELLED, NULL },
	{ "frame", HTML_OTHER, V, NULL },
	{ "frameset", HTML_OTHER, B, NULL },
	{ "h1", HTML_HEADING, SP, "h1" },
	{ "h2", HTML_HEADING, SP, "h2" },
	{ "h3", HTML_HEADING, SP, "h3" },
	{ "h4", HTML_HEADING, SP, "h4" },
	{ "h5", HTML_HEADING, SP, "h5" },
	{ "h6", HTML_HEADING, SP, "h6" },
	{ "head", HTML_OTHER, B, NULL },
	{ "header", HTML_OTHER, B, "div" },
	{ "hgroup", HTML_OTHER, B, "div" },
	{ "hr", HTML_HR, SP | V, "hr" },
	{ "html", HTML_ROOT, B | V, NULL },
	{ "i", HTML_OTHER, 0, "em" },
	{ "iframe", HTML_EMBED, HTML_ENDED | HTML_MUTE, NULL },
	{ "img", HTML_IMG, V, NULL },
	{ "input", HTML_INPUT, V, NULL },
	{ "ins", HTML_OTHER, 0, "ins" },
	{ "kbd", HTML_OTHER, HTML_CODE, "kbd" },
	{ "label", HTML_OTHER, 0, NULL },
	{ "legend", HTML_OTHER, B, "div" },
	{ "li", HTML_LI, B | HTML_LISTED, "li" },
	{ "link", HTML_OTHER, V, NULL },
	{ "listing", HTML_PRE, SP | HTML_CODE, "pre" },
	{ "main", HTML_OTHER, B, "div" },
	{ "map", HTML_OTHER, 0, NULL },
	{ "mark", HTML_OTHER, 0, NULL },
	{ "marquee", HTML_OTHER, B, "div" },
	{ "math", HTML_OTHER, 0, NULL },
	{ "menu", HTML_UL, SP, "ul" },
	{ "meta", HTML_OTHER, V, NULL },
	{ "nav", HTML_OTHER, B, "div" },
	{ "nobr", HTML_OTHER, 0, NULL },
	{ "noframes", HTML_OTHER, B, NULL },
	{ "noscript", HTML_OTHER, 0, NULL },
	{ "object", HTML_EMBED, 0, NULL },
	{ "ol", HTML_OL, SP, "ol" },
	{ "optgroup", HTML_OTHER, B, "div" },
	{ "option", HTML_OTHER, B, "div" },
	{ "output", HTML_OTHER, 0, NULL },
	{ "p", HTML_P, SP, "p" },
	{ "param", HTML_OTHER, V, NULL },
	{ "picture", HTML_OTHER, 0, NULL },
	{ "pre", HTML_PRE, SP | HTML_CODE, "pre" },
	{ "q", HTML_Q, 0, "q" },
	{ "rp", HTML_RP, 0, "rp" },
	{ "rt", HTML_RT, 0, "rt" },
	{ "ruby", HTML_RUBY, 0, "ruby" },
	{ "s", HTML_DEL, 0, "del" },
	{ "samp", HTML_OTHER, HTML_CODE, "samp" },
	{ "script", HTML_OTHER, HTML_SKIP | HTML_RAW, NULL },
	{ "section", HTML_OTHER, B, "div" },
	{ "select", HTML_OTHER, B, "div" },
	{ "small", HTML_OTHER, 0, NULL },
	{ "source", HTML_SOURCE, V, NULL },
	{ "span", HTML_OTHER, 0, NULL },
	{ "strike", HTML_DEL, 0, "del" },
	{ "strong", HTML_OTHER, 0, "strong" },
	{ "style", HTML_OTHER, HTML_SKIP | HTML_RAW, NULL },
	{ "sub", HTML_OTHER, 0, "sub" },
	{ "summary", HTML_OTHER, B, "div" },
	{ "sup", HTML_SUP, 0, "sup" },
	{ "svg", HTML_SVG, 0, NULL },
	{ "table", HTML_TABLE, SP, "table" },
	{ "tbody", HTML_SECTION, B | HTML_CELLED, "tbody" },
	{ "td", HTML_TD, B | HTML_CELLED, "td" },
	{ "template", HTML_OTHER, HTML_SKIP | HTML_ENDED, NULL },
	{ "textarea", HTML_OTHER, B, "div" },
	{ "tfoot", HTML_SECTION, B | HTML_CELLED, "tfoot" },
	{ "th", HTML_TD, B | HTML_CELLED, "th" },
	{ "thead", HTML_SECTION, B | HTML_CELLED, "thead" },
	{ "time", HTML_OTHER, 0, NULL },
	{ "title", HTML_TITLE, B, "div" },
	{ "tr", HTML_TR, B | HTML_CELLED, "tr" },
	{ "track", HTML_OTHER, V, NULL },
	{ "tt", HTML_OTHER, HTML_CODE, "code" },
	{ "u", HTML_OTHER, 0, "ins" },
	{ "ul", HTML_UL, SP, "ul" },
	{ "var", HTML_OTHER, 0, "var" },
	{ "video", HTML_MEDIA, HTML_ENDED | HTML_MUTE, NULL },
	{ "wbr", HTML_OTHER, V, NULL },
	{ "xmp", HTML_PRE, SP | HTML_CODE, "pre" },
};

#undef B
#undef V
#undef SP

#define NELEMENTS	(sizeof(elements) / sizeof(elements[0]))

static const struct html_element unknown = { "", HTML_OTHER, 0, NULL };

static unsigned char
lower(char c)
{
	return ((unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
}

/* Compares the first len bytes of name, in any case, with a table's name. */
static int
compare(const char *name, size_t len, const char *row)
{
	size_t	i;
	int	d;

	for (i = 0; i < len; i++) {
		d = lower(name[i]) - (unsigned char)row[i];
		if (d != 0)
			return (d);
	}
	return (row[len] == '\0' ? 0 : -1);
}

const struct html_element *
html_element(const char *name, size_t len)
{
	size_t	low = 0, high = NELEMENTS, middle;
	int	d;

	while (low < high) {
		middle = (low + high) / 2;
		d = compare(name, len, elements[middle].name);
		if (d == 0)
			return (&elements[middle]);
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (&unknown);
}

int
html_is_known(const struct html_element *e)
{
	return (e != &unknown);
}

int
html_is_element(const char *name, size_t len)
{
	return (html_is_known(html_element(name, len)));
}

int
html_is_void(const char *name, size_t len)
{
	const struct html_element	*e = html_element(name, len);

	return ((e->flags & HTML_VOID) != 0 && e->id != HTML_ROOT);
}
