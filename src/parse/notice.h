#ifndef PARSE_NOTICE_H
#define PARSE_NOTICE_H

/*
 * A flood: more old stories at once than a feed ever brought.  They are held
 * back by the parent, and one mail says so.
 */

#include "base/arena.h"
#include "base/keys.h"
#include "feed/feed.h"

#define NOTICE_TITLES	5

struct notice {
	int64_t		 before;	/* older ones count; Unix seconds */
	uint64_t	 over;		/* more than these are a flood; 0: none is */
	uint64_t	 n;		/* so many so far */
	int64_t		 oldest, newest;	/* of these */
	const char	*titles[NOTICE_TITLES];	/* of the first; "": untitled */
};

/* Notes a story that is to be filed. */
void	 notice_add(struct notice *, const struct story *);
int	 notice_is_due(const struct notice *);

/*
 * The notice as a story: what is held back, from which feed, since when, and
 * the two commands.  In the arena; NULL when that failed.
 */
const struct story *notice_story(struct arena *, const struct notice *,
	    const char *feed_name, int64_t now);

/* Another: so many edits of filed stories at once aren't told one by one. */
struct notice_edits {
	uint64_t	 n;
	const char	*titles[NOTICE_TITLES];
};

void	 notice_edits_add(struct notice_edits *, const struct story *);
const struct story *notice_edits_story(struct arena *,
	    const struct notice_edits *, const char *feed_name, int64_t now);

/* What one of this kind is known by; every notice is another story. */
void	 notice_keys(const char *kind, const char *feed_name, int64_t now,
	    struct keys *);

#endif
