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
 * Reads a date as feeds and servers have them, UTF-8, at most 256 bytes:
 *
 *   RFC 822, 2822 and 5322, RFC 3339, W3C-DTF, asctime
 *   ISO 8601 otherwise: 2026-W09-7, 2026-060, 20260301T1200, 26-03-01
 *   seconds, milliseconds and microseconds since 1970
 *   what people write: 03/01/2026 3:04 pm, le 1er mars 2026 à 15h04,
 *   1. März 2026 um 15.04 Uhr, 2026年3月1日 午後3時4分
 *
 * Names of months, days and halves of the day may be of any language that
 * date_names.c lists.  Of three numbers the day is first, but with slashes
 * the month is, where it can be; years of two digits are 1950 to 2049.
 *
 * A missing zone is UTC, Korea's in Korean; unknown and military ones are UTC
 * as well.  A date without time is midnight, a month without day its first.
 * 24:30 is the next day's 0:30, a leap second the last one before it.  What
 * the calendar or the clock does not have is no date, nor is prose: of
 * unknown words two are passed over.
 *
 * Returns 0 and sets *out, or -1 for what is no date.
 */
int	date_parse(const char *, size_t len, int64_t *out);
/* The same for where 03/01/2026 may be in January. */
int	date_parse_order(const char *, size_t len, int day_first, int64_t *out);

/* Both want years 0..9999; other times are clamped into them. */
void	date_rfc3339(int64_t, char [DATE_RFC3339_SIZE]);
void	date_rfc5322(int64_t, char [DATE_RFC5322_SIZE]);

/* Broken down in UTC, for skipHours and skipDays: 0..23, Sunday is 0. */
int	date_hour(int64_t);
int	date_weekday(int64_t);

#endif
