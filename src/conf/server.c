#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "conf/server.h"

#define LENGTH_MAX	8192

static const struct {
	const char	*scheme, *port;
} ports[] = {
	{ "smtp://", ":25" }, { "smtps://", ":465" }, { "imap://", ":143" },
	{ "imaps://", ":993" }
};

static void
put_small(struct buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_putc(b, (char)tolower((unsigned char)s[i]));
}

/* host ends with the port; how much of it is left without the usual one. */
static size_t
without_port(const char *scheme, const char *host, size_t len)
{
	size_t	n;

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		n = strlen(ports[i].port);
		if (strncasecmp(scheme, ports[i].scheme,
		    strlen(ports[i].scheme)) == 0 && len > n &&
		    strncmp(host + len - n, ports[i].port, n) == 0)
			return (len - n);
	}
	return (len);
}

char *
conf_server(const char *url, const char **place)
{
	const char	*begin = strstr(url, "://") + 3, *host = begin;
	size_t		 len = strcspn(begin, "/?#");
	struct buf	 b;

	for (const char *p = begin; p < begin + len; p++)
		if (*p == '@')
			host = p + 1;
	*place = begin + len;
	*place += **place == '/';
	len -= (size_t)(host - begin);
	buf_init(&b, LENGTH_MAX + 1);
	put_small(&b, url, (size_t)(begin - url));
	buf_put(&b, begin, (size_t)(host - begin));
	put_small(&b, host, without_port(url, host, len));
	return (buf_steal(&b));
}

int
conf_server_has_place(const char *path)
{
	return (strchr(strstr(path, "://") + 3, '/') != NULL);
}

int
conf_account_find(const struct conf *conf, const char *path,
    const char **place)
{
	const char	*server;
	size_t		 len;

	for (size_t i = 0; i < conf->accounts.n; i++) {
		server = conf->accounts.v[i].server;
		len = strlen(server);
		if (strncmp(server, path, len) != 0 || (path[len] != '\0' &&
		    path[len] != '/'))
			continue;
		*place = path + len + (path[len] == '/');
		return ((int)i);
	}
	return (-1);
}
