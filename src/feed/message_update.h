#ifndef FEED_MESSAGE_UPDATE_H
#define FEED_MESSAGE_UPDATE_H

/*
 * What a mail about an edit says beside the story: it is a reply to the
 * story's mail, and begins with what has changed.
 */

#include "feed/message.h"
#include "feed/revision.h"

struct message_update {
	const char		*message_id;	/* of the story's mail */
	const char		*last;		/* of the last such mail; NULL */
	int64_t			 time;		/* of the edit, Unix seconds */
	const struct revision_view *changes;
};

/* The changes for each body: "[-words that went-] {+words that came+}". */
void	 message_update_text(struct arena *, const struct message_update *,
	    struct buf *);
void	 message_update_html(const struct message_update *, struct buf *);

#endif
