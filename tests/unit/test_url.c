#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/url.h"

#include "tap.h"

static struct arena	*arena;

struct sample {
	const char	*in;
	const char	*want;
};

#define BASE	"http://a/b/c/d;p?q"

/* RFC 3986 section 5.4, normal and abnormal. */
static const struct sample references[] = {
	{ "g:h", "g:h" }, { "g", "http://a/b/c/g" },
	{ "./g", "http://a/b/c/g" }, { "g/", "http://a/b/c/g/" },
	{ "/g", "http://a/g" }, { "//g", "http://g" },
	{ "?y", "http://a/b/c/d;p?y" }, { "g?y", "http://a/b/c/g?y" },
	{ "#s", "http://a/b/c/d;p?q#s" }, { "g#s", "http://a/b/c/g#s" },
	{ "g?y#s", "http://a/b/c/g?y#s" }, { ";x", "http://a/b/c/;x" },
	{ "g;x", "http://a/b/c/g;x" }, { "g;x?y#s", "http://a/b/c/g;x?y#s" },
	{ "", "http://a/b/c/d;p?q" }, { ".", "http://a/b/c/" },
	{ "./", "http://a/b/c/" }, { "..", "http://a/b/" },
	{ "../", "http://a/b/" }, { "../g", "http://a/b/g" },
	{ "../..", "http://a/" }, { "../../", "http://a/" },
	{ "../../g", "http://a/g" }, { "../../../g", "http://a/g" },
	{ "../../../../g", "http://a/g" }, { "/./g", "http://a/g" },
	{ "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
	{ ".g", "http://a/b/c/.g" }, { "g..", "http://a/b/c/g.." },
	{ "..g", "http://a/b/c/..g" }, { "./../g", "http://a/b/g" },
	{ "./g/.", "http://a/b/c/g/" }, { "g/./h", "http://a/b/c/g/h" },
	{ "g/../h", "http://a/b/c/h" }, { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ "g;x=1/../y", "http://a/b/c/y" },
	{ "g?y/./x", "http://a/b/c/g?y/./x" },
	{ "g?y/../x", "http://a/b/c/g?y/../x" },
	{ "g#s/../x", "http://a/b/c/g#s/../x" }, { "http:g", "http://a/b/c/g" },
	/* what feeds hold */
	{ "  g h \n", "http://a/b/c/g%20h" },
	{ "g\n\th", "http://a/b/c/gh" },
	{ "\\g\\h", "http://a/g/h" },
	{ "g?a=\\b", "http://a/b/c/g?a=%5Cb" },
	{ "\303\251", "http://a/b/c/%C3%A9" },
	{ "g%zz%4", "http://a/b/c/g%25zz%254" },
	{ "g%C3%a9", "http://a/b/c/g%C3%a9" },
	{ "g#a#b", "http://a/b/c/g#a%23b" },
	{ "g?a[]=<b>\"", "http://a/b/c/g?a%5B%5D=%3Cb%3E%22" },
	{ "HTTPS://Example.ORG/X", "https://Example.ORG/X" },
	{ "//example.org:8080/x", "http://example.org:8080/x" },
	{ "http://[::1]:80/x", "http://[::1]:80/x" },
	{ "mailto:a@example.org", "mailto:a@example.org" },
	{ "http://", NULL }, { "http:///x", NULL }, { "https://?x", NULL },
	{ "http://:80/", NULL }, { "http://a:b/", NULL },
	{ "http://u@/", NULL }, { "http://[::1/", NULL },
	{ "https:g", NULL }
};

static const struct sample absolutes[] = {
	{ "http://example.org/a/../b", "http://example.org/b" },
	{ " http://example.org ", "http://example.org" },
	{ "tag:example.org,2026:1", "tag:example.org,2026:1" },
	{ "example.org/x", NULL }, { "/x", NULL }, { "//x/y", NULL },
	{ "", NULL }, { "#x", NULL }, { "http:x", NULL }, { "x:", NULL }
};

#define WANT	"http://example.org/story"

static const struct sample canonicals[] = {
	{ "http://example.org/story", WANT },
	{ "https://example.org/story", WANT },
	{ "HTTPS://EXAMPLE.org:443/story", WANT },
	{ "http://example.org:80/story", WANT },
	{ "http://example.org:/story", WANT },
	{ "http://example.org./story", WANT },
	{ "http://example.org/story#comments", WANT },
	{ "http://example.org/story?", WANT },
	{ "http://example.org/story/", WANT },
	{ "http://example.org/story//?", WANT },
	{ "http://example.org/story/.", WANT },
	{ "http://www.example.org/story", WANT },
	{ "http://WWW.example.org.:80/story/", WANT },
	{ "http://%77ww.example.org/story", WANT },
	{ "http://www.www.WWW.example.org/story", WANT },
	{ "http://example.org/story;jsessionid=3;jsessionid=4", WANT },
	{ "http://example.org/a;jsessionid=1/b;jsessionid=2/c;x",
	    "http://example.org/a/b/c;x" },
	{ "http://example.org/story;jsessionid=7F.n1", WANT },
	{ "http://example.org/story/;jsessionid=7F?utm_x=1", WANT },
	{ "http://example.org/story?jsessionid=7F&PHPSESSID=1", WANT },
	{ "http://example.org/story?utm%5Fsource=rss&%75tm_x", WANT },
	{ "http://example.org/story#xtor=RSS-1", WANT },
	{ "http://example.org/story?source=feed&partner=rss&from=RSS", WANT },
	{ "http://example.org/./x/../story", WANT },
	{ "http://example.org/%73tor%79", WANT },
	{ "http://ex%61mple.org/story", WANT },
	{ "http://example.org/x/%2e%2e/story", WANT },
	{ "http://example.org/story?utm_source=rss&utm_medium=feed", WANT },
	{ "http://example.org/story?UTM_Source=x", WANT },
	{ "http://example.org/story?fbclid=1&gclid=2&mc_cid=3", WANT },
	{ "http://example.org/story?&&", WANT },
	{ "http://example.org/story?ref=rss", WANT },
	{ "http://example.org/story?at_medium=RSS&at_campaign=x", WANT },
	{ "https://www.google.com/url?rct=j&sa=t&url=https://example.org/"
	    "story%3Futm_source%3Dx&ct=ga&cd=C", WANT },
	{ "https://www.theguardian.com/x?CMP=twt_gu",
	    "http://theguardian.com/x" },
	{ "https://www.nytimes.com/x.html?partner=rss&emc=rss&smid=a",
	    "http://nytimes.com/x.html" },
	{ "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url="
	    "https%3a%2f%2fwww.example.org%2fstory&c=1&mkt=en-us", WANT },
	{ "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2f"
	    "example.org%2fstory%2f/RK=0/RS=x-", WANT },
	{ "https://duckduckgo.com/l/?kh=-1&uddg=https%3A%2F%2Fexample.org"
	    "%2Fstory", WANT },
	{ "https://news.google.com/news/url?sa=t&fd=R&url=http://example.org/"
	    "story", WANT },
	{ "https://r.search.yahoo.com/RU=mailto:x/RK=0",
	    "http://r.search.yahoo.com/RU=mailto:x/RK=0" },
	{ "https://www.google.co.uk/url?q=http%3A%2F%2Fexample.org%2Fstory",
	    WANT },
	{ "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fstory"
	    "&h=A", WANT },
	{ "https://www.google.com/url?url=https%3A%2F%2Fl.facebook.com%2Fl.php"
	    "%3Fu%3Dhttps%253A%252F%252Fexample.org%252Fstory", WANT },
	/* what has to stay apart */
	{ "http://example.org", "http://example.org/" },
	{ "http://example.org/Story", "http://example.org/Story" },
	{ "http://example.org:8080/story", "http://example.org:8080/story" },
	{ "http://example.org/story?id=1&utm_x=2&p=3",
	    "http://example.org/story?id=1&p=3" },
	{ "http://example.org/story?b=1&a=2",
	    "http://example.org/story?b=1&a=2" },
	{ "http://example.org/story?ref=17",
	    "http://example.org/story?ref=17" },
	{ "http://example.org/a%2fb%c3%a9",
	    "http://example.org/a%2Fb%C3%A9" },
	{ "http://example.org/\303\251", "http://example.org/%C3%A9" },
	{ "http://example.org/x%2e%2e/y", "http://example.org/x../y" },
	{ "http://u:P@Example.org/x", "http://u:P@example.org/x" },
	{ "http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x" },
	{ "https://www.google.com/search?q=http://example.org/",
	    "http://google.com/search?q=http://example.org/" },
	{ "https://google.evil.example/url?url=http://example.org/",
	    "http://google.evil.example/url?url=http://example.org/" },
	{ "https://notfacebook.com/l.php?u=http://example.org/",
	    "http://notfacebook.com/l.php?u=http://example.org/" },
	{ "https://www.google.com/url?url=javascript:alert(1)",
	    "http://google.com/url?url=javascript:alert(1)" },
	{ "https://www.google.com/url?url=http%3A%2F%2Fx%00y",
	    "http://google.com/url?url=http%3A%2F%2Fx%00y" },
	{ "http://example.org/#!/story/1", "http://example.org/#!/story/1" },
	{ "http://example.org/#!", "http://example.org/#!" },
	{ "http://example.org/index.html", "http://example.org/index.html" },
	{ "http://www.com/x", "http://www.com/x" },
	{ "http://www2.example.org/x", "http://www2.example.org/x" },
	{ "http://m.example.org/x", "http://m.example.org/x" },
	{ "http://example.org/x?cmp=1", "http://example.org/x?cmp=1" },
	{ "http://example.org/x?trk=1&emc=2&smid=3",
	    "http://example.org/x?trk=1&emc=2&smid=3" },
	{ "http://example.org/x?sid=1&id=2&p=3&v=4&s=5&ref=a&from=b&source=c",
	    "http://example.org/x?sid=1&id=2&p=3&v=4&s=5&ref=a&from=b"
	    "&source=c" },
	{ "http://example.org/x?pk_id=1&utm=2&at_id=3&cid=4",
	    "http://example.org/x?pk_id=1&utm=2&at_id=3&cid=4" },
	{ "http://example.org/x?q=/./a/../b",
	    "http://example.org/x?q=/./a/../b" },
	{ "ftp://example.org/", NULL }, { "mailto:a@example.org", NULL },
	{ "/story", NULL }, { "urn:x:y", NULL }, { "", NULL }
};

static void
test_resolve(void)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
		is(url_resolve(arena, BASE, references[i].in),
		    references[i].want, references[i].in);
	for (size_t i = 0; i < sizeof(absolutes) / sizeof(absolutes[0]); i++)
		is(url_resolve(arena, NULL, absolutes[i].in),
		    absolutes[i].want, absolutes[i].in);
	is(url_resolve(arena, "http://example.org", "x"),
	    "http://example.org/x", "a base without a path");
	is(url_resolve(arena, "http://example.org?q", ""),
	    "http://example.org?q", "or with a query only");
	is(url_resolve(arena, "x/y", "z"), NULL, "a base that is none");
	is(url_resolve(arena, "mailto:a@example.org", "z"), NULL,
	    "a base that has no hierarchy");
	is(url_resolve(arena, "http://example.org/", NULL), NULL, "no ref");
}

/* Only what is a tracker's goes; all else stays as it is written. */
static const struct sample cleans[] = {
	{ "https://www.Example.org:443/a//b/?b=%7e&&utm_source=x&A[]=#c",
	    "https://www.Example.org:443/a//b/?b=%7e&&A[]=#c" },
	{ "http://a.example/?utm_source=x", "http://a.example/" },
	{ "http://a.example/?UTM_X=1&fbclid=2#xtor=RSS-1",
	    "http://a.example/" },
	{ "http://a.example/x?source=rss&id=1", "http://a.example/x?id=1" },
	{ "http://a.example/x?source=me", "http://a.example/x?source=me" },
	{ "http://www.NYTimes.com/x?emc=rss", "http://www.NYTimes.com/x" },
	{ "http://a.example/x?emc=rss", "http://a.example/x?emc=rss" },
	{ "https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%3Fid%3D1"
	    "%26utm_x%3D2&sa=D", "https://a.example/x?id=1" },
	{ "http://a.example/x?", "http://a.example/x?" },
	{ "http://a.example/x#", "http://a.example/x#" },
	{ "mailto:a@b.example?subject=utm_x=1",
	    "mailto:a@b.example?subject=utm_x=1" },
};

static void
test_clean(void)
{
	size_t	i;

	for (i = 0; i < sizeof(cleans) / sizeof(cleans[0]); i++)
		is(url_clean(arena, cleans[i].in), cleans[i].want,
		    cleans[i].in);
	ok(url_clean(arena, cleans[8].in) == cleans[8].in,
	    "what is clean is not copied");
}

static void
test_canonical(void)
{
	const char	*once, *normal;

	for (size_t i = 0; i < sizeof(canonicals) / sizeof(canonicals[0]);
	    i++) {
		once = url_canonical(arena, canonicals[i].in);
		is(once, canonicals[i].want, canonicals[i].in);
		if (once != NULL)
			is(url_canonical(arena, once), once,
			    "canonical again is the same");
	}
	once = url_forms(arena, "https://WWW.example.org:443/x//?a&utm_x=%31"
	    "&&b#%41", &normal);
	is(once, "http://example.org/x?a&b", "canonical");
	is(normal, "http://example.org/x?a&utm_x=1&b#A",
	    "normal has all parameters and the fragment");
	once = url_forms(arena, "https://google.com/url?url=http://x.org/",
	    &normal);
	is(once, "http://x.org/", "canonical of what is inside");
	is(normal, "http://google.com/url?url=http://x.org/",
	    "normal of what is outside");
}

static void
test_safe(void)
{
	ok(url_is_safe("http://x/") && url_is_safe("HTTPS://x/") &&
	    url_is_safe("mailto:x") && url_is_safe("ftp://x/") &&
	    url_is_safe("tel:1") && url_is_safe("feed:https://x/") &&
	    url_is_safe("feed://x/"), "safe schemes");
	ok(!url_is_safe("javascript:x") && !url_is_safe("data:text/html,x") &&
	    !url_is_safe("vbscript:x") && !url_is_safe("file:///etc/passwd") &&
	    !url_is_safe("feed:javascript:x") && !url_is_safe("about:x") &&
	    !url_is_safe("blob:x"),
	    "unsafe schemes");
	ok(!url_is_safe("") && !url_is_safe("x") && !url_is_safe("/x") &&
	    !url_is_safe(":x") && !url_is_safe(" http://x") &&
	    !url_is_safe("ht\ttp:x"), "no scheme is not safe");
}

static void
test_hostile(void)
{
	struct arena	*small = arena_new(1000);
	char		*s = xmalloc(200001);

	for (size_t i = 0; i < 60000; i += 3)
		memcpy(s + i, "../", 3);
	s[60000] = '\0';
	is(url_resolve(arena, "http://a/", s), "http://a/", "many dots");
	is(url_resolve(small, "http://a/", s), NULL, "a full arena");
	ok(arena_failed(small), "which tells so");
	memset(s, 'x', 200000);
	s[200000] = '\0';
	is(url_resolve(arena, "http://a/", s), NULL, "no URL is that long");
	free(s);
	arena_free(small);
}

static void
test_long_base(void)
{
	struct arena	*a = arena_new(1 << 20);
	char		*base = arena_alloc(a, 10000);

	memset(base, 'x', 9999);
	memcpy(base, "http://h/", 9);
	is(url_resolve(a, base, "y"), NULL, "a base of ten kilobytes is none");
	is(url_resolve(a, base, "http://i/y"), "http://i/y",
	    "which an absolute link doesn't need");
	base[4000] = '\0';
	is(url_resolve(a, base, "y"), "http://h/y", "four kilobytes are one");
	arena_free(a);
}

int
main(void)
{
	arena = arena_new(64 * 1024 * 1024);
	test_resolve();
	test_canonical();
	test_clean();
	test_safe();
	test_hostile();
	arena_free(arena);
	test_long_base();
	return (tap_done());
}
