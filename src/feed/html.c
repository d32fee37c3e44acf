#include <assert.h>
#include <limits.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "feed/html_internal.h"

/*
 * libxml2 looks through all open elements at each end tag: past this depth
 * the parser is left and a new one goes on, so that time stays linear.
 */
#define PARSER_DEPTH	64
#define CHUNK		(64 * 1024)

/* Something to be inside of: outside of all elements libxml2 stops. */
#define ROOT		"<body>"
#define ROOT_LENGTH	(sizeof(ROOT) - 1)


struct html_open {
	const struct html_element *element;
	int			   hidden;
};

struct html_walk {
	const struct html_sink	*sink;
	void			*arg;
	htmlParserCtxtPtr	 parser;
	int			 parser_depth;
	long			 resume;	/* bytes read at the stop; -1 */
	size_t			 offset;
	char			 sep;
	int			 plain;		/* blocks divide by blanks */
	int			 pre;
	int			 hidden;
	struct html_open	 open[HTML_DEPTH];
	int			 depth;
	int			 over;		/* open beyond HTML_DEPTH */
};

size_t
html_walk_offset(const struct html_walk *w)
{
	return (w->offset);
}

char
html_walk_sep(const struct html_walk *w)
{
	return (w->sep);
}

int
html_walk_in_pre(const struct html_walk *w)
{
	return (w->pre > 0);
}

const char *
html_attr(const char **attrs, const char *name)
{
	for (; attrs != NULL && attrs[0] != NULL; attrs += 2)
		if (strcmp(attrs[0], name) == 0)
			return (attrs[1] != NULL ? attrs[1] : "");
	return (NULL);
}

/* Whether a style says display:none, however it is spaced. */
static int
style_hides(const char *style)
{
	const char	*p = style;

	while ((p = strcasestr(p, "display")) != NULL) {
		p += strlen("display");
		p += strspn(p, " \t\r\n");
		if (*p != ':')
			continue;
		p++;
		p += strspn(p, " \t\r\n");
		if (strncasecmp(p, "none", 4) == 0)
			return (1);
	}
	return (0);
}

static int
is_hidden(const struct html_element *e, const char **attrs)
{
	const char	*style, *hidden;

	if (e->flags & HTML_SKIP)
		return (1);
	if (attrs == NULL)
		return (0);
	hidden = html_attr(attrs, "hidden");
	if (hidden != NULL && strcasecmp(hidden, "until-found") != 0)
		return (1);
	style = html_attr(attrs, "style");
	return (style != NULL && style_hides(style));
}

/* Length of the white space at p, or 0. */
static size_t
blank_length(const char *p, const char *end)
{
	switch (*p) {
	case ' ':
	case '\t':
	case '\n':
	case '\r':
	case '\f':
		return (1);
	case '\xc2':
		return (end - p > 1 && p[1] == '\xa0' ? 2 : 0);
	default:
		return (0);
	}
}

static void
divide(struct html_walk *w, char sep)
{
	if (w->offset == 0 || w->sep == '\n')
		return;
	w->sep = w->plain ? ' ' : sep;
}

/*
 * A span of words with single blanks between them is told in one piece,
 * straight from the parser's memory.
 */
static void
walk_text(struct html_walk *w, const char *p, size_t len)
{
	const char	*end = p + len, *q;
	size_t		 n;

	while (p < end) {
		if ((n = blank_length(p, end)) != 0) {
			divide(w, ' ');
			if (w->pre > 0 && w->sink->space != NULL)
				w->sink->space(w->arg, p, n);
			p += n;
			continue;
		}
		for (q = p; q < end; q++) {
			if (blank_length(q, end) == 0)
				continue;
			if (*q != ' ' || w->pre > 0 || q + 1 == end ||
			    blank_length(q + 1, end) != 0)
				break;
		}
		w->sink->text(w->arg, w, p, (size_t)(q - p));
		w->offset += (size_t)(q - p) + (w->sep != '\0');
		w->sep = '\0';
		p = q;
	}
}

static void
pop(struct html_walk *w)
{
	const struct html_open	*o = &w->open[--w->depth];

	if (o->element->flags & HTML_BLOCK && !w->hidden)
		divide(w, '\n');
	if (!w->hidden && w->sink->close != NULL)
		w->sink->close(w->arg, w, o->element);
	if (o->element->id == HTML_PRE && !w->hidden)
		w->pre--;
	w->hidden -= o->hidden;
}

static void
push(struct html_walk *w, const struct html_element *e, const char **attrs)
{
	struct html_open	*o;

	if (w->depth == HTML_DEPTH) {
		w->over++;
		return;
	}
	o = &w->open[w->depth++];
	o->element = e;
	o->hidden = is_hidden(e, attrs);
	w->hidden += o->hidden;
	if (w->hidden)
		return;
	if (e->id == HTML_PRE)
		w->pre++;
	if (w->sink->open != NULL)
		w->sink->open(w->arg, w, e, attrs);
}

/* Leaves the parser; what it has not read goes to a new one. */
static void
leave_parser(struct html_walk *w)
{
	w->resume = xmlByteConsumed(w->parser) - (long)ROOT_LENGTH;
	xmlStopParser(w->parser);
}

static void
sax_start(void *arg, const xmlChar *name, const xmlChar **atts)
{
	struct html_walk		*w = arg;
	const struct html_element	*e;
	const char			**attrs;

	attrs = (const char **)(uintptr_t)atts;
	e = html_element((const char *)name, strlen((const char *)name));
	if ((e->flags & HTML_BLOCK) && !w->hidden)
		divide(w, '\n');
	if (e->flags & HTML_VOID) {
		if (!w->hidden && !is_hidden(e, attrs) &&
		    w->sink->open != NULL)
			w->sink->open(w->arg, w, e, attrs);
	} else
		push(w, e, attrs);
	if (++w->parser_depth > PARSER_DEPTH)
		leave_parser(w);
}

static void
sax_end(void *arg, const xmlChar *name)
{
	struct html_walk		*w = arg;
	const struct html_element	*e;
	int				 i;

	if (w->parser_depth > 0)
		w->parser_depth--;
	e = html_element((const char *)name, strlen((const char *)name));
	if (e->flags & HTML_VOID)
		return;
	if (w->over > 0) {
		w->over--;
		if ((e->flags & HTML_BLOCK) && !w->hidden)
			divide(w, '\n');
		return;
	}
	for (i = w->depth - 1; i >= 0 && w->open[i].element != e; i--)
		;
	while (i >= 0 && w->depth > i)
		pop(w);
}

static void
sax_text(void *arg, const xmlChar *text, int len)
{
	struct html_walk	*w = arg;

	if (!w->hidden && len > 0)
		walk_text(w, (const char *)text, (size_t)len);
}

/* Script and style come by this way. */
static void
sax_cdata(void *arg, const xmlChar *text, int len)
{
	(void)arg;
	(void)text;
	(void)len;
}

/* Where to cut the source: before a tag, else between two characters. */
static size_t
chunk_length(const char *p, size_t len)
{
	const char	*cut;

	if (len <= CHUNK)
		return (len);
	if ((cut = memrchr(p + 1, '<', CHUNK - 1)) != NULL)
		return ((size_t)(cut - p));
	for (cut = p + CHUNK; cut > p + 1 && (*cut & 0xc0) == 0x80; cut--)
		;
	return ((size_t)(cut - p));
}

static htmlParserCtxtPtr
parser_new(struct html_walk *w)
{
	xmlSAXHandler		sax = {
		.startElement = sax_start, .endElement = sax_end,
		.characters = sax_text, .ignorableWhitespace = sax_text,
		.cdataBlock = sax_cdata
	};
	htmlParserCtxtPtr	p;

	p = htmlCreatePushParserCtxt(&sax, w, NULL, 0, NULL,
	    XML_CHAR_ENCODING_UTF8);
	if (p != NULL)
		htmlCtxtUseOptions(p, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
		    HTML_PARSE_NOIMPLIED | HTML_PARSE_NOERROR |
		    HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
	return (p);
}

/* One parser's life: the bytes it has read, 0 when memory failed. */
static size_t
parse(struct html_walk *w, const char *html, size_t len)
{
	const char	*end;
	size_t		 n, done = 0;

	if ((w->parser = parser_new(w)) == NULL)
		return (0);
	w->parser_depth = 0;
	w->resume = -1;
	htmlParseChunk(w->parser, ROOT, ROOT_LENGTH, 0);
	while (done < len && w->resume < 0) {
		n = chunk_length(html + done, len - done);
		htmlParseChunk(w->parser, html + done, (int)n,
		    done + n == len);
		done += n;
	}
	htmlFreeParserCtxt(w->parser);
	if (w->resume < 0)
		return (len);
	/* It stopped inside of a start tag, behind its attributes. */
	assert((size_t)w->resume <= len);
	end = memchr(html + w->resume, '>', len - (size_t)w->resume);
	return (end != NULL ? (size_t)(end + 1 - html) : len);
}

int
html_walk(struct arena *a, const char *html, size_t len, int plain,
    const struct html_sink *sink, void *arg)
{
	struct html_walk	w = { .sink = sink, .arg = arg,
				    .plain = plain };
	size_t			n;

	if ((html = html_mend(a, html, &len, plain)) == NULL)
		return (-1);
	if (memchr(html, '<', len) == NULL && memchr(html, '&', len) == NULL) {
		walk_text(&w, html, len);	/* titles, mostly */
		return (0);
	}
	while (len > 0) {
		if ((n = parse(&w, html, len)) == 0)
			return (-1);
		html += n;
		len -= n;
	}
	while (w.depth > 0)
		pop(&w);
	return (0);
}
