#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ipc/message.h"
#include "parent/bulletins.h"
#include "parent/child.h"
#include "parent/copies.h"
#include "parent/daemon.h"
#include "parent/dispatch.h"
#include "parent/file.h"
#include "parent/filing.h"
#include "parent/gather.h"
#include "parent/once.h"
#include "parent/outbox.h"
#include "parent/poll.h"
#include "parent/reload.h"
#include "parent/sched.h"
#include "parent/sites.h"

#define KILLS_MAX	2

static void	poll_done(struct source *, enum source_phase);

static void
set_string(char **to, const char *s)
{
	char	*copy = s != NULL ? xstrdup(s) : NULL;

	free(*to);
	*to = copy;
}

int
poll_start(struct source *s)
{
	struct daemon	*d = s->daemon;

	if (s->poll != 0 || d->draining || !s->conf->enabled)
		return (0);
	source_enter(s, SOURCE_FETCHING);
	s->poll = ++d->sequence << 32 | s->index;
	d->running++;
	sched_stop(s);
	if (file_is_url(s->conf->url))
		file_read(s);
	else
		fetch_dispatch(s);
	return (1);
}

/* What is kept of the answer until its stories are safe. */
static void
keep_answer(struct source *s, const struct message_fetch_done *m)
{
	struct source_answer	*a = &s->answer;

	a->status = m->status;
	set_string(&a->url, m->url);
	set_string(&a->moved, m->moved);
	set_string(&a->content_type, m->content_type);
	set_string(&a->content_location, m->content_location);
	state_blob_set(&a->etag, m->etag.p, m->etag.len);
	state_blob_set(&a->last_modified, m->last_modified.p,
	    m->last_modified.len);
	a->max_age = m->max_age;
	a->retry_after = m->retry_after;
	a->digest = m->digest;
}

/*
 * The answer's validators become the feed's.  A 304 need not repeat them,
 * so what it leaves out stays.
 */
static void
adopt_validators(struct source *s, int partial)
{
	struct state_feed	*f = &s->saved;
	struct source_answer	*a = &s->answer;

	if (!partial || a->etag.len != 0)
		state_blob_set(&f->etag, a->etag.p, a->etag.len);
	if (!partial || a->last_modified.len != 0)
		state_blob_set(&f->last_modified, a->last_modified.p,
		    a->last_modified.len);
}

static void
note_recovery(const struct source *s, const struct state_feed *before)
{
	if (before->failures != 0)
		log_feed(LOG_INFO, s->conf->name, "works again after %u "
		    "failure%s", before->failures,
		    before->failures == 1 ? "" : "s");
}

/* The good end of a poll, before the state is saved. */
static void
note_success(struct source *s, const char *result)
{
	struct state_feed	*f = &s->saved;
	int64_t			 now = daemon_now();

	source_moved(s, s->answer.moved, now);
	if (f->failures != 0 || (f->told != 0 && f->turned == f->told_since))
		f->turned = now;
	sites_polled(s->daemon->sites, s, now, 1);
	f->failures = f->kills = 0;
	f->last_poll = f->last_good = now;
	f->last_status = s->answer.status;
	f->mode = STATE_NORMAL;
	s->quiet = 0;
	set_string(&f->last_result, result);
	set_string(&f->last_error, NULL);
	sched_plan(s, now);
}

static void
save(struct source *s)
{
	char	*cause;

	if (state_feed_save(s->daemon->state, &s->saved, &cause) == -1) {
		log_feed(LOG_ERR, s->conf->name, "%s", cause);
		free(cause);
	}
}

/* Every poll ends here. */
static void
poll_done(struct source *s, enum source_phase phase)
{
	struct daemon	*d = s->daemon;

	source_enter(s, phase);
	source_release(s);
	assert(d->running > 0);
	d->running--;
	sched_next(s);
	bulletins_polled(d->bulletins, s);
	if (d->once != NULL)
		once_polled(d->once, s);
	else
		daemon_tell_status(d);
	reload_drained(d);
}

static void
poll_unchanged(struct source *s, const char *result, int partial)
{
	adopt_validators(s, partial);
	note_recovery(s, &s->saved);
	note_success(s, result);
	save(s);
	log_feed(LOG_DEBUG, s->conf->name, "%s", result);
	poll_done(s, SOURCE_IDLE);
}

void
poll_fetched(struct source *s, const struct message_fetch_done *m)
{
	keep_answer(s, m);
	log_feed(LOG_DEBUG, s->conf->name, "status %u, %" PRIu64 " bytes of "
	    "body, %" PRIu64 " received", m->status, m->size, m->received);
	switch (m->result) {
	case FETCH_UNCHANGED:
		poll_unchanged(s, "unchanged", 1);
		break;
	case FETCH_OK:
		if (digest_equal(&m->digest, &s->saved.body)) {
			poll_unchanged(s, "same-body", 0);
			break;
		}
		source_enter(s, SOURCE_PARSING);
		parse_dispatch(s);
		break;
	default:
		poll_failed(s, m->status, "%s", m->error);
	}
}

/* Fills in what the stories' file says about the feed itself. */
static void
adopt_head(struct source *s, const struct result_head *h)
{
	struct state_feed	*f = &s->saved;

	f->ttl = h->ttl;
	f->update_period = h->update_period;
	f->skip_hours = h->skip_hours;
	f->skip_days = h->skip_days;
	f->guids = h->guids;
	f->met = h->met;
	memset(&f->limits, 0, sizeof(f->limits));
	if (f->met != 0)
		source_limits(s, &f->limits);
}

/* A document that was read whole isn't parsed again while it stays the same. */
static void
adopt_body(struct source *s, int whole)
{
	static const struct digest	 none;
	struct state_feed		*f = &s->saved;

	if (whole) {
		adopt_validators(s, 0);
		f->body = s->answer.digest;
	} else {
		state_blob_set(&f->etag, NULL, 0);
		state_blob_set(&f->last_modified, NULL, 0);
		f->body = none;
	}
}

/* A story that no mail can be made of is left out, and that is said. */
static void
note_failed(struct source *s, size_t failed)
{
	char	error[128];

	if (failed == 0)
		return;
	snprintf(error, sizeof(error), "%zu stor%s too large to be made into "
	    "mail", failed, failed == 1 ? "y is" : "ies are");
	set_string(&s->saved.last_error, error);
	log_feed(LOG_WARNING, s->conf->name, "%s", error);
}

/* Once for what it is told of: news, or limits other than last time. */
static void
note_limits(const struct source *s, unsigned int before, size_t news)
{
	char	*text;

	if (s->saved.met == 0 || (s->saved.met == before && news == 0))
		return;
	text = conf_limits_text(&s->conf->limits, s->saved.met);
	log_feed(LOG_WARNING, s->conf->name, "met %s; the rest is left out",
	    text);
	free(text);
}

/* Such a document comes again, as its validators aren't kept. */
static void
note_cut(const struct source *s, int cut, size_t news)
{
	if (cut)
		log_feed(news != 0 ? LOG_WARNING : LOG_INFO, s->conf->name,
		    "the document was cut; the story it ends in is left out");
}

static void
delivered(struct source *s)
{
	struct daemon			*d = s->daemon;
	const struct deliver_result	*res = filing_result(s->filing);

	if (res->trouble != NULL) {
		log_feed(LOG_ERR, s->conf->name, "%zu mail%s kept for later: "
		    "%s", res->kept, res->kept == 1 ? "" : "s", res->trouble);
		daemon_settle_later(d, res->trouble);
	}
	if (res->held != 0)
		log_feed(LOG_WARNING, s->conf->name, "%zu old stor%s held "
		    "back: newsievectl release or catchup", res->held,
		    res->held == 1 ? "y is" : "ies are");
	log_feed(res->new_stories != 0 || res->filed != 0 ? LOG_INFO :
	    LOG_DEBUG, s->conf->name, "%zu new, %zu filed", res->new_stories,
	    res->filed);
	if (res->updated != 0)
		log_feed(LOG_INFO, s->conf->name, "%zu edit%s told",
		    res->updated, res->updated == 1 ? "" : "s");
	if (filing_tells_many(s->filing))
		log_feed(LOG_INFO, s->conf->name, "many edits at once: one "
		    "mail tells of them");
	if (res->copies != 0)
		log_feed(LOG_DEBUG, s->conf->name, "%zu cop%s of other feeds' "
		    "stories", res->copies, res->copies == 1 ? "y" : "ies");
	if (res->outgoing != 0)
		outbox_look(d->outbox);
	if (d->once != NULL)
		once_filed(d->once, res->new_stories, res->filed);
	poll_done(s, SOURCE_IDLE);
}

/* With the last slice the feed gets its validators; -1 leaves it as it was. */
static int
deliver_last(struct source *s, char **cause)
{
	struct state_feed	before;
	struct filing		*g = s->filing;

	state_feed_copy(&before, &s->saved);
	adopt_head(s, filing_head(g));
	adopt_body(s, filing_is_whole(g));
	note_success(s, filing_tells(g) ? "new" : "unchanged");
	note_failed(s, filing_failed(g));
	if (filing_deliver(g, cause) == -1) {
		state_feed_clear(&s->saved);
		s->saved = before;
		return (-1);
	}
	note_recovery(s, &before);
	note_limits(s, before.met, filing_news(g));
	note_cut(s, filing_head(g)->truncated, filing_news(g));
	state_feed_clear(&before);
	return (0);
}

/* A slice in each turn of the loop, so that others come in between. */
static void
poll_deliver(struct source *s)
{
	char	*cause;
	int	 last = filing_is_last(s->filing);

	if (filing_needs_copies(s->filing) &&
	    !copies_are_ready(s->daemon->copies))
		return;
	if ((last ? deliver_last(s, &cause) :
	    filing_deliver(s->filing, &cause)) == -1) {
		/* Some of it may be accepted and only not marked, or sent. */
		outbox_look(s->daemon->outbox);
		daemon_settle_later(s->daemon, NULL);
		poll_failed(s, s->answer.status, "%s", cause);
		free(cause);
	} else if (last)
		delivered(s);
	else
		sched_deadline(s, 0);
}

void
poll_gather(struct source *s)
{
	const char	*url = gather_next(s->gather, daemon_now());

	if (url != NULL && image_dispatch(s, url) == 0)
		return;
	source_enter(s, SOURCE_PARSING);
	s->body = s->again;
	s->again = -1;
	parse_dispatch(s);
}

/* The result is void: there will be another, of the mails with images. */
static int
poll_wants(struct source *s, const struct message_done *m)
{
	if (s->again == -1 || (s->gather = gather_new(s->result, m->size,
	    m->wanted, daemon_now())) == NULL) {
		poll_killed(s, "its result isn't well-formed");
		return (-1);
	}
	close(s->result);
	s->result = -1;
	source_enter(s, SOURCE_GATHERING);
	poll_gather(s);
	return (0);
}

int
poll_parsed(struct source *s, const struct message_done *m)
{
	char	*cause;

	if (!m->ok) {
		poll_failed(s, s->answer.status, "%s", m->cause);
		return (0);
	}
	if (m->wanted != 0)
		return (poll_wants(s, m));
	if ((s->filing = filing_open(s, m->size)) == NULL) {
		poll_killed(s, "its result isn't well-formed");
		return (-1);
	}
	source_enter(s, SOURCE_DELIVERING);
	if (filing_hold(s->filing, &s->flood, &cause) == -1) {
		poll_failed(s, s->answer.status, "%s", cause);
		free(cause);
	} else
		poll_deliver(s);
	return (0);
}

/*
 * While our own uplink is suspected nothing is held against a feed: neither
 * its back-off nor the time it has failed for grows.
 */
static void
count_failure(struct source *s, int status)
{
	struct sites		*sites = s->daemon->sites;
	struct state_feed	*f = &s->saved;
	int64_t			 now = daemon_now();
	int			 ours;

	sites_polled(sites, s, now, status != 0);
	ours = status == 0 && s->site->host != NULL &&
	    sites_uplink_is_suspected(sites, now);
	if (f->failures == 0 || (ours && f->told == 0))
		f->turned = now;
	if (f->failures == 0 || !ours)
		f->failures++;
	f->last_poll = now;
}

void
poll_failed(struct source *s, int status, const char *fmt, ...)
{
	struct state_feed	*f = &s->saved;
	enum source_phase	 next = SOURCE_BACKOFF;
	va_list			 ap;
	char			 error[512];

	va_start(ap, fmt);
	vsnprintf(error, sizeof(error), fmt, ap);
	va_end(ap);
	count_failure(s, status);
	f->last_status = status;
	set_string(&f->last_result, "error");
	set_string(&f->last_error, error);
	source_unmove(s);
	sched_plan(s, f->last_poll);
	if (status == 410 && s->phase == SOURCE_FETCHING) {
		f->mode = STATE_GONE;
		next = SOURCE_GONE;
		set_string(&f->why, "gone (410)");
	} else if (f->kills >= KILLS_MAX) {
		f->mode = STATE_QUARANTINED;
		next = SOURCE_QUARANTINED;
		set_string(&f->why, "quarantined");
	} else
		f->mode = STATE_NORMAL;
	save(s);
	log_feed(LOG_WARNING, s->conf->name, "%s (%s)", error, f->why);
	poll_done(s, next);
}

void
poll_killed(struct source *s, const char *why)
{
	s->saved.kills++;
	poll_failed(s, s->answer.status, "the parse worker was lost: %s", why);
}

void
poll_timeout(struct source *s)
{
	if (s->phase == SOURCE_DELIVERING)
		poll_deliver(s);
	else if (s->child != NULL)
		child_kill(s->child, "a poll was past its deadline");
}

void
poll_abandon(struct source *s)
{
	if (s->poll == 0)
		return;
	sched_stop(s);
	dispatch_forget(s);
	source_release(s);
	source_rest(s);
	s->daemon->running--;
}
