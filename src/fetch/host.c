#include <assert.h>
#include <ctype.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/heap.h"
#include "fetch/host.h"

#define NAME_MAX_BYTES	256

TAILQ_HEAD(host_entries, host_entry);

/*
 * One that may not be asked yet is in waiting, one that may is in ready, one
 * that has all its connections or nothing to do in no heap.  A host without
 * work stays until its pause is over.
 */
struct host {
	char			*name;
	struct host_entries	 queue;		/* by age */
	uint64_t		 active;
	int64_t			 ready_at;
	int64_t			 held_until;
	unsigned int		 held_status;
	struct heap		*heap;		/* the one it is in, or NULL */
	struct heap_node	 node;
};

struct hosts {
	void		*tree;			/* of struct host, by name */
	struct heap	 waiting, ready;
	uint64_t	 max, per_host, active;
	int64_t		 interval;
	size_t		 queued;
};

static int
by_name(const void *a, const void *b)
{
	return (strcmp(((const struct host *)a)->name,
	    ((const struct host *)b)->name));
}

static int
sooner(const void *a, const void *b)
{
	return (((const struct host *)a)->ready_at <
	    ((const struct host *)b)->ready_at);
}

static int
older(const void *a, const void *b)
{
	return (TAILQ_FIRST(&((const struct host *)a)->queue)->age <
	    TAILQ_FIRST(&((const struct host *)b)->queue)->age);
}

struct hosts *
hosts_new(uint64_t max, uint64_t per_host, int64_t interval)
{
	struct hosts	*hs = xcalloc(1, sizeof(*hs));

	hs->max = max;
	hs->per_host = per_host;
	hs->interval = interval;
	heap_init(&hs->waiting, sooner);
	heap_init(&hs->ready, older);
	return (hs);
}

static void
host_free(void *arg)
{
	struct host	*h = arg;

	free(h->name);
	free(h);
}

void
hosts_free(struct hosts *hs)
{
	if (hs == NULL)
		return;
	tdestroy(hs->tree, host_free);
	heap_clear(&hs->waiting);
	heap_clear(&hs->ready);
	free(hs);
}

static struct host *
host_find(struct hosts *hs, const char *name)
{
	char		 lower[NAME_MAX_BYTES];
	struct host	 key = { .name = lower };
	void		*found;
	size_t		 i;

	for (i = 0; name[i] != '\0' && i < sizeof(lower) - 1; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	lower[i] = '\0';
	found = tfind(&key, &hs->tree, by_name);
	return (found != NULL ? *(struct host **)found : NULL);
}

static struct host *
host_make(struct hosts *hs, const char *name)
{
	struct host	*h = xcalloc(1, sizeof(*h));

	h->name = xstrndup(name, NAME_MAX_BYTES - 1);
	for (char *p = h->name; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	TAILQ_INIT(&h->queue);
	h->ready_at = INT64_MIN;
	h->held_until = INT64_MIN;
	h->node.owner = h;
	if (tsearch(h, &hs->tree, by_name) == NULL)
		fatal("out of memory for a host");
	return (h);
}

/*
 * Puts the host where it belongs after any change of it, and ends it when
 * nothing is left to remember.  Before a change that moves it in its heap,
 * host_lift takes it out.
 */
static void
host_settle(struct hosts *hs, struct host *h, int64_t now)
{
	int	idle = TAILQ_EMPTY(&h->queue) && h->active == 0;

	assert(h->heap == NULL);
	if (idle && h->ready_at <= now) {
		tdelete(h, &hs->tree, by_name);
		host_free(h);
		return;
	}
	if (idle)
		h->heap = &hs->waiting;
	else if (TAILQ_EMPTY(&h->queue) || h->active >= hs->per_host)
		return;
	else
		h->heap = h->ready_at <= now ? &hs->ready : &hs->waiting;
	heap_add(h->heap, &h->node);
}

static void
host_lift(struct host *h)
{
	if (h->heap != NULL)
		heap_remove(h->heap, &h->node);
	h->heap = NULL;
}

/* Nearly always last; what comes by a redirect keeps its age. */
static void
insert_by_age(struct host *h, struct host_entry *e)
{
	struct host_entry	*at = TAILQ_LAST(&h->queue, host_entries);

	if (at != NULL && at->age > e->age) {
		TAILQ_FOREACH(at, &h->queue, entry)
			if (at->age > e->age)
				break;
		TAILQ_INSERT_BEFORE(at, e, entry);
	} else
		TAILQ_INSERT_TAIL(&h->queue, e, entry);
}

static void
take_out(struct hosts *hs, struct host_entry *e)
{
	TAILQ_REMOVE(&e->host->queue, e, entry);
	hs->queued--;
}

void
host_queue(struct hosts *hs, struct host_entry *e, const char *name,
    int64_t now)
{
	struct host	*h = host_find(hs, name);

	assert(e->host == NULL);
	if (h == NULL)
		h = host_make(hs, name);
	host_lift(h);
	insert_by_age(h, e);
	e->host = h;
	hs->queued++;
	host_settle(hs, h, now);
}

/* Moves those whose pause is over, and ends those without work. */
static void
wake(struct hosts *hs, int64_t now)
{
	struct host	*h;

	while ((h = heap_first(&hs->waiting)) != NULL && h->ready_at <= now) {
		host_lift(h);
		host_settle(hs, h, now);
	}
}

struct host_entry *
host_next(struct hosts *hs, int64_t now, int64_t *wait)
{
	struct host_entry	*e;
	struct host		*h;

	wake(hs, now);
	*wait = -1;
	if (hs->active >= hs->max || hs->queued == 0)
		return (NULL);
	if ((h = heap_first(&hs->ready)) == NULL) {
		if ((h = heap_first(&hs->waiting)) != NULL)
			*wait = h->ready_at - now;
		return (NULL);
	}
	host_lift(h);
	e = TAILQ_FIRST(&h->queue);
	take_out(hs, e);
	h->active++;
	hs->active++;
	h->ready_at = now + hs->interval;
	host_settle(hs, h, now);
	return (e);
}

void
host_release(struct hosts *hs, struct host_entry *e, int64_t now)
{
	struct host	*h = e->host;

	assert(h->active > 0 && hs->active > 0);
	host_lift(h);
	h->active--;
	hs->active--;
	e->host = NULL;
	if (h->ready_at < now + hs->interval)
		h->ready_at = now + hs->interval;
	host_settle(hs, h, now);
}

void
host_cancel(struct hosts *hs, struct host_entry *e, int64_t now)
{
	struct host	*h = e->host;

	host_lift(h);
	take_out(hs, e);
	e->host = NULL;
	host_settle(hs, h, now);
}

void
host_hold(struct hosts *hs, struct host_entry *e, int64_t until,
    unsigned int status, int64_t now)
{
	struct host	*h = e->host;

	if (until <= h->held_until)
		return;
	host_lift(h);
	h->held_until = until;
	h->held_status = status;
	if (h->ready_at < until)
		h->ready_at = until;
	host_settle(hs, h, now);
}

int64_t
host_held(struct hosts *hs, const char *name, int64_t now,
    unsigned int *status)
{
	struct host	*h = host_find(hs, name);

	if (h == NULL || h->held_until <= now)
		return (0);
	*status = h->held_status;
	return (h->held_until - now);
}

struct host_entry *
host_evict(struct hosts *hs, const struct host_entry *of, int64_t now)
{
	struct host_entry	*e = TAILQ_FIRST(&of->host->queue);

	if (e != NULL)
		host_cancel(hs, e, now);
	return (e);
}
