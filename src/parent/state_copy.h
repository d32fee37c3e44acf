#ifndef PARENT_STATE_COPY_H
#define PARENT_STATE_COPY_H

/*
 * Copies of a story in other feeds.  A sketch lives as long as its story.
 * Where keys lead is looked up in memory (parent/bands.h), which is read from
 * the state when it is first needed.  Functions return 0, or -1 with a cause.
 */

#include "base/sketch.h"
#include "parent/state.h"

#define STATE_COPIES	16	/* stories compared with, at most */

/*
 * Puts the names of other feeds than this that have had this link, the first
 * first and a few at most, with commas between.
 */
int	 state_copy_feeds(struct state *, int64_t feed, const struct digest *,
	    struct buf *, char **cause);

/*
 * Reads a slice of what keys are looked up in: 1 when all is read, 0: there is
 * more, -1.  Adding and finding read what is left of it at once, which is
 * more than a second for a million stories.  Forgetting stories may undo it.
 */
int	 state_copy_read(struct state *, char **cause);
int	 state_copy_is_read(const struct state *);

/* From now on copies of this story are known; a sketch it has stays. */
int	 state_copy_add(struct state *, uint64_t story, const struct sketch *,
	    char **cause);

/*
 * The stories of other feeds than this that have a text like it.  None where
 * three stories of one feed have: then it is a template that they share.
 */
int	 state_copy_find(struct state *, int64_t feed, const struct sketch *,
	    uint64_t stories[STATE_COPIES], size_t *n, char **cause);

/*
 * The one of these stories that was filed in target first, and isn't held
 * back: its Message-ID, the caller's to free; none: NULL.
 */
int	 state_copy_first(struct state *, const uint64_t *stories, size_t n,
	    const char *target, char **message_id, char **cause);

#endif
