#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/daemon.h"
#include "parent/plan.h"
#include "parent/poll.h"
#include "parent/sched.h"
#include "parent/source.h"

#define LOOK_AGAIN	60	/* seconds */
#define CLOCK_SLACK	3600	/* set back by more, plans are made anew */

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

/*
 * Plans are of the wall clock, timers of the monotonic one: looking again
 * every minute finds out when the wall clock was set or the machine slept.
 */
void
sched_next(struct source *s)
{
	int64_t	wait = s->saved.next_poll - daemon_now();

	if (s->daemon->once != NULL || !sched_is_polled(s))
		sched_stop(s);
	else
		arm(s, wait < LOOK_AGAIN ? wait : LOOK_AGAIN);
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
	int64_t		 now = daemon_now();

	(void)fd;
	(void)what;
	if (s->poll == 0 && s->saved.last_poll > now + CLOCK_SLACK)
		sched_replan(s, now);
	if (s->poll != 0)
		poll_timeout(s);
	else if (s->saved.next_poll > now)
		sched_next(s);
	else
		poll_start(s);
}

void
sched_plan(struct source *s, int64_t now)
{
	const struct source_answer	*a = &s->answer;
	struct state_feed	*f = &s->saved;
	struct plan_input	 in = {
		.name = s->conf->name, .now = now,
		.interval = s->conf->interval / 1000,
		.interval_set = s->conf->interval_set,
		.validators = f->etag.len != 0 || f->last_modified.len != 0 ||
		    a->etag.len != 0 || a->last_modified.len != 0,
		.ttl = f->ttl, .update_period = f->update_period,
		.max_age = a->max_age, .retry_after = a->retry_after,
		.skip_hours = f->skip_hours, .skip_days = f->skip_days,
		.failures = f->failures
	};
	char			 why[128];

	f->next_poll = plan_next(&in, why, sizeof(why));
	free(f->why);
	f->why = xstrdup(why);
}

/* What an answer asked for isn't kept, only the plan that came of it. */
void
sched_replan(struct source *s, int64_t now)
{
	struct state_feed	*f = &s->saved;

	if (f->last_poll > now)
		f->next_poll = now;
	else if (f->last_poll != 0 && f->failures == 0 &&
	    f->mode == STATE_NORMAL && f->why != NULL &&
	    strcmp(f->why, "max-age") != 0 &&
	    strcmp(f->why, "Retry-After") != 0)
		sched_plan(s, f->last_poll);
}
