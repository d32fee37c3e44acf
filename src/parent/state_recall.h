#ifndef PARENT_STATE_RECALL_H
#define PARENT_STATE_RECALL_H

/*
 * Mails that lie in the targets though the state knows of no filing, by their
 * Message-IDs: those that were there before a new state, or came after the
 * backup it was restored from.  Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

/*
 * Every mail that is filed has a number in its name.  The next one; it is
 * stored by the next state_commit.
 */
uint64_t state_mail_number(struct state *);
/* The last one given; a mail with a higher one is from this state's future. */
uint64_t state_mails(const struct state *);

/* Whether nobody has looked yet what lies in the targets. */
int	 state_recall_is_due(const struct state *);
/*
 * In the transaction of the last state_recall_add: somebody has, and met no
 * number of ours above newest.
 */
void	 state_recall_done(struct state *, uint64_t newest);

/* A mail with this Message-ID lies in target; only the part before @ counts. */
int	 state_recall_add(struct state *, const char *target, const char *id,
	    int64_t now, char **cause);
/* Whether it does: 1, 0, or -1. */
int	 state_is_recalled(struct state *, const char *target, const char *id,
	    char **cause);

/* How many mails are known only because they were found in the targets. */
int	 state_recall_count(struct state *, uint64_t *n, char **cause);

/*
 * Whether the feed called name, or was (may be NULL), has what it must have
 * if nothing was lost: 1, 0, or -1.
 */
int	 state_feed_is_remembered(struct state *, const char *name,
	    const char *was, char **cause);

#endif
