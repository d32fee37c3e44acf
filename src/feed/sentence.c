#include <string.h>

#include <unictype.h>

#include "feed/abbreviation.h"
#include "feed/letter.h"
#include "feed/sentence.h"

/*
 * libunistring has no boundaries of sentences.  Only the text near a hit is
 * looked at.
 */

enum sentence_class {
	S_OTHER, S_SEP, S_BLANK, S_LOWER, S_UPPER, S_LETTER, S_NUMERIC,
	S_ATERM, S_STERM, S_CLOSE, S_CONTINUE, S_EXTEND
};

static const char	ellipsis[] = "\342\200\246";

/* Letters that are neither small nor capital, marks, and what ends. */
static enum sentence_class
class_by_property(uint32_t uc)
{
	if (uc_is_general_category(uc, UC_MARK) ||
	    uc_is_general_category(uc, UC_FORMAT))
		return (S_EXTEND);
	if (uc_is_property_white_space(uc))
		return (S_BLANK);
	if (uc_is_property_lowercase(uc))
		return (S_LOWER);
	if (uc_is_property_uppercase(uc) ||
	    uc_is_general_category(uc, UC_TITLECASE_LETTER))
		return (S_UPPER);
	if (uc_is_property_alphabetic(uc))
		return (S_LETTER);
	if (uc_is_general_category(uc, UC_DECIMAL_DIGIT_NUMBER))
		return (S_NUMERIC);
	if (uc_is_property_sentence_terminal(uc))
		return (S_STERM);
	if (uc == '"' || uc == '\'' || uc_is_general_category_withtable(uc,
	    UC_CATEGORY_MASK_Ps | UC_CATEGORY_MASK_Pe |
	    UC_CATEGORY_MASK_Pi | UC_CATEGORY_MASK_Pf))
		return (S_CLOSE);
	return (S_OTHER);
}

static enum sentence_class
class_of(uint32_t uc)
{
	switch (uc) {
	case '\n':
	case '\r':
	case 0x85:
	case 0x2028:
	case 0x2029:
		return (S_SEP);
	case '.':
	case 0x2024:
	case 0xfe52:
	case 0xff0e:
		return (S_ATERM);
	case ',':
	case '-':
	case ':':
	case 0x55d:
	case 0x60c:
	case 0x2013:
	case 0x2014:
	case 0x3001:
	case 0xff0c:
	case 0xff1a:
		return (S_CONTINUE);
	default:
		return (class_by_property(uc));
	}
}

/* The class of the next character that isn't a mark; moves past it. */
static enum sentence_class
next_class(const char **p, const char *end)
{
	enum sentence_class	c = S_OTHER;
	size_t			n;

	while (*p < end) {
		c = class_of(letter_decode(*p, end, &n));
		*p += n;
		if (c != S_EXTEND)
			break;
	}
	return (c);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

/* Letters, digits, and the dots between them. */
static int
is_of_word(enum sentence_class c)
{
	return (c == S_LOWER || c == S_UPPER || c == S_LETTER ||
	    c == S_NUMERIC || c == S_ATERM);
}

/* SB8: a small letter comes before any other letter or sentence's end. */
static int
goes_on_small(const char *p, const char *end)
{
	while (p < end)
		switch (next_class(&p, end)) {
		case S_LOWER:
			return (1);
		case S_LETTER:
		case S_UPPER:
		case S_SEP:
		case S_STERM:
		case S_ATERM:
			return (0);
		default:
			break;
		}
	return (0);
}

/*
 * p is behind a terminator of class term, before being the class in front of
 * it and word the beginning of the word there, or NULL.  Where the sentence
 * ends, or NULL when it goes on.
 */
static const char *
after_terminator(const char *p, const char *end, enum sentence_class term,
    enum sentence_class before, const char *word)
{
	const char		*q = p, *from;
	enum sentence_class	 c = S_OTHER;

	if (p == end)
		return (end);
	c = next_class(&q, end);
	if (term == S_ATERM && (c == S_NUMERIC || (c == S_UPPER &&
	    (before == S_UPPER || before == S_LOWER))))
		return (NULL);
	for (from = p, q = p; from < end; from = q)
		if ((c = next_class(&q, end)) != S_CLOSE)
			break;
	while (from < end && c == S_BLANK) {
		from = q;
		if (from < end)
			c = next_class(&q, end);
	}
	if (from == end)
		return (end);
	if (c == S_SEP)
		return (q);
	if (c == S_CONTINUE || c == S_STERM || c == S_ATERM ||
	    (term == S_ATERM && goes_on_small(from, end)))
		return (NULL);
	if (term == S_ATERM && word != NULL && is_blank(*p) &&
	    abbreviation_is(word, (size_t)(p - 1 - word), c == S_NUMERIC))
		return (NULL);
	return (from);
}

/* Where the sentence that p is in ends. */
static const char *
sentence_end(const char *p, const char *end)
{
	enum sentence_class	 c, before = S_OTHER;
	const char		*q, *from, *word = NULL;

	while (p < end) {
		from = p;
		c = next_class(&p, end);
		if (c == S_SEP)
			return (p);
		if ((c == S_ATERM || c == S_STERM) &&
		    (q = after_terminator(p, end, c, before, word)) != NULL)
			return (q);
		if (!is_of_word(c))
			word = NULL;
		else if (word == NULL)
			word = from;
		before = c;
	}
	return (end);
}

/*
 * Whether a piece that was cut can't begin, or end, with a character: signs
 * that belong to what was cut off, but for what belongs to the word next to
 * it.
 */
static int
is_loose(const char *p, const char *end, int begins)
{
	uint32_t	uc;
	size_t		n;

	if (is_blank(*p))
		return (1);
	uc = letter_decode(p, end, &n);
	if (!begins)
		return (uc == ',' || uc == ';' || uc == ':' ||
		    uc == 0x3001 || uc == 0xff0c ||
		    uc_is_general_category_withtable(uc, UC_CATEGORY_MASK_Ps |
		    UC_CATEGORY_MASK_Pi | UC_CATEGORY_MASK_Pd));
	if (uc < 0x80 && strchr("\"'#@", (int)uc) != NULL)
		return (p + n >= end || letter_get(letter_decode(p + n, end,
		    &n))->kind == LETTER_NONE);
	return (uc == '|' || (uc_is_general_category(uc, UC_PUNCTUATION) &&
	    !uc_is_general_category_withtable(uc, UC_CATEGORY_MASK_Ps |
	    UC_CATEGORY_MASK_Pi) && uc != 0xbf && uc != 0xa1));
}

/* Whether no character begins at p, or a mark of the one before. */
static int
is_inside(const char *p, const char *end)
{
	size_t	n;

	return (((unsigned char)*p & 0xc0) == 0x80 ||
	    letter_get(letter_decode(p, end, &n))->kind == LETTER_MARK);
}

/* Where a piece that was cut may begin: at a word, not far from p. */
static const char *
begin_at_word(const char *p, const char *hit, const char *end)
{
	const char	*q;
	size_t		 n;

	for (q = p; q < hit && q - p < 32 && !is_blank(*q); q++)
		;
	if (q < hit && is_blank(*q))
		p = q + 1;
	else
		while (p < hit && is_inside(p, hit))
			p++;
	for (; p < hit && is_loose(p, end, 1); p += n)
		letter_decode(p, end, &n);
	return (p);
}

/* The same for its end, going back from p. */
static const char *
end_at_word(const char *p, const char *hit, const char *end)
{
	const char	*q;

	if (p == end)
		return (p);
	for (q = p; q > hit && p - q < 32 && !is_blank(*q); q--)
		;
	if (is_blank(*q))
		p = q;
	else
		while (p > hit && is_inside(p, end))
			p--;
	for (q = p; q > hit; p = q) {
		while (--q > hit && ((unsigned char)*q & 0xc0) == 0x80)
			;
		if (!is_loose(q, end, 0))
			break;
	}
	return (p);
}

/* What became of the marks that a line holds. */
struct marking {
	const struct html_mark	*from, *end;	/* still to come */
	struct html_mark	*v;		/* of the line */
	size_t			 n;
};

/* at is where in the text, to where in the line we are. */
static void
mark_byte(struct marking *m, size_t at, size_t to)
{
	for (; m->from < m->end && m->from->end <= at; m->from++)
		if (m->n > 0 && m->v[m->n - 1].end == 0)
			m->v[m->n - 1].end = to;
	if (m->from < m->end && m->from->start <= at &&
	    (m->n == 0 || m->v[m->n - 1].end != 0))
		m->v[m->n++] = (struct html_mark){ to, 0 };
}

static size_t
write_line(char *out, size_t n, const struct topic_text *t, size_t at,
    size_t end, struct marking *m)
{
	const char	*p = t->text;

	while (at < end && is_blank(p[at]))
		at++;
	while (end > at && is_blank(p[end - 1]))
		end--;
	for (; at < end; at++) {
		mark_byte(m, at, n);
		if (!is_blank(p[at]))
			out[n++] = p[at];
		else if (!is_blank(p[at - 1]))
			out[n++] = ' ';
	}
	mark_byte(m, end, n);
	if (m->n > 0 && m->v[m->n - 1].end == 0)
		m->v[m->n - 1].end = n;
	return (n);
}

const char *
sentence_line(struct arena *a, const struct topic_text *t,
    const struct sentence *s, struct html_marks *marks)
{
	size_t		 size = s->end - s->start, n = 0, first = 0, last;
	struct marking	 m = { .n = 0 };
	char		*out = arena_bytes(a, size + 2 * sizeof(ellipsis));

	while (first < marks->n && marks->v[first].end <= s->start)
		first++;
	for (last = first; last < marks->n && marks->v[last].start < s->end;)
		last++;
	m.v = arena_array(a, last - first, sizeof(*m.v));
	if (out == NULL || m.v == NULL)
		return (NULL);
	if (first < last) {
		m.from = marks->v + first;
		m.end = marks->v + last;
	}
	if (s->cut_before) {
		memcpy(out, ellipsis, sizeof(ellipsis) - 1);
		n = sizeof(ellipsis) - 1;
	}
	n = write_line(out, n, t, s->start, s->end, &m);
	memcpy(out + n, s->cut_after ? ellipsis : "", s->cut_after ?
	    sizeof(ellipsis) : 1);
	*marks = (struct html_marks){ m.v, m.n };
	return (out);
}

/* Cuts [*p, *end) to about max bytes around the hit. */
static void
narrow(const char **p, const char **end, const char *hit, const char *hit_end,
    size_t max)
{
	size_t	left = (size_t)(hit - *p), right = (size_t)(*end - hit_end);
	size_t	have = (size_t)(hit_end - hit), side;

	if (left + have + right <= max)
		return;
	if (have >= max) {
		*p = hit;
		*end = end_at_word(hit + max, hit, *end);
		return;
	}
	side = (max - have) / 2;
	if (left > side && right > side)
		left = right = side;
	else if (left > side)
		left = max - have - right;
	else
		right = max - have - left;
	if (*p != hit - left)
		*p = begin_at_word(hit - left, hit, *end);
	if (*end != hit_end + right)
		*end = end_at_word(hit_end + right, hit_end, *end);
}

void
sentence_find(const struct topic_text *t, size_t hit_start, size_t hit_stop,
    size_t max, struct sentence *s)
{
	const char	*text = t->text, *end, *hit, *hit_end, *from, *p, *q;
	size_t		 reach = max + 256;

	hit_end = text + (hit_stop < t->len ? hit_stop : t->len);
	hit = text + hit_start < hit_end ? text + hit_start : hit_end;
	from = (size_t)(hit - text) > reach ? hit - reach : text;
	end = (size_t)(text + t->len - hit_end) > reach ? hit_end + reach :
	    text + t->len;
	while (from > text && from < hit &&
	    ((unsigned char)*from & 0xc0) == 0x80)
		from++;
	for (p = from; (q = sentence_end(p, end)) <= hit && q < end;)
		p = q;
	while (q < hit_end)
		q = sentence_end(q, end);
	from = p;
	end = q;
	narrow(&from, &end, hit, hit_end, max);
	s->cut_before = from != p || (p != text && (size_t)(hit - p) >= reach);
	s->cut_after = end != q || (size_t)(q - hit_end) >= reach;
	s->start = (size_t)(from - text);
	s->end = (size_t)(end - text);
}

const char *
topic_sentence(struct arena *a, const struct topic_text *t,
    const struct topic_hit *h, size_t max)
{
	struct html_marks	none = { NULL, 0 };
	struct sentence		s;

	sentence_find(t, h->start, h->end, max, &s);
	return (sentence_line(a, t, &s, &none));
}
