#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/bulletins.h"
#include "parent/daemon.h"
#include "parent/once.h"
#include "parent/outbox.h"
#include "parent/poll.h"
#include "parent/sched.h"

struct once {
	struct daemon	*daemon;
	int		 terminal;	/* stderr is one: show progress */
	size_t		 todo, done;
	int		 told;		/* so are all notices */
	size_t		 fresh, unchanged, failed;
	size_t		 stories, filed;
	struct timespec	 started;
};

struct once *
once_new(struct daemon *d)
{
	struct once	*o = xcalloc(1, sizeof(*o));

	o->daemon = d;
	o->terminal = isatty(STDERR_FILENO);
	clock_gettime(CLOCK_MONOTONIC, &o->started);
	return (o);
}

void
once_free(struct once *o)
{
	free(o);
}

static void
show_progress(const struct once *o, const char *name)
{
	if (!o->terminal)
		return;
	log_over_progress(1);
	fprintf(stderr, "\r[%zu/%zu] %.50s\033[K", o->done, o->todo, name);
}

/* --once=all heeds neither plan nor back-off, but what the server said. */
static int
is_wanted(const struct once *o, const struct source *s, int64_t now)
{
	if (o->daemon->options->once == PARENT_ONCE_ALL)
		return (sched_is_polled(s) && (s->saved.next_poll <= now ||
		    s->saved.why == NULL ||
		    strcmp(s->saved.why, "Retry-After") != 0));
	return (sched_is_due(s, now));
}

void
once_start(struct once *o)
{
	struct daemon	*d = o->daemon;
	int64_t		 now = daemon_now();
	char		*wanted = xcalloc(d->nsources, 1);

	for (size_t i = 0; i < d->nsources; i++)
		if ((wanted[i] = is_wanted(o, &d->sources[i], now) != 0))
			o->todo++;
	show_progress(o, "");
	for (size_t i = 0; i < d->nsources; i++)
		if (wanted[i])
			poll_start(&d->sources[i]);
	free(wanted);
	if (o->done == o->todo)
		bulletins_finish(d->bulletins);
}

void
once_finish(struct once *o)
{
	o->told = 1;
	once_look(o);
}

void
once_look(const struct once *o)
{
	if (o->told && !outbox_is_active(o->daemon->outbox))
		event_base_loopexit(o->daemon->base, NULL);
}

void
once_polled(struct once *o, const struct source *s)
{
	const char	*result = s->saved.last_result;

	o->done++;
	if (strcmp(result, "error") == 0)
		o->failed++;
	else if (strcmp(result, "new") == 0)
		o->fresh++;
	else
		o->unchanged++;
	show_progress(o, s->conf->name);
	if (o->done == o->todo)
		bulletins_finish(o->daemon->bulletins);
}

void
once_filed(struct once *o, size_t stories, size_t filed)
{
	o->stories += stories;
	o->filed += filed;
}

size_t
once_summary(const struct once *o)
{
	struct timespec	now;
	double		seconds;

	if (o->terminal)
		log_over_progress(0);
	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - o->started.tv_sec) +
	    (double)(now.tv_nsec - o->started.tv_nsec) / 1e9;
	printf("%zu of %zu feed%s polled in %.1f s: %zu with news, "
	    "%zu unchanged, %zu failed; %zu new stor%s, %zu filed\n",
	    o->done, o->daemon->nsources,
	    o->daemon->nsources == 1 ? "" : "s", seconds, o->fresh,
	    o->unchanged, o->failed, o->stories,
	    o->stories == 1 ? "y" : "ies", o->filed);
	fflush(stdout);
	return (o->failed + (o->todo - o->done));
}
