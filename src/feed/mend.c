#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "feed/entity.h"
#include "feed/mend.h"
#include "feed/mend_names.h"
#include "feed/mend_tag.h"

#define FLUSH		(32 * 1024)
#define OUT_MAX		(1024 * 1024)	/* a tag, escaped, and a flush */
#define REFERENCE_MAX	10		/* of a name or number behind & */

struct open {
	const char	*name;
	size_t		 len;
	unsigned char	 hash;
};

struct mender {
	const char		*p, *end;
	struct buf		 out;
	struct open		 stack[MEND_DEPTH];
	size_t			 depth;
	unsigned char		 names[256];	/* open ones, by hash */
	size_t			 beyond;	/* open below MEND_DEPTH */
	struct mend_names	 known;
	int			 cdata;		/* signs need no escape */
	int			 doctype;	/* names may be declared there */
	int			 no_instruction;	/* no "?>" ahead */
	int			 done;
	int			 stopped;	/* by the sink */
	int			(*sink)(void *, const char *, size_t);
	void			*arg;
	struct mend_result	*result;
};

static void
mend_flush(struct mender *m)
{
	if (!m->out.failed && m->out.len > 0 &&
	    m->sink(m->arg, m->out.data, m->out.len) != 0)
		m->done = m->stopped = 1;
	buf_reset(&m->out);
}

/* Into a CDATA section, which "]]>" would end. */
static void
put_raw(struct mender *m, uint32_t c)
{
	char	raw[4];

	if (c == '>' && m->out.len >= 2 &&
	    memcmp(m->out.data + m->out.len - 2, "]]", 2) == 0)
		buf_puts(&m->out, "]]><![CDATA[");
	buf_put(&m->out, raw, utf8_put(raw, c));
}

/* A code point as XML may hold it; controls vanish. */
static void
put_code(struct mender *m, uint32_t c)
{
	char	raw[4];

	if (c == '\r')
		c = '\n';
	if (c >= 0x80 && c < 0xa0 && (c = utf8_1252((unsigned char)c)) < 0xa0)
		return;
	if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
		return;
	if (c == 0xfffe || c == 0xffff)
		c = 0xfffd;
	if (m->cdata) {
		put_raw(m, c);
		return;
	}
	switch (c) {
	case '<':
		buf_puts(&m->out, "&lt;");
		break;
	case '>':
		buf_puts(&m->out, "&gt;");
		break;
	case '&':
		buf_puts(&m->out, "&amp;");
		break;
	case '"':
		buf_puts(&m->out, "&quot;");
		break;
	default:
		buf_put(&m->out, raw, utf8_put(raw, c));
	}
}

/* The number of &#...; at p, up to end; returns its length or 0. */
static size_t
reference_number(const char *p, const char *end, uint32_t *c)
{
	const char	*s = p + 2;
	uint32_t	 digit, base = 10;

	*c = 0;
	if (s < end && (*s == 'x' || *s == 'X')) {
		base = 16;
		s++;
	}
	for (p += 2; s < end && s - p < REFERENCE_MAX; s++) {
		if (*s >= '0' && *s <= '9')
			digit = (uint32_t)(*s - '0');
		else if (base == 16 && (*s | 0x20) >= 'a' && (*s | 0x20) <= 'f')
			digit = (uint32_t)((*s | 0x20) - 'a') + 10;
		else
			break;
		*c = *c < 0x110000 ? *c * base + digit : *c;
	}
	return (s < end && *s == ';' && s > p + (base == 16) ?
	    (size_t)(s + 1 - p) + 2 : 0);
}

/* What the ampersand at p begins, written; returns the bytes consumed. */
static size_t
mend_reference(struct mender *m, const char *p, const char *end)
{
	const char	*s = p + 1;
	uint32_t	 c;
	size_t		 n;

	if (s < end && *s == '#') {
		if ((n = reference_number(p, end, &c)) != 0) {
			if (c < 0x20 && c != 9 && c != 10 && c != 13)
				m->result->bozo = 1;
			put_code(m, c);
			return (n);
		}
	} else {
		while (s < end && s - p <= REFERENCE_MAX &&
		    (((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') ||
		    (*s >= '0' && *s <= '9')))
			s++;
		if (s < end && *s == ';' &&
		    (c = entity_find(p + 1, (size_t)(s - p - 1))) != 0) {
			if (c != '<' && c != '>' && c != '&' && c != '"' &&
			    c != '\'' && !m->doctype)
				m->result->bozo = 1;
			put_code(m, c);
			return ((size_t)(s + 1 - p));
		}
	}
	m->result->bozo = 1;
	put_code(m, '&');
	return (1);
}

/* Bytes that stand for themselves in text, attributes and CDATA. */
static int
is_plain(char ch)
{
	unsigned char	c = (unsigned char)ch;

	return ((c >= 0x20 && c != '<' && c != '&' && c != '>' && c != '"' &&
	    c != 0x7f && c != 0xc2 && c != 0xef) || c == '\t' || c == '\n');
}

/*
 * One character that isn't plain: a control, C1 or noncharacter vanishes,
 * the others are escaped where raw isn't set.  Returns the bytes consumed.
 */
static size_t
mend_special(struct mender *m, const char *p, const char *end, int raw)
{
	unsigned char	c = (unsigned char)*p;
	size_t		n;

	if (c == 0xc2 && end - p >= 2) {
		if ((unsigned char)p[1] >= 0xa0)
			buf_put(&m->out, p, 2);
		else
			put_code(m, (unsigned char)p[1]);
		return (2);
	}
	if (c == 0xef && (n = utf8_length(p, (size_t)(end - p))) == 3) {
		if (memcmp(p, "\xef\xbf\xbe", 3) != 0 &&
		    memcmp(p, "\xef\xbf\xbf", 3) != 0)
			buf_put(&m->out, p, 3);
		return (3);
	}
	if (c == '\r') {
		if (end - p < 2 || p[1] != '\n')
			buf_putc(&m->out, '\n');
	} else if (c < 0x20 || c == 0x7f)
		m->result->bozo = 1;
	else if (raw)
		buf_putc(&m->out, *p);
	else
		put_code(m, c);
	return (1);
}

/* Text, or an attribute's value, in which quotation marks aren't plain. */
static void
mend_value(struct mender *m, const char *p, const char *end, int quoted)
{
	const char	*s;

	while (p < end) {
		for (s = p; s < end && (is_plain(*s) ||
		    (*s == '"' && !quoted)); s++)
			;
		buf_put(&m->out, p, (size_t)(s - p));
		if ((p = s) == end)
			break;
		p += *p == '&' ? mend_reference(m, p, end) :
		    mend_special(m, p, end, 0);
	}
}

/* A piece of [p, end) that the buffer holds, ending between characters. */
static const char *
piece_end(const char *p, const char *end)
{
	const char	*q;

	if (end - p <= FLUSH)
		return (end);
	for (q = p + FLUSH; q > p && ((unsigned char)*q & 0xc0) == 0x80; q--)
		;
	return (q);
}

/*
 * Text up to the next angle; references aren't divided.  What holds any is
 * passed on as CDATA, which libxml2 takes in one piece.
 */
static void
mend_text(struct mender *m)
{
	const char	*lt, *stop, *amp;

	if ((lt = memchr(m->p, '<', (size_t)(m->end - m->p))) == NULL)
		lt = m->end;
	while (m->p < lt && !m->done) {
		stop = piece_end(m->p, lt);
		if (stop < lt && stop - m->p > REFERENCE_MAX + 4 &&
		    (amp = memrchr(stop - REFERENCE_MAX - 4, '&',
		    REFERENCE_MAX + 4)) != NULL)
			stop = amp;
		m->cdata = memchr(m->p, '&', (size_t)(stop - m->p)) != NULL;
		if (m->cdata)
			buf_puts(&m->out, "<![CDATA[");
		mend_value(m, m->p, stop, 0);
		if (m->cdata)
			buf_puts(&m->out, "]]>");
		m->cdata = 0;
		m->p = stop;
		if (m->out.len > FLUSH)
			mend_flush(m);
	}
}

static void
mend_cdata(struct mender *m)
{
	const char	*end, *stop, *s;

	m->p += strlen("<![CDATA[");
	if ((end = memmem(m->p, (size_t)(m->end - m->p), "]]>", 3)) == NULL) {
		m->done = m->result->truncated = 1;
		return;
	}
	while (m->p < end && !m->done) {
		stop = piece_end(m->p, end);
		buf_puts(&m->out, "<![CDATA[");
		while (m->p < stop) {
			for (s = m->p; s < stop && (is_plain(*s) || *s == '<' ||
			    *s == '>' || *s == '&' || *s == '"'); s++)
				;
			buf_put(&m->out, m->p, (size_t)(s - m->p));
			m->p = s;
			if (s < stop)
				m->p += mend_special(m, s, stop, 1);
		}
		buf_puts(&m->out, "]]>");
		if (m->out.len > FLUSH)
			mend_flush(m);
	}
	m->p = end + 3;
}

/* Past a DOCTYPE with or without an internal subset. */
static void
mend_doctype(struct mender *m)
{
	const char	*p = m->p + 2, *start = m->p;
	int		 subset = 0;

	m->doctype = 1;
	for (; p < m->end && p - start < MEND_TAG; p++) {
		if (*p == '[')
			subset = 1;
		else if (*p == ']')
			subset = 0;
		else if (*p == '>' && !subset) {
			m->p = p + 1;
			return;
		}
	}
	if ((p = memchr(start, '>', (size_t)(m->end - start))) == NULL) {
		m->done = m->result->truncated = 1;
		return;
	}
	m->result->bozo = 1;
	m->p = p + 1;
}

/* A sign that opens nothing: shown as what it is. */
static void
mend_literal(struct mender *m)
{
	m->result->bozo = 1;
	if (m->depth > 0)
		buf_puts(&m->out, "&lt;");
	m->p++;
}

/* <!-- -->, <![CDATA[ ]]>, <!DOCTYPE > */
static void
mend_bang(struct mender *m)
{
	size_t		 left = (size_t)(m->end - m->p);
	const char	*q;

	if (left >= 4 && memcmp(m->p, "<!--", 4) == 0) {
		if ((q = memmem(m->p + 4, left - 4, "-->", 3)) == NULL)
			m->done = m->result->truncated = 1;
		else
			m->p = q + 3;
	} else if (m->depth > 0 && left >= 9 &&
	    memcmp(m->p, "<![CDATA[", 9) == 0)
		mend_cdata(m);
	else if (m->depth == 0)
		mend_doctype(m);
	else
		mend_literal(m);
}

static void
mend_instruction(struct mender *m)
{
	const char	*q = NULL;

	if (!m->no_instruction)
		q = memmem(m->p, (size_t)(m->end - m->p), "?>", 2);
	if (q == NULL) {
		m->no_instruction = 1;
		mend_literal(m);
	} else
		m->p = q + 2;
}

/* By length and letters of any case. */
static unsigned char
name_hash(const char *name, size_t len)
{
	uint32_t	h = (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		h = h * 31 + ((unsigned char)name[i] | 0x20);
	return ((unsigned char)(h ^ h >> 8));
}

static void
put_end(struct mender *m)
{
	struct open	*o = &m->stack[--m->depth];

	m->names[o->hash]--;
	buf_puts(&m->out, "</");
	buf_put(&m->out, o->name, o->len);
	buf_putc(&m->out, '>');
}

/* The innermost open element of that name, counted from 1; 0 for none. */
static size_t
open_find(const struct mender *m, const char *name, size_t len)
{
	unsigned char	h = name_hash(name, len);
	size_t		i = m->names[h] > 0 ? m->depth : 0;

	for (; i > 0; i--)
		if (m->stack[i - 1].hash == h && m->stack[i - 1].len == len &&
		    strncasecmp(m->stack[i - 1].name, name, len) == 0)
			break;
	return (i);
}

/* An end tag closes what it names and all that is open within. */
static void
mend_end(struct mender *m)
{
	struct tag_end	tag;
	size_t		i;

	if (tag_scan_end(m->p, m->end, &tag) == -1) {
		if (tag.cut)
			m->done = m->result->truncated = 1;
		else
			mend_literal(m);
		return;
	}
	m->p = tag.next;
	if (m->beyond > 0) {
		m->beyond--;
		return;
	}
	i = open_find(m, tag.name, tag.len);
	if (i == 0 || i < m->depth)
		m->result->bozo = 1;
	while (i > 0 && m->depth >= i)
		put_end(m);
	if (m->depth == 0 && i > 0)
		m->done = 1;
}

/* Stories don't nest: one that was left open ends where the next begins. */
static void
mend_implied_end(struct mender *m, const struct tag_start *tag)
{
	struct open	*top;

	if (m->depth == 0)
		return;
	top = &m->stack[m->depth - 1];
	if (top->len != tag->name_len ||
	    memcmp(top->name, tag->name, top->len) != 0 ||
	    !((top->len == 4 && strncasecmp(top->name, "item", 4) == 0) ||
	    (top->len == 5 && strncasecmp(top->name, "entry", 5) == 0)))
		return;
	m->result->bozo = 1;
	put_end(m);
}

static int
attr_allowed(struct mender *m, const struct tag_attr *a)
{
	return (mend_names_allow(&m->known, a->name, a->name_len) &&
	    (a->name_len < 5 || memcmp(a->name, "xmlns", 5) != 0 ||
	    mend_names_allow(&m->known, a->value, a->value_len)));
}

static void
put_start(struct mender *m, const struct tag_start *tag)
{
	const struct tag_attr	*a;

	buf_putc(&m->out, '<');
	buf_put(&m->out, tag->name, tag->name_len);
	for (size_t i = 0; i < tag->nattrs; i++) {
		a = &tag->attrs[i];
		if (!attr_allowed(m, a)) {
			m->result->bozo = 1;
			continue;
		}
		buf_putc(&m->out, ' ');
		buf_put(&m->out, a->name, a->name_len);
		buf_puts(&m->out, "=\"");
		mend_value(m, a->value, a->value + a->value_len, 1);
		buf_putc(&m->out, '"');
	}
	buf_puts(&m->out, tag->empty ? "/>" : ">");
}

static void
open_push(struct mender *m, const struct tag_start *tag)
{
	struct open	*o = &m->stack[m->depth++];

	o->name = tag->name;
	o->len = tag->name_len;
	o->hash = name_hash(o->name, o->len);
	m->names[o->hash]++;
}

static void
mend_start(struct mender *m)
{
	struct tag_start	tag;

	if (tag_scan_start(m->p, m->end, &tag) == -1) {
		if (tag.cut)
			m->done = m->result->truncated = 1;
		else
			mend_literal(m);
		return;
	}
	m->p = tag.next;
	if (tag.mended)
		m->result->bozo = 1;
	if (m->beyond > 0 || m->depth == MEND_DEPTH) {
		m->result->bozo = 1;
		m->beyond += !tag.empty;
		return;
	}
	if (!mend_names_allow(&m->known, tag.name, tag.name_len)) {
		m->result->bozo = 1;
		return;
	}
	mend_implied_end(m, &tag);
	put_start(m, &tag);
	if (!tag.empty)
		open_push(m, &tag);
	else if (m->depth == 0)
		m->done = 1;
}

static void
mend_markup(struct mender *m)
{
	if (m->end - m->p < 2) {
		m->done = m->result->truncated = 1;
		return;
	}
	switch (m->p[1]) {
	case '!':
		mend_bang(m);
		break;
	case '?':
		mend_instruction(m);
		break;
	case '/':
		mend_end(m);
		break;
	default:
		mend_start(m);
	}
}

/* Anything but blanks and comments behind the root is a fault. */
static void
mend_epilog(struct mender *m)
{
	while (m->p < m->end && strchr(" \t\r\n", *m->p) != NULL &&
	    *m->p != '\0')
		m->p++;
	if (m->end - m->p >= 2 && (m->p[1] == '!' || m->p[1] == '?'))
		return;
	if (m->p < m->end)
		m->result->bozo = 1;
}

int
mend_run(const char *text, size_t len,
    int (*sink)(void *, const char *, size_t), void *arg,
    struct mend_result *result)
{
	struct mender	m = { .p = text, .end = text + len, .sink = sink,
			    .arg = arg, .result = result };
	int		failed;

	result->bozo = result->truncated = 0;
	buf_init(&m.out, OUT_MAX);
	while (m.p < m.end && !m.done && !m.out.failed) {
		if (*m.p == '<')
			mend_markup(&m);
		else if (m.depth > 0)
			mend_text(&m);
		else
			m.p++;
		if (m.out.len > FLUSH)
			mend_flush(&m);
	}
	failed = m.out.failed;
	mend_flush(&m);
	if (m.stopped)
		result->truncated = 0;
	else if (m.depth > 0)
		result->truncated = result->bozo = 1;
	else
		mend_epilog(&m);
	buf_clear(&m.out);
	return (failed ? -1 : 0);
}
