#ifndef FEED_ANSWERED_H
#define FEED_ANSWERED_H

/*
 * Which story another one is a reply to (RFC 4685): one of its document or of
 * those known, by the guid, or else of any feed, by the link.
 */

#include "feed/identity.h"

struct answered;

/* NULL where no story of the feed is a reply, and when the arena failed. */
struct answered	*answered_new(struct arena *, const struct feed *,
		    const struct identity *, const struct known *,
		    size_t nknown);

/*
 * The part before the @ of the Message-ID of what the story is a reply to, as
 * identity_message_id makes it; NULL: of nothing that can be told.
 */
const char	*answered_id(const struct answered *, struct arena *,
		    const struct story *, const char *feed_name,
		    int weak_guids);

#endif
