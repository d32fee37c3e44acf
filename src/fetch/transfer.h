#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

/*
 * One hop: one request to one URL, and its answer.  A redirect is an answer;
 * request.c makes another hop of it.
 */

#include <curl/curl.h>

#include "base/digest.h"
#include "conf/slice.h"
#include "fetch/header.h"
#include "fetch/place.h"
#include "ipc/message.h"

struct event_base;
struct transfer;
struct transfers;

struct transfer_order {			/* outlives the transfer */
	const struct place	*place;
	const struct slice_fetch_feed *feed;
	struct message_bytes	 etag, last_modified;
	const char		*user, *password;	/* or NULL */
	int			 secrets;	/* headers, client cert */
	int			 identity;	/* no content coding */
	int			 image;		/* rather than a feed */
	uint64_t		 max_size;	/* of the body */
	int64_t			 timeout;	/* milliseconds left */
};

struct transfer_answer {
	char			*failure;	/* why no answer, or NULL */
	int			 bad_coding;	/* therefore */
	struct header		*header;
	const char		*peek;		/* an error's body */
	int			 fd;		/* body of a 200, or -1 */
	uint64_t		 size;		/* of it, decoded */
	uint64_t		 received;	/* bytes of it on the network */
	struct digest		 digest;
};

/*
 * The end of a transfer, which is gone after the call.  The answer is ours
 * but for fd, which the callback takes by setting it to -1.
 */
typedef void transfer_ended(struct transfer_answer *, void *arg);

/* connections: idle ones that are kept. */
struct transfers	*transfers_new(struct event_base *, long connections);
/* Every transfer must have ended or been cancelled. */
void			 transfers_free(struct transfers *);

/*
 * Starts one; ended is called from the loop later on.  NULL with a cause when
 * it can't begin.
 */
struct transfer		*transfer_start(struct transfers *,
			    const struct transfer_order *, transfer_ended *,
			    void *arg, char **cause);
void			 transfer_cancel(struct transfer *);

#endif
