#ifndef FEED_MESSAGE_READ_H
#define FEED_MESSAGE_READ_H

/*
 * What a mail that was filed says of itself, however a mail client has put it
 * into a file: with CRLF, folded anew, behind an mbox's From line.
 */

#include "base/arena.h"

/* All decoded and UTF-8; NULL where there is no such field. */
struct message_fields {
	const char	*message_id;	/* without its brackets */
	const char	*subject;
	const char	*feed;		/* Newsieve-Feed */
	const char	*topics;	/* Newsieve-Topic: names with ", " */
	const char	*match;		/* Newsieve-Match */
	const char	*link;		/* Archived-At, without its brackets */
};

/*
 * The first of each field, in the arena.  -1 for what doesn't begin with a
 * header, and when the arena failed.
 */
int	 message_read(struct arena *, const char *, size_t len,
	    struct message_fields *);

#endif
