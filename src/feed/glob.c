#include "feed/glob.h"

/* Bytes of the character at p. */
static size_t
step(const char *p, const char *end)
{
	const char	*q = p + 1;

	while (q < end && ((unsigned char)*q & 0xc0) == 0x80)
		q++;
	return ((size_t)(q - p));
}

/*
 * With wild set the word is a pattern, too: its '?' is any one letter, and
 * only a star takes its '*'.
 */
static int
match(const char *pattern, size_t npattern, const char *word, size_t nword,
    int wild)
{
	const char	*p = pattern, *pend = pattern + npattern;
	const char	*w = word, *wend = word + nword;
	const char	*star = NULL, *from = NULL;

	/* The last star takes one character more whenever the rest fails. */
	while (w < wend) {
		if (p < pend && *p == '*') {
			star = ++p;
			from = w;
			if (star == pend)
				return (1);
		} else if (p < pend && *p == '?' && (!wild || *w != '*')) {
			p++;
			w += step(w, wend);
		} else if (p < pend && *p == *w) {
			p++;
			w++;
		} else if (star != NULL) {
			from += step(from, wend);
			p = star;
			w = from;
		} else
			return (0);
	}
	while (p < pend && *p == '*')
		p++;
	return (p == pend);
}

int
glob_match(const char *pattern, size_t npattern, const char *word,
    size_t nword)
{
	return (match(pattern, npattern, word, nword, 0));
}

int
glob_covers(const char *pattern, size_t npattern, const char *other,
    size_t nother)
{
	return (match(pattern, npattern, other, nother, 1));
}
