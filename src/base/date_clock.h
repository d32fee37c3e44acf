#ifndef BASE_DATE_CLOCK_H
#define BASE_DATE_CLOCK_H

/*
 * Inner part of date_parse(): times of day and zones.  What reads returns 0,
 * 1 for what is something else, or -1 for what no date can have.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/date_scan.h"

/*
 * Hour 24 is the next day's first, a leap second becomes the last before it.
 */
int	date_clock_set(struct date_scan *, int64_t, int64_t, int64_t);

/* What a number begins by its looks: 12:00:00, 12 pm. */
int	date_clock_number(struct date_scan *, int64_t, int digits);

/* Digits without colons behind a whole date: hh, hhmm or hhmmss. */
int	date_clock_digits(struct date_scan *, int64_t, int digits);

/* A number whose unit was hours. */
int	date_clock_hours(struct date_scan *, int64_t);

/* DATE_AM or DATE_PM; in front of a time it waits for it. */
void	date_clock_half_day(struct date_scan *, enum date_word);

/* "a.m.", the scanner standing on it. */
int	date_clock_half_word(struct date_scan *);

/* The name of a zone that was just read. */
int	date_clock_zone(struct date_scan *, const char *, size_t len);

/* +hhmm and such at p; reading it, the scanner stands on the sign. */
int	date_clock_is_offset(const struct date_scan *, const char *p);
int	date_clock_offset(struct date_scan *);

/* What stands in brackets; "(PST)" counts where nothing better comes. */
void	date_clock_comment(struct date_scan *);

#endif
