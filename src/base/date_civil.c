#include "base/date_civil.h"

static int
is_leap(int64_t year)
{
	return (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

int
date_month_days(int64_t year, int month)
{
	static const int	days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return (days[month - 1] + (month == 2 && is_leap(year)));
}

/* Years are counted from March, so that a leap day is their last. */
int64_t
date_days(int64_t year, int month, int day)
{
	int64_t	era, yoe, doy, doe;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	yoe = year - era * 400;
	doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (era * 146097 + doe - 719468);
}

void
date_civil(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t	era, doe, yoe, doy, mp;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

int
date_from_ordinal(int64_t year, int64_t day, int64_t *days)
{
	if (day < 1 || day > 365 + is_leap(year))
		return (-1);
	*days = date_days(year, 1, 1) + day - 1;
	return (0);
}

/* The Monday of the week that has a year's fourth of January. */
static int64_t
first_week(int64_t year)
{
	int64_t	days = date_days(year, 1, 4);

	return (days - ((days + 3) % 7 + 7) % 7);
}

int
date_from_week(int64_t year, int64_t week, int64_t day, int64_t *days)
{
	if (week < 1 || day < 1 || day > 7)
		return (-1);
	*days = first_week(year) + (week - 1) * 7 + day - 1;
	return (*days < first_week(year + 1) ? 0 : -1);
}
