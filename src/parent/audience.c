#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/audience.h"
#include "parent/daemon.h"
#include "parent/sites.h"

#define HOSTS_MANY	5	/* told of in one notice */

static int
is_told_of(const struct source *s)
{
	return (s->conf->enabled && !s->muted);
}

static int
same_targets(const struct conf_targets *a, const struct conf_targets *b)
{
	if (a->n != b->n)
		return (0);
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].kind != b->v[i].kind ||
		    strcmp(a->v[i].path, b->v[i].path) != 0)
			return (0);
	return (1);
}

/* By what is written, where placeholders make a place for each feed. */
static int
same_reader(const struct conf_feed *a, const struct conf_feed *b)
{
	return (same_targets(&a->deliver, &b->deliver) &&
	    (a->deliver.n != 0 || a->ntopics == 0 || b->ntopics == 0 ||
	    a->topics[0] == b->topics[0]));
}

/* What hangs on a line that may be our own is told of when it isn't. */
static int
is_unsure(struct daemon *d, const struct site *site, int64_t now)
{
	return (site->host != NULL && site->silent &&
	    sites_uplink_is_suspected(d->sites, now));
}

static int
joins(const struct source *s, const struct source *first, int kind, int64_t now)
{
	if (kind == NOTICE_WORKS && s->saved.told_in != first->saved.told_in)
		return (0);
	if (kind == NOTICE_FAILING && is_unsure(s->daemon, s->site, now))
		return (0);
	return (due_joins(&s->saved, kind, source_has_moved(s), now) &&
	    same_reader(s->conf, first->conf));
}

static void
add(struct audience *a, struct source *s)
{
	if ((a->n & (a->n - 1)) == 0)
		a->v = xreallocarray(a->v, a->n != 0 ? 2 * a->n : 1,
		    sizeof(*a->v));
	a->v[a->n++] = s;
}

struct search {
	struct daemon	*daemon;
	int		 patient;
	int64_t		 now;
	struct audience	*found;
	struct source	*first;
	int		 incomplete;	/* others may join it yet */
	uint64_t	 waits_in;	/* a notice whose feeds don't all work */
	int		 waits;
};

static void
gather_at(struct search *f, const struct site *site)
{
	struct audience	*a = f->found;
	struct source	*s;

	for (size_t i = 0; i < site->n; i++) {
		s = &f->daemon->sources[site->sources[i]];
		if (s == f->first || !is_told_of(s))
			continue;
		if (joins(s, f->first, a->kind, f->now))
			add(a, s);
		else
			f->incomplete |= due_waits(&f->first->saved,
			    &s->saved, a->kind, f->now);
	}
}

static void
gather_elsewhere(struct search *f)
{
	const struct sites	*t = f->daemon->sites;

	for (size_t i = 0; i < t->n; i++)
		if (&t->v[i] != f->first->site)
			gather_at(f, &t->v[i]);
}

/* Whether any feed of the site would join. */
static int
has_same(struct search *f, const struct site *site)
{
	struct source	*s;

	for (size_t i = 0; i < site->n; i++) {
		s = &f->daemon->sources[site->sources[i]];
		if (is_told_of(s) &&
		    joins(s, f->first, f->found->kind, f->now))
			return (1);
	}
	return (0);
}

static int
are_many_hosts(struct search *f)
{
	const struct sites	*t = f->daemon->sites;
	size_t			 n = 1;

	for (size_t i = 0; i < t->n && n < HOSTS_MANY; i++)
		n += &t->v[i] != f->first->site && has_same(f, &t->v[i]);
	return (n >= HOSTS_MANY);
}

/*
 * Whether one is complete.  Feeds that were told of in one notice work again
 * in one, wherever they are; many hosts at once are one mail, too, rather than
 * many.
 */
static int
gather(struct search *f)
{
	int	works = f->found->kind == NOTICE_WORKS;

	add(f->found, f->first);
	f->incomplete = 0;
	gather_at(f, f->first->site);
	if (works)
		gather_elsewhere(f);
	if (f->incomplete && f->patient) {
		if (works)
			f->waits_in = f->first->saved.told_in;
		audience_clear(f->found);
		f->waits = 1;
		return (0);
	}
	if (!works && are_many_hosts(f))
		gather_elsewhere(f);
	return (1);
}

/* The first feed of each kind leads. */
static int
find_at(struct search *f, const struct site *site)
{
	int		 uplink = is_unsure(f->daemon, site, f->now), kind;
	int		 seen[NOTICE_KINDS] = { 0 };
	struct source	*s;

	for (size_t i = 0; i < site->n; i++) {
		s = &f->daemon->sources[site->sources[i]];
		kind = is_told_of(s) ? due_kind(&s->saved,
		    source_has_moved(s), uplink, f->now) : DUE_NOTHING;
		if (kind == DUE_NOTHING || seen[kind]++ ||
		    (kind == NOTICE_WORKS && f->waits &&
		    s->saved.told_in == f->waits_in))
			continue;
		f->found->kind = kind;
		f->first = s;
		if (gather(f))
			return (1);
	}
	return (0);
}

int
audience_find(struct daemon *d, int patient, int64_t now, struct audience *a,
    int *waits)
{
	struct search	f = { .daemon = d, .patient = patient, .now = now,
			    .found = a };
	int		rv = 0;

	memset(a, 0, sizeof(*a));
	for (size_t i = 0; rv == 0 && i < d->sites->n; i++)
		rv = find_at(&f, &d->sites->v[i]);
	*waits = f.waits;
	return (rv);
}

void
audience_clear(struct audience *a)
{
	free(a->v);
	a->v = NULL;
	a->n = 0;
}

static void
describe(const struct source *s, int kind, struct message_notice_feed *f)
{
	const struct state_feed	*saved = &s->saved;

	*f = (struct message_notice_feed){
		.name = s->conf->name, .url = s->conf->url,
		.text = kind == NOTICE_MOVED ? saved->moved :
		    saved->last_error,
		.since = kind == NOTICE_MOVED ? saved->moved_since :
		    saved->turned,
		.last = saved->last_poll, .failures = saved->failures,
		.next = saved->mode == STATE_NORMAL ? saved->next_poll : 0,
		.works = kind == NOTICE_WORKS && saved->failures == 0
	};
	if (f->works)
		f->text = NULL;
}

/* Those that were told of with the first, and fail still. */
static uint32_t
describe_failing(const struct source *first, struct message_notice_feed *v,
    uint32_t n)
{
	const struct daemon	*d = first->daemon;
	const struct source	*s;

	for (size_t i = 0; i < d->nsources && n < MESSAGE_NOTICE_FEEDS; i++) {
		s = &d->sources[i];
		if (is_told_of(s) && s->saved.failures != 0 &&
		    s->saved.told_in == first->saved.told_in)
			describe(s, NOTICE_WORKS, &v[n++]);
	}
	return (n);
}

/* Feeds of one host stand side by side. */
static uint32_t
count_hosts(const struct audience *a)
{
	uint32_t	n = a->v[0]->site->host != NULL;

	for (size_t i = 1; i < a->n; i++)
		n += a->v[i]->site->host != NULL &&
		    a->v[i]->site != a->v[i - 1]->site;
	return (n);
}

void
audience_put(const struct audience *a, int64_t now, struct buf *b)
{
	struct message_notice_feed	 v[MESSAGE_NOTICE_FEEDS];
	struct message_notice		 m = {
		.kind = (uint8_t)a->kind, .feed = a->v[0]->index, .now = now,
		.host = a->v[0]->site->host, .hosts = count_hosts(a),
		.total = (uint32_t)a->n, .feeds = v
	};

	for (; m.n < a->n && m.n < MESSAGE_NOTICE_FEEDS; m.n++)
		describe(a->v[m.n], a->kind, &v[m.n]);
	if (a->kind == NOTICE_WORKS)
		m.n = describe_failing(a->v[0], v, m.n);
	message_notice_put(b, &m);
}
