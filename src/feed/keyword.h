#ifndef FEED_KEYWORD_H
#define FEED_KEYWORD_H

/*
 * A keyword as the user wrote it, taken apart: words in a row, and what of
 * the signs around them counts.  Used by topic_set.c alone.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/word.h"

#define KEYWORD_WORDS_MAX	64

struct keyword_word {
	uint64_t	hash;
	const char	*folded;
	uint32_t	 len;
	uint8_t		 prefix;	/* any word that begins so */
	uint8_t		 tight;		/* only white space in front of it */
	uint8_t		 glued;		/* after is all up to the next word */
	const char	*before, *after; /* signs that must touch it */
	uint32_t	 nbefore, nafter; /* in bytes */
};

struct keyword {
	struct keyword_word	*v;
	size_t			 n;
	int			 literal;	/* ask keyword_fits */
};

/*
 * 0, or -1 with a cause and the offset of the byte to point at; in the arena
 * and pointing into text.
 */
int	keyword_parse(struct arena *, const char *text, struct keyword *,
	    size_t *offset, char **cause);

/*
 * Whether what stands around and between the words from v[first] on is what
 * the keyword asks for.  *start and *end are widened to the signs.
 */
int	keyword_fits(const struct keyword *, const char *text, size_t len,
	    const struct word *v, size_t *start, size_t *end);

#endif
