#ifndef FEED_IDENTITY_H
#define FEED_IDENTITY_H

/*
 * What makes a story the same story (newsieve(7), IDENTITY).  A guid or link
 * that several stories of one document share is no key for them.
 */

#include "base/keys.h"
#include "feed/feed.h"

/* The keys of every story, an array in feed order; NULL: arena failed. */
struct keys *identity_keys(struct arena *, const struct feed *);

struct identity;

/* Stories known before, indexed; the array must outlive it. Never NULL. */
struct identity *identity_new(const struct known *, size_t n);
void	 identity_free(struct identity *);

/*
 * The known story these keys belong to: a strong key is known, or both weak
 * ones are and the dates don't contradict.  NULL: a new story.
 */
const struct known *identity_find(const struct identity *, const struct keys *);

/*
 * The part of a Message-ID before the @, the same for the same story always:
 * from its link, else its guid within the feed, else title and date.
 */
const char *identity_message_id(struct arena *, const struct keys *,
	    const char *feed_name);

#endif
