#ifndef FEED_MEND_H
#define FEED_MEND_H

/*
 * Broken XML made well-formed the way a person reads it, in one linear pass
 * before any parser sees it: the declaration, DOCTYPE, comments and
 * instructions are left out, named and numbered characters decoded, stray
 * ampersands and angles escaped, attributes quoted, end tags put in or left
 * out; entities of the document's own that are plain text are expanded
 * (feed/mend_entity.h).  No entity but the five predefined ones is ever passed
 * on, and nothing past the limits of attributes, depth, tags and names.
 */

#include <stddef.h>

#include "feed/limits.h"

struct mend_result {
	int	bozo;		/* something was mended */
	int	truncated;	/* ended before its root element did */
	unsigned int met;	/* limits, bit 1 << enum feed_limit */
};

#define MEND_ASIDES	64	/* texts of a piece */

/* A text that goes around the parser; it may point into the document. */
struct mend_aside {
	const char	*text;
	size_t		 len;
};

/*
 * Mended XML that never divides a tag.  What it holds of long texts is but a
 * mark, an instruction without data whose target names the aside: a parser
 * that looks at them byte by byte would double their cost.
 */
struct mend_piece {
	const char		*markup;
	size_t			 len;
	const struct mend_aside	*asides;
	size_t			 nasides;
};

/* The aside that an instruction's target is the mark of, or NULL. */
const struct mend_aside *mend_aside(const struct mend_piece *,
	    const char *target);

/*
 * Hands the mended document to sink piece by piece.  A sink that returns
 * nonzero ends it.  text is valid UTF-8 from its root's start tag or prolog
 * on.  -1 when out of memory.
 */
int	mend_run(const char *text, size_t len, const struct feed_limits *,
	    int (*sink)(void *, const struct mend_piece *), void *arg,
	    struct mend_result *);

#endif
