#ifndef BASE_BASE64_H
#define BASE_BASE64_H

/* Base64 by RFC 4648, section 4, for bytes in JSON. */

#include "base/buf.h"

/* Appends the bytes encoded, with padding and without line breaks. */
void	base64_put(struct buf *, const void *, size_t);

/* Appends what is encoded; -1 for what isn't just such an encoding. */
int	base64_get(struct buf *, const char *, size_t);

#endif
