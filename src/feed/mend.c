#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "feed/mend.h"
#include "feed/mend_names.h"
#include "feed/mend_nest.h"
#include "feed/mend_open.h"
#include "feed/mend_tag.h"
#include "feed/mend_text.h"

#define FLUSH		(32 * 1024)
#define OUT_MAX		(2 * 1024 * 1024)	/* a tag, escaped, and a flush */
#define DOCTYPE_MAX	(64 * 1024)
#define URI_MAX		512		/* bytes of a namespace's */
#define ASIDE_MIN	128		/* bytes; less than a mark costs */

/* What grows most is a quotation mark, to &quot;. */
_Static_assert(6 * (LIMIT_TAG_MAX + MEND_EXPANSION_MAX) + 2 * FLUSH < OUT_MAX,
    "a tag fits");

struct mender {
	const char		*p, *end;
	struct buf		 out;
	struct mend_text	 text;
	const struct feed_limits *limits;
	struct opens		 open;
	size_t			 budget;	/* of tag_scan_start */
	size_t			 beyond;	/* open below the limit */
	struct mend_names	 known;
	struct mend_aside	 asides[MEND_ASIDES];
	size_t			 nasides;
	struct buf		 decoded;	/* those that needed mending */
	int			 no_instruction;	/* no "?>" ahead */
	int			 no_section;	/* no "]]>" ahead */
	int			 done;
	int			 failed;	/* memory */
	int			 stopped;	/* by the sink */
	int			(*sink)(void *, const struct mend_piece *);
	void			*arg;
	struct mend_result	*result;
};

static void
mend_flush(struct mender *m)
{
	struct mend_piece	 piece = { m->out.data, m->out.len, m->asides,
				    m->nasides };
	const char		*p = m->decoded.data;

	/* They got their lengths before the buffer stood still. */
	for (size_t i = 0; i < m->nasides; i++)
		if (m->asides[i].text == NULL) {
			m->asides[i].text = p;
			p += m->asides[i].len;
		}
	m->failed |= m->out.failed | m->decoded.failed;
	if (!m->failed && piece.len > 0 && m->sink(m->arg, &piece) != 0)
		m->done = m->stopped = 1;
	m->nasides = 0;
	buf_reset(&m->out);
	buf_reset(&m->decoded);
}

const struct mend_aside *
mend_aside(const struct mend_piece *piece, const char *target)
{
	size_t	i;

	if (strlen(target) != 2)
		return (NULL);
	i = (size_t)(target[0] - 'a') * 8 + (size_t)(target[1] - 'a');
	return (i < piece->nasides ? &piece->asides[i] : NULL);
}

/* A long text; where it stands as it is meant, it isn't even copied. */
static void
put_aside(struct mender *m, const char *p, const char *end, int references)
{
	struct mend_aside	*a = &m->asides[m->nasides];
	const char		 mark[] = { '<', '?',
				    (char)('a' + m->nasides / 8),
				    (char)('a' + m->nasides % 8), '?', '>' };
	size_t			 before = m->decoded.len;

	*a = (struct mend_aside){ p, (size_t)(end - p) };
	if (!mend_text_is_plain(&m->text, p, end) ||
	    (references && memchr(p, '&', a->len) != NULL)) {
		mend_text_raw(&m->text, p, end, references, &m->decoded);
		*a = (struct mend_aside){ NULL, m->decoded.len - before };
	}
	buf_put(&m->out, mark, sizeof(mark));
	if (++m->nasides == MEND_ASIDES || m->decoded.len > FLUSH)
		mend_flush(m);
}

/* A piece of [p, end), ending between characters and not in a CR LF. */
static const char *
piece_end(const char *p, const char *end)
{
	const char	*q;

	if (end - p <= FLUSH)
		return (end);
	for (q = p + FLUSH; q > p && ((unsigned char)*q & 0xc0) == 0x80; q--)
		;
	return (q[-1] == '\r' ? q - 1 : q);
}

/* Text up to the next angle; references aren't divided. */
static void
mend_text(struct mender *m)
{
	const char	*lt, *stop, *amp;

	if ((lt = memchr(m->p, '<', (size_t)(m->end - m->p))) == NULL)
		lt = m->end;
	while (m->p < lt && !m->done) {
		stop = piece_end(m->p, lt);
		if (stop < lt && (amp = memrchr(stop - MEND_REFERENCE, '&',
		    MEND_REFERENCE)) != NULL)
			stop = amp;
		if (stop - m->p < ASIDE_MIN)
			mend_text_put(&m->text, m->p, stop);
		else
			put_aside(m, m->p, stop, 1);
		m->p = stop;
	}
}

/* "]]>" is looked for by its rarest sign; NULL without. */
static const char *
section_mark(const char *p, const char *end)
{
	while ((p = memchr(p, ']', (size_t)(end - p))) != NULL) {
		if (end - p >= 3 && p[1] == ']' && p[2] == '>')
			return (p);
		p++;
	}
	return (NULL);
}

/*
 * Where the section at m->p ends, and how long its end is.  One that never
 * does ends with its element; NULL where that is missing, too.
 */
static const char *
section_end(struct mender *m, size_t *len)
{
	const struct open	*o = opens_top(&m->open);
	const char		*q = NULL, *p = m->p;

	*len = 3;
	if (!m->no_section && (q = section_mark(p, m->end)) != NULL)
		return (q);
	m->no_section = 1;
	m->result->bozo = 1;
	*len = 0;
	while ((p = memmem(p, (size_t)(m->end - p), "</", 2)) != NULL) {
		p += 2;
		if ((size_t)(m->end - p) > o->len &&
		    memcmp(p, o->name, o->len) == 0 && p[o->len] == '>')
			return (p - 2);
	}
	return (NULL);
}

static void
mend_cdata(struct mender *m)
{
	const char	*end, *stop;
	size_t		 len;

	m->p += strlen("<![CDATA[");
	if ((end = section_end(m, &len)) == NULL) {
		m->done = m->result->truncated = 1;
		return;
	}
	while (m->p < end && !m->done) {
		stop = piece_end(m->p, end);
		if (stop - m->p < ASIDE_MIN)
			mend_text_cdata(&m->text, m->p, stop);
		else
			put_aside(m, m->p, stop, 0);
		m->p = stop;
	}
	m->p = end + len;
}

/* Past a DOCTYPE with or without an internal subset, which only one has. */
static void
mend_doctype(struct mender *m)
{
	const char	*p = m->p + 2, *start = m->p, *inside = p;
	int		 subset = 0, first = !m->text.doctype;

	m->text.doctype = 1;
	for (; first && p < m->end && p - start < DOCTYPE_MAX; p++) {
		if (*p == '[' && !subset) {
			subset = 1;
			inside = p + 1;
		} else if (*p == ']' && subset) {
			subset = 0;
			mend_entities_read(&m->text.entities, inside, p);
			inside = p;
		} else if (*p == '>' && !subset) {
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
	if (m->open.n > 0)
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
	} else if (m->open.n > 0 && left >= 9 &&
	    memcmp(m->p, "<![CDATA[", 9) == 0)
		mend_cdata(m);
	else if (m->open.n == 0)
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

static void
put_end(struct mender *m)
{
	const struct open	*o = opens_top(&m->open);

	buf_puts(&m->out, "</");
	buf_put(&m->out, o->name, o->len);
	buf_putc(&m->out, '>');
	opens_pop(&m->open);
}

/* Past blanks, comments, declarations and instructions at p. */
static const char *
skip_misc(const char *p, const char *end)
{
	const char	*close, *q;

	for (;;) {
		while (p < end && strchr(" \t\r\n", *p) != NULL && *p != '\0')
			p++;
		if (end - p < 4 || *p != '<' || (p[1] != '!' && p[1] != '?'))
			return (p);
		close = p[1] == '?' ? "?>" :
		    memcmp(p, "<!--", 4) == 0 ? "-->" : ">";
		q = memmem(p, (size_t)(end - p), close, strlen(close));
		if (q == NULL)
			return (p);
		p = q + strlen(close);
	}
}

/* Two documents in one: the second root's stories are those of the first. */
static int
mend_next_root(struct mender *m)
{
	const struct open	*root = &m->open.v[0];
	const char		*p = skip_misc(m->p, m->end);
	struct tag_start	 tag;

	if (p == m->end || *p != '<' ||
	    tag_scan_start(p, m->end, m->limits, &m->budget, &tag) == -1 || tag.empty ||
	    tag.name_len != root->len ||
	    strncasecmp(tag.name, root->name, root->len) != 0)
		return (0);
	m->result->bozo = 1;
	m->p = tag.next;
	return (1);
}

/* The end of the innermost element, as nearly all ends are. */
static int
mend_end_plain(struct mender *m)
{
	const struct open	*top;
	const char		*p = m->p + 2;

	if (m->open.n < 2 || m->beyond > 0)
		return (0);
	top = opens_top(&m->open);
	if ((size_t)(m->end - p) <= top->len || p[top->len] != '>' ||
	    memcmp(p, top->name, top->len) != 0)
		return (0);
	buf_put(&m->out, m->p, top->len + 3);
	m->p += top->len + 3;
	opens_pop(&m->open);
	return (1);
}

/* An end tag closes what it names and all that is open within. */
static void
mend_end(struct mender *m)
{
	struct tag_end	tag;
	size_t		i;

	if (mend_end_plain(m))
		return;
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
	i = opens_find(&m->open, tag.name, tag.len);
	if (i == 0 || i < m->open.n ||
	    memcmp(m->open.v[i - 1].name, tag.name, tag.len) != 0)
		m->result->bozo = 1;
	while (i > 0 && m->open.n > i)
		put_end(m);
	if (i == 1 && mend_next_root(m))
		return;
	if (i > 0)
		put_end(m);
	if (i == 1)
		m->done = 1;
}

static void
mend_implied_ends(struct mender *m, const struct tag_start *tag)
{
	size_t	n = mend_nest_ends(&m->open, tag->name, tag->name_len);

	if (n > 0)
		m->result->bozo = 1;
	while (n-- > 0)
		put_end(m);
}

static int
name_allowed(struct mender *m, const char *name, size_t len)
{
	if (mend_names_allow(&m->known, name, len,
	    m->limits->max[LIMIT_NAMES]))
		return (1);
	m->result->met |= 1u << LIMIT_NAMES;
	m->result->bozo = 1;
	return (0);
}

/* Namespaces are declared within reason, and none twice. */
static int
binding_allowed(struct mender *m, const struct tag_attr *a)
{
	const char	*prefix = a->name + 5;
	size_t		 len = a->name_len - 5;
	int		 r;

	if (len > 0 && *prefix++ == ':')
		len--;
	else if (len > 0)
		return (1);		/* "xmlnsx" is none */
	if (a->value_len > URI_MAX || !name_allowed(m, a->value, a->value_len))
		r = -1;
	else
		r = opens_bind(&m->open, prefix, len, a->value, a->value_len);
	if (r == -1) {
		m->result->met |= 1u << LIMIT_NAMES;
		m->result->bozo = 1;
	}
	return (r == 1);
}

static int
attr_allowed(struct mender *m, const struct tag_attr *a)
{
	if (!name_allowed(m, a->name, a->name_len))
		return (0);
	return (a->name_len < 5 || memcmp(a->name, "xmlns", 5) != 0 ||
	    binding_allowed(m, a));
}

/* Which attributes stay, and whether the tag is well-formed as it stands. */
static int
is_verbatim(struct mender *m, const struct tag_start *tag,
    unsigned char stays[LIMIT_ATTRIBUTES_MAX])
{
	const char	*p = tag->name - 1;
	int		 verbatim;

	verbatim = !tag->mended &&
	    memchr(p, '&', (size_t)(tag->next - p)) == NULL &&
	    mend_text_is_plain(&m->text, p, tag->next);
	for (size_t i = 0; i < tag->nattrs; i++) {
		stays[i] = attr_allowed(m, &tag->attrs[i]) != 0;
		verbatim &= stays[i];
	}
	return (verbatim);
}

/* The element is the innermost one already. */
static void
put_start(struct mender *m, const struct tag_start *tag)
{
	unsigned char		 stays[LIMIT_ATTRIBUTES_MAX];
	const struct tag_attr	*a;

	if (is_verbatim(m, tag, stays)) {
		buf_put(&m->out, tag->name - 1,
		    (size_t)(tag->next - tag->name) + 1);
		return;
	}
	buf_putc(&m->out, '<');
	buf_put(&m->out, tag->name, tag->name_len);
	for (size_t i = 0; i < tag->nattrs; i++) {
		a = &tag->attrs[i];
		if (!stays[i])
			continue;
		buf_putc(&m->out, ' ');
		buf_put(&m->out, a->name, a->name_len);
		buf_puts(&m->out, "=\"");
		mend_text_value(&m->text, a->value, a->value + a->value_len);
		buf_putc(&m->out, '"');
	}
	buf_puts(&m->out, tag->empty ? "/>" : ">");
}

static void
mend_start(struct mender *m)
{
	struct tag_start	tag;

	if (tag_scan_start(m->p, m->end, m->limits, &m->budget, &tag) == -1) {
		if (tag.cut)
			m->done = m->result->truncated = 1;
		else
			mend_literal(m);
		return;
	}
	m->p = tag.next;
	m->result->met |= tag.met;
	if (tag.mended)
		m->result->bozo = 1;
	if (m->beyond > 0 || m->open.n >= m->limits->max[LIMIT_DEPTH]) {
		m->result->bozo = 1;
		m->result->met |= 1u << LIMIT_DEPTH;
		m->beyond += !tag.empty;
		return;
	}
	if (!name_allowed(m, tag.name, tag.name_len))
		return;
	mend_implied_ends(m, &tag);
	opens_push(&m->open, tag.name, tag.name_len);
	put_start(m, &tag);
	if (tag.empty)
		opens_pop(&m->open);
	if (m->open.n == 0)
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

int
mend_run(const char *text, size_t len, const struct feed_limits *limits,
    int (*sink)(void *, const struct mend_piece *), void *arg,
    struct mend_result *result)
{
	struct mender	m = { .p = text, .end = text + len, .sink = sink,
			    .arg = arg, .limits = limits, .result = result,
			    .budget = TAG_BUDGET };

	memset(result, 0, sizeof(*result));
	buf_init(&m.out, OUT_MAX);
	buf_init(&m.decoded, OUT_MAX);
	buf_reserve(&m.out, 2 * FLUSH);
	buf_reserve(&m.decoded, 2 * FLUSH);
	mend_text_init(&m.text, text, len, &m.out);
	while (m.p < m.end && !m.done && !m.failed) {
		if (*m.p == '<')
			mend_markup(&m);
		else if (m.open.n > 0)
			mend_text(&m);
		else
			m.p++;
		if (m.out.len > FLUSH || m.out.failed)
			mend_flush(&m);
	}
	mend_flush(&m);
	result->bozo |= m.text.bozo;
	if (m.stopped)
		result->truncated = 0;
	else if (m.open.n > 0)
		result->truncated = result->bozo = 1;
	else if (skip_misc(m.p, m.end) < m.end)
		result->bozo = 1;
	buf_clear(&m.out);
	buf_clear(&m.decoded);
	return (m.failed ? -1 : 0);
}
