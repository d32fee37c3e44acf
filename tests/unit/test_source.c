/* parent/source and sched: addresses that move, plans that are outdated. */

#include <stdlib.h>

#include <event2/event.h>

#include "conf/conf.h"
#include "parent/daemon.h"
#include "parent/plan.h"
#include "parent/sched.h"
#include "parent/source.h"
#include "tap.h"

#define HOUR	3600
#define DAY	(24 * HOUR)
#define NOW	1772366400
#define NEW	"http://new.example/feed"
#define OLD	"http://old.example/feed"

static const char conf_text[] =
    "deliver: maildir:/nowhere\nstate: /nowhere\nsocket: /nowhere/s\n"
    "feeds: [{url: '" OLD "', name: A, interval: 1h}]\n";

static int
no_keywords(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

/* A redirect seen once a day for so many days. */
static void
see(struct source *s, const char *moved, int days)
{
	for (int i = 0; i < days; i++) {
		s->saved.last_poll += DAY;
		source_moved(s, moved, s->saved.last_poll);
	}
}

static void
test_moved(struct source *s)
{
	s->saved.last_poll = NOW;
	see(s, NEW, 4);
	is(source_url(s), OLD, "four sightings aren't enough");
	see(s, NULL, 1);
	see(s, NEW, 4);
	is(source_url(s), OLD, "one without between starts over");
	see(s, NEW, 1);
	is(source_url(s), NEW, "five over three days are");
	see(s, NULL, 3);
	is(source_url(s), NEW, "and the new address stays");
	s->saved.failures = 2;
	source_unmove(s);
	is(source_url(s), NEW, "two failures there");
	s->saved.failures = 3;
	source_unmove(s);
	is(source_url(s), OLD, "three, and it is given up");
	s->saved.failures = 0;
	for (int i = 0; i < 50; i++)
		source_moved(s, NEW, s->saved.last_poll);
	is(source_url(s), OLD, "fifty sightings in a day aren't enough");
	see(s, "http://third.example/", 3);
	see(s, NEW, 4);
	is(source_url(s), OLD, "nor those of another address");
}

static void
plan(struct source *s, int64_t last, int64_t next, const char *why)
{
	s->saved.last_poll = last;
	s->saved.next_poll = next;
	free(s->saved.why);
	s->saved.why = strdup(why);
	sched_replan(s, NOW);
}

static void
test_replan(struct source *s)
{
	plan(s, NOW - 60, NOW + DAY, PLAN_INTERVAL);
	ok(s->saved.next_poll < NOW + 2 * HOUR, "a shorter interval counts");
	plan(s, NOW - 60, NOW + 10, PLAN_INTERVAL);
	ok(s->saved.next_poll > NOW + HOUR / 2, "and so does a longer one");
	plan(s, NOW - 60, NOW + DAY, "max-age");
	is_num(s->saved.next_poll, NOW + DAY, "what the server asked stays");
	s->saved.ttl = 12 * HOUR;
	plan(s, NOW - 60, NOW + HOUR, PLAN_INTERVAL);
	ok(s->saved.next_poll >= NOW - 60 + 12 * HOUR, "so does the feed's ttl");
	is(s->saved.why, "ttl", "and is the reason");
	s->saved.ttl = 0;
	plan(s, NOW - 60, NOW + DAY, "no validators");
	ok(s->saved.next_poll < NOW + 2 * HOUR,
	    "an interval written since counts over that");
	plan(s, NOW + 400 * DAY, NOW + 401 * DAY, "ttl");
	is_num(s->saved.next_poll, NOW, "a clock that was ahead is forgotten");
}

/* The wall clock is set back while the daemon waits for the next poll. */
static void
test_set_back(struct source *s)
{
	int64_t	now = daemon_now();

	s->poll = 0;
	s->daemon->draining = 1;	/* no poll is really begun */
	s->saved.failures = 0;
	s->saved.last_poll = now + 365 * DAY;
	s->saved.next_poll = now + 366 * DAY;
	sched_timeout(-1, 0, s);
	ok(s->saved.next_poll <= daemon_now(),
	    "after a year back the feed is due now, not in a year");
	s->saved.last_poll = now + 1800;
	s->saved.next_poll = now + 2 * HOUR;
	sched_timeout(-1, 0, s);
	is_num(s->saved.next_poll, now + 2 * HOUR,
	    "half an hour back leaves the plan as it is");
	s->daemon->draining = 0;
}

/* What is old is told by a clock that may have been ahead. */
static void
test_flood_clock(struct source *s)
{
	struct flood_limit	l;
	int64_t			now = daemon_now();

	s->saved.largest = 1;
	s->saved.last_good = now - DAY;
	flood_limit(s, &l);
	is_num(l.before, now - 3 * DAY, "two days before its last good poll");
	s->saved.last_good = now + 365 * DAY;
	flood_limit(s, &l);
	ok(l.before >= now - 2 * DAY && l.before <= daemon_now() - 2 * DAY,
	    "which can't have been in the future");
	is_num(l.over, 20, "twenty of them are no flood");
}

int
main(void)
{
	struct daemon	 d = { 0 };
	struct source	 s;
	char		*cause;

	d.base = event_base_new();
	d.conf = conf_parse("t", conf_text, strlen(conf_text), no_keywords,
	    &cause);
	if (d.conf == NULL) {
		printf("Bail out! %s\n", cause);
		return (1);
	}
	source_init(&s, &d, 0);
	test_moved(&s);
	test_replan(&s);
	test_set_back(&s);
	test_flood_clock(&s);
	source_clear(&s);
	conf_free(d.conf);
	event_base_free(d.base);
	return (tap_done());
}
