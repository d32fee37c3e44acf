#ifndef PARSE_BULLETIN_H
#define PARSE_BULLETIN_H

/* What the parent has to tell of feeds, or of itself, as a story. */

#include "base/arena.h"
#include "base/keys.h"
#include "feed/feed.h"
#include "ipc/message.h"

/* What, which feeds, since when, why, and what can be done.  NULL: no memory. */
const struct story *bulletin_story(struct arena *, const struct message_notice *);

/* What it is known by: the same event is the same story, whenever told. */
void	 bulletin_keys(const struct message_notice *, struct keys *);

#endif
