#ifndef CTL_SOURCE_H
#define CTL_SOURCE_H

/* FILE|URL|-: a feed's bytes, and what is known about them. */

#include "base/arena.h"
#include "base/buf.h"
#include "ctl/ctl.h"
#include "feed/feed.h"

struct source {
	const char	*typed;
	struct buf	 data;
	char		*url;		/* --base, else where it came from */
	char		*content_type;	/* --content-type, else HTTP's */
	char		*content_location;	/* HTTP's, without --base */
};

/*
 * Reads ctl's only argument.  An error is printed.  To be cleared in each
 * case.
 */
enum ctl_exit	source_read(const struct ctl *, struct source *);
void		source_clear(struct source *);

/*
 * The feed in it, in the arena; the error of a document that is none is
 * printed.
 */
enum ctl_exit	source_parse(const struct source *, struct arena *,
		    struct feed **);

#define SOURCE_ARENA	((size_t)512 * 1024 * 1024)	/* bytes */

#endif
