/* parent/audience: which feeds are told of in one notice. */

#include <stdlib.h>

#include <event2/event.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "parent/audience.h"
#include "parent/daemon.h"
#include "parent/sites.h"
#include "tap.h"

#define DAY	86400
#define NOW	((int64_t)1772366400)
#define ALL	"deliver: maildir:/nowhere\n"

static struct daemon	d;
static struct audience	a;
static int		waits;

static int
no_keywords(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

/* A daemon with these feeds, which all worked an hour ago. */
static void
start(const char *global, const char *feeds)
{
	char	*text, *cause;

	text = xasprintf("state: /nowhere\nsocket: /nowhere/s\n%sfeeds: [%s]\n",
	    global, feeds);
	memset(&d, 0, sizeof(d));
	d.base = event_base_new();
	d.conf = conf_parse("t", text, strlen(text), no_keywords, &cause);
	if (d.conf == NULL) {
		printf("Bail out! %s\n", cause);
		exit(1);
	}
	free(text);
	d.nsources = d.conf->nfeeds;
	d.sources = xcalloc(d.nsources, sizeof(*d.sources));
	for (uint32_t i = 0; i < d.nsources; i++) {
		source_init(&d.sources[i], &d, i);
		d.sources[i].saved.last_poll = NOW - 3600;
		d.sources[i].saved.last_good = NOW - 3600;
		d.sources[i].saved.last_status = 200;
	}
	d.sites = sites_new(d.sources, d.nsources);
}

static void
stop(void)
{
	audience_clear(&a);
	sites_free(d.sites);
	for (uint32_t i = 0; i < d.nsources; i++)
		source_clear(&d.sources[i]);
	free(d.sources);
	conf_free(d.conf);
	event_base_free(d.base);
}

static void
fail(uint32_t i)
{
	struct state_feed	*f = &d.sources[i].saved;

	f->failures = 5;
	f->turned = NOW - 4 * DAY;
	f->last_status = 500;
}

static void
vanish(uint32_t i)
{
	struct state_feed	*f = &d.sources[i].saved;

	f->mode = STATE_GONE;
	f->failures = 1;
	f->turned = NOW - 60;
	f->last_poll = NOW - 60;
}

/* It was told of in that notice, and works since a minute. */
static void
recover(uint32_t i, uint64_t notice)
{
	struct state_feed	*f = &d.sources[i].saved;

	f->told = NOTICE_FAILING + 1;
	f->told_in = notice;
	f->told_since = NOW - 4 * DAY;
	f->turned = f->last_poll = f->last_good = NOW - 60;
}

/* Their indices, as "0 2"; "" for none. */
static const char *
find(int patient)
{
	static char	list[64];
	size_t		n = 0;

	audience_clear(&a);
	list[0] = '\0';
	if (audience_find(&d, patient, NOW, &a, &waits))
		for (size_t i = 0; i < a.n; i++)
			n += (size_t)snprintf(list + n, sizeof(list) - n,
			    "%s%u", i > 0 ? " " : "", a.v[i]->index);
	return (list);
}

static void
test_host(void)
{
	start(ALL, "'http://a/1', 'http://b/', 'http://a/2', 'http://a/3'");
	is(find(1), "", "nothing is due");
	ok(!waits, "nor will be");
	fail(0);
	fail(2);
	fail(1);
	is(find(1), "0 2", "those of a host that fail are one");
	is_num(a.kind, NOTICE_FAILING, "of this kind");
	d.sources[0].muted = 1;
	is(find(1), "2", "but for one that can't be told of");
	d.sources[2].muted = 1;
	is(find(1), "1", "the next host has its own");
	stop();
}

static void
test_waiting(void)
{
	start(ALL, "'http://a/1', 'http://b/', 'http://a/2'");
	vanish(0);
	is(find(1), "", "one that wasn't asked since may be gone, too");
	ok(waits, "so it is waited");
	is(find(0), "0", "but not by a pass");
	vanish(2);
	is(find(1), "0 2", "until it was");
	ok(!waits, "and no longer");
	stop();
}

static void
test_many(void)
{
	start(ALL, "'http://a/', 'http://b/', 'http://c/', 'http://d/', "
	    "'http://e/', 'http://f/', 'http://e/2'");
	for (uint32_t i = 0; i < 4; i++)
		fail(i);
	is(find(1), "0", "four hosts have four notices");
	fail(6);
	is(find(1), "0 1 2 3 6", "five are one");
	stop();
}

static void
test_readers(void)
{
	start("", "{url: 'http://a/1', name: x, deliver: 'maildir:/x'}, "
	    "{url: 'http://a/2', name: y, deliver: 'maildir:/y'}, "
	    "{url: 'http://a/3', name: z, deliver: 'maildir:/x'}");
	for (uint32_t i = 0; i < 3; i++)
		fail(i);
	is(find(1), "0 2", "each reader has a notice of what is theirs");
	stop();
}

static void
test_uplink(void)
{
	start(ALL, "'http://a/', 'http://b/', 'http://c/', 'http://d/', "
	    "'http://e/', 'file:///x'");
	for (uint32_t i = 0; i < 6; i++) {
		fail(i);
		sites_polled(d.sites, &d.sources[i], NOW, 0);
	}
	is(find(1), "5", "what hangs on no line is told of without one");
	stop();
}

static uint32_t
hosts(void)
{
	static struct message_notice_feed	feeds[MESSAGE_NOTICE_FEEDS];
	struct message_notice	m;
	struct pack_reader	r;
	struct buf		b;

	buf_init(&b, 1 << 20);
	audience_put(&a, NOW, &b);
	pack_reader_init(&r, b.data, b.len);
	if (!ok(message_notice_get(&r, &m, feeds) == 0, "facts are written"))
		m.hosts = 0;
	buf_clear(&b);
	return (m.hosts);
}

static void
test_works(void)
{
	start(ALL, "'http://a/1', 'http://a/2', 'http://c/1', 'http://c/2', "
	    "'http://d/'");
	recover(0, 1);
	recover(1, 2);
	recover(2, 2);
	recover(3, 2);
	recover(4, 1);
	fail(4);
	d.sources[4].saved.last_poll = NOW - DAY;
	is(find(1), "2 3 1", "those of one notice, wherever they are");
	is_num(a.kind, NOTICE_WORKS, "work again");
	ok(waits, "those of another wait for one of them");
	is_num(hosts(), 2, "they are of so many hosts");
	stop();
}

int
main(void)
{
	test_host();
	test_waiting();
	test_many();
	test_readers();
	test_uplink();
	test_works();
	return (tap_done());
}
