#ifndef FEED_GLOB_H
#define FEED_GLOB_H

/* Words with wildcards: '*' any letters or none, '?' exactly one. */

#include <stddef.h>

/* Both are UTF-8; time is at most the product of the lengths. */
int	glob_match(const char *pattern, size_t npattern, const char *word,
	    size_t nword);

/*
 * Whether a pattern has all words that another has; it may say no where it
 * has.
 */
int	glob_covers(const char *pattern, size_t npattern, const char *other,
	    size_t nother);

#endif
