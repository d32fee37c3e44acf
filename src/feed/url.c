#include <string.h>
#include <strings.h>

#include "feed/url.h"

#define BASE_MAX	8192	/* times thousands of links in a document */

/*
 * A URL's parts as RFC 3986 section 3 cuts them.  p NULL: the part is absent,
 * which isn't the same as empty.
 */
struct part {
	const char	*p;
	size_t		 len;
};

struct parts {
	struct part	scheme, authority, path, query, fragment;
};

/* Written straight into a piece of the arena that is large enough. */
struct out {
	char	*p;
	size_t	 len;
};

#define URL_MAX		65536	/* bytes; nobody serves longer ones */

#define ALPHA	1
#define DIGIT	2
#define HEX	4
#define LEGAL	8	/* unreserved or reserved: may stand unencoded */
#define SCHEME	16	/* may stand in a scheme behind its first letter */
#define PLAIN	32	/* unreserved */

static const unsigned char	classes[256] = {
	['a' ... 'f'] = ALPHA | HEX | LEGAL | SCHEME | PLAIN,
	['A' ... 'F'] = ALPHA | HEX | LEGAL | SCHEME | PLAIN,
	['g' ... 'z'] = ALPHA | LEGAL | SCHEME | PLAIN,
	['G' ... 'Z'] = ALPHA | LEGAL | SCHEME | PLAIN,
	['0' ... '9'] = DIGIT | HEX | LEGAL | SCHEME | PLAIN,
	['-'] = LEGAL | SCHEME | PLAIN, ['.'] = LEGAL | SCHEME | PLAIN,
	['+'] = LEGAL | SCHEME, ['_'] = LEGAL | PLAIN, ['~'] = LEGAL | PLAIN, [':'] = LEGAL,
	['/'] = LEGAL, ['?'] = LEGAL, ['#'] = LEGAL, ['['] = LEGAL,
	[']'] = LEGAL, ['@'] = LEGAL, ['!'] = LEGAL, ['$'] = LEGAL,
	['&'] = LEGAL, ['\''] = LEGAL, ['('] = LEGAL, [')'] = LEGAL,
	['*'] = LEGAL, [','] = LEGAL, [';'] = LEGAL, ['='] = LEGAL
};

static int
is(char c, int class)
{
	return (classes[(unsigned char)c] & class);
}

static char
lower(char c)
{
	return (c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
}

static int
part_is(struct part a, const char *name)
{
	return (a.p != NULL && a.len == strlen(name) &&
	    strncasecmp(a.p, name, a.len) == 0);
}

static int
is_web(struct part scheme)
{
	return (part_is(scheme, "http") || part_is(scheme, "https"));
}

static void
out_putc(struct out *o, char c)
{
	o->p[o->len++] = c;
}

static void
out_put(struct out *o, const char *p, size_t len)
{
	if (len != 0)
		memcpy(o->p + o->len, p, len);
	o->len += len;
}

static void
out_lower(struct out *o, struct part a)
{
	for (size_t i = 0; i < a.len; i++)
		out_putc(o, lower(a.p[i]));
}

static void
out_encoded(struct out *o, char c)
{
	static const char	digits[] = "0123456789ABCDEF";

	out_putc(o, '%');
	out_putc(o, digits[(unsigned char)c >> 4]);
	out_putc(o, digits[(unsigned char)c & 15]);
}

/* Length of "scheme" in "scheme:...", 0 when there is none. */
static size_t
scheme_length(const char *p, size_t len)
{
	size_t	i;

	if (len == 0 || !is(p[0], ALPHA))
		return (0);
	for (i = 1; i < len && is(p[i], SCHEME); i++)
		;
	return (i < len && p[i] == ':' ? i : 0);
}

static void
parts_cut(const char *p, size_t len, struct parts *u)
{
	const char	*end = p + len, *q;
	size_t		 n;

	memset(u, 0, sizeof(*u));
	if ((n = scheme_length(p, len)) != 0) {
		u->scheme = (struct part){ p, n };
		p += n + 1;
	}
	if ((q = memchr(p, '#', (size_t)(end - p))) != NULL) {
		u->fragment = (struct part){ q + 1, (size_t)(end - q - 1) };
		end = q;
	}
	if ((q = memchr(p, '?', (size_t)(end - p))) != NULL) {
		u->query = (struct part){ q + 1, (size_t)(end - q - 1) };
		end = q;
	}
	if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
		p += 2;
		if ((q = memchr(p, '/', (size_t)(end - p))) == NULL)
			q = end;
		u->authority = (struct part){ p, (size_t)(q - p) };
		p = q;
	}
	u->path = (struct part){ p, (size_t)(end - p) };
}

/*
 * RFC 3986 section 5.2.4 on o from start on, in place and in one go: the
 * output is never longer than what was read.
 */
static void
remove_dots(struct out *o, size_t start)
{
	char	*p = o->p;
	size_t	 r = start, w = start, n;

	while (r < o->len) {
		for (n = 1; r + n < o->len && p[r + n] != '/';)
			n++;
		if (p[r] != '/') {
			memmove(p + w, p + r, n);
			w += n;
		} else if (n == 2 && p[r + 1] == '.') {
			if (r + n == o->len)
				p[w++] = '/';
		} else if (n == 3 && p[r + 1] == '.' && p[r + 2] == '.') {
			while (w > start && p[--w] != '/')
				;
			if (r + n == o->len)
				p[w++] = '/';
		} else {
			memmove(p + w, p + r, n);
			w += n;
		}
		r += n;
	}
	o->len = w;
}

/* RFC 3986 section 5.2.3: the base's path up to its last slash, then ref's. */
static void
merge_paths(struct out *o, const struct parts *base, struct part path)
{
	size_t	n = base->path.len;

	if (base->authority.p != NULL && n == 0)
		out_putc(o, '/');
	while (n > 0 && base->path.p[n - 1] != '/')
		n--;
	out_put(o, base->path.p, n);
	out_put(o, path.p, path.len);
}

static void
put_path(struct out *o, const struct parts *base, const struct parts *ref)
{
	size_t	start = o->len;

	if (base == NULL || ref->authority.p != NULL ||
	    (ref->path.len > 0 && ref->path.p[0] == '/'))
		out_put(o, ref->path.p, ref->path.len);
	else if (ref->path.len == 0)
		out_put(o, base->path.p, base->path.len);
	else
		merge_paths(o, base, ref->path);
	if (o->len > start && o->p[start] == '/' &&
	    memmem(o->p + start, o->len - start, "/.", 2) != NULL)
		remove_dots(o, start);
}

/* base NULL: ref is absolute. */
static void
put_resolved(struct out *o, const struct parts *base, const struct parts *ref)
{
	const struct part	*query = &ref->query;

	out_lower(o, base != NULL ? base->scheme : ref->scheme);
	out_putc(o, ':');
	if (ref->authority.p != NULL || base == NULL) {
		if (ref->authority.p != NULL)
			out_put(o, "//", 2);
		out_put(o, ref->authority.p, ref->authority.len);
	} else if (base->authority.p != NULL) {
		out_put(o, "//", 2);
		out_put(o, base->authority.p, base->authority.len);
	}
	put_path(o, base, ref);
	if (base != NULL && ref->authority.p == NULL && ref->path.len == 0 &&
	    query->p == NULL)
		query = &base->query;
	if (query->p != NULL) {
		out_putc(o, '?');
		out_put(o, query->p, query->len);
	}
	if (ref->fragment.p != NULL) {
		out_putc(o, '#');
		out_put(o, ref->fragment.p, ref->fragment.len);
	}
}

/*
 * s without the control characters in it, what no URL may hold
 * percent-encoded, into out, which has room for three times that and a NUL;
 * backslashes of web addresses are slashes, as browsers take them.  Brackets
 * stay for the host only.
 */
static size_t
clean(const char *s, size_t n, int web, char *out)
{
	size_t		 i;
	struct out	 o = { .p = out };
	int		 fragment = 0, tail = 0;

	for (i = 0; i < n; i++) {
		char	c = s[i];

		if (c == '\t' || c == '\r' || c == '\n')
			continue;
		if (c == '\\' && web && !tail)
			c = '/';
		if (c == '?' || c == '#')
			tail = 1;
		if ((c == '%' && (i + 2 >= n || !is(s[i + 1], HEX) ||
		    !is(s[i + 2], HEX))) || (c == '#' && fragment) ||
		    ((c == '[' || c == ']') && tail) ||
		    (c != '%' && !is(c, LEGAL)))
			out_encoded(&o, c);
		else
			out_putc(&o, c);
		fragment |= c == '#';
	}
	o.p[o.len] = '\0';
	return (o.len);
}

/* s and *n without the white space at both ends; -1 for too long a URL. */
static int
trim(const char **s, size_t *n, size_t max)
{
	static const char	blanks[] = " \t\r\n\f";

	*s += strspn(*s, blanks);
	for (*n = strlen(*s); *n > 0 && strchr(blanks, (*s)[*n - 1]) != NULL;)
		--*n;
	return (*n <= max ? 0 : -1);
}

/* Whether an authority names a host: not empty, a port of digits only. */
static int
has_host(struct part a)
{
	const char	*at, *p, *end = a.p + a.len, *colon = NULL;

	if (a.p == NULL)
		return (0);
	at = memrchr(a.p, '@', a.len);
	p = at != NULL ? at + 1 : a.p;
	if (p < end && *p == '[') {
		if ((p = memchr(p, ']', (size_t)(end - p))) == NULL)
			return (0);
		return (p + 1 == end || p[1] == ':');
	}
	if (memchr(p, '[', (size_t)(end - p)) != NULL ||
	    memchr(p, ']', (size_t)(end - p)) != NULL)
		return (0);
	if ((colon = memchr(p, ':', (size_t)(end - p))) != NULL)
		for (const char *q = colon + 1; q < end; q++)
			if (!is(*q, DIGIT))
				return (0);
	return (colon != p && p != end);
}

/*
 * A reference that names its own scheme, made whole where people leave the
 * slashes out ("http:example.org" counts only against a base).
 */
static int
is_absolute(const struct parts *ref)
{
	if (ref->scheme.p == NULL)
		return (0);
	return (!is_web(ref->scheme) || ref->authority.p != NULL);
}

static int
base_looks_web(const char *base)
{
	return (base == NULL || strncasecmp(base + strspn(base, " \t\r\n\f"),
	    "http", 4) == 0);
}

static int
ref_is_web(const char *base, const char *ref)
{
	size_t	n;

	ref += strspn(ref, " \t\r\n\f");
	if ((n = scheme_length(ref, strlen(ref))) == 0)
		return (base_looks_web(base));
	return (is_web((struct part){ ref, n }));
}

/* A copy of what is as it should be already, as nearly all links are. */
static const char *
resolved_already(struct arena *a, const char *ref)
{
	const char	*p = ref;

	if (strncmp(p, "http", 4) != 0)
		return (NULL);
	p += p[4] == 's' ? 5 : 4;
	if (strncmp(p, "://", 3) != 0 || !is(p[3], ALPHA | DIGIT))
		return (NULL);
	for (p += 3; is(*p, PLAIN); p++)
		;
	if (*p != '/')
		return (NULL);
	for (; is(*p, PLAIN) || (*p == '/' && p[1] != '.'); p++)
		;
	if (*p == '?')
		for (p++; is(*p, PLAIN) || *p == '/' || *p == '&' || *p == '=';)
			p++;
	if (*p == '#')
		for (p++; is(*p, PLAIN);)
			p++;
	return (*p == '\0' && p - ref <= URL_MAX ? arena_strndup(a, ref,
	    (size_t)(p - ref)) : NULL);
}

/* The base's parts, which lie in room; -1 for what is no base. */
static int
base_cut(const char *base, char room[3 * BASE_MAX + 1], struct parts *b)
{
	int	web = base_looks_web(base);
	size_t	n;

	if (trim(&base, &n, BASE_MAX) == -1)
		return (-1);
	if ((n = clean(base, n, web, room)) > BASE_MAX)
		return (-1);
	parts_cut(room, n, b);
	return (!is_absolute(b) || (b->authority.p == NULL &&
	    (b->path.len == 0 || b->path.p[0] != '/')) ? -1 : 0);
}

const char *
url_resolve(struct arena *a, const char *base, const char *ref)
{
	struct parts	 b, r;
	const char	*already;
	char		 room[3 * BASE_MAX + 1], *cr;
	size_t		 n;
	struct out	 o;
	int		 web, relative;

	if (ref == NULL)
		return (NULL);
	if ((already = resolved_already(a, ref)) != NULL)
		return (already);
	web = ref_is_web(base, ref);
	if (trim(&ref, &n, URL_MAX) == -1 ||
	    (cr = arena_bytes(a, 3 * n + 1)) == NULL)
		return (NULL);
	n = clean(ref, n, web, cr);
	arena_shrink(a, cr, n + 1);
	parts_cut(cr, n, &r);
	if ((relative = !is_absolute(&r)) && (base == NULL ||
	    base_cut(base, room, &b) == -1 || (r.scheme.p != NULL &&
	    (r.scheme.len != b.scheme.len || strncasecmp(r.scheme.p,
	    b.scheme.p, b.scheme.len) != 0))))
		return (NULL);
	if ((o.p = arena_bytes(a, (relative ? BASE_MAX : 0) + n + 8)) == NULL)
		return (NULL);
	o.len = 0;
	put_resolved(&o, relative ? &b : NULL, &r);
	o.p[o.len] = '\0';
	arena_shrink(a, o.p, o.len + 1);
	parts_cut(o.p, o.len, &r);
	if ((is_web(r.scheme) && !has_host(r.authority)) ||
	    (r.authority.p == NULL && r.path.len == 0 && r.query.len == 0))
		return (NULL);
	return (o.p);
}

/* The host of an absolute URL. */
static struct part
host_of(const char *url)
{
	struct parts	 u;
	struct part	 h;
	const char	*q;

	parts_cut(url, strlen(url), &u);
	if ((h = u.authority).p == NULL)
		return (h);
	if ((q = memrchr(h.p, '@', h.len)) != NULL) {
		h.len -= (size_t)(q + 1 - h.p);
		h.p = q + 1;
	}
	if (h.len > 0 && *h.p != '[' && (q = memchr(h.p, ':', h.len)) != NULL)
		h.len = (size_t)(q - h.p);
	if (h.len > 4 && strncasecmp(h.p, "www.", 4) == 0) {
		h.p += 4;
		h.len -= 4;
	}
	return (h);
}

int
url_same_host(const char *a, const char *b)
{
	struct part	x = host_of(a), y = host_of(b);

	return (x.p != NULL && y.p != NULL && x.len == y.len &&
	    strncasecmp(x.p, y.p, x.len) == 0);
}

int
url_is_web(const char *s)
{
	return (strncasecmp(s, "http://", 7) == 0 ||
	    strncasecmp(s, "https://", 8) == 0);
}

int
url_is_safe(const char *url)
{
	static const char *const	schemes[] = {
		"http", "https", "mailto", "ftp", "ftps", "sftp", "news",
		"nntp", "irc", "ircs", "xmpp", "tel", "sip", "sips", "geo",
		"gopher", "gemini", "magnet", "webcal"
	};
	size_t	n = scheme_length(url, strlen(url));

	/* feed:javascript:... was run by some as the latter. */
	if (n != 0 && part_is((struct part){ url, n }, "feed"))
		return (strncmp(url + n + 1, "//", 2) == 0 ||
		    url_is_web(url + n + 1));
	for (size_t i = 0; n != 0 && i < sizeof(schemes) / sizeof(schemes[0]);
	    i++)
		if (part_is((struct part){ url, n }, schemes[i]))
			return (1);
	return (0);
}
