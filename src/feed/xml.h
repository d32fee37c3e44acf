#ifndef FEED_XML_H
#define FEED_XML_H

/*
 * The one door to libxml2's XML parser: text is mended (feed/mend.h), then
 * pushed through SAX2 with no network, no DTD, no entities but the five
 * predefined ones, and no limit lifted.
 */

#include <stddef.h>

#include "base/arena.h"
#include "feed/limits.h"
#include "feed/namespace.h"

struct xml_attr {
	enum feed_ns	 ns;
	const char	*name;		/* without prefix */
	const char	*value;		/* not terminated, see xml_attr() */
	size_t		 len;
};

/*
 * Valid during the event only, but for prefix, name and uri: the same text is
 * the same pointer all through a document.
 */
struct xml_element {
	enum feed_ns		 ns;
	const char		*prefix;	/* or NULL */
	const char		*name;		/* without prefix */
	const char		*uri;		/* or NULL */
	const struct xml_attr	*attrs;		/* start only */
	size_t			 nattrs;
};

/* end returns nonzero to hear no more. */
struct xml_handler {
	void	(*start)(void *, const struct xml_element *);
	int	(*end)(void *);
	void	(*text)(void *, const char *, size_t);
};

struct xml_result {
	int	bozo;		/* not well-formed */
	int	truncated;	/* ended before the root element did */
	unsigned int met;	/* limits, bit 1 << enum feed_limit */
};

/*
 * All of the document, or until the handler has enough.  Elements left open by
 * a cut document get no end event.  -1 when memory ran out.
 */
int	 xml_parse(const char *text, size_t len, const struct feed_limits *,
	    const struct xml_handler *, void *arg, struct xml_result *);

/* An attribute's value, decoded, in the arena; NULL without. */
const char *xml_attr(const struct xml_element *, struct arena *, enum feed_ns,
	    const char *name);
/* The same for one at hand. */
const char *xml_attr_value(const struct xml_attr *, struct arena *);

#endif
