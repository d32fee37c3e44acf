#include <string.h>

#include "base/utf8.h"

#define HIGH_BITS	0x8080808080808080ull

static int
is_tail(const char *s, size_t i)
{
	return (((unsigned char)s[i] & 0xc0) == 0x80);
}

size_t
utf8_length(const char *s, size_t len)
{
	unsigned char	c, d;

	if (len == 0)
		return (0);
	if ((c = (unsigned char)s[0]) < 0x80)
		return (1);
	if (c < 0xc2 || c > 0xf4 || len < 2 || !is_tail(s, 1))
		return (0);
	if (c < 0xe0)
		return (2);
	d = (unsigned char)s[1];
	if (c < 0xf0)
		return (len < 3 || !is_tail(s, 2) || (c == 0xe0 && d < 0xa0) ||
		    (c == 0xed && d > 0x9f) ? 0 : 3);
	return (len < 4 || !is_tail(s, 2) || !is_tail(s, 3) ||
	    (c == 0xf0 && d < 0x90) || (c == 0xf4 && d > 0x8f) ? 0 : 4);
}

size_t
utf8_get(const char *s, size_t len, uint32_t *c)
{
	size_t	n = utf8_length(s, len);

	if (n == 0)
		return (0);
	*c = n == 1 ? (unsigned char)s[0] :
	    (unsigned char)s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		*c = *c << 6 | ((unsigned char)s[i] & 0x3f);
	return (n);
}

/* How many of the eight bytes at s come before one beyond ASCII. */
static size_t
ascii_of_eight(const char *s)
{
	uint64_t	w;

	memcpy(&w, s, sizeof(w));
	if ((w &= HIGH_BITS) == 0)
		return (8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return ((size_t)__builtin_ctzll(w) / 8);
#else
	return ((size_t)__builtin_clzll(w) / 8);
#endif
}

size_t
utf8_ascii(const char *s, size_t len)
{
	uint64_t	w[4];
	size_t		i = 0, n;

	for (; len - i >= sizeof(w); i += sizeof(w)) {
		memcpy(w, s + i, sizeof(w));
		if (((w[0] | w[1] | w[2] | w[3]) & HIGH_BITS) != 0)
			break;
	}
	for (; len - i >= 8; i += n)
		if ((n = ascii_of_eight(s + i)) < 8)
			return (i + n);
	while (i < len && (unsigned char)s[i] < 0x80)
		i++;
	return (i);
}

/* Two and three bytes are what most texts have: seen without a call. */
size_t
utf8_valid(const char *s, size_t len)
{
	const unsigned char	*p = (const unsigned char *)s;
	size_t			 i = 0, n;

	while (len - i >= 8) {
		if (p[i] < 0x80) {
			i += n = ascii_of_eight(s + i);
			if (n == 8)
				i += utf8_ascii(s + i, len - i);
		} else if (p[i] >= 0xc2 && p[i] < 0xe0 && is_tail(s, i + 1))
			i += 2;
		else if (p[i] > 0xe0 && p[i] < 0xf0 && p[i] != 0xed &&
		    is_tail(s, i + 1) && is_tail(s, i + 2))
			i += 3;
		else if ((n = utf8_length(s + i, len - i)) != 0)
			i += n;
		else
			return (i);
	}
	while ((n = utf8_length(s + i, len - i)) != 0)
		i += n;
	return (i);
}

size_t
utf8_put(char *out, uint32_t c)
{
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		out[0] = (char)c;
		return (1);
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return (2);
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return (3);
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return (4);
}

uint32_t
utf8_1252(unsigned char c)
{
	static const uint16_t high[32] = {
		0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
		0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178
	};

	return (c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
}
