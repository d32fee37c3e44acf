#ifndef BASE_DATE_H
#define BASE_DATE_H

/*
 * Dates as feeds and servers write them, to and from Unix seconds in UTC.
 * No locale, no time zone data base, no clock.
 */

#include <stddef.h>
#include <stdint.h>

#define DATE_RFC3339_SIZE	32	/* "2026-03-01T12:00:00Z" */
#define DATE_RFC5322_SIZE	48	/* "Sun, 01 Mar 2026 12:00:00 +0000" */

/*
 * Reads RFC 822/2822/5322, RFC 3339 and W3C-DTF, asctime and plain epoch
 * numbers with the abuse seen in feeds (missing weekday, seconds or zone,
 * two-digit years, named zones).  A missing zone is UTC, a date without time
 * is midnight.  Returns 0 and sets *out, or -1 for what is no date.
 */
int	date_parse(const char *, size_t len, int64_t *out);

/* Both want years 0..9999; other times are clamped into them. */
void	date_rfc3339(int64_t, char [DATE_RFC3339_SIZE]);
void	date_rfc5322(int64_t, char [DATE_RFC5322_SIZE]);

/* Broken down in UTC, for skipHours and skipDays: 0..23, Sunday is 0. */
int	date_hour(int64_t);
int	date_weekday(int64_t);

#endif
