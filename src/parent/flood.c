#include "parent/daemon.h"
#include "parent/flood.h"
#include "parent/source.h"
#include "parent/state_filing.h"
#include "parent/state_recall.h"

#define FLOOD_MIN	20		/* stories */
#define FLOOD_TIMES	3		/* the most it has brought at once */
#define FLOOD_AGE	(2 * 86400)	/* seconds before its last good poll */

void
flood_limit(const struct source *s, struct flood_limit *l)
{
	const struct state_feed	*f = &s->saved;
	int64_t			 now = daemon_now();

	l->over = 0;
	/* A clock that was ahead then would make everything old. */
	l->before = f->last_good < now ? f->last_good : now;
	l->before -= FLOOD_AGE;
	l->join = f->held != 0;
	/* Of a first poll "first:" decides. */
	if (f->last_good == 0 || l->join)
		return;
	l->over = f->largest > FLOOD_MIN / FLOOD_TIMES ?
	    f->largest * FLOOD_TIMES : FLOOD_MIN;
}

/* Whether one of these targets has it not: 1, 0, -1. */
static int
is_missing(struct state *st, const struct deliver_item *it, char **targets,
    char **cause)
{
	int	filed;

	for (char **t = targets; t != NULL && *t != NULL; t++) {
		filed = state_is_filed(st, it->known, &it->keys.link, *t,
		    cause);
		if (filed == 0)
			filed = state_is_recalled(st, *t, it->message_id,
			    cause);
		if (filed != 1)
			return (filed == 0 ? 1 : -1);
	}
	return (0);
}

/* Whether it would be delivered, is old, and isn't there already: 1, 0, -1. */
static int
is_counted(struct state *st, const struct flood_limit *l,
    const struct deliver_item *it, char **cause)
{
	int	rv;

	if (it->message_id == NULL || it->quiet || it->keys.date == 0 ||
	    it->keys.date >= l->before)
		return (0);
	rv = is_missing(st, it, it->targets, cause);
	return (rv != 0 ? rv : is_missing(st, it, it->spools, cause));
}

int64_t
flood_check(struct state *st, const struct flood_limit *l,
    struct deliver_item *items, size_t n, char **cause)
{
	uint64_t	count = 0;
	int		rv;

	if (l->over == 0 && !l->join)
		return (0);
	for (size_t i = 0; i < n; i++) {
		if ((rv = is_counted(st, l, &items[i], cause)) == -1)
			return (-1);
		items[i].held = rv;
		count += (uint64_t)rv;
	}
	if (count > l->over)
		return ((int64_t)count);
	for (size_t i = 0; i < n; i++)
		items[i].held = 0;
	return (0);
}

/* In one transaction with the feed, which then shows them no more. */
static int
settle_held(struct source *s, int (*change)(struct state *, int64_t,
    char **), char **cause)
{
	struct state		*st = s->daemon->state;
	struct state_feed	*f = &s->saved, before = *f;

	if (state_begin(st, cause) == -1)
		return (-1);
	if (change == state_filing_release) {
		f->delivered += f->held;
		/* So many at once are nothing unheard of from now on. */
		if (f->held > f->largest)
			f->largest = f->held;
	}
	f->held = 0;
	f->held_since = 0;
	if (change(st, f->id, cause) == 0 &&
	    state_feed_save(st, f, cause) == 0 &&
	    state_commit(st, cause) == 0)
		return (0);
	state_rollback(st);
	*f = before;
	return (-1);
}

int
flood_release(struct source *s, char **cause)
{
	return (settle_held(s, state_filing_release, cause));
}

int
flood_forget(struct source *s, char **cause)
{
	return (settle_held(s, state_filing_forget, cause));
}
