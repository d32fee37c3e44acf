#ifndef FEED_KEYWORD_COVER_H
#define FEED_KEYWORD_COVER_H

/* What keywords have to do with one another, whatever the story. */

#include <stddef.h>

#include "feed/keyword.h"

/*
 * Whether wide is found wherever narrow is, beginning at narrow's word at; it
 * may say no where it is.
 */
int	keyword_covers(const struct keyword *wide, const struct keyword *narrow,
	    size_t at);

/* Whether both can't begin at the same word; it may say no where so. */
int	keyword_collides(const struct keyword *, const struct keyword *);

#endif
