#ifndef BASE_HEADER_H
#define BASE_HEADER_H

/*
 * Header field bodies by RFC 5322 and RFC 2047: ASCII, folded at 78 columns,
 * encoded words of at most 75, never a line break of the text's own.  Each
 * is appended with the blank behind the colon and the newline at its end.
 */

#include "base/buf.h"

struct header {
	struct buf	*out;
	size_t		 column;
};

void	 header_begin(struct header *, const char *name, struct buf *out);
void	 header_end(struct header *);

/* Words of unstructured text, encoded where they must be. */
void	 header_text(struct header *, const char *text);
/* The same as a phrase, quoted where it must be; ends in tail, e.g. ",". */
void	 header_phrase(struct header *, const char *text, const char *tail);
/* As it is, in one line: at most 998 bytes of printable ASCII. */
void	 header_token(struct header *, const char *token);

#endif
