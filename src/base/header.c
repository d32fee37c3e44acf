#include <stdint.h>
#include <string.h>

#include "base/header.h"

#define LINE_COLUMNS	77	/* and a comma */
#define WORD_MAX	70	/* of ASCII; longer ones are encoded */
#define ENCODED_MAX	75	/* RFC 2047, section 2 */
#define PREFIX		"=?utf-8?X?"	/* X is Q or B */
#define PREFIX_LENGTH	(sizeof(PREFIX) - 1)
#define ROOM		(ENCODED_MAX - PREFIX_LENGTH - 2)
#define ROOM_MIN	16	/* of a line's rest; a character takes 12 */

void
header_begin(struct header *h, const char *name, struct buf *out)
{
	h->out = out;
	h->column = strlen(name) + 1;
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

/* Text that can't stand as it is, or could be taken for encoded. */
static int
must_encode(const char *s)
{
	size_t	word = 0;

	for (; *s != '\0'; s++) {
		word = is_blank(*s) ? 0 : word + 1;
		if ((unsigned char)*s >= 0x80 || word > WORD_MAX ||
		    (s[0] == '=' && s[1] == '?'))
			return (1);
	}
	return (0);
}

/* Base64 is shorter once a third of the bytes would be three. */
static int
wants_base64(const char *s)
{
	size_t	high = 0, len = 0;

	for (; *s != '\0'; s++, len++)
		high += (unsigned char)*s >= 0x80;
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

static int
is_plain(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("!*+-/", c) != NULL);
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

static size_t
encode_b(char *to, const char *s, size_t len)
{
	static const char	digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t		v;
	size_t			i, n = 0;

	for (i = 0; i < len; i += 3) {
		v = (uint32_t)(unsigned char)s[i] << 16;
		v |= i + 1 < len ? (uint32_t)(unsigned char)s[i + 1] << 8 : 0;
		v |= i + 2 < len ? (uint32_t)(unsigned char)s[i + 2] : 0;
		to[n++] = digits[v >> 18];
		to[n++] = digits[v >> 12 & 63];
		to[n++] = i + 1 < len ? digits[v >> 6 & 63] : '=';
		to[n++] = i + 2 < len ? digits[v & 63] : '=';
	}
	return (n);
}

/* What is left of the line where that is worth it, else a line's. */
static size_t
room_left(const struct header *h)
{
	size_t	used = h->column + 1 + PREFIX_LENGTH + 2;

	if (used + ROOM_MIN > LINE_COLUMNS)
		return (ROOM);
	return (LINE_COLUMNS - used < ROOM ? LINE_COLUMNS - used : ROOM);
}

/* As many whole characters as one encoded word holds; the rest of s. */
static const char *
put_encoded(struct header *h, const char *s, int base64)
{
	char	 word[ENCODED_MAX + 16] = PREFIX;
	size_t	 n, i, len = 0, to = PREFIX_LENGTH;
	size_t	 bytes = 0, room = room_left(h);

	word[PREFIX_LENGTH - 2] = base64 ? 'B' : 'Q';
	for (;; len += n) {
		if (s[len] == '\0')
			break;
		n = char_length(s + len);
		for (i = 0; i < n; i++)
			bytes += is_plain(s[len + i]) || s[len + i] == ' ' ?
			    1 : 3;
		if ((base64 ? (len + n + 2) / 3 * 4 : bytes) > room)
			break;
	}
	if (base64)
		to += encode_b(word + to, s, len);
	for (i = 0; !base64 && i < len; i++)
		to += encode_q(word + to, s[i]);
	word[to++] = '?';
	word[to++] = '=';
	put_token(h, word, to);
	return (s + len);
}

static void
put_all_encoded(struct header *h, const char *text)
{
	int	base64 = wants_base64(text);

	while (*text != '\0')
		text = put_encoded(h, text, base64);
}

static void
put_words(struct header *h, const char *text)
{
	size_t	len;

	while (*text != '\0') {
		for (len = 0; text[len] != '\0' && text[len] != ' '; len++)
			;
		put_token(h, text, len);
		text += len + (text[len] == ' ');
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

void
header_text(struct header *h, const char *text)
{
	struct buf	clean;

	buf_init(&clean, h->out->max);
	squeeze(text, &clean);
	if (must_encode(buf_string(&clean)))
		put_all_encoded(h, buf_string(&clean));
	else
		put_words(h, buf_string(&clean));
	h->out->failed |= clean.failed;
	buf_clear(&clean);
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

	buf_init(&clean, h->out->max);
	squeeze(text, &clean);
	s = buf_string(&clean);
	if (must_encode(s) || clean.len > WORD_MAX) {
		put_all_encoded(h, s);
		buf_puts(h->out, tail);
		h->column += strlen(tail);
	} else
		put_quoted(h, s, tail);
	h->out->failed |= clean.failed;
	buf_clear(&clean);
}
