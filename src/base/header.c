#include <string.h>

#include "base/base64.h"
#include "base/header.h"

#define LINE_COLUMNS	75	/* and a comma: RFC 2047's 76 */
#define WORD_MAX	60	/* of ASCII, beside a name; longer ones are encoded */
#define ENCODED_MAX	74	/* RFC 2047's 75, and such a line */
#define AROUND		(sizeof("=?utf-8?Q?" "?=") - 1)
#define ROOM		(ENCODED_MAX - AROUND)
#define ROOM_MIN	16	/* of a line's rest; a character takes 12 */

void
header_begin(struct header *h, const char *name, struct buf *out)
{
	h->out = out;
	h->column = strlen(name) + 1;
	buf_printf(out, "%s:", name);
}

void
header_end(struct header *h)
{
	buf_putc(h->out, '\n');
}

static void
put_token(struct header *h, const char *s, size_t len)
{
	if (h->column + 1 + len > LINE_COLUMNS && h->column > 1) {
		buf_puts(h->out, "\n ");
		h->column = 1;
	} else {
		buf_putc(h->out, ' ');
		h->column++;
	}
	buf_put(h->out, s, len);
	h->column += len;
}

void
header_token(struct header *h, const char *token)
{
	put_token(h, token, strlen(token));
}

static int
is_blank(char c)
{
	return ((unsigned char)c <= ' ' || c == 0x7f);
}

static int
is_alnum(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9'));
}

static int
is_plain(char c)
{
	return (is_alnum(c) || strchr("!*+-/", c) != NULL);
}

/* A word that can't stand as it is, or could be taken for encoded. */
static int
must_encode(const char *s, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 || (s[i] == '=' &&
		    i + 1 < len && s[i + 1] == '?'))
			return (1);
	return (len > WORD_MAX);
}

/* Whether it can't stand in a phrase without quotes: RFC 5322, 3.2.3. */
static int
is_special(const char *s, size_t len)
{
	for (; len > 0; s++, len--)
		if (!is_alnum(*s) && strchr("!#$%&'*+-/=?^_`{|}~", *s) == NULL)
			return (1);
	return (0);
}

/* From the first to the last word of s that must be encoded. */
static size_t
find_span(const char *s, size_t *start, int is_phrase)
{
	size_t	i, len, end = 0;

	*start = 0;
	for (i = 0; s[i] != '\0'; i += len + (s[i + len] == ' ')) {
		len = strcspn(s + i, " ");
		if (!must_encode(s + i, len) && !(is_phrase &&
		    is_special(s + i, len)))
			continue;
		if (end == 0)
			*start = i;
		end = i + len;
	}
	return (end - *start);
}

/* Base64 is shorter once a third of the bytes would be three. */
static int
wants_base64(const char *s, size_t len)
{
	size_t	high = 0, i;

	for (i = 0; i < len; i++)
		high += (unsigned char)s[i] >= 0x80;
	return (high > len / 3);
}

static size_t
char_length(const char *s)
{
	size_t	n = 1;

	while (n < 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return (n);
}

/* One byte by the Q encoding, in the narrow form for phrases. */
static size_t
encode_q(char *to, char c)
{
	static const char	digits[] = "0123456789ABCDEF";

	if (is_plain(c) || c == ' ') {
		*to = c == ' ' ? '_' : c;
		return (1);
	}
	to[0] = '=';
	to[1] = digits[(unsigned char)c >> 4];
	to[2] = digits[(unsigned char)c & 15];
	return (3);
}

/* What is left of the line where that is worth it, else a line's. */
static size_t
room_left(const struct header *h)
{
	size_t	used = h->column + 1 + AROUND;

	if (used + ROOM_MIN > LINE_COLUMNS)
		return (ROOM);
	return (LINE_COLUMNS - used < ROOM ? LINE_COLUMNS - used : ROOM);
}

/*
 * As many whole characters as one encoded word of s has room for; whole words,
 * if there are some, for readers that show a blank between two in a phrase.
 */
static size_t
fitting(const char *s, size_t len, int base64, size_t room)
{
	size_t	n, i, used, at = 0, words = 0, quoted = 0;

	for (; at < len; at += n) {
		n = char_length(s + at);
		for (i = 0; i < n; i++)
			quoted += is_plain(s[at + i]) || s[at + i] == ' ' ?
			    1 : 3;
		used = base64 ? (at + n + 2) / 3 * 4 : quoted;
		if (used > room)
			return (words > 0 ? words : at);
		if (s[at] == ' ')
			words = at + 1;
	}
	return (at);
}

static void
put_encoded(struct header *h, const char *s, size_t len)
{
	int		base64 = wants_base64(s, len);
	struct buf	word;
	char		q[3];
	size_t		n, i;

	buf_init(&word, ENCODED_MAX);
	for (; len > 0; s += n, len -= n) {
		n = fitting(s, len, base64, room_left(h));
		buf_reset(&word);
		buf_puts(&word, base64 ? "=?utf-8?B?" : "=?utf-8?Q?");
		if (base64)
			base64_put(&word, s, n);
		for (i = 0; !base64 && i < n; i++)
			buf_put(&word, q, encode_q(q, s[i]));
		buf_puts(&word, "?=");
		put_token(h, buf_string(&word), word.len);
		h->out->failed |= word.failed;
	}
	buf_clear(&word);
}

static void
put_words(struct header *h, const char *text, size_t len)
{
	size_t	n;

	for (; len > 0; text += n, len -= n) {
		if (*text == ' ') {
			n = 1;
			continue;
		}
		for (n = 0; n < len && text[n] != ' '; n++)
			;
		put_token(h, text, n);
	}
}

/* Runs of white space and controls made one blank, none at the ends. */
static void
squeeze(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (!is_blank(*text))
			buf_putc(out, *text);
		else if (out->len > 0 && !is_blank(text[1]) &&
		    text[1] != '\0')
			buf_putc(out, ' ');
	}
}

static void
put_span(struct header *h, const struct buf *text, int is_phrase)
{
	const char	*s = buf_string(text);
	size_t		start, len = find_span(s, &start, is_phrase);

	put_words(h, s, start);
	put_encoded(h, s + start, len);
	put_words(h, s + start + len, text->len - start - len);
}

void
header_text(struct header *h, const char *text)
{
	struct buf	clean;

	buf_init(&clean, h->out->max);
	squeeze(text, &clean);
	put_span(h, &clean, 0);
	h->out->failed |= clean.failed;
	buf_clear(&clean);
}

/* Whether there is room for it, and for a comma, in a line. */
static int
can_quote(const char *s, size_t len)
{
	size_t	i, marks = 2;

	for (i = 0; i < len; i++)
		marks += s[i] == '"' || s[i] == '\\';
	return (len + marks + 1 < LINE_COLUMNS);
}

static void
put_quoted(struct header *h, const char *s, const char *tail)
{
	struct buf	quoted;

	buf_init(&quoted, 1024);
	buf_putc(&quoted, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(&quoted, '\\');
		buf_putc(&quoted, *s);
	}
	buf_putc(&quoted, '"');
	buf_puts(&quoted, tail);
	put_token(h, buf_string(&quoted), quoted.len);
	buf_clear(&quoted);
}

void
header_phrase(struct header *h, const char *text, const char *tail)
{
	struct buf	clean;
	const char	*s;
	size_t		start;

	buf_init(&clean, h->out->max);
	squeeze(text, &clean);
	s = buf_string(&clean);
	if (!can_quote(s, clean.len) || find_span(s, &start, 0) > 0) {
		put_span(h, &clean, 1);
		buf_puts(h->out, tail);
		h->column += strlen(tail);
	} else
		put_quoted(h, s, tail);
	h->out->failed |= clean.failed;
	buf_clear(&clean);
}

void
header_put_text(struct buf *out, const char *name, const char *text)
{
	struct header	h;

	header_begin(&h, name, out);
	header_text(&h, text);
	header_end(&h);
}

void
header_put_token(struct buf *out, const char *name, const char *token)
{
	struct header	h;

	header_begin(&h, name, out);
	header_token(&h, token);
	header_end(&h);
}
