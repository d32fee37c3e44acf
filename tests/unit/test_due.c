/* parent/due: what a feed's reader is told, and when. */

#include "parent/due.h"
#include "tap.h"

#define HOUR	3600
#define DAY	(24 * HOUR)
#define NOW	((int64_t)1772366400)

static const struct state_feed	good = {
	.last_poll = NOW - HOUR, .last_good = NOW - HOUR
};
static const struct state_feed	failing = {
	.last_poll = NOW - HOUR, .last_good = NOW - 4 * DAY, .failures = 4,
	.turned = NOW - 3 * DAY
};

static int
due(struct state_feed f)
{
	return (due_kind(&f, 0, 0, NOW));
}

static void
test_failing(void)
{
	struct state_feed	f = failing;

	is_num(due(good), DUE_NOTHING, "nothing of one that works");
	is_num(due(f), NOTICE_FAILING, "three days and four failures");
	is_num(due_kind(&f, 0, 1, NOW), DUE_NOTHING,
	    "but not while it may be our uplink");
	f.turned++;
	is_num(due(f), DUE_NOTHING, "a second less");
	f = failing;
	f.failures = 3;
	is_num(due(f), DUE_NOTHING, "three failures only");
	f = failing;
	f.turned = 0;
	is_num(due(f), DUE_NOTHING, "since nobody knows when");
}

static void
test_told(void)
{
	struct state_feed	f = failing;

	due_told(&f, NOTICE_FAILING, 7);
	is_num(due(f), DUE_NOTHING, "what was told isn't told again");
	is_num((long)f.told_in, 7, "where it was told is known");
	f.mode = STATE_GONE;
	is_num(due(f), NOTICE_GONE, "worse than that is");
	due_told(&f, NOTICE_GONE, 8);
	is_num(due(f), DUE_NOTHING, "once");
	f.mode = STATE_QUARANTINED;
	is_num(due(f), NOTICE_QUARANTINED, "and so is a quarantine");
	f.mode = STATE_NORMAL;
	f.failures = 0;
	is_num(due(f), DUE_NOTHING, "another address isn't a good poll");
	f.last_good = f.turned = NOW;
	is_num(due(f), NOTICE_WORKS, "one is");
	due_told(&f, NOTICE_WORKS, 9);
	is_num(due(f), DUE_NOTHING, "once");
	f = failing;
	due_told(&f, NOTICE_FAILING, 7);
	f.turned += HOUR;
	is_num(due_kind(&f, 0, 0, NOW + HOUR), NOTICE_FAILING,
	    "a failure that began later is another");
}

static void
test_moved(void)
{
	struct state_feed	f = good;

	is_num(due_kind(&f, 1, 0, NOW), NOTICE_MOVED, "one that has moved");
	due_told(&f, NOTICE_MOVED, 7);
	is_num(due_kind(&f, 1, 0, NOW), DUE_NOTHING, "once");
	is_num(f.told, 0, "that is no trouble");
}

static void
test_company(void)
{
	struct state_feed	f = failing, other = failing;

	other.turned = NOW - DAY;
	other.failures = 2;
	ok(due_joins(&other, NOTICE_FAILING, 0, NOW),
	    "a day and two failures join");
	other.turned++;
	ok(!due_joins(&other, NOTICE_FAILING, 0, NOW), "less don't");
	ok(!due_joins(&good, NOTICE_FAILING, 0, NOW), "nor one that works");
	f.mode = STATE_GONE;
	f.turned = NOW - 10;
	ok(due_joins(&f, NOTICE_GONE, 0, NOW), "what is gone, too, joins");
	ok(due_waits(&f, &good, NOTICE_GONE, NOW),
	    "for one not asked since it is waited");
	other = good;
	other.last_poll = NOW - 5;
	ok(!due_waits(&f, &other, NOTICE_GONE, NOW), "not if it was asked");
	ok(!due_waits(&f, &good, NOTICE_GONE, NOW + DAY),
	    "nor for more than a day");
	f = good;
	f.told = other.told = 1;
	f.turned = NOW - 10;
	f.told_in = 1;
	other = failing;
	other.told_in = 2;
	ok(!due_waits(&f, &other, NOTICE_WORKS, NOW),
	    "works again: others have their own notice");
	other.told = 1;
	other.told_in = 1;
	ok(due_waits(&f, &other, NOTICE_WORKS, NOW),
	    "those told of with it are waited for");
}

int
main(void)
{
	test_failing();
	test_told();
	test_moved();
	test_company();
	return (tap_done());
}
