#ifndef BASE_TRANSFER_H
#define BASE_TRANSFER_H

/*
 * Bodies of mail by RFC 2045, section 6.  Text in, with LF line ends and
 * without NUL and CR, for base64 any bytes; lines of at most 998 bytes out.
 */

#include "base/buf.h"

enum transfer {
	TRANSFER_7BIT, TRANSFER_8BIT, TRANSFER_QUOTED, TRANSFER_BASE64
};

/*
 * As it is where that is ASCII; else what takes fewer bytes, quoted-printable
 * or base64, or 8bit where that is asked for.  Nothing stands as it is that
 * has too long lines, or one that begins as an mbox's messages do.
 */
enum transfer	 transfer_choose(const char *, size_t len, int want_8bit);

/* "7bit", "8bit", "quoted-printable", "base64"; and which one is so named. */
const char	*transfer_name(enum transfer);
int		 transfer_of_name(const char *, size_t len, enum transfer *);

/* Appends the text encoded; it ends in a newline if the text did. */
void		 transfer_put(struct buf *, enum transfer, const char *,
		    size_t len);

/* Appends what was so encoded; -1 for what isn't as transfer_put writes it. */
int		 transfer_get(struct buf *, enum transfer, const char *,
		    size_t len);

#endif
