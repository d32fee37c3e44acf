#include <string.h>
#include <strings.h>

#include "feed/tracker.h"
#include "feed/url.h"

/*
 * Links in the form they are compared in: RFC 3986 section 6, and what is
 * known about sites (newsieve(7), Links).  What redirectors look like stands
 * in a table here, what trackers do in feed/tracker.c.
 */

#define UNWRAP_MAX	4	/* wrappers around wrappers */
#define SESSION		";jsessionid="

struct span {
	const char	*p;
	size_t		 len;
};

/* Only redirectors whose target stands in the link itself. */
struct wrapper {
	const char	*host;		/* also its subdomains; "google.*" */
	const char	*path;		/* how the path begins */
	const char	*param;		/* where the link is; NULL: Yahoo's way */
};

static const struct wrapper wrappers[] = {
	{ "google.*", "/url", "url" },
	{ "google.*", "/url", "q" },
	{ "google.*", "/imgres", "imgrefurl" },
	{ "news.google.com", "/news/url", "url" },
	{ "facebook.com", "/l.php", "u" },
	{ "l.instagram.com", "/", "u" },
	{ "l.threads.net", "/", "u" },
	{ "youtube.com", "/redirect", "q" },
	{ "bing.com", "/news/apiclick.aspx", "url" },
	{ "search.yahoo.com", "/", NULL },
	{ "duckduckgo.com", "/l", "uddg" },
	{ "out.reddit.com", "/", "url" },
	{ "t.umblr.com", "/redirect", "z" },
	{ "vk.com", "/away.php", "to" },
	{ "linkedin.com", "/redir/redirect", "url" },
	{ "safelinks.protection.outlook.com", "/", "url" },
	{ "steamcommunity.com", "/linkfilter", "url" },
	{ "steamcommunity.com", "/linkfilter", "u" },
	{ "exit.sc", "/", "url" },
	{ "slack-redir.net", "/link", "url" },
	{ "getpocket.com", "/redirect", "url" },
	{ "disq.us", "/url", "url" }
};

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static int
is_unreserved(int c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != 0 && strchr("-._~", c) != NULL));
}

/* The byte that %XX at p stands for, -1 when there is none. */
static int
escaped_byte(const char *p, const char *end)
{
	if (end - p < 3 || p[0] != '%' || hex_value(p[1]) == -1 ||
	    hex_value(p[2]) == -1)
		return (-1);
	return (hex_value(p[1]) * 16 + hex_value(p[2]));
}

/* RFC 3986 section 6.2.2: upper-case escapes, none where none is needed. */
static size_t
put_normal(char *out, struct span s, int lower)
{
	static const char	digits[] = "0123456789ABCDEF";
	const char		*p = s.p, *end;
	size_t			 n = 0;

	if (s.len == 0)
		return (0);
	end = p + s.len;
	while (p < end) {
		int	c = escaped_byte(p, end);

		if (c == -1)
			c = (unsigned char)*p++;
		else {
			p += 3;
			if (!is_unreserved(c)) {
				out[n++] = '%';
				out[n++] = digits[c >> 4];
				out[n++] = digits[c & 15];
				continue;
			}
		}
		if (lower && c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		out[n++] = (char)c;
	}
	return (n);
}

/* name[=value] up to the next '&' of *query, which moves past it. */
static int
next_param(struct span *query, struct span *whole, struct span *name,
    struct span *value)
{
	const char	*amp, *eq;

	if (query->len == 0)
		return (0);
	amp = memchr(query->p, '&', query->len);
	*whole = (struct span){ query->p,
	    amp != NULL ? (size_t)(amp - query->p) : query->len };
	*query = (struct span){ whole->p + whole->len + (amp != NULL),
	    query->len - whole->len - (amp != NULL) };
	eq = memchr(whole->p, '=', whole->len);
	*name = (struct span){ whole->p,
	    eq != NULL ? (size_t)(eq - whole->p) : whole->len };
	*value = (struct span){ name->p + name->len + (eq != NULL),
	    whole->len - name->len - (eq != NULL) };
	return (1);
}

static int
span_is(struct span s, const char *name)
{
	return (s.len == strlen(name) && strncasecmp(s.p, name, s.len) == 0);
}

/* host equal to name or below it; "google.*" under any top-level domain. */
static int
host_matches(struct span host, const char *name)
{
	size_t	n = strlen(name);

	if (name[n - 1] == '*') {
		const char	*p = host.p;

		if (host.len > 4 && strncmp(p, "www.", 4) == 0)
			p += 4;
		n--;
		return ((size_t)(host.p + host.len - p) > n &&
		    (size_t)(host.p + host.len - p) <= n + 6 &&
		    strncmp(p, name, n) == 0);
	}
	return (host.len >= n && strncmp(host.p + host.len - n, name, n) == 0 &&
	    (host.len == n || host.p[host.len - n - 1] == '.'));
}

/* A URL in its normal form, cut. */
struct link {
	struct span	host, path, query, fragment;
};

static void
link_cut(const char *url, struct link *l)
{
	const char	*p = url + strlen("http://"), *at, *end;

	memset(l, 0, sizeof(*l));
	end = p + strcspn(p, "/?#");
	if ((at = memrchr(p, '@', (size_t)(end - p))) != NULL)
		p = at + 1;
	l->host = (struct span){ p, (size_t)(end - p) };
	if (*p != '[' && memchr(p, ':', l->host.len) != NULL)
		l->host.len = (size_t)((const char *)memchr(p, ':',
		    l->host.len) - p);
	l->path = (struct span){ end, strcspn(end, "?#") };
	p = end + l->path.len;
	if (*p == '?') {
		l->query = (struct span){ p + 1, strcspn(p + 1, "#") };
		p = l->query.p + l->query.len;
	}
	if (*p == '#')
		l->fragment = (struct span){ p + 1, strlen(p + 1) };
}

static char *
percent_decode(struct arena *a, struct span s)
{
	const char	*p = s.p, *end = p + s.len;
	char		*out = arena_alloc(a, s.len + 1);
	size_t		 n = 0;

	if (out == NULL)
		return (NULL);
	while (p < end) {
		int	c = escaped_byte(p, end);

		if (c == 0)
			return (NULL);
		out[n++] = c == -1 ? *p : (char)c;
		p += c == -1 ? 1 : 3;
	}
	return (out);
}

/* Yahoo's: /RU=LINK/RK=... as pieces of the path. */
static struct span
yahoo_target(struct span path)
{
	const char	*p = memmem(path.p, path.len, "/RU=", 4), *end, *slash;

	if (p == NULL)
		return ((struct span){ NULL, 0 });
	p += 4;
	end = path.p + path.len;
	slash = memchr(p, '/', (size_t)(end - p));
	return ((struct span){ p, (size_t)((slash != NULL ? slash : end) -
	    p) });
}

static const char *
inner_link(struct arena *a, struct span target)
{
	const char	*s;

	if (target.p == NULL || (s = percent_decode(a, target)) == NULL ||
	    !url_is_web(s))
		return (NULL);
	return (url_resolve(a, NULL, s));
}

/* The link inside a redirector's, NULL when l is none. */
static const char *
unwrap(struct arena *a, const struct link *l)
{
	struct span	query, whole, name, value;
	const char	*inner;

	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
		const struct wrapper	*w = &wrappers[i];

		if (!host_matches(l->host, w->host) ||
		    l->path.len < strlen(w->path) ||
		    strncmp(l->path.p, w->path, strlen(w->path)) != 0)
			continue;
		if (w->param == NULL) {
			inner = inner_link(a, yahoo_target(l->path));
			if (inner != NULL)
				return (inner);
			continue;
		}
		query = l->query;
		while (next_param(&query, &whole, &name, &value))
			if (span_is(name, w->param) &&
			    (inner = inner_link(a, value)) != NULL)
				return (inner);
	}
	return (NULL);
}

/*
 * In normal form, without final dots and "www.", which is one site's other
 * name: nobody keeps different stories under the two.
 */
static size_t
put_host(char *out, struct span host)
{
	size_t	n = put_normal(out, host, 1), at = 0;

	while (n > 1 && out[n - 1] == '.')
		n--;
	while (n - at > 4 && strncmp(out + at, "www.", 4) == 0 &&
	    memchr(out + at + 4, '.', n - at - 4) != NULL)
		at += 4;
	memmove(out, out + at, n - at);
	return (n - at);
}

/* The default port of either scheme is none: both are called http here. */
static int
is_default_port(struct span port)
{
	return (port.len == 0 || span_is(port, "80") || span_is(port, "443"));
}

/* user@host:port */
static size_t
put_authority(char *out, struct span s)
{
	const char	*end = s.p + s.len, *at, *colon;
	size_t		 n = 0;
	struct span	 port = { NULL, 0 };

	if ((at = memrchr(s.p, '@', s.len)) != NULL) {
		n = put_normal(out, (struct span){ s.p,
		    (size_t)(at + 1 - s.p) }, 0);
		s = (struct span){ at + 1, (size_t)(end - at - 1) };
	}
	if ((colon = memchr(s.p, ']', s.len)) == NULL)
		colon = s.p;
	if ((colon = memchr(colon, ':', (size_t)(end - colon))) != NULL) {
		port = (struct span){ colon + 1, (size_t)(end - colon) - 1 };
		s.len = (size_t)(colon - s.p);
	}
	n += put_host(out + n, s);
	if (!is_default_port(port)) {
		out[n++] = ':';
		n += put_normal(out + n, port, 0);
	}
	return (n);
}

/* A servlet's session in the path says who reads, not what. */
static size_t
drop_session(char *p, size_t n)
{
	char	*in = p, *out = p, *end = p + n, *s;

	while ((s = memmem(in, (size_t)(end - in), SESSION,
	    strlen(SESSION))) != NULL) {
		memmove(out, in, (size_t)(s - in));
		out += s - in;
		if ((in = memchr(s, '/', (size_t)(end - s))) == NULL)
			in = end;
	}
	memmove(out, in, (size_t)(end - in));
	return ((size_t)(out + (end - in) - p));
}

/* Parameters in normal form, empty ones and perhaps trackers left out. */
static size_t
put_query(char *out, struct span query, struct span host, int keep)
{
	struct span	whole, name, value, normal;
	size_t		n = 0;

	while (next_param(&query, &whole, &name, &value)) {
		if (whole.len == 0)
			continue;
		normal.p = out + n + 1;
		normal.len = put_normal(out + n + 1, whole, 0);
		whole = normal;
		next_param(&normal, &whole, &name, &value);
		if (!keep && tracker_is(host.p, host.len, name.p, name.len,
		    value.p, value.len))
			continue;
		out[n] = n == 0 ? '?' : '&';
		n += 1 + whole.len;
	}
	return (n);
}

/* Slashes at the end of a path, but for that of the front page, off. */
static void
drop_slashes(char *url)
{
	char	*path = url + strlen("http://"), *end, *p;

	path += strcspn(path, "/?#");
	end = p = path + strcspn(path, "?#");
	while (p > path + 1 && p[-1] == '/')
		p--;
	memmove(p, end, strlen(end) + 1);
}

static int
has_scheme(const char *url, const char *scheme)
{
	return (strncmp(url, scheme, strlen(scheme)) == 0);
}

/* Escaped dots may have hidden dot segments; those of a query stay. */
static char *
drop_dots(struct arena *a, char *url)
{
	const char	*plain;

	if (strstr(url, "/.") == NULL)
		return (url);
	plain = url_resolve(a, NULL, url);
	return (plain != NULL ? arena_strdup(a, plain) : NULL);
}

static char *
normal_form(struct arena *a, const char *url)
{
	char		*out;
	const char	*p, *end;
	size_t		 n = strlen("http://"), path;
	struct span	 none = { NULL, 0 };

	if ((url = url_resolve(a, NULL, url)) == NULL ||
	    (!has_scheme(url, "http://") && !has_scheme(url, "https://")) ||
	    (out = arena_alloc(a, strlen(url) + 16)) == NULL)
		return (NULL);
	memcpy(out, "http://", n);
	p = strchr(url, ':') + 3;
	end = p + strcspn(p, "/?#");
	n += put_authority(out + n, (struct span){ p, (size_t)(end - p) });
	path = n;
	if (*end != '/')
		out[n++] = '/';
	p = end + strcspn(end, "?#");
	n += put_normal(out + n, (struct span){ end, (size_t)(p - end) }, 0);
	n = path + drop_session(out + path, n - path);
	if (*p == '?') {
		end = p + strcspn(p, "#");
		n += put_query(out + n, (struct span){ p + 1,
		    (size_t)(end - p) - 1 }, none, 1);
		p = end;
	}
	if (*p == '#' && p[1] != '\0')
		n += put_normal(out + n, (struct span){ p, strlen(p) }, 0);
	out[n] = '\0';
	if ((out = drop_dots(a, out)) != NULL)
		drop_slashes(out);
	return (out);
}

const char *
url_forms(struct arena *a, const char *url, const char **normal)
{
	const char	*inner;
	char		*s;
	struct link	 l;
	size_t		 n;

	for (int i = 0;; i++) {
		if (i > UNWRAP_MAX || (s = normal_form(a, url)) == NULL)
			return (NULL);
		if (normal != NULL && i == 0)
			*normal = arena_strdup(a, s);
		link_cut(s, &l);
		if ((inner = unwrap(a, &l)) == NULL)
			break;
		url = inner;
	}
	/* In place: nothing gets longer. */
	n = (size_t)(l.path.p + l.path.len - s);
	if (l.query.p != NULL)
		n += put_query(s + n, l.query, l.host, 0);
	if (l.fragment.len > 0 && *l.fragment.p == '!') {
		s[n++] = '#';
		memmove(s + n, l.fragment.p, l.fragment.len);
		n += l.fragment.len;
	}
	s[n] = '\0';
	return (s);
}

const char *
url_canonical(struct arena *a, const char *url)
{
	return (url_forms(a, url, NULL));
}

/* The parameters of s that no tracker has, as they are written. */
static size_t
put_clean(char *out, struct span s, struct span host, char sign, int *left_out)
{
	struct span	whole, name, value;
	size_t		n = 0;

	while (next_param(&s, &whole, &name, &value)) {
		if (tracker_is(host.p, host.len, name.p, name.len, value.p,
		    value.len)) {
			*left_out = 1;
			continue;
		}
		out[n] = n == 0 ? sign : '&';
		memcpy(out + n + 1, whole.p, whole.len);
		n += 1 + whole.len;
	}
	return (n);
}

/* url, whose normal form is l. */
static const char *
clean(struct arena *a, const char *url, const struct link *l)
{
	const char	*query = url + strcspn(url, "?#"), *fragment;
	struct span	 s;
	char		*out;
	size_t		 n = (size_t)(query - url);
	int		 left_out = 0;

	fragment = query + strcspn(query, "#");
	if (*query == '\0' || (out = arena_alloc(a, strlen(url) + 2)) == NULL)
		return (url);
	memcpy(out, url, n);
	if (*query == '?') {
		s = (struct span){ query + 1, (size_t)(fragment - query) - 1 };
		n += put_clean(out + n, s, l->host, '?', &left_out);
	}
	if (*fragment == '#') {
		s = (struct span){ fragment + 1, strlen(fragment + 1) };
		n += put_clean(out + n, s, l->host, '#', &left_out);
	}
	out[n] = '\0';
	return (left_out ? out : url);
}

const char *
url_clean(struct arena *a, const char *url)
{
	const char	*inner;
	char		*s;
	struct link	 l;

	for (int i = 0; i <= UNWRAP_MAX; i++, url = inner) {
		if ((s = normal_form(a, url)) == NULL)
			return (url);
		link_cut(s, &l);
		if ((inner = unwrap(a, &l)) == NULL)
			return (clean(a, url, &l));
	}
	return (url);
}
