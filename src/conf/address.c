#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/xmalloc.h"
#include "conf/address.h"

#define LENGTH_MAX	8192

static const char *const schemes[][5] = {
	[ADDRESS_FEED] = { "https", "http", "file" },
	[ADDRESS_PROXY] = { "http", "https", "socks5", "socks5h" },
	[ADDRESS_SERVER] = { "smtps", "smtp", "imaps", "imap" },
};

static int
is_alnum(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z'));
}

int
conf_address_is_host(const char *s, size_t len)
{
	size_t	label = 0;

	if (len == 0 || len > 253)
		return (0);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.') {
			if (label == 0 || s[i - 1] == '-')
				return (0);
			label = 0;
			continue;
		}
		if (!is_alnum(s[i]) && s[i] != '_' &&
		    (s[i] != '-' || label == 0))
			return (0);
		if (++label > 63)
			return (0);
	}
	return (label != 0 && s[len - 1] != '-');
}

int
conf_address_is_mailbox(const char *s)
{
	const char	*at = strchr(s, '@');

	if (at == NULL || at == s || at - s > 64)
		return (0);
	for (const char *p = s; p < at; p++) {
		if (*p == '.' && (p == s || p[1] == '.' || p + 1 == at))
			return (0);
		if (*p != '.' && !is_alnum(*p) &&
		    strchr("!#$%&'*+-/=?^_`{|}~", *p) == NULL)
			return (0);
	}
	return (conf_address_is_host(at + 1, strlen(at + 1)));
}

static size_t
scheme_length(const char *url)
{
	size_t	n = 0;

	if (!isalpha((unsigned char)url[0]))
		return (0);
	while (is_alnum(url[n]) || url[n] == '+' || url[n] == '-' ||
	    url[n] == '.')
		n++;
	return (url[n] == ':' ? n : 0);
}

const char *
conf_address_without_scheme(const char *url)
{
	size_t	n = scheme_length(url);

	if (n == 0)
		return (url);
	url += n + 1;
	return (strncmp(url, "//", 2) == 0 ? url + 2 : url);
}

/* The scheme of that use that url begins with, or NULL. */
static const char *
known_scheme(const char *url, size_t n, enum address_use use)
{
	for (size_t i = 0; schemes[use][i] != NULL; i++)
		if (n == strlen(schemes[use][i]) &&
		    strncasecmp(url, schemes[use][i], n) == 0)
			return (schemes[use][i]);
	return (NULL);
}

/* A scheme that is known, but "//" isn't behind it. */
static char *
wrong_slashes(const char *url, size_t n, const char *scheme)
{
	const char	*rest = url + n + 1;

	if (strcmp(scheme, "file") != 0) {
		rest += strspn(rest, "/");
		if (*rest == '\0')
			return (xasprintf("\"%s\" has no host", url));
		return (xasprintf("\"%s\" has no // behind its scheme; did "
		    "you mean %s://%s?", url, scheme, rest));
	}
	if (rest[0] == '/' && rest[1] != '\0')
		return (xasprintf("\"%s\" has no // behind its scheme; did "
		    "you mean file://%s?", url, rest));
	return (xasprintf("\"%s\" names no absolute path; expected "
	    "file:///path", url));
}

static char *
no_scheme(const char *url, enum address_use use)
{
	if (strncmp(url, "//", 2) == 0)
		return (xasprintf("\"%s\" has no scheme; did you mean "
		    "%s:%s?", url, schemes[use][0], url));
	if (use == ADDRESS_FEED && url[0] == '/')
		return (xasprintf("\"%s\" has no scheme; did you mean "
		    "file://%s?", url, url));
	if (use == ADDRESS_FEED && (url[0] == '.' || url[0] == '~'))
		return (xasprintf("\"%s\" is no URL; expected http, https, "
		    "or an absolute path behind file://", url));
	return (xasprintf("\"%s\" has no scheme; did you mean %s://%s?", url,
	    schemes[use][0], url));
}

/* Also what looks like a scheme and is the host of HOST:PORT. */
static char *
wrong_scheme(const char *url, size_t n, enum address_use use)
{
	const char	*known = use == ADDRESS_FEED ? "http, https or file" :
			    use == ADDRESS_PROXY ?
			    "http, https, socks5 or socks5h" :
			    "smtp, smtps, imap or imaps";
	const char	*scheme = known_scheme(url, n, use), *rest;

	if (scheme != NULL)
		return (wrong_slashes(url, n, scheme));
	if (n == 0 || isdigit((unsigned char)url[n + 1]))
		return (no_scheme(url, use));
	if (use == ADDRESS_FEED && strncasecmp(url, "feed:", 5) == 0) {
		rest = url + 5;
		return (xasprintf("feed: is no scheme; did you mean %s%s?",
		    scheme_length(rest) != 0 ? "" :
		    strncmp(rest, "//", 2) == 0 ? "https:" : "https://", rest));
	}
	return (xasprintf("the scheme %.*s is not supported; expected %s",
	    (int)n, url, known));
}

/* HOST or [ADDRESS], then perhaps :PORT. */
static const char *
wrong_host(const char *s, size_t len)
{
	const char	*p = s, *end = s + len;
	unsigned int	 port = 0;

	if (len != 0 && *p == '[') {
		if ((p = memchr(s, ']', len)) == NULL)
			return ("a \"[\" without \"]\"");
		p++;
	} else
		while (p < end && *p != ':')
			p++;
	if (p == s)
		return ("no host");
	if (p == end)
		return (NULL);
	if (*p++ != ':')
		return ("a host followed by neither \":\" nor \"/\"");
	for (; p < end && isdigit((unsigned char)*p) && port < 65536; p++)
		port = port * 10 + (unsigned int)(*p - '0');
	if (p != end || port == 0 || port > 65535)
		return ("a port that is no number from 1 to 65535");
	return (NULL);
}

static char *
check_authority(const char *url, const char *s, enum address_use use)
{
	size_t		 len = strcspn(s, "/?#");
	const char	*at = NULL, *wrong;

	for (const char *p = s; p < s + len; p++)
		if (*p == '@')
			at = p;
	if (at != NULL && use == ADDRESS_FEED)
		return (xstrdup("holds a user; write it as auth: {user: x, "
		    "password_file: /etc/newsieve/x}"));
	if (at != NULL && use == ADDRESS_SERVER &&
	    memchr(s, ':', (size_t)(at - s)) != NULL)
		return (xstrdup("holds a password; write it as auth: {user: x, "
		    "password_file: /etc/newsieve/x} of an account"));
	if (at != NULL) {
		len -= (size_t)(at + 1 - s);
		s = at + 1;
	}
	if ((wrong = wrong_host(s, len)) == NULL)
		return (NULL);
	return (xasprintf("\"%s\" has %s", url, wrong));
}

static char *
check_file(const char *url, const char *s)
{
	if (strncasecmp(s, "localhost/", 10) == 0)
		return (NULL);
	if (s[0] == '/' && s[1] != '\0')
		return (NULL);
	return (xasprintf("\"%s\" names no absolute path; expected "
	    "file:///path", url));
}

char *
conf_address_check(const char *url, enum address_use use)
{
	const char	*scheme;
	size_t		 n = scheme_length(url);

	for (const char *p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f)
			return (xasprintf("a URL can't hold white space; write "
			    "%%20 for a space"));
	if (strlen(url) > LENGTH_MAX)
		return (xasprintf("longer than %d bytes", LENGTH_MAX));
	scheme = known_scheme(url, n, use);
	if (scheme == NULL || strncmp(url + n, "://", 3) != 0)
		return (wrong_scheme(url, n, use));
	if (strcmp(scheme, "file") == 0)
		return (check_file(url, url + n + 3));
	return (check_authority(url, url + n + 3, use));
}
