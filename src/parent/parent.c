#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/archive.h"
#include "parent/bulletins.h"
#include "parent/compiler.h"
#include "parent/control.h"
#include "parent/copies.h"
#include "parent/daemon.h"
#include "parent/deliver.h"
#include "parent/dispatch.h"
#include "parent/notify.h"
#include "parent/once.h"
#include "parent/outbox.h"
#include "parent/poll.h"
#include "parent/recall.h"
#include "parent/reload.h"
#include "parent/sched.h"
#include "parent/sites.h"
#include "parent/state_aside.h"
#include "parent/status.h"

#define SETTLE_MIN	60		/* seconds until mails are tried again */
#define SETTLE_MAX	3600
#define LAST_SECONDS	5		/* for what is being handed over */
#define LIVES_MAX	3		/* states that are replaced in a row */

int64_t
daemon_now(void)
{
	return ((int64_t)time(NULL));
}

static struct event *
timer_new(struct daemon *d, event_callback_fn callback)
{
	struct event	*ev = evtimer_new(d->base, callback, d);

	if (ev == NULL)
		fatal("out of memory for a timer");
	return (ev);
}

static void
timer_set(struct event *ev, int64_t seconds)
{
	struct timeval	tv = { .tv_sec = seconds };

	if (evtimer_add(ev, &tv) == -1)
		fatal("a timer can't be armed");
}

/*
 * A filing that was lost makes its feed be read anew: what is remembered of
 * the feed has changed under it.
 */
static void
refresh_sources(struct daemon *d)
{
	char	*cause;

	for (size_t i = 0; i < d->nsources; i++)
		if (d->sources[i].poll == 0 &&
		    source_load(&d->sources[i], d->state, &cause) == -1) {
			log_error("%s", cause);
			free(cause);
		}
}

/* Intents without a mark, from a crash or for a target that was full. */
static void
settle(struct daemon *d)
{
	char	*trouble = NULL, *cause = NULL;
	size_t	 settled, left;

	if (deliver_settle(d->state, &settled, &left, &trouble, &cause) == -1)
		log_error("%s", cause);
	else if (settled != 0) {
		log_info("mails settled that were not filed before: %zu",
		    settled);
		refresh_sources(d);
	}
	if (cause == NULL && left == 0) {
		d->settle_delay = 0;
		free(d->trouble);
		d->trouble = NULL;
	} else if (cause == NULL && settled != 0) {
		timer_set(d->settle, 1);
	} else {
		if (trouble != NULL)
			log_warn("%zu mails wait for their target: %s", left,
			    trouble);
		d->settle_delay = d->settle_delay * 2 < SETTLE_MAX ?
		    d->settle_delay * 2 : SETTLE_MAX;
		daemon_settle_later(d, trouble);
	}
	free(trouble);
	free(cause);
}

void
daemon_settle_later(struct daemon *d, const char *why)
{
	if (why != NULL) {
		free(d->trouble);
		d->trouble = xstrdup(why);
	}
	if (d->settle_delay == 0)
		d->settle_delay = SETTLE_MIN;
	if (!evtimer_pending(d->settle, NULL))
		timer_set(d->settle, d->settle_delay);
}

void
daemon_settle_now(struct daemon *d)
{
	timer_set(d->settle, 0);
	outbox_look_again(d->outbox);
}

static void
on_settle(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	settle(arg);
}

void
daemon_tell_status(struct daemon *d)
{
	size_t	failing = 0;
	int64_t	now = daemon_now();

	if (now == d->told)
		return;
	d->told = now;
	for (size_t i = 0; i < d->nsources; i++)
		failing += d->sources[i].saved.failures != 0;
	notify_send("STATUS=feeds: %zu, being polled: %zu, failing: %zu",
	    d->nsources, d->running, failing);
}

static void
on_watchdog(int fd, short what, void *arg)
{
	struct daemon	*d = arg;
	struct timeval	 tv;
	uint64_t	 usec = notify_watchdog();

	(void)fd;
	(void)what;
	daemon_tell_status(d);
	if (usec != 0)
		notify_send("WATCHDOG=1");
	else
		usec = 60 * 1000000;
	tv.tv_sec = (time_t)(usec / 2 / 1000000);
	tv.tv_usec = (suseconds_t)(usec / 2 % 1000000);
	evtimer_add(d->watchdog, &tv);
}

static void
on_last(int fd, short what, void *arg)
{
	struct daemon	*d = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(d->base);
}

/*
 * What is on its way to a server or in a command would be in doubt if it
 * were broken off.  A second signal doesn't wait.
 */
static void
stop_soon(struct daemon *d)
{
	if (d->last != NULL || !outbox_is_busy(d->outbox)) {
		event_base_loopbreak(d->base);
		return;
	}
	outbox_close(d->outbox);
	d->last = timer_new(d, on_last);
	timer_set(d->last, LAST_SECONDS);
}

void
daemon_look(struct daemon *d)
{
	if (d->last != NULL && !outbox_is_busy(d->outbox))
		event_base_loopbreak(d->base);
	if (d->once != NULL)
		once_look(d->once);
	reload_drained(d);
}

static void
on_signal(int sig, short what, void *arg)
{
	struct daemon	*d = arg;
	char		*cause;

	(void)what;
	/* A pass whose terminal is closed has nobody to work for. */
	if (sig != SIGHUP || d->once != NULL) {
		log_info("stopping on signal %d", sig);
		stop_soon(d);
	} else if (reload_start(d, &cause) == -1) {
		log_error("reload refused: %s", cause);
		free(cause);
	}
}

static void
catch_signals(struct daemon *d)
{
	static const int	signals[] = { SIGHUP, SIGTERM, SIGINT };

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < 3; i++) {
		d->signals[i] = evsignal_new(d->base, signals[i], on_signal, d);
		if (d->signals[i] == NULL ||
		    evsignal_add(d->signals[i], NULL) == -1)
			fatal("signals can't be caught");
	}
}

/* A body under way is a descriptor in two processes; the default is 1,024. */
static void
raise_descriptors(void)
{
	struct rlimit	rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &rl);
	}
}

/* What would be carried to a target that isn't there any more. */
static int
forget_orphans(struct daemon *d, const struct conf *conf, char **cause)
{
	size_t	n;

	if (outbox_forget(d->state, conf, &n, cause) == -1)
		return (-1);
	if (n != 0)
		log_warn("%zu mails waited for targets that the configuration "
		    "has no more: their stories count as not filed", n);
	return (0);
}

static void
free_sources(struct source *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		source_clear(&v[i]);
	free(v);
}

/* All in one transaction, since each feed that is new is written. */
static int
load_each(struct daemon *d, struct source *v, size_t n, char **cause)
{
	if (state_begin(d->state, cause) == -1)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		if (source_load(&v[i], d->state, cause) == -1) {
			state_rollback(d->state);
			return (-1);
		}
		sched_replan(&v[i], daemon_now());
	}
	if (state_commit(d->state, cause) == 0)
		return (0);
	state_rollback(d->state);
	return (-1);
}

int
daemon_take(struct daemon *d, struct conf *conf, char **cause)
{
	struct conf	*old = d->conf;
	size_t		 n = conf->nfeeds;
	struct source	*v;

	if (forget_orphans(d, conf, cause) == -1)
		return (-1);
	v = xcalloc(n, sizeof(*v));
	d->conf = conf;
	for (size_t i = 0; i < n; i++)
		source_init(&v[i], d, (uint32_t)i);
	if (load_each(d, v, n, cause) == -1) {
		free_sources(v, n);
		d->conf = old;
		return (-1);
	}
	bulletins_abandon(d->bulletins);
	sites_free(d->sites);
	free_sources(d->sources, d->nsources);
	d->sources = v;
	d->nsources = n;
	d->sites = sites_new(v, n);
	bulletins_start(d->bulletins);
	if (old != conf)
		conf_free(old);
	return (0);
}

static void
tell_aside(const struct daemon *d, const char *aside)
{
	log_error("the state in %s was DAMAGED and is kept as %s; a new one is "
	    "made, and the mails in the targets are looked through",
	    d->conf->state, aside);
}

/* What a daemon has beyond a single pass. */
static int
start_daemon(struct daemon *d, char **cause)
{
	d->control = control_open(d->base, d->conf->socket, status_routes, d,
	    cause);
	if (d->control == NULL)
		return (-1);
	d->watchdog = timer_new(d, on_watchdog);
	for (size_t i = 0; i < d->nsources; i++)
		sched_next(&d->sources[i]);
	log_info("feeds: %zu, topics: %zu", d->nsources, d->conf->ntopics);
	notify_ready();
	on_watchdog(-1, 0, d);
	return (0);
}

static void
on_damage(void *arg)
{
	struct daemon	*d = arg;

	event_base_loopbreak(d->base);
}

static int
open_state(struct daemon *d, char **cause)
{
	if (state_open(d->conf->state, &d->state, cause) == -1)
		return (-1);
	state_watch(d->state, on_damage, d);
	if (state_aside(d->state) != NULL)
		tell_aside(d, state_aside(d->state));
	return (0);
}

/* What lies in the targets although the state doesn't know of it. */
static int
recall(struct daemon *d, char **cause)
{
	char	*trouble;
	size_t	 found;

	if (recall_mails(d->state, d->conf, daemon_now(), &found, &trouble,
	    cause) == -1)
		return (-1);
	if (found != 0)
		log_warn("%zu mails that the state doesn't know of are in "
		    "the targets: their stories don't come again", found);
	if (trouble != NULL)
		log_error("what a target holds can't be told, so stories may "
		    "come again: %s", trouble);
	free(trouble);
	return (0);
}

static int
start(struct daemon *d, char **cause)
{
	if (open_state(d, cause) == -1)
		return (-1);
	d->settle = timer_new(d, on_settle);
	settle(d);
	if (recall(d, cause) == -1)
		return (-1);
	d->archive = archive_new(d);
	d->copies = copies_new(d);
	d->bulletins = bulletins_new(d);
	if (daemon_take(d, d->conf, cause) == -1)
		return (-1);
	catch_signals(d);
	dispatch_start_fetch(d);
	d->outbox = outbox_new(d);
	outbox_look(d->outbox);
	d->compiler = compiler_new(d, reload_compiled);
	compiler_start(d->compiler, d->conf);
	if (d->options->once == PARENT_DAEMON)
		return (start_daemon(d, cause));
	d->once = once_new(d);
	once_start(d->once);
	return (0);
}

static void
event_free_any(struct event *ev)
{
	if (ev != NULL)
		event_free(ev);
}

/* All but the configuration in force. */
static void
stop(struct daemon *d)
{
	control_close(d->control);
	dispatch_stop(d);
	outbox_free(d->outbox);
	compiler_free(d->compiler);
	bulletins_free(d->bulletins);
	sites_free(d->sites);
	free_sources(d->sources, d->nsources);
	event_free_any(d->settle);
	archive_free(d->archive);
	copies_free(d->copies);
	event_free_any(d->last);
	event_free_any(d->watchdog);
	event_free_any(d->drain);
	for (size_t i = 0; i < 3; i++)
		event_free_any(d->signals[i]);
	free(d->trouble);
	state_close(d->state);
	once_free(d->once);
	conf_free(d->next_conf);
	event_base_free(d->base);
}

static int
is_damaged(const struct daemon *d)
{
	return (d->state != NULL && state_is_damaged(d->state));
}

/* Runs until there is no more to do; the exit status. */
static int
live(struct daemon *d)
{
	char	*cause;
	int	 rc = 0;

	TAILQ_INIT(&d->unparsed);
	if ((d->base = event_base_new()) == NULL)
		fatal("no event loop");
	if (start(d, &cause) == -1) {
		log_error("%s", cause);
		free(cause);
		return (1);
	}
	if (!is_damaged(d) && event_base_dispatch(d->base) == -1) {
		log_error("the event loop failed");
		rc = 1;
	} else if (d->once != NULL) {
		if (!is_damaged(d) && !event_base_got_break(d->base))
			archive_finish(d->archive);
		rc = once_summary(d->once) != 0;
	}
	return (rc != 0 || is_damaged(d));
}

/*
 * A state that was found to be damaged makes place for a new one, which the
 * next life begins with: 1; a pass leaves that to the next pass.
 */
static int
renew(struct daemon *d, int lives)
{
	char	*aside, *cause;

	if (!is_damaged(d))
		return (0);
	if (state_set_aside(d->state, &aside, &cause) == -1) {
		log_error("%s", cause);
		free(cause);
		return (0);
	}
	tell_aside(d, aside);
	free(aside);
	return (d->once == NULL && lives < LIVES_MAX);
}

int
parent_main(struct conf *conf, const struct parent_options *options)
{
	struct daemon	d;
	int		rc, lives = 0, again;

	/* What a shared maildir gives its group; all else says its own mode. */
	umask(007);
	raise_descriptors();
	do {
		d = (struct daemon){ .options = options, .conf = conf };
		rc = live(&d);
		again = renew(&d, ++lives);
		if (!again)
			notify_stopping();
		stop(&d);
		conf = d.conf;
	} while (again);
	conf_free(conf);
	return (rc);
}
