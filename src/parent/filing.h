#ifndef PARENT_FILING_H
#define PARENT_FILING_H

/*
 * A worker's result made into a batch for delivery: read as hostile, every
 * story given its targets.
 */

#include "ipc/result.h"
#include "parent/deliver.h"

struct filing;
struct source;

/*
 * Takes the source's result memfd of size bytes.  NULL when it is not what a
 * worker of ours would write.
 */
struct filing	*filing_open(struct source *, uint64_t size);
void		 filing_close(struct filing *);

const struct result_head *filing_head(const struct filing *);
/* Everything in the document was read: its validators may be kept. */
int		 filing_is_whole(const struct filing *);
/* Stories not known before. */
size_t		 filing_news(const struct filing *);

/* Files the batch and saves source->saved with it. */
int		 filing_deliver(struct filing *, struct deliver_result *,
		    char **cause);

#endif
