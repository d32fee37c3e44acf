#include <string.h>

#include "base/date.h"
#include "base/date_civil.h"
#include "base/date_clock.h"
#include "base/date_fold.h"
#include "base/date_piece.h"
#include "base/date_plain.h"
#include "base/date_scan.h"

/*
 * Epoch numbers and ISO 8601 dates at the start are read here, all else by
 * the scanner; then the numbers that stood loose find their places.
 */

#define DATE_LEN_MAX	256
#define KOREA		(9 * 3600)

/* 1, to be checked with all others in the end. */
static int
set_date(struct date_scan *s, int64_t year, int64_t month, int64_t day)
{
	s->year = year;
	s->month = month <= 12 ? (int)month : -1;
	s->day = day <= 31 ? (int)day : -1;
	s->sure = MONTH_SURE;
	return (1);
}

static int
set_days(struct date_scan *s, int64_t days)
{
	int64_t	year;
	int	month, day;

	date_civil(days, &year, &month, &day);
	return (set_date(s, year, month, day));
}

static int
set_ordinal(struct date_scan *s, int64_t year, int64_t day)
{
	int64_t	days;

	return (date_from_ordinal(year, day, &days) == -1 ? -1 :
	    set_days(s, days));
}

/* -DD or nothing, behind what sep parted from the month. */
static int
read_iso_day(struct date_scan *s, char sep, int64_t year, int64_t month)
{
	int64_t	day = 1;

	if (s->p < s->end && *s->p == sep &&
	    date_scan_is_digit(s, s->p + 1)) {
		s->p++;
		if (date_scan_number(s, 2, &day) == 1 &&
		    date_scan_is_digit(s, s->p))
			return (-1);
	} else if (sep == ':')
		return (-1);
	return (set_date(s, year, month, day));
}

/* Wnn[-D], the scanner standing on the W. */
static int
read_week(struct date_scan *s, int64_t year)
{
	int64_t	week, day, days;

	s->p++;
	if (date_scan_number(s, 2, &week) != 2)
		return (-1);
	if (s->p < s->end && *s->p == '-' && date_scan_is_digit(s, s->p + 1))
		s->p++;
	if (date_scan_number(s, 1, &day) == 0)
		day = 1;
	if (date_from_week(year, week, day, &days) == -1)
		return (-1);
	return (set_days(s, days));
}

static int
is_week(const struct date_scan *s, const char *p)
{
	return (s->end - p >= 3 && *p == 'w' && date_scan_is_digit(s, p + 1));
}

/*
 * What is behind the year: MM[-DD], MMDD, an ordinal day DDD, or a month with
 * a zero too much; with '/', '.' or ':' only the first.
 */
static int
read_iso_rest(struct date_scan *s, int64_t year)
{
	int64_t	v;
	char	sep = *s->p++;
	int	n = date_scan_number(s, sep == '-' ? 4 : 2, &v);

	if (n == 4)
		return (set_date(s, year, v / 100, v % 100));
	if (n == 3 && (s->p == s->end || *s->p != '-' || v > 12))
		return (set_ordinal(s, year, v));
	return (read_iso_day(s, sep, year, v));
}

/* Years of two digits: YYMMDD, but not what is YYYYMM. */
static int
read_six_digits(struct date_scan *s, int64_t v)
{
	int64_t	month = v / 100 % 100, day = v % 100;

	if (s->p < s->end && *s->p == '-')
		return (read_iso_day(s, '-', v / 100, day));
	if (month >= 1 && month <= 12 && day >= 1 && day <= 31)
		return (set_date(s, date_full_year(v / 10000, 2), month,
		    day));
	return (set_date(s, v / 100, day, 1));
}

/* -YY-MM and -YYMM, which ISO 8601 had once. */
static int
read_short_month(struct date_scan *s)
{
	const char	*start = s->p++;
	int64_t		 year, month;

	if (date_scan_number(s, 2, &year) == 2) {
		if (s->p < s->end && *s->p == '-')
			s->p++;
		if (date_scan_number(s, 2, &month) == 2 && s->p == s->end)
			return (set_date(s, date_full_year(year, 2), month,
			    1));
	}
	s->p = start;
	return (0);
}

/* YY-DDD */
static int
read_short_ordinal(struct date_scan *s, int64_t year)
{
	const char	*back = s->p++;
	int64_t		 day;

	if (date_scan_number(s, 4, &day) == 3 &&
	    (s->p == s->end || *s->p == 't' || *s->p == ' '))
		return (set_ordinal(s, date_full_year(year, 2), day));
	s->p = back;
	return (0);
}

/*
 * An ISO 8601 date, 1 when that was there, 0 when it is something else, -1
 * when it is none there can be.
 */
static int
read_iso_date(struct date_scan *s)
{
	const char	*start = s->p;
	int64_t		 v;
	int		 n;
	char		 c;

	if (*s->p == '-')
		return (read_short_month(s));
	n = date_scan_number(s, 9, &v);
	c = s->p < s->end ? *s->p : ' ';
	if (n == 4 && date_scan_is_digit(s, s->p + 1) &&
	    strchr("-/.:", c) != NULL)
		return (read_iso_rest(s, v));
	if (n == 4 && is_week(s, s->p + (c == '-'))) {
		s->p += c == '-';
		return (read_week(s, v));
	}
	if (n == 8 && (c < '0' || c > '9'))
		return (set_date(s, v / 10000, v / 100 % 100, v % 100));
	if (n == 6 && (c == ' ' || c == 't' || c == '-'))
		return (read_six_digits(s, v));
	if (n == 7 && (c == ' ' || c == 't'))
		return (set_ordinal(s, v / 1000, v % 1000));
	if (n == 5 && (c == ' ' || c == 't'))
		return (set_ordinal(s, date_full_year(v / 1000, 2),
		    v % 1000));
	if (n == 2 && c == '-' && (n = read_short_ordinal(s, v)) != 0)
		return (n);
	s->p = start;
	return (0);
}

/*
 * YYYYMMDDhhmm[ss] and YYYYMMDDhh:mm; 0 when it is something else, -1 when it
 * is none.  Twelve digits may be milliseconds, too, but not of this century.
 */
static int
read_compact(struct date_scan *s)
{
	const char	*start = s->p;
	int64_t		 v, date;
	int		 n = date_scan_number(s, 14, &v);

	if (n == 10 && s->p < s->end && *s->p == ':') {
		s->p -= 2;
		date = v / 100;
		return (set_date(s, date / 10000, date / 100 % 100,
		    date % 100));
	}
	if (n == 12)
		v *= 100;
	date = v / 1000000;
	if (!date_scan_is_digit(s, s->p) && (n == 14 ||
	    (n == 12 && date >= 19700101 && date <= 20991231))) {
		set_date(s, date / 10000, date / 100 % 100, date % 100);
		return (date_clock_set(s, v / 10000 % 100, v / 100 % 100,
		    v % 100) == -1 ? -1 : 1);
	}
	s->p = start;
	return (0);
}

/*
 * Nothing but digits and perhaps a fraction: seconds since 1970, or
 * milliseconds or microseconds by their length.  1 when it is none.
 */
static int
read_epoch(const char *p, size_t len, int64_t *out)
{
	int64_t	v = 0;
	size_t	n, i;

	for (n = 0; n < len && p[n] >= '0' && p[n] <= '9'; n++)
		if (n < 16)
			v = v * 10 + (p[n] - '0');
	i = n;
	if (i < len && p[i] == '.')
		for (i++; i < len && p[i] >= '0' && p[i] <= '9';)
			i++;
	if (i != len || n < 9 || n > 16 || n == 14 || n == 15)
		return (1);
	*out = n == 16 ? v / 1000000 : n >= 12 ? v / 1000 : v;
	return (0);
}

/* Three numbers without a month's name. */
static int
place_three(struct date_scan *s)
{
	const struct date_number	*n = s->numbers;
	int64_t				 month = n[1].value, day = n[0].value;

	if (n[0].digits == 4)
		return (set_date(s, n[0].value, month, n[2].value));
	if (n[0].digits == 2 && n[1].digits == 2 && n[2].digits == 2 &&
	    n[1].before == '-' && n[2].before == '-' && month <= 12 &&
	    n[2].value <= 31)
		return (set_date(s, date_full_year(n[0].value, 2), month,
		    n[2].value));
	if (n[2].digits == 3)
		return (-1);
	if ((n[1].before == '/' && !s->day_first && day <= 12) || month > 12) {
		month = n[0].value;
		day = n[1].value;
	}
	return (set_date(s, date_full_year(n[2].value, n[2].digits), month,
	    day));
}

/* Which of the loose numbers is the day, the month, the year. */
static int
place_numbers(struct date_scan *s)
{
	const struct date_number	*n = s->numbers;

	if (s->nnumbers == 3)
		return (s->month == 0 ? place_three(s) : -1);
	if (s->nnumbers == 2 && s->month != 0) {
		int	first = n[0].digits > 2 || n[0].value > 31;
		int	i = first ? 0 : 1;

		return (set_date(s, date_full_year(n[i].value, n[i].digits),
		    s->month, n[1 - i].value));
	}
	if (s->nnumbers == 1 && s->month != 0 && s->year != -1)
		return (set_date(s, s->year, s->month, n[0].value));
	if (s->nnumbers == 1 && n[0].digits == 4 && s->year == -1 &&
	    (s->month != 0 || (s->nunknown == 0 && !s->have_time)))
		return (set_date(s, n[0].value, s->month != 0 ? s->month : 1,
		    s->day != 0 ? s->day : 1));
	if (s->nnumbers == 0 && s->year != -1)
		return (set_date(s, s->year, s->month != 0 ? s->month : 1,
		    s->day != 0 ? s->day : 1));
	return (-1);
}

/*
 * Year 1 is what programs print that have no date.  Those that write Korean
 * and no zone mean Korea's.
 */
static int
finish(const struct date_scan *s, int64_t *out)
{
	int	offset = s->offset;

	if (s->year < 2 || s->year > 9999 || s->month < 1 || s->month > 12 ||
	    s->day < 1 || s->day > date_month_days(s->year, s->month))
		return (-1);
	if (s->is_korean && s->have_time && !s->have_zone && offset == 0)
		offset = KOREA;
	*out = date_days(s->year, s->month, s->day) * DATE_DAY +
	    s->hour * 3600 + s->minute * 60 + s->second - offset;
	return (0);
}

static int
is_space(char c)
{
	return (c == ' ' || (c >= '\t' && c <= '\r'));
}

int
date_parse(const char *p, size_t len, int64_t *out)
{
	return (date_parse_order(p, len, 0, out));
}

int
date_parse_order(const char *p, size_t len, int day_first, int64_t *out)
{
	struct date_scan	s;
	char			text[DATE_LEN_MAX];
	int			r;

	while (len > 0 && is_space(p[0])) {
		p++;
		len--;
	}
	while (len > 0 && is_space(p[len - 1]))
		len--;
	if (len == 0 || len > sizeof(text) ||
	    memchr(p, '\0', len) != NULL)
		return (-1);
	if (date_plain(p, len, out) == 0)
		return (0);
	len = date_fold(p, len, text);
	for (p = text; len > 0 && *p == ' '; p++)
		len--;
	while (len > 0 && p[len - 1] == ' ')
		len--;
	if (len == 0)
		return (-1);
	date_scan_init(&s, p, p + len);
	s.day_first = day_first;
	if ((r = read_compact(&s)) == 0 && read_epoch(p, len, out) == 0)
		return (0);
	if (r == 0)
		r = read_iso_date(&s);
	if (r == -1 || date_piece_all(&s) == -1 ||
	    (r == 0 && place_numbers(&s) == -1))
		return (-1);
	return (finish(&s, out));
}
