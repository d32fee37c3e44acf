#ifndef PARENT_STATE_H
#define PARENT_STATE_H

/*
 * What is remembered between runs, in one SQLite file (WAL, synchronous=FULL)
 * in the state directory; parent/state_filing.h has the stories' filings.
 * Functions return 0, or -1 with a cause.
 *
 * Outside state_begin and state_commit each change is a transaction, and a
 * sync, of its own.
 */

#include "base/digest.h"
#include "base/keys.h"

struct state;

/*
 * Opens, makes or migrates the state in dir (made when missing) and locks it
 * for this process; the cause names the process that holds it.  A file that
 * SQLite finds damaged is moved aside and a new one made: see state_aside.h.
 */
int	 state_open(const char *dir, struct state **, char **cause);
void	 state_close(struct state *);			/* NULL is fine */

/* Eight hex digits that tell this state's files from another's. */
const char *state_tag(const struct state *);
/* Reads the whole file and checks it: for tests and for the doubtful. */
int	 state_check(struct state *, char **cause);

int	 state_begin(struct state *, char **cause);
int	 state_commit(struct state *, char **cause);
void	 state_rollback(struct state *);

struct state_blob {
	void	*p;
	size_t	 len;
};

void	 state_blob_set(struct state_blob *, const void *, size_t);
void	 state_blob_clear(struct state_blob *);

enum state_mode { STATE_NORMAL, STATE_QUARANTINED, STATE_GONE };

/* Times are Unix seconds, 0: never. Strings are the struct's own. */
struct state_feed {
	int64_t		 id;
	char		*url;		/* the user's, to notice a change */
	struct state_blob etag, last_modified;
	struct digest	 body;		/* of the last body read */
	int64_t		 last_poll, last_good, next_poll;
	int64_t		 last_read;	/* last document filed; deliver's */
	char		*last_result;	/* new unchanged same-body error */
	char		*last_error;
	char		*why;		/* what decided next_poll */
	int		 last_status;
	unsigned int	 failures;	/* in a row */
	int64_t		 turned;	/* when it began to fail, or to work again */
	int		 told;		/* the trouble its reader knows of */
	int64_t		 told_since;	/* turned, as it was then */
	uint64_t	 told_in;	/* the notice, a story */
	int		 told_moved;	/* he knows of moved */
	unsigned int	 kills;		/* workers lost to it in a row */
	enum state_mode	 mode;
	uint64_t	 stories;	/* ever seen */
	uint64_t	 delivered;	/* ever accepted for delivery */
	uint64_t	 largest;	/* most delivered by one poll */
	uint64_t	 held;		/* stories held back, see flood.h */
	int64_t		 held_since;
	char		*moved;		/* where 301/308 lead, or NULL */
	unsigned int	 moved_seen;	/* sightings of just that */
	int64_t		 moved_since;
	int64_t		 ttl, update_period;	/* the feed's, seconds, 0: none */
	uint32_t	 skip_hours;	/* bit 0: 00-01 UTC */
	uint8_t		 skip_days;	/* bit 0: Sunday */
	unsigned int	 met;		/* limits, by bit of enum conf_limit */
	struct digest	 limits;	/* of those that were met */
	struct guid_quality guids;
};

/*
 * The feed of this name, made when missing; where there is none but one
 * called was (may be NULL), that one is renamed.
 */
int	 state_feed_load(struct state *, const char *name, const char *was,
	    struct state_feed *, char **cause);
int	 state_feed_save(struct state *, const struct state_feed *,
	    char **cause);
/* Only what says how much of it is held. */
int	 state_feed_hold(struct state *, const struct state_feed *,
	    char **cause);
/* Only what its reader has been told. */
int	 state_feed_tell(struct state *, const struct state_feed *,
	    char **cause);
void	 state_feed_clear(struct state_feed *);
/* to becomes a copy of its own; what it held before isn't freed. */
void	 state_feed_copy(struct state_feed *to, const struct state_feed *from);

/* The feed's known stories packed by known_put, and their number. */
int	 state_known(struct state *, int64_t feed, struct buf *, size_t *n,
	    char **cause);

/*
 * Adds a story, or brings a known one (id not 0) up to date: keys, last_seen
 * and, with filed, KNOWN_FILED.  Absent keys leave the old ones; a guid or
 * link that changes is still remembered, until the next does.  The first
 * message_id (may be NULL) stays.  An id that isn't this feed's is a new
 * story.  *id is set.  last_seen is only rewritten when it is over a day old
 * or something else changed.
 */
int	 state_story_put(struct state *, int64_t feed, const struct keys *,
	    int filed, const char *message_id, int64_t now, uint64_t *id,
	    char **cause);

/* Adds KNOWN_* flags to those of a story. */
int	 state_story_flag(struct state *, uint64_t id, int flags,
	    char **cause);

/*
 * Before a new document is filed: the stories of the last one, read at
 * last_read, were in the feed until now.  Only a document over a day old has
 * any to touch.
 */
int	 state_story_touch(struct state *, int64_t feed, int64_t last_read,
	    int64_t now, char **cause);

/*
 * Forgets at most max stories unseen for keep seconds, those unseen longest
 * first; how many.  Stays what its feed still holds (a feed that was polled
 * within keep) or what waits for its target.  Time passes by polls: what a
 * clock has jumped, or the daemon was away, makes nothing older.
 */
int	 state_expire(struct state *, int64_t now, int64_t keep, size_t max,
	    size_t *n, char **cause);

#endif
