#ifndef BASE_DATE_FOLD_H
#define BASE_DATE_FOLD_H

#include <stddef.h>

/*
 * Text made plain for the date parser: Latin, Greek and Cyrillic letters
 * become small ones without marks; full-width forms, the many spaces, dashes
 * and quotes become ASCII; what can't be seen goes.  All else stays, invalid
 * bytes, too.  out has room for len bytes, and that many are enough; their
 * number is returned.  No NUL is added.
 */
size_t	date_fold(const char *, size_t len, char *out);

#endif
