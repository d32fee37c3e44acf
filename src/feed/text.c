#include <string.h>

#include "base/utf8.h"
#include "feed/charset.h"
#include "feed/entity.h"
#include "feed/html.h"
#include "feed/text.h"

#define FIRST_SIZE	512

void
text_init(struct text *t, struct arena *a, size_t max)
{
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->max = max;
}

void
text_reset(struct text *t)
{
	t->len = 0;
	t->full = 0;
	if (t->data != NULL)
		t->data[0] = '\0';
}

void
text_put(struct text *t, const char *s, size_t len)
{
	size_t	 want;
	char	*p;

	if (t->full)
		return;
	if (len > t->max - t->len) {
		for (len = t->max - t->len; len > 0 &&
		    ((unsigned char)s[len] & 0xc0) == 0x80; len--)
			;
		t->full = 1;
	}
	if (t->size - t->len <= len) {
		want = t->size * 2 > FIRST_SIZE ? t->size * 2 : FIRST_SIZE;
		if (want <= t->len + len)
			want = t->len + len + 1;
		p = arena_grow(t->arena, t->data, t->len, want);
		if (p == NULL)
			return;
		t->data = p;
		t->size = want;
	}
	memcpy(t->data + t->len, s, len);
	t->len += len;
	t->data[t->len] = '\0';
}

void
text_puts(struct text *t, const char *s)
{
	text_put(t, s, strlen(s));
}

void
text_put_escaped(struct text *t, const char *s, size_t len)
{
	static const char	signs[256] = {
		['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1
	};
	size_t			i, run = 0;

	for (i = 0; i < len; i++) {
		if (!signs[(unsigned char)s[i]])
			continue;
		text_put(t, s + run, i - run);
		text_puts(t, s[i] == '&' ? "&amp;" : s[i] == '<' ? "&lt;" :
		    s[i] == '>' ? "&gt;" : "&quot;");
		run = i + 1;
	}
	text_put(t, s + run, i - run);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

const char *
text_trim(struct arena *a, const char *s)
{
	size_t	len;

	if (s == NULL)
		return (NULL);
	while (is_blank(*s))
		s++;
	len = strlen(s);
	while (len > 0 && is_blank(s[len - 1]))
		len--;
	return (len > 0 ? arena_strndup(a, s, len) : NULL);
}

const char *
text_squeeze(struct arena *a, const char *s)
{
	char	*out, *p;

	if (s == NULL || (p = out = arena_bytes(a, strlen(s) + 1)) == NULL)
		return (NULL);
	for (; *s != '\0'; s++) {
		if (!is_blank(*s))
			*p++ = *s;
		else if (p > out && p[-1] != ' ')
			*p++ = ' ';
	}
	if (p > out && p[-1] == ' ')
		p--;
	*p = '\0';
	arena_shrink(a, out, (size_t)(p - out) + 1);
	return (p > out ? out : NULL);
}

const char *
text_escape(struct arena *a, const char *s)
{
	struct text	t;

	text_init(&t, a, strlen(s) * 6);
	text_put_escaped(&t, s, strlen(s));
	return (t.data);
}

/* Nothing in it that only a parser of HTML can tell. */
static int
is_simple(const char *s)
{
	for (; (s = strpbrk(s, "<&")) != NULL; s++)
		if ((*s == '<' && strchr(" \t\r\n=0123456789", s[1]) == NULL) ||
		    (*s == '&' && strchr(" \t\r\n&", s[1]) == NULL))
			return (0);
	return (1);
}

/*
 * References decoded where there is no tag, NULL where it takes more: what
 * they make may be markup in its turn.
 */
static const char *
decode_simple(struct arena *a, const char *s)
{
	const char	*end = s + strlen(s);
	char		*out, *to;
	uint32_t	 c;
	size_t		 n;

	if (strchr(s, '<') != NULL ||
	    (to = out = arena_bytes(a, (size_t)(end - s) + 1)) == NULL)
		return (NULL);
	while (s < end) {
		if (*s != '&') {
			*to++ = *s++;
			continue;
		}
		if ((n = entity_read(s, end, &c)) == 0 ||
		    (c < 0xa0 && c != '"' && c != '\'' && c != '>'))
			return (NULL);
		to += utf8_put(to, c != 0xa0 ? c : ' ');
		s += n;
	}
	*to = '\0';
	return (out);
}

const char *
text_of_html(struct arena *a, const char *s)
{
	const char	*simple;

	if (is_simple(s))
		return (s);
	if ((simple = decode_simple(a, s)) != NULL)
		return (simple);
	if ((s = html_plain(a, s)) == NULL)
		return (NULL);
	return (charset_repair(a, s, strlen(s)));
}

const char *
text_unescape_amp(struct arena *a, const char *s, size_t len)
{
	const char	*end = s + len;
	char		*out, *to;
	uint32_t	 c;
	size_t		 n;

	if ((to = out = arena_bytes(a, len + 1)) == NULL)
		return (NULL);
	while (s < end) {
		n = *s == '&' ? entity_read(s, end, &c) : 0;
		if (n == 0 || c != '&') {
			*to++ = *s++;
			continue;
		}
		*to++ = '&';
		for (s += n; end - s >= 4 && memcmp(s, "amp;", 4) == 0;)
			s += 4;
	}
	*to = '\0';
	return (out);
}

const char *
text_of_base64(struct arena *a, const char *s)
{
	static const char	 digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char			*out, *to;
	const char		*d;
	uint32_t		 bits = 0;
	int			 n = 0;

	if ((to = out = arena_bytes(a, strlen(s) + 1)) == NULL)
		return (NULL);
	for (; *s != '\0' && *s != '='; s++) {
		if (is_blank(*s))
			continue;
		if ((d = strchr(digits, *s)) == NULL)
			return (NULL);
		bits = bits << 6 | (uint32_t)(d - digits);
		n += 6;
		if (n >= 8) {
			n -= 8;
			*to++ = (char)(bits >> n);
		}
	}
	*to = '\0';
	return (charset_repair(a, out, (size_t)(to - out)));
}

/* "<p", "</p" or "<!" at p, but not "<name@host>" or "vector<int>" */
static int
is_tag(const char *p)
{
	size_t	n;

	if (*++p == '!')
		return (1);
	if (*p == '/')
		p++;
	if ((*p | 0x20) < 'a' || (*p | 0x20) > 'z')
		return (0);
	for (n = 1; n < 32 && (((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z') ||
	    (p[n] >= '0' && p[n] <= '9') || p[n] == '-' || p[n] == ':'); n++)
		;
	return ((is_blank(p[n]) || p[n] == '>' || p[n] == '/') &&
	    html_is_element(p, n));
}

int
text_is_markup(const char *s)
{
	const char	*p, *end;
	uint32_t	 c;

	for (p = s; (p = strchr(p, '<')) != NULL; p++)
		if (is_tag(p))
			break;
	if (p != NULL && strchr(p, '>') != NULL)
		return (1);
	end = s + strlen(s);
	for (p = s; (p = memchr(p, '&', (size_t)(end - p))) != NULL; p++)
		if (entity_read(p, end, &c) != 0)
			return (1);
	return (0);
}
