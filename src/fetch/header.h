#ifndef FETCH_HEADER_H
#define FETCH_HEADER_H

/*
 * What the header of one response says, collected line by line.  Values are
 * kept as bytes, less the blanks around them; an absurdly long one counts as
 * absent.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define HEADER_MAX	((size_t)64 * 1024)	/* bytes of all lines */

enum header_field {
	HEADER_AGE, HEADER_CACHE_CONTROL, HEADER_CONTENT_LOCATION,
	HEADER_CONTENT_TYPE, HEADER_DATE, HEADER_ETAG, HEADER_EXPIRES,
	HEADER_LAST_MODIFIED, HEADER_LOCATION, HEADER_RETRY_AFTER,
	HEADER_FIELDS
};

struct header {
	unsigned int	 status;
	size_t		 bytes;
	int		 ended;		/* what follows are trailers */
	const char	*wall;		/* a bot wall's name, or NULL */
	struct buf	 fields[HEADER_FIELDS];
};

void		 header_init(struct header *);
void		 header_reset(struct header *);		/* keeps the memory */
void		 header_clear(struct header *);

/*
 * One line as it came.  A status line begins anew (after 1xx), but the bytes
 * count on.  -1 when they are over HEADER_MAX.
 */
int		 header_line(struct header *, const char *, size_t len);

/* NULL when it wasn't there. */
const char	*header_get(const struct header *, enum header_field);

/*
 * Seconds from now (Unix seconds); -1: nothing said.  The first is the
 * freshness of RFC 9111, 4.2.1 for a private cache, less Age; the other the
 * one of RFC 9110, 10.2.3.  At most a year.
 */
int64_t		 header_max_age(const struct header *, int64_t now);
int64_t		 header_retry_after(const struct header *, int64_t now);

#endif
