#ifndef CONF_UTF8_H
#define CONF_UTF8_H

/* UTF-8 (RFC 3629), as strict as it is written there. */

#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX	4	/* never reads past a NUL */

/* Bytes of the character at s (*c gets it), 0 when it is no UTF-8. */
size_t	conf_utf8_get(const char *s, size_t len, uint32_t *c);

/* Whether it is a letter or digit, in any script. */
int	conf_utf8_is_word(uint32_t);

#endif
