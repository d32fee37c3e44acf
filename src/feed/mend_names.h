#ifndef FEED_MEND_NAMES_H
#define FEED_MEND_NAMES_H

/*
 * How many different names a document may use: libxml2 keeps each for good,
 * in a table that gets slow with a million of them.
 */

#include <stddef.h>
#include <stdint.h>

#include "feed/limits.h"

#define MEND_SLOTS	(2 * LIMIT_NAMES_MAX)	/* a power of two */

struct mend_names {
	uint32_t	hash[MEND_SLOTS];	/* 0: free */
	size_t		n;
};

/* Whether the name was met before or there is room for one more. */
int	mend_names_allow(struct mend_names *, const char *, size_t len,
	    size_t max);

#endif
