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

/*
 * The damaged file that this state has taken the place of, if nobody was told
 * of it yet: its path, the caller's to free, or NULL.
 */
int	 state_aside_untold(struct state *, char **path, char **cause);
/* Since when it is there; 0: its name doesn't say so. */
int64_t	 state_aside_time(const char *path);
int	 state_aside_tell(struct state *, const char *path, char **cause);

/* How many mails are known only because they were found in the targets. */
int	 state_recalled(struct state *, uint64_t *n, char **cause);

#endif
