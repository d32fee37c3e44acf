#include <string.h>

#include "feed/html_shown.h"

/* Superscripts that have a sign of their own. */
static const struct {
	char		 c;
	const char	*sign;
} raised[] = {
	{ '0', "\u2070" }, { '1', "\u00b9" }, { '2', "\u00b2" },
	{ '3', "\u00b3" }, { '4', "\u2074" }, { '5', "\u2075" },
	{ '6', "\u2076" }, { '7', "\u2077" }, { '8', "\u2078" },
	{ '9', "\u2079" }, { '+', "\u207a" }, { '-', "\u207b" },
	{ '=', "\u207c" }, { '(', "\u207d" }, { ')', "\u207e" }
};

static const char *
raise_one(char c)
{
	size_t	i;

	for (i = 0; i < sizeof(raised) / sizeof(raised[0]); i++)
		if (raised[i].c == c)
			return (raised[i].sign);
	return (NULL);
}

static int
is_digits(const char *s, size_t len)
{
	return (len > 0 && strspn(s, "0123456789") >= len);
}

static int
is_bracketed(const char *s)
{
	size_t	len = strlen(s);

	return (len > 2 && *s == '[' && s[len - 1] == ']' &&
	    is_digits(s + 1, len - 2));
}

/* All of it digits that are raised already. */
static int
is_raised(const char *s)
{
	size_t	i, n;

	while (*s != '\0') {
		for (i = n = 0; i < 10 && n == 0; i++)
			if (strncmp(s, raised[i].sign,
			    strlen(raised[i].sign)) == 0)
				n = strlen(raised[i].sign);
		if (n == 0)
			return (0);
		s += n;
	}
	return (1);
}

int
html_shown_is_footnote(const char *shown, int up)
{
	return (is_bracketed(shown) || is_raised(shown) ||
	    (up && is_digits(shown, strlen(shown))));
}

/* "st", "TM", and the e of "1er"; not a letter that is an exponent. */
static int
is_ordinal(const char *s)
{
	if (*s != '\0' && s[1] == '\0')
		return (strchr("aeors", *s) != NULL);
	for (; *s != '\0'; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		    (unsigned char)*s >= 0x80))
			return (0);
	return (1);
}

void
html_shown_raise(const char *text, struct buf *out)
{
	size_t	i, len = strlen(text), from = is_bracketed(text) ? 1 : 0;

	for (i = from; i < len - from && raise_one(text[i]) != NULL; i++)
		;
	if (i == len - from) {
		for (i = from; i < len - from; i++)
			buf_puts(out, raise_one(text[i]));
	} else if (is_ordinal(text) || strpbrk(text, " []") != NULL)
		buf_puts(out, text);
	else
		buf_printf(out, len > 1 ? "^(%s)" : "^%s", text);
}

/* Behind "https://" and "www.", as people write it. */
static const char *
skip_scheme(const char *url)
{
	const char	*p = strstr(url, "://");

	if (p != NULL && (size_t)(p - url) < strlen("https:"))
		url = p + strlen("://");
	if (strncmp(url, "www.", 4) == 0)
		url += 4;
	return (url);
}

int
html_shown_is_url(const char *shown, const char *url)
{
	size_t	len, shown_len;

	if (strncmp(url, "mailto:", 7) == 0)
		return (strcmp(url + 7, shown) == 0);
	if (strncmp(url, "tel:", 4) == 0)
		return (1);
	if (strstr(shown, "://") == NULL && strncmp(shown, "www.", 4) != 0)
		return (0);
	shown = skip_scheme(shown);
	url = skip_scheme(url);
	len = strlen(url);
	shown_len = strlen(shown);
	if (len > 0 && url[len - 1] == '/')
		len--;
	if (shown_len > 0 && shown[shown_len - 1] == '/')
		shown_len--;
	return (len == shown_len && strncmp(shown, url, len) == 0);
}
