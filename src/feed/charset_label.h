#ifndef FEED_CHARSET_LABEL_H
#define FEED_CHARSET_LABEL_H

/*
 * The names encodings go by (encoding.spec.whatwg.org, section 4.2, and what
 * databases and programs print instead), each with what iconv(3) calls the
 * decoder.
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
	const char		*iconv;		/* names, the best one first */
	enum charset_kind	 kind;
	const char		*labels;	/* lower case, blanks between */
};

#define CHARSET_COUNT	39

/* The indices of those that we decode ourselves. */
enum { CS_UTF8, CS_1252, CS_UTF16LE, CS_UTF16BE, CS_UTF32LE, CS_UTF32BE };

extern const struct charset charsets[CHARSET_COUNT];

/*
 * An index into charsets, or -1 for a label nobody knows, as are those of the
 * WHATWG's "replacement" and "x-user-defined".
 */
int	charset_label(const char *, size_t len);
/* The same by a name of its iconv field. */
int	charset_by_iconv(const char *, size_t len);

#endif
