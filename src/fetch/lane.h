#ifndef FETCH_LANE_H
#define FETCH_LANE_H

/*
 * The way to one mail server: one mail at a time, and one session that is
 * kept for those that follow.
 */

#include <stdint.h>

#include "conf/slice.h"
#include "ipc/message.h"

struct event_base;
struct lane;

/* Called from the loop, once for each lane_send. */
typedef void lane_sent(uint64_t id, const struct message_sent *, void *arg);

/* account and domain outlive it.  Never NULL. */
struct lane	*lane_new(struct event_base *, const struct slice_account *,
		    const char *domain, lane_sent *, void *arg);
/* Breaks off what is under way, without a word.  NULL is fine. */
void		 lane_free(struct lane *);

int		 lane_is_busy(const struct lane *);
/* Sends the mail in fd, a sealed memfd of size bytes, which it takes. */
void		 lane_send(struct lane *, uint64_t id, const char *place,
		    int fd, size_t size);

#endif
