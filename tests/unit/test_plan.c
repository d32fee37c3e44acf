/* parent/plan: when a feed is polled next, and why. */

#include "base/date.h"
#include "parent/plan.h"
#include "tap.h"

#define HOUR	3600
#define DAY	(24 * HOUR)

static char	why[128];

/* Sunday, 1 March 2026, 12:00 UTC */
static const struct plan_input usual = {
	.name = "feed", .now = 1772366400, .interval = HOUR, .validators = 1,
	.max_age = -1, .retry_after = -1
};

static int64_t
delay(struct plan_input in)
{
	return (plan_next(&in, why, sizeof(why)) - in.now);
}

static int
about(int64_t got, int64_t want)
{
	return (got >= want - want / 10 - 1 && got <= want + want / 10 + 1);
}

static int
not_before(int64_t got, int64_t want)
{
	return (got >= want && got <= want + want / 10 + 1);
}

static void
test_regular(void)
{
	struct plan_input	in = usual;

	ok(about(delay(in), HOUR), "the interval, with jitter");
	is(why, "interval", "and says so");
	in.validators = 0;
	ok(about(delay(in), DAY), "a day without validators");
	is(why, "no validators", "and says so");
	in.interval_set = 1;
	ok(about(delay(in), HOUR), "an interval the user wrote stands");
	in = usual;
	in.ttl = 3 * HOUR;
	ok(not_before(delay(in), 3 * HOUR), "a longer ttl wins");
	is(why, "ttl", "and says so");
	in.max_age = 5 * HOUR;
	ok(not_before(delay(in), 5 * HOUR), "a longer max-age wins");
	is(why, "max-age", "and says so");
	in.update_period = 6 * HOUR;
	ok(not_before(delay(in), 6 * HOUR), "a longer updatePeriod wins");
	in.ttl = 100 * DAY;
	ok(not_before(delay(in), DAY), "but no more than a day");
	in.interval = 7 * DAY;
	ok(about(delay(in), 7 * DAY), "unless the user's own is longer");
	in = usual;
	in.ttl = 60;
	ok(about(delay(in), HOUR), "a shorter ttl doesn't count");
	in = usual;
	in.interval = 1;
	in.interval_set = 1;
	ok(delay(in) >= 1, "a second is at least a second");
}

static void
test_jitter(void)
{
	struct plan_input	in = usual;
	int64_t			first = delay(in), lowest = first, highest = first;
	char			name[16];

	is_num(delay(in), first, "jitter: the same for a name always");
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "feed %d", i);
		in.name = name;
		if (delay(in) < lowest)
			lowest = delay(in);
		if (delay(in) > highest)
			highest = delay(in);
	}
	ok(lowest < HOUR - 300 && highest > HOUR + 300,
	    "jitter: spreads names over ten per cent either way");
	ok(lowest >= HOUR - 360 && highest <= HOUR + 360,
	    "jitter: and no more");
}

/* However the jitter falls, a server is never asked before its time. */
static void
test_never_early(void)
{
	struct plan_input	in = usual;
	char			name[16];
	int			early = 0;

	in.max_age = HOUR;
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "feed %d", i);
		in.name = name;
		early += delay(in) < HOUR;
	}
	is_num(early, 0, "jitter: never before a max-age of the interval");
}

static void
test_backoff(void)
{
	struct plan_input	in = usual;
	int64_t			last = 0;

	in.failures = 1;
	ok(about(delay(in), 600), "the first failure: ten minutes");
	is(why, "back-off after 1 failure", "and says so");
	for (in.failures = 1; in.failures < 8; in.failures++) {
		int64_t	d = delay(in);

		ok(in.failures == 1 || about(d, 2 * last), "then it doubles");
		last = d;
	}
	is(why, "back-off after 7 failures", "and counts");
	in.failures = 1000000;
	ok(about(delay(in), DAY), "up to a day");
	in.failures = 1;
	in.retry_after = 2 * DAY;
	ok(not_before(delay(in), 2 * DAY), "Retry-After is obeyed beyond it");
	is(why, "Retry-After", "and says so");
	in = usual;
	in.interval = 1;
	in.interval_set = 1;
	in.failures = 1;
	ok(delay(in) <= 2, "a short interval is soon tried again");
}

static void
test_skip(void)
{
	struct plan_input	in = usual;
	int64_t			next;

	in.skip_hours = (1u << 12) | (1u << 13) | (1u << 14);
	next = in.now + delay(in);
	is_num(date_hour(next), 15, "skipHours: moved to the first hour left");
	is(why, "skipHours", "and says so");
	in.skip_hours = 0;
	in.skip_days = 1 << 0 | 1 << 1;
	next = in.now + delay(in);
	is_num(date_weekday(next), 2, "skipDays: moved to Tuesday");
	is_num(date_hour(next), 0, "at its beginning");
	is(why, "skipDays", "and says so");
	in.skip_days = 0x7f;
	ok(about(delay(in), HOUR), "to skip every day can't be meant");
	is(why, "interval", "and is not what decided");
}

int
main(void)
{
	test_regular();
	test_jitter();
	test_never_early();
	test_backoff();
	test_skip();
	return (tap_done());
}
