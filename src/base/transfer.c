#include <string.h>

#include "base/base64.h"
#include "base/transfer.h"
#include "base/utf8.h"

#define LINE_BYTES	998	/* RFC 5322, 2.1.1 */
#define LINE_CHARS	76	/* RFC 2045, 6.7 and 6.8 */
#define BASE64_BYTES	(LINE_CHARS / 4 * 3)
#define WORD_CHARS	24	/* of a word that isn't divided */

static int
is_from(const char *p, const char *end)
{
	return (end - p >= 5 && memcmp(p, "From ", 5) == 0);
}

static size_t
line_length(const char *p, const char *end)
{
	const char	*eol = memchr(p, '\n', (size_t)(end - p));

	return ((size_t)((eol != NULL ? eol : end) - p));
}

/* Whether its lines may stand as they are. */
static int
has_good_lines(const char *p, const char *end)
{
	size_t	len;

	for (; p < end; p += len + 1) {
		len = line_length(p, end);
		if (len > LINE_BYTES || is_from(p, end))
			return (0);
		if (p + len == end)
			break;
	}
	return (1);
}

enum transfer
transfer_choose(const char *text, size_t len, int want_8bit)
{
	size_t	i, high = 0;

	for (i = utf8_ascii(text, len); i < len; i++)
		high += (unsigned char)text[i] >= 0x80;
	if ((high == 0 || want_8bit) && has_good_lines(text, text + len))
		return (high == 0 ? TRANSFER_7BIT : TRANSFER_8BIT);
	/* Two bytes more for each, or a third more of all. */
	return (high <= len / 6 ? TRANSFER_QUOTED : TRANSFER_BASE64);
}

static const char *const	names[] = {
	[TRANSFER_7BIT] = "7bit", [TRANSFER_8BIT] = "8bit",
	[TRANSFER_QUOTED] = "quoted-printable", [TRANSFER_BASE64] = "base64"
};

const char *
transfer_name(enum transfer t)
{
	return (names[t]);
}

int
transfer_of_name(const char *name, size_t len, enum transfer *t)
{
	for (*t = TRANSFER_7BIT; *t <= TRANSFER_BASE64; (*t)++)
		if (strlen(names[*t]) == len &&
		    memcmp(names[*t], name, len) == 0)
			return (0);
	return (-1);
}

static void
put_base64(struct buf *b, const char *text, size_t len)
{
	size_t	n;

	for (; len > 0; text += n, len -= n) {
		n = len < BASE64_BYTES ? len : BASE64_BYTES;
		base64_put(b, text, n);
		buf_putc(b, '\n');
	}
}

/* What has a meaning of its own here, or loses its place on the way. */
static int
is_safe(const char *p, const char *eol, int begins)
{
	if (begins && (is_from(p, eol) || (*p == '.' && p + 1 == eol)))
		return (0);
	if (*p == ' ' || *p == '\t')
		return (p + 1 < eol);
	return (*p > ' ' && *p < 0x7f && *p != '=');
}

static const char	digits[] = "0123456789ABCDEF";

static size_t
quote(const char *p, size_t n, char *to)
{
	size_t	i, len = 0;

	for (i = 0; i < n; i++) {
		to[len++] = '=';
		to[len++] = digits[(unsigned char)p[i] >> 4];
		to[len++] = digits[(unsigned char)p[i] & 15];
	}
	return (len);
}

struct quoted {
	struct buf	*out;
	char		 line[LINE_CHARS + 2];
	size_t		 column;
	size_t		 word;		/* where the last one begins */
};

/*
 * Ends the line softly, in front of its last word if that isn't long, and
 * isn't one that may not begin a line.
 */
static void
break_line(struct quoted *q)
{
	size_t	end = q->word, rest = q->column - end;

	if (end == 0 || rest > WORD_CHARS || q->line[end] == 'F' ||
	    q->line[end] == '.') {
		end = q->column;
		rest = 0;
	}
	buf_put(q->out, q->line, end);
	buf_puts(q->out, "=\n");
	memmove(q->line, q->line + end, rest);
	q->column = rest;
	q->word = 0;
}

/* Characters stay whole, and most words: people look for them. */
static void
put_quoted_line(struct quoted *q, const char *p, const char *eol)
{
	char	 s[3 * UTF8_MAX];
	size_t	 n, len;

	for (q->column = q->word = 0; p < eol; p += n) {
		n = len = 1;
		if (is_safe(p, eol, q->column == 0))
			s[0] = *p;
		else {
			if ((n = utf8_length(p, (size_t)(eol - p))) == 0)
				n = 1;
			len = quote(p, n, s);
		}
		if (q->column + len + (p + n < eol) > LINE_CHARS) {
			break_line(q);
			n = 0;
			continue;
		}
		memcpy(q->line + q->column, s, len);
		q->column += len;
		if (*p == ' ')
			q->word = q->column;
	}
	buf_put(q->out, q->line, q->column);
}

static void
put_quoted(struct buf *b, const char *p, const char *end)
{
	struct quoted	 q = { .out = b };
	size_t		 len;

	for (; p < end; p += len) {
		len = line_length(p, end);
		put_quoted_line(&q, p, p + len);
		if (p + len == end)
			break;
		buf_putc(b, '\n');
		len++;
	}
}

void
transfer_put(struct buf *b, enum transfer t, const char *text, size_t len)
{
	switch (t) {
	case TRANSFER_QUOTED:
		put_quoted(b, text, text + len);
		break;
	case TRANSFER_BASE64:
		put_base64(b, text, len);
		break;
	default:
		buf_put(b, text, len);
		break;
	}
}

static int
get_base64(struct buf *b, const char *p, const char *end)
{
	size_t	len;

	for (; p < end; p += len + 1) {
		len = line_length(p, end);
		if (p + len == end || base64_get(b, p, len) == -1)
			return (-1);
	}
	return (0);
}

static int
get_quoted(struct buf *b, const char *p, const char *end)
{
	const char	*high, *low;

	for (; p < end; p++) {
		if (*p != '=') {
			buf_putc(b, *p);
			continue;
		}
		if (p + 1 < end && p[1] == '\n') {
			p++;
			continue;
		}
		if (end - p < 3 ||
		    (high = memchr(digits, p[1], 16)) == NULL ||
		    (low = memchr(digits, p[2], 16)) == NULL)
			return (-1);
		buf_putc(b, (char)((high - digits) << 4 | (low - digits)));
		p += 2;
	}
	return (0);
}

int
transfer_get(struct buf *b, enum transfer t, const char *text, size_t len)
{
	switch (t) {
	case TRANSFER_QUOTED:
		return (get_quoted(b, text, text + len));
	case TRANSFER_BASE64:
		return (get_base64(b, text, text + len));
	default:
		buf_put(b, text, len);
		return (0);
	}
}
