#ifndef BASE_UTF8_H
#define BASE_UTF8_H

/* UTF-8 by RFC 3629: no surrogates, nothing overlong, at most U+10FFFF. */

#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX	4	/* bytes of one character */

/* The bytes of the character s begins with; 0: it is none. */
size_t	utf8_length(const char *s, size_t len);
/* The same, and *c becomes that character; never reads past a NUL. */
size_t	utf8_get(const char *s, size_t len, uint32_t *c);

/* How many bytes from the start are ASCII, and how many well-formed. */
size_t	utf8_ascii(const char *s, size_t len);
size_t	utf8_valid(const char *s, size_t len);
/* At most 4 bytes, no NUL; U+FFFD for what is no character. */
size_t	utf8_put(char *, uint32_t);
/* The character a windows-1252 byte of 0x80 and above stands for. */
uint32_t utf8_1252(unsigned char);

#endif
