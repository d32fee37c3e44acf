#include <stdlib.h>

#include "base/xmalloc.h"
#include "fetch/place.h"

#include "tap.h"

static void
test_parse(void)
{
	struct place	 p;
	char		*cause = NULL;

	is_num(place_parse(&p, "HTTP://User:p%40ss@Example.ORG/a b?q#frag",
	    &cause), 0, "a URL with everything");
	is(p.url, "http://Example.ORG/a%20b?q", "user and fragment are off");
	is(p.scheme, "http", "scheme");
	is(p.host, "example.org", "host");
	is(p.port, "80", "the default port");
	is(p.user, "User", "user");
	is(p.password, "p@ss", "password, decoded");
	place_clear(&p);
	is_num(place_parse(&p, "https://[::1]:8443", &cause), 0, "IPv6");
	is(p.host, "[::1]", "in brackets");
	is(p.port, "8443", "its port");
	is(p.url, "https://[::1]:8443/", "a path of its own");
	ok(p.user == NULL, "no user");
	place_clear(&p);
	is_num(place_parse(&p, "http://0x7f.1/", &cause), 0, "odd numbers");
	is(p.host, "127.0.0.1", "are an address");
	place_clear(&p);
}

static void
test_refused(void)
{
	static const char *const	urls[] = {
		"file:///etc/passwd", "ftp://example.org/", "gopher://x/",
		"example.org/feed", "", "http://", "http://?q",
		"mailto:a@b", "http://example.org:99999/"
	};
	struct place	 p;
	char		*cause;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cause = NULL;
		ok(place_parse(&p, urls[i], &cause) == -1 && cause != NULL,
		    urls[i][0] != '\0' ? urls[i] : "nothing");
		place_clear(&p);
		free(cause);
	}
	ok(place_parse(&p, "http://a/\nb", NULL) == -1, "a line break");
	place_clear(&p);
}

/* Where location leads from "from", or the cause; the caller's to free. */
static char *
follow(const char *from, const char *location)
{
	struct place	 a, b;
	char		*s;

	place_parse(&a, from, NULL);
	if (place_follow(&b, &a, location, &s) == 0)
		s = xstrdup(b.user != NULL ? "a user came along" : b.url);
	place_clear(&a);
	place_clear(&b);
	return (s);
}

static void
test_follow(void)
{
	static const struct {
		const char	*from, *location, *to;
	} cases[] = {
		{ "http://a/x/y?q", "z", "http://a/x/z" },
		{ "http://a/x/y?q", "/z", "http://a/z" },
		{ "http://a/x/y?q", "?r", "http://a/x/y?r" },
		{ "http://a/x/y", "../../..", "http://a/" },
		{ "http://a:8/x", "//b/z", "http://b/z" },
		{ "https://a/x", "//b/z", "https://b/z" },
		{ "http://a/x", "https://b:1/z#f", "https://b:1/z" },
		{ "http://u:p@a/x", "/z", "http://a/z" },
		{ "http://a/x", "http://u:p@a/z", "http://a/z" },
		{ "http://a/x", "/with space", "http://a/with%20space" },
		{ "http://a/x", "/caf\xc3\xa9", "http://a/caf%c3%a9" },
		{ "http://a/x", "file:///etc/passwd",
		    "file: is not fetched, only http and https" },
		{ "http://a/x", "ftp://b/",
		    "ftp: is not fetched, only http and https" }
	};
	char	*got;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		got = follow(cases[i].from, cases[i].location);
		is(got, cases[i].to, cases[i].location);
		free(got);
	}
}

static int
same(const char *one, const char *two)
{
	struct place	a, b;
	int		n;

	place_parse(&a, one, NULL);
	place_parse(&b, two, NULL);
	n = place_same_origin(&a, &b) + 2 * place_is_downgrade(&a, &b);
	place_clear(&a);
	place_clear(&b);
	return (n);
}

static void
test_origin(void)
{
	is_num(same("http://a/x", "http://A:80/y"), 1, "one origin");
	is_num(same("http://a/", "https://a/"), 0, "another scheme");
	is_num(same("http://a/", "https://a:80/"), 0, "that, and the port");
	is_num(same("http://a/", "http://a:81/"), 0, "another port");
	is_num(same("http://a/", "http://a.b/"), 0, "another host");
	is_num(same("https://a/", "http://a/"), 2, "down to http");
}

int
main(void)
{
	test_parse();
	test_refused();
	test_follow();
	test_origin();
	return (tap_done());
}
