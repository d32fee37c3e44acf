#ifndef FEED_MEND_OPEN_H
#define FEED_MEND_OPEN_H

/* The elements that are open, outermost first; names are the document's. */

#include <stddef.h>

#include "feed/limits.h"

struct open {
	const char	*name;
	size_t		 len;
	unsigned char	 hash;
};

struct opens {
	struct open	v[LIMIT_DEPTH_MAX];
	size_t		n;
	unsigned char	names[256];	/* how many there are, by hash */
};

/* There is room: n is below LIMIT_DEPTH_MAX. */
void	opens_push(struct opens *, const char *name, size_t len);
/* The innermost one; there is one. */
const struct open *opens_top(const struct opens *);
void	opens_pop(struct opens *);

/*
 * The innermost one of that name, in any case, counted from 1; 0 for none.
 * Ends of what isn't open cost no search.
 */
size_t	opens_find(const struct opens *, const char *name, size_t len);

#endif
