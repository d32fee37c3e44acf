#ifndef PARENT_STATE_TOLD_H
#define PARENT_STATE_TOLD_H

/*
 * What readers were last told of a story, to know what an edit has changed:
 * texts that a worker made (feed/archive.h, not read here), kept for as long as
 * the story.  Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

/*
 * Puts what the worker needs, by known_told_put, of the feed's filed stories
 * seen since then, in order of their ids, up to the first that doesn't fit into
 * the buf.  Where nothing was told yet the archive's texts are.
 */
int	 state_told_each(struct state *, int64_t feed, int64_t since,
	    struct buf *, char **cause);

struct state_told {
	int64_t		 revisions;	/* edits that were told */
	int64_t		 time;		/* of the last */
	char		*last;		/* its Message-ID, or NULL */
};

/* 1 and *told, for state_told_clear; 0: there are none; -1. */
int	 state_told_get(struct state *, uint64_t story, struct state_told *,
	    char **cause);
void	 state_told_clear(struct state_told *);

/* The texts of a story that was just filed; where there are some they stay. */
int	 state_told_add(struct state *, uint64_t story,
	    const struct digest *words, const void *texts, size_t len,
	    char **cause);
/* Others in their place. */
int	 state_told_put(struct state *, uint64_t story,
	    const struct digest *words, const void *texts, size_t len,
	    char **cause);
/* These words were compared and say nothing new. */
int	 state_told_looked(struct state *, uint64_t story,
	    const struct digest *words, char **cause);
/* One edit more was told, by a mail of this id (or NULL: in place). */
int	 state_told_count(struct state *, uint64_t story, int64_t now,
	    const char *message_id, char **cause);

/* Of a feed whose edits aren't told. */
int	 state_told_forget(struct state *, int64_t feed, char **cause);

#endif
