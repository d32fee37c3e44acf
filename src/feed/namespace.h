#ifndef FEED_NAMESPACE_H
#define FEED_NAMESPACE_H

/*
 * Vocabularies of elements, known by their URIs however these are spelt; by
 * their usual prefix where a document forgot to declare it, or got its URI
 * nearly right.
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
	NS_PRISM,
	NS_ENCLOSURE,	/* mod_enclosure of RSS 1.0 */
	NS_LICENSE,	/* creativeCommons, cc */
	NS_OTHER
};

/* Either may be NULL or "". */
enum feed_ns	namespace_find(const char *uri, const char *prefix);

#endif
