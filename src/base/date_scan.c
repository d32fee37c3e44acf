#include <string.h>

#include "base/date_scan.h"

void
date_scan_init(struct date_scan *s, const char *p, const char *end)
{
	memset(s, 0, sizeof(*s));
	s->start = s->p = p;
	s->end = end;
	s->year = -1;
	s->before = ' ';
}

const char *
date_scan_spaces(const struct date_scan *s, const char *p)
{
	while (p < s->end && *p == ' ')
		p++;
	return (p);
}

const char *
date_scan_word(const struct date_scan *s, const char *p)
{
	while (p < s->end && date_is_letter(*p) && !date_is_mark(*p))
		p++;
	return (p);
}

int
date_scan_number(struct date_scan *s, int max, int64_t *value)
{
	const char	*p = s->p;
	int64_t		 v = 0;
	int		 n;

	for (n = 0; n < max && p < s->end && date_is_digit(*p); n++)
		v = v * 10 + (*p++ - '0');
	s->p = p;
	*value = v;
	return (n);
}

void
date_scan_skip_digits(struct date_scan *s)
{
	while (date_scan_is_digit(s, s->p))
		s->p++;
}

int64_t
date_full_year(int64_t year, int digits)
{
	if (digits <= 2)
		return (year + (year < 50 ? 2000 : 1900));
	return (digits == 3 ? year + 1900 : year);
}

enum date_word
date_scan_unit(const struct date_scan *s, const char **after)
{
	const char	*p = date_scan_spaces(s, s->p);
	enum date_word	 unit;
	size_t		 used;
	int		 unused;

	if (p == s->end || !date_is_letter(*p))
		return (DATE_UNKNOWN);
	if (!date_is_mark(*p)) {
		*after = date_scan_word(s, p);
		return (date_unit(p, (size_t)(*after - p)));
	}
	unit = date_mark(p, (size_t)(s->end - p), &used, &unused);
	if (unit < DATE_YEARS || unit > DATE_SECONDS)
		return (DATE_UNKNOWN);
	*after = p + used;
	return (unit);
}

int
date_scan_is_whole(const struct date_scan *s)
{
	if (s->nnumbers == 2 && s->month != 0)
		return (s->numbers[0].digits > 2 || s->numbers[1].digits > 2);
	return (s->nnumbers == 3 ||
	    (s->nnumbers == 0 && s->month != 0 && s->day != 0 &&
	    s->year != -1));
}
