#ifndef FEED_IDENTITY_MATCH_H
#define FEED_IDENTITY_MATCH_H

/*
 * Between feed/identity_judge.c, which finds out what guids are worth, and
 * feed/identity_match.c, which finds stories by keys of that worth.
 */

#include "feed/identity.h"

enum guid_worth {
	GUID_NOTHING,			/* left aside, as if there were none */
	GUID_WEAK,			/* a key beside others */
	GUID_STRONG			/* a key alone */
};

/* Sets known of every story that isn't repeated. */
void	identity_find(struct identity *, size_t n, const struct known *,
	    size_t nknown, enum guid_worth);

#endif
