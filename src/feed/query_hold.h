#ifndef FEED_QUERY_HOLD_H
#define FEED_QUERY_HOLD_H

/* Whether an expression contradicts itself. */

#include "feed/query.h"

struct query_conflict {
	/* What must be there; NULL: that takes more than one keyword. */
	const struct query	*there;
	/* The NOT that excludes it; others: the language, of which is one. */
	const struct query	*against;
};

/*
 * Whether an expression that is right otherwise holds for some story.  It says
 * yes where it isn't found out in a bounded number of steps; on no, the
 * conflict is set.
 */
int	query_can_hold(const struct query *, struct query_conflict *);

#endif
