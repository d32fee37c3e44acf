#ifndef BASE_DATE_CIVIL_H
#define BASE_DATE_CIVIL_H

#include <stdint.h>

/* The Gregorian calendar, before its time, too. */

#define DATE_DAY	86400		/* seconds */

/* A month is 1..12. */
int	date_month_days(int64_t year, int month);

/* Days since 1970-01-01, and back. */
int64_t	date_days(int64_t year, int month, int day);
void	date_civil(int64_t days, int64_t *year, int *month, int *day);

/*
 * ISO 8601: day 1..366 of a year, and day 1..7 of its week 1..53.  0 and the
 * days since 1970-01-01, or -1 when the year has no such day.
 */
int	date_from_ordinal(int64_t year, int64_t day, int64_t *days);
int	date_from_week(int64_t year, int64_t week, int64_t day, int64_t *days);

#endif
