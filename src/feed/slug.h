#ifndef FEED_SLUG_H
#define FEED_SLUG_H

#include "base/arena.h"

/*
 * The name of a feed as the part of an address before the "@": small letters,
 * digits and hyphens.  What loses more than case and Latin accents on the way
 * gets a digest of the name, so that it stays apart from others.  In the
 * arena; NULL when that failed.
 */
const char *slug_make(struct arena *, const char *name);

#endif
