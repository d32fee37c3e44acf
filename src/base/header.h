#ifndef BASE_HEADER_H
#define BASE_HEADER_H

/*
 * Header fields by RFC 5322 and RFC 2047: ASCII, folded at 76 columns,
 * encoded words of at most 75, never a line break of the text's own.  All
 * texts are UTF-8.
 */

#include "base/buf.h"

struct header {
	struct buf	*out;
	size_t		 column;
};

/* Appends "Name:" and, at its end, the newline. */
void	 header_begin(struct header *, const char *name, struct buf *out);
void	 header_end(struct header *);

/* Words of unstructured text, encoded from the first to the last that must. */
void	 header_text(struct header *, const char *text);
/* The same as a phrase, quoted where it must be; ends in tail, e.g. ",". */
void	 header_phrase(struct header *, const char *text, const char *tail);
/* As it is, in one line: at most 997 bytes of printable ASCII. */
void	 header_token(struct header *, const char *token);

/* A field of one text, or one token. */
void	 header_put_text(struct buf *out, const char *name, const char *text);
void	 header_put_token(struct buf *out, const char *name,
	    const char *token);

/*
 * Appends a body without line ends, its encoded words decoded; other charsets
 * than UTF-8, which we never write, are left as they are.
 */
void	 header_decode(const char *body, struct buf *out);

#endif
