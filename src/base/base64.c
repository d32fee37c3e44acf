#include <stdint.h>
#include <string.h>

#include "base/base64.h"

static const char	digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_put(struct buf *b, const void *data, size_t len)
{
	const unsigned char	*p = data;
	uint32_t		 v;
	char			 out[4];
	size_t			 n;

	for (; len > 0; p += n, len -= n) {
		n = len < 3 ? len : 3;
		v = (uint32_t)p[0] << 16;
		v |= n > 1 ? (uint32_t)p[1] << 8 : 0;
		v |= n > 2 ? p[2] : 0;
		out[0] = digits[v >> 18];
		out[1] = digits[v >> 12 & 63];
		out[2] = n > 1 ? digits[v >> 6 & 63] : '=';
		out[3] = n > 2 ? digits[v & 63] : '=';
		buf_put(b, out, 4);
	}
}

/* Four digits; how many bytes they stand for, 0 for none of ours. */
static size_t
get_four(const char *s, int is_last, unsigned char out[3])
{
	const char	*digit;
	uint32_t	 v = 0;
	size_t		 n = 4;

	while (is_last && n > 2 && s[n - 1] == '=')
		n--;
	for (size_t i = 0; i < 4; i++) {
		digit = i < n && s[i] != '\0' ? strchr(digits, s[i]) : NULL;
		if (i < n && digit == NULL)
			return (0);
		v = v << 6 | (digit != NULL ? (uint32_t)(digit - digits) : 0);
	}
	out[0] = (unsigned char)(v >> 16);
	out[1] = (unsigned char)(v >> 8);
	out[2] = (unsigned char)v;
	/* Bits behind the last byte are none. */
	if ((n == 2 && out[1] != 0) || (n == 3 && out[2] != 0))
		return (0);
	return (n - 1);
}

int
base64_get(struct buf *b, const char *s, size_t len)
{
	unsigned char	out[3];
	size_t		n;

	if (len % 4 != 0)
		return (-1);
	for (; len > 0; s += 4, len -= 4) {
		if ((n = get_four(s, len == 4, out)) == 0)
			return (-1);
		buf_put(b, out, n);
	}
	return (b->failed ? -1 : 0);
}
