#include <string.h>

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

/* What single letters fold to, of ASCII; of other scripts it may be much. */
static const char *const several[] = {
	"ae", "dz", "ff", "ffi", "ffl", "fi", "fl", "ii", "iii", "ij", "iv",
	"ix", "lj", "nj", "oe", "ss", "st", "th", "vi", "vii", "viii", "xi",
	"xii"
};

static int
is_ascii(const char *word, size_t nword)
{
	for (size_t i = 0; i < nword; i++)
		if ((unsigned char)word[i] >= 0x80)
			return (0);
	return (1);
}

/* From one place of an ASCII word on, all that may be one letter. */
static void
pass_several(uint8_t *next, const char *word, size_t nword, size_t i)
{
	for (size_t k = 0; k < sizeof(several) / sizeof(several[0]); k++) {
		size_t	n = strlen(several[k]);

		if (n <= nword - i && memcmp(word + i, several[k], n) == 0)
			next[i + n] = 1;
	}
}

/* Where in the word a '?' ends, from all places where it may begin. */
static void
pass_letter(uint8_t *at, const char *word, size_t nword,
    const uint8_t *letters)
{
	uint8_t	next[GLOB_LETTERS_MAX + 1];
	int	ascii = letters != NULL || is_ascii(word, nword), open = 0;

	memset(next, 0, nword + 1);
	for (size_t i = 0; i < nword; i++) {
		next[i] |= (uint8_t)open;
		if (!at[i] || ((unsigned char)word[i] & 0xc0) == 0x80)
			continue;
		next[i + step(word + i, word + nword)] = 1;
		if (letters == NULL && ascii)
			pass_several(next, word, nword, i);
		else if (letters == NULL)
			open = 1;
		else if (letters[i] != 0 && i + letters[i] <= nword)
			next[i + letters[i]] = 1;
	}
	next[nword] |= (uint8_t)open;
	memcpy(at, next, nword + 1);
}

/* The same for a byte that is meant itself. */
static void
pass_byte(uint8_t *at, const char *word, size_t nword, char c)
{
	for (size_t i = nword; i > 0; i--)
		at[i] = at[i - 1] && word[i - 1] == c;
	at[0] = 0;
}

int
glob_match_letters(const char *pattern, size_t npattern, const char *word,
    size_t nword, const uint8_t *letters)
{
	uint8_t	at[GLOB_LETTERS_MAX + 1];	/* may be reached */

	if (nword > GLOB_LETTERS_MAX)
		return (glob_match(pattern, npattern, word, nword));
	memset(at, 0, nword + 1);
	at[0] = 1;
	for (size_t k = 0; k < npattern; k++) {
		if (pattern[k] == '?')
			pass_letter(at, word, nword, letters);
		else if (pattern[k] != '*')
			pass_byte(at, word, nword, pattern[k]);
		else
			for (size_t i = 1; i <= nword; i++)
				at[i] |= at[i - 1];
	}
	return (at[nword]);
}
