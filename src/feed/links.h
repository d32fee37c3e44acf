#ifndef FEED_LINKS_H
#define FEED_LINKS_H

#include <stddef.h>

#include "base/arena.h"

/*
 * The markup with the relative links and sources in its tags made absolute
 * against base; all else is left as published.  The markup itself where
 * nothing had to change, or base is NULL; NULL when the arena failed.  Where
 * that would make several times as much of it, the rest is left as published.
 */
const char *links_resolve(struct arena *, const char *html, const char *base);

/*
 * The same for the value of one attribute, decoded; the value itself where it
 * is no relative link.
 */
const char *links_attribute(struct arena *, const char *name, size_t name_len,
	    const char *value, const char *base);

#endif
