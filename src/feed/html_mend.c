#include <assert.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <unistr.h>

#include "feed/html_internal.h"

/* What libxml2's time is quadratic in; a tag past them is left out. */
#define TAG_MAX		(64 * 1024)
#define ATTRS_MAX	256
#define ENTITY_MAX	32

struct mend {
	const char	*from;		/* not copied yet */
	const char	*end;
	char		*out;		/* NULL: only its length counts */
	size_t		 len, size;
	const char	*last_quote[2];	/* of ' and "; none closes behind */
	const char	*cdata_end;	/* the "]]>" to leave out, or NULL */
	struct {
		const struct html_element	*element;
		const char			*at;	/* end: none behind */
	}		 ends[8];	/* of elements that must have one */
	int		 code;		/* depth of elements that show markup */
	int		 plain;
};

/* What HTML 5 has beyond libxml2's table, as far as people write it. */
static const struct {
	const char	*name;
	const char	*text;
} entities5[] = {
	{ "ast", "*" }, { "colon", ":" }, { "comma", "," },
	{ "commat", "@" }, { "dollar", "$" }, { "equals", "=" },
	{ "excl", "!" }, { "grave", "`" }, { "hyphen", "\u2010" },
	{ "lbrack", "[" }, { "lcub", "{" }, { "lowbar", "_" },
	{ "lpar", "(" }, { "lsqb", "[" }, { "NewLine", "\n" },
	{ "num", "#" }, { "percnt", "%" }, { "period", "." },
	{ "plus", "+" }, { "quest", "?" }, { "rbrack", "]" },
	{ "rcub", "}" }, { "rpar", ")" }, { "rsqb", "]" },
	{ "semi", ";" }, { "sol", "/" }, { "Tab", "\t" },
	{ "verbar", "|" }, { "vert", "|" },
};

/* Names that browsers also read without their semicolon. */
static const char *const bare[] = {
	"amp", "copy", "gt", "laquo", "lt", "nbsp", "quot", "raquo", "reg",
};

/* windows-1252 at 0x80, which is meant where a reference names a control. */
static const uint16_t windows1252[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178
};

static int
is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static int
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
}

/* Copies up to at, leaves out skip bytes there and puts insert instead. */
static void
edit(struct mend *m, const char *at, size_t skip, const char *insert)
{
	size_t	n = (size_t)(at - m->from), len = strlen(insert);

	/* What wouldn't fit is taken back: it is of a tag that is left out. */
	if (m->out != NULL && m->len + n + len <= m->size) {
		memcpy(m->out + m->len, m->from, n);
		memcpy(m->out + m->len + n, insert, len);
	}
	m->len += n + len;
	m->from = at + skip;
}

static int
has_prefix(const struct mend *m, const char *p, const char *prefix)
{
	size_t	len = strlen(prefix);

	return ((size_t)(m->end - p) >= len && memcmp(p, prefix, len) == 0);
}

/* A name's length at p; HTML names and their likes. */
static size_t
name_length(const struct mend *m, const char *p)
{
	const char	*q = p;

	while (q < m->end && (is_letter(*q) || is_digit(*q) || *q == '-' ||
	    *q == ':' || *q == '_'))
		q++;
	return ((size_t)(q - p));
}

/* The number of "#..." at p in *value; the reference's end, or NULL. */
static const char *
number_reference(const struct mend *m, const char *p, unsigned long *value)
{
	const char	*start;
	int		 hex;

	hex = m->end - p > 1 && (p[1] == 'x' || p[1] == 'X');
	*value = 0;
	for (start = p += hex ? 2 : 1; p < m->end && p - start < 8; p++) {
		if (is_digit(*p))
			*value = *value * (hex ? 16 : 10) +
			    (unsigned long)(*p - '0');
		else if (hex && ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'f'))
			*value = *value * 16 +
			    (unsigned long)((*p | 0x20) - 'a' + 10);
		else
			break;
	}
	if (p == start)
		return (NULL);
	return (p < m->end && *p == ';' ? p + 1 : p);
}

static const char *
entity5(const char *name, size_t len)
{
	size_t	i;

	for (i = 0; i < sizeof(entities5) / sizeof(entities5[0]); i++)
		if (strncmp(entities5[i].name, name, len) == 0 &&
		    entities5[i].name[len] == '\0')
			return (entities5[i].text);
	return (NULL);
}

/* Whether what follows an "&" is a reference, with its semicolon. */
static int
is_reference(const struct mend *m, const char *p)
{
	char		 name[ENTITY_MAX];
	const char	*end;
	unsigned long	 value;
	size_t		 len;

	if (p < m->end && *p == '#') {
		end = number_reference(m, p, &value);
		return (end != NULL && end[-1] == ';');
	}
	len = name_length(m, p);
	if (len == 0 || len >= sizeof(name) || p + len >= m->end ||
	    p[len] != ';')
		return (0);
	memcpy(name, p, len);
	name[len] = '\0';
	return (htmlEntityLookup((const xmlChar *)name) != NULL ||
	    entity5(name, len) != NULL);
}

/* A reference to a control of windows-1252 names what Windows has there. */
static const char *
mend_number(struct mend *m, const char *amp)
{
	const char	*end;
	unsigned long	 value;
	uint8_t		 text[8];
	int		 n;

	if ((end = number_reference(m, amp + 1, &value)) == NULL)
		return (amp + 1);
	if (value >= 0x80 && value < 0xa0) {
		n = u8_uctomb(text, windows1252[value - 0x80],
		    (int)sizeof(text) - 1);
		text[n > 0 ? n : 0] = '\0';
		edit(m, amp, (size_t)(end - amp), (const char *)text);
	}
	return (end);
}

static const char *
mend_reference(struct mend *m, const char *amp)
{
	const char	*name = amp + 1, *text;
	size_t		 len, i;

	if (name < m->end && *name == '#')
		return (mend_number(m, amp));
	len = name_length(m, name);
	if (name + len < m->end && name[len] == ';') {
		if (len == 3 && memcmp(name, "amp", 3) == 0 && m->code == 0 &&
		    is_reference(m, name + 4))
			edit(m, name, 4, "");
		else if ((text = entity5(name, len)) != NULL)
			edit(m, amp, len + 2, text);
		return (name + len + 1);
	}
	if (name + len < m->end && name[len] == '=')
		return (name + len);
	for (i = 0; i < sizeof(bare) / sizeof(bare[0]); i++)
		if (strlen(bare[i]) == len && memcmp(bare[i], name, len) == 0)
			edit(m, name + len, 0, ";");
	return (name + len);
}

/* The last ' or " of the source, found once. */
static const char *
last_quote(struct mend *m, char quote)
{
	const char	**slot = &m->last_quote[quote == '"'];
	const char	 *p;

	if (*slot == NULL) {
		for (p = m->end; p > m->from && p[-1] != quote; p--)
			;
		*slot = p;		/* one behind it, or the beginning */
	}
	return (*slot);
}

/* Behind the quoted value that starts at p; one without end gets it here. */
static const char *
skip_quoted(struct mend *m, const char *p)
{
	const char	insert[2] = { *p, '\0' };
	const char	*end;

	if (last_quote(m, *p) > p + 1)
		return ((const char *)memchr(p + 1, *p,
		    (size_t)(m->end - p - 1)) + 1);
	end = memchr(p, '>', (size_t)(m->end - p));
	if (end == NULL)
		return (m->end);
	edit(m, end, 0, insert);
	return (end);
}

/* Behind the tag whose attributes start at p, reading as libxml2 does. */
static const char *
skip_attrs(struct mend *m, const char *p, size_t *nattrs)
{
	int	value = 0;		/* a "=" came last */
	int	blank = 1;

	*nattrs = 0;
	while (p < m->end && *p != '>') {
		if (value && (*p == '"' || *p == '\'')) {
			p = skip_quoted(m, p);
			value = 0;
			blank = 1;
			continue;
		}
		if (is_blank(*p) || *p == '/') {
			blank = 1;
			value = value && *p != '/';
		} else {
			*nattrs += blank && !value;
			blank = 0;
			value = *p == '=';
		}
		p++;
	}
	return (p < m->end ? p + 1 : p);
}

/* Behind a raw element's content, which is no markup. */
static const char *
skip_raw(const struct mend *m, const char *p, const char *name, size_t len)
{
	while ((p = memchr(p, '<', (size_t)(m->end - p))) != NULL) {
		p++;
		if ((size_t)(m->end - p) > len && *p == '/' &&
		    strncasecmp(p + 1, name, len) == 0)
			return (p - 1);
	}
	return (m->end);
}

/* Whether an end tag of e is behind p; all together it is looked for once. */
static int
has_end(struct mend *m, const struct html_element *e, const char *p)
{
	const size_t	max = sizeof(m->ends) / sizeof(m->ends[0]);
	size_t		i;

	for (i = 0; i < max && m->ends[i].element != NULL; i++)
		if (m->ends[i].element == e)
			break;
	assert(i < max);
	if (m->ends[i].element == NULL || m->ends[i].at < p) {
		m->ends[i].element = e;
		m->ends[i].at = skip_raw(m, p, e->name, strlen(e->name));
	}
	return (m->ends[i].at < m->end);
}

/* Such an element without its end would swallow all that follows. */
static void
end_at_once(struct mend *m, const struct html_element *e, const char *p)
{
	if (p[-1] != '>' || p[-2] == '/' || has_end(m, e, p))
		return;
	edit(m, p, 0, "</");
	edit(m, p, 0, e->name);
	edit(m, p, 0, ">");
}

static const char *
mend_start_tag(struct mend *m, const char *tag)
{
	const struct html_element	*e;
	const char			*name = tag + 1, *end, *from = m->from;
	size_t				 len, nattrs, done;

	len = name_length(m, name);
	e = html_element(name, len);
	if (m->plain && !html_is_known(e)) {
		edit(m, tag, 1, "&lt;");
		return (name);
	}
	done = m->len;
	end = skip_attrs(m, name + len, &nattrs);
	if (nattrs > ATTRS_MAX || end - tag > TAG_MAX) {
		m->len = done;
		m->from = from;
		edit(m, tag, (size_t)(end - tag), "");
		return (end);
	}
	if ((e->flags & HTML_RAW) && end[-1] == '>' && end[-2] != '/')
		return (skip_raw(m, end, name, len));
	if (e->flags & HTML_ENDED)
		end_at_once(m, e, end);
	if (e->flags & HTML_CODE)
		m->code++;
	return (end);
}

/*
 * The parser would stop at the end of the body, and does not tell of ends
 * that have no start, though they divide words.
 */
static const char *
mend_end_tag(struct mend *m, const char *tag)
{
	const struct html_element	*e;
	const char			*end;
	size_t				 len;

	len = name_length(m, tag + 2);
	e = html_element(tag + 2, len);
	if (m->plain && !html_is_known(e)) {
		edit(m, tag, 1, "&lt;");
		return (tag + 2);
	}
	if ((e->flags & HTML_CODE) && m->code > 0)
		m->code--;
	end = memchr(tag, '>', (size_t)(m->end - tag));
	end = end != NULL ? end + 1 : m->end;
	if (e->id == HTML_ROOT)
		edit(m, tag, (size_t)(end - tag), " ");
	else if ((e->flags & HTML_BLOCK) && m->code == 0 && end < m->end &&
	    *end != '<' && !is_blank(*end))
		edit(m, end, 0, " ");
	return (end);
}

/* Comments stay as they are, CDATA's brackets go. */
static const char *
mend_declaration(struct mend *m, const char *p)
{
	const char	*end;

	if (has_prefix(m, p, "<![CDATA[")) {
		edit(m, p, 9, "");
		if (m->cdata_end == NULL || m->cdata_end < p)
			m->cdata_end = memmem(p, (size_t)(m->end - p), "]]>",
			    3);
		if (m->cdata_end == NULL)
			m->cdata_end = m->end;
		return (p + 9);
	}
	if (has_prefix(m, p, "<!--")) {
		end = memmem(p + 4, (size_t)(m->end - p - 4), "-->", 3);
		return (end != NULL ? end + 3 : m->end);
	}
	end = memchr(p, '>', (size_t)(m->end - p));
	return (end != NULL ? end + 1 : m->end);
}

static const char *
mend_less(struct mend *m, const char *p)
{
	char	next = p + 1 < m->end ? p[1] : '\0';

	if (is_letter(next))
		return (mend_start_tag(m, p));
	if (next == '/' && p + 2 < m->end && is_letter(p[2]))
		return (mend_end_tag(m, p));
	if (next == '!' || next == '?')
		return (mend_declaration(m, p));
	if (next == '_' || next == ':' || next == '.' || m->plain)
		edit(m, p, 1, "&lt;");
	return (p + 1);
}

static void
mend(struct mend *m)
{
	const char	*p = m->from;

	while (p < m->end) {
		if (p == m->cdata_end) {
			edit(m, p, 3, "");
			m->cdata_end = NULL;
			p += 3;
		} else if (*p == '<')
			p = mend_less(m, p);
		else if (*p == '&')
			p = mend_reference(m, p);
		else
			p++;
	}
}

static void
mend_all(struct mend *m, const char *html, size_t len)
{
	m->from = html;
	m->end = html + len;
	mend(m);
}

/* Twice, as hardly any needs it: what it comes to, and then for good. */
const char *
html_mend(struct arena *a, const char *html, size_t *len, int plain)
{
	struct mend	 m = { .plain = plain };
	char		*out;

	if ((html = html_unescape_twice(a, html, len)) == NULL)
		return (NULL);
	mend_all(&m, html, *len);
	if (m.from == html)
		return (html);
	edit(&m, m.end, 0, "");
	if ((out = arena_bytes(a, m.len + 1)) == NULL)
		return (NULL);
	m = (struct mend){ .plain = plain, .out = out, .size = m.len };
	mend_all(&m, html, *len);
	edit(&m, m.end, 0, "");
	out[m.len] = '\0';
	*len = m.len;
	return (out);
}
