#ifndef FEED_CHARSET_CONVERT_H
#define FEED_CHARSET_CONVERT_H

/*
 * The one door to iconv(3).  Encodings of one byte a character are asked once
 * for their table, the multibyte ones are kept open: each when it is first
 * needed, which loads it from disk.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define CHARSET_REPLACEMENT	"\xef\xbf\xbd"

/* Opens all of them, so that nothing is loaded from disk afterwards. */
void	charset_convert_init(void);

/*
 * The characters of bytes 0x80 to 0xff, 0 for none; NULL when the system
 * doesn't know the encoding.
 */
const uint16_t *charset_convert_table(int cs);

/*
 * All of it as UTF-8 in the arena, NUL-terminated; what means nothing becomes
 * U+FFFD.  A system that lacks the encoding has windows-1252.  -1 when the
 * arena is full.
 */
int	charset_convert(struct arena *, int cs, const char *data, size_t len,
	    const char **text, size_t *text_len);

/*
 * The beginning of data that fits into out; *used is what came of it, *faults
 * the bytes that mean nothing and were left out.  A character cut at the end
 * is none.  -1 when the system doesn't know the encoding.
 */
int	charset_convert_try(int cs, const char *data, size_t len, char *out,
	    size_t size, size_t *used, size_t *faults);

#endif
