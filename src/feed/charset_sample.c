#include <string.h>

#include "base/utf8.h"
#include "feed/charset_sample.h"

#define SCAN		(256 * 1024)	/* where text is looked for */
#define HINT_LOOK	(8 * 1024)	/* a feed's head, with its language */

/* Whether the angle at p begins a tag; what CDATA has in it is text. */
static int
is_tag(const char *p, size_t len)
{
	return (len > 2 && (p[1] == '/' || p[1] == '?' ||
	    (p[1] == '!' && p[2] != '[') ||
	    ((p[1] | 0x20) >= 'a' && (p[1] | 0x20) <= 'z')));
}

/* Between tags; what is escaped is seen as blanks. */
static void
sample_text(struct charset_sample *s, const char *data, size_t len)
{
	int	tag = 0;
	char	c;

	memset(s->count, 0, sizeof(s->count));
	s->len = 0;
	for (size_t i = 0; i < len && i < SCAN && s->len < SAMPLE_MAX; i++) {
		c = data[i];
		if (c == '<' || c == '>') {
			tag = c == '<' && is_tag(data + i, len - i);
			c = ' ';
		} else if (c == '&') {
			while (i + 1 < len && data[i] != ';' &&
			    (unsigned char)data[i + 1] < 0x80 &&
			    strchr(" <", data[i + 1]) == NULL)
				i++;
			c = ' ';
		}
		if (tag)
			continue;
		s->text[s->len++] = (unsigned char)c;
		s->count[(unsigned char)c]++;
	}
	s->high = 0;
	for (size_t i = 128; i < 256; i++)
		s->high += s->count[i];
}

/* The value that begins behind name, as in <language>ru<, "language": "ru". */
static int
hint_find(struct charset_sample *s, const char *data, size_t len,
    const char *name)
{
	const char	*p = memmem(data, len, name, strlen(name)),
			*end = data + len, *q;

	if (p == NULL)
		return (0);
	for (p += strlen(name); p < end && *p != '\0' &&
	    strchr("=\"'>: \t\r\n", *p) != NULL; p++)
		;
	for (q = p; q < end && q - p < 12 && (*q == '-' || *q == '_' ||
	    ((*q | 0x20) >= 'a' && (*q | 0x20) <= 'z')); q++)
		;
	s->tag = p;
	s->tag_len = (size_t)(q - p);
	return (s->tag_len >= 2);
}

const struct charset_sample *
charset_sample(const char *data, size_t len)
{
	static struct charset_sample	 one;
	struct charset_sample		*s = &one;
	size_t			 n = len < HINT_LOOK ? len : HINT_LOOK, i;

	s->tag = NULL;
	if (!hint_find(s, data, n, "<language") &&
	    !hint_find(s, data, n, "dc:language") &&
	    !hint_find(s, data, n, "xml:lang") &&
	    !hint_find(s, data, n, "\"language\""))
		s->tag = NULL;
	i = utf8_ascii(data, len);
	/* The word it is in, whose beginning tells of capitals. */
	for (n = i; n > 0 && i - n < 64 && data[n - 1] != '>'; n--)
		;
	sample_text(s, data + n, len - n);
	return (s);
}

int
charset_sample_has_c1(const char *data, size_t len)
{
	const struct charset_sample	*s = charset_sample(data, len);
	size_t			 n = 0;

	for (size_t i = 0x80; i < 0xa0; i++)
		n += s->count[i];
	return (n > 0);
}
