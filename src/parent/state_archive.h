#ifndef PARENT_STATE_ARCHIVE_H
#define PARENT_STATE_ARCHIVE_H

/*
 * What is kept of stories so that they can be explained: the texts that a
 * worker made (feed/archive.h, not read here) and the topics that held.
 * Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

struct state_filing;

/* In place of what was kept of the story; topics by line, NULL for none. */
int	 state_archive_put(struct state *, uint64_t story, const void *texts,
	    size_t len, const char *topics, int64_t now, char **cause);

/* Forgets at most max records that were put before that; how many. */
int	 state_archive_expire(struct state *, int64_t before, size_t max,
	    size_t *n, char **cause);

/* A story as one feed has it; all points into the state until each returns. */
struct state_seen {
	uint64_t	 story;
	const char	*feed;		/* its name */
	int64_t		 first_seen, last_seen;	/* the last may lag by a day */
	int		 flags;		/* KNOWN_* */
	const char	*message_id;	/* NULL: it never was on topic */
	int64_t		 archived;	/* when; 0: not, or no more */
	const char	*topics;	/* that held then, by line; or NULL */
	const void	*texts;
	size_t		 len;
};

#define STATE_SEEN_MAX	64		/* stories that are told of */

/*
 * The stories with this canonical link, or with this Message-ID and what has
 * the same link as one of them, by feed.  each returns -1 to stop, and may
 * ask for filings.
 */
int	 state_seen_link(struct state *, const struct digest *link,
	    int (*each)(const struct state_seen *, void *), void *,
	    char **cause);
int	 state_seen_message(struct state *, const char *message_id,
	    int (*each)(const struct state_seen *, void *), void *,
	    char **cause);
/* Where the story and its edits were filed, oldest first. */
int	 state_seen_filings(struct state *, uint64_t story,
	    int (*each)(const struct state_filing *, void *), void *,
	    char **cause);

/* When the memory of stories begins. */
int	 state_since(struct state *, int64_t *since, char **cause);

#endif
