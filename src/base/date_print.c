#include <stdio.h>

#include "base/date.h"
#include "base/date_civil.h"

#define DATE_MIN	(-62167219200LL)	/* 0000-01-01T00:00:00Z */
#define DATE_MAX	253402300799LL		/* 9999-12-31T23:59:59Z */

static const char	months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char	weekdays[] = "SunMonTueWedThuFriSat";

struct broken {
	int64_t	year;
	int	month, day, hour, minute, second, weekday;
};

static void
break_down(int64_t t, struct broken *b)
{
	int64_t	days, rest;

	if (t < DATE_MIN)
		t = DATE_MIN;
	if (t > DATE_MAX)
		t = DATE_MAX;
	days = t / DATE_DAY;
	rest = t % DATE_DAY;
	if (rest < 0) {
		rest += DATE_DAY;
		days--;
	}
	date_civil(days, &b->year, &b->month, &b->day);
	b->hour = (int)(rest / 3600);
	b->minute = (int)(rest / 60 % 60);
	b->second = (int)(rest % 60);
	b->weekday = (int)(((days + 4) % 7 + 7) % 7);
}

void
date_rfc3339(int64_t t, char out[DATE_RFC3339_SIZE])
{
	struct broken	b;

	break_down(t, &b);
	snprintf(out, DATE_RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    (int)b.year % 10000, b.month, b.day, b.hour, b.minute, b.second);
}

void
date_rfc5322(int64_t t, char out[DATE_RFC5322_SIZE])
{
	struct broken	b;

	break_down(t, &b);
	snprintf(out, DATE_RFC5322_SIZE,
	    "%.3s, %02d %.3s %04d %02d:%02d:%02d +0000",
	    weekdays + b.weekday * 3, b.day, months + (b.month - 1) * 3,
	    (int)b.year % 10000, b.hour, b.minute, b.second);
}

int
date_hour(int64_t t)
{
	struct broken	b;

	break_down(t, &b);
	return (b.hour);
}

int
date_weekday(int64_t t)
{
	struct broken	b;

	break_down(t, &b);
	return (b.weekday);
}
