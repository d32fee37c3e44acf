#ifndef PARENT_FLOOD_H
#define PARENT_FLOOD_H

/*
 * No floods: a poll that would deliver more old stories than a feed ever
 * brought at once is a feed that was moved or rebuilt, and they are held
 * back until somebody says what is to become of them.
 */

#include "parent/deliver.h"

struct source;

struct flood_limit {
	uint64_t	over;		/* so many may be delivered; 0: any */
	int64_t		before;		/* of a date older than this */
	int		join;		/* some are held: so is any of these */
};

/* What the source's next document is measured by. */
void	flood_limit(const struct source *, struct flood_limit *);

/*
 * Marks those to be held back where there are too many of them that no target
 * has yet.  Their number; -1 with a cause.
 */
int64_t	flood_check(struct state *, const struct flood_limit *,
	    struct deliver_item *, size_t n, char **cause);

/*
 * What is held of a feed is to be filed, which deliver_settle does; or is
 * taken for filed, and let go.
 */
int	flood_release(struct source *, char **cause);
int	flood_forget(struct source *, char **cause);

#endif
