#ifndef BASE_DATE_NAMES_H
#define BASE_DATE_NAMES_H

/*
 * The words of dates in all languages: months, weekdays, zones, what stands
 * between and behind numbers.  Texts are folded, see date_fold.h; constant
 * tables, no locale.
 */

#include <stddef.h>

enum date_word {
	DATE_UNKNOWN,
	DATE_MONTH,		/* its value is 1..12 */
	DATE_PERHAPS_MONTH,	/* a weekday as well: "mar" is mardi, too */
	DATE_FILLER,		/* weekdays, "de", "Uhr": they say nothing */
	DATE_AM,
	DATE_PM,
	/* Behind their numbers. */
	DATE_YEARS,
	DATE_MONTHS,
	DATE_DAYS,
	DATE_HOURS,
	DATE_MINUTES,
	DATE_SECONDS,
	DATE_NUMERAL,		/* 0..10 */
	DATE_ERA		/* its value is the year before its first */
};

/*
 * A whole word of an alphabet.  Months and weekdays may be cut down to three
 * letters, as long as one month only begins so.
 */
enum date_word	date_name(const char *, size_t len, int *value);

/* "h", "Uhr", "min" behind a number; DATE_UNKNOWN for all else. */
enum date_word	date_unit(const char *, size_t len);

/*
 * The mark an East Asian text begins with: such words have no spaces between
 * them.  *used becomes its length; DATE_UNKNOWN leaves it alone.
 */
enum date_word	date_mark(const char *, size_t len, size_t *used, int *value);

/* 0 and the minutes east of Greenwich of a zone's name, or -1. */
int	date_zone(const char *, size_t len, int *minutes);

#endif
