#ifndef FEED_CHARSET_H
#define FEED_CHARSET_H

/*
 * A document's bytes into UTF-8: BOM, then HTTP charset, then declaration,
 * then UTF-8 if valid, then a detector; labels by the WHATWG table, and none
 * is believed that can't be right.  Converters are opened when they are first
 * needed; charset_init opens all of them, for a process that gives up its file
 * system afterwards.
 */

#include <stddef.h>

#include "base/arena.h"

void	charset_init(void);

/*
 * *text becomes valid UTF-8 with the BOM off: the input itself, which need not
 * end in NUL, when nothing has to change, else in the arena; bytes that mean
 * nothing become U+FFFD.  -1 when the arena is full.  *lied is set when the
 * encoding that was declared, UTF-8 by default, wasn't the one found.
 */
int	charset_decode(struct arena *, const char *data, size_t len,
	    const char *content_type, const char **text, size_t *text_len,
	    int *lied);

/*
 * A copy of s in the arena that is valid UTF-8 and ends in NUL: each byte that
 * belongs to no character becomes U+FFFD, CR LF and CR become LF, NULs and
 * controls but for tab and LF go; C1 ones are read as windows-1252.  NULL when
 * the arena is full.
 */
const char *charset_repair(struct arena *, const char *s, size_t len);

#endif
