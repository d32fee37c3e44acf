#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/daemon.h"
#include "parent/filing.h"
#include "parent/gather.h"
#include "parent/sched.h"
#include "parent/source.h"

#define MOVED_SIGHTINGS	5
#define MOVED_SECONDS	(3 * 24 * 3600)
#define MOVED_FAILURES	3

#define TO(phase)	(1u << (phase))

static const struct {
	const char	*name;
	unsigned int	 next;		/* phases it may go to */
} phases[SOURCE_PHASES] = {
	[SOURCE_IDLE] = { "idle", TO(SOURCE_FETCHING) },
	[SOURCE_FETCHING] = { "fetching", TO(SOURCE_PARSING) |
	    TO(SOURCE_IDLE) | TO(SOURCE_BACKOFF) | TO(SOURCE_GONE) |
	    TO(SOURCE_QUARANTINED) },
	[SOURCE_PARSING] = { "parsing", TO(SOURCE_DELIVERING) |
	    TO(SOURCE_GATHERING) |
	    TO(SOURCE_IDLE) | TO(SOURCE_BACKOFF) | TO(SOURCE_QUARANTINED) },
	[SOURCE_GATHERING] = { "fetching", TO(SOURCE_PARSING) |
	    TO(SOURCE_BACKOFF) | TO(SOURCE_QUARANTINED) },
	[SOURCE_DELIVERING] = { "delivering",
	    TO(SOURCE_IDLE) | TO(SOURCE_BACKOFF) | TO(SOURCE_QUARANTINED) },
	[SOURCE_BACKOFF] = { "backoff", TO(SOURCE_FETCHING) },
	[SOURCE_QUARANTINED] = { "quarantined", TO(SOURCE_FETCHING) },
	[SOURCE_GONE] = { "gone", TO(SOURCE_FETCHING) }
};

void
source_enter(struct source *s, enum source_phase phase)
{
	assert(phases[s->phase].next & TO(phase));
	log_feed(LOG_DEBUG, s->conf->name, "%s -> %s", phases[s->phase].name,
	    phases[phase].name);
	s->phase = phase;
}

const char *
source_phase_name(enum source_phase phase)
{
	return (phases[phase].name);
}

void
source_rest(struct source *s)
{
	if (s->saved.mode == STATE_QUARANTINED)
		s->phase = SOURCE_QUARANTINED;
	else if (s->saved.mode == STATE_GONE)
		s->phase = SOURCE_GONE;
	else
		s->phase = s->saved.failures != 0 ? SOURCE_BACKOFF :
		    SOURCE_IDLE;
}

void
source_init(struct source *s, struct daemon *d, uint32_t index)
{
	memset(s, 0, sizeof(*s));
	s->daemon = d;
	s->index = index;
	s->conf = &d->conf->feeds[index];
	s->body = s->result = s->again = -1;
	s->answer.max_age = s->answer.retry_after = -1;
	s->timer = evtimer_new(d->base, sched_timeout, s);
	if (s->timer == NULL)
		fatal("out of memory for a timer");
}

void
source_clear(struct source *s)
{
	source_release(s);
	state_feed_clear(&s->saved);
	event_free(s->timer);
}

static void
forget_move(struct state_feed *f)
{
	free(f->moved);
	f->moved = NULL;
	f->moved_seen = 0;
	f->told_moved = 0;
}

void
source_limits(const struct source *s, struct digest *d)
{
	digest_bytes(&s->conf->limits, sizeof(s->conf->limits), d);
}

/* The next document is read whatever the server says of it. */
static void
forget_document(struct state_feed *f)
{
	state_blob_clear(&f->etag);
	state_blob_clear(&f->last_modified);
	memset(&f->body, 0, sizeof(f->body));
}

/* Who raises a limit wants what was left out, not only what comes. */
static void
check_limits(struct source *s)
{
	struct state_feed	*f = &s->saved;
	struct digest		 now;

	if (f->met == 0)
		return;
	source_limits(s, &now);
	if (!digest_equal(&now, &f->limits))
		forget_document(f);
}

/* A slip in the former name would let all its stories come again. */
static void
check_former(const struct source *s)
{
	if (s->conf->was != NULL && s->saved.url == NULL)
		log_feed(LOG_WARNING, s->conf->name, "was: nothing is "
		    "remembered of \"%s\"; it begins as a new feed",
		    s->conf->was);
}

/* A feed at a new address is asked afresh, but its stories stay known. */
static void
forget_address(struct source *s)
{
	struct state_feed	*f = &s->saved;

	free(f->url);
	f->url = xstrdup(s->conf->url);
	forget_document(f);
	forget_move(f);
	f->met = 0;
	f->failures = f->kills = 0;
	f->mode = STATE_NORMAL;
	f->next_poll = 0;
}

int
source_load(struct source *s, struct state *state, char **cause)
{
	struct state_feed	saved;

	assert(s->poll == 0);
	if (state_feed_load(state, s->conf->name, s->conf->was, &saved,
	    cause) == -1)
		return (-1);
	state_feed_clear(&s->saved);
	s->saved = saved;
	check_former(s);
	if (s->saved.url == NULL || strcmp(s->saved.url, s->conf->url) != 0)
		forget_address(s);
	check_limits(s);
	source_rest(s);
	return (0);
}

void
source_release(struct source *s)
{
	struct source_answer	*a = &s->answer;

	filing_close(s->filing);
	s->filing = NULL;
	if (s->body != -1)
		close(s->body);
	if (s->result != -1)
		close(s->result);
	if (s->again != -1)
		close(s->again);
	s->body = s->result = s->again = -1;
	gather_free(s->gather);
	s->gather = NULL;
	free(a->url);
	free(a->moved);
	free(a->content_type);
	free(a->content_location);
	state_blob_clear(&a->etag);
	state_blob_clear(&a->last_modified);
	memset(a, 0, sizeof(*a));
	a->max_age = a->retry_after = -1;
	s->poll = 0;
	s->child = NULL;
	s->started = 0;
	s->tries = s->waits = 0;
}

static int
has_moved(const struct state_feed *f, int64_t now)
{
	return (f->moved != NULL && f->moved_seen >= MOVED_SIGHTINGS &&
	    now - f->moved_since >= MOVED_SECONDS);
}

int
source_has_moved(const struct source *s)
{
	return (has_moved(&s->saved, s->saved.last_poll));
}

const char *
source_url(const struct source *s)
{
	return (source_has_moved(s) ? s->saved.moved : s->conf->url);
}

void
source_unmove(struct source *s)
{
	struct state_feed	*f = &s->saved;

	if (f->failures < MOVED_FAILURES || !has_moved(f, f->last_poll))
		return;
	log_feed(LOG_NOTICE, s->conf->name, "%s fails: back to %s", f->moved,
	    s->conf->url);
	forget_move(f);
}

void
source_moved(struct source *s, const char *moved, int64_t now)
{
	struct state_feed	*f = &s->saved;

	if (has_moved(f, f->last_poll))
		return;
	if (moved == NULL || (f->moved != NULL && strcmp(f->moved, moved) != 0))
		forget_move(f);
	if (moved == NULL)
		return;
	if (f->moved == NULL) {
		f->moved = xstrdup(moved);
		f->moved_since = now;
	}
	f->moved_seen++;
	if (has_moved(f, now))
		log_feed(LOG_NOTICE, s->conf->name,
		    "has moved for good to %s", moved);
}
