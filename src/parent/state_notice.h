#ifndef PARENT_STATE_NOTICE_H
#define PARENT_STATE_NOTICE_H

/*
 * Notices are stories of ours, each about one or more feeds.  Functions
 * return 0, or -1 with a cause.
 */

#include "parent/state.h"

/* The story is a notice about this feed, whosever story it is. */
int	 state_notice_add(struct state *, uint64_t story, int64_t feed,
	    char **cause);
/*
 * The Message-ID of the feed's first notice that is remembered, the caller's
 * to free; NULL: there is none.
 */
int	 state_notice_first(struct state *, int64_t feed, char **id,
	    char **cause);

#endif
