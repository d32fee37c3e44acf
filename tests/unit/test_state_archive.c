/* parent/state_archive: what is kept of stories, and how they are found. */

#include <time.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/state_archive.h"
#include "parent/state_filing.h"
#include "tap.h"
#include "tree.h"

#define DAY	((int64_t)86400)
#define T0	((int64_t)1800000000)

static char		*root, *dir;
static struct state	*st;

static void
reopen(void)
{
	char	*cause = NULL;

	state_close(st);
	if (state_open(dir, &st, &cause) == -1) {
		printf("Bail out! %s\n", cause);
		exit(1);
	}
}

static int64_t
feed_id(const char *name)
{
	struct state_feed	f;
	int64_t			id;

	if (state_feed_load(st, name, NULL, &f, NULL) == -1)
		return (-1);
	id = f.id;
	state_feed_clear(&f);
	return (id);
}

static struct digest
digest_of(const char *s)
{
	struct digest	d = { { 0 } };

	if (s != NULL)
		digest_bytes(s, strlen(s), &d);
	return (d);
}

static uint64_t
put(const char *feed, const char *guid, const char *link, const char *id,
    int64_t now)
{
	struct keys	k = { .date = T0 };
	uint64_t	story = 0;

	k.guid = digest_of(guid);
	k.link = digest_of(link);
	if (state_story_put(st, feed_id(feed), &k, id != NULL, id, now, &story,
	    NULL) == -1)
		return (0);
	return (story);
}

static int
keep(uint64_t story, const char *texts, const char *topics, int64_t now)
{
	return (state_archive_put(st, story, texts, strlen(texts), topics, now,
	    NULL));
}

static int
see(const struct state_seen *s, void *arg)
{
	struct buf	*b = arg;

	buf_printf(b, "%s %lld-%lld %d %s", s->feed,
	    (long long)(s->first_seen - T0), (long long)(s->last_seen - T0),
	    s->flags, s->message_id != NULL ? s->message_id : "-");
	if (s->archived != 0)
		buf_printf(b, " %lld %s \"%.*s\"",
		    (long long)(s->archived - T0),
		    s->topics != NULL ? s->topics : "-", (int)s->len,
		    (const char *)s->texts);
	buf_puts(b, "; ");
	return (0);
}

static void
is_seen(const char *link, const char *id, const char *want, const char *name)
{
	struct digest	d = digest_of(link);
	struct buf	b;
	int		rv;

	buf_init(&b, 65536);
	rv = link != NULL ? state_seen_link(st, &d, see, &b, NULL) :
	    state_seen_message(st, id, see, &b, NULL);
	if (rv == -1)
		buf_puts(&b, "failed");
	is(buf_string(&b), want, name);
	buf_clear(&b);
}

static void
test_seen(void)
{
	uint64_t	a = put("A", "1", "l", "m@x", T0), b;

	put("A", "2", "other", NULL, T0);
	is_seen("nothing", NULL, "", "an unknown link");
	is_seen(NULL, "n@x", "", "an unknown Message-ID");
	is_seen("l", NULL, "A 0-0 1 m@x; ", "a story without texts");
	keep(a, "texts", "one\ntwo", T0);
	is_seen("l", NULL, "A 0-0 1 m@x 0 one\ntwo \"texts\"; ", "with texts");
	b = put("B", "3", "l", NULL, T0 + 5);
	keep(b, "theirs", NULL, T0 + 5);
	is_seen("l", NULL, "A 0-0 1 m@x 0 one\ntwo \"texts\"; "
	    "B 5-5 0 - 5 - \"theirs\"; ", "and in another feed");
	is_seen(NULL, "m@x", "A 0-0 1 m@x 0 one\ntwo \"texts\"; "
	    "B 5-5 0 - 5 - \"theirs\"; ", "all of them by Message-ID");
	keep(a, "edited", "two", T0 + DAY);
	is_seen("other", NULL, "A 0-0 0 -; ", "another link, another story");
	put("C", "4", NULL, "bare@x", T0);
	is_seen(NULL, "bare@x", "C 0-0 1 bare@x; ", "one without a link");
	is_seen("l", NULL, "A 0-0 1 m@x 86400 two \"edited\"; "
	    "B 5-5 0 - 5 - \"theirs\"; ", "an edit takes the place");
	reopen();
	is_seen("l", NULL, "A 0-0 1 m@x 86400 two \"edited\"; "
	    "B 5-5 0 - 5 - \"theirs\"; ", "after a restart as well");
	ok(keep(4711, "x", NULL, T0) == -1, "texts of no story can't be kept");
}

static int
see_filing(const struct state_filing *f, void *arg)
{
	buf_printf(arg, "%s/%s%s; ", f->target, f->base,
	    f->kept ? " waits" : "");
	return (0);
}

static void
test_filings(void)
{
	uint64_t	s = put("F", "f", "fl", "f@x", T0);
	int64_t		one, two;
	struct buf	b;

	state_filing_intend(st, s, "/z", "1", NULL, 0, &one, NULL);
	state_filing_intend(st, s, "/a", "2", "mail", 4, &two, NULL);
	state_filing_intend(st, put("F", "g", NULL, "g@x", T0), "/z", "3",
	    NULL, 0, &two, NULL);
	state_filing_mark(st, one, NULL);
	buf_init(&b, 4096);
	ok(state_seen_filings(st, s, see_filing, &b, NULL) == 0, "filings");
	is(buf_string(&b), "/z/1; /a/2 waits; ", "of just that story");
	buf_clear(&b);
}

static int
count(const struct state_seen *s, void *arg)
{
	(void)s;
	(*(int *)arg)++;
	return (0);
}

static void
test_many(void)
{
	struct digest	d = digest_of("shared");
	char		name[16];
	int		n = 0;

	state_begin(st, NULL);
	for (int i = 0; i < STATE_SEEN_MAX + 10; i++) {
		snprintf(name, sizeof(name), "many %d", i);
		put(name, name, "shared", NULL, T0);
	}
	state_commit(st, NULL);
	state_seen_link(st, &d, count, &n, NULL);
	is_num(n, STATE_SEEN_MAX, "a link that very many feeds have");
}

static size_t
expire(int64_t before, size_t max)
{
	size_t	n = 99;

	return (state_archive_expire(st, before, max, &n, NULL) == 0 ? n : 99);
}

/* Stories age by the polls of all feeds. */
static void
poll_later(const char *name, int64_t when)
{
	struct state_feed	f;

	state_feed_load(st, name, NULL, &f, NULL);
	f.last_poll = when;
	ok(state_feed_save(st, &f, NULL) == 0, "a poll long afterwards");
	state_feed_clear(&f);
}

static void
test_expire(void)
{
	uint64_t	s[5];
	char		guid[8], link[8];
	size_t		n;

	expire(T0 + 1000 * DAY, 1000);
	for (int i = 0; i < 5; i++) {
		snprintf(guid, sizeof(guid), "e%d", i);
		snprintf(link, sizeof(link), "el%d", i);
		s[i] = put("E", guid, link, NULL, T0);
		keep(s[i], "old", NULL, T0 + 5 - i);
	}
	is_num(expire(T0 + 1, 10), 0, "nothing is old enough");
	is_num(expire(T0 + 5, 2), 2, "as many as are wanted");
	is_seen("el4", NULL, "E 0-0 0 -; ", "the oldest went, its story stays");
	is_seen("el2", NULL, "E 0-0 0 - 3 - \"old\"; ", "the next is there");
	is_num(expire(T0 + 5, 10), 2, "then the rest");
	is_seen("el0", NULL, "E 0-0 0 - 5 - \"old\"; ", "the youngest stays");
	poll_later("another feed", T0 + 1000 * DAY);
	state_expire(st, T0 + 1000 * DAY, 90 * DAY, 100, &n, NULL);
	is_num(expire(T0 + 1000 * DAY, 10), 0, "texts go with their story");
	ok(state_check(st, NULL) == 0, "the state is whole");
}

static int64_t
since(void)
{
	int64_t	t = -1;

	state_since(st, &t, NULL);
	return (t);
}

static void
run_sql(const char *text)
{
	char		*path = xasprintf("%s/state.db", dir);
	struct sqlite3	*db;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		printf("Bail out! %s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
	free(path);
}

/* A state of version 2, which kept no texts. */
static void
test_migration(void)
{
	int64_t	now = (int64_t)time(NULL);

	ok(since() >= now - 600 && since() <= now, "a new state begins now");
	put("old", "first", "ml", "m@old", T0 + 7);
	put("old", "second", NULL, NULL, T0 + 3);
	state_close(st);
	st = NULL;
	run_sql("DROP TABLE told; DROP INDEX filing_next;"
	    "DROP INDEX filing_story;"
	    "ALTER TABLE filing DROP COLUMN revision;"
	    "ALTER TABLE filing DROP COLUMN next;"
	    "ALTER TABLE filing DROP COLUMN first;"
	    "CREATE UNIQUE INDEX filing_story ON filing (story, target);"
	    "DROP TABLE notice; ALTER TABLE self DROP COLUMN aside;"
	    "ALTER TABLE feed DROP COLUMN turned;"
	    "ALTER TABLE feed DROP COLUMN told;"
	    "ALTER TABLE feed DROP COLUMN told_since;"
	    "ALTER TABLE feed DROP COLUMN told_in;"
	    "ALTER TABLE feed DROP COLUMN told_moved;"
	    "DROP TABLE archive; DROP INDEX story_message_id;"
	    "ALTER TABLE self DROP COLUMN since;"
	    "ALTER TABLE feed DROP COLUMN largest;"
	    "ALTER TABLE feed DROP COLUMN held;"
	    "ALTER TABLE feed DROP COLUMN held_since;"
	    "DROP INDEX filing_held; DROP INDEX filing_unmarked;"
	    "ALTER TABLE filing DROP COLUMN held;"
	    "CREATE INDEX filing_unmarked ON filing (id) WHERE marked = 0;"
	    "ALTER TABLE self DROP COLUMN mails;"
	    "ALTER TABLE self DROP COLUMN recalled; DROP TABLE recalled;"
	    "ALTER TABLE feed DROP COLUMN guids;"
	    "ALTER TABLE feed DROP COLUMN guid_runs;"
	    "ALTER TABLE story DROP COLUMN path;"
	    "ALTER TABLE story DROP COLUMN old_guid;"
	    "ALTER TABLE story DROP COLUMN old_link;"
	    "ALTER TABLE story RENAME COLUMN title TO stamp;"
	    "DROP TABLE band; DROP TABLE sketch;"
	    "PRAGMA user_version = 2;");
	reopen();
	is_num(since(), T0 + 3, "an old one began with its first story");
	is_seen("ml", NULL, "old 7-7 1 m@old; ", "its stories are found");
	is_seen(NULL, "m@old", "old 7-7 1 m@old; ", "by Message-ID, too");
	keep(put("old", "third", "ml3", NULL, T0), "x", NULL, T0);
	is_seen("ml3", NULL, "old 0-0 0 - 0 - \"x\"; ", "and texts kept");
	ok(state_check(st, NULL) == 0, "the state is whole");
}

int
main(void)
{
	root = tree_new_fast();
	dir = xasprintf("%s/state", root);
	faults_start(root);
	reopen();
	test_migration();
	test_seen();
	test_filings();
	test_many();
	test_expire();
	state_close(st);
	tree_remove(root);
	free(dir);
	free(root);
	return (tap_done());
}
