#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/utf8.h"
#include "base/xmalloc.h"
#include "parent/daemon.h"
#include "parent/outbox.h"
#include "parent/route.h"
#include "parent/state_filing.h"
#include "parent/state_outbox.h"

#define PAUSE_MIN	1		/* seconds */
#define PAUSE_MAX	3600
#define FAILURES_MAX	5		/* in a row are trouble */

struct filings {
	int64_t	*v;
	size_t	 at, n, size;
};

/*
 * The one under way is the queue's first until it is done.  What isn't taken
 * goes from queue to again, and comes back after a pause.  Trouble stops the
 * queue as well, and its first stays where it is, unless it meets trouble
 * twice: then it may be the cause.
 */
struct route {
	struct daemon		*daemon;
	char			*name;
	route_carry		*carry;
	struct filings		 queue, again;
	int64_t			 filing;	/* under way, or to be noted */
	char			*feed;		/* its feed's name */
	int			 unnoted;	/* done, but the state isn't told */
	enum route_verdict	 verdict;
	int64_t			 blamed;	/* filing that met trouble */
	struct event		*timer;
	struct event		*deadline;	/* of the one under way */
	int			 stopped;	/* by trouble */
	int64_t			 pause;		/* the last one, seconds */
	int64_t			 trouble;	/* the same when stopped */
	int64_t			 until;		/* Unix time, while one runs */
	unsigned int		 failures;	/* in a row */
	char			*error;
};

static void
push(struct filings *f, int64_t filing)
{
	if (f->at == f->n)
		f->at = f->n = 0;
	if (f->n == f->size && f->at > f->size / 2) {
		memmove(f->v, f->v + f->at, (f->n - f->at) * sizeof(*f->v));
		f->n -= f->at;
		f->at = 0;
	} else if (f->n == f->size) {
		f->size = f->size != 0 ? f->size * 2 : 16;
		f->v = xreallocarray(f->v, f->size, sizeof(*f->v));
	}
	f->v[f->n++] = filing;
}

static int
is_empty(const struct filings *f)
{
	return (f->at == f->n);
}

static void
arm(struct route *r, int64_t *pause)
{
	struct timeval	tv = { 0 };

	*pause = *pause == 0 ? PAUSE_MIN : *pause * 2 < PAUSE_MAX ?
	    *pause * 2 : PAUSE_MAX;
	r->until = daemon_now() + *pause;
	tv.tv_sec = *pause;
	if (evtimer_add(r->timer, &tv) == -1)
		fatal("a timer can't be armed");
}

static void
stop(struct route *r)
{
	r->stopped = 1;
	r->failures = 0;
	evtimer_del(r->timer);
	arm(r, &r->trouble);
}

/* What a server or program says, as text; the caller's to free. */
static char *
clean(const char *why)
{
	char	*text = xstrdup(why), *end = text + strlen(text);
	size_t	 n;

	for (char *p = text; p < end; p += n)
		if ((n = utf8_length(p, (size_t)(end - p))) == 0) {
			*p = '?';
			n = 1;
		}
	log_clean(text);
	return (text);
}

/* The same again and again is told once. */
static void
note_error(struct route *r, const char *why)
{
	char	*text = clean(why);

	if (r->error == NULL || strcmp(r->error, text) != 0)
		log_feed(LOG_WARNING, r->feed != NULL ? r->feed : r->name,
		    "waits for %s: %s", r->name, text);
	free(r->error);
	r->error = text;
}

static int
note_in_state(struct route *r, char **cause)
{
	struct state	*st = r->daemon->state;

	if (r->verdict == ROUTE_TAKEN)
		return (state_filing_mark(st, r->filing, cause));
	if (r->verdict == ROUTE_REFUSED)
		return (state_outbox_refuse(st, r->filing, cause));
	return (0);
}

/* None is under way any more. */
static void
end(struct route *r)
{
	state_filing_end(r->daemon->state, r->filing);
	r->filing = 0;
	free(r->feed);
	r->feed = NULL;
}

/* What was taken isn't carried again because the state couldn't be told. */
static int
note(struct route *r)
{
	char	*cause;
	int	 stays = r->verdict == ROUTE_TROUBLE &&
		    r->blamed != r->filing;

	if (note_in_state(r, &cause) == -1) {
		note_error(r, cause);
		free(cause);
		return (-1);
	}
	if (stays)
		r->blamed = r->filing;
	else
		r->queue.at++;
	if (!stays && r->verdict >= ROUTE_LATER)
		push(&r->again, r->filing);
	r->unnoted = 0;
	end(r);
	return (0);
}

/* What waited long enough comes behind what came meanwhile. */
static void
on_timer(int fd, short what, void *arg)
{
	struct route	*r = arg;

	(void)fd;
	(void)what;
	r->stopped = 0;
	r->until = 0;
	while (!is_empty(&r->again))
		push(&r->queue, r->again.v[r->again.at++]);
	route_run(r);
	daemon_look(r->daemon);
}

struct route *
route_new(struct daemon *d, const char *name, route_carry *carry)
{
	struct route	*r = xcalloc(1, sizeof(*r));

	r->daemon = d;
	r->name = xstrdup(name);
	r->carry = carry;
	if ((r->timer = evtimer_new(d->base, on_timer, r)) == NULL)
		fatal("out of memory for a timer");
	return (r);
}

void
route_free(struct route *r)
{
	if (r == NULL)
		return;
	event_free(r->timer);
	if (r->deadline != NULL)
		event_free(r->deadline);
	free(r->name);
	free(r->queue.v);
	free(r->again.v);
	end(r);
	free(r->error);
	free(r);
}

const char *
route_name(const struct route *r)
{
	return (r->name);
}

route_carry *
route_carrier(const struct route *r)
{
	return (r->carry);
}

struct daemon *
route_daemon(const struct route *r)
{
	return (r->daemon);
}

int64_t
route_filing(const struct route *r)
{
	return (r->unnoted ? 0 : r->filing);
}

void
route_set_deadline(struct route *r, int64_t seconds,
    void (*late)(int, short, void *))
{
	struct timeval	tv = { .tv_sec = seconds };

	if (r->deadline == NULL &&
	    (r->deadline = evtimer_new(r->daemon->base, late, r)) == NULL)
		fatal("out of memory for a timer");
	if (evtimer_add(r->deadline, &tv) == -1)
		fatal("a timer can't be armed");
}

void
route_add(struct route *r, int64_t filing)
{
	if (filing != r->filing)
		push(&r->queue, filing);
}

void
route_empty(struct route *r)
{
	r->again.at = r->again.n = r->queue.at = r->queue.n = 0;
	if (r->filing != 0)
		push(&r->queue, r->filing);
	evtimer_del(r->timer);
	r->stopped = 0;
	r->until = r->pause = r->trouble = 0;
}

/* Loads and carries one; whether another may be looked at. */
static int
carry_next(struct route *r)
{
	struct state_outgoing	 o;
	char			*cause;
	int			 rv;

	rv = state_outbox_get(r->daemon->state, r->queue.v[r->queue.at], &o,
	    &cause);
	if (rv == -1) {
		note_error(r, cause);
		free(cause);
		stop(r);
		return (0);
	}
	if (rv == 0) {
		r->queue.at++;
		return (1);
	}
	r->filing = r->queue.v[r->queue.at];
	state_filing_begin(r->daemon->state, r->filing);
	r->feed = xstrdup(o.feed);
	rv = r->carry(r, &o, &cause);
	state_outgoing_clear(&o);
	if (rv == 0)
		return (0);
	if (rv == -1) {
		note_error(r, cause);
		free(cause);
		stop(r);
	}
	end(r);
	return (0);
}

void
route_run(struct route *r)
{
	if (r->stopped || route_filing(r) != 0 ||
	    outbox_is_closed(r->daemon->outbox))
		return;
	if (r->unnoted && note(r) == -1) {
		stop(r);
		return;
	}
	while (!is_empty(&r->queue) && carry_next(r))
		continue;
	if (r->filing == 0 && !r->stopped && !is_empty(&r->again) &&
	    !evtimer_pending(r->timer, NULL))
		arm(r, &r->pause);
}

static void
note_success(struct route *r)
{
	r->failures = 0;
	r->trouble = r->blamed = 0;
	if (!is_empty(&r->again))
		return;
	r->pause = 0;
	free(r->error);
	r->error = NULL;
}

void
route_done(struct route *r, enum route_verdict verdict, const char *why)
{
	assert(r->filing != 0 && !r->unnoted);
	r->verdict = verdict;
	r->unnoted = 1;
	if (r->deadline != NULL)
		evtimer_del(r->deadline);
	if (verdict == ROUTE_TAKEN)
		log_feed(LOG_DEBUG, r->feed, "taken by %s", r->name);
	else if (verdict == ROUTE_REFUSED)
		log_feed(LOG_ERR, r->feed, "refused for good by %s: %s",
		    r->name, why);
	else
		note_error(r, why);
	if (verdict == ROUTE_TAKEN || verdict == ROUTE_REFUSED)
		note_success(r);
	else if (r->queue.n - r->queue.at > 1 && ++r->failures >= FAILURES_MAX)
		verdict = ROUTE_TROUBLE;
	if (note(r) == -1 || verdict == ROUTE_TROUBLE)
		stop(r);
	else
		route_run(r);
	daemon_look(r->daemon);
}

int
route_is_busy(const struct route *r)
{
	return (route_filing(r) != 0);
}

int
route_is_active(const struct route *r)
{
	return (route_is_busy(r) || (!r->stopped && !is_empty(&r->queue)));
}

const char *
route_error(const struct route *r)
{
	return (r->error);
}

int64_t
route_next(const struct route *r)
{
	return (r->until);
}
