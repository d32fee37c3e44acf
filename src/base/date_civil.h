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

#endif
