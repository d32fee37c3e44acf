#ifndef FEED_JSONFEED_H
#define FEED_JSONFEED_H

/* JSON Feed 1.1 (jsonfeed.org/version/1.1) with _newsieve extensions. */

#include "base/buf.h"
#include "feed/feed.h"

/* Reads version 1.0 or 1.1; called by feed_parse for what looks like JSON. */
int	 jsonfeed_parse(const struct feed_input *, struct arena *,
	    struct feed **, char **cause);

/*
 * The feed as one JSON Feed 1.1 document and a newline.  content_text is
 * given for every story, reduced from its markup where it has no plain body;
 * links in markup are made absolute, as the document has no base of its own.
 * The arena is for scratch.  flush is called after each story and may empty
 * the buf; NULL: all of it stays there.
 */
void	 jsonfeed_write(const struct feed *, struct arena *, struct buf *,
	    void (*flush)(struct buf *));

struct topic_match;
struct topic_text;

/* Why a story is filed, for _newsieve. */
struct jsonfeed_filed {
	const char		 *feed_name;
	const char		 *message_id;
	const struct topic_text	 *texts;
	const struct topic_match *matches;	/* NULL: none */
	const char *const	 *topic_names;
	int64_t			 edited;	/* when it was seen to be; 0 */
};

/* One item alone and a newline, with that. */
void	 jsonfeed_write_item(const struct feed *, const struct story *,
	    const struct jsonfeed_filed *, struct arena *, struct buf *);

#endif
