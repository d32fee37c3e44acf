#include <stdlib.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/copies.h"
#include "parent/daemon.h"
#include "parent/poll.h"
#include "parent/sched.h"
#include "parent/state_copy.h"

struct copies {
	struct daemon	*daemon;
	struct event	*turn;
};

static void
next_turn(struct copies *c)
{
	struct timeval	now = { 0 };

	if (evtimer_add(c->turn, &now) == -1)
		fatal("a timer can't be armed");
}

/* why: NULL, or what keeps the sources from their turn. */
static void
wake(struct daemon *d, const char *why)
{
	for (size_t i = 0; i < d->nsources; i++) {
		struct source	*s = &d->sources[i];

		if (s->phase != SOURCE_DELIVERING)
			continue;
		if (why != NULL)
			poll_failed(s, s->answer.status, "%s", why);
		else
			sched_deadline(s, 0);
	}
}

static void
on_turn(int fd, short what, void *arg)
{
	struct copies	*c = arg;
	char		*cause;

	(void)fd;
	(void)what;
	switch (state_copy_read(c->daemon->state, &cause)) {
	case 1:
		wake(c->daemon, NULL);
		break;
	case 0:
		next_turn(c);
		break;
	default:
		wake(c->daemon, cause);
		free(cause);
	}
}

int
copies_are_ready(struct copies *c)
{
	if (state_copy_is_read(c->daemon->state))
		return (1);
	if (!evtimer_pending(c->turn, NULL))
		next_turn(c);
	return (0);
}

struct copies *
copies_new(struct daemon *d)
{
	struct copies	*c = xcalloc(1, sizeof(*c));

	c->daemon = d;
	if ((c->turn = evtimer_new(d->base, on_turn, c)) == NULL)
		fatal("out of memory for a timer");
	return (c);
}

void
copies_free(struct copies *c)
{
	if (c == NULL)
		return;
	event_free(c->turn);
	free(c);
}
