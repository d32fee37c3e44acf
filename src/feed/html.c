#include <assert.h>
#include <limits.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "feed/html_tape.h"

/*
 * libxml2 looks through all open elements at each end tag: past this depth
 * the parser is left and a new one goes on, so that time stays linear.
 */
#define PARSER_DEPTH	64
#define CHUNK		(64 * 1024)

/* Something to be inside of: outside of all elements libxml2 stops. */
#define ROOT		"<body>"
#define ROOT_LENGTH	(sizeof(ROOT) - 1)

/* The names a parser tells are its own, so their addresses are names, too. */
#define NAMES		64

struct html_walk {
	struct html_tree	 tree;
	htmlParserCtxtPtr	 parser;
	uint32_t		 open[PARSER_DEPTH];	/* for html_tree_close */
	int			 depth;
	long			 resume;	/* bytes read at the stop; -1 */
	struct {
		const xmlChar			*name;
		const struct html_element	*element;
	}			 names[NAMES];
};

/* Leaves the parser; what it has not read goes to a new one. */
static void
leave_parser(struct html_walk *w)
{
	w->resume = xmlByteConsumed(w->parser) - (long)ROOT_LENGTH;
	xmlStopParser(w->parser);
}

static const struct html_element *
find_element(struct html_walk *w, const xmlChar *name)
{
	size_t	i = ((uintptr_t)name >> 3) % NAMES;

	if (w->names[i].name != name) {
		w->names[i].name = name;
		w->names[i].element = html_element((const char *)name,
		    strlen((const char *)name));
	}
	return (w->names[i].element);
}

static void
sax_start(void *arg, const xmlChar *name, const xmlChar **atts)
{
	struct html_walk		*w = arg;
	const struct html_element	*e = find_element(w, name);
	uint32_t			 serial;

	serial = html_tree_open(&w->tree, e, (const char **)(uintptr_t)atts);
	if (w->depth == PARSER_DEPTH) {
		leave_parser(w);
		return;
	}
	w->open[w->depth++] = serial;
}

static void
sax_end(void *arg, const xmlChar *name)
{
	struct html_walk		*w = arg;
	const struct html_element	*e = find_element(w, name);

	if (w->depth == 0)
		return;
	if (w->open[--w->depth] != 0)
		html_tree_close(&w->tree, w->open[w->depth]);
	else if (e->flags & HTML_BLOCK && !(e->flags & HTML_VOID))
		html_tree_divide(&w->tree);
}

static void
sax_text(void *arg, const xmlChar *text, int len)
{
	struct html_walk	*w = arg;

	if (len > 0)
		html_tree_text(&w->tree, (const char *)text, (size_t)len);
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
	w->depth = 0;
	memset(w->names, 0, sizeof(w->names));
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

static int
parse_all(struct html_walk *w, const char *html, size_t len)
{
	size_t	n;

	if (memchr(html, '<', len) == NULL && memchr(html, '&', len) == NULL) {
		html_tree_text(&w->tree, html, len);	/* titles, mostly */
		return (0);
	}
	for (; len > 0; html += n, len -= n)
		if ((n = parse(w, html, len)) == 0)
			return (-1);
	return (0);
}

int
html_walk(struct arena *a, const char *html, size_t len, int plain, int tape,
    struct html_doc *d)
{
	struct html_walk	w;

	if ((html = html_mend(a, html, &len, plain)) == NULL)
		return (-1);
	memset(&w.tree, 0, sizeof(w.tree));
	w.tree.doc = d;
	w.tree.plain = plain;
	w.tree.tape = tape;
	d->arena = a;
	d->size = len + 2;
	if (html_tape_begin(&w.tree, len) == -1 ||
	    (d->text = arena_bytes(a, d->size)) == NULL)
		return (-1);
	d->text[0] = '\0';
	if (parse_all(&w, html, len) == -1)
		return (-1);
	html_tree_end(&w.tree);
	return (d->failed || arena_failed(a) ? -1 : 0);
}
