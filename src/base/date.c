#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/date_civil.h"

/*
 * One scanner for all forms: an ISO 8601 date at the start is taken as such,
 * everything else is read piece by piece, each piece telling by its looks
 * what it is.
 */

#define DATE_LEN_MAX	128

struct number {
	int64_t	value;
	int	digits;
	char	before;		/* the character in front of it */
};

struct scan {
	const char	*p, *end;
	int64_t		 year;
	int		 month, day;		/* 0: not yet */
	int		 hour, minute, second;
	int		 have_time;
	int		 have_zone;
	int		 offset;		/* seconds east */
	struct number	 numbers[3];
	int		 nnumbers;
	int		 nunknown;
};

struct zone {
	const char	*name;
	int		 minutes;
};

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

static const char *const weekdays[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday"
};

/* RFC 5322 and the names seen in feeds; ambiguous ones by the likelier. */
static const struct zone zones[] = {
	{ "Z", 0 }, { "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "WET", 0 },
	{ "EST", -300 }, { "EDT", -240 }, { "CST", -360 }, { "CDT", -300 },
	{ "MST", -420 }, { "MDT", -360 }, { "PST", -480 }, { "PDT", -420 },
	{ "AST", -240 }, { "ADT", -180 }, { "NST", -210 }, { "NDT", -150 },
	{ "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 },
	{ "ET", -300 }, { "CT", -360 }, { "MT", -420 }, { "PT", -480 },
	{ "BRT", -180 }, { "ART", -180 }, { "CLT", -240 },
	{ "BST", 60 }, { "WEST", 60 }, { "CET", 60 }, { "MEZ", 60 },
	{ "MET", 60 }, { "CEST", 120 }, { "MEST", 120 }, { "MESZ", 120 },
	{ "EET", 120 }, { "SAST", 120 }, { "CAT", 120 }, { "EEST", 180 },
	{ "MSK", 180 }, { "EAT", 180 }, { "MSD", 240 }, { "GST", 240 },
	{ "PKT", 300 }, { "IST", 330 }, { "ICT", 420 }, { "WIB", 420 },
	{ "SGT", 480 }, { "HKT", 480 }, { "AWST", 480 }, { "JST", 540 },
	{ "KST", 540 }, { "ACST", 570 }, { "ACDT", 630 }, { "AEST", 600 },
	{ "AEDT", 660 }, { "NZST", 720 }, { "NZDT", 780 }
};

static int
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

/* Bytes above ASCII count: they belong to words we don't know. */
static int
is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80);
}

/* Up to max digits; their number is returned. */
static int
read_number(struct scan *s, int max, int64_t *value)
{
	int	n = 0;

	*value = 0;
	while (s->p < s->end && is_digit(*s->p) && n < max) {
		*value = *value * 10 + (*s->p++ - '0');
		n++;
	}
	return (n);
}

/* A word that begins name, at least min letters of it. */
static int
is_name(const char *word, size_t len, const char *name, size_t min)
{
	return (len >= min && len <= strlen(name) &&
	    strncasecmp(word, name, len) == 0);
}

static int
set_time(struct scan *s, int64_t hour, int64_t minute, int64_t second)
{
	if (hour > 24 || minute > 59 || second > 61 ||
	    (hour == 24 && (minute != 0 || second != 0)))
		return (-1);
	s->hour = (int)hour;
	s->minute = (int)minute;
	s->second = second > 59 ? 59 : (int)second;
	s->have_time = 1;
	return (0);
}

/* The rest of hh:mm[:ss[.fraction]], the scanner standing on the colon. */
static int
read_clock(struct scan *s, int64_t hour)
{
	int64_t	minute, second = 0;

	s->p++;
	if (read_number(s, 2, &minute) == 0)
		return (-1);
	if (s->end - s->p > 1 && *s->p == ':' && is_digit(s->p[1])) {
		s->p++;
		read_number(s, 2, &second);
		if (s->end - s->p > 1 && (*s->p == '.' || *s->p == ',') &&
		    is_digit(s->p[1])) {
			s->p++;
			while (s->p < s->end && is_digit(*s->p))
				s->p++;
		}
	}
	return (set_time(s, hour, minute, second));
}

/* +hhmm, +hh:mm, +hh or +h, the scanner standing on the sign. */
static int
read_offset(struct scan *s)
{
	int64_t	v, minutes = 0;
	int	n, sign = *s->p++ == '-' ? -1 : 1;

	n = read_number(s, 4, &v);
	if (n > 2) {
		minutes = v % 100;
		v /= 100;
	} else if (s->end - s->p > 1 && *s->p == ':' && is_digit(s->p[1])) {
		s->p++;
		read_number(s, 2, &minutes);
	}
	if (v > 24 || minutes > 59)
		return (-1);
	s->offset = sign * (int)(v * 3600 + minutes * 60);
	s->have_zone = 1;
	return (0);
}

/* "1st", "2nd", "3rd", "4th" */
static void
skip_ordinal(struct scan *s)
{
	static const char *const	ends[] = { "st", "nd", "rd", "th" };

	if (s->end - s->p < 2 || (s->end - s->p > 2 && is_letter(s->p[2])))
		return;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strncasecmp(s->p, ends[i], 2) == 0) {
			s->p += 2;
			return;
		}
}

/* Digits without colons behind a whole date: hh, hhmm or hhmmss. */
static int
read_basic_time(struct scan *s, int64_t v, int digits)
{
	if (digits == 6)
		return (set_time(s, v / 10000, v / 100 % 100, v % 100));
	if (digits == 4)
		return (set_time(s, v / 100, v % 100, 0));
	return (digits == 2 ? set_time(s, v, 0, 0) : -1);
}

static int
read_digits(struct scan *s, char before)
{
	int64_t	v;
	int	n = read_number(s, 9, &v);

	if (s->end - s->p > 1 && *s->p == ':' && is_digit(s->p[1]) &&
	    !s->have_time && n <= 2)
		return (read_clock(s, v));
	if (s->month != 0 && s->day != 0 && s->nnumbers == 0 && s->year != -1)
		return (s->have_time ? 0 : read_basic_time(s, v, n));
	if (s->nnumbers == 3)
		return (-1);
	s->numbers[s->nnumbers++] = (struct number){ v, n, before };
	skip_ordinal(s);
	return (0);
}

static int
set_half_day(struct scan *s, int pm)
{
	if (!s->have_time || s->hour > 12)
		return (0);
	s->hour = s->hour % 12 + (pm ? 12 : 0);
	return (0);
}

static int
read_zone_name(struct scan *s, const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (strlen(zones[i].name) != len ||
		    strncasecmp(word, zones[i].name, len) != 0)
			continue;
		if (!s->have_zone) {
			s->offset = zones[i].minutes * 60;
			s->have_zone = 1;
		}
		/* GMT+2, UTC-05:00 */
		if (zones[i].minutes == 0 && s->end - s->p > 1 &&
		    (*s->p == '+' || *s->p == '-') && is_digit(s->p[1]))
			return (read_offset(s));
		return (0);
	}
	return (1);
}

/* Unknown words are passed over, but not many: that would be prose. */
static int
read_word(struct scan *s)
{
	const char	*word = s->p;
	size_t		 len;

	while (s->p < s->end && is_letter(*s->p))
		s->p++;
	len = (size_t)(s->p - word);
	if (len == 2 && (strncasecmp(word, "am", 2) == 0 ||
	    strncasecmp(word, "pm", 2) == 0))
		return (set_half_day(s, (word[0] | 0x20) == 'p'));
	for (int i = 0; i < 12; i++)
		if (s->month == 0 && is_name(word, len, months[i], 3)) {
			s->month = i + 1;
			return (0);
		}
	for (int i = 0; i < 7; i++)
		if (is_name(word, len, weekdays[i], 2))
			return (0);
	if (s->have_time && read_zone_name(s, word, len) <= 0)
		return (0);
	if (len == 1)
		return (0);
	return (++s->nunknown > 2 ? -1 : 0);
}

static void
skip_comment(struct scan *s)
{
	int	depth = 0;

	for (; s->p < s->end; s->p++) {
		if (*s->p == '(')
			depth++;
		else if (*s->p == ')' && --depth == 0) {
			s->p++;
			return;
		}
	}
}

static int
read_pieces(struct scan *s)
{
	char	before = ' ';

	while (s->p < s->end) {
		if (is_digit(*s->p)) {
			if (read_digits(s, before) == -1)
				return (-1);
		} else if (is_letter(*s->p)) {
			if (read_word(s) == -1)
				return (-1);
		} else if (*s->p == '(') {
			skip_comment(s);
		} else if ((*s->p == '+' || *s->p == '-') && s->have_time &&
		    !s->have_zone && s->end - s->p > 1 && is_digit(s->p[1])) {
			if (read_offset(s) == -1)
				return (-1);
		} else if (strchr(" \t\r\n,.-+/:;'", *s->p) != NULL) {
			before = *s->p++;
		} else
			return (-1);
	}
	return (0);
}

/*
 * YYYY-MM[-DD], with '/' or '.' too, or YYYYMMDD.  1 when that was there, 0
 * when it is something else.
 */
static int
read_iso_date(struct scan *s)
{
	const char	*start = s->p;
	int64_t		 y, m, d = 1;
	int		 n;
	char		 sep;

	n = read_number(s, 9, &y);
	if (n == 8 && (s->p == s->end || !is_digit(*s->p))) {
		s->year = y / 10000;
		s->month = (int)(y / 100 % 100);
		s->day = (int)(y % 100);
		return (1);
	}
	if (n == 4 && s->end - s->p > 1 && strchr("-/.", *s->p) != NULL &&
	    is_digit(s->p[1])) {
		sep = *s->p++;
		read_number(s, 2, &m);
		if (s->end - s->p > 1 && *s->p == sep && is_digit(s->p[1])) {
			s->p++;
			read_number(s, 2, &d);
		}
		s->year = y;
		s->month = (int)m;
		s->day = (int)d;
		if (m >= 1 && (s->p == s->end || !is_digit(*s->p)))
			return (1);
		s->month = 13;		/* nothing it could be */
		return (1);
	}
	s->p = start;
	return (0);
}

static int64_t
full_year(const struct number *n)
{
	if (n->digits <= 2)
		return (n->value + (n->value < 50 ? 2000 : 1900));
	if (n->digits == 3)
		return (n->value + 1900);
	return (n->value);
}

/* Which of the loose numbers is the day, the month, the year. */
static int
place_numbers(struct scan *s)
{
	const struct number	*n = s->numbers;

	if (s->month != 0 && s->nnumbers == 1 && n[0].digits == 4) {
		s->day = 1;
		s->year = n[0].value;
	} else if (s->month != 0 && s->nnumbers == 2) {
		int	first = n[0].digits > 2 || n[0].value > 31;

		s->year = full_year(&n[first ? 0 : 1]);
		s->day = (int)(n[first ? 1 : 0].value % 1000);
	} else if (s->month == 0 && s->nnumbers == 3 && n[0].digits == 4) {
		s->year = n[0].value;
		s->month = (int)(n[1].value % 1000);
		s->day = (int)(n[2].value % 1000);
	} else if (s->month == 0 && s->nnumbers == 3 && n[2].digits != 3) {
		int	us = n[1].before == '/' && n[0].value <= 12;

		s->year = full_year(&n[2]);
		s->month = (int)(n[us ? 0 : 1].value % 1000);
		s->day = (int)(n[us ? 1 : 0].value % 1000);
	} else if (s->month == 0 && s->nnumbers == 1 && n[0].digits == 4 &&
	    s->nunknown == 0 && !s->have_time) {
		s->month = s->day = 1;
		s->year = n[0].value;
	} else
		return (-1);
	return (0);
}

/* Year 1 is what programs print that have no date. */
static int
scan_finish(const struct scan *s, int64_t *out)
{
	if (s->year < 2 || s->year > 9999 || s->month < 1 || s->month > 12 ||
	    s->day < 1 || s->day > date_month_days(s->year, s->month))
		return (-1);
	*out = date_days(s->year, s->month, s->day) * DATE_DAY +
	    s->hour * 3600 + s->minute * 60 + s->second - s->offset;
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

	for (n = 0; n < len && is_digit(p[n]); n++)
		if (n < 16)
			v = v * 10 + (p[n] - '0');
	i = n;
	if (i < len && p[i] == '.')
		for (i++; i < len && is_digit(p[i]);)
			i++;
	if (i != len || n < 9 || n > 16 || n == 14 || n == 15)
		return (1);
	*out = n == 16 ? v / 1000000 : n >= 12 ? v / 1000 : v;
	return (0);
}

/* YYYYMMDDhhmmss */
static int
read_compact(const char *p, size_t len, struct scan *s)
{
	int64_t	v;

	if (len != 14 || read_number(s, 14, &v) != 14) {
		s->p = p;
		return (1);
	}
	s->year = v / 10000000000;
	s->month = (int)(v / 100000000 % 100);
	s->day = (int)(v / 1000000 % 100);
	return (set_time(s, v / 10000 % 100, v / 100 % 100, v % 100));
}

int
date_parse(const char *p, size_t len, int64_t *out)
{
	struct scan	s;
	int		r;

	while (len > 0 && strchr(" \t\r\n", p[0]) != NULL && p[0] != '\0') {
		p++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n", p[len - 1]) != NULL &&
	    p[len - 1] != '\0')
		len--;
	if (len == 0 || len > DATE_LEN_MAX || memchr(p, '\0', len) != NULL)
		return (-1);
	if (read_epoch(p, len, out) == 0)
		return (0);
	memset(&s, 0, sizeof(s));
	s.p = p;
	s.end = p + len;
	s.year = -1;
	if ((r = read_compact(p, len, &s)) <= 0)
		return (r == 0 ? scan_finish(&s, out) : -1);
	r = read_iso_date(&s);
	if (read_pieces(&s) == -1 || (r == 0 && place_numbers(&s) == -1))
		return (-1);
	return (scan_finish(&s, out));
}
