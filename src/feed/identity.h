#ifndef FEED_IDENTITY_H
#define FEED_IDENTITY_H

/*
 * What makes a story the same story (newsieve(7), Identity).
 */

#include "base/keys.h"
#include "feed/feed.h"
#include "feed/shingle.h"

/* One story of a document. */
struct identity {
	struct keys	 keys;
	struct digest	 whole;		/* the link with all its parameters */
	struct digest	 spot;		/* and its fragment */
	const struct known *known;	/* NULL: a new story */
	uint8_t		 repeated;	/* it stands in the document before */
	uint8_t		 guid_lies;	/* its guid is that of others, too */
	uint8_t		 link_passed;	/* its link was another known story's */
};

/*
 * The keys of every story, an array in feed order; NULL: arena failed.  A
 * guid, link or path that several stories share is no key for them.  The
 * bodies' words go into runs (may be NULL) on the way.
 */
struct identity *identity_stories(struct arena *, const struct feed *,
	    struct shingles *runs);

/*
 * Finds the known story each one is, if any.  No known story is two stories
 * of the document, but for repeated ones, which are nobody's.  What the
 * document says about the feed's guids goes into *quality.  Tells, too, whose
 * link has been passed on, as "/latest" is.
 */
void	 identity_match(struct identity *, size_t n, const struct known *,
	    size_t nknown, struct guid_quality *quality);

/*
 * The part of a Message-ID before the @, the same for the same story always:
 * from its link unless that was passed on, else its guid within the feed, and
 * where there is none or they are weak from title, text and date.
 */
const char *identity_message_id(struct arena *, const struct keys *,
	    int link_passed, const char *feed_name, int weak_guids);

/* The same for a mail that tells of an edit, by the words told. */
const char *identity_update_id(struct arena *, const char *message_id,
	    const struct digest *words);

#endif
