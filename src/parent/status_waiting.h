#ifndef PARENT_STATUS_WAITING_H
#define PARENT_STATUS_WAITING_H

/* What waits for its target, told feed by feed. */

#include <stdint.h>

struct daemon;
struct json_object;
struct status_waiting;

/* What waits now; NULL with a cause. */
struct status_waiting *status_waiting_new(struct daemon *, char **cause);
void	 status_waiting_free(struct status_waiting *);

/*
 * An array of this feed's, each with target, mails, error and next_try
 * (these two may be null); NULL for none.
 */
struct json_object *status_waiting_get(const struct status_waiting *,
	    int64_t feed);

#endif
