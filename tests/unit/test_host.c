#include <stdlib.h>

#include "fetch/host.h"

#include "tap.h"

static struct host_entry	e[10];
static uint64_t			ages;

static void
queue(struct hosts *hs, size_t i, const char *name, int64_t now)
{
	e[i].age = ages++;
	e[i].owner = &e[i];
	e[i].host = NULL;
	host_queue(hs, &e[i], name, now);
}

/* The index of the next one, -1 for none. */
static int
next(struct hosts *hs, int64_t now, int64_t *wait)
{
	struct host_entry	*found = host_next(hs, now, wait);

	return (found == NULL ? -1 : (int)(found - e));
}

static void
test_order(void)
{
	struct hosts	*hs = hosts_new(2, 1, 0);
	int64_t		 wait;

	queue(hs, 0, "a", 0);
	queue(hs, 1, "a", 0);
	queue(hs, 2, "b", 0);
	queue(hs, 3, "c", 0);
	is_num(next(hs, 0, &wait), 0, "the oldest first");
	is_num(next(hs, 0, &wait), 2, "then the oldest of another host");
	is_num(next(hs, 0, &wait), -1, "no more than the maximum in all");
	is_num(wait, -1, "which only a release can change");
	host_release(hs, &e[2], 0);
	is_num(next(hs, 0, &wait), 3, "a's queue waits for a");
	host_release(hs, &e[0], 0);
	is_num(next(hs, 0, &wait), 1, "and goes on after its release");
	host_release(hs, &e[1], 0);
	host_release(hs, &e[3], 0);
	is_num(next(hs, 0, &wait), -1, "nothing is left");
	is_num(wait, -1, "nor to wait for");
	hosts_free(hs);
}

static void
test_interval(void)
{
	struct hosts	*hs = hosts_new(9, 1, 1000);
	int64_t		 wait;

	queue(hs, 0, "a", 50);
	queue(hs, 1, "A", 50);
	queue(hs, 2, "b", 50);
	is_num(next(hs, 50, &wait), 0, "a new host may at once");
	is_num(next(hs, 50, &wait), 2, "so may another");
	host_release(hs, &e[0], 300);
	is_num(next(hs, 300, &wait), -1, "case makes no other host");
	is_num(wait, 1000, "the pause is counted from the end");
	is_num(next(hs, 1299, &wait), -1, "a little later");
	is_num(wait, 1, "nearly over");
	is_num(next(hs, 1300, &wait), 1, "over");
	host_release(hs, &e[1], 1300);
	host_release(hs, &e[2], 1300);
	queue(hs, 3, "a", 1400);
	is_num(next(hs, 1400, &wait), -1, "a host without work is remembered");
	is_num(wait, 900, "until its pause is over");
	is_num(next(hs, 2300, &wait), 3, "then it may");
	hosts_free(hs);
}

static void
test_parallel(void)
{
	struct hosts	*hs = hosts_new(9, 3, 100);
	int64_t		 wait;

	for (size_t i = 0; i < 5; i++)
		queue(hs, i, "a", 0);
	is_num(next(hs, 0, &wait), 0, "the first of three");
	is_num(next(hs, 50, &wait), -1, "starts are apart, too");
	is_num(wait, 50, "by the interval");
	is_num(next(hs, 100, &wait), 1, "the second");
	is_num(next(hs, 200, &wait), 2, "the third");
	is_num(next(hs, 900, &wait), -1, "no fourth");
	is_num(wait, -1, "until a release");
	host_release(hs, &e[1], 1000);
	is_num(next(hs, 1100, &wait), 3, "then it starts");
	hosts_free(hs);
}

static void
test_age(void)
{
	struct hosts	*hs = hosts_new(9, 1, 0);
	int64_t		 wait;

	queue(hs, 0, "a", 0);
	is_num(next(hs, 0, &wait), 0, "an old one runs");
	for (size_t i = 1; i < 4; i++)
		queue(hs, i, "b", 0);
	queue(hs, 4, "c", 0);
	host_release(hs, &e[0], 0);
	host_queue(hs, &e[0], "b", 0);
	is_num(next(hs, 0, &wait), 0, "redirected, it keeps its age");
	is_num(next(hs, 0, &wait), 4, "its host is taken");
	host_release(hs, &e[0], 0);
	is_num(next(hs, 0, &wait), 1, "the others follow by age");
	host_cancel(hs, &e[2], 0);
	ok(e[2].host == NULL, "one is cancelled");
	host_release(hs, &e[1], 0);
	is_num(next(hs, 0, &wait), 3, "and left out");
	hosts_free(hs);
}

static void
test_hold(void)
{
	struct hosts		*hs = hosts_new(9, 1, 1000);
	struct host_entry	*out;
	unsigned int		 status = 0;
	int64_t			 wait;

	for (size_t i = 0; i < 4; i++)
		queue(hs, i, "a", 0);
	next(hs, 0, &wait);
	is_num(host_held(hs, "a", 0, &status), 0, "not held at first");
	host_hold(hs, &e[0], 5000, 429, 10);
	host_hold(hs, &e[0], 4000, 503, 10);
	is_num(host_held(hs, "A", 1000, &status), 4000,
	    "held, and a shorter hold changes nothing");
	is_num(status, 429, "by the status that said so");
	host_release(hs, &e[0], 20);
	is_num(next(hs, 1500, &wait), -1, "a held host waits longer");
	is_num(wait, 3500, "until the hold is over");
	is_num(next(hs, 5000, &wait), 1, "and goes on then");
	is_num(host_held(hs, "a", 5000, &status), 0, "held no longer");
	out = host_evict(hs, &e[1], 5000);
	ok(out == &e[2] && out->host == NULL, "the queue can be evicted");
	ok(host_evict(hs, &e[1], 5000) == &e[3], "in order");
	ok(host_evict(hs, &e[1], 5000) == NULL, "to the end");
	host_release(hs, &e[1], 5000);
	hosts_free(hs);
}

/* Many hosts and entries: each comes exactly once, the older of two ready. */
static void
test_many(void)
{
	enum { HOSTS = 300, EACH = 5 };
	struct hosts		*hs = hosts_new(7, 1, 10);
	struct host_entry	*v = calloc(HOSTS * EACH, sizeof(*v)), *got,
				*running[7];
	char			 name[16];
	size_t			 seen = 0, nrunning = 0, early = 0;
	int64_t			 now = 0, wait;

	for (size_t i = 0; i < HOSTS * EACH; i++) {
		snprintf(name, sizeof(name), "h%zu", i % HOSTS);
		v[i].age = i;
		host_queue(hs, &v[i], name, now);
	}
	while (seen < HOSTS * EACH) {
		while ((got = host_next(hs, now, &wait)) != NULL) {
			if (seen < HOSTS && got != &v[seen])
				early++;
			seen++;
			running[nrunning++] = got;
		}
		if (nrunning == 0)
			now += wait;
		while (nrunning > 0)
			host_release(hs, running[--nrunning], now);
	}
	is_num(early, 0, "hosts that are ready come by age");
	ok(host_next(hs, now + 100, &wait) == NULL, "all came once");
	is_num(wait, -1, "and nothing is left to wait for");
	hosts_free(hs);
	free(v);
}

int
main(void)
{
	test_order();
	test_interval();
	test_parallel();
	test_age();
	test_hold();
	test_many();
	return (tap_done());
}
