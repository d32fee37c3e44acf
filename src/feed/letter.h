#ifndef FEED_LETTER_H
#define FEED_LETTER_H

/*
 * What matching has to know about one character, looked up in Unicode's
 * tables once and kept: those are too slow to ask for every letter.
 */

#include <stddef.h>
#include <stdint.h>

enum letter_kind {
	LETTER_NONE,		/* divides words */
	LETTER_WORD,
	LETTER_DIGIT,
	LETTER_SINGLE,		/* script without spaces: a token each */
	LETTER_MARK,		/* goes with the letter before it */
	LETTER_IGNORED,		/* soft hyphen, joiner, zero width */
	LETTER_DOT,		/* joins digits and single letters: U.S., 3.14 */
	LETTER_COMMA,		/* joins digits */
	LETTER_QUOTE,		/* joins Hebrew letters */
	LETTER_MIDDOT		/* joins l and l */
};

#define LETTER_BARE	0x01	/* Latin, Greek, Cyrillic: loses its accents */
#define LETTER_HEBREW	0x02
#define LETTER_HANGUL	0x04
#define LETTER_JOINS	0x08	/* the word needs NFC after this */
#define LETTER_LONG	0x10	/* fold doesn't fit: letter_fold_long */

#define LETTER_FOLD_MAX	128	/* bytes any one character folds to */

struct letter {
	uint8_t	kind;
	uint8_t	script;		/* 0: of any script */
	uint8_t	flags;
	uint8_t	nfold;		/* bytes of fold in use */
	char	fold[12];	/* NFKC, case and accents folded, UTF-8 */
};

/* Never NULL; valid for the life of the process. */
const struct letter *letter_get(uint32_t);

/* Signs for an apostrophe, some of which Unicode calls letters. */
int	letter_is_apostrophe(uint32_t);

/* The fold of a LETTER_LONG character; returns its length. */
size_t	letter_fold_long(uint32_t, char [LETTER_FOLD_MAX]);

/*
 * The character at p (p < end) and its length in bytes; what isn't UTF-8
 * reads as U+FFFD, one byte each.
 */
uint32_t letter_decode(const char *p, const char *end, size_t *len);

#endif
