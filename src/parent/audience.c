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

/* A feed whose trouble was told. */
struct told {
	uint64_t	 in;		/* a notice */
	size_t		 at;		/* among all, in the order of sites */
	struct source	*source;
	int		 waits;		/* the first of a notice: others do */
};

struct search {
	struct daemon	*daemon;
	int		 patient;
	int64_t		 now;
	struct audience	*found;
	struct source	*first;
	int		 incomplete;	/* others may join it yet */
	int		 waits;
	struct told	*told;		/* by notice */
	size_t		 ntold;
};

static int
by_notice(const void *a, const void *b)
{
	const struct told	*x = a, *y = b;

	if (x->in != y->in)
		return (x->in < y->in ? -1 : 1);
	return (x->at < y->at ? -1 : x->at > y->at);
}

/* As many notices may wait, none is looked for among all feeds. */
static void
index_told(struct search *f)
{
	const struct daemon	*d = f->daemon;
	struct source		*s;

	f->told = xcalloc(d->nsources + 1, sizeof(*f->told));
	for (size_t i = 0; i < d->nsources; i++) {
		s = &d->sources[d->sites->sources[i]];
		if (is_told_of(s) && s->saved.told != 0)
			f->told[f->ntold++] = (struct told){
				.in = s->saved.told_in, .at = i, .source = s
			};
	}
	qsort(f->told, f->ntold, sizeof(*f->told), by_notice);
}

/* The first of those that were told of in the same notice. */
static struct told *
find_told(const struct search *f, uint64_t in)
{
	size_t	low = 0, high = f->ntold, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (f->told[mid].in < in)
			low = mid + 1;
		else
			high = mid;
	}
	return (&f->told[low]);
}

static void
consider(struct search *f, struct source *s)
{
	struct audience	*a = f->found;

	if (s == f->first || !is_told_of(s))
		return;
	if (joins(s, f->first, a->kind, f->now))
		add(a, s);
	else
		f->incomplete |= due_waits(&f->first->saved, &s->saved,
		    a->kind, f->now);
}

static void
gather_at(struct search *f, const struct site *site)
{
	for (size_t i = 0; i < site->n; i++)
		consider(f, &f->daemon->sources[site->sources[i]]);
}

static void
gather_elsewhere(struct search *f)
{
	const struct sites	*t = f->daemon->sites;

	for (size_t i = 0; i < t->n; i++)
		if (&t->v[i] != f->first->site)
			gather_at(f, &t->v[i]);
}

/* Wherever they are, those of the first's host before others. */
static void
gather_told(struct search *f, const struct told *notice)
{
	const struct told	*end = f->told + f->ntold, *t;

	for (int other = 0; other < 2; other++)
		for (t = notice; t < end && t->in == notice->in; t++)
			if ((t->source->site != f->first->site) == other)
				consider(f, t->source);
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
 * in one; many hosts at once are one mail, too, rather than many.
 */
static int
gather(struct search *f)
{
	struct told	*notice = f->found->kind == NOTICE_WORKS ?
			    find_told(f, f->first->saved.told_in) : NULL;

	if (notice != NULL && notice->waits)
		return (0);
	add(f->found, f->first);
	f->incomplete = 0;
	if (notice != NULL)
		gather_told(f, notice);
	else
		gather_at(f, f->first->site);
	if (f->incomplete && f->patient) {
		if (notice != NULL)
			notice->waits = 1;
		audience_clear(f->found);
		f->waits = 1;
		return (0);
	}
	if (notice == NULL && are_many_hosts(f))
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
		if (kind == DUE_NOTHING || seen[kind]++)
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
	index_told(&f);
	for (size_t i = 0; rv == 0 && i < d->sites->n; i++)
		rv = find_at(&f, &d->sites->v[i]);
	free(f.told);
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
