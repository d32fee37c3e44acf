#ifndef PARENT_FILING_H
#define PARENT_FILING_H

/*
 * A worker's result made into batches for delivery: read as hostile, every
 * story given its targets, and filed a slice at a time, so that a document of
 * thousands of stories doesn't hold up the loop.
 */

#include "ipc/result.h"
#include "parent/deliver.h"
#include "parent/flood.h"

struct filing;
struct source;

/*
 * Takes the source's result memfd of size bytes.  NULL when it is not what a
 * worker of ours would write.
 */
struct filing	*filing_open(struct source *, uint64_t size);
void		 filing_close(struct filing *);	/* NULL is fine */

/* Finds out what is held back; before the first slice.  -1 with a cause. */
int		 filing_hold(struct filing *, const struct flood_limit *,
		    char **cause);

const struct result_head *filing_head(const struct filing *);
/* Everything in the document was read: its validators may be kept. */
int		 filing_is_whole(const struct filing *);
/*
 * Stories not known before; whether there is anything to tell: such a story,
 * an edit, or one that is on a topic now; stories too large to be made into a
 * mail.
 */
size_t		 filing_news(const struct filing *);
int		 filing_tells(const struct filing *);
/* Whether one mail tells of many edits. */
int		 filing_tells_many(const struct filing *);
size_t		 filing_failed(const struct filing *);

/* Whether copies of its stories are looked for. */
int		 filing_needs_copies(const struct filing *);

/*
 * A notice alone, with its item, as a worker wrote it into result: -1 when it
 * isn't one of ours.  It points into data.
 */
int		 filing_read_notice(const void *data, size_t,
		    struct result_story *);

/* Whether the next slice is the last one; there is at least one. */
int		 filing_is_last(const struct filing *);

/*
 * Files the next slice and saves source->saved with it; what has been filed
 * adds up in filing_result.  -1 with a cause when the state failed.
 */
int		 filing_deliver(struct filing *, char **cause);
const struct deliver_result *filing_result(const struct filing *);

#endif
