#ifndef FEED_LINKS_H
#define FEED_LINKS_H

#include "base/arena.h"

/*
 * The markup with the relative links and sources in its tags made absolute
 * against base; all else is left as published.  The markup itself where
 * nothing had to change, or base is NULL; NULL when the arena failed.
 */
const char *links_resolve(struct arena *, const char *html, const char *base);

#endif
