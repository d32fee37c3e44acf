#ifndef PARENT_UPDATE_H
#define PARENT_UPDATE_H

/*
 * An edit of a filed story, told in each target where it was filed: by a reply
 * there, or by a mail that takes the place of the story's.  What still waits
 * for its target, or is held back, is changed where it waits.  A spool gets the
 * story as it is now.
 */

#include "parent/batch.h"

/* Before the transaction of items: places that are half taken are settled. */
int	 update_prepare(struct state *, const struct deliver_item *, size_t n,
	    char **cause);
/*
 * In it: intents for the story's revised item.  1, or 0 where the story was never
 * filed, but left out by "first" or filed by another feed; -1 with a cause.
 */
int	 update_plan(struct batch *, const struct deliver_item *,
	    uint64_t story, char **cause);

#endif
