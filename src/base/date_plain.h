#ifndef BASE_DATE_PLAIN_H
#define BASE_DATE_PLAIN_H

/*
 * The two forms that nearly all dates have, to the letter: RFC 5322's "Sun, 01
 * Mar 2026 12:00:00 +0000" or "GMT", and RFC 3339's "2026-03-01T12:00:00Z" or
 * "+00:00".
 */

#include <stddef.h>
#include <stdint.h>

/* 0, or -1 for what is none of these, or says what takes a closer look. */
int	date_plain(const char *, size_t len, int64_t *out);

#endif
