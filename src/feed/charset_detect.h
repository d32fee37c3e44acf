#ifndef FEED_CHARSET_DETECT_H
#define FEED_CHARSET_DETECT_H

/*
 * The encoding of a document that doesn't tell, or lies: every reading of it
 * is weighed by the letters that the languages written so have, by where
 * capitals and signs fall, and by the language the feed says it is in.  Looks
 * at 16 KB outside of tags, from the first byte beyond ASCII on.
 */

#include <stddef.h>

/*
 * Weighs all letters of all languages, once; the first detection does where
 * nobody did.  Opens the converters it needs that aren't open.
 */
void	charset_detect_init(void);

/* Of text that is no UTF-8; windows-1252 where nothing speaks for another. */
int	charset_detect(const char *data, size_t len);

/* The 7-bit encoding whose escape sequences ASCII holds, or -1. */
int	charset_detect_escapes(const char *data, size_t len);

/*
 * Whether a document said to be in that encoding can be: its bytes mean
 * something but for a few, and windows-1252, which everything is called by
 * mistake, has more ASCII than other letters.
 */
int	charset_detect_fits(int cs, const char *data, size_t len);

/*
 * The encoding in which such a document makes far more sense than in cs:
 * another one of the languages that are written in cs, or another multibyte
 * one; cs where there is none or little to tell by.
 */
int	charset_detect_doubt(int cs, const char *data, size_t len);

#endif
