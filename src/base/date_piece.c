#include <string.h>

#include "base/date_clock.h"
#include "base/date_piece.h"

static int
set_month(struct date_scan *s, int64_t month)
{
	if (month < 1 || month > 12)
		return (-1);
	s->month = (int)month;
	s->sure = MONTH_SURE;
	return (0);
}

static int
is_hangul(char c)
{
	return ((unsigned char)c >= 0xea);
}

/* A number with its unit behind it; 1 when it has none. */
static int
read_unit(struct date_scan *s, int64_t v, int digits)
{
	const char	*after, *start = date_scan_spaces(s, s->p);
	enum date_word	 unit = date_scan_unit(s, &after);

	if (unit != DATE_UNKNOWN)
		s->is_korean |= is_hangul(*start);
	switch (unit) {
	case DATE_YEARS:
		s->p = after;
		s->year = s->era != 0 ? s->era + v : date_full_year(v, digits);
		return (0);
	case DATE_MONTHS:
		s->p = after;
		return (set_month(s, v));
	case DATE_DAYS:
		s->p = after;
		s->day = v <= 31 ? (int)v : -1;
		return (s->day < 1 ? -1 : 0);
	case DATE_HOURS:
		if (s->have_time || (digits > 2 && digits != 4))
			return (1);
		s->p = after;
		return (digits == 4 ? date_clock_digits(s, v, digits) :
		    date_clock_hours(s, v));
	default:
		return (1);
	}
}

/*
 * What a number is.  Of four digits behind a time and too small for a year
 * it is a zone whose plus became a space.
 */
static int
read_value(struct date_scan *s, int64_t v, int digits)
{
	int	r = date_clock_number(s, v, digits);

	if (r != 1)
		return (r);
	s->half = DATE_UNKNOWN;
	if (digits == 4 && v <= 1400 && v % 100 < 60 && s->have_time &&
	    s->offset == 0) {
		s->offset = (int)(v / 100 * 3600 + v % 100 * 60);
		s->have_zone = 1;
		return (0);
	}
	if (date_scan_is_whole(s)) {
		if (s->have_time)
			return (s->nnumbers == 0 ? 0 : -1);
		return (date_clock_digits(s, v, digits));
	}
	s->numbers[s->nnumbers++] =
	    (struct date_number){ v, digits, s->before };
	s->is_loose = 1;
	return (0);
}

static int
read_digits(struct date_scan *s)
{
	int64_t	v;
	int	r, n = date_scan_number(s, 9, &v);

	r = read_unit(s, v, n);
	return (r == 1 ? read_value(s, v, n) : r);
}

/* 十二月, 二〇二六年; without a unit it is the name of a weekday. */
static int
read_numeral(struct date_scan *s)
{
	int64_t	v = 0;
	size_t	used;
	int	r, digit, digits = 0, was_ten = 0;

	while (s->p < s->end && date_is_mark(*s->p) && digits < 9 &&
	    date_mark(s->p, (size_t)(s->end - s->p), &used, &digit) ==
	    DATE_NUMERAL) {
		if (digit == 10)
			v = (v == 0 ? 1 : v) * 10;
		else
			v = was_ten ? v + digit : v * 10 + digit;
		was_ten = digit == 10;
		s->p += used;
		digits++;
	}
	r = read_unit(s, v, digits);
	return (r == 1 ? 0 : r);
}

/* Unknown words are passed over, but not many: that would be prose. */
static int
pass_unknown(struct date_scan *s)
{
	return (++s->nunknown > 2 ? -1 : 0);
}

static int
read_mark(struct date_scan *s)
{
	size_t		used;
	int		value;
	enum date_word	word;

	word = date_mark(s->p, (size_t)(s->end - s->p), &used, &value);
	if (word == DATE_NUMERAL)
		return (read_numeral(s));
	if (word == DATE_UNKNOWN) {
		while (s->p < s->end && date_is_letter(*s->p))
			s->p++;
		return (pass_unknown(s));
	}
	s->is_korean |= is_hangul(*s->p);
	s->p += used;
	if (word == DATE_AM || word == DATE_PM)
		date_clock_half_day(s, word);
	else if (word == DATE_ERA)
		s->era = value;
	return (0);
}

/* A later month counts only if it is surer, or the first was in front. */
static int
try_month(struct date_scan *s, int month, enum date_sure sure)
{
	if (sure == MONTH_PERHAPS && s->nnumbers == 0)
		sure = WEEKDAY_PERHAPS;
	if (sure < s->sure || (sure == s->sure && sure != WEEKDAY_PERHAPS))
		return (sure == MONTH_SURE ? pass_unknown(s) : 0);
	s->month = month;
	s->sure = sure;
	s->is_loose = 1;
	return (0);
}

static int
read_known_word(struct date_scan *s, const char *word, size_t len,
    int is_glued)
{
	int	month;

	switch (date_name(word, len, &month)) {
	case DATE_MONTH:
		return (try_month(s, month, MONTH_SURE));
	case DATE_PERHAPS_MONTH:
		return (try_month(s, month, MONTH_PERHAPS));
	case DATE_FILLER:
		return (0);
	default:		/* 1st, 2nd, 1er */
		return (is_glued && len <= 3 ? 0 : pass_unknown(s));
	}
}

/* America/New_York, which is of no use without a data base. */
static void
skip_place(struct date_scan *s)
{
	while (s->end - s->p > 1 && (*s->p == '/' || *s->p == '_') &&
	    date_is_letter(s->p[1]))
		s->p = date_scan_word(s, s->p + 1);
}

/* Single letters say nothing, military zones neither: RFC 5322 4.3. */
static int
read_word(struct date_scan *s)
{
	const char	*word = s->p;
	int		 r, is_glued;
	size_t		 len;

	if (date_clock_half_word(s) == 0)
		return (0);
	is_glued = word > s->start && date_is_digit(word[-1]);
	s->p = date_scan_word(s, word);
	len = (size_t)(s->p - word);
	if (s->have_time) {
		if ((r = date_clock_zone(s, word, len)) != 1)
			return (r);
		skip_place(s);
	}
	if (len == 1 && is_glued && s->have_time && !s->have_seconds &&
	    (*word == 'a' || *word == 'p'))
		date_clock_half_day(s, *word == 'p' ? DATE_PM : DATE_AM);
	if (len == 1 || (len == 2 && (unsigned char)*word >= 0xc0))
		return (0);
	return (read_known_word(s, word, len, is_glued));
}

/* A sign is a zone's behind a time, if no date is being read. */
static int
read_separator(struct date_scan *s)
{
	if (date_clock_is_offset(s, s->p) && s->have_time && !s->have_zone &&
	    !(s->is_loose && s->p > s->start && s->p[-1] != ' ' &&
	    s->p[-1] != ','))
		return (date_clock_offset(s));
	switch (*s->p) {
	case ',': case '.': case '-': case '+': case '/': case ':': case ';':
	case '\'': case '"': case '=': case '@': case ']': case '_':
	case '|':
		s->before = *s->p++;
		return (0);
	default:
		return (-1);
	}
}

int
date_piece_all(struct date_scan *s)
{
	int	r;

	while ((s->p = date_scan_spaces(s, s->p)) < s->end) {
		if (*s->p == '(' || (*s->p == '[' && s->have_time)) {
			date_clock_comment(s);
			continue;
		}
		if (!date_is_digit(*s->p) && !date_is_letter(*s->p)) {
			if (read_separator(s) == -1)
				return (-1);
			continue;
		}
		r = date_is_digit(*s->p) ? read_digits(s) :
		    date_is_mark(*s->p) ? read_mark(s) : read_word(s);
		if (r == -1)
			return (-1);
		s->before = ' ';
	}
	return (0);
}
