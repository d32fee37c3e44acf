#ifndef FEED_MEND_TEXT_H
#define FEED_MEND_TEXT_H

/*
 * Characters on their way into well-formed XML: controls vanish or become
 * what windows-1252 means by them, references are decoded, and what is left
 * over of markup is escaped.
 */

#include <stddef.h>

#include "base/buf.h"
#include "feed/mend_entity.h"

enum mend_mode {
	MEND_ESCAPED,		/* text with & < > " escaped */
	MEND_CDATA,		/* inside of a CDATA section */
	MEND_RAW		/* no XML: just the characters */
};

struct mend_text {
	struct buf	*out;
	const char	*end;		/* of the document */
	const char	*special;	/* next that can't pass as it stands */
	enum mend_mode	 mode;
	int		 doctype;	/* names may be declared there */
	struct mend_entities entities;	/* those that were */
	int		 bozo;		/* something was mended */
};

/* The document's text is valid UTF-8; out is borrowed. */
void	mend_text_init(struct mend_text *, const char *text, size_t len,
	    struct buf *out);

/*
 * Ranges of that text, none before the last one.  The text between
 * two tags: references in it are decoded, and it goes as one CDATA section
 * where there are any, which libxml2 takes in one piece.
 */
void	mend_text_put(struct mend_text *, const char *p, const char *end);
/* What stood in a CDATA section. */
void	mend_text_cdata(struct mend_text *, const char *p, const char *end);
/* An attribute's value, for double quotes. */
void	mend_text_value(struct mend_text *, const char *p, const char *end);
/* Either of the first two as characters, into another buf. */
void	mend_text_raw(struct mend_text *, const char *p, const char *end,
	    int references, struct buf *);
/* Whether a range can pass as it stands but for & and markup. */
int	mend_text_is_plain(struct mend_text *, const char *p, const char *end);

#endif
