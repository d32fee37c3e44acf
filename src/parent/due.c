#include "parent/due.h"

#define DAY		((int64_t)86400)
#define FAILING_SECONDS	(3 * DAY)
#define FAILING_TIMES	4	/* one pass a day has so many in three days */
#define JOINING_SECONDS	DAY
#define JOINING_TIMES	2
#define WAITING_SECONDS	DAY
#define MOVING_SECONDS	(4 * DAY)	/* until a move is adopted, a day more */

/* What is remembered as told: 0 is nothing. */
#define TOLD(kind)	((kind) + 1)

static int
fails_for(const struct state_feed *f, unsigned int times, int64_t seconds,
    int64_t now)
{
	return (f->failures >= times && f->turned != 0 &&
	    now - f->turned >= seconds);
}

static int
is_told(const struct state_feed *f, int kind)
{
	return (f->told == TOLD(kind) && f->told_since == f->turned);
}

static int
works_again(const struct state_feed *f)
{
	return (f->told != 0 && f->failures == 0 && f->mode == STATE_NORMAL &&
	    f->last_good >= f->told_since && f->last_good != 0);
}

static int
due_trouble(const struct state_feed *f, int uplink, int64_t now)
{
	int	kind;

	if (f->mode == STATE_GONE)
		kind = NOTICE_GONE;
	else if (f->mode == STATE_QUARANTINED)
		kind = NOTICE_QUARANTINED;
	else if (!uplink && fails_for(f, FAILING_TIMES, FAILING_SECONDS, now))
		kind = NOTICE_FAILING;
	else
		return (DUE_NOTHING);
	return (is_told(f, kind) ? DUE_NOTHING : kind);
}

int
due_kind(const struct state_feed *f, int moved, int uplink, int64_t now)
{
	int	kind = due_trouble(f, uplink, now);

	if (kind != DUE_NOTHING)
		return (kind);
	if (works_again(f))
		return (NOTICE_WORKS);
	return (moved && !f->told_moved ? NOTICE_MOVED : DUE_NOTHING);
}

int
due_joins(const struct state_feed *f, int kind, int moved, int64_t now)
{
	if (kind == NOTICE_FAILING)
		return (f->mode == STATE_NORMAL && !is_told(f, kind) &&
		    fails_for(f, JOINING_TIMES, JOINING_SECONDS, now));
	return (due_kind(f, moved, 0, now) == kind);
}

int
due_waits(const struct state_feed *first, const struct state_feed *other,
    int kind, int64_t now)
{
	if (kind == NOTICE_MOVED)
		return (other->moved != NULL && !other->told_moved &&
		    now - first->moved_since < MOVING_SECONDS);
	if (other->mode != STATE_NORMAL ||
	    now - first->turned >= WAITING_SECONDS)
		return (0);
	/* Only those that were told of with it recover with it. */
	if (kind == NOTICE_WORKS && (other->told == 0 ||
	    other->told_in != first->told_in))
		return (0);
	return (other->last_poll < first->turned);
}

void
due_told(struct state_feed *f, int kind, uint64_t story)
{
	if (kind == NOTICE_MOVED) {
		f->told_moved = 1;
		return;
	}
	f->told = kind == NOTICE_WORKS ? 0 : TOLD(kind);
	f->told_since = kind == NOTICE_WORKS ? 0 : f->turned;
	f->told_in = kind == NOTICE_WORKS ? 0 : story;
}
