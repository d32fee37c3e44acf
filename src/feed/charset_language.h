#ifndef FEED_CHARSET_LANGUAGE_H
#define FEED_CHARSET_LANGUAGE_H

/*
 * What is known of languages for telling encodings apart: the letters beyond
 * ASCII, most frequent first, and in which encodings they were written.
 */

#include <stddef.h>

struct charset_language {
	const char	*tags;		/* RFC 5646, blanks between */
	const char	*charsets;	/* as iconv(3) calls them, best first */
	const char	*letters;	/* UTF-8, lower case */
};

extern const struct charset_language charset_languages[];
extern const size_t charset_nlanguages;

/* The multibyte ones: the characters that make up half of a usual text. */
extern const struct charset_language charset_wide_languages[];
extern const size_t charset_nwide_languages;

/* Whether a tag such as "pt-BR" names the language. */
int	charset_language_is(const struct charset_language *, const char *tag,
	    size_t len);

#endif
