#ifndef FEED_GLOB_H
#define FEED_GLOB_H

/* Words with wildcards: '*' any letters or none, '?' exactly one. */

#include <stddef.h>
#include <stdint.h>

/* Both are UTF-8; time is at most the product of the lengths. */
int	glob_match(const char *pattern, size_t npattern, const char *word,
	    size_t nword);

/*
 * Whether a pattern has all words that another has; it may say no where it
 * has.
 */
int	glob_covers(const char *pattern, size_t npattern, const char *other,
	    size_t nother);

#define GLOB_LETTERS_MAX	1024	/* bytes of such a word */

/*
 * The same for a word in which letters were written that fold to several, as
 * a sharp s does to "ss": letters has the bytes of each where it begins, and
 * 0 elsewhere.  A '?' is one of the several, or all of them.  Without letters,
 * whether the word matches with any that may have been written.
 */
int	glob_match_letters(const char *pattern, size_t npattern,
	    const char *word, size_t nword, const uint8_t *letters);

#endif
