#include <string.h>
#include <strings.h>

#include "feed/url.h"

/*
 * Links in the form they are compared in.  What is known about trackers and
 * redirectors stands in two tables; the rest is RFC 3986 section 6.
 */

#define UNWRAP_MAX	4	/* wrappers around wrappers */

struct span {
	const char	*p;
	size_t		 len;
};

struct wrapper {
	const char	*host;		/* also its subdomains; "google.*" */
	const char	*path;		/* how the path begins */
	const char	*param;		/* where the link is */
};

static const struct wrapper wrappers[] = {
	{ "google.*", "/url", "url" },
	{ "google.*", "/url", "q" },
	{ "google.*", "/imgres", "imgrefurl" },
	{ "facebook.com", "/l.php", "u" },
	{ "l.instagram.com", "/", "u" },
	{ "youtube.com", "/redirect", "q" },
	{ "bing.com", "/news/apiclick.aspx", "url" },
	{ "duckduckgo.com", "/l/", "uddg" },
	{ "out.reddit.com", "/", "url" },
	{ "t.umblr.com", "/redirect", "z" },
	{ "vk.com", "/away.php", "to" },
	{ "linkedin.com", "/redir/redirect", "url" },
	{ "safelinks.protection.outlook.com", "/", "url" },
	{ "steamcommunity.com", "/linkfilter/", "url" },
	{ "exit.sc", "/", "url" },
	{ "slack-redir.net", "/link", "url" },
	{ "getpocket.com", "/redirect", "url" },
	{ "disq.us", "/url", "url" }
};

/* Parameters that say how a reader came, not what he reads. */
static const char *const trackers[] = {
	"utm_*", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid",
	"msclkid", "yclid", "ttclid", "twclid", "li_fat_id", "igshid", "igsh",
	"mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsa_*", "__s",
	"_ga", "_gl", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv",
	"wickedid", "rb_clickid", "s_cid", "icid", "ncid", "ocid", "cmpid",
	"cmp", "ftag", "xtor", "wt_mc", "wt.mc_id", "wt_zmc", "pk_*",
	"piwik_*", "mtm_*", "matomo_*", "at_medium", "at_campaign*",
	"at_custom*", "at_link_*", "at_format", "at_bbc_team", "at_ptr_name",
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee",
	"sr_share", "smid", "smtyp", "spm", "guccounter", "guce_referrer",
	"guce_referrer_sig", "trk", "trkcampaign", "srsltid", "ref_src",
	"ref_url", "emc"
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

static int
is_tracker(struct span name, struct span value)
{
	for (size_t i = 0; i < sizeof(trackers) / sizeof(trackers[0]); i++) {
		size_t	n = strlen(trackers[i]);

		if (trackers[i][n - 1] == '*' ? name.len >= n - 1 &&
		    strncasecmp(name.p, trackers[i], n - 1) == 0 :
		    span_is(name, trackers[i]))
			return (1);
	}
	/* What sites add to the links of their feeds. */
	return ((span_is(name, "partner") || span_is(name, "source") ||
	    span_is(name, "ref")) &&
	    (span_is(value, "rss") || span_is(value, "feed")));
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

struct link {
	struct span	user, host, port, path, query;
	int		secure;
};

/* A URL that url_resolve made; -1 when it isn't of the web. */
static int
link_cut(const char *url, struct link *l)
{
	const char	*p, *end, *at, *colon;

	memset(l, 0, sizeof(*l));
	if (strncmp(url, "https://", 8) == 0)
		l->secure = 1;
	else if (strncmp(url, "http://", 7) != 0)
		return (-1);
	p = url + (l->secure ? 8 : 7);
	end = p + strcspn(p, "/?#");
	if ((at = memrchr(p, '@', (size_t)(end - p))) != NULL) {
		l->user = (struct span){ p, (size_t)(at - p) + 1 };
		p = at + 1;
	}
	colon = memrchr(p, ':', (size_t)(end - p));
	if (colon != NULL && memchr(colon, ']', (size_t)(end - colon)) == NULL)
		l->port = (struct span){ colon + 1, (size_t)(end - colon) - 1 };
	else
		colon = end;
	l->host = (struct span){ p, (size_t)(colon - p) };
	if (l->host.len > 1 && l->host.p[l->host.len - 1] == '.')
		l->host.len--;
	l->path = (struct span){ end, strcspn(end, "?#") };
	p = end + l->path.len;
	if (*p == '?')
		l->query = (struct span){ p + 1, strcspn(p + 1, "#") };
	return (0);
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
		query = l->query;
		while (next_param(&query, &whole, &name, &value))
			if (span_is(name, w->param) &&
			    (inner = percent_decode(a, value)) != NULL &&
			    (strncasecmp(inner, "http://", 7) == 0 ||
			    strncasecmp(inner, "https://", 8) == 0) &&
			    (inner = url_resolve(a, NULL, inner)) != NULL)
				return (inner);
	}
	return (NULL);
}

static size_t
put_query(char *out, struct span query)
{
	struct span	whole, name, value;
	size_t		n = 0;

	while (next_param(&query, &whole, &name, &value)) {
		if (whole.len == 0 || is_tracker(name, value))
			continue;
		out[n] = n == 0 ? '?' : '&';
		n += 1 + put_normal(out + n + 1, whole, 0);
	}
	return (n);
}

/* The default port of either scheme is none: both are called http here. */
static int
is_default_port(struct span port)
{
	return (port.len == 0 || span_is(port, "80") || span_is(port, "443"));
}

static const char *
put_link(struct arena *a, const struct link *l, size_t len)
{
	char	*out = arena_alloc(a, len + 16);
	size_t	 n = 7;

	if (out == NULL)
		return (NULL);
	memcpy(out, "http://", 7);
	n += put_normal(out + n, l->user, 0);
	n += put_normal(out + n, l->host, 1);
	if (!is_default_port(l->port)) {
		out[n++] = ':';
		n += put_normal(out + n, l->port, 0);
	}
	if (l->path.len == 0)
		out[n++] = '/';
	n += put_normal(out + n, l->path, 0);
	n += put_query(out + n, l->query);
	out[n] = '\0';
	return (out);
}

const char *
url_canonical(struct arena *a, const char *url)
{
	const char	*inner;
	char		*plain;
	struct link	 l;

	if ((url = url_resolve(a, NULL, url)) == NULL)
		return (NULL);
	for (int i = 0; i <= UNWRAP_MAX; i++) {
		/* Lower-case host and plain letters before the tables. */
		if (link_cut(url, &l) == -1)
			return (NULL);
		plain = arena_strdup(a, url);
		if (plain == NULL)
			return (NULL);
		for (size_t j = 0; j < l.host.len; j++) {
			char	*c = &plain[(l.host.p - url) + (ptrdiff_t)j];

			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c + ('a' - 'A'));
		}
		link_cut(plain, &l);
		if (i == UNWRAP_MAX || (inner = unwrap(a, &l)) == NULL)
			break;
		url = inner;
	}
	/* Escaped dots may have hidden dot segments. */
	if ((url = put_link(a, &l, strlen(url))) == NULL)
		return (NULL);
	return (strstr(url, "/.") != NULL ? url_resolve(a, NULL, url) : url);
}
