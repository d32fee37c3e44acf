#ifndef FEED_NAMESPACE_H
#define FEED_NAMESPACE_H

/*
 * Vocabularies of elements, known by their URIs however these are spelt, or
 * by their usual prefix where a document forgot to declare it.
 */

enum feed_ns {
	NS_NONE,	/* no namespace at all */
	NS_RSS,		/* RSS 0.9x, 1.0 and 2.0 */
	NS_ATOM,	/* 0.3 and 1.0 */
	NS_RDF,
	NS_DC,		/* elements and terms */
	NS_CONTENT,
	NS_MEDIA,
	NS_ITUNES,
	NS_SY,
	NS_FEEDBURNER,
	NS_THR,
	NS_XHTML,
	NS_XML,		/* xml:base, xml:lang */
	NS_ADMIN,
	NS_GOOGLEPLAY,
	NS_PHEEDO,
	NS_OTHER
};

/* uri may be NULL; prefix counts only then, and "" or NULL is none. */
enum feed_ns	namespace_find(const char *uri, const char *prefix);

#endif
