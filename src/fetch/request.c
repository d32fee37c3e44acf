#include <sys/queue.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/host.h"
#include "fetch/place.h"
#include "fetch/reason.h"
#include "fetch/request.h"
#include "fetch/transfer.h"

#define HOPS_MAX	20
#define HOLD_MAX	(24 * 3600)	/* seconds a host can hold us off */
#define HOLD_QUEUE	60		/* as long its queue may wait */
#define IDLE_MAX	256		/* connections kept */
#define IMAGE_TIMEOUT	20000		/* milliseconds of an image at most */

struct request {
	LIST_ENTRY(request)	 entry;
	struct requests		*all;
	uint64_t		 poll;
	const struct slice_fetch_feed *feed;
	int			 image;		/* of a story of the feed */
	struct message_bytes	 etag, last_modified;
	struct place		 first, place;	/* asked for; the hop's */
	struct host_entry	 turn;
	struct transfer		*transfer;	/* when a hop runs */
	struct event		*late;		/* while one waits */
	int64_t			 deadline;	/* monotonic; 0: not started */
	char			*seen[HOPS_MAX];
	size_t			 hops;		/* redirects followed */
	char			*moved;
	int			 temporary;	/* a hop wasn't for good */
	int			 identity;
	uint64_t		 received;
};

struct requests {
	struct event_base	*base;
	const struct slice_fetch *slice;
	struct hosts		*hosts;
	struct transfers	*transfers;
	struct event		*timer;		/* the next one's turn */
	LIST_HEAD(, request)	 running;
	uint64_t		 age;
	uint64_t		 bodies;	/* handed over, not yet taken */
	request_started		*started;
	request_done		*done;
	void			*arg;
};

static int64_t
monotonic(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) == -1)
		fatal("clock: %s", strerror(errno));
	return ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

static struct message_bytes
copy_bytes(const struct message_bytes *m)
{
	struct message_bytes	copy = { NULL, m->len };
	void			*p;

	if (m->len != 0) {
		p = xmalloc(m->len);
		memcpy(p, m->p, m->len);
		copy.p = p;
	}
	return (copy);
}

static void
free_bytes(struct message_bytes *m)
{
	free((void *)(uintptr_t)m->p);
}

static void
request_free(struct request *r)
{
	LIST_REMOVE(r, entry);
	if (r->late != NULL)
		event_free(r->late);
	for (size_t i = 0; i < r->hops; i++)
		free(r->seen[i]);
	place_clear(&r->first);
	place_clear(&r->place);
	free_bytes(&r->etag);
	free_bytes(&r->last_modified);
	free(r->moved);
	free(r);
}

static void
arm(struct event *timer, int64_t ms)
{
	struct timeval	tv = { ms / 1000, (ms % 1000) * 1000 };

	if (evtimer_add(timer, &tv) == -1)
		fatal("a timer can't be armed");
}

/* The end of a request; what m doesn't say yet is filled in. */
static void
finish(struct request *r, struct message_fetch_done *m, int fd)
{
	m->url = r->place.url != NULL ? r->place.url : "";
	m->received = r->received;
	if (m->result == FETCH_OK || m->result == FETCH_UNCHANGED)
		m->moved = r->moved;
	if (fd != -1)
		r->all->bodies++;
	r->all->done(r->poll, m, fd, r->all->arg);
	request_free(r);
}

/* why is freed. */
static void
fail(struct request *r, unsigned int status, char *why)
{
	struct message_fetch_done	m = { .result = FETCH_FAILED,
					    .status = (uint16_t)status,
					    .error = why, .max_age = -1,
					    .retry_after = -1 };

	finish(r, &m, -1);
	free(why);
}

/* For one whose turn would come too late to wait for. */
static void
fail_held(struct request *r, int64_t ms, unsigned int status)
{
	struct message_fetch_done	 m = { .result = FETCH_STATUS,
					    .status = (uint16_t)status,
					    .max_age = -1,
					    .retry_after = (ms + 999) / 1000 };
	char				*why;

	why = xasprintf("not asked: %s wants no request for %" PRId64
	    " s (HTTP %u)", r->place.host, m.retry_after, status);
	m.error = why;
	finish(r, &m, -1);
	free(why);
}

static int64_t
request_timeout(const struct request *r)
{
	return (r->image && r->feed->timeout > IMAGE_TIMEOUT ?
	    IMAGE_TIMEOUT : r->feed->timeout);
}

static void
on_late(int fd, short what, void *arg)
{
	struct request	*r = arg;
	struct requests	*all = r->all;
	char		 time[REASON_SIZE];

	(void)fd;
	(void)what;
	host_cancel(all->hosts, &r->turn, monotonic());
	reason_time(request_timeout(r), time);
	fail(r, 0, xasprintf("redirects not done within %s: waiting for %s",
	    time, r->place.host));
}

/* Each hop waits for its host's turn, with the age of the whole request. */
static void
enqueue(struct request *r)
{
	struct hosts	*hosts = r->all->hosts;
	int64_t		 now = monotonic(), held;
	unsigned int	 status;

	held = host_held(hosts, r->place.host, now, &status);
	if (held > HOLD_QUEUE * 1000) {
		fail_held(r, held, status);
		return;
	}
	host_queue(hosts, &r->turn, r->place.host, now);
	if (r->deadline == 0)
		return;
	if (r->late == NULL &&
	    (r->late = evtimer_new(r->all->base, on_late, r)) == NULL)
		fatal("out of memory for a timer");
	arm(r->late, r->deadline > now ? r->deadline - now : 0);
}

static int
has_secrets(const struct request *r)
{
	return (r->feed->auth.user != NULL || r->feed->headers.n != 0 ||
	    r->first.user != NULL || r->feed->tls.cert != NULL);
}

/*
 * Only permanent hops from the start are a move, never one down to http.  To
 * another origin only where the feed has no secrets: adopted, that URL would
 * be the one to get them.
 */
static void
note_move(struct request *r, unsigned int status, const struct place *to)
{
	if ((status != 301 && status != 308) ||
	    place_is_downgrade(&r->place, to) ||
	    (has_secrets(r) && !place_same_origin(&r->first, to)))
		r->temporary = 1;
	if (r->temporary)
		return;
	free(r->moved);
	r->moved = xstrdup(to->url);
}

static int
was_seen(const struct request *r, const char *url)
{
	for (size_t i = 0; i < r->hops; i++)
		if (strcmp(r->seen[i], url) == 0)
			return (1);
	return (strcmp(r->place.url, url) == 0);
}

static int
is_redirect(unsigned int status)
{
	return (status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308);
}

static void
follow(struct request *r, unsigned int status, const char *location)
{
	struct place	 to;
	char		*cause;

	if (location == NULL) {
		fail(r, status, xasprintf("HTTP %u without a usable Location",
		    status));
		return;
	}
	if (r->hops == HOPS_MAX) {
		fail(r, status, xasprintf("too many redirects (%d)",
		    HOPS_MAX));
		return;
	}
	if (place_follow(&to, &r->place, location, &cause) == -1) {
		place_clear(&to);
		fail(r, status, xasprintf("redirect refused: %s", cause));
		free(cause);
		return;
	}
	if (was_seen(r, to.url)) {
		fail(r, status, xasprintf("redirects go round in a circle: "
		    "%s", to.url));
		place_clear(&to);
		return;
	}
	note_move(r, status, &to);
	r->seen[r->hops++] = xstrdup(r->place.url);
	place_clear(&r->place);
	r->place = to;
	enqueue(r);
}

static struct message_bytes
field_bytes(const struct header *h, enum header_field f)
{
	struct message_bytes	m = { header_get(h, f), 0 };

	if (m.p != NULL)
		m.len = h->fields[f].len;
	return (m);
}

static enum fetch_result
result_of(const struct request *r, const struct transfer_answer *a)
{
	if (a->fd != -1)
		return (FETCH_OK);
	if (a->header->status == 304 &&
	    (r->etag.len != 0 || r->last_modified.len != 0))
		return (FETCH_UNCHANGED);
	return (FETCH_STATUS);
}

static void
report(struct request *r, struct transfer_answer *a)
{
	const struct header		*h = a->header;
	int64_t				 now = (int64_t)time(NULL);
	struct message_fetch_done	 m = {
		.result = (uint8_t)result_of(r, a),
		.status = (uint16_t)h->status,
		.content_type = header_get(h, HEADER_CONTENT_TYPE),
		.content_location = header_get(h, HEADER_CONTENT_LOCATION),
		.etag = field_bytes(h, HEADER_ETAG),
		.last_modified = field_bytes(h, HEADER_LAST_MODIFIED),
		.max_age = header_max_age(h, now),
		.retry_after = header_retry_after(h, now),
		.size = a->size, .digest = a->digest
	};
	char				*why = NULL;
	int				 fd = a->fd;

	if (m.result == FETCH_STATUS)
		m.error = why = reason_status(h->status, h->wall, a->peek);
	a->fd = -1;
	finish(r, &m, fd);
	free(why);
}

/*
 * What a server asked for with 429 or 503 holds for all its feeds.  Those
 * that would have to wait long are told so now.
 */
static void
obey(struct request *r, const struct header *h, int64_t now)
{
	struct hosts		*hosts = r->all->hosts;
	struct host_entry	*e;
	int64_t			 seconds;

	if (h->status != 429 && h->status != 503)
		return;
	seconds = header_retry_after(h, (int64_t)time(NULL));
	if (seconds <= 0)
		return;
	if (seconds > HOLD_MAX)
		seconds = HOLD_MAX;
	host_hold(hosts, &r->turn, now + seconds * 1000, h->status, now);
	while (seconds > HOLD_QUEUE &&
	    (e = host_evict(hosts, &r->turn, now)) != NULL)
		fail_held(e->owner, seconds * 1000, h->status);
}

static void	pump(struct requests *);

/*
 * A hop is over.  Servers are seen that claim a content coding that isn't
 * there: these are asked once more, for the plain bytes.
 */
static void
hop_ended(struct transfer_answer *a, void *arg)
{
	struct request	*r = arg;
	struct requests	*all = r->all;
	int64_t		 now = monotonic();

	r->transfer = NULL;
	r->received += a->received;
	obey(r, a->header, now);
	host_release(all->hosts, &r->turn, now);
	if (a->bad_coding && !r->identity) {
		r->identity = 1;
		enqueue(r);
	} else if (a->failure != NULL) {
		fail(r, a->header->status, a->failure);
		a->failure = NULL;
	} else if (is_redirect(a->header->status))
		follow(r, a->header->status,
		    header_get(a->header, HEADER_LOCATION));
	else
		report(r, a);
	pump(all);
}

/*
 * The URL's own user and password are secrets of its origin like the rest.
 * Images are asked for without any: it is the publisher who chose their URLs.
 */
static void
make_order(const struct request *r, int64_t now, struct transfer_order *o)
{
	memset(o, 0, sizeof(*o));
	o->place = &r->place;
	o->feed = r->feed;
	o->etag = r->etag;
	o->last_modified = r->last_modified;
	o->image = r->image;
	o->max_size = r->image && r->feed->max_size > MESSAGE_IMAGE_MAX ?
	    MESSAGE_IMAGE_MAX : r->feed->max_size;
	o->secrets = !r->image && place_same_origin(&r->first, &r->place);
	if (o->secrets) {
		o->user = r->feed->auth.user != NULL ? r->feed->auth.user :
		    r->first.user;
		o->password = r->feed->auth.user != NULL ?
		    r->feed->auth.password : r->first.password;
	}
	o->identity = r->identity;
	o->timeout = r->deadline - now;
}

static void
hop_start(struct request *r, int64_t now)
{
	struct transfer_order	 o;
	char			*cause;

	if (r->late != NULL)
		evtimer_del(r->late);
	if (r->deadline == 0) {
		r->deadline = now + request_timeout(r);
		r->all->started(r->poll, r->all->arg);
	}
	make_order(r, now, &o);
	r->transfer = transfer_start(r->all->transfers, &o, hop_ended, r,
	    &cause);
	if (r->transfer == NULL) {
		host_release(r->all->hosts, &r->turn, now);
		fail(r, 0, cause);
	}
}

/* Starts all that may start now, and comes back when the next one may. */
static void
pump(struct requests *all)
{
	struct host_entry	*e;
	int64_t			 now = monotonic(), wait = -1;

	while (all->bodies < all->slice->max_connections &&
	    (e = host_next(all->hosts, now, &wait)) != NULL)
		hop_start(e->owner, now);
	if (wait >= 0)
		arm(all->timer, wait);
	else
		evtimer_del(all->timer);
}

static void
on_turn(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	pump(arg);
}

struct requests *
requests_new(struct event_base *base, const struct slice_fetch *slice,
    request_started *started, request_done *done, void *arg)
{
	struct requests	*all = xcalloc(1, sizeof(*all));

	all->base = base;
	all->slice = slice;
	all->started = started;
	all->done = done;
	all->arg = arg;
	LIST_INIT(&all->running);
	all->hosts = hosts_new(slice->max_connections,
	    slice->host_connections, slice->host_interval);
	all->transfers = transfers_new(base,
	    slice->max_connections < IDLE_MAX ? IDLE_MAX :
	    (long)slice->max_connections);
	if ((all->timer = evtimer_new(base, on_turn, all)) == NULL)
		fatal("out of memory for a timer");
	return (all);
}

void
requests_free(struct requests *all)
{
	struct request	*r;

	if (all == NULL)
		return;
	while ((r = LIST_FIRST(&all->running)) != NULL) {
		if (r->transfer != NULL)
			transfer_cancel(r->transfer);
		request_free(r);
	}
	hosts_free(all->hosts);
	transfers_free(all->transfers);
	event_free(all->timer);
	free(all);
}

void
requests_taken(struct requests *all)
{
	/* Not ours, when it was handed over by the process before. */
	if (all->bodies > 0)
		all->bodies--;
	pump(all);
}

void
request_new(struct requests *all, uint64_t poll,
    const struct message_fetch *m)
{
	struct request	*r = xcalloc(1, sizeof(*r));
	char		*cause;

	r->all = all;
	r->poll = poll;
	r->feed = &all->slice->feeds[m->feed];
	r->image = m->kind == FETCH_IMAGE;
	r->etag = copy_bytes(&m->etag);
	r->last_modified = copy_bytes(&m->last_modified);
	r->turn.age = all->age++;
	r->turn.owner = r;
	LIST_INSERT_HEAD(&all->running, r, entry);
	if (place_parse(&r->first, m->url, &cause) == -1) {
		fail(r, 0, xasprintf("the URL is refused: %s", cause));
		free(cause);
		return;
	}
	if (place_parse(&r->place, m->url, NULL) == -1)
		fatal("a URL that was good is bad");
	enqueue(r);
	pump(all);
}
