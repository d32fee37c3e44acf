#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/charset_label.h"
#include "feed/charset_wide.h"

#define LOOK	512		/* bytes that show by their zeros */

/* In units of 2 or 4 bytes, the last one first or the first one first. */
static const struct wide {
	int		cs;
	size_t		size;
	int		little;
} wides[] = {
	{ CS_UTF32LE, 4, 1 },
	{ CS_UTF32BE, 4, 0 },
	{ CS_UTF16LE, 2, 1 },
	{ CS_UTF16BE, 2, 0 },
};

static uint32_t
unit_get(const struct wide *w, const unsigned char *p)
{
	uint32_t	c = 0;

	for (size_t i = 0; i < w->size; i++)
		c = c << 8 | p[w->little ? w->size - 1 - i : i];
	return (c);
}

/* A byte order mark's encoding and length, or -1. */
static int
find_mark(const unsigned char *p, size_t len, size_t *skip)
{
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		*skip = 3;
		return (CS_UTF8);
	}
	for (size_t i = 0; i < sizeof(wides) / sizeof(wides[0]); i++)
		if (len >= wides[i].size && unit_get(&wides[i], p) == 0xfeff) {
			*skip = wides[i].size;
			return (wides[i].cs);
		}
	return (-1);
}

static int
is_ascii_text(uint32_t c)
{
	return ((c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r');
}

/* Feeds begin with markup, so that half of all units are ASCII or more. */
static int
find_zeros(const unsigned char *p, size_t len)
{
	const struct wide	*w;
	size_t			 n, ascii;

	if (len > LOOK)
		len = LOOK;
	for (size_t i = 0; i < sizeof(wides) / sizeof(wides[0]); i++) {
		w = &wides[i];
		n = ascii = 0;
		for (; (n + 1) * w->size <= len; n++)
			if (is_ascii_text(unit_get(w, p + n * w->size)))
				ascii++;
		if (n >= 2 && ascii * 2 >= n && ascii >= 2)
			return (w->cs);
	}
	return (-1);
}

/* Blanks of one byte, which a wide unit of ASCII doesn't begin with. */
static size_t
blanks_end(const unsigned char *p, size_t len)
{
	size_t	i = 0;

	while (i + 1 < len && i < LOOK && p[i] != 0 && p[i + 1] != 0 &&
	    strchr(" \t\r\n", p[i]) != NULL)
		i++;
	return (i);
}

/*
 * Programs print line ends of one byte before a document they have from
 * elsewhere.
 */
int
charset_wide_find(const char *data, size_t len, size_t *skip, int *marked)
{
	const unsigned char	*p = (const unsigned char *)data;
	size_t			 blanks = blanks_end(p, len), n = 0;
	int			 cs;

	*marked = 1;
	*skip = 0;
	if ((cs = find_mark(p, len, skip)) != -1)
		return (cs);
	*skip = blanks;
	if (blanks > 0 &&
	    (cs = find_mark(p + blanks, len - blanks, &n)) != -1) {
		*skip += n;
		return (cs);
	}
	*marked = 0;
	if (memchr(p, 0, len < LOOK ? len : LOOK) != NULL) {
		if ((cs = find_zeros(p + blanks, len - blanks)) != -1)
			return (cs);
		cs = find_zeros(p, len);
	}
	*skip = 0;
	return (cs);
}

int
charset_wide_decode(struct arena *a, int cs, const char *data, size_t len,
    const char **text, size_t *text_len)
{
	const unsigned char	*p = (const unsigned char *)data;
	const struct wide	*w = wides;
	uint32_t		 c, low;
	size_t			 used = 0;
	char			*out;

	while (w->cs != cs)
		w++;
	/* Two bytes become three at most, four four, what is left U+FFFD. */
	if ((out = arena_bytes(a, len + len / 2 + 4)) == NULL)
		return (-1);
	for (; len >= w->size; p += w->size, len -= w->size) {
		c = unit_get(w, p);
		if (w->size == 2 && (c & 0xfc00) == 0xd800 && len >= 4 &&
		    ((low = unit_get(w, p + 2)) & 0xfc00) == 0xdc00) {
			c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
			p += 2;
			len -= 2;
		}
		used += utf8_put(out + used, c);
	}
	if (len > 0)
		used += utf8_put(out + used, 0xfffd);
	out[used] = '\0';
	arena_shrink(a, out, used + 1);
	*text = out;
	*text_len = used;
	return (0);
}
