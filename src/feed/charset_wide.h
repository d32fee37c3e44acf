#ifndef FEED_CHARSET_WIDE_H
#define FEED_CHARSET_WIDE_H

/* UTF-16 and UTF-32, with a byte order mark and without. */

#include <stddef.h>

#include "base/arena.h"

/*
 * The encoding (an index of charsets) of a document that begins with a mark,
 * UTF-8's too, or shows by its zeros that it is wide; -1 otherwise.  *skip is
 * what to leave out, *marked whether a mark told.
 */
int	charset_wide_find(const char *, size_t len, size_t *skip, int *marked);

/* Into UTF-8 in the arena, NUL-terminated; -1 when that is full. */
int	charset_wide_decode(struct arena *, int cs, const char *, size_t len,
	    const char **text, size_t *text_len);

#endif
