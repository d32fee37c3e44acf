#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <poll.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/state_archive.h"
#include "parent/state_aside.h"
#include "parent/state_copy.h"
#include "parent/state_filing.h"
#include "parent/state_outbox.h"
#include "parent/state_recall.h"
#include "parent/state_told.h"
#include "tap.h"
#include "tree.h"

#define DAY	((int64_t)86400)
#define T0	((int64_t)1800000000)

static char	*root, *dir;		/* dir holds the state */

static struct digest
digest_of(const char *s)
{
	struct digest	d = { { 0 } };

	if (s != NULL)
		digest_bytes(s, strlen(s), &d);
	return (d);
}

static struct keys
keys_of(const char *guid, const char *link)
{
	struct keys	k = { .date = T0 };

	k.guid = digest_of(guid);
	k.link = digest_of(link);
	k.path = digest_of("path");
	k.title = digest_of("title");
	k.text = digest_of("text");
	return (k);
}

static struct state *
reopen(struct state *st)
{
	struct state	*new = NULL;
	char		*cause = NULL;

	state_close(st);
	if (state_open(dir, &new, &cause) == -1) {
		printf("Bail out! %s\n", cause);
		exit(1);
	}
	return (new);
}

static int64_t
feed_id(struct state *st, const char *name)
{
	struct state_feed	f;
	int64_t			id;

	if (state_feed_load(st, name, NULL, &f, NULL) == -1)
		return (-1);
	id = f.id;
	state_feed_clear(&f);
	return (id);
}

static uint64_t
put(struct state *st, int64_t feed, const char *guid, const char *link,
    int filed, int64_t now)
{
	struct keys	k = keys_of(guid, link);
	uint64_t	id = 0;

	if (state_story_put(st, feed, &k, filed, NULL, now, &id, NULL) == -1)
		return (0);
	return (id);
}

/* The known stories of a feed; *first is the first one. */
static size_t
known(struct state *st, int64_t feed, struct known *first)
{
	struct pack_reader	r;
	struct buf		b;
	size_t			n = 0;

	buf_init(&b, 1 << 20);
	if (state_known(st, feed, &b, &n, NULL) == -1)
		n = SIZE_MAX;
	if (first != NULL && n != 0) {
		pack_reader_init(&r, b.data, b.len);
		known_get(&r, first);
	}
	if (n != SIZE_MAX && b.len != n * KNOWN_PACKED)
		n = SIZE_MAX;
	buf_clear(&b);
	return (n);
}

static void
test_lock(struct state *st)
{
	struct state	*other = NULL;
	struct stat	 sb;
	char		*cause = NULL, *want;

	ok(state_open(dir, &other, &cause) == -1, "a second open is refused");
	want = xasprintf("the state in %s is in use by process %ld "
	    "(newsieved)", dir, (long)getpid());
	is(cause, want, "and told who holds it");
	ok(stat(dir, &sb) == 0 && (sb.st_mode & 0777) == 0700,
	    "the directory is the user's alone");
	(void)st;
	free(want);
	free(cause);
}

/* Killed between fork and exec: its child has the lock a moment longer. */
static void
test_heir(void)
{
	struct state	*st;
	pid_t		 pid = fork();
	char		*at = xasprintf("%s/heir", root);

	if (pid == 0) {
		if (state_open(at, &st, NULL) == 0 && fork() == 0)
			poll(NULL, 0, 200);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	ok(state_open(at, &st, NULL) == 0, "a dead daemon's lock goes soon");
	state_close(st);
	free(at);
}

static void
fill_feed(struct state_feed *f)
{
	f->url = xstrdup("https://a.example/feed");
	f->etag.p = xmalloc(6);
	memcpy(f->etag.p, "W/\"\0x\"", 6);
	f->etag.len = 6;
	f->body = digest_of("body");
	f->last_poll = T0;
	f->last_good = T0 - 1;
	f->next_poll = T0 + 3600;
	f->last_read = T0 - 2;
	f->last_result = xstrdup("error");
	f->last_error = xstrdup("Zeitüberschreitung");
	f->why = xstrdup("interval");
	f->last_status = 503;
	f->failures = 3;
	f->kills = 1;
	f->mode = STATE_GONE;
	f->stories = 77;
	f->delivered = 7;
	f->largest = 5;
	f->held = 4;
	f->held_since = T0 - 3;
	f->moved = xstrdup("https://b.example/");
	f->moved_seen = 4;
	f->moved_since = T0 - DAY;
	f->ttl = 1800;
	f->update_period = 7200;
	f->skip_hours = 0x800001;
	f->skip_days = 0x41;
	f->met = 0x21;
	f->limits = digest_of("limits");
	f->guids = (struct guid_quality){ GUID_CHANGING, 2 };
}

static void
is_filled(const struct state_feed *f)
{
	is(f->url, "https://a.example/feed", "url");
	ok(f->etag.len == 6 && memcmp(f->etag.p, "W/\"\0x\"", 6) == 0,
	    "etag, byte for byte");
	ok(f->last_modified.p == NULL && f->last_modified.len == 0,
	    "no last_modified");
	ok(digest_equal(&f->body, &(struct digest){ 0 }) == 0, "body");
	is_num(f->last_poll, T0, "last_poll");
	is_num(f->last_good, T0 - 1, "last_good");
	is_num(f->next_poll, T0 + 3600, "next_poll");
	is_num(f->last_read, T0 - 2, "last_read");
	is(f->last_result, "error", "last_result");
	is(f->last_error, "Zeitüberschreitung", "last_error");
	is(f->why, "interval", "why");
	is_num(f->last_status, 503, "last_status");
	is_num(f->failures, 3, "failures");
	is_num(f->kills, 1, "kills");
	is_num(f->mode, STATE_GONE, "mode");
	is_num((intmax_t)f->stories, 77, "stories");
	is_num((intmax_t)f->delivered, 7, "delivered");
	is_num((intmax_t)f->largest, 5, "largest");
	is_num((intmax_t)f->held, 4, "held");
	is_num(f->held_since, T0 - 3, "held_since");
	is(f->moved, "https://b.example/", "moved");
	is_num(f->moved_seen, 4, "moved_seen");
	is_num(f->moved_since, T0 - DAY, "moved_since");
	is_num(f->ttl, 1800, "ttl");
	is_num(f->update_period, 7200, "update_period");
	is_num(f->skip_hours, 0x800001, "skip_hours");
	is_num(f->skip_days, 0x41, "skip_days");
	is_num(f->met, 0x21, "met");
	ok(digest_equal(&f->limits, &(struct digest){ 0 }) == 0, "limits");
	is_num(f->guids.state, GUID_CHANGING, "guids");
	is_num(f->guids.runs, 2, "guid_runs");
}

static struct state *
test_feed(struct state *st)
{
	struct state_feed	f;
	int64_t			id;
	char			*cause = NULL;

	ok(state_feed_load(st, "A", NULL, &f, NULL) == 0, "a feed is made");
	ok(f.id != 0 && f.url == NULL && f.last_poll == 0, "and is blank");
	id = f.id;
	fill_feed(&f);
	ok(state_feed_save(st, &f, NULL) == 0, "it is saved");
	state_feed_clear(&f);
	st = reopen(st);
	ok(state_feed_load(st, "A", NULL, &f, NULL) == 0, "and loaded");
	is_num(f.id, id, "it is the same");
	is_filled(&f);
	state_feed_clear(&f);
	ok(state_feed_load(st, "B", "A", &f, NULL) == 0, "renamed");
	is_num(f.id, id, "it keeps its row");
	state_feed_clear(&f);
	ok(state_feed_load(st, "B", "A", &f, NULL) == 0 && f.id == id,
	    "was is no harm afterwards");
	f.id = 4711;
	ok(state_feed_save(st, &f, &cause) == -1 && cause != NULL,
	    "a feed that isn't there can't be saved");
	free(cause);
	state_feed_clear(&f);
	ok(feed_id(st, "A") != id, "the old name is free again");
	return (st);
}

/* A state of version 1, as an older release left it. */
static void
make_version_1(void)
{
	static const char	text[] =
	    "DROP TABLE told; DROP INDEX filing_next;"
	    "DROP INDEX filing_story;"
	    "ALTER TABLE filing DROP COLUMN revision;"
	    "ALTER TABLE filing DROP COLUMN next;"
	    "ALTER TABLE filing DROP COLUMN first;"
	    "CREATE UNIQUE INDEX filing_story ON filing (story, target);"
	    "DROP TABLE notice;"
	    "ALTER TABLE self DROP COLUMN aside;"
	    "ALTER TABLE feed DROP COLUMN turned;"
	    "ALTER TABLE feed DROP COLUMN told;"
	    "ALTER TABLE feed DROP COLUMN told_since;"
	    "ALTER TABLE feed DROP COLUMN told_in;"
	    "ALTER TABLE feed DROP COLUMN told_moved;"
	    "DROP TABLE archive;"
	    "DROP INDEX story_message_id;"
	    "ALTER TABLE self DROP COLUMN since;"
	    "ALTER TABLE feed DROP COLUMN met;"
	    "ALTER TABLE feed DROP COLUMN limits;"
	    "ALTER TABLE feed DROP COLUMN largest;"
	    "ALTER TABLE feed DROP COLUMN held;"
	    "ALTER TABLE feed DROP COLUMN held_since;"
	    "DROP TABLE band;"
	    "DROP TABLE sketch;"
	    "DROP INDEX filing_held;"
	    "DROP INDEX filing_unmarked;"
	    "ALTER TABLE filing DROP COLUMN held;"
	    "ALTER TABLE self DROP COLUMN mails;"
	    "ALTER TABLE self DROP COLUMN recalled;"
	    "DROP TABLE recalled;"
	    "CREATE INDEX filing_unmarked ON filing (id) WHERE marked = 0;"
	    "ALTER TABLE feed DROP COLUMN guids;"
	    "ALTER TABLE feed DROP COLUMN guid_runs;"
	    "ALTER TABLE story DROP COLUMN path;"
	    "ALTER TABLE story DROP COLUMN old_guid;"
	    "ALTER TABLE story DROP COLUMN old_link;"
	    "ALTER TABLE story RENAME COLUMN title TO stamp;"
	    "PRAGMA user_version = 1;";
	char			*path = xasprintf("%s/state.db", dir);
	struct sqlite3		*db;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
		printf("Bail out! %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_close(db);
	free(path);
}

static struct state *
test_migration(struct state *st)
{
	struct state_feed	f;
	struct known		got;
	struct keys		k = keys_of("mg", "ml");
	int64_t			id = feed_id(st, "M");

	put(st, id, "mg", "ml", 1, T0);
	state_close(st);
	make_version_1();
	st = reopen(NULL);
	ok(state_feed_load(st, "B", NULL, &f, NULL) == 0 && f.url != NULL,
	    "a feed of version 1 is there");
	is_num(f.skip_days, 0x41, "with all it had");
	is_num(f.met, 0, "and met no limit");
	ok(f.largest == 0 && f.held == 0, "and holds nothing back");
	ok(state_mails(st) == 0 && !state_recall_is_due(st),
	    "its mails are known");
	f.met = 3;
	ok(state_feed_save(st, &f, NULL) == 0, "and is saved");
	state_feed_clear(&f);
	st = reopen(st);
	ok(state_feed_load(st, "B", NULL, &f, NULL) == 0 && f.met == 3,
	    "as one of this version");
	state_feed_clear(&f);
	is_num(known(st, id, &got), 1, "a story of version 1 is known");
	ok(digest_equal(&got.keys.guid, &k.guid) &&
	    digest_equal(&got.keys.link, &k.link) && got.keys.date == T0 &&
	    got.flags == KNOWN_FILED, "by its strong keys");
	ok(digest_is_none(&got.keys.title) && digest_is_none(&got.keys.text),
	    "its weak ones were made otherwise");
	return (st);
}

static void
test_story(struct state *st)
{
	int64_t		 a = feed_id(st, "S1"), b = feed_id(st, "S2");
	struct keys	 k = keys_of("g", "l");
	struct known	 got;
	uint64_t	 id = 0, other;

	is_num(known(st, a, NULL), 0, "no stories yet");
	ok(state_story_put(st, a, &k, 0, NULL, T0, &id, NULL) == 0 && id != 0,
	    "a story is added");
	is_num(known(st, a, &got), 1, "then it is known");
	ok(got.id == id && got.flags == 0 &&
	    memcmp(&got.keys, &k, sizeof(k)) == 0, "with all its keys");
	is_num(known(st, b, NULL), 0, "but not in another feed");

	other = id;
	k = keys_of(NULL, "l2");
	k.date = 0;
	ok(state_story_put(st, a, &k, 1, "<m@x>", T0, &other, NULL) == 0,
	    "it is put again with another link");
	is_num(other, id, "its id stays");
	known(st, a, &got);
	ok(digest_equal(&got.keys.link, &k.link), "the link is the new one");
	k = keys_of("g", "l");
	ok(digest_equal(&got.old_link, &k.link) &&
	    digest_is_none(&got.old_guid), "the one before is remembered");
	k = keys_of("g", "l");
	ok(digest_equal(&got.keys.guid, &k.guid) && got.keys.date == T0,
	    "an absent key or date leaves the old one");
	is_num(got.flags, KNOWN_FILED, "it is filed now");
	ok(state_story_put(st, a, &k, 0, NULL, T0, &other, NULL) == 0,
	    "put without filed");
	known(st, a, &got);
	is_num(got.flags, KNOWN_FILED, "it stays filed");

	ok(state_story_put(st, b, &k, 0, NULL, T0, &other, NULL) == 0 &&
	    other != id, "another feed's id is a new story");
	is_num(known(st, b, NULL), 1, "of this feed");
	other = id + 1;
	ok(state_story_put(st, a, &k, 0, NULL, T0, &other, NULL) == 0,
	    "an id that isn't there");
	is_num(known(st, a, NULL), 2, "is a new story, too");
	id = 0;
	ok(state_story_put(st, 4711, &k, 0, NULL, T0, &id, NULL) == -1,
	    "a feed that isn't there has no stories");
}

/* A put that has nothing to say must not write: the pages of a poll. */
static void
test_quiet_put(struct state *st)
{
	int64_t		 feed = feed_id(st, "Q");
	struct keys	 k = keys_of("q", "q");
	uint64_t	 id = 0;
	struct buf	 b;

	buf_init(&b, 1 << 16);
	state_story_put(st, feed, &k, 0, NULL, T0, &id, NULL);
	faults_start(root);
	faults_trace(&b);
	state_story_put(st, feed, &k, 0, NULL, T0 + DAY, &id, NULL);
	is_num((intmax_t)b.len, 0, "within a day nothing is written");
	state_story_put(st, feed, &k, 0, NULL, T0 + DAY + 1, &id, NULL);
	ok(strstr(buf_string(&b), "state.db-wal") != NULL,
	    "after a day last_seen is");
	buf_reset(&b);
	k.text = digest_of("other text");
	state_story_put(st, feed, &k, 0, NULL, T0 + DAY + 1, &id, NULL);
	ok(b.len != 0, "and a new key at once");
	faults_start(root);
	buf_clear(&b);
}

static void
test_numbers(struct state *st)
{
	int64_t		feed = feed_id(st, "N");
	uint64_t	a, b;
	int64_t		filing;
	size_t		n;

	a = put(st, feed, "n1", NULL, 0, T0);
	state_begin(st, NULL);
	state_filing_intend(st, a, "/box", "base", NULL, 0, &filing, NULL);
	state_filing_drop(st, filing, NULL);
	state_commit(st, NULL);
	n = known(st, feed, NULL);
	is_num(n, 0, "a dropped story is forgotten");
	b = put(st, feed, "n2", NULL, 0, T0);
	ok(b > a, "its id doesn't come again");
}

static size_t
expire_some(struct state *st, int64_t now, size_t max)
{
	size_t	n = 99;

	return (state_expire(st, now, 90 * DAY, max, &n, NULL) == 0 ? n : 99);
}

static size_t
expire(struct state *st, int64_t now)
{
	return (expire_some(st, now, 100000));
}

static void
save_times(struct state *st, const char *name, int64_t last_poll,
    int64_t last_read)
{
	struct state_feed	f;

	state_feed_load(st, name, NULL, &f, NULL);
	f.last_poll = last_poll;
	f.last_read = last_read;
	state_feed_save(st, &f, NULL);
	state_feed_clear(&f);
}

/* What can't go isn't counted among the few that may. */
static void
test_expire_some(struct state *st)
{
	int64_t		feed = feed_id(st, "L"), filing;
	uint64_t	waiting = put(st, feed, "waiting", NULL, 1, T0);

	state_filing_intend(st, waiting, "/l", "l", "m", 1, &filing, NULL);
	put(st, feed, "2", NULL, 0, T0 + 2);
	put(st, feed, "3", NULL, 0, T0 + 3);
	put(st, feed, "1", NULL, 0, T0 + 1);
	save_times(st, "L", T0 + 200 * DAY, T0 + 200 * DAY);
	is_num(expire_some(st, T0 + 200 * DAY, 1), 1, "one goes");
	is_num(known(st, feed, NULL), 3, "and no other");
	is_num(expire_some(st, T0 + 200 * DAY, 1), 1, "the next");
	is_num(expire_some(st, T0 + 200 * DAY, 5), 1, "then what is left");
	is_num(known(st, feed, NULL), 1, "but what waits for its target");
	state_filing_mark(st, filing, NULL);
	is_num(expire(st, T0 + 200 * DAY), 1, "until it is there");
	save_times(st, "L", 0, 0);
}

static void
test_expire(struct state *st)
{
	int64_t		feed = feed_id(st, "E"), filing;
	int64_t		now = T0 + 200 * DAY;
	uint64_t	waiting;

	expire(st, T0 + 1000 * DAY);
	put(st, feed, "old", NULL, 0, T0);
	waiting = put(st, feed, "waiting", NULL, 1, T0);
	state_filing_intend(st, waiting, "/e", "e", "m", 1, &filing, NULL);
	put(st, feed, "held", NULL, 0, T0 + 10 * DAY);
	save_times(st, "E", now, T0 + 10 * DAY);

	is_num(expire(st, T0 + 89 * DAY), 0, "nothing goes within 90 days");
	is_num(expire(st, now), 1, "then what the feed has no more");
	is_num(known(st, feed, NULL), 2, "but not what it still has, nor "
	    "what waits for its target");
	state_filing_mark(st, filing, NULL);
	is_num(expire(st, now), 1, "once filed that goes, too");
	is_num(expire(st, now + 400 * DAY), 0, "a clock that jumps makes "
	    "nothing older");
	is_num(expire(st, T0 - 400 * DAY), 0, "in whatever direction");
	feed_id(st, "E2");
	save_times(st, "E2", now + 89 * DAY, 0);
	is_num(expire(st, now + 400 * DAY), 0, "nor do 89 days of polls");
	save_times(st, "E2", now + 400 * DAY, 0);
	is_num(expire(st, now + 400 * DAY), 1, "a feed that isn't polled any "
	    "more, while others are, keeps nothing");
	save_times(st, "E2", 0, 0);
	ok(state_check(st, NULL) == 0, "the state is whole");
}

/* A feed that says 304 for a year, then drops a story. */
static void
test_touch(struct state *st)
{
	int64_t		feed = feed_id(st, "T"), now = T0 + 365 * DAY;
	uint64_t	stays;
	struct keys	k = keys_of("stays", NULL);

	put(st, feed, "long gone", NULL, 0, T0 - 2 * DAY);
	stays = put(st, feed, "stays", NULL, 0, T0);
	put(st, feed, "dropped", NULL, 0, T0 - DAY);
	save_times(st, "T", now, T0);
	ok(state_story_touch(st, feed, T0, now, NULL) == 0, "touched");
	state_story_put(st, feed, &k, 0, NULL, now, &stays, NULL);
	save_times(st, "T", now, now);
	is_num(expire(st, now + DAY), 1, "what was gone a year ago goes");
	save_times(st, "T", now + 80 * DAY, now);
	is_num(expire(st, now + 80 * DAY), 0,
	    "what the feed dropped now has 90 days");
	save_times(st, "T", now + 100 * DAY, now);
	is_num(expire(st, now + 100 * DAY), 1, "and no more");
	is_num(known(st, feed, NULL), 1, "what it has stays");
}

static int
filed(struct state *st, uint64_t story, const char *link, const char *target)
{
	struct digest	d = digest_of(link);

	return (state_is_filed(st, story, &d, target, NULL));
}

static void
test_is_filed(struct state *st)
{
	int64_t		a = feed_id(st, "F1"), b = feed_id(st, "F2"), filing;
	uint64_t	s1 = put(st, a, "f1", "fl", 1, T0);
	uint64_t	s2 = put(st, b, "f2", "fl", 1, T0);
	uint64_t	s3 = put(st, a, "f3", "fl", 1, T0);
	uint64_t	s4 = put(st, b, "f4", NULL, 1, T0);

	is_num(filed(st, s1, "fl", "/x"), 0, "filed nowhere");
	state_begin(st, NULL);
	state_filing_intend(st, s1, "/x", "base1", NULL, 0, &filing, NULL);
	is_num(filed(st, s3, "fl", "/x"), 1,
	    "the same link of the same feed in the same transaction");
	state_commit(st, NULL);
	is_num(filed(st, s1, "fl", "/x"), 1, "an intent files");
	is_num(filed(st, s1, "fl", "/y"), 0, "but not in another target");
	is_num(filed(st, s2, "fl", "/x"), 1, "another feed's story by link");
	is_num(filed(st, s2, "other", "/x"), 0, "not with another link");
	is_num(filed(st, s3, "fl", "/x"), 0,
	    "a different story of the same feed isn't");
	is_num(filed(st, s4, NULL, "/x"), 0, "no link is no link");
	state_filing_mark(st, filing, NULL);
	is_num(filed(st, s2, "fl", "/x"), 1, "a mark files, too");
	ok(state_filing_intend(st, s1, "/x", "base2", NULL, 0, &filing,
	    NULL) == -1, "a story is in a target once");
}

struct seen {
	int	n, kept;
	char	bases[256];
};

static int
see(const struct state_filing *f, void *arg)
{
	struct seen	*s = arg;
	size_t		 len = strlen(s->bases);

	s->n++;
	s->kept += f->kept;
	snprintf(s->bases + len, sizeof(s->bases) - len, "%s/%s ", f->target,
	    f->base);
	return (0);
}

static int
see_one(const struct state_filing *f, void *arg)
{
	see(f, arg);
	return (-1);
}

static void
test_filing(struct state *st)
{
	int64_t			 feed = feed_id(st, "G"), one, two, three;
	uint64_t		 s1 = put(st, feed, "g1", "gl1", 1, T0);
	uint64_t		 s2 = put(st, feed, "g2", "gl2", 1, T0);
	struct seen		 seen = { 0 };
	struct state_blob	 mail;
	struct known		 k;

	state_filing_intend(st, s2, "/b", "1", NULL, 0, &one, NULL);
	state_filing_intend(st, s1, "/b", "0", "mail", 4, &two, NULL);
	state_filing_intend(st, s1, "/a", "2", NULL, 0, &three, NULL);
	ok(state_filing_each(st, see, &seen, NULL) == 0, "three intents");
	is(seen.bases, "/a/2 /b/0 /b/1 ", "by target and base");
	is_num(seen.kept, 1, "one is kept");
	ok(state_filing_mail(st, two, &mail, NULL) == 0 && mail.len == 4 &&
	    memcmp(mail.p, "mail", 4) == 0, "its bytes");
	free(mail.p);
	ok(state_filing_mail(st, one, &mail, NULL) == 0 && mail.p == NULL,
	    "others have none");
	ok(state_filing_keep(st, one, "x", 1, NULL) == 0, "one more is kept");
	memset(&seen, 0, sizeof(seen));
	state_filing_each(st, see_one, &seen, NULL);
	is_num(seen.n, 1, "it stops when told to");

	ok(state_filing_mark(st, two, NULL) == 0, "one is marked");
	ok(state_filing_mail(st, two, &mail, NULL) == 0 && mail.p == NULL,
	    "and needs no bytes any more");
	ok(state_filing_mark(st, 4711, NULL) == -1, "one that isn't there");
	ok(state_filing_drop(st, three, NULL) == 0, "one is dropped");
	is_num(known(st, feed, &k), 2, "its story stays for the other target");
	is_num(k.flags & KNOWN_FILED, 0, "but is to be matched again");
	state_filing_drop(st, one, NULL);
	is_num(known(st, feed, NULL), 1, "a story of one target is forgotten");
	memset(&seen, 0, sizeof(seen));
	state_filing_each(st, see, &seen, NULL);
	is_num(seen.n, 0, "no intent is left");
	ok(state_check(st, NULL) == 0, "the state is whole");
}

static int
see_own(const struct state_filing *f, void *arg)
{
	buf_printf(arg, "%s/%s%s%s%s; ", f->target, f->base,
	    f->next != NULL ? " > " : "", f->next != NULL ? f->next : "",
	    f->first != NULL ? " re" : "");
	return (0);
}

static void
is_own(struct state *st, uint64_t story, const char *want, const char *name)
{
	struct buf	b;

	buf_init(&b, 4096);
	state_filing_of(st, story, see_own, &b, NULL);
	is(buf_string(&b), want, name);
	buf_reset(&b);
	state_filing_pending(st, see_own, &b, NULL);
	is(buf_string(&b), strchr(want, '>') != NULL ? want : "",
	    "... and what waits");
	buf_clear(&b);
}

/* Mails that tell of an edit, or take another's place. */
static void
test_edits(struct state *st)
{
	int64_t			 feed = feed_id(st, "edits"), id, other = 0;
	uint64_t		 s = put(st, feed, "t1", "tl1", 1, T0);
	struct state_blob	 mail;

	state_filing_intend(st, s, "/t", "1", NULL, 0, &id, NULL);
	state_filing_mark(st, id, NULL);
	ok(state_filing_tell(st, s, 1, "/t", "2", "m", 1, &other, NULL) == 0 &&
	    state_filing_tell(st, s, 1, "/t", "3", NULL, 0, &other, NULL) ==
	    -1, "an edit is told once in a target");
	state_filing_mark(st, other, NULL);
	is_own(st, s, "/t/1; ", "the story's own filing");
	ok(state_filing_reply(st, id, "r@x", NULL) == 0 &&
	    state_filing_replace(st, id, "4", "new", 3, NULL) == 0,
	    "it is to be replaced");
	is_own(st, s, "/t/1 > 4 re; ", "by another, as a reply");
	ok(state_filing_mail(st, id, &mail, NULL) == 0 && mail.len == 3,
	    "which is kept");
	free(mail.p);
	state_filing_stays(st, id, NULL);
	is_own(st, s, "/t/1 re; ", "it stays");
	state_filing_replace(st, id, "5", "new", 3, NULL);
	ok(state_filing_replaced(st, id, NULL) == 0 &&
	    state_filing_replaced(st, id, NULL) == -1, "it is replaced, once");
	is_own(st, s, "/t/5 re; ", "by the other");
	ok(state_filing_mail(st, id, &mail, NULL) == 0 && mail.p == NULL,
	    "which isn't kept any more");
}

static size_t
told_to(struct state *st, int64_t feed, struct known_told *t, struct buf *b)
{
	struct pack_reader	r;
	size_t			n = 0;

	buf_reset(b);
	if (state_told_each(st, feed, T0 - 1, b, NULL) == -1)
		return (99);
	pack_reader_init(&r, b->data, b->len);
	while (known_told_get(&r, t) == 0)
		n++;
	return (n);
}

/* Of two stories one has room. */
static void
test_told_room(struct state *st, int64_t feed, uint64_t first)
{
	struct keys		 k = keys_of("more told", "more told");
	char			 text[500] = { 0 };
	struct digest		 d = { .b = { 1 } };
	struct known_told	 t;
	struct buf		 b;
	uint64_t		 s = 0;

	state_story_put(st, feed, &k, 1, "n@x", T0, &s, NULL);
	state_told_add(st, s, &d, text, sizeof(text), NULL);
	buf_init(&b, KNOWN_TOLD_ROOM + 600);
	ok(told_to(st, feed, &t, &b) == 1 && !b.failed,
	    "what has no room is left out");
	buf_clear(&b);
	buf_init(&b, 1 << 20);
	is_num((intmax_t)told_to(st, feed, &t, &b), 2, "it has in a larger");
	ok(t.id == s && s > first, "behind the other");
	buf_clear(&b);
}

static void
test_told(struct state *st)
{
	int64_t			 feed = feed_id(st, "told");
	uint64_t		 s = 0;
	struct keys		 k = keys_of("told", "told");
	struct known_told	 t;
	struct state_told	 had;
	struct digest		 d, e;
	struct buf		 b;

	buf_init(&b, 1 << 20);
	digest_bytes("now", 3, &d);
	digest_bytes("then", 4, &e);
	state_story_put(st, feed, &k, 1, "m@x", T0, &s, NULL);
	is_num((intmax_t)told_to(st, feed, &t, &b), 0, "nothing is told yet");
	state_archive_put(st, s, "old", 3, NULL, T0, NULL);
	is_num((intmax_t)told_to(st, feed, &t, &b), 1, "the archive stands in");
	keys_words(&k, &e);
	ok(t.hidden, "in no target");
	state_filing_hold(st, s, "/held", "b", "mail", 4, NULL);
	told_to(st, feed, &t, &b);
	ok(t.hidden, "nor as long as it is held");
	state_filing_found(st, s, "/found", NULL);
	told_to(st, feed, &t, &b);
	ok(!t.hidden, "but when it is in one");
	ok(t.id == s && t.archived && t.len == 3 && t.last == NULL &&
	    strcmp(t.message_id, "m@x") == 0 && digest_equal(&t.looked, &e),
	    "with the words of the state");
	ok(state_told_add(st, s, &e, "text", 4, NULL) == 0 &&
	    state_told_add(st, s, &d, "no", 2, NULL) == 0, "texts are told");
	told_to(st, feed, &t, &b);
	ok(!t.archived && t.len == 4 && digest_equal(&t.looked, &e) &&
	    known_told_has_seen(&t, &e) && !known_told_has_seen(&t, &d),
	    "and stay");
	state_told_looked(st, s, &d, NULL);
	told_to(st, feed, &t, &b);
	ok(t.len == 4 && digest_equal(&t.looked, &d) &&
	    !known_told_has_seen(&t, &d), "others were looked at");
	ok(state_told_put(st, s, &d, "again", 5, NULL) == 0 &&
	    state_told_count(st, s, T0 + 5, "u@x", NULL) == 0, "others told");
	told_to(st, feed, &t, &b);
	ok(t.len == 5 && known_told_has_seen(&t, &d) && t.last != NULL &&
	    strcmp(t.last, "u@x") == 0, "by a mail");
	ok(state_told_get(st, s, &had, NULL) == 1 && had.revisions == 1 &&
	    had.time == T0 + 5, "that is remembered");
	state_told_clear(&had);
	for (int i = 0; i < 2 * KNOWN_SEEN_MAX; i++) {
		digest_bytes(&i, sizeof(i), &d);
		state_told_put(st, s, &d, "x", 1, NULL);
	}
	told_to(st, feed, &t, &b);
	ok(t.seen_len == KNOWN_SEEN_MAX * sizeof(d) &&
	    known_told_has_seen(&t, &d) && !known_told_has_seen(&t, &e),
	    "the last of what was told is");
	test_told_room(st, feed, s);
	ok(state_told_forget(st, feed, NULL) == 0 &&
	    state_told_get(st, s, &had, NULL) == 0, "all is forgotten");
	buf_clear(&b);
}

struct sent {
	char	words[64];
	int64_t	last;
};

static void
add_word(struct sent *s, const char *word)
{
	size_t	len = strlen(s->words);

	snprintf(s->words + len, sizeof(s->words) - len, "%s ", word);
}

static void
see_outgoing(int64_t filing, const char *target, void *arg)
{
	struct sent	*s = arg;

	add_word(s, target);
	s->last = filing;
}

static void
see_waiting(const struct state_waiting *w, void *arg)
{
	struct sent	*s = arg;
	char		 line[64];

	snprintf(line, sizeof(line), "%s:%d", w->target, (int)w->n);
	add_word(s, line);
}

/* Intents for other than directories. */
static void
test_outbox(struct state *st)
{
	int64_t			 feed = feed_id(st, "O"), id[3];
	uint64_t		 story = put(st, feed, "o", NULL, 1, T0);
	struct state_outgoing	 o;
	struct sent		 s = { .last = 0 };

	state_filing_intend(st, story, "/o", "o1", "m", 1, &id[0], NULL);
	state_filing_intend(st, story, "exec:/x", "o2", "item", 4, &id[1],
	    NULL);
	state_filing_intend(st, story, "imap://h/m", "o3", "mail", 4, &id[2],
	    NULL);
	ok(state_outbox_each(st, 0, see_outgoing, &s, NULL) == 0, "outbox");
	is(s.words, "exec:/x imap://h/m ", "in their order, without directories");
	memset(&s, 0, sizeof(s));
	state_waiting_each(st, see_waiting, &s, NULL);
	is(s.words, "/o:1 exec:/x:1 imap://h/m:1 ", "what waits, of any kind");
	memset(&s, 0, sizeof(s));
	state_outbox_each(st, id[1], see_outgoing, &s, NULL);
	is_num(s.last, id[2], "those behind one");
	is_num(state_outbox_get(st, id[1], &o, NULL), 1, "one of them");
	is(o.target, "exec:/x", "its target");
	is(o.feed, "O", "its feed");
	ok(o.mail.len == 4 && memcmp(o.mail.p, "item", 4) == 0, "its bytes");
	state_outgoing_clear(&o);
	ok(state_filing_mark(st, id[1], NULL) == 0 &&
	    state_outbox_refuse(st, id[2], NULL) == 0, "taken and refused");
	ok(state_outbox_get(st, id[1], &o, NULL) == 0 &&
	    state_outbox_get(st, id[2], &o, NULL) == 0 &&
	    state_outbox_get(st, 4711, &o, NULL) == 0, "wait no more");
	is_num(filed(st, story, "http://o/", "imap://h/m"), 1,
	    "what is refused counts as filed");
	state_filing_mark(st, id[0], NULL);
}

static void
test_rollback(struct state *st)
{
	int64_t	feed = feed_id(st, "R");

	state_begin(st, NULL);
	put(st, feed, "r", NULL, 0, T0);
	state_rollback(st);
	is_num(known(st, feed, NULL), 0, "rolled back");
	state_rollback(st);
	state_begin(st, NULL);
	put(st, feed, "r", NULL, 0, T0);
	faults_start(root);
	faults_fail(FAULT_WRITE, "state.db-wal", 0, 1000, ENOSPC);
	ok(state_commit(st, NULL) == -1, "a full disk fails the commit");
	faults_start(root);
	state_rollback(st);
	is_num(known(st, feed, NULL), 0, "and nothing was added");
	ok(state_begin(st, NULL) == 0 && put(st, feed, "r", NULL, 0, T0) != 0 &&
	    state_commit(st, NULL) == 0, "with space again it goes on");
	is_num(known(st, feed, NULL), 1, "and is added");
}

/* Writes over part of the data base. */
static void
damage(const char *bytes, size_t len, off_t at, off_t size)
{
	char	*path = xasprintf("%s/state.db", dir);
	int	 fd = open(path, O_WRONLY);

	if (size >= 0 && ftruncate(fd, size) == -1)
		printf("# ftruncate: %s\n", strerror(errno));
	if (pwrite(fd, bytes, len, at) != (ssize_t)len)
		printf("# pwrite: %s\n", strerror(errno));
	close(fd);
	free(path);
}

static void
peek(char *bytes, size_t len, off_t at)
{
	char	*path = xasprintf("%s/state.db", dir);
	int	 fd = open(path, O_RDONLY);

	if (pread(fd, bytes, len, at) != (ssize_t)len)
		printf("# pread: %s\n", strerror(errno));
	close(fd);
	free(path);
}

/* A text of its own for each number; of 100 runs the first differ. */
static struct sketch
sketch_of(uint32_t number, uint32_t differ)
{
	struct sketch	k = { .limit = SKETCH_ALL, .nruns = 100 };

	for (uint32_t i = 0; i < k.nruns; i++)
		k.runs[i] = 10000 * i + 10 * number + (i < differ);
	k.nkept = SKETCH_KEPT;
	for (k.nkeys = 0; k.nkeys < SKETCH_KEYS; k.nkeys++)
		k.keys[k.nkeys] = ((uint64_t)number << 20) + k.nkeys;
	return (k);
}

static uint64_t
put_sketch(struct state *st, int64_t feed, const char *guid, uint32_t number,
    uint32_t differ)
{
	struct sketch	k = sketch_of(number, differ);
	uint64_t	story = put(st, feed, guid, NULL, 1, T0);

	return (state_copy_add(st, story, &k, NULL) == 0 ? story : 0);
}

/* How many copies of a text there are; *first is the first. */
static size_t
copies(struct state *st, int64_t feed, uint32_t number, uint64_t *first)
{
	struct sketch	k = sketch_of(number, 0);
	uint64_t	v[STATE_COPIES];
	size_t		n = 0;

	if (state_copy_find(st, feed, &k, v, &n, NULL) == -1)
		return (SIZE_MAX);
	if (first != NULL && n != 0)
		*first = v[0];
	return (n);
}

static struct state *
test_copies(struct state *st)
{
	int64_t		a = feed_id(st, "C1"), b = feed_id(st, "C2");
	uint64_t	story = put_sketch(st, a, "c1", 1, 0), found = 0;

	is_num(copies(st, b, 1, &found), 1, "a copy is found");
	ok(found == story, "and it is that story's");
	is_num(copies(st, a, 1, NULL), 0, "never inside one feed");
	is_num(copies(st, b, 2, NULL), 0, "another text isn't");
	st = reopen(st);
	is_num(copies(st, b, 1, NULL), 1, "it is found after a restart");
	put_sketch(st, a, "c3", 3, 20);
	put_sketch(st, a, "c4", 4, 21);
	is_num(copies(st, b, 3, NULL), 1, "80 of 100 runs are a copy");
	is_num(copies(st, b, 4, NULL), 0, "79 of 100 are none");
	state_begin(st, NULL);
	put_sketch(st, a, "c5", 5, 0);
	is_num(copies(st, b, 5, NULL), 1, "found in its own transaction");
	state_rollback(st);
	is_num(copies(st, b, 5, NULL), 0, "and not once that is undone");
	put_sketch(st, a, "c6", 6, 0);
	is_num(copies(st, b, 5, NULL), 0, "also when its id has come again");
	is_num(copies(st, b, 6, NULL), 1, "to another story");
	return (st);
}

static void
test_templates(struct state *st)
{
	int64_t	a = feed_id(st, "C1"), b = feed_id(st, "C2");
	int64_t	c = feed_id(st, "C3");
	char	guid[16];

	put_sketch(st, a, "t1", 11, 0);
	put_sketch(st, a, "t2", 11, 1);
	put_sketch(st, b, "t3", 11, 2);
	is_num(copies(st, c, 11, NULL), 3, "two of a feed and one are copies");
	put_sketch(st, a, "t4", 11, 3);
	is_num(copies(st, c, 11, NULL), 0, "three of a feed are a template");
	for (int i = 0; i < 40; i++) {
		snprintf(guid, sizeof(guid), "m%d", i);
		put_sketch(st, feed_id(st, guid), guid, 12, 0);
	}
	is_num(copies(st, c, 12, NULL), 0,
	    "keys that very many have are passed over");
}

/* More than a slice, each with a text of its own. */
static void
put_many(struct state *st, int64_t feed, uint32_t n)
{
	char	guid[16];

	state_begin(st, NULL);
	for (uint32_t i = 0; i < n; i++) {
		snprintf(guid, sizeof(guid), "s%u", i);
		put_sketch(st, feed, guid, 1000 + i, 0);
	}
	state_commit(st, NULL);
}

static struct state *
test_copies_slices(struct state *st)
{
	int64_t	a = feed_id(st, "S1"), b = feed_id(st, "S2");
	int	slices = 1, rv, found = 0;

	put_many(st, a, 9000);
	is_num(copies(st, b, 9999, NULL), 1, "the last of many is found");
	st = reopen(st);
	ok(!state_copy_is_read(st), "nothing is read at the start");
	is_num(state_copy_read(st, NULL), 0, "a slice isn't all of it");
	ok(!state_copy_is_read(st), "and isn't taken for it");
	is_num(copies(st, b, 9999, NULL), 1, "what no slice has is found");
	ok(state_copy_is_read(st), "by reading all of it");
	st = reopen(st);
	while ((rv = state_copy_read(st, NULL)) == 0)
		slices++;
	is_num(rv, 1, "slices come to their end");
	ok(slices > 2, "and were several");
	for (uint32_t i = 1000; i < 10000; i++)
		found += copies(st, b, i, NULL) == 1;
	is_num(found, 9000, "each story is in one");
	return (st);
}

static char *
first_copy(struct state *st, const uint64_t *v, size_t n)
{
	char	*id = NULL;

	if (state_copy_first(st, v, n, "/copies", &id, NULL) == -1)
		id = xstrdup("failed");
	return (id);
}

static uint64_t
put_named(struct state *st, int64_t feed, const char *name)
{
	struct keys	k = keys_of(name, NULL);
	uint64_t	id = 0;

	state_story_put(st, feed, &k, 1, name, T0, &id, NULL);
	return (id);
}

static void
test_first_copy(struct state *st)
{
	int64_t		a = feed_id(st, "C1"), b = feed_id(st, "C2"), filing;
	uint64_t	v[] = { put_named(st, a, "one@x"),
			    put_named(st, b, "two@x"),
			    put_named(st, b, "held@x") };
	char		*id;

	ok(first_copy(st, v, 3) == NULL, "none that is filed nowhere");
	state_filing_hold(st, v[2], "/copies", "b0", "m", 1, NULL);
	ok(first_copy(st, v, 3) == NULL, "none that is held back");
	state_filing_intend(st, v[1], "/copies", "b1", NULL, 0, &filing, NULL);
	state_filing_mark(st, filing, NULL);
	state_filing_intend(st, v[0], "/copies", "b2", NULL, 0, &filing, NULL);
	state_filing_mark(st, filing, NULL);
	is((id = first_copy(st, v, 3)), "two@x", "the one filed first");
	free(id);
	is((id = first_copy(st, v, 1)), "one@x", "of those that were named");
	free(id);
	v[2] = v[0];
	is((id = first_copy(st, v + 1, 2)), "two@x", "whatever their order");
	free(id);
	ok(first_copy(st, NULL, 0) == NULL, "none of none");
	state_filing_forget(st, b, NULL);
}

static int
count_rows(const char *query)
{
	char		*file = xasprintf("%s/state.db", dir);
	sqlite3_stmt	*stmt;
	sqlite3		*db;
	int		 n = -1;

	if (sqlite3_open(file, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, query, -1, &stmt, NULL) == SQLITE_OK) {
		if (sqlite3_step(stmt) == SQLITE_ROW)
			n = sqlite3_column_int(stmt, 0);
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
	free(file);
	return (n);
}

static void
test_copies_expire(struct state *st)
{
	int64_t	b = feed_id(st, "C2");

	ok(count_rows("SELECT count(*) FROM sketch") > 40, "sketches");
	expire(st, T0 + 89 * DAY);
	is_num(copies(st, b, 1, NULL), 1, "stay as long as their stories");
	expire(st, T0 + 1000 * DAY);
	is_num(copies(st, b, 1, NULL), 0, "and go with them");
	is_num(count_rows("SELECT (SELECT count(*) FROM sketch) + "
	    "(SELECT count(*) FROM band)"), 0, "nothing of them stays");
}

/* A sketch that was damaged is none, and nothing else is lost by it. */
static struct state *
test_damaged_sketch(struct state *st)
{
	int64_t	a = feed_id(st, "C1"), b = feed_id(st, "C2");

	put_sketch(st, a, "d1", 21, 0);
	put_sketch(st, a, "d2", 22, 0);
	state_close(st);
	is_num(count_rows("UPDATE sketch SET runs = x'ffffffffff' WHERE "
	    "story = (SELECT min(story) FROM sketch) RETURNING 1"), 1,
	    "a damaged sketch");
	st = reopen(NULL);
	is_num(copies(st, b, 21, NULL), 0, "finds nothing");
	is_num(copies(st, b, 22, NULL), 1, "another does");
	return (st);
}

static void
is_refused(const char *word, const char *name)
{
	struct state	*st = NULL;
	char		*cause = NULL;

	ok(state_open(dir, &st, &cause) == -1, name);
	ok(cause != NULL && strstr(cause, word) != NULL &&
	    strstr(cause, dir) != NULL, "... with the directory and why");
	printf("# %s\n", cause != NULL ? cause : "");
	free(cause);
}

/* It is kept as it was, and the new one knows that it is new. */
static void
is_replaced(const char *name)
{
	struct state	*st;
	struct stat	 before, after;
	char		*path = xasprintf("%s/state.db", dir);

	stat(path, &before);
	st = reopen(NULL);
	printf("# %s\n", state_aside(st));
	ok(state_aside(st) != NULL && strncmp(state_aside(st), path,
	    strlen(path)) == 0 && stat(state_aside(st), &after) == 0 &&
	    after.st_ino == before.st_ino && after.st_size == before.st_size,
	    name);
	ok(state_recall_is_due(st) && state_check(st, NULL) == 0,
	    "... makes place for a new one");
	st = reopen(st);
	ok(state_aside(st) == NULL, "... once");
	state_close(st);
	free(path);
}

static void
count_call(void *arg)
{
	++*(int *)arg;
}

/* Pages behind the first are only read when they are needed. */
static void
test_damage_later(void)
{
	static const char	 zeros[4096] = { 0 };
	struct state		*st = reopen(NULL);
	int64_t			 feed = feed_id(st, "D");
	int			 calls = 0;
	char			*cause = NULL, *aside = NULL;

	for (int i = 0; i < 2000; i++) {
		char	name[16];

		snprintf(name, sizeof(name), "%d", i);
		put(st, feed, name, name, 0, T0);
	}
	state_close(st);
	for (off_t at = 30 * 4096; at < 60 * 4096; at += 4096)
		damage(zeros, sizeof(zeros), at, -1);
	st = reopen(NULL);
	state_watch(st, count_call, &calls);
	ok(state_aside(st) == NULL && !state_is_damaged(st),
	    "damage that isn't seen at once");
	ok(known(st, feed, NULL) == SIZE_MAX && state_is_damaged(st),
	    "is seen when it is met");
	known(st, feed, NULL);
	is_num(calls, 1, "and told once");
	ok(state_set_aside(st, &aside, &cause) == 0 && access(aside, F_OK) == 0,
	    "it is set aside");
	free(aside);
	st = reopen(st);
	ok(state_recall_is_due(st) && state_aside(st) == NULL,
	    "the next is a new one");
	state_close(st);
}

static void
test_bad_files(struct state *st)
{
	char	*file, version[4];

	state_close(st);
	peek(version, sizeof(version), 60);
	damage("\0\0\1\0", 4, 60, -1);		/* user_version */
	is_refused("a newer newsieve", "a newer version is refused");
	damage(version, sizeof(version), 60, -1);
	state_close(reopen(NULL));
	damage("", 0, 0, 8192);
	is_replaced("a file cut short");
	damage("no data base at all", 19, 0, -1);
	is_replaced("something else");
	test_damage_later();
	file = xasprintf("%s/file", root);
	close(open(file, O_WRONLY | O_CREAT, 0600));
	free(dir);
	dir = file;
	is_refused("Not a directory", "a file is no directory");
}

int
main(void)
{
	struct state	*st;

	root = tree_new_fast();
	dir = xasprintf("%s/new/state", root);
	st = reopen(NULL);
	faults_start(root);
	test_lock(st);
	test_heir();
	st = test_feed(st);
	st = test_migration(st);
	test_story(st);
	test_quiet_put(st);
	test_numbers(st);
	test_expire(st);
	test_expire_some(st);
	test_touch(st);
	test_is_filed(st);
	test_filing(st);
	test_edits(st);
	test_told(st);
	test_outbox(st);
	test_rollback(st);
	st = test_copies(st);
	test_templates(st);
	st = test_copies_slices(st);
	test_first_copy(st);
	test_copies_expire(st);
	st = test_damaged_sketch(st);
	ok(state_check(st, NULL) == 0, "the state is whole at the end");
	test_bad_files(st);
	tree_remove(root);
	free(dir);
	free(root);
	return (tap_done());
}
