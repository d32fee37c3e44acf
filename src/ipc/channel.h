#ifndef IPC_CHANNEL_H
#define IPC_CHANNEL_H

/*
 * A wire on an event loop: messages are handed over as they come, and queued
 * while the other side doesn't read.
 */

#include "ipc/wire.h"

struct channel;
struct event_base;

/* Descriptors left in the wire are closed after the call. */
typedef void channel_message(struct wire *, void *arg);

/*
 * The other side is gone (why is NULL) or spoke no wire, or what was sent
 * can't be.  Called once, from the loop, the last thing the channel does by
 * itself; it is still the owner's to free.
 */
typedef void channel_closed(const char *why, void *arg);

/* fd becomes the channel's own.  Never NULL. */
struct channel	*channel_new(struct event_base *, int fd, channel_message *,
		    channel_closed *, void *arg);
/* Closes the socket; NULL is fine.  May be called inside a callback. */
void		 channel_free(struct channel *);

/*
 * Queues what wire_begin began and clears the buf.  The descriptors become
 * the channel's own, to be closed once they are sent.
 */
void		 channel_send(struct channel *, struct buf *, const int *fds,
		    size_t nfds);

#endif
