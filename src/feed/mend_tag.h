#ifndef FEED_MEND_TAG_H
#define FEED_MEND_TAG_H

/*
 * One tag of XML as it stands in the text, cut into its parts; all pointers
 * are into the text.  A tag over its limit of bytes keeps its name only.
 */

#include <stddef.h>

#include "feed/limits.h"

struct tag_attr {
	const char	*name, *value;
	size_t		 name_len, value_len;
};

struct tag_start {
	const char	*name;
	size_t		 name_len;
	struct tag_attr	 attrs[LIMIT_ATTRIBUTES_MAX];
	size_t		 nattrs;
	int		 empty;		/* ends in "/>" */
	int		 mended;	/* differs from how XML writes it */
	int		 cut;		/* -1: the text ended within it */
	unsigned int	 met;		/* limits, bit 1 << enum feed_limit */
	const char	*next;		/* behind the tag */
};

struct tag_end {
	const char	*name;
	size_t		 len;
	int		 cut;
	const char	*next;
};

/* p is at "<"; -1 for what is no tag. */
/*
 * The budget is what scans that come to nothing may cost in all; once it is
 * spent, no tag reaches past the next "<", quoted or not.
 */
int	tag_scan_start(const char *p, const char *end,
	    const struct feed_limits *, size_t *budget, struct tag_start *);

#define TAG_BUDGET	(4 * 1024 * 1024)	/* bytes, for a document */
/* p is at "</" */
int	tag_scan_end(const char *p, const char *end, struct tag_end *);

#endif
