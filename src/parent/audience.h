#ifndef PARENT_AUDIENCE_H
#define PARENT_AUDIENCE_H

/*
 * Whom the next notice is about: the feeds of one host that have the same to
 * tell, and whose stories go to the same targets, are told of in one mail,
 * and where that are many hosts at once, so are all of them.
 */

#include "base/buf.h"
#include "parent/due.h"

struct daemon;
struct source;

struct audience {
	int		  kind;		/* enum notice_kind */
	struct source	**v;		/* of the daemon; the first leads */
	size_t		  n;
};

/*
 * Finds one; 0: there is none now.  *waits says whether there will be one
 * when other feeds of a host have been polled; patient 0: that isn't waited
 * for.
 */
int	 audience_find(struct daemon *, int patient, int64_t now,
	    struct audience *, int *waits);
void	 audience_clear(struct audience *);

/* Its message_notice. */
void	 audience_put(const struct audience *, int64_t now, struct buf *);

#endif
