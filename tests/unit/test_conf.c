#include <fnmatch.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "conf/conf.h"
#include "conf/table.h"
#include "conf_errors.h"
#include "conf_slips.h"
#include "tap.h"

#define HEAD	"deliver: maildir:/m\n"

static char	dir[] = "/tmp/newsieve-conf.XXXXXX";

static char	joined[200];	/* parts of a topic, as they were checked */

/*
 * Stands for topic_check: brackets are refused but around all of a topic,
 * whose parts have brackets.  There ! is refused, and # for its depth, also
 * beside an OR; of NOT (! the NOT.
 */
static int
check(const char *keyword, size_t *offset, char **cause)
{
	const char	*bad = strpbrk(keyword, "()");

	if (strncmp(keyword, "a OR ((", 7) == 0)
		bad = strchr(keyword, '#');
	else if (bad == keyword) {
		snprintf(joined, sizeof(joined), "%s", keyword);
		bad = strpbrk(keyword, "!#");
		if (bad != NULL && bad - keyword >= 5 &&
		    strncmp(bad - 5, "NOT (", 5) == 0)
			bad -= 5;
	}
	if (bad == NULL)
		return (0);
	*offset = (size_t)(bad - keyword);
	return (cause_set(cause, "no such sign"));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return (remove(path));
}

static void
clean_up(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
path_of(const char *name)
{
	static char	path[4][256];
	static size_t	i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof(path[i]), "%s/%s", dir, name);
	return (path[i]);
}

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE	*f = fopen(path_of(name), "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF ||
	    chmod(path_of(name), mode) == -1)
		abort();
}

/* The error with the directory's name taken out; "" where there is none. */
static const char *
error_of(const char *name)
{
	static char	 text[2048];
	char		*cause = NULL, *p, *q;
	struct conf	*conf = conf_read(path_of(name), check, &cause);

	text[0] = '\0';
	if (conf == NULL)
		snprintf(text, sizeof(text), "%s", cause);
	conf_free(conf);
	free(cause);
	while ((p = strstr(text, dir)) != NULL) {
		q = p + strlen(dir) + 1;
		memmove(p, q, strlen(q) + 1);
	}
	return (text);
}

static struct conf *
parse(const char *text)
{
	char		*cause = NULL;
	struct conf	*conf;

	conf = conf_parse("f", text, strlen(text), check, &cause);
	if (conf == NULL)
		printf("# %s\n", cause);
	free(cause);
	if (conf == NULL)
		abort();
	return (conf);
}

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

static void
test_include(void)
{
	struct conf	*conf;
	char		*cause = NULL;

	mkdir(path_of("d"), 0700);
	write_file("main.yaml", HEAD "include: [d/*.yaml, more.yaml]\n"
	    "feeds: ['http://main/']\n", 0600);
	write_file("d/b.yaml", "feeds: ['http://b/']\n", 0600);
	write_file("d/a.yaml", "topics: {t: [x]}\nfeeds: ['http://a/']\n",
	    0600);
	write_file("d/c.txt", "nonsense\n", 0600);
	write_file("more.yaml", "include: d/a.yaml\nfeeds: ['http://more/']\n",
	    0600);
	conf = conf_read(path_of("main.yaml"), check, &cause);
	ok(conf != NULL, "files are joined");
	if (conf == NULL)
		printf("# %s\n", cause);
	free(cause);
	is_num(conf->nfeeds, 4, "a file read twice counts once");
	is(conf->feeds[0].name, "main/", "the main file first");
	is(conf->feeds[1].name, "a/", "then by name");
	is(conf->feeds[2].name, "b/", "in order");
	is(conf->feeds[3].name, "more/", "then the next pattern");
	is_num(conf->ntopics, 1, "topics are joined, too");
	is(conf->feeds[1].mark.file, path_of("d/a.yaml"), "a mark's file");
	conf_free(conf);

	write_file("d/b.yaml", "feeds:\n  - url: x\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:2:10: url: \"x\" has no scheme; "
	    "did you mean https://x?", "an error names the included file");
	write_file("d/b.yaml", "topics:\n  t:\n    match: |\n"
	    "      one\n\n        (x\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:6:9: match: at character 8: no "
	    "such sign", "one in an expression, too");
	write_file("d/b.yaml", "topics:\n  t: [*x]\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:2:7: *x is an alias of YAML that "
	    "stands for nothing; put text that begins with * into quotation "
	    "marks: \"*x\"", "and one of YAML");
	write_file("d/b.yaml", "feeds: ['http://main/']\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:9: name: \"main/\" is already "
	    "the name of a feed in main.yaml:3; give one of them another name",
	    "names differ over files");
	write_file("d/b.yaml", "topics: {t: [y]}\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:10: topics: \"t\" is already "
	    "the name of a topic in d/a.yaml:1; give one of them another name",
	    "topics differ over files");
	write_file("d/b.yaml", "workers: 2\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: workers: only the main file "
	    "may say this; an included one holds topics, feeds and include",
	    "what may be included");
	write_file("d/b.yaml", "feds: []\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: feds: unknown key of the top "
	    "level; did you mean feeds?", "an unknown key there");
	write_file("d/b.yaml", "", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: the file is empty; expected "
	    "keys such as feeds:", "an empty file there");
	unlink(path_of("d/b.yaml"));
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

static void
test_include_errors(void)
{
	if (mkfifo(path_of("pipe"), 0600) == -1)
		abort();
	write_file("more.yaml", "include: main.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: main.yaml "
	    "includes itself; remove it here", "a cycle of two");
	write_file("more.yaml", "include: more.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: more.yaml "
	    "includes itself; remove it here", "a cycle of one");
	write_file("more.yaml", "include: gone.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: gone.yaml: No "
	    "such file or directory", "a file that isn't there");
	write_file("more.yaml", "include: gone/*.yaml\n", 0600);
	is(error_of("main.yaml"), "", "a pattern may match nothing");
	write_file("more.yaml", "include: {a: b}\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: expected a file "
	    "or a list of files such as conf.d/*.yaml, not a map",
	    "a map as include");
	write_file("more.yaml", "include: pipe\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: pipe: is not a "
	    "regular file", "a pipe as included file");
	write_file("more.yaml", "include: /dev/zero\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: /dev/zero: is not "
	    "a regular file", "a device as included file");
	is(error_of("none.yaml"), "none.yaml: can't be read: No such file "
	    "or directory", "no main file");
	is(error_of("d"), "d: can't be read: Is a directory",
	    "a directory as main file");
}

/* A feed with these keys in a file of its own. */
static const char *
error_with(const char *keys)
{
	char	*text = xasprintf(HEAD "feeds:\n  - url: https://a/\n    %s\n",
		    keys);

	write_file("s.yaml", text, 0600);
	free(text);
	return (error_of("s.yaml"));
}

/* What is on standard input may well be a pipe. */
static void
test_main_pipe(void)
{
	static const char	text[] = HEAD "feeds: [https://a/]\n";
	struct conf		*conf;
	char			 path[32];
	int			 fd[2];

	if (pipe(fd) == -1 ||
	    write(fd[1], text, sizeof(text) - 1) != sizeof(text) - 1)
		abort();
	close(fd[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	conf = conf_read(path, check, NULL);
	ok(conf != NULL && conf->nfeeds == 1, "a pipe as main file");
	conf_free(conf);
	close(fd[0]);
}

static void
test_secrets(void)
{
	struct conf	*conf;
	char		*text;

	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	write_file("pw", "secret word\n", 0600);
	write_file("two", "a\nb\n", 0600);
	write_file("none", "\n", 0600);
	is(error_with("auth: {user: u, password_file: two}"),
	    "s.yaml:4:36: password_file: two: expected one line with the "
	    "password", "a file of two lines");
	is(error_with("auth: {user: u, password_file: none}"),
	    "s.yaml:4:36: password_file: none: expected one line with the "
	    "password", "an empty file");
	is(error_with("auth: {user: u, password_file: a/b}"),
	    "s.yaml:4:36: password_file: expected an absolute path or the "
	    "name of a credential, not \"a/b\"", "a relative path");
	is(error_with("auth: {user: u, password_file: pipe}"),
	    "s.yaml:4:36: password_file: pipe: is not a regular file",
	    "a pipe isn't waited for");
	is(error_with("tls: {ca: pipe}"), "s.yaml:4:15: ca: pipe: is not a "
	    "regular file", "nor for certificates");
	is(error_with("tls: {ca: pw}"), "s.yaml:4:15: ca: pw: expected a PEM "
	    "file, with -----BEGIN in it", "no PEM file");
	write_file("pem", "-----BEGIN PRIVATE KEY-----\n", 0644);
	is(error_with("tls: {cert: pem}"), "s.yaml:4:10: tls: cert without "
	    "key; one file may be named for both", "cert without key");
	is(error_with("auth: {user: u, password_file: pw}"), "", "a good one");
	conf = conf_read(path_of("s.yaml"), check, NULL);
	is(conf->feeds[0].auth.password, "secret word", "without its newline");
	is_num(conf->nwarnings, 0, "a secret that is kept");
	conf_free(conf);
	chmod(path_of("pw"), 0644);
	conf = conf_read(path_of("s.yaml"), check, NULL);
	text = xasprintf("%s:4:36: password_file: anybody may read %s; chmod "
	    "o-r it", path_of("s.yaml"), path_of("pw"));
	is(conf->warnings[0], text, "a secret that isn't");
	free(text);
	conf_free(conf);
	is(error_with("tls: {cert: pem, key: pem}"), "", "one file for both");
	conf = conf_read(path_of("s.yaml"), check, NULL);
	is(conf->feeds[0].tls.key, "-----BEGIN PRIVATE KEY-----\n", "a key");
	ok(conf->nwarnings == 2, "an exposed key");
	conf_free(conf);
	(void)error_with("auth: {user: u, password: p}");
	chmod(path_of("s.yaml"), 0644);
	conf = conf_read(path_of("s.yaml"), check, NULL);
	ok(conf->nwarnings == 1 && strstr(conf->warnings[0], "password: "
	    "anybody may read this file") != NULL, "a password in the file");
	conf_free(conf);
	unsetenv("CREDENTIALS_DIRECTORY");
	is(error_with("auth: {user: u, password_file: pw}"),
	    "s.yaml:4:36: password_file: expected an absolute path, not "
	    "\"pw\"; a name alone is a credential of systemd, and "
	    "$CREDENTIALS_DIRECTORY isn't set", "no credentials");
}

static void
is_path(const char *target, struct conf_feed *f, const char *topic,
    const char *want, const char *name)
{
	char			*copy = xstrdup(target), *path, *pattern;
	struct conf_target	 t = { .kind = CONF_MAILDIR, .path = copy };

	path = conf_target_path(&t, f, topic);
	is(path, want, name);
	pattern = conf_target_pattern(&t);
	is_num(fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD), 0,
	    "... as its pattern says");
	free(pattern);
	free(path);
	free(copy);
}

static void
test_target_path(void)
{
	struct conf_feed	f = { .name = NULL };
	char			name[] = "../a  b.c", group[] = "中国 né!",
				long_a[400], long_b[400];
	char			*a, *b;
	struct conf_target	t = { .path = group };

	f.name = name;
	is_path("/m/{feed}", &f, NULL, "/m/-a-b-c", "runs become one -");
	is_path("/m/.{group}/{topic}", &f, NULL, "/m/.ungrouped/everything",
	    "what is absent has a name");
	is_path("/m/{topic}-{topic}", &f, "x_y--z", "/m/x_y--z-x_y--z",
	    "twice, and as it is");
	f.group = group;
	is_path("/m/{group}", &f, NULL, "/m/中国-né-", "letters of any script");
	is_path("/m/{topic}", &f, "...", "/m/-", "dots alone");
	is_path("/m/{topic}", &f, "\xff\xfe", "/m/-", "no UTF-8");
	is_path("/m/{topic}", &f, "new", "/m/new-", "a maildir's own name");
	is_path("/m/{topic}/x", &f, "cur", "/m/cur-/x", "one inside");
	is_path("/m/.{topic}/tmp{topic}", &f, "tmp", "/m/.tmp/tmptmp",
	    "a part of a name");
	is_path("/m\\[x]*?/{topic}", &f, "a", "/m\\[x]*?/a", "signs of patterns");
	memset(long_a, 'a', sizeof(long_a));
	memset(long_b, 'a', sizeof(long_b));
	long_a[399] = long_b[399] = '\0';
	long_b[398] = 'b';
	t.path = name;
	memcpy(name, "{topic}", 8);
	a = conf_target_path(&t, &f, long_a);
	b = conf_target_path(&t, &f, long_b);
	ok(strlen(a) < 200, "long names are cut");
	ok(strcmp(a, b) != 0, "and stay different");
	free(a);
	free(b);
}

static void
is_freed(char *got, const char *want, const char *name)
{
	is(got, want, name);
	free(got);
}

static void
is_found(const char *socket, const char *tried, const char *name)
{
	char	*got_tried;

	is_freed(conf_find_socket(&got_tried), socket, name);
	is_freed(got_tried, tried, "and says where it looked");
}

static void
test_places(void)
{
	setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1);
	setenv("RUNTIME_DIRECTORY", "/run/a", 1);
	is_freed(conf_default_state(), "/var/lib/a", "systemd's state");
	is_freed(conf_default_socket(), "/run/a/newsieved.sock",
	    "systemd's runtime directory");
	is_found("/run/newsieve/newsieved.sock", geteuid() == 0 ?
	    "/run/a/newsieved.sock, /run/newsieve/newsieved.sock" :
	    "/run/a/newsieved.sock, /var/lib/a/newsieved.sock, "
	    "/run/newsieve/newsieved.sock", "a client finds the system's");
	setenv("RUNTIME_DIRECTORY", dir, 1);
	write_file("newsieved.sock", "", 0600);
	is_found(path_of("newsieved.sock"), path_of("newsieved.sock"),
	    "or the one that is there");
	unsetenv("STATE_DIRECTORY");
	unsetenv("RUNTIME_DIRECTORY");
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	setenv("HOME", dir, 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	is_freed(conf_default_state(), path_of(".local/state/newsieve"),
	    "a user's state");
	is_freed(conf_default_socket(),
	    "/run/user/7/newsieve/newsieved.sock", "a user's socket");
	is_freed(conf_default_path(), SYSCONFDIR "/newsieve/newsieved.yaml",
	    "a user without a file");
	unsetenv("XDG_RUNTIME_DIR");
	setenv("XDG_STATE_HOME", "/s", 1);
	is_freed(conf_default_socket(), "/s/newsieve/newsieved.sock",
	    "a user without a session");
	if (geteuid() != 0 && setresuid(0, 0, 0) == -1 && getuid() == 0)
		abort();
}

static void
test_no_default(void)
{
	char	*cause = NULL, *want;

	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	/* There, or below a directory that isn't this user's to search. */
	if (faccessat(AT_FDCWD, SYSCONFDIR "/newsieve/newsieved.yaml", F_OK,
	    AT_EACCESS) == 0 || errno != ENOENT)
		return;
	want = conf_default_path();
	ok(conf_read(want, check, &cause) == NULL, "no configuration");
	free(want);
	is_freed(cause, "no configuration: neither "
	    "/nowhere/newsieve/newsieved.yaml nor " SYSCONFDIR
	    "/newsieve/newsieved.yaml is there", "and says where it belongs");
	setenv("XDG_CONFIG_HOME", dir, 1);
}

static void
test_user_path(void)
{
	struct conf	*conf;
	char		*tried;

	mkdir(path_of("newsieve"), 0755);
	write_file("newsieve/newsieved.yaml", HEAD, 0644);
	chmod(dir, 0755);
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	setenv("XDG_CONFIG_HOME", dir, 1);
	is_freed(conf_default_path(), path_of("newsieve/newsieved.yaml"),
	    "a user with a file");
	setenv("XDG_STATE_HOME", dir, 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	tried = xasprintf("/run/user/7/newsieve/newsieved.sock, %s, "
	    "/run/newsieve/newsieved.sock", path_of("newsieve/newsieved.sock"));
	is_found("/run/newsieve/newsieved.sock", tried,
	    "a user without a daemon");
	free(tried);
	if (setresuid(0, 0, 0) == -1 && errno != EPERM)
		abort();
	write_file("newsieve/newsieved.sock", "", 0600);
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	is_found(path_of("newsieve/newsieved.sock"),
	    path_of("newsieve/newsieved.sock"),
	    "a daemon without a session is found from within one");
	test_no_default();
	if (setresuid(0, 0, 0) == -1 && errno != EPERM)
		abort();
	setenv("HOME", "/srv/me", 1);
	conf = parse("deliver: maildir:~/News\nstate: ~/state\n");
	is(conf->state, "/srv/me/state", "~/ is the home");
	conf_free(conf);
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
	if (mkdtemp(dir) == NULL)
		abort();
	atexit(clean_up);
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
	test_include();
	test_parts();
	test_include_errors();
	test_main_pipe();
	test_secrets();
	test_target_path();
	test_table();
	test_places();
	test_user_path();
	return (tap_done());
}
