#ifndef FEED_MEND_H
#define FEED_MEND_H

/*
 * Broken XML made well-formed the way a person reads it, in one linear pass
 * before any parser sees it: the declaration, DOCTYPE, comments and
 * instructions are left out, named and numbered characters decoded, stray
 * ampersands and angles escaped, attributes quoted, end tags put in or left
 * out.  No entity but the five predefined ones is ever passed on, no more
 * than MEND_ATTRS attributes, MEND_DEPTH levels, MEND_TAG bytes of a tag and
 * MEND_NAMES different names (feed/mend_names.h).
 */

#include <stddef.h>

#define MEND_ATTRS	256
#define MEND_DEPTH	200
#define MEND_TAG	(64 * 1024)

struct mend_result {
	int	bozo;		/* something was mended */
	int	truncated;	/* ended before its root element did */
};

/*
 * Hands the mended document to sink in pieces that never divide a tag.  A
 * sink that returns nonzero ends it.  text is valid UTF-8 from its root's
 * start tag or prolog on.  -1 when out of memory.
 */
int	mend_run(const char *text, size_t len,
	    int (*sink)(void *, const char *, size_t), void *arg,
	    struct mend_result *);

#endif
