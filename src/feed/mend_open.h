#ifndef FEED_MEND_OPEN_H
#define FEED_MEND_OPEN_H

/*
 * The elements that are open, outermost first, and the namespaces they
 * declare; all strings are the document's.
 */

#include <stddef.h>
#include <stdint.h>

#include "feed/limits.h"

#define OPENS_BINDINGS	256	/* libxml2 looks through all of them */

struct open {
	const char	*name;
	size_t		 len;
	uint32_t	 hash;
	size_t		 nbindings;	/* of those around it */
};

struct binding {
	const char	*prefix, *uri;
	size_t		 prefix_len, uri_len;
};

struct opens {
	struct open	v[LIMIT_DEPTH_MAX];
	size_t		n;
	uint32_t	names[256];	/* how many there are, by hash */
	size_t		looked;		/* at names in vain */
	struct binding	bindings[OPENS_BINDINGS];
	size_t		nbindings;
};

/* There is room: n is below LIMIT_DEPTH_MAX. */
void	opens_push(struct opens *, const char *name, size_t len);
/* The innermost one; there is one. */
const struct open *opens_top(const struct opens *);
void	opens_pop(struct opens *);

/*
 * The innermost one of that name, in any case, counted from 1; 0 for none.
 * After a great many searches in vain only the innermost few are looked at.
 */
size_t	opens_find(struct opens *, const char *name, size_t len);

/*
 * The innermost element declares what a prefix means, "" for none: 1, or 0
 * when it means that already, or -1 when there are too many declarations.
 */
int	opens_bind(struct opens *, const char *prefix, size_t prefix_len,
	    const char *uri, size_t uri_len);

#endif
