#ifndef FEED_CHARSET_UTF8_H
#define FEED_CHARSET_UTF8_H

/* UTF-8 that isn't quite: what other writers make of it, and what is cut. */

#include <stddef.h>

#include "base/arena.h"

struct charset_utf8 {
	size_t		multibyte;	/* well-formed sequences */
	size_t		stray;		/* bytes that belong to none */
	size_t		cut;		/* sequences with too few bytes */
	size_t		bad;		/* bytes in stray and cut */
	unsigned char	leads[256];	/* those that begin well-formed ones */
};

void	charset_utf8_count(const char *, size_t len, struct charset_utf8 *);

/*
 * Into valid UTF-8 in the arena, NUL-terminated: stray bytes are windows-1252,
 * cut sequences and what must not be become one U+FFFD each, surrogates in
 * pairs (as Java and MySQL write them) the character they stand for, and the
 * two-byte NUL nothing.  -1 when the arena is full.
 */
int	charset_utf8_mend(struct arena *, const char *, size_t len,
	    const struct charset_utf8 *, const char **text, size_t *text_len);

#endif
