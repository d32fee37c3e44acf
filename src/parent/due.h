#ifndef PARENT_DUE_H
#define PARENT_DUE_H

/*
 * What the reader of a feed is to be told, by what is remembered of the feed.
 * Pure arithmetic; times are Unix seconds.
 */

#include <stdint.h>

#include "ipc/message.h"
#include "parent/state.h"

#define DUE_NOTHING	(-1)

/*
 * An enum notice_kind, or DUE_NOTHING.  moved: it has moved for good;
 * uplink: the host that fails may be our own.
 */
int	due_kind(const struct state_feed *, int moved, int uplink, int64_t now);

/* Whether it goes with a notice of this kind about others of its host. */
int	due_joins(const struct state_feed *, int kind, int moved, int64_t now);

/*
 * Whether a notice about first waits for other, a feed of the same host that
 * it doesn't name yet: it may have the same to tell at its next poll.
 */
int	due_waits(const struct state_feed *first, const struct state_feed *other,
	    int kind, int64_t now);

/* It was told so in this story. */
void	due_told(struct state_feed *, int kind, uint64_t story);

#endif
