#ifndef FEED_REVISION_WORDS_H
#define FEED_REVISION_WORDS_H

/*
 * The words of a text that an edit is told by.  Left out is what pages change
 * by themselves: dates, times of day, "3 min ago", counters such as "12
 * comments", and what stands before them ("Updated:").  A URL is one word, its
 * canonical form, so that tracking parameters don't count.
 */

#include "feed/word.h"

#define REVISION_WORDS	50000	/* of a text, at most; the rest is not looked at */

/* *cut is set where there are more.  -1 when the arena failed. */
int	 revision_words(struct arena *, const char *text, struct words *,
	    int *cut);

#endif
