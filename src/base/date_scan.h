#ifndef BASE_DATE_SCAN_H
#define BASE_DATE_SCAN_H

/*
 * Inner part of date_parse(): where it stands in a date's folded text, and
 * what it found so far.
 */

#include <stdint.h>

#include "base/date_names.h"

struct date_number {
	int64_t	value;
	int	digits;
	char	before;		/* what separated it from the last piece */
};

/* How sure a word was a month: "mar" is Tuesday, too, above all in front. */
enum date_sure { NO_MONTH, WEEKDAY_PERHAPS, MONTH_PERHAPS, MONTH_SURE };

struct date_scan {
	const char		*start, *p, *end;
	int64_t			 year;		/* -1: not yet */
	int64_t			 era;		/* year before its first */
	int			 month, day;	/* 0: not yet */
	enum date_sure		 sure;
	int			 hour, minute, second;
	int			 have_time;
	int			 have_seconds;
	enum date_word		 half;		/* in front of its time */
	int			 have_zone;
	int			 offset;	/* seconds east */
	int			 is_etc;	/* Etc/GMT+5 is west */
	int			 is_long_zone;	/* Pacific, Central */
	int			 is_korean;
	int			 is_loose;	/* the last was of the date */
	char			 before;	/* separator since then */
	struct date_number	 numbers[3];	/* that have no place yet */
	int			 nnumbers;
	int			 nunknown;
	int			 day_first;	/* with slashes, too */
};

static inline int
date_is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

/* Bytes above ASCII count: they belong to words, known or not. */
static inline int
date_is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80);
}

/* The first byte of what is neither Latin nor Greek nor Cyrillic. */
static inline int
date_is_mark(char c)
{
	return ((unsigned char)c >= 0xe3);
}

/* Is there a digit at p, which may be the end? */
static inline int
date_scan_is_digit(const struct date_scan *s, const char *p)
{
	return (p < s->end && date_is_digit(*p));
}

/* From p to end; nothing is known yet. */
void	date_scan_init(struct date_scan *, const char *p, const char *end);

/* Where the spaces at p end, and where the word does, marks being none. */
const char *date_scan_spaces(const struct date_scan *, const char *p);
const char *date_scan_word(const struct date_scan *, const char *p);

/* Up to max digits, their number is returned; and all there are. */
int	date_scan_number(struct date_scan *, int max, int64_t *value);
void	date_scan_skip_digits(struct date_scan *);

/* The unit behind a number, perhaps after spaces, and where it ends. */
enum date_word date_scan_unit(const struct date_scan *, const char **after);

/* Is everything there but the time? */
int	date_scan_is_whole(const struct date_scan *);

/* A year of two or three digits as RFC 5322 4.3 has it. */
int64_t	date_full_year(int64_t, int digits);

#endif
