#ifndef FEED_ARCHIVE_H
#define FEED_ARCHIVE_H

/*
 * What is kept of a story for explain, history and backtest: the very texts
 * that its topics were run over, packed and compressed by zlib.  Written by a
 * worker, stored unread by the parent, read by newsievectl as a stranger's.
 */

#include "base/buf.h"
#include "feed/topic.h"

struct archive_story {
	const char	*guid;		/* NULL: none, or too long to keep */
	const char	*url;		/* the same */
	int64_t		 published;	/* Unix seconds; 0: the feed has none */
	const struct topic_text *texts;	/* valid UTF-8, NUL-terminated */
	size_t		 ntexts;
	int		 cut;		/* what is past ARCHIVE_TEXT_MAX */
};

#define ARCHIVE_TEXT_MAX ((size_t)256 * 1024)	/* bytes of all texts */
#define ARCHIVE_MAX	((size_t)320 * 1024)	/* bytes of a record */

struct archive_writer;			/* zlib's memory, for many stories */

struct archive_writer *archive_writer_new(void);
void	 archive_writer_free(struct archive_writer *);	/* NULL is fine */

/*
 * The record, at most ARCHIVE_MAX bytes, the writer's until the next; cut is
 * not looked at.  Where it must be cut, the body is.  NULL when memory is out.
 */
const struct buf *archive_write(struct archive_writer *,
	    const struct archive_story *);

/* All in the arena; -1 for what is no record, or when the arena failed. */
int	 archive_read(struct arena *, const void *, size_t len,
	    struct archive_story *);

/* Its first title, or NULL. */
const char *archive_title(const struct archive_story *);

#endif
