#include <string.h>

#include "feed/html_internal.h"

#define OPENED_MAX	16

/* Length of an escaped character at p, which it stands for in *c; or 0. */
static size_t
escaped(const char *p, char *c)
{
	static const struct {
		const char	*from;
		char		 to;
	} table[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&#34;", '"' }, { "&#39;", '\'' },
		{ "&apos;", '\'' }, { "&#60;", '<' }, { "&#62;", '>' },
		{ "&#38;", '&' }, { "&#x3c;", '<' }, { "&#x3C;", '<' },
		{ "&#x3e;", '>' }, { "&#x3E;", '>' }, { "&#x27;", '\'' },
	};
	size_t	i, len;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		len = strlen(table[i].from);
		if (strncmp(p, table[i].from, len) == 0) {
			*c = table[i].to;
			return (len);
		}
	}
	return (0);
}

/* The first tag, or the end. */
static const char *
first_tag(const char *p, const char *end)
{
	for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++)
		if (((p[1] | 0x20) >= 'a' && (p[1] | 0x20) <= 'z') ||
		    p[1] == '/')
			return (p);
	return (end);
}

static size_t
name_length(const char *p)
{
	size_t	n;

	for (n = 0; ((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z') ||
	    (p[n] >= '0' && p[n] <= '9') || p[n] == '-' || p[n] == ':' ||
	    p[n] == '_'; n++)
		;
	return (n);
}

/*
 * Whether [p, end) holds escaped elements: one that is closed, too, or one
 * that needn't be.  "The &lt;b&gt; element" holds none.
 */
static int
holds_escaped(const char *p, const char *end)
{
	const struct html_element *e, *opened[OPENED_MAX] = { NULL };
	const char		*name;
	size_t			 n, i, nopened = 0;
	char			 c;

	for (; (p = memchr(p, '&', (size_t)(end - p))) != NULL; p++) {
		if ((n = escaped(p, &c)) == 0 || c != '<')
			continue;
		name = p + n + (p[n] == '/');
		e = html_element(name, name_length(name));
		if (!html_is_known(e))
			continue;
		if (e->id == HTML_BR || e->id == HTML_IMG)
			return (1);
		for (i = 0; i < nopened && opened[i] != e; i++)
			;
		if (p[n] == '/' && i < nopened)
			return (1);
		if (p[n] != '/' && i == nopened && i < OPENED_MAX)
			opened[nopened++] = e;
	}
	return (0);
}

/* Whether an escaped tag or comment stands at the beginning. */
static int
begins_escaped(const char *p)
{
	size_t	n;
	char	c;

	p += strspn(p, " \t\r\n");
	if ((n = escaped(p, &c)) == 0 || c != '<')
		return (0);
	p += n;
	return (strncmp(p, "!--", 3) == 0 ||
	    html_is_element(p, name_length(p)));
}

/* [html, stop) decoded once, and the rest as it stands. */
static const char *
unescape(struct arena *a, const char *html, const char *stop, size_t *len)
{
	size_t		 rest = *len - (size_t)(stop - html), n;
	char		*out = arena_bytes(a, *len + 1), *to = out, c;

	if (out == NULL)
		return (NULL);
	while (html < stop) {
		if (*html == '&' && (n = escaped(html, &c)) != 0) {
			*to++ = c;
			html += n;
		} else
			*to++ = *html++;
	}
	memcpy(to, stop, rest + 1);
	*len = (size_t)(to - out) + rest;
	return (out);
}

const char *
html_unescape_twice(struct arena *a, const char *html, size_t *len)
{
	const char	*end = html + *len, *stop = first_tag(html, end);

	if (!holds_escaped(html, stop) ||
	    (stop != end && !begins_escaped(html)))
		return (html);
	return (unescape(a, html, stop, len));
}
