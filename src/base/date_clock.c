#include <string.h>

#include "base/date_clock.h"

static void
apply_half_day(struct date_scan *s, enum date_word half)
{
	if (s->hour <= 12)
		s->hour = s->hour % 12 + (half == DATE_PM ? 12 : 0);
}

int
date_clock_set(struct date_scan *s, int64_t hour, int64_t minute,
    int64_t second)
{
	if (hour > 24 || minute > 59 || second > 61)
		return (-1);
	s->hour = (int)hour;
	s->minute = (int)minute;
	s->second = second > 59 ? 59 : (int)second;
	s->have_time = 1;
	s->is_loose = 0;
	if (s->half != DATE_UNKNOWN)
		apply_half_day(s, s->half);
	return (0);
}

static int
is_digit_after(const struct date_scan *s, char c)
{
	return (s->p < s->end && *s->p == c && date_scan_is_digit(s, s->p + 1));
}

static void
skip_fraction(struct date_scan *s, char point)
{
	if (is_digit_after(s, point)) {
		s->p++;
		date_scan_skip_digits(s);
	}
}

/* The rest of hh:mm[:ss[.fraction]], the scanner standing on the colon. */
static int
read_clock(struct date_scan *s, int64_t hour)
{
	char	sep = *s->p++;
	int64_t	minute, second = 0;

	if (date_scan_number(s, 2, &minute) == 0)
		return (-1);
	if (is_digit_after(s, sep)) {
		s->p++;
		date_scan_number(s, 2, &second);
		s->have_seconds = 1;
		skip_fraction(s, ':');
	}
	skip_fraction(s, '.');
	skip_fraction(s, ',');
	return (date_clock_set(s, hour, minute, second));
}

int
date_clock_digits(struct date_scan *s, int64_t v, int digits)
{
	if (digits == 6) {
		skip_fraction(s, '.');
		skip_fraction(s, ',');
		s->have_seconds = 1;
		return (date_clock_set(s, v / 10000, v / 100 % 100, v % 100));
	}
	if (digits == 4)
		return (date_clock_set(s, v / 100, v % 100, 0));
	return (digits == 2 ? date_clock_set(s, v, 0, 0) : -1);
}

/*
 * Minutes or seconds behind a larger unit: they have theirs, or stand close
 * to it, or can be nothing else.
 */
static int
read_part(struct date_scan *s, enum date_word unit, int64_t *out)
{
	const char	*start = s->p, *after;
	int		 may_lack = unit == DATE_MINUTES &&
			    (date_scan_is_digit(s, start) ||
			    date_scan_is_whole(s));
	int64_t		 v;

	s->p = date_scan_spaces(s, s->p);
	if (date_scan_number(s, 2, &v) > 0) {
		if (date_scan_unit(s, &after) == unit) {
			s->p = after;
			*out = v;
			return (1);
		}
		if (may_lack && !date_scan_is_digit(s, s->p)) {
			*out = v;
			return (0);
		}
	}
	s->p = start;
	return (0);
}

/* 15h30, 15 h 30 min 20 s, 15時30分20秒 */
int
date_clock_hours(struct date_scan *s, int64_t hour)
{
	int64_t	minute = 0, second = 0;

	if (read_part(s, DATE_MINUTES, &minute))
		read_part(s, DATE_SECONDS, &second);
	return (date_clock_set(s, hour, minute, second));
}

/* Behind a letter, which may have two bytes; NULL when it isn't there. */
static const char *
skip_letter(const struct date_scan *s, const char *p, const char *letter,
    size_t len)
{
	if ((size_t)(s->end - p) < len || memcmp(p, letter, len) != 0)
		return (NULL);
	return (p + len);
}

/* "am", "a.m.", "p. m.", "μ.μ.", and where it ends. */
static enum date_word
peek_half_day(const struct date_scan *s, const char *p, const char **after)
{
	static const char *const	halves[] = { "am", "pm", "πμ", "μμ" };

	if (p == s->end || (*p != 'a' && *p != 'p' &&
	    (unsigned char)*p < 0x80))
		return (DATE_UNKNOWN);
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		size_t		 n = strlen(halves[i]) / 2;
		const char	*q = skip_letter(s, p, halves[i], n);

		if (q != NULL && q < s->end && *q == '.')
			q = date_scan_spaces(s, q + 1);
		if (q == NULL ||
		    (q = skip_letter(s, q, halves[i] + n, n)) == NULL)
			continue;
		if (q < s->end && date_is_letter(*q) && !date_is_mark(*q))
			continue;
		*after = q;
		return (i % 2 == 0 ? DATE_AM : DATE_PM);
	}
	return (DATE_UNKNOWN);
}

void
date_clock_half_day(struct date_scan *s, enum date_word half)
{
	const char	*next = date_scan_spaces(s, s->p);

	if (s->have_time)
		apply_half_day(s, half);
	else if (next < s->end && (date_is_digit(*next) || date_is_mark(*next)))
		s->half = half;
}

int
date_clock_half_word(struct date_scan *s)
{
	enum date_word	half = peek_half_day(s, s->p, &s->p);

	if (half == DATE_UNKNOWN)
		return (1);
	date_clock_half_day(s, half);
	return (0);
}

/* 12:00; 12.00 only where it can't be a date. */
static int
is_clock(const struct date_scan *s)
{
	const char	*p = s->p;

	if (s->end - p < 2 || !date_is_digit(p[1]))
		return (0);
	return (*p == ':' || (*p == '.' && date_scan_is_whole(s) &&
	    date_scan_is_digit(s, p + 2) && !date_scan_is_digit(s, p + 3)));
}

int
date_clock_number(struct date_scan *s, int64_t v, int digits)
{
	const char	*unused;

	if (s->have_time || digits > 2)
		return (1);
	if (is_clock(s))
		return (read_clock(s, v));
	if (peek_half_day(s, date_scan_spaces(s, s->p), &unused) !=
	    DATE_UNKNOWN)
		return (date_clock_set(s, v, 0, 0));
	return (1);
}

int
date_clock_is_offset(const struct date_scan *s, const char *p)
{
	return (p < s->end && (*p == '+' || *p == '-') &&
	    date_scan_is_digit(s, p + 1));
}

/*
 * hhmm, hmm, hh:mm, hh or h; of hhm a zero got lost.  The oldest zones have
 * seconds.
 */
int
date_clock_offset(struct date_scan *s)
{
	int64_t	v, minutes = 0;
	int	sign = *s->p++ == '-' ? -1 : 1;
	int	n = date_scan_number(s, 4, &v);

	if (n > 2) {
		date_scan_skip_digits(s);
		if (n == 3 && v < 100)
			v *= 10;
		minutes = v % 100;
		v /= 100;
	} else if (is_digit_after(s, ':')) {
		s->p++;
		date_scan_number(s, 2, &minutes);
		skip_fraction(s, ':');
	} else if (s->is_etc)
		sign = -sign;
	if (v > 24 || minutes > 59)
		return (-1);
	s->offset = sign * (int)(v * 3600 + minutes * 60);
	s->have_zone = 1;
	return (0);
}

/*
 * "Pacific Daylight Time", "Central European Summer Time": Europe's are seven
 * hours east of America's of that name.
 */
static int
amend_long_zone(struct date_scan *s, const char *word, size_t len)
{
	if (!s->is_long_zone)
		return (1);
	if ((len == 8 && memcmp(word, "daylight", 8) == 0) ||
	    (len == 6 && memcmp(word, "summer", 6) == 0))
		s->offset += 3600;
	else if ((len == 6 && memcmp(word, "europe", 6) == 0) ||
	    (len == 8 && memcmp(word, "european", 8) == 0))
		s->offset += 7 * 3600;
	else
		return (1);
	return (0);
}

/* Numbers that a name has: GMT+2 counts, of PST8PDT and EST-0500 none. */
static int
read_zone_number(struct date_scan *s)
{
	const char	*start = s->p;
	int64_t		 hours;
	int		 r, offset = s->offset;

	if (date_clock_is_offset(s, s->p)) {
		r = date_clock_offset(s);
		s->offset = offset;
		return (r);
	}
	if (date_scan_number(s, 2, &hours) > 0 &&
	    date_scan_is_digit(s, s->p))
		s->p = start;
	return (0);
}

int
date_clock_zone(struct date_scan *s, const char *word, size_t len)
{
	const char	*next = date_scan_spaces(s, s->p);
	int		 minutes;

	if (len == 3 && memcmp(word, "etc", 3) == 0) {
		s->is_etc = 1;
		return (0);
	}
	if (date_zone(word, len, &minutes) == -1 ||
	    (len > 6 && s->nunknown > 0))
		return (amend_long_zone(s, word, len));
	s->is_loose = 0;
	if (!s->have_zone) {
		if (minutes == 0 && date_clock_is_offset(s, next)) {
			s->p = next;
			return (date_clock_offset(s));
		}
		s->offset = minutes * 60;
		s->have_zone = 1;
		s->is_long_zone = len > 6;
	}
	return (read_zone_number(s));
}

static void
read_comment_zone(struct date_scan *s, const char *begin, const char *end)
{
	struct date_scan	inner = *s;

	inner.end = end;
	inner.p = date_scan_word(&inner, begin);
	if (date_clock_zone(&inner, begin, (size_t)(inner.p - begin)) == 0)
		s->offset = inner.offset;
}

void
date_clock_comment(struct date_scan *s)
{
	const char	*begin = s->p + 1;
	int		 depth = 0;

	for (; s->p < s->end; s->p++) {
		if (*s->p == '(' || *s->p == '[')
			depth++;
		else if ((*s->p == ')' || *s->p == ']') && --depth == 0)
			break;
	}
	if (s->have_time && !s->have_zone)
		read_comment_zone(s, begin, s->p);
	if (s->p < s->end)
		s->p++;
}
