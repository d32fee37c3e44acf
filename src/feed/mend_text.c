#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/entity.h"
#include "feed/mend_text.h"

#define LANES	16

typedef unsigned char lanes __attribute__((vector_size(LANES)));

/* Whether one of the 16 bytes at p may begin something special. */
static int
lanes_special(const char *p)
{
	lanes		v;
	uint64_t	half[2];

	memcpy(&v, p, sizeof(v));
	v = (lanes)(((v < 0x20) & (v != '\t') & (v != '\n')) | (v == 0x7f) |
	    (v == 0xc2) | (v == 0xef));
	memcpy(half, &v, sizeof(half));
	return ((half[0] | half[1]) != 0);
}

/* A control, a C1 control or a noncharacter at p. */
static int
is_special(const char *p, const char *end)
{
	unsigned char	c = (unsigned char)*p;

	if (c < 0x20 || c == 0x7f)
		return (c != '\t' && c != '\n');
	if (c == 0xc2)
		return (end - p >= 2 && (unsigned char)p[1] < 0xa0);
	return (c == 0xef && end - p >= 3 && (unsigned char)p[1] == 0xbf &&
	    (unsigned char)p[2] >= 0xbe);
}

static const char *
special_find(const char *p, const char *end)
{
	const char	*block;

	while (end - p >= LANES) {
		if (lanes_special(p)) {
			for (block = p + LANES; p < block; p++)
				if (is_special(p, end))
					return (p);
		} else
			p += LANES;
	}
	while (p < end && !is_special(p, end))
		p++;
	return (p);
}

void
mend_text_init(struct mend_text *t, const char *text, size_t len,
    struct buf *out)
{
	memset(t, 0, sizeof(*t));
	t->out = out;
	t->end = text + len;
	t->special = special_find(text, t->end);
}

/* The next special one at p or behind. */
static const char *
special_next(struct mend_text *t, const char *p)
{
	if (t->special < p)
		t->special = special_find(p, t->end);
	return (t->special);
}

int
mend_text_is_plain(struct mend_text *t, const char *p, const char *end)
{
	return (special_next(t, p) >= end);
}

/* What may stand raw in text or CDATA, but for the ">" of "]]>". */
static void
put_run(struct mend_text *t, const char *p, const char *end)
{
	const char	*gt = p, *from = p;

	while (t->mode != MEND_RAW &&
	    (gt = memchr(gt, '>', (size_t)(end - gt))) != NULL) {
		buf_put(t->out, from, (size_t)(gt - from));
		if (t->out->len >= 2 && memcmp(t->out->data + t->out->len - 2,
		    "]]", 2) == 0)
			buf_puts(t->out, t->mode == MEND_CDATA ?
			    "]]><![CDATA[>" : "&gt;");
		else
			buf_putc(t->out, '>');
		from = ++gt;
	}
	buf_put(t->out, from, (size_t)(end - from));
}

/* A code point as XML may hold it; controls vanish. */
static void
put_code(struct mend_text *t, uint32_t c)
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
	if (t->mode != MEND_ESCAPED) {
		put_run(t, raw, raw + utf8_put(raw, c));
		return;
	}
	switch (c) {
	case '<':
		buf_puts(t->out, "&lt;");
		break;
	case '>':
		buf_puts(t->out, "&gt;");
		break;
	case '&':
		buf_puts(t->out, "&amp;");
		break;
	case '"':
		buf_puts(t->out, "&quot;");
		break;
	default:
		buf_put(t->out, raw, utf8_put(raw, c));
	}
}

/* The special one at p, put as what is meant; returns the bytes consumed. */
static size_t
put_special(struct mend_text *t, const char *p, const char *end)
{
	unsigned char	c = (unsigned char)*p;

	if (c == 0xc2) {
		put_code(t, (unsigned char)p[1]);
		return (2);
	}
	if (c == 0xef)
		return (3);
	if (c != '\r')
		t->bozo = 1;
	else if (end - p < 2 || p[1] != '\n')
		buf_putc(t->out, '\n');
	return (1);
}

/* A declared entity's text; references in it are decoded, no further ones. */
static void
put_entity(struct mend_text *t, const struct mend_entity *e)
{
	const char	*p = e->value, *end = p + e->value_len;
	uint32_t	 c;
	size_t		 n;

	while (p < end) {
		if (*p == '&' && (n = entity_read(p, end, &c)) != 0) {
			put_code(t, c);
			p += n;
		} else {
			p += utf8_get(p, (size_t)(end - p), &c);
			put_code(t, c);
		}
	}
}

/* What the ampersand at p begins, put; returns the bytes consumed. */
static size_t
put_reference(struct mend_text *t, const char *p, const char *end)
{
	const struct mend_entity *e;
	uint32_t		 c;
	size_t			 n = entity_read(p, end, &c);

	if (n == 0 && (e = mend_entity_take(&t->entities, p, end,
	    &n)) != NULL) {
		put_entity(t, e);
		return (n);
	}
	if (n == 0) {
		t->bozo = 1;
		put_code(t, '&');
		return (1);
	}
	if (p[1] == '#')
		t->bozo |= (c < 0x20 && c != 9 && c != 10 && c != 13) ||
		    (c >= 0xd800 && c < 0xe000) || c > 0x10ffff;
	else if (c >= 0x80 || strchr("<>&\"'", (int)c) == NULL)
		t->bozo |= !t->doctype;	/* HTML's names must be declared */
	put_code(t, c);
	return (n);
}

/* Text in which only specials, and references where asked, aren't raw. */
static void
put_mixed(struct mend_text *t, const char *p, const char *end, int references)
{
	const char	*stop, *amp;

	while (p < end) {
		stop = special_next(t, p);
		if (stop > end)
			stop = end;
		amp = references ? memchr(p, '&', (size_t)(stop - p)) : NULL;
		if (amp != NULL)
			stop = amp;
		put_run(t, p, stop);
		if ((p = stop) == end)
			break;
		p += amp != NULL ? put_reference(t, p, end) :
		    put_special(t, p, end);
	}
}

static void
put_section(struct mend_text *t, const char *p, const char *end,
    int references)
{
	t->mode = MEND_CDATA;
	buf_puts(t->out, "<![CDATA[");
	put_mixed(t, p, end, references);
	buf_puts(t->out, "]]>");
	t->mode = MEND_ESCAPED;
}

void
mend_text_put(struct mend_text *t, const char *p, const char *end)
{
	if (memchr(p, '&', (size_t)(end - p)) != NULL)
		put_section(t, p, end, 1);
	else
		put_mixed(t, p, end, 0);
}

void
mend_text_cdata(struct mend_text *t, const char *p, const char *end)
{
	put_section(t, p, end, 0);
}

void
mend_text_raw(struct mend_text *t, const char *p, const char *end,
    int references, struct buf *out)
{
	struct buf	*markup = t->out;

	t->out = out;
	t->mode = MEND_RAW;
	put_mixed(t, p, end, references);
	t->mode = MEND_ESCAPED;
	t->out = markup;
}

void
mend_text_value(struct mend_text *t, const char *p, const char *end)
{
	const char	*s, *special;

	while (p < end) {
		special = special_next(t, p);
		for (s = p; s < end && s < special && *s != '&' && *s != '<' &&
		    *s != '>' && *s != '"'; s++)
			;
		buf_put(t->out, p, (size_t)(s - p));
		if ((p = s) == end)
			break;
		if (*p == '&')
			p += put_reference(t, p, end);
		else if (p == special)
			p += put_special(t, p, end);
		else
			put_code(t, (unsigned char)*p++);
	}
}
