#ifndef PARENT_STATE_FILING_H
#define PARENT_STATE_FILING_H

/*
 * A filing is one story in one target.  It is born as an intent that fixes
 * the mail's base name, and marked once the mail is in new/.  An intent whose
 * target couldn't take the mail keeps the mail's bytes until it can.
 * Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

/*
 * Whether this story, or one with the same link key that is of another feed
 * or was filed in the open transaction, is filed (intended or marked) in
 * target: 1, 0, or -1.
 */
int	 state_is_filed(struct state *, uint64_t story, const struct digest *link,
	    const char *target, char **cause);
/* It is: its mail was found there, though it isn't known who filed it. */
int	 state_filing_found(struct state *, uint64_t story, const char *target,
	    char **cause);
/* The base names of all filings, in no order. */
int	 state_filing_bases(struct state *, void (*each)(const char *, void *),
	    void *, char **cause);

/* Notes that mail may lie in target, before the first is staged there. */
int	 state_target_add(struct state *, const char *target, char **cause);
/* All targets ever noted; stops early when each returns -1. */
int	 state_target_each(struct state *, int (*each)(const char *, void *),
	    void *, char **cause);

#define STATE_REFUSED	2		/* for good: see state_outbox.h */

struct state_filing {
	int64_t		 id;
	uint64_t	 story;
	const char	*target;	/* path of the maildir */
	const char	*base;		/* base name of the mail */
	int		 kept;		/* the state has the mail's bytes */
	int		 marked;	/* or STATE_REFUSED by its target */
	int		 held;		/* by a flood */
	int64_t		 revision;	/* 0: the story, else what tells of an edit */
	const char	*next;		/* base of what is to take its place */
	const char	*first;		/* what it replies to as a copy */
};

/* mail is NULL where it is staged, else kept.  target is added if new. */
int	 state_filing_intend(struct state *, uint64_t story, const char *target,
	    const char *base, const void *mail, size_t mail_len, int64_t *id,
	    char **cause);
/*
 * The same for what tells of an edit; revision is one that the story has none of
 * yet, such as the next one, from 1: what was told is forgotten before filings.
 */
int	 state_filing_tell(struct state *, uint64_t story, int64_t revision,
	    const char *target, const char *base, const void *mail,
	    size_t mail_len, int64_t *id, char **cause);
int	 state_filing_revision(struct state *, uint64_t story, int64_t *next,
	    char **cause);
/* The mail is a reply to the first copy, whose Message-ID this is. */
int	 state_filing_reply(struct state *, int64_t id, const char *first,
	    char **cause);
/*
 * An intent that waits, with its mail, for one of these two: all of a feed's
 * are to be carried out, but for links that another feed has filed there
 * since, or taken back with their stories still known as filed, and as let go.
 */
int	 state_filing_hold(struct state *, uint64_t story, const char *target,
	    const char *base, const void *mail, size_t mail_len,
	    char **cause);
int	 state_filing_release(struct state *, int64_t feed, char **cause);
int	 state_filing_forget(struct state *, int64_t feed, char **cause);
/* Keeps the bytes of an intent that couldn't be carried out. */
int	 state_filing_keep(struct state *, int64_t id, const void *mail,
	    size_t len, char **cause);
/* The kept bytes, the caller's to free; none: p is NULL. */
int	 state_filing_mail(struct state *, int64_t id, struct state_blob *,
	    char **cause);
int	 state_filing_mark(struct state *, int64_t id, char **cause);
/*
 * An intent that was read to be carried out, until it is over, one way or
 * another: other bytes that are kept for it meanwhile may come too late.
 */
void	 state_filing_begin(struct state *, int64_t id);
void	 state_filing_end(struct state *, int64_t id);
int	 state_filing_is_begun(const struct state *, int64_t id);
/*
 * Takes an intent back: its story is forgotten, or not KNOWN_FILED any more
 * where it is in other targets, too, and its feed is read anew; what was told
 * by a notice isn't any more.
 */
int	 state_filing_drop(struct state *, int64_t id, char **cause);

/*
 * All intents without a mark for targets that are directories, by target
 * (parent/state_outbox.h has the others); stops early when each returns -1.
 * each may change the state only after the last.
 */
int	 state_filing_each(struct state *,
	    int (*each)(const struct state_filing *, void *), void *,
	    char **cause);

/* The story's own, one for each target; the same holds. */
int	 state_filing_of(struct state *, uint64_t story,
	    int (*each)(const struct state_filing *, void *), void *,
	    char **cause);

/*
 * A mail with this base name and these bytes is to take the place of the
 * filing's, which stays what it is until it has; or until it turns out that a
 * reader has removed it, and nothing is to come back.
 */
int	 state_filing_replace(struct state *, int64_t id, const char *next,
	    const void *mail, size_t len, char **cause);
int	 state_filing_replaced(struct state *, int64_t id, char **cause);
int	 state_filing_stays(struct state *, int64_t id, char **cause);
/* Those that wait for this, by target and next. */
int	 state_filing_pending(struct state *,
	    int (*each)(const struct state_filing *, void *), void *,
	    char **cause);

#endif
