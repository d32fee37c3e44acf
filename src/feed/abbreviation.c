#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/abbreviation.h"

#define WORD_MAX	7

/* In the order of strcmp, as they are written. */
static const char *const	always[] = {
	"Adm", "Ald", "Brig", "Capt", "Cdr", "Cmdr", "Col", "Comdr", "Cpl",
	"Cpt", "Dipl", "Dr", "Dra", "Drs", "Frl", "Ft", "Gen", "Gov", "Hon",
	"Hr", "Hrn", "Ing", "Insp", "Jr", "Lt", "Maj", "Messrs", "Mgr", "Mio",
	"Mlle", "Mme", "Mr", "Mrd", "Mrs", "Ms", "Msgr", "Mt", "Mx", "Pfc",
	"Pres", "Prof", "Pvt", "Rep", "Reps", "Rev", "Sen", "Sens", "Sgt",
	"Sr", "Sra", "Sres", "Srta", "St", "Ste", "Sts", "Supt", "Ud", "Uds",
	"approx", "bzw", "ca", "cf", "evtl", "geb", "gegr", "gest", "ggf",
	"incl", "inkl", "sog", "vgl", "viz", "vs"
};

static const char *const	before_numbers[] = {
	"Abs", "Apr", "Art", "Arts", "Aug", "Ch", "Dec", "Dez", "Eq", "Feb",
	"Fig", "Figs", "Jan", "Jul", "Jun", "Kap", "Mar", "No", "Nos", "Nov",
	"Nr", "Nrn", "Oct", "Okt", "Rn", "Sec", "Sep", "Sept", "Ver", "Vol",
	"art", "fig", "pp", "vol"
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static int
compare(const void *key, const void *entry)
{
	return (strcmp(key, *(const char *const *)entry));
}

static int
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

/* Pieces of one or two letters with dots between: U.S, z.B, EE.UU. */
static int
is_dotted(const char *s, size_t len)
{
	size_t	i, n, letters = 0, dots = 0;

	if (len == 3 && (*s == 'a' || *s == 'p') && memcmp(s + 1, ".m", 2) == 0)
		return (0);
	for (i = 0; i < len; i += n) {
		if ((n = utf8_length(s + i, len - i)) == 0 || is_digit(s[i]))
			return (0);
		if (s[i] == '.') {
			dots++;
			letters = 0;
		} else if (++letters > 2)
			return (0);
	}
	return (dots > 0 && letters > 0);
}

int
abbreviation_is(const char *s, size_t len, int before_number)
{
	char	word[WORD_MAX + 1];

	if (len == 0)
		return (0);
	/* An initial, but for the word, or an ordinal. */
	if (utf8_length(s, len) == len)
		return ((*s < 'a' || *s > 'z') && *s != 'I');
	/* "3. Oktober" */
	if (len == 2 && is_digit(s[0]) && is_digit(s[1]))
		return (1);
	if (is_dotted(s, len))
		return (1);
	if (len > WORD_MAX)
		return (0);
	memcpy(word, s, len);
	word[len] = '\0';
	return (bsearch(word, always, COUNT(always), sizeof(always[0]),
	    compare) != NULL || (before_number && bsearch(word,
	    before_numbers, COUNT(before_numbers), sizeof(before_numbers[0]),
	    compare) != NULL));
}
