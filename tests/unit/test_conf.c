#include <stdlib.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "conf/table.h"
#include "conf_errors.h"
#include "conf_parse.h"
#include "conf_slips.h"
#include "tap.h"

static const struct conf_feed *
feed_called(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->nfeeds; i++)
		if (strcmp(conf->feeds[i].name, name) == 0)
			return (&conf->feeds[i]);
	abort();
}

static void
test_errors(void)
{
	struct conf	*conf;
	char		*cause;

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		cause = NULL;
		conf = conf_parse("f", errors[i].text, strlen(errors[i].text),
		    check, &cause);
		is(cause, errors[i].message, errors[i].name);
		conf_free(conf);
		free(cause);
	}
}

static void
test_slips(void)
{
	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
		char		*text = xasprintf(HEAD "feeds: "
				    "[https://a.example/x]\ntopics:\n%s\n",
				    slips[i].topic);
		char		*cause = NULL;
		struct conf	*conf = conf_parse("f", text, strlen(text),
				    check, &cause);

		is(cause, slips[i].message, slips[i].name);
		conf_free(conf);
		free(cause);
		free(text);
	}
}

/* Aliases are read, but not as many as a bomb needs. */
static void
test_aliases(void)
{
	static const char	bomb[] =
	    "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	    "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
	    "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
	    "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
	    "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
	    "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
	    "g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]\n";
	struct conf	*conf;
	char		*cause = NULL;

	conf = conf_parse("f", bomb, strlen(bomb), NULL, &cause);
	ok(conf == NULL, "an alias bomb is refused");
	is(cause, "f:7:16: too many values; are there aliases of aliases?",
	    "and said to be one");
	free(cause);
	conf = parse(HEAD "defaults: {headers: &h {A: b}}\n"
	    "feeds: [{url: 'http://a/', headers: *h}]\n");
	is_num(conf->feeds[0].headers.n, 1, "an alias stands for its map");
	conf_free(conf);
}

static void
test_defaults(void)
{
	struct conf		*conf = parse(HEAD
	    "feeds: [https://www.example.org/a?b]\n");
	const struct conf_feed	*f = &conf->feeds[0];
	long			 cores = sysconf(_SC_NPROCESSORS_ONLN);

	is(f->name, "www.example.org/a?b", "a URL is a name");
	is(f->url, "https://www.example.org/a?b", "the URL is whole");
	is_num(f->interval, 3600000, "default interval");
	is_num(f->interval_set, 0, "nobody set it");
	is_num(f->timeout, 60000, "default timeout");
	is_num(f->max_size, 16777216, "default max_size");
	is_num(f->enabled, 1, "default enabled");
	is_num(f->tls.verify, 1, "default verify");
	is_num(f->first.mode, CONF_FIRST_ALL, "default first");
	is_num(f->everything, 1, "no topics: everything");
	is_num(f->limits.max[CONF_LIMIT_STORIES], 20000, "default stories");
	is_num(f->limits.max[CONF_LIMIT_MEMORY], 96 << 20, "default memory");
	ok(conf_limits_are_valid(&f->limits), "all limits have defaults");
	is_num(f->allow_private.mode, CONF_PRIVATE_NO, "default private");
	ok(f->group == NULL && f->was == NULL && f->to == NULL &&
	    f->proxy == NULL && f->auth.user == NULL && f->user_agent == NULL,
	    "what isn't said is absent");
	is_num(conf->max_connections, 64, "default max_connections");
	is_num(conf->host_connections, 1, "default host_connections");
	is_num(conf->host_interval, 1000, "default host_interval");
	is_num(conf->archive, 30 * (int64_t)86400000, "default archive");
	is_num(conf->workers, cores < 256 ? cores : 256, "default workers");
	ok(conf->domain[0] != '\0', "default domain");
	ok(conf->state[0] == '/' && conf->socket[0] == '/', "default paths");
	is_num(conf->nwarnings, 0, "nothing to warn of");
	conf_free(conf);
}

static void
test_values(void)
{
	struct conf		*conf = parse(HEAD
	    "state: /s\nsocket: /t\ndomain: d.example\ncontact: m@d.example\n"
	    "workers: 3\nmax_connections: 9\nhost_connections: 2\n"
	    "host_interval: 0s\narchive: 0s\nfeeds:\n"
	    "  - url: https://a.example/\n    interval: 2w\n    timeout: 1500ms\n"
	    "    max_size: 64k\n    first: 12\n    enabled: No\n"
	    "    user_agent: me/1\n    to: a.b@c.example\n    was: old\n"
	    "    auth: {user: u, password: p}\n"
	    "    proxy: http://p.example:3128\n    tls: {verify: no}\n"
	    "    allow_private: [10.0.0.0/8, 'fd00::/8', 192.168.1.1]\n"
	    "    headers: {A: b, C: 'd e'}\n"
	    "  - {url: 'http://[::1]:8080/', first: 7d, allow_private: yes}\n"
	    "  - {url: 'file:///x/y', first: none}\n");
	const struct conf_feed	*f = &conf->feeds[0];

	is(conf->state, "/s", "state");
	is(conf->socket, "/t", "socket");
	is(conf->domain, "d.example", "domain");
	is(conf->contact, "m@d.example", "contact");
	is_num(conf->workers, 3, "workers");
	is_num(conf->max_connections, 9, "max_connections");
	is_num(conf->host_connections, 2, "host_connections");
	is_num(conf->host_interval, 0, "host_interval may be none");
	is_num(conf->archive, 0, "archive, too");
	is_num(f->interval, 1209600000, "weeks");
	is_num(f->interval_set, 1, "the user set it");
	is_num(f->timeout, 1500, "milliseconds");
	is_num(f->max_size, 65536, "a size with unit");
	is_num(f->first.mode, CONF_FIRST_COUNT, "first: a number");
	is_num(f->first.count, 12, "and which");
	is_num(f->enabled, 0, "No is no");
	is(f->user_agent, "me/1", "user_agent");
	is(f->to, "a.b@c.example", "to");
	is(f->was, "old", "was");
	is(f->auth.user, "u", "user");
	is(f->auth.password, "p", "password");
	is(f->proxy, "http://p.example:3128", "proxy");
	is_num(f->tls.verify, 0, "verify");
	is_num(f->allow_private.n, 3, "networks");
	is_num(f->allow_private.nets[0].bits, 8, "their bits");
	is_num(f->allow_private.nets[1].family, 10, "their family");
	is_num(f->allow_private.nets[2].bits, 32, "one host");
	is(f->headers.v[1].value, "d e", "headers");
	is_num(conf->feeds[1].first.mode, CONF_FIRST_AGE, "first: an age");
	is_num(conf->feeds[1].first.age, 604800000, "and which");
	is_num(conf->feeds[1].allow_private.mode, CONF_PRIVATE_YES, "yes");
	is(conf->feeds[1].name, "[::1]:8080/", "an address as a name");
	is(conf->feeds[2].name, "/x/y", "a file as a name");
	is_num(conf->feeds[2].first.mode, CONF_FIRST_NONE, "first: none");
	conf_free(conf);
}

static void
test_inheritance(void)
{
	struct conf	*conf = parse(HEAD
	    "allow_private: yes\n"
	    "defaults: {interval: 2h, proxy: 'http://p/', headers: {A: b},\n"
	    "  tls: {verify: no}}\n"
	    "feeds:\n"
	    "  - {url: 'http://a/', name: plain, headers: {C: d}, proxy: none}\n"
	    "  - group: G\n    interval: 3h\n    deliver: maildir:/g\n"
	    "    feeds:\n"
	    "      - {url: 'http://b/', name: inner}\n"
	    "      - {url: 'http://c/', name: own, interval: 4h,\n"
	    "         deliver: [maildir:/o, maildir:/p/], allow_private: no}\n"
	    "  - {url: 'http://d/', name: last, tls: {}}\n");
	const struct conf_feed	*f = feed_called(conf, "plain");

	is_num(f->interval, 7200000, "defaults over built-in");
	is_num(f->interval_set, 1, "set in defaults is set");
	ok(f->proxy == NULL, "none undoes a proxy");
	is_num(f->headers.n, 1, "a map replaces the inherited one");
	is(f->headers.v[0].name, "C", "with its own");
	is_num(f->tls.verify, 0, "tls is inherited");
	is(f->deliver.v[0].path, "/m", "the global target");
	is_num(f->allow_private.mode, CONF_PRIVATE_YES, "global private");
	ok(f->group == NULL, "no group");
	f = feed_called(conf, "inner");
	is_num(f->interval, 10800000, "group over defaults");
	is(f->deliver.v[0].path, "/g", "the group's target");
	is(f->group, "G", "the group's name");
	is(f->headers.v[0].name, "A", "defaults through a group");
	f = feed_called(conf, "own");
	is_num(f->interval, 14400000, "feed over group");
	is_num(f->deliver.n, 2, "a list of targets replaces");
	is(f->deliver.v[1].path, "/p", "without the slash at its end");
	is_num(f->allow_private.mode, CONF_PRIVATE_NO, "feed over global");
	f = feed_called(conf, "last");
	is_num(f->interval, 7200000, "a group's keys end with it");
	is_num(f->tls.verify, 1, "tls is replaced as a whole");
	conf_free(conf);
}

static uint64_t
limit_of(const struct conf *conf, const char *name, enum conf_limit limit)
{
	return (feed_called(conf, name)->limits.max[limit]);
}

/* Unlike other maps they are inherited key by key. */
static void
test_limits(void)
{
	struct conf	*conf = parse(HEAD
	    "defaults: {limits: {stories: 10, depth: 20, text: 2M}}\n"
	    "feeds:\n"
	    "  - {url: 'http://a/', name: plain}\n"
	    "  - group: G\n    limits: {depth: 30, attributes: 9}\n"
	    "    feeds:\n"
	    "      - {url: 'http://b/', name: inner}\n"
	    "      - {url: 'http://c/', name: own, limits: {depth: 40,\n"
	    "         tag: 2k, names: 70, list: 7, memory: 1G}}\n"
	    "  - {url: 'http://d/', name: last, limits: {}}\n");

	is_num(limit_of(conf, "plain", CONF_LIMIT_STORIES), 10, "defaults");
	is_num(limit_of(conf, "plain", CONF_LIMIT_LIST), 128, "built in");
	is_num(limit_of(conf, "inner", CONF_LIMIT_DEPTH), 30, "a group's");
	is_num(limit_of(conf, "inner", CONF_LIMIT_STORIES), 10,
	    "defaults beside a group's");
	is_num(limit_of(conf, "own", CONF_LIMIT_DEPTH), 40, "a feed's");
	is_num(limit_of(conf, "own", CONF_LIMIT_ATTRIBUTES), 9,
	    "a group's beside a feed's");
	is_num(limit_of(conf, "own", CONF_LIMIT_TEXT), 2 << 20,
	    "defaults beside both");
	is_num(limit_of(conf, "own", CONF_LIMIT_TAG), 2048, "tag");
	is_num(limit_of(conf, "own", CONF_LIMIT_NAMES), 70, "names");
	is_num(limit_of(conf, "own", CONF_LIMIT_LIST), 7, "list");
	is_num(limit_of(conf, "own", CONF_LIMIT_MEMORY), 1 << 30, "memory");
	is_num(limit_of(conf, "last", CONF_LIMIT_DEPTH), 20,
	    "a group's limits end with it");
	conf_free(conf);
}

static void
is_text(const struct conf_limits *l, unsigned int met, const char *want)
{
	char	*got = conf_limits_text(l, met);

	is(got, want, "limits in words");
	free(got);
}

static void
test_limits_text(void)
{
	struct conf		*conf = parse(HEAD "feeds: [https://a.example/x]\n");
	const struct conf_limits *l = &conf->feeds[0].limits;

	is_text(l, 1 << CONF_LIMIT_STORIES, "its limit of 20000 stories");
	is_text(l, 1 << CONF_LIMIT_TAG | 1 << CONF_LIMIT_TEXT,
	    "its limits of 64k of one tag and 8M of one text");
	is_text(l, 1 << CONF_LIMIT_STORIES | 1 << CONF_LIMIT_DEPTH |
	    1 << CONF_LIMIT_LIST, "its limits of 20000 stories, 200 elements "
	    "within one another and 128 authors, tags or files of a story");
	conf_free(conf);
}

/* "0 2 3" for a feed's topics, "*" for everything */
static const char *
topics_of(const struct conf *conf, const char *name)
{
	static char		 text[256];
	const struct conf_feed	*f = feed_called(conf, name);
	size_t			 len = 0;

	text[0] = '\0';
	if (f->everything)
		return ("*");
	for (size_t i = 0; i < f->ntopics; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%u",
		    i != 0 ? " " : "", f->topics[i]);
	return (text);
}

static void
test_encoding(void)
{
	struct conf	*conf;

	conf = parse("deliver: maildir:/m\ndefaults: {encoding: 8bit}\n"
	    "feeds: [{url: 'http://a/', encoding: auto}, 'http://b/']\n");
	is_num(conf->feeds[0].encoding, CONF_ENCODING_AUTO, "its encoding");
	is_num(conf->feeds[1].encoding, CONF_ENCODING_8BIT, "the inherited one");
	conf_free(conf);
	conf = parse("deliver: maildir:/m\nfeeds: ['http://a/']\n");
	is_num(conf->feeds[0].encoding, CONF_ENCODING_AUTO, "the default");
	conf_free(conf);
}

static void
test_duplicates(void)
{
	struct conf	*conf;

	conf = parse("deliver: maildir:/m\nfeeds: ['http://a/']\n"
	    "topics: {a: [x], b: {any: y, duplicates: deliver}}\n");
	is_num(conf->duplicates, CONF_DUPLICATES_THREAD, "default duplicates");
	is_num(conf->topics[0].duplicates, CONF_DUPLICATES_THREAD,
	    "of a topic, too");
	is_num(conf->topics[1].duplicates, CONF_DUPLICATES_DELIVER,
	    "a topic's own");
	conf_free(conf);
	conf = parse("topics: {a: {any: x}, b: {any: y, duplicates: thread}}\n"
	    "deliver: maildir:/m\nfeeds: ['http://a/']\nduplicates: drop\n");
	is_num(conf->duplicates, CONF_DUPLICATES_DROP, "global duplicates");
	is_num(conf->topics[0].duplicates, CONF_DUPLICATES_DROP,
	    "are those of a topic that says none");
	is_num(conf->topics[1].duplicates, CONF_DUPLICATES_THREAD,
	    "but not of one that does");
	conf_free(conf);
}

/* Built-in, then defaults, then the group's, then the feed's own. */
static void
test_updates(void)
{
	struct conf	*conf;

	conf = parse("deliver: maildir:/m\nfeeds: ['http://a/']\n");
	is_num(conf->feeds[0].updates, CONF_UPDATES_IGNORE, "built-in updates");
	conf_free(conf);
	conf = parse("deliver: maildir:/m\ndefaults: {updates: reply}\n"
	    "feeds: ['http://a/', {group: g, updates: replace, feeds: "
	    "['http://b/', {url: 'http://c/', updates: ignore}]}]\n");
	is_num(conf->feeds[0].updates, CONF_UPDATES_REPLY, "the defaults'");
	is_num(conf->feeds[1].updates, CONF_UPDATES_REPLACE, "the group's");
	is_num(conf->feeds[2].updates, CONF_UPDATES_IGNORE, "the feed's");
	conf_free(conf);
}

static void
test_topics(void)
{
	struct conf	*conf = parse(HEAD
	    "topics:\n"
	    "  zero: [cyber*, two words]\n"
	    "  one: no\n"
	    "  two: {any: [a], all: b, not: [c, d], feeds: [G],\n"
	    "    deliver: 'maildir:/t'}\n"
	    "  three: {all: [x], feeds: [lone, G]}\n"
	    "defaults: {topics: [three, zero, zero]}\n"
	    "feeds:\n"
	    "  - {url: 'http://a/', name: lone}\n"
	    "  - {url: 'http://b/', name: every, topics: everything}\n"
	    "  - {url: 'http://c/', name: other, topics: one}\n"
	    "  - {url: 'http://d/', name: limited}\n"
	    "  - group: G\n    topics: [two, one]\n"
	    "    feeds: [{url: 'http://e/', name: inner}]\n"
	    "  - {url: 'http://f/', name: nothing, topics: [two]}\n");

	is_num(conf->ntopics, 4, "all topics");
	is(conf->topics[0].any.v[1], "two words", "a phrase");
	ok(conf->topics[0].any.v[2] == NULL, "ends in NULL");
	is(conf->topics[1].any.v[0], "no", "no is a word here");
	is(conf->topics[2].all.v[0], "b", "one keyword without list");
	is_num(conf->topics[2].none.n, 2, "not");
	is(conf->topics[2].deliver.v[0].path, "/t", "a topic's target");
	is_num(conf->topics[0].any.marks[1].line, 3, "a keyword's line");
	is_num(conf->topics[0].any.marks[1].column, 18, "and column");
	is(topics_of(conf, "lone"), "0 3", "ascending, each once");
	is(topics_of(conf, "every"), "*", "everything");
	is(topics_of(conf, "other"), "1", "one name without list");
	is(topics_of(conf, "limited"), "0", "topics limited to others");
	is(topics_of(conf, "inner"), "1 2", "limited to the group");
	is(topics_of(conf, "nothing"), "", "nothing is left");
	is_num(conf->nwarnings, 1, "which is worth a warning");
	is(conf->warnings[0], "f:17:30: topics: no topic is matched against "
	    "nothing; nothing of it is delivered", "that says so");
	conf_free(conf);
	test_duplicates();
	test_updates();
	test_encoding();
	conf = parse(HEAD "topics: {a: [x], b: {any: y, feeds: n}}\n"
	    "feeds: [{url: 'http://a/', name: m}, {url: 'http://b/', name: n}]\n");
	is(topics_of(conf, "m"), "0", "all topics but the limited");
	is(topics_of(conf, "n"), "0 1", "all topics");
	conf_free(conf);
}

static void
test_warnings(void)
{
	struct conf	*conf;

	conf = parse(HEAD "defaults: {interval: 1m}\nfeeds: ['http://a/']\n");
	is_num(conf->nwarnings, 1, "one warning for a default");
	is(conf->warnings[0], "f:2:22: interval: 1m is a burden on the "
	    "server; 5m or more is polite", "a short interval");
	conf_free(conf);
	conf = parse(HEAD "feeds: [{url: 'http://a/', interval: 5m}]\n");
	is_num(conf->nwarnings, 0, "5m is none");
	conf_free(conf);
	conf = parse(HEAD "feeds: [{url: 'http://a/',\n"
	    "  auth: {user: u, password: p}}]\n");
	is(conf->warnings[0], "f:2:15: auth: over http the password can be "
	    "read on the way; use https", "a password in the clear");
	conf_free(conf);
	conf = parse(HEAD);
	is(conf->warnings[0],
	    "f:1:1: feeds: there are none; nothing will be polled",
	    "no feeds");
	conf_free(conf);
}

/* What is asked of the parts of a topic, and when. */
static void
test_parts(void)
{
	static const struct {
		const char	*topic, *joined;
	} v[] = {
		{ "{match: m, any: [a, b], all: [c, d], not: [e, f]}",
		    "(m) AND ((a) OR (b)) AND (c) AND (d) AND NOT (e) AND "
		    "NOT (f)" },
		{ "{not: e, any: [a, b]}", "((a) OR (b)) AND NOT (e)" },
		{ "{any: a, not: [e]}", "((a)) AND NOT (e)" },
		{ "{match: a AND NOT b, all: b}", "(a AND NOT b) AND (b)" },
		{ "{all: ['lang:en', 'lang:de']}",
		    "(lang:en) AND (lang:de)" },
		{ "{match: a AND NOT b}", "" },
		{ "{any: [a, b], all: c}", "" },
		{ "[NOT, a]", "" },
		{ "{any: a, not: ['#']}", "((a)) AND NOT (#)" }
	};
	char			*text;
	struct conf		*conf;

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		joined[0] = '\0';
		text = xasprintf(HEAD "feeds: [https://a.example/x]\n"
		    "topics: {t: %s}\n", v[i].topic);
		conf = conf_parse("f", text, strlen(text), check, NULL);
		ok(conf != NULL, v[i].topic);
		is(joined, v[i].joined, "its parts together");
		conf_free(conf);
		free(text);
	}
}

/* Each row can be found, and its default lies within its own bounds. */
static void
test_table(void)
{
	const struct table_row	*row;
	int			 good = 1;

	for (size_t i = 0; (row = conf_table_row(i)) != NULL; i++)
		for (unsigned int s = 1; s < 1u << TABLE_SCOPES; s <<= 1)
			if (row->scopes & s &&
			    conf_table_find((enum table_scope)s, row->name) !=
			    row) {
				printf("# %s\n", row->name);
				good = 0;
			}
	ok(good, "no key has two rows in one scope");
}

int
main(void)
{
	test_errors();
	test_slips();
	test_aliases();
	test_defaults();
	test_values();
	test_inheritance();
	test_limits();
	test_limits_text();
	test_topics();
	test_warnings();
	test_parts();
	test_table();
	return (tap_done());
}
