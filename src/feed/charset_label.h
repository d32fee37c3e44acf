#ifndef FEED_CHARSET_LABEL_H
#define FEED_CHARSET_LABEL_H

/*
 * The names encodings go by (encoding.spec.whatwg.org, section 4.2), each
 * with what iconv(3) calls the decoder.
 */

#include <stddef.h>

enum charset_kind {
	CHARSET_UTF8,		/* decoded by us */
	CHARSET_1252,		/* decoded by us */
	CHARSET_SINGLE,		/* one byte a character */
	CHARSET_MULTI,
	CHARSET_WIDE		/* UTF-16 and UTF-32 */
};

struct charset {
	const char		*iconv;
	enum charset_kind	 kind;
	const char		*labels;	/* lower case, blanks between */
};

#define CHARSET_COUNT	39

extern const struct charset charsets[CHARSET_COUNT];

/* An index into charsets, or -1 for a label nobody knows. */
int	charset_label(const char *, size_t len);

#endif
