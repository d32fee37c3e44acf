#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "feed/namespace.h"

struct name {
	const char	*name;
	enum feed_ns	 ns;
};

/* Without scheme, "www.", and the sign at the end. */
static const struct name uris[] = {
	{ "w3.org/2005/Atom", NS_ATOM },
	{ "purl.org/atom/ns", NS_ATOM },
	{ "purl.org/rss/1.0", NS_RSS },
	{ "my.netscape.com/rdf/simple/0.9", NS_RSS },
	{ "channel.netscape.com/rdf/simple/0.9", NS_RSS },
	{ "backend.userland.com/rss", NS_RSS },
	{ "backend.userland.com/rss2", NS_RSS },
	{ "backend.userland.com/rss091", NS_RSS },
	{ "backend.userland.com/rss092", NS_RSS },
	{ "blogs.law.harvard.edu/tech/rss", NS_RSS },
	{ "cyber.law.harvard.edu/rss", NS_RSS },
	{ "cyber.law.harvard.edu/rss/rss.html", NS_RSS },
	{ "purl.org/net/rss1.1", NS_RSS },
	{ "w3.org/1999/02/22-rdf-syntax-ns", NS_RDF },
	{ "purl.org/dc/elements/1.1", NS_DC },
	{ "purl.org/dc/elements/1.0", NS_DC },
	{ "purl.org/dc/terms", NS_DC },
	{ "purl.org/rss/1.0/modules/content", NS_CONTENT },
	{ "purl.org/rss/1.0/modules/syndication", NS_SY },
	{ "purl.org/rss/1.0/modules/rss091", NS_RSS },
	{ "search.yahoo.com/mrss", NS_MEDIA },
	{ "rssboard.org/media-rss", NS_MEDIA },
	{ "purl.oclc.org/net/rss_2.0/enc", NS_ENCLOSURE },
	{ "prismstandard.org/namespaces/basic/1.0", NS_PRISM },
	{ "prismstandard.org/namespaces/basic/1.2", NS_PRISM },
	{ "prismstandard.org/namespaces/basic/2.0", NS_PRISM },
	{ "prismstandard.org/namespaces/1.2/basic", NS_PRISM },
	{ "backend.userland.com/creativeCommonsRssModule", NS_LICENSE },
	{ "cyber.law.harvard.edu/rss/creativeCommonsRssModule.html",
	    NS_LICENSE },
	{ "creativecommons.org/ns", NS_LICENSE },
	{ "web.resource.org/cc", NS_LICENSE },
	{ "video.search.yahoo.com/mrss", NS_MEDIA },
	{ "tools.search.yahoo.com/mrss", NS_MEDIA },
	{ "itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES },
	{ "rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER },
	{ "purl.org/syndication/thread/1.0", NS_THR },
	{ "w3.org/1999/xhtml", NS_XHTML },
	{ "w3.org/XML/1998/namespace", NS_XML },
	{ "webns.net/mvcb", NS_ADMIN },
	{ "google.com/schemas/play-podcasts/1.0", NS_GOOGLEPLAY },
	{ "google.com/schemas/play-podcasts/1.0/play-podcasts.xsd",
	    NS_GOOGLEPLAY },
	{ "pheedo.com/namespace/pheedo", NS_PHEEDO },
};

/* With a word that is in all URIs of theirs, right or nearly so. */
static const struct {
	const char	*name;
	enum feed_ns	 ns;
	const char	*word;
} prefixes[] = {
	{ "rss", NS_RSS, "rss" },
	{ "atom", NS_ATOM, "atom" },
	{ "atom10", NS_ATOM, "atom" },
	{ "atom03", NS_ATOM, "atom" },
	{ "a10", NS_ATOM, "atom" },
	{ "rdf", NS_RDF, "rdf" },
	{ "dc", NS_DC, "dc" },
	{ "dcterms", NS_DC, "dc" },
	{ "content", NS_CONTENT, "content" },
	{ "sy", NS_SY, "syndication" },
	{ "media", NS_MEDIA, "rss" },
	{ "itunes", NS_ITUNES, "itunes" },
	{ "feedburner", NS_FEEDBURNER, "feedburner" },
	{ "thr", NS_THR, "thread" },
	{ "xhtml", NS_XHTML, "html" },
	{ "xml", NS_XML, "xml" },
	{ "admin", NS_ADMIN, "webns" },
	{ "googleplay", NS_GOOGLEPLAY, "play" },
	{ "pheedo", NS_PHEEDO, "pheedo" },
	{ "enc", NS_ENCLOSURE, "enc" },
	{ "prism", NS_PRISM, "prism" },
	{ "creativeCommons", NS_LICENSE, "creativecommons" },
	{ "cc", NS_LICENSE, "cc" },
};

static enum feed_ns
find(const struct name *names, size_t n, const char *s, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strncasecmp(names[i].name, s, len) == 0 &&
		    names[i].name[len] == '\0')
			return (names[i].ns);
	return (NS_OTHER);
}

/* uri NULL: none was declared. */
static enum feed_ns
find_prefix(const char *prefix, const char *uri)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strcasecmp(prefixes[i].name, prefix) == 0 && (uri == NULL ||
		    strcasestr(uri, prefixes[i].word) != NULL))
			return (prefixes[i].ns);
	return (NS_OTHER);
}

enum feed_ns
namespace_find(const char *uri, const char *prefix)
{
	enum feed_ns	ns;
	size_t		len;

	if (prefix == NULL)
		prefix = "";
	if (uri == NULL || *uri == '\0')
		return (*prefix == '\0' ? NS_NONE : find_prefix(prefix, NULL));
	uri += strspn(uri, " \t\n");
	if (strncasecmp(uri, "http://", 7) == 0)
		uri += 7;
	else if (strncasecmp(uri, "https://", 8) == 0)
		uri += 8;
	if (strncasecmp(uri, "www.", 4) == 0)
		uri += 4;
	len = strlen(uri);
	while (len > 0 && strchr("/# \t\n", uri[len - 1]) != NULL)
		len--;
	ns = find(uris, sizeof(uris) / sizeof(uris[0]), uri, len);
	return (ns != NS_OTHER ? ns : find_prefix(prefix, uri));
}
