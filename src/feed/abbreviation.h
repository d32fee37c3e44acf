#ifndef FEED_ABBREVIATION_H
#define FEED_ABBREVIATION_H

#include <stddef.h>

/*
 * Whether a full stop behind these letters and digits, with a blank and a
 * capital or number behind it, most likely ends no sentence: initials, titles,
 * "U.S.", "No." before a number.  English first, then what is common in
 * German, French and Spanish.  Where both may be, a sentence goes on: two of
 * them are easier to read than half of one.
 */
int	 abbreviation_is(const char *, size_t len, int before_number);

#endif
