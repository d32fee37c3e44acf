#ifndef FEED_CHARSET_SAMPLE_H
#define FEED_CHARSET_SAMPLE_H

/* What of a document tells its encoding. */

#include <stddef.h>

#define SAMPLE_MAX	(16 * 1024)	/* bytes of text outside of tags */

/* What is to be read, without tags, and what the feed says of itself. */
struct charset_sample {
	unsigned char	text[SAMPLE_MAX];
	size_t		len;
	size_t		high;		/* those beyond ASCII */
	size_t		count[256];
	const char	*tag;		/* of a language, or NULL */
	size_t		tag_len;
};

/* Valid until the next one is taken. */
const struct charset_sample *charset_sample(const char *, size_t len);

/* Whether it has bytes that ISO standards leave out and Windows has. */
int	charset_sample_has_c1(const char *, size_t len);

#endif
