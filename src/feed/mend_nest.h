#ifndef FEED_MEND_NEST_H
#define FEED_MEND_NEST_H

/* What stands within what in feeds, where their end tags are missing. */

#include "feed/mend_open.h"

/*
 * How many of the innermost elements end where an element of that name
 * begins: stories don't nest, so one that was left open ends where the next
 * begins, even if an element in it was left open, too; and what holds mere
 * text ends where the next element of a feed begins.
 */
size_t	mend_nest_ends(const struct opens *, const char *name, size_t len);

#endif
