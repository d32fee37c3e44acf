#include <sys/queue.h>

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/slice.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "parent/bulletins.h"
#include "parent/child.h"
#include "parent/compiler.h"
#include "parent/daemon.h"
#include "parent/dispatch.h"
#include "parent/gather.h"
#include "parent/outbox.h"
#include "parent/parcel.h"
#include "parent/poll.h"
#include "parent/sched.h"

#define RECYCLE_DOCUMENTS	1000
#define PARSE_DEADLINE		20	/* seconds for one document */
#define FETCH_GRACE		15	/* seconds beyond the feed's timeout */
#define FETCH_TRIES		2	/* fetch processes lost under one poll */
#define FETCH_WAITS		5	/* the same while it was only queued */
#define SLICE_MAX		((size_t)1 << 30)

/*
 * The source a message is about, or NULL when that poll isn't this child's.
 * Poll ids carry the source's index in their low half.
 */
static struct source *
find_poll(struct child *c, const struct wire *w, enum source_phase phase)
{
	struct daemon	*d = child_daemon(c);
	uint32_t	 index = (uint32_t)w->poll;
	struct source	*s;

	if (w->poll == 0 || index >= d->nsources)
		return (NULL);
	s = &d->sources[index];
	if (s->poll != w->poll || s->phase != phase || s->child != c)
		return (NULL);
	return (s);
}

/* The same of a feed that is fetched, or an image for it. */
static struct source *
find_fetch(struct child *c, const struct wire *w)
{
	struct source	*s = find_poll(c, w, SOURCE_FETCHING);

	return (s != NULL ? s : find_poll(c, w, SOURCE_GATHERING));
}

/* Since a reload began to drain fetch may answer what it needn't any more. */
static int
was_abandoned(struct child *c)
{
	return (child_daemon(c)->abandoned);
}

static void
fetch_send(struct source *s)
{
	const struct state_feed	*f = &s->saved;
	struct message_fetch	 m = {
		.feed = s->index, .url = source_url(s),
		.etag = { f->etag.p, f->etag.len },
		.last_modified = { f->last_modified.p, f->last_modified.len }
	};
	struct buf		 b;

	wire_begin(&b, WIRE_FETCH, s->poll);
	message_fetch_put(&b, &m);
	s->child = s->daemon->fetch;
	s->started = 0;
	child_send(s->child, &b, NULL, 0);
}

int
image_dispatch(struct source *s, const char *url)
{
	struct message_fetch	 m = { .kind = FETCH_IMAGE,
				    .feed = s->index, .url = url };
	struct buf		 b;

	if (!child_is_up(s->daemon->fetch))
		return (-1);
	wire_begin(&b, WIRE_FETCH, s->poll);
	message_fetch_put(&b, &m);
	s->child = s->daemon->fetch;
	s->started = 0;
	child_send(s->child, &b, NULL, 0);
	return (0);
}

void
fetch_dispatch(struct source *s)
{
	if (child_is_up(s->daemon->fetch))
		fetch_send(s);
	else
		s->child = NULL;
}

/* Lets fetch bring another body: it stops while too many wait here. */
static void
send_taken(struct child *fetch)
{
	struct buf	b;

	wire_begin(&b, WIRE_TAKEN, 0);
	child_send(fetch, &b, NULL, 0);
}

static void
tell_taken(struct source *s)
{
	if (s->untaken && child_is_up(s->daemon->fetch))
		send_taken(s->daemon->fetch);
	s->untaken = 0;
}

static void
fetch_started(struct child *c, struct wire *w)
{
	struct source	*s = find_fetch(c, w);

	if (s == NULL && was_abandoned(c))
		return;
	if (s == NULL || s->started || pack_get_end(&w->body) == -1) {
		child_kill(c, "it spoke of a poll that isn't its own");
		return;
	}
	s->started = 1;
	sched_deadline(s, s->conf->timeout / 1000 + FETCH_GRACE);
}

/* It is copied at once, and the next one asked for. */
static void
image_done(struct source *s, struct wire *w,
    const struct message_fetch_done *m)
{
	log_feed(LOG_DEBUG, s->conf->name, "image: status %u, %" PRIu64
	    " bytes%s%s", m->status, m->size, m->error != NULL ? ": " : "",
	    m->error != NULL ? m->error : "");
	if (m->result == FETCH_OK) {
		gather_add(s->gather, w->fds[0], m->size);
		send_taken(s->daemon->fetch);
	}
	poll_gather(s);
}

static void
fetch_done(struct child *c, struct wire *w)
{
	struct source			*s;
	struct message_fetch_done	 m;

	s = find_fetch(c, w);
	if (s == NULL && was_abandoned(c)) {
		if (w->fds[0] != -1)
			send_taken(c);
		return;
	}
	if (s == NULL || message_fetch_done_get(w, &m) == -1 ||
	    (m.result == FETCH_OK) != (w->fds[0] != -1)) {
		child_kill(c, "it sent an answer that nobody asked for");
		return;
	}
	sched_stop(s);
	if (m.result == FETCH_OK && memfd_seal(w->fds[0], m.size,
	    s->phase == SOURCE_GATHERING ? MESSAGE_IMAGE_MAX :
	    s->conf->max_size) == -1) {
		child_kill(c, "it sent a body that isn't what it said");
		return;
	}
	s->child = NULL;
	if (s->phase == SOURCE_GATHERING) {
		image_done(s, w, &m);
		return;
	}
	s->body = wire_take_fd(w, 0);
	s->untaken = s->body != -1;
	poll_fetched(s, &m);
	if (s->phase != SOURCE_PARSING)
		tell_taken(s);
}

static void
fetch_sent(struct child *c, struct wire *w)
{
	struct message_sent	m;

	if (message_sent_get(w, &m) == -1 ||
	    outbox_sent(child_daemon(c)->outbox, (int64_t)w->poll, &m) == -1)
		child_kill(c, "it spoke of a mail that it doesn't have");
}

int
dispatch_send(struct daemon *d, int64_t filing, const struct message_send *m,
    int mail)
{
	struct buf	b;

	if (!child_is_up(d->fetch))
		return (-1);
	wire_begin(&b, WIRE_SEND, (uint64_t)filing);
	message_send_put(&b, m);
	child_send(d->fetch, &b, &mail, 1);
	return (0);
}

static void
fetch_message(struct child *c, struct wire *w)
{
	/* Killed for a reason: what it sent before that counts no more. */
	if (!child_is_up(c))
		return;
	switch (w->type) {
	case WIRE_FETCH_STARTED:
		fetch_started(c, w);
		break;
	case WIRE_FETCH_DONE:
		fetch_done(c, w);
		break;
	case WIRE_SENT:
		fetch_sent(c, w);
		break;
	default:
		child_kill(c, "it sent a message that isn't its own");
	}
}

static void
fetch_ready(struct child *c)
{
	struct daemon	*d = child_daemon(c);

	for (size_t i = 0; i < d->nsources; i++)
		if (d->sources[i].poll != 0 &&
		    d->sources[i].phase == SOURCE_FETCHING &&
		    d->sources[i].child == NULL)
			fetch_send(&d->sources[i]);
	if (d->outbox != NULL)
		outbox_run(d->outbox);
}

/* What had begun may be what killed it: that is tried once more only. */
static void
fetch_lost(struct child *c, const char *why)
{
	struct daemon	*d = child_daemon(c);
	struct source	*s;

	outbox_lost(d->outbox, why);
	for (size_t i = 0; i < d->nsources; i++) {
		s = &d->sources[i];
		if ((s->phase != SOURCE_FETCHING &&
		    s->phase != SOURCE_GATHERING) || s->child != c)
			continue;
		sched_stop(s);
		s->child = NULL;
		if (s->phase == SOURCE_GATHERING) {
			poll_gather(s);
			continue;
		}
		if (s->started ? ++s->tries >= FETCH_TRIES :
		    ++s->waits >= FETCH_WAITS)
			poll_failed(s, 0, "the fetch process was lost: %s",
			    why);
	}
}

static void
parse_send(struct child *c, struct source *s)
{
	struct message_parse	 m = {
		.feed = s->index, .url = s->answer.url,
		.content_type = s->answer.content_type,
		.content_location = s->answer.content_location,
		.now = daemon_now(), .guids = s->saved.guids
	};
	struct buf		 b;
	char			*cause;
	int			 fds[WIRE_FDS], n;

	tell_taken(s);
	flood_limit(s, &s->flood);
	m.flood_over = s->flood.over;
	m.flood_before = s->flood.before;
	if ((n = parcel_pack(s, fds, &cause)) == -1) {
		poll_failed(s, s->answer.status, "%s", cause);
		free(cause);
		return;
	}
	s->child = c;
	child_set_source(c, s);
	wire_begin(&b, WIRE_PARSE, s->poll);
	message_parse_put(&b, &m);
	child_send(c, &b, fds, (size_t)n);
	sched_deadline(s, PARSE_DEADLINE);
}

static int
is_idle(const struct child *c)
{
	return (child_is_up(c) && child_source(c) == NULL &&
	    !bulletins_is_with(child_daemon(c)->bulletins, c));
}

/* Pairs a notice and waiting bodies with idle workers; one that can't be sent fails. */
static void
parse_next(struct daemon *d)
{
	struct source	*s;

	for (size_t i = 0; i < d->nworkers; i++)
		if (is_idle(d->workers[i]) &&
		    bulletins_send(d->bulletins, d->workers[i]))
			break;
	for (size_t i = 0; i < d->nworkers; i++)
		while (is_idle(d->workers[i]) &&
		    (s = TAILQ_FIRST(&d->unparsed)) != NULL) {
			TAILQ_REMOVE(&d->unparsed, s, entry);
			parse_send(d->workers[i], s);
		}
}

void
parse_dispatch(struct source *s)
{
	assert(s->phase == SOURCE_PARSING && s->body != -1);
	TAILQ_INSERT_TAIL(&s->daemon->unparsed, s, entry);
	parse_next(s->daemon);
}

void
notice_dispatch(struct daemon *d)
{
	parse_next(d);
}

static void
notice_done(struct child *c, struct wire *w)
{
	if (bulletins_done(child_daemon(c)->bulletins, c, w) == -1)
		child_kill(c, "it sent a notice that isn't well-formed, or "
		    "that nobody asked for");
	parse_next(child_daemon(c));
}

static void
parse_message(struct child *c, struct wire *w)
{
	struct message_done	 m;
	struct source			*s;

	if (!child_is_up(c))
		return;
	if (w->type == WIRE_NOTICE_DONE) {
		notice_done(c, w);
		return;
	}
	s = w->type == WIRE_PARSE_DONE ?
	    find_poll(c, w, SOURCE_PARSING) : NULL;
	if (s == NULL || message_done_get(w, &m) == -1) {
		child_kill(c, "it sent a message that nobody asked for");
		return;
	}
	sched_stop(s);
	s->child = NULL;
	child_set_source(c, NULL);
	if (poll_parsed(s, &m) == -1)
		child_kill(c, "it sent a result that isn't well-formed");
	else if (child_documents(c) >= RECYCLE_DOCUMENTS)
		child_recycle(c);
	parse_next(child_daemon(c));
}

static void
parse_ready(struct child *c)
{
	parse_next(child_daemon(c));
}

static void
parse_lost(struct child *c, const char *why)
{
	struct source	*s = child_source(c);

	bulletins_lost(child_daemon(c)->bulletins, c);
	if (s == NULL)
		return;
	child_set_source(c, NULL);
	sched_stop(s);
	s->child = NULL;
	poll_killed(s, why);
}

static int
fetch_configure(struct child *c, int *fds)
{
	struct buf	b;

	buf_init(&b, SLICE_MAX);
	slice_fetch_put(&b, child_daemon(c)->conf);
	return ((fds[0] = memfd_of_buf("slice", &b)) == -1 ? -1 : 1);
}

static int
parse_configure(struct child *c, int *fds)
{
	struct daemon	*d = child_daemon(c);
	struct buf	 b;

	buf_init(&b, SLICE_MAX);
	slice_parse_put(&b, d->conf);
	if ((fds[0] = memfd_of_buf("slice", &b)) == -1)
		return (-1);
	if ((fds[1] = compiler_image(d->compiler)) == -1) {
		close(fds[0]);
		return (-1);
	}
	return (2);
}

static const struct child_class	fetch_class = {
	.role = "fetch", .configure = fetch_configure, .ready = fetch_ready,
	.message = fetch_message, .lost = fetch_lost
};

static const struct child_class	parse_class = {
	.role = "parse", .configure = parse_configure, .ready = parse_ready,
	.message = parse_message, .lost = parse_lost
};

void
dispatch_start_fetch(struct daemon *d)
{
	d->abandoned = 0;
	d->fetch = child_new(d, &fetch_class);
	child_start(d->fetch);
}

void
dispatch_start_workers(struct daemon *d)
{
	d->nworkers = d->conf->workers;
	d->workers = xcalloc(d->nworkers, sizeof(struct child *));
	for (size_t i = 0; i < d->nworkers; i++)
		d->workers[i] = child_new(d, &parse_class);
	for (size_t i = 0; i < d->nworkers; i++)
		child_start(d->workers[i]);
}

void
dispatch_stop(struct daemon *d)
{
	child_free(d->fetch);
	d->fetch = NULL;
	for (size_t i = 0; i < d->nworkers; i++)
		child_free(d->workers[i]);
	free(d->workers);
	d->workers = NULL;
	d->nworkers = 0;
}

void
dispatch_forget(struct source *s)
{
	struct source	*waiting;

	tell_taken(s);
	TAILQ_FOREACH(waiting, &s->daemon->unparsed, entry)
		if (waiting == s) {
			TAILQ_REMOVE(&s->daemon->unparsed, s, entry);
			break;
		}
}
