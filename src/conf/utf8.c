#include <locale.h>
#include <wctype.h>

#include "conf/utf8.h"

size_t
conf_utf8_get(const char *s, size_t len, uint32_t *c)
{
	static const uint32_t	 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char	*p = (const unsigned char *)s;
	size_t			 n;

	if (len == 0)
		return (0);
	*c = p[0];
	if (p[0] < 0x80)
		return (1);
	n = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 :
	    p[0] < 0xf5 ? 4 : 0;
	if (n == 0 || n > len)
		return (0);
	*c = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return (0);
		*c = *c << 6 | (p[i] & 0x3f);
	}
	if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return (0);
	return (n);
}

/*
 * By libc's C.UTF-8, whatever the locale of the program is; where a system
 * lacks it only ASCII counts.
 */
int
conf_utf8_is_word(uint32_t c)
{
	static locale_t	utf8;
	static int	asked;

	if (c < 0x80)
		return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'));
	if (!asked) {
		asked = 1;
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	}
	return (utf8 != (locale_t)0 && iswalnum_l((wint_t)c, utf8));
}
