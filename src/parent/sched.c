#include <string.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/daemon.h"
#include "parent/plan.h"
#include "parent/poll.h"
#include "parent/sched.h"
#include "parent/source.h"

int
sched_is_polled(const struct source *s)
{
	return (s->conf->enabled && s->phase != SOURCE_GONE &&
	    s->phase != SOURCE_QUARANTINED);
}

int
sched_is_due(const struct source *s, int64_t now)
{
	return (sched_is_polled(s) && s->saved.next_poll <= now);
}

static void
arm(struct source *s, int64_t seconds)
{
	struct timeval	tv = { .tv_sec = seconds > 0 ? seconds : 0 };

	if (evtimer_add(s->timer, &tv) == -1)
		fatal("a timer can't be armed");
}

void
sched_next(struct source *s)
{
	if (s->daemon->once != NULL || !sched_is_polled(s))
		sched_stop(s);
	else
		arm(s, s->saved.next_poll - daemon_now());
}

void
sched_deadline(struct source *s, int64_t seconds)
{
	arm(s, seconds);
}

void
sched_stop(struct source *s)
{
	evtimer_del(s->timer);
}

void
sched_timeout(int fd, short what, void *arg)
{
	struct source	*s = arg;

	(void)fd;
	(void)what;
	if (s->poll != 0)
		poll_overdue(s);
	else
		poll_start(s);
}

void
sched_replan(struct source *s, int64_t now)
{
	struct state_feed	*f = &s->saved;
	int64_t			 next;

	if (f->last_poll > now)
		f->next_poll = now;
	if (f->last_poll > now || f->why == NULL ||
	    strcmp(f->why, PLAN_INTERVAL) != 0)
		return;
	next = f->last_poll + plan_interval(s->conf->name,
	    s->conf->interval / 1000);
	if (s->conf->interval_set || next > f->next_poll)
		f->next_poll = next;
}
