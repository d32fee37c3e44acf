/* parent/sites: feeds by host, and our own uplink. */

#include <stdlib.h>

#include <event2/event.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "parent/daemon.h"
#include "parent/sites.h"
#include "tap.h"

#define HOUR	3600
#define NOW	((int64_t)1772366400)

static int
no_keywords(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

static const char conf_text[] =
    "deliver: maildir:/nowhere\nstate: /nowhere\nsocket: /nowhere/s\n"
    "feeds: ['http://a.example/1', 'https://A.example:443/2',\n"
    "  'http://b.example?x', 'http://c.example/',\n"
    "  'http://[::1]:80/', 'file:///tmp/x', 'http://b.examples/',\n"
    "  'file:///tmp/y']\n";

static const char many_text[] =
    "deliver: maildir:/nowhere\nstate: /nowhere\nsocket: /nowhere/s\n"
    "feeds: ['http://a', 'http://b', 'http://c', 'http://d', 'http://e',\n"
    "  'http://f', 'http://g', 'http://h', 'http://i', 'http://j',\n"
    "  'http://k', 'http://l', 'http://m', 'http://n', 'http://o',\n"
    "  'http://p', 'http://q', 'http://r', 'http://s', 'http://t']\n";

static void
test_hosts(struct daemon *d)
{
	struct source	*s = d->sources;

	is_num((long)d->sites->n, 6, "as many hosts");
	ok(s[0].site == s[1].site, "whatever case, port and scheme");
	is_num((long)s[0].site->n, 2, "two feeds of one");
	is(s[2].site->host, "b.example", "a host without a path");
	is(s[4].site->host, "[::1]", "an address");
	ok(s[5].site == s[7].site && s[5].site->host == NULL,
	    "files are of none");
	ok(s[2].site != s[6].site, "one that only begins the same");
}

static void
poll(struct daemon *d, unsigned int i, int64_t t, int answered)
{
	sites_polled(d->sites, &d->sources[i], t, answered);
}

static void
test_uplink(struct daemon *d)
{
	struct sites	*t = d->sites;

	ok(!sites_uplink_is_suspected(t, NOW), "nothing is known yet");
	poll(d, 0, NOW, 0);
	poll(d, 2, NOW, 0);
	poll(d, 5, NOW, 0);
	poll(d, 7, NOW, 0);
	ok(!sites_uplink_is_suspected(t, NOW + 1), "two hosts tell nothing");
	poll(d, 3, NOW, 0);
	ok(sites_uplink_is_suspected(t, NOW + 2), "three do");
	poll(d, 4, NOW + 3, 1);
	ok(!sites_uplink_is_suspected(t, NOW + 3), "but not if one answers");
	poll(d, 4, NOW + 3 * HOUR, 0);
	ok(sites_uplink_is_suspected(t, NOW + 3 * HOUR),
	    "until it doesn't any more");
	poll(d, 6, NOW + 4 * HOUR, 1);
	ok(!sites_uplink_is_suspected(t, NOW + 4 * HOUR), "the line is back");
	poll(d, 6, NOW + 9 * HOUR, 1);
	poll(d, 0, NOW + 9 * HOUR, 0);
	ok(!sites_uplink_is_suspected(t, NOW + 9 * HOUR),
	    "one that fails beside one that answers");
}

static void
start(struct daemon *d, const char *text)
{
	char	*cause;

	memset(d, 0, sizeof(*d));
	d->base = event_base_new();
	d->conf = conf_parse("t", text, strlen(text), no_keywords, &cause);
	if (d->conf == NULL) {
		printf("Bail out! %s\n", cause);
		exit(1);
	}
	d->nsources = d->conf->nfeeds;
	d->sources = xcalloc(d->nsources, sizeof(*d->sources));
	for (uint32_t i = 0; i < d->nsources; i++)
		source_init(&d->sources[i], d, i);
	d->sites = sites_new(d->sources, d->nsources);
}

static void
stop(struct daemon *d)
{
	sites_free(d->sites);
	for (uint32_t i = 0; i < d->nsources; i++)
		source_clear(&d->sources[i]);
	free(d->sources);
	conf_free(d->conf);
	event_base_free(d->base);
}

/* A host that was silent long before the last answer tells nothing. */
static void
test_window(struct daemon *d)
{
	struct sites	*t = d->sites;

	for (unsigned int i = 1; i < 20; i++)
		poll(d, i, NOW, 0);
	poll(d, 0, NOW + HOUR, 1);
	ok(sites_uplink_is_suspected(t, NOW + HOUR),
	    "19 of 20 were silent in this hour");
	poll(d, 0, NOW + HOUR + 1, 1);
	poll(d, 1, NOW + HOUR + 1, 0);
	poll(d, 2, NOW + HOUR + 1, 0);
	ok(!sites_uplink_is_suspected(t, NOW + HOUR + 1),
	    "a second later two of three were");
}

int
main(void)
{
	struct daemon	d;

	start(&d, conf_text);
	test_hosts(&d);
	test_uplink(&d);
	stop(&d);
	start(&d, many_text);
	test_window(&d);
	stop(&d);
	return (tap_done());
}
