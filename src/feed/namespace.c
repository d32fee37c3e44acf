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
	{ "search.yahoo.com/mrss", NS_MEDIA },
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

static const struct name prefixes[] = {
	{ "rss", NS_RSS },
	{ "atom", NS_ATOM },
	{ "atom10", NS_ATOM },
	{ "atom03", NS_ATOM },
	{ "a10", NS_ATOM },
	{ "rdf", NS_RDF },
	{ "dc", NS_DC },
	{ "dcterms", NS_DC },
	{ "content", NS_CONTENT },
	{ "sy", NS_SY },
	{ "media", NS_MEDIA },
	{ "itunes", NS_ITUNES },
	{ "feedburner", NS_FEEDBURNER },
	{ "thr", NS_THR },
	{ "xhtml", NS_XHTML },
	{ "xml", NS_XML },
	{ "admin", NS_ADMIN },
	{ "googleplay", NS_GOOGLEPLAY },
	{ "pheedo", NS_PHEEDO },
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

enum feed_ns
namespace_find(const char *uri, const char *prefix)
{
	size_t	len;

	if (uri == NULL || *uri == '\0') {
		if (prefix == NULL || *prefix == '\0')
			return (NS_NONE);
		return (find(prefixes, sizeof(prefixes) / sizeof(prefixes[0]),
		    prefix, strlen(prefix)));
	}
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
	return (find(uris, sizeof(uris) / sizeof(uris[0]), uri, len));
}
