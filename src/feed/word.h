#ifndef FEED_WORD_H
#define FEED_WORD_H

/*
 * Text into words for matching: UAX #29 boundaries with newsieve's rules
 * (apostrophes and '_' separate, Han, Kana, Thai, Lao and Khmer one token a
 * character, soft hyphens and zero-width marks ignored), each folded: NFKC,
 * full case folding, accents off Latin, Greek and Cyrillic.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct word {
	uint64_t	 hash;		/* of the folded form */
	const char	*folded;	/* not NUL-terminated */
	uint32_t	 len;		/* of folded, bytes */
	uint32_t	 start, end;	/* where it stood, bytes in the text */
};

struct words {
	struct word	*v;
	size_t		 n;
};

/* All words of a text in order; -1 when the arena failed. */
int	words_split(struct arena *, const char *text, size_t len,
	    struct words *);

/*
 * Which letters of a word of a text fold to several, or keep their marks:
 * letters, as long as the folded word, gets the bytes of each where it begins,
 * and 0 elsewhere.  0 when there are none, or the word was composed anew, so
 * that none can be told.
 */
int	 word_letters(const struct word *, const char *text, uint8_t *letters);

uint64_t word_hash(const char *folded, size_t len);
/* The hash of more bytes behind those that gave hash. */
uint64_t word_hash_more(uint64_t hash, const char *, size_t len);

#endif
