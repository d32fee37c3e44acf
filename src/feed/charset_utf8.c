#include <string.h>

#include "base/utf8.h"
#include "feed/charset_convert.h"
#include "feed/charset_utf8.h"

enum piece {
	GOOD,
	PAIR,			/* two surrogates of three bytes each */
	SURROGATE,		/* one alone */
	ZERO,			/* NUL in two bytes */
	CUT,			/* or overlong */
	LONE,			/* a lead without any tail */
	STRAY
};

static int
is_tail(unsigned char c)
{
	return ((c & 0xc0) == 0x80);
}

static size_t
expected_length(unsigned char lead)
{
	if (lead < 0xc0 || lead > 0xf4)
		return (0);
	return (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
}

static int
is_pair(const unsigned char *p, size_t len)
{
	return (len >= 6 && p[0] == 0xed && (p[1] & 0xf0) == 0xa0 &&
	    is_tail(p[2]) && p[3] == 0xed && (p[4] & 0xf0) == 0xb0 &&
	    is_tail(p[5]));
}

/* What s begins with, len not being 0, and its bytes. */
static enum piece
piece_at(const char *s, size_t len, size_t *n)
{
	const unsigned char	*p = (const unsigned char *)s;
	size_t			 want, tails = 0;

	if ((*n = utf8_length(s, len)) != 0)
		return (GOOD);
	if (is_pair(p, len)) {
		*n = 6;
		return (PAIR);
	}
	*n = 1;
	if ((want = expected_length(p[0])) == 0)
		return (STRAY);
	while (tails + 1 < want && tails + 1 < len && is_tail(p[tails + 1]))
		tails++;
	if (tails == 0)
		return (LONE);
	*n = tails + 1;
	if (p[0] == 0xed && tails == 2)
		return (SURROGATE);
	return (p[0] == 0xc0 && p[1] == 0x80 ? ZERO : CUT);
}

void
charset_utf8_count(const char *s, size_t len, struct charset_utf8 *out)
{
	size_t	i = 0, n;

	memset(out, 0, sizeof(*out));
	for (; i < len; i += n) {
		if ((unsigned char)s[i] < 0x80) {
			n = 1;
			continue;
		}
		switch (piece_at(s + i, len - i, &n)) {
		case GOOD:
			out->leads[(unsigned char)s[i]] = 1;
			out->multibyte++;
			break;
		case PAIR:
		case SURROGATE:
			out->multibyte++;
			break;
		case ZERO:
			break;
		case CUT:
			out->cut++;
			out->bad += n;
			break;
		default:
			out->stray++;
			out->bad++;
		}
	}
}

/* Whether texts end here: at markup, a full stop or an ellipsis. */
static int
is_end(const char *s, size_t len)
{
	return (len == 0 || strchr("<&.[]\"", s[0]) != NULL ||
	    (len >= 3 && memcmp(s, "\xe2\x80\xa6", 3) == 0) ||
	    (len >= 2 && s[0] == ' ' && s[1] == '['));
}

/*
 * A sequence that was cut by someone who counts bytes begins like others of
 * the document: the last letter of "caf\xe9</title>" is no such beginning in
 * French, nor is a letter and a closing quotation mark.
 */
static int
is_cut(const struct charset_utf8 *seen, const char *s, size_t len,
    enum piece kind, size_t n)
{
	unsigned char	c = (unsigned char)s[0];

	if (kind == LONE)
		return (seen->leads[c] && is_end(s + 1, len - 1));
	return (n != 2 || c < 0xe0 || seen->leads[c] ||
	    strchr("\xa0\xab\xbb\x85\x91\x92\x93\x94", s[1]) == NULL);
}

static size_t
put_pair(char *out, const char *s)
{
	const unsigned char	*p = (const unsigned char *)s;
	uint32_t		 high, low;

	high = (p[1] & 0x0fu) << 6 | (p[2] & 0x3fu);
	low = (p[4] & 0x0fu) << 6 | (p[5] & 0x3fu);
	return (utf8_put(out, 0x10000 + (high << 10) + low));
}

/* A byte of windows-1252, where it has that one. */
static size_t
put_stray(char *out, unsigned char c)
{
	uint32_t	cp = utf8_1252(c);

	return (utf8_put(out, cp >= 0xa0 ? cp : 0xfffd));
}

/* What isn't well-formed at s; returns the bytes consumed. */
static size_t
mend_piece(const struct charset_utf8 *seen, const char *s, size_t len,
    char *out, size_t *put)
{
	size_t		n;
	enum piece	kind = piece_at(s, len, &n);

	switch (kind) {
	case PAIR:
		*put = put_pair(out, s);
		return (n);
	case SURROGATE:
		*put = utf8_put(out, 0xfffd);
		return (n);
	case ZERO:
		*put = 0;
		return (n);
	case CUT:
	case LONE:
		if (is_cut(seen, s, len, kind, n)) {
			*put = utf8_put(out, 0xfffd);
			return (n);
		}
		break;
	default:
		break;
	}
	*put = put_stray(out, (unsigned char)s[0]);
	return (1);
}

int
charset_utf8_mend(struct arena *a, const char *s, size_t len,
    const struct charset_utf8 *seen, const char **text, size_t *text_len)
{
	size_t	 i = 0, used = 0, run, put;
	char	*out;

	if ((out = arena_bytes(a, len + 2 * seen->bad + 1)) == NULL)
		return (-1);
	while (i < len) {
		run = utf8_valid(s + i, len - i);
		memcpy(out + used, s + i, run);
		used += run;
		i += run;
		if (i == len)
			break;
		i += mend_piece(seen, s + i, len - i, out + used, &put);
		used += put;
	}
	out[used] = '\0';
	arena_shrink(a, out, used + 1);
	*text = out;
	*text_len = used;
	return (0);
}
