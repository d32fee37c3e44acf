#ifndef FEED_MESSAGE_H
#define FEED_MESSAGE_H

/*
 * A story as mail: RFC 5322 and MIME, multipart/alternative of text/plain
 * and text/html, the latter inside a multipart/related where it has images;
 * UTF-8, LF line ends as maildirs hold them.  A pure function: the same input
 * gives the same bytes.
 */

#include "base/arena.h"
#include "base/buf.h"
#include "feed/feed.h"
#include "feed/picture.h"
#include "feed/topic.h"

struct message_update;

struct message_input {
	const struct feed	*feed;
	const struct story	*story;
	const struct topic_text	*texts;
	size_t			 ntexts;
	const struct topic_match *matches;	/* NULL: no topic */
	const char *const	*topic_names;	/* by topic */
	const char		*feed_name;	/* as the user calls it */
	const char		*to;		/* address; NULL: the feed's */
	const char		*domain;
	const char		*message_id;	/* "local@domain" */
	const char		*in_reply_to;	/* the same; NULL: to nothing */
	struct pictures		*pictures;	/* NULL: images are linked */
	int			 clean_links;	/* by url_clean */
	int64_t			 now;		/* Unix seconds */
	const struct message_update *update;	/* NULL: no edit of it */
	int			 want_8bit;	/* rather than to encode text */
};

/*
 * Appends the message.  0, or -1 with a cause when the arena or buf is full.
 */
int	 message_compose(const struct message_input *, struct arena *,
	    struct buf *out, char **cause);

#endif
