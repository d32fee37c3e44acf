#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/compiler.h"
#include "parent/daemon.h"
#include "parent/dispatch.h"
#include "parent/notify.h"
#include "parent/outbox.h"
#include "parent/poll.h"
#include "parent/reload.h"
#include "parent/sched.h"

#define DRAIN_SECONDS	10
#define WARNINGS_MAX	5	/* a reload may come often */

static int
same(const char *a, const char *b)
{
	return (strcmp(a, b) == 0);
}

static void	take(struct daemon *);

/* What hasn't been sent to a server yet is begun anew afterwards. */
static void
abandon_unstarted(struct daemon *d)
{
	for (size_t i = 0; i < d->nsources; i++)
		if (d->sources[i].phase == SOURCE_FETCHING &&
		    !d->sources[i].started)
			poll_abandon(&d->sources[i]);
}

static void
on_drain_over(int fd, short what, void *arg)
{
	struct daemon	*d = arg;

	(void)fd;
	(void)what;
	/* Another configuration has come meanwhile and is being compiled. */
	if (!d->compiled)
		return;
	for (size_t i = 0; i < d->nsources; i++)
		poll_abandon(&d->sources[i]);
	take(d);
}

static int
is_quiet(const struct daemon *d)
{
	return (d->running == 0 && !outbox_is_busy(d->outbox));
}

/* From the loop, so that whoever asked for the reload is answered first. */
static void
drain(struct daemon *d)
{
	struct timeval	tv = { .tv_sec = DRAIN_SECONDS };

	d->draining = d->abandoned = 1;
	abandon_unstarted(d);
	outbox_close(d->outbox);
	if (d->drain == NULL &&
	    (d->drain = evtimer_new(d->base, on_drain_over, d)) == NULL)
		fatal("out of memory for a timer");
	if (is_quiet(d))
		tv.tv_sec = 0;
	/* Signal upon signal doesn't prolong it. */
	if (is_quiet(d) || !evtimer_pending(d->drain, NULL))
		evtimer_add(d->drain, &tv);
}

/* Polls are begun again. */
static void
resume(struct daemon *d)
{
	d->draining = 0;
	outbox_open(d->outbox);
	for (size_t i = 0; i < d->nsources; i++)
		if (d->sources[i].poll == 0)
			sched_next(&d->sources[i]);
}

static void
refuse(struct daemon *d, const char *why)
{
	log_error("reload refused: %s", why);
	compiler_cancel(d->compiler);
	conf_free(d->next_conf);
	d->next_conf = NULL;
	if (d->draining)
		resume(d);
	notify_ready();
}

void
reload_compiled(struct daemon *d, const char *why)
{
	if (d->next_conf != NULL && why == NULL) {
		d->compiled = 1;
		drain(d);
	} else if (d->next_conf != NULL && compiler_has_image(d->compiler))
		refuse(d, why);
	else if (why == NULL) {
		compiler_take(d->compiler);
		dispatch_start_workers(d);
	} else if (d->once != NULL)
		event_base_loopbreak(d->base);
}

int
reload_start(struct daemon *d, char **cause)
{
	struct conf	*conf;

	conf = conf_read(d->options->conf_path, d->options->check, cause);
	if (conf == NULL)
		return (-1);
	if (!same(conf->state, d->conf->state) ||
	    !same(conf->socket, d->conf->socket)) {
		conf_free(conf);
		return (cause_set(cause, "%s: state and socket can't change "
		    "while newsieved runs: restart it", d->options->conf_path));
	}
	for (size_t i = 0; i < conf->nwarnings && i < WARNINGS_MAX; i++)
		log_warn("%s", conf->warnings[i]);
	if (conf->nwarnings > WARNINGS_MAX)
		log_warn("and %zu warnings more: newsieved -n shows them all",
		    conf->nwarnings - WARNINGS_MAX);
	notify_reloading();
	conf_free(d->next_conf);
	d->next_conf = conf;
	/* What is draining for the one before waits for this one's topics. */
	d->compiled = 0;
	compiler_start(d->compiler, conf);
	return (0);
}

void
reload_drained(struct daemon *d)
{
	struct timeval	now = { 0 };

	if (d->draining && d->compiled && is_quiet(d))
		evtimer_add(d->drain, &now);
}

static void
take(struct daemon *d)
{
	struct conf	*conf = d->next_conf;
	char		*cause;

	evtimer_del(d->drain);
	d->next_conf = NULL;
	outbox_free(d->outbox);
	d->outbox = outbox_new(d);
	if (daemon_take(d, conf, &cause) == -1) {
		log_error("reload refused: %s", cause);
		free(cause);
		compiler_cancel(d->compiler);
		conf_free(conf);
	} else {
		/* The children's slices are of the old one. */
		dispatch_stop(d);
		compiler_take(d->compiler);
		dispatch_start_fetch(d);
		dispatch_start_workers(d);
		log_info("the configuration is reloaded; feeds: %zu, topics: "
		    "%zu", d->conf->nfeeds, d->conf->ntopics);
	}
	resume(d);
	notify_ready();
	d->told = 0;
	daemon_tell_status(d);
}
