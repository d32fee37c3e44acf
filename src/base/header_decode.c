#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/header.h"

struct encoded {
	const char	*text;
	size_t		 len;
	char		 by;		/* Q or B */
	const char	*end;		/* behind the word */
};

/* RFC 2231, 5: a language may follow. */
static int
is_known_charset(const char *s, size_t len)
{
	const char	*language = memchr(s, '*', len);

	if (language != NULL)
		len = (size_t)(language - s);
	return ((len == 5 && strncasecmp(s, "utf-8", len) == 0) ||
	    (len == 8 && strncasecmp(s, "us-ascii", len) == 0));
}

/* =?charset?Q?text?= */
static int
find_encoded(const char *s, struct encoded *w)
{
	size_t	charset;

	if (s[0] != '=' || s[1] != '?')
		return (0);
	s += 2;
	charset = strcspn(s, "? \t");
	if (s[charset] != '?' || !is_known_charset(s, charset))
		return (0);
	s += charset + 1;
	w->by = *s == 'q' ? 'Q' : *s == 'b' ? 'B' : *s;
	if ((w->by != 'Q' && w->by != 'B') || s[1] != '?')
		return (0);
	w->text = s + 2;
	w->len = strcspn(w->text, "? \t");
	w->end = w->text + w->len + 2;
	return (w->text[w->len] == '?' && w->text[w->len + 1] == '=');
}

static int
digit(char c)
{
	static const char	digits[] = "0123456789ABCDEFabcdef";
	const char		*p = c != '\0' ? strchr(digits, c) : NULL;

	if (p == NULL)
		return (-1);
	return ((int)(p - digits) < 16 ? (int)(p - digits) :
	    (int)(p - digits) - 6);
}

static void
decode_q(const char *s, size_t len, struct buf *out)
{
	size_t	i;
	int	high, low;

	for (i = 0; i < len; i++) {
		high = s[i] == '=' && i + 2 < len ? digit(s[i + 1]) : -1;
		low = high != -1 ? digit(s[i + 2]) : -1;
		if (low != -1) {
			buf_putc(out, (char)(high << 4 | low));
			i += 2;
		} else
			buf_putc(out, s[i] == '_' ? ' ' : s[i]);
	}
}

void
header_decode(const char *body, struct buf *out)
{
	struct encoded	w;
	const char	*s = body, *next;
	size_t		 before;

	while (*s != '\0') {
		if (!find_encoded(s, &w)) {
			buf_putc(out, *s++);
			continue;
		}
		before = out->len;
		if (w.by == 'Q')
			decode_q(w.text, w.len, out);
		else if (base64_get(out, w.text, w.len) == -1) {
			out->len = before;
			buf_put(out, s, (size_t)(w.end - s));
		}
		s = w.end;
		/* Blanks between two of them were put in to fold. */
		next = s + strspn(s, " \t");
		if (find_encoded(next, &w))
			s = next;
	}
}
