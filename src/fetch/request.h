#ifndef FETCH_REQUEST_H
#define FETCH_REQUEST_H

/*
 * One fetch that the parent wants, from its place in the queue over all hops
 * to the answer.
 */

#include "conf/slice.h"
#include "ipc/message.h"

struct event_base;
struct requests;

/* It is on the network now: called once, or never for what fails before. */
typedef void request_started(uint64_t poll, void *arg);
/* Called once; fd (-1: none) becomes the callback's, the message does not. */
typedef void request_done(uint64_t poll, const struct message_fetch_done *,
	    int fd, void *arg);

/* The slice outlives it.  Never NULL. */
struct requests	*requests_new(struct event_base *,
		    const struct slice_fetch *, request_started *,
		    request_done *, void *arg);
/* Breaks off what runs, without a word.  NULL is fine. */
void		 requests_free(struct requests *);

/*
 * A body that was handed to the callback is in use or gone.  While as many
 * bodies as there may be connections aren't, no transfer begins.
 */
void		 requests_taken(struct requests *);

/* m.feed must be of the slice; the message is copied. */
void		 request_new(struct requests *, uint64_t poll,
		    const struct message_fetch *);

#endif
