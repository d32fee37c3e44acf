#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include "feed/mend.h"
#include "feed/xml.h"

#define CACHE_SIZE	64	/* a power of two */

/* Of libxml2's own strings, which are the same pointer for the same text. */
struct cached {
	const xmlChar	*uri, *prefix;
	enum feed_ns	 ns;
	int		 used;
};

struct xml {
	xmlParserCtxtPtr		 ctxt;
	const struct xml_handler	*handler;
	void				*arg;
	struct cached			 cache[CACHE_SIZE];
	struct xml_attr			 attrs[LIMIT_ATTRIBUTES_MAX];
	const struct mend_piece		*piece;		/* being parsed */
	int				 bozo;
	int				 stopped;
};

static xmlParserInputPtr
loader_deny(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url;
	(void)id;
	(void)ctxt;
	return (NULL);
}

static enum feed_ns
xml_ns(struct xml *x, const xmlChar *uri, const xmlChar *prefix)
{
	struct cached	*c;
	uintptr_t	 key = (uintptr_t)uri ^ (uintptr_t)prefix << 1;

	c = &x->cache[(key ^ key >> 7) & (CACHE_SIZE - 1)];
	if (!c->used || c->uri != uri || c->prefix != prefix) {
		c->used = 1;
		c->uri = uri;
		c->prefix = prefix;
		c->ns = namespace_find((const char *)uri, (const char *)prefix);
	}
	return (c->ns);
}

static void
sax_start(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **nss, int nattrs,
    int ndefaulted, const xmlChar **attrs)
{
	struct xml		*x = arg;
	struct xml_element	 e;
	struct xml_attr		*a;
	size_t			 n = 0;

	(void)nns;
	(void)nss;
	(void)ndefaulted;
	if (x->stopped)
		return;
	for (int i = 0; i < nattrs && n < LIMIT_ATTRIBUTES_MAX;
	    i++, attrs += 5) {
		a = &x->attrs[n++];
		a->ns = xml_ns(x, attrs[2], attrs[1]);
		a->name = (const char *)attrs[0];
		a->value = (const char *)attrs[3];
		a->len = (size_t)(attrs[4] - attrs[3]);
	}
	e.ns = xml_ns(x, uri, prefix);
	e.prefix = (const char *)prefix;
	e.name = (const char *)name;
	e.uri = (const char *)uri;
	e.attrs = x->attrs;
	e.nattrs = n;
	x->handler->start(x->arg, &e);
}

static void
sax_end(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct xml	*x = arg;

	(void)name;
	(void)prefix;
	(void)uri;
	if (x->stopped)
		return;
	if (x->handler->end(x->arg) != 0) {
		x->stopped = 1;
		xmlStopParser(x->ctxt);
	}
}

static void
sax_text(void *arg, const xmlChar *text, int len)
{
	struct xml	*x = arg;

	if (!x->stopped && len > 0)
		x->handler->text(x->arg, (const char *)text, (size_t)len);
}

/* The mark of a text that the mender set aside. */
static void
sax_instruction(void *arg, const xmlChar *target, const xmlChar *data)
{
	struct xml		*x = arg;
	const struct mend_aside	*a;

	(void)data;
	if (x->stopped || x->piece == NULL)
		return;
	a = mend_aside(x->piece, (const char *)target);
	if (a != NULL && a->len > 0)
		x->handler->text(x->arg, a->text, a->len);
}

static xmlEntityPtr
sax_entity(void *arg, const xmlChar *name)
{
	(void)arg;
	return (xmlGetPredefinedEntity(name));
}

static void
sax_entity_decl(void *arg, const xmlChar *name, int type, const xmlChar *public,
    const xmlChar *system, xmlChar *content)
{
	(void)arg;
	(void)name;
	(void)type;
	(void)public;
	(void)system;
	(void)content;
}

static void
sax_error(void *arg, xmlErrorPtr error)
{
	struct xml	*x = arg;

	if (error->level >= XML_ERR_ERROR && !x->stopped)
		x->bozo = 1;
}

static int
xml_push(void *arg, const struct mend_piece *piece)
{
	struct xml	*x = arg;

	x->piece = piece;
	xmlParseChunk(x->ctxt, piece->markup, (int)piece->len, 0);
	x->piece = NULL;
	return (x->stopped || x->ctxt->instate == XML_PARSER_EOF);
}

static xmlParserCtxtPtr
xml_open(struct xml *x)
{
	static int		init;
	xmlSAXHandler		sax;
	xmlParserCtxtPtr	ctxt;

	if (!init) {
		xmlInitParser();
		xmlSetExternalEntityLoader(loader_deny);
		init = 1;
	}
	memset(&sax, 0, sizeof(sax));
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = sax_start;
	sax.endElementNs = sax_end;
	sax.characters = sax_text;
	sax.ignorableWhitespace = sax_text;
	sax.cdataBlock = sax_text;
	sax.processingInstruction = sax_instruction;
	sax.getEntity = sax_entity;
	sax.entityDecl = sax_entity_decl;
	sax.serror = sax_error;
	if ((ctxt = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL)) == NULL)
		return (NULL);
	xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_RECOVER);
	xmlSwitchEncoding(ctxt, XML_CHAR_ENCODING_UTF8);
	return (ctxt);
}

int
xml_parse(const char *text, size_t len, const struct feed_limits *limits,
    const struct xml_handler *handler, void *arg, struct xml_result *result)
{
	struct xml		x = { .handler = handler, .arg = arg };
	struct mend_result	mended;
	int			rc;

	if ((x.ctxt = xml_open(&x)) == NULL)
		return (-1);
	rc = mend_run(text, len, limits, xml_push, &x, &mended);
	if (!x.stopped && !mended.truncated) {
		if (x.ctxt->instate == XML_PARSER_EOF)
			mended.truncated = 1;
		xmlParseChunk(x.ctxt, NULL, 0, 1);
	}
	if (x.ctxt->errNo == XML_ERR_NO_MEMORY)
		rc = -1;
	xmlFreeParserCtxt(x.ctxt);
	result->bozo = mended.bozo || x.bozo;
	result->truncated = mended.truncated;
	result->met = mended.met;
	return (rc);
}

/* libxml2 leaves the ampersands of attributes to a tree that we don't build. */
const char *
xml_attr_value(const struct xml_attr *a, struct arena *arena)
{
	static const char	 amp[] = "&#38;";
	const char		*p = a->value, *end = p + a->len, *q;
	char			*out, *to;

	if ((to = out = arena_bytes(arena, a->len + 1)) == NULL)
		return (NULL);
	while (p < end) {
		q = memmem(p, (size_t)(end - p), amp, sizeof(amp) - 1);
		if (q == NULL)
			q = end;
		memcpy(to, p, (size_t)(q - p));
		to += q - p;
		p = q;
		if (q < end) {
			*to++ = '&';
			p += sizeof(amp) - 1;
		}
	}
	*to = '\0';
	return (out);
}

const char *
xml_attr(const struct xml_element *e, struct arena *arena, enum feed_ns ns,
    const char *name)
{
	for (size_t i = 0; i < e->nattrs; i++)
		if (e->attrs[i].ns == ns &&
		    ((e->attrs[i].name[0] ^ name[0]) | 0x20) == 0x20 &&
		    strcasecmp(e->attrs[i].name, name) == 0)
			return (xml_attr_value(&e->attrs[i], arena));
	return (NULL);
}
