#ifndef FEED_LIMITS_H
#define FEED_LIMITS_H

/*
 * How much of a document is read.  What is past a limit is left out, and the
 * feed says which limits it met; memory is the arena's cap, and past it a
 * document is refused.
 */

#include <stddef.h>

enum feed_limit {
	LIMIT_STORIES,		/* of a document */
	LIMIT_DEPTH,		/* open elements */
	LIMIT_ATTRIBUTES,	/* of an element */
	LIMIT_TAG,		/* bytes of a tag */
	LIMIT_NAMES,		/* different names of elements, attributes */
	LIMIT_TEXT,		/* bytes of one element's text */
	LIMIT_LIST,		/* authors, tags, files of a story, of each */
	LIMITS
};

/*
 * The most each may be: libxml2 is slow or refuses past that depth, so many
 * attributes or names, and a tag must fit into what mend.c writes.
 */
#define LIMIT_DEPTH_MAX		250
#define LIMIT_ATTRIBUTES_MAX	256
#define LIMIT_TAG_MAX		(128 * 1024)
#define LIMIT_NAMES_MAX		4096

struct feed_limits {
	size_t	max[LIMITS];
};

extern const struct feed_limits feed_limits_default;

/* "stories", "depth" ..., as the configuration calls them. */
const char *feed_limit_name(enum feed_limit);

#endif
