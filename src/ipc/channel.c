#include <sys/queue.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ipc/channel.h"

struct queued {
	STAILQ_ENTRY(queued)	 entry;
	struct buf		 buf;
	int			 fds[WIRE_FDS];
	size_t			 nfds;
};

struct channel {
	int			 fd;
	struct event		*readable, *writable;
	STAILQ_HEAD(, queued)	 queue;
	channel_message		*message;
	channel_closed		*closed;
	void			*arg;
	int			 error;		/* of a send: the end of it */
	int			 dead;		/* closed was called */
	int			 busy;		/* inside a callback of ours */
	int			 freed;		/* free when no longer busy */
	struct wire		 wire;
};

static void
queued_free(struct queued *q)
{
	for (size_t i = 0; i < q->nfds; i++)
		close(q->fds[i]);
	buf_clear(&q->buf);
	free(q);
}

static void
channel_die(struct channel *c, const char *why)
{
	if (c->dead)
		return;
	c->dead = 1;
	event_del(c->readable);
	event_del(c->writable);
	c->closed(why, c->arg);
}

static void
destroy(struct channel *c)
{
	struct queued	*q;

	while ((q = STAILQ_FIRST(&c->queue)) != NULL) {
		STAILQ_REMOVE_HEAD(&c->queue, entry);
		queued_free(q);
	}
	event_free(c->readable);
	event_free(c->writable);
	close(c->fd);
	free(c);
}

static void
leave(struct channel *c)
{
	c->busy = 0;
	if (c->freed)
		destroy(c);
}

/* A bounded number per turn, so that one child can't hold the loop. */
static void
on_readable(int fd, short what, void *arg)
{
	struct channel	*c = arg;
	int		 n;

	(void)what;
	c->busy = 1;
	for (int i = 0; i < 16 && !c->dead && !c->freed; i++) {
		n = wire_recv(fd, &c->wire);
		if (n == -1 && errno == EAGAIN)
			break;
		if (n == 1) {
			c->message(&c->wire, c->arg);
			wire_close_fds(&c->wire);
		} else
			channel_die(c, n == 0 ? NULL : strerror(errno));
	}
	leave(c);
}

static void
flush_queue(struct channel *c)
{
	struct queued	*q;

	while (!c->dead && (q = STAILQ_FIRST(&c->queue)) != NULL) {
		if (wire_send(c->fd, &q->buf, q->fds, q->nfds) == -1) {
			if (errno == EAGAIN) {
				event_add(c->writable, NULL);
				return;
			}
			/* The reading side tells why, with what is unread. */
			if (errno == EPIPE || errno == ECONNRESET)
				return;
			/* From the loop: a sender isn't called back. */
			c->error = errno;
			event_active(c->writable, EV_WRITE, 0);
			return;
		}
		STAILQ_REMOVE_HEAD(&c->queue, entry);
		queued_free(q);
	}
}

static void
on_writable(int fd, short what, void *arg)
{
	struct channel	*c = arg;

	(void)fd;
	(void)what;
	c->busy = 1;
	if (c->error != 0)
		channel_die(c, strerror(c->error));
	else
		flush_queue(c);
	leave(c);
}

struct channel *
channel_new(struct event_base *base, int fd, channel_message *message,
    channel_closed *closed, void *arg)
{
	struct channel	*c = xcalloc(1, sizeof(*c));

	c->fd = fd;
	c->message = message;
	c->closed = closed;
	c->arg = arg;
	STAILQ_INIT(&c->queue);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
		fatal("channel: %s", strerror(errno));
	c->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, c);
	c->writable = event_new(base, fd, EV_WRITE, on_writable, c);
	if (c->readable == NULL || c->writable == NULL ||
	    event_add(c->readable, NULL) == -1)
		fatal("channel: no event");
	return (c);
}

void
channel_free(struct channel *c)
{
	if (c == NULL)
		return;
	c->freed = 1;
	c->dead = 1;
	event_del(c->readable);
	event_del(c->writable);
	if (!c->busy)
		destroy(c);
}

void
channel_send(struct channel *c, struct buf *b, const int *fds, size_t nfds)
{
	struct queued	*q = xcalloc(1, sizeof(*q));

	q->buf = *b;
	buf_init(b, b->max);
	q->nfds = nfds;
	if (nfds != 0)
		memcpy(q->fds, fds, nfds * sizeof(*fds));
	STAILQ_INSERT_TAIL(&c->queue, q, entry);
	/* Sent from the loop when there is a queue or no room. */
	if (c->error != 0)
		return;
	if (STAILQ_FIRST(&c->queue) == q && !c->busy && !c->dead)
		flush_queue(c);
	else if (!c->dead)
		event_add(c->writable, NULL);
}
