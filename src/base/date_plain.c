#include <string.h>

#include "base/date_civil.h"
#include "base/date_plain.h"

static int
digit(char c)
{
	return (c >= '0' && c <= '9' ? c - '0' : -1);
}

/* Two digits, or -1. */
static int
two(const char *p)
{
	int	a = digit(p[0]), b = digit(p[1]);

	return (a == -1 || b == -1 ? -1 : a * 10 + b);
}

static int
four(const char *p)
{
	int	a = two(p), b = two(p + 2);

	return (a == -1 || b == -1 ? -1 : a * 100 + b);
}

/* From 1, or -1; names of three letters each. */
static int
name_of(const char *names, const char *p)
{
	for (int i = 0; names[3 * i] != '\0'; i++)
		if (memcmp(names + 3 * i, p, 3) == 0)
			return (i + 1);
	return (-1);
}

static int
month_of(const char *p)
{
	return (name_of("JanFebMarAprMayJunJulAugSepOctNovDec", p));
}

/* hh:mm:ss in seconds; leap seconds and the like are left to others. */
static int
clock_of(const char *p)
{
	int	hour = two(p), minute = two(p + 3), second = two(p + 6);

	if (p[2] != ':' || p[5] != ':' || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 59)
		return (-1);
	return (hour * 3600 + minute * 60 + second);
}

/* "+hhmm" or with a colon; 0 when it is that. */
static int
offset_of(const char *p, int colon, int *offset)
{
	int	hours = two(p + 1), minutes = two(p + 3 + colon);

	if ((*p != '+' && *p != '-') || (colon && p[3] != ':') || hours < 0 ||
	    hours > 14 || minutes < 0 || minutes > 59)
		return (-1);
	*offset = (hours * 60 + minutes) * (*p == '-' ? -60 : 60);
	return (0);
}

static int
finish(int year, int month, int day, int seconds, int offset, int64_t *out)
{
	if (year < 1900 || month < 1 || month > 12 || day < 1 ||
	    day > date_month_days(year, month) || seconds < 0)
		return (-1);
	*out = date_days(year, month, day) * DATE_DAY + seconds - offset;
	return (0);
}

/* Sun, 01 Mar 2026 12:00:00 +0000 or GMT */
static int
read_mail(const char *p, size_t len, int64_t *out)
{
	int	offset = 0;

	if (p[3] != ',' || p[4] != ' ' || p[7] != ' ' || p[11] != ' ' ||
	    p[16] != ' ' || p[25] != ' ' ||
	    name_of("SunMonTueWedThuFriSat", p) == -1)
		return (-1);
	if (len == 29 ? memcmp(p + 26, "GMT", 3) != 0 :
	    offset_of(p + 26, 0, &offset) == -1)
		return (-1);
	return (finish(four(p + 12), month_of(p + 8), two(p + 5),
	    clock_of(p + 17), offset, out));
}

/* 2026-03-01T12:00:00Z or +00:00 */
static int
read_iso(const char *p, size_t len, int64_t *out)
{
	int	offset = 0;

	if (p[4] != '-' || p[7] != '-' || p[10] != 'T')
		return (-1);
	if (len == 20 ? p[19] != 'Z' : offset_of(p + 19, 1, &offset) == -1)
		return (-1);
	return (finish(four(p), two(p + 5), two(p + 8), clock_of(p + 11),
	    offset, out));
}

int
date_plain(const char *p, size_t len, int64_t *out)
{
	if (len == 31 || len == 29)
		return (read_mail(p, len, out));
	return (len == 20 || len == 25 ? read_iso(p, len, out) : -1);
}
