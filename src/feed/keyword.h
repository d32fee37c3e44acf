#ifndef FEED_KEYWORD_H
#define FEED_KEYWORD_H

/*
 * A keyword as the user wrote it, taken apart: words in a row, with their
 * wildcards, and what of the signs around them counts.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/word.h"

#define KEYWORD_WORDS_MAX	64

struct keyword_word {
	uint64_t	hash;		/* of folded */
	const char	*folded;	/* with '*' and '?' where it is wild */
	uint32_t	 len;
	uint8_t		 wild;		/* folded is a pattern, see glob.h */
	uint8_t		 tight;		/* only white space in front of it */
	uint8_t		 glued;		/* after is all up to the next word */
	const char	*form;		/* what was written has to be, or NULL */
	uint32_t	 nform;
	const char	*before, *after; /* signs that must touch it */
	uint32_t	 nbefore, nafter; /* in bytes */
};

struct keyword {
	struct keyword_word	*v;
	size_t			 n;
	int			 literal;	/* ask keyword_fits */
	int			 exact;		/* forms count */
};

/* Bytes, without "=" and quotation marks. */
struct keyword_source {
	const char	*p, *end;
	int		 exact;		/* fill in the forms */
};

/*
 * 0, or -1 with a cause and the byte to point at; in the arena and pointing
 * into the source.
 */
int	keyword_parse(struct arena *, const struct keyword_source *,
	    struct keyword *, const char **at, char **cause);

/*
 * Whether what stands around and between the words from v[first] on is what
 * the keyword asks for, and they have its forms.  *start and *end are widened
 * to the signs.
 */
int	keyword_fits(const struct keyword *, const char *text, size_t len,
	    const struct word *v, size_t *start, size_t *end);

#endif
