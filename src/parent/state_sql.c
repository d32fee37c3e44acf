#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/state_db.h"

#define STORY_COLUMNS	"id, flags, guid, link, path, title, text, date, " \
	"old_guid, old_link"

/*
 * What was seen within a day of the last document was in it, and still was
 * whenever the server said later that nothing is new.
 */
#define SEEN_COLUMNS	"s.id, f.name, s.first_seen, " \
	"CASE WHEN s.last_seen < f.last_read - 86400 THEN s.last_seen " \
	"ELSE max(s.last_seen, f.last_good) END, s.flags, s.message_id, " \
	"a.time, a.topics, a.texts FROM story s " \
	"JOIN feed f ON f.id = s.id >> 40 " \
	"LEFT JOIN archive a ON a.story = s.id "

#define FILING_COLUMNS	"f.id, f.story, t.path, f.base, " \
	"f.mail IS NOT NULL, f.marked, f.held, f.revision, f.next, f.first " \
	"FROM filing f JOIN target t ON t.id = f.target "

/* Of the path of a target t; conf_path_is_directory says the same. */
#define IS_DIRECTORY	"substr(t.path, 1, 1) = '/'"

static const char *const	sql[SQL_STATEMENTS] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",

	[SQL_FEED_LOAD] =
	    "SELECT id, url, etag, last_modified, body, last_poll, last_good, "
	    "next_poll, last_read, last_result, last_error, why, last_status, "
	    "failures, kills, mode, stories, delivered, moved, moved_seen, "
	    "moved_since, ttl, update_period, skip_hours, skip_days, met, "
	    "limits, largest, held, held_since, guids, guid_runs, turned, "
	    "told, told_since, told_in, told_moved "
	    "FROM feed WHERE name = ?1",
	[SQL_FEED_ADD] = "INSERT INTO feed (name) VALUES (?1)",
	[SQL_FEED_RENAME] = "UPDATE feed SET name = ?1 WHERE name = ?2",
	[SQL_FEED_SAVE] =
	    "UPDATE feed SET url = ?2, etag = ?3, last_modified = ?4, "
	    "body = ?5, last_poll = ?6, last_good = ?7, next_poll = ?8, "
	    "last_read = ?9, last_result = ?10, last_error = ?11, why = ?12, "
	    "last_status = ?13, failures = ?14, kills = ?15, mode = ?16, "
	    "stories = ?17, delivered = ?18, moved = ?19, moved_seen = ?20, "
	    "moved_since = ?21, ttl = ?22, update_period = ?23, "
	    "skip_hours = ?24, skip_days = ?25, met = ?26, limits = ?27, "
	    "largest = ?28, held = ?29, held_since = ?30, guids = ?31, "
	    "guid_runs = ?32, turned = ?33, told = ?34, told_since = ?35, "
	    "told_in = ?36, told_moved = ?37 "
	    "WHERE id = ?1",
	[SQL_FEED_NUMBER] =
	    "UPDATE feed SET number = number + 1 WHERE id = ?1",
	[SQL_FEED_REREAD] =
	    "UPDATE feed SET etag = NULL, last_modified = NULL, body = NULL "
	    "WHERE id = ?1",
	[SQL_FEED_HOLD] =
	    "UPDATE feed SET held = ?2, held_since = ?3 WHERE id = ?1",
	[SQL_FEED_TELL] =
	    "UPDATE feed SET told = ?2, told_since = ?3, told_in = ?4, "
	    "told_moved = ?5 WHERE id = ?1",
	[SQL_FEED_UNTELL] =
	    "UPDATE feed SET told_moved = CASE told_in WHEN ?1 "
	    "THEN told_moved ELSE 0 END, told = CASE told_in WHEN ?1 "
	    "THEN 0 ELSE told END "
	    "WHERE id IN (SELECT feed FROM notice WHERE story = ?1)",

	[SQL_KNOWN] =
	    "SELECT " STORY_COLUMNS " FROM story WHERE id >= ?1 AND id < ?2",
	[SQL_STORY_GET] =
	    "SELECT " STORY_COLUMNS ", last_seen, message_id FROM story "
	    "WHERE id = ?1",
	[SQL_STORY_ADD] =
	    "INSERT INTO story (id, guid, link, path, title, text, date, "
	    "flags, message_id, first_seen, last_seen) "
	    "SELECT (id << 40) | number, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
	    "?10, ?10 FROM feed WHERE id = ?1",
	[SQL_STORY_UPDATE] =
	    "UPDATE story SET guid = coalesce(?2, guid), "
	    "old_guid = CASE WHEN guid <> ?2 THEN guid ELSE old_guid END, "
	    "link = coalesce(?3, link), "
	    "old_link = CASE WHEN link <> ?3 THEN link ELSE old_link END, "
	    "path = coalesce(?4, path), title = coalesce(?5, title), "
	    "text = coalesce(?6, text), date = ?7, flags = (flags & ~2) | ?8, "
	    "message_id = coalesce(message_id, ?9), last_seen = ?10 "
	    "WHERE id = ?1",
	[SQL_STORY_TOUCH] =
	    "UPDATE story SET last_seen = ?4 "
	    "WHERE id >= ?1 AND id < ?2 AND last_seen >= ?3",
	[SQL_STORY_FLAG] =
	    "UPDATE story SET flags = flags | ?2 WHERE id = ?1",
	[SQL_STORY_UNFILE] =
	    "UPDATE story SET flags = (flags & ~1) | 2 WHERE id = ?1",
	[SQL_STORY_FORGET] =
	    "DELETE FROM story WHERE id = ?1 AND NOT EXISTS "
	    "(SELECT 1 FROM filing WHERE story = ?1)",
	[SQL_EXPIRE] =
	    "DELETE FROM story WHERE id IN "
	    "(SELECT s.id FROM story s JOIN feed f ON f.id = s.id >> 40 "
	    "WHERE s.last_seen < ?1 AND (f.last_poll < min(?1, "
	    "(SELECT max(last_poll) FROM feed) - ?2) OR "
	    "(s.last_seen < f.last_poll - ?2 AND "
	    "s.last_seen < f.last_read - ?3)) AND NOT EXISTS "
	    "(SELECT 1 FROM filing WHERE story = s.id AND (marked = 0 OR "
	    "next IS NOT NULL)) ORDER BY s.last_seen LIMIT ?4)",

	[SQL_ARCHIVE_PUT] =
	    "INSERT INTO archive (story, time, topics, texts) "
	    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (story) DO UPDATE SET "
	    "time = excluded.time, topics = excluded.topics, "
	    "texts = excluded.texts",
	[SQL_ARCHIVE_EXPIRE] =
	    "DELETE FROM archive WHERE story IN (SELECT story FROM archive "
	    "WHERE time < ?1 ORDER BY time LIMIT ?2)",
	[SQL_SEEN_LINK] =
	    "SELECT " SEEN_COLUMNS "WHERE s.link = ?1 ORDER BY s.id LIMIT ?2",
	[SQL_SEEN_ID] =
	    "SELECT " SEEN_COLUMNS "WHERE s.id IN "
	    "(SELECT id FROM story WHERE message_id = ?1 UNION "
	    "SELECT id FROM story WHERE link = "
	    "(SELECT link FROM story WHERE message_id = ?1 LIMIT 1)) "
	    "ORDER BY s.id LIMIT ?2",
	[SQL_SEEN_FILINGS] =
	    "SELECT " FILING_COLUMNS "WHERE f.story = ?1 ORDER BY f.id",
	[SQL_SINCE] = "SELECT since FROM self",

	[SQL_TARGET_GET] = "SELECT id FROM target WHERE path = ?1",
	[SQL_TARGET_ADD] =
	    "INSERT INTO target (path) VALUES (?1) ON CONFLICT DO NOTHING",
	[SQL_TARGET_EACH] = "SELECT path FROM target ORDER BY path",

	[SQL_IS_FILED] =
	    "SELECT 1 FROM filing WHERE story = ?1 AND target = "
	    "(SELECT id FROM target WHERE path = ?3) UNION ALL "
	    "SELECT 1 FROM story s JOIN filing f ON f.story = s.id "
	    "WHERE s.link = ?2 AND f.target = "
	    "(SELECT id FROM target WHERE path = ?3) "
	    "AND CASE WHEN s.id >> 40 = ?1 >> 40 THEN f.id >= ?4 "
	    "ELSE f.held = 0 END LIMIT 1",
	[SQL_INTEND] =
	    "INSERT INTO filing (story, target, base, mail, revision) "
	    "SELECT ?1, id, ?3, ?4, ?5 FROM target WHERE path = ?2",
	[SQL_HOLD] =
	    "INSERT INTO filing (story, target, base, mail, held) "
	    "SELECT ?1, id, ?3, ?4, 1 FROM target WHERE path = ?2",
	[SQL_HELD_ELSEWHERE] =
	    "DELETE FROM filing "
	    "WHERE held = 1 AND story >= ?1 AND story < ?2 AND EXISTS "
	    "(SELECT 1 FROM story s JOIN story o ON o.link = s.link "
	    "JOIN filing f ON f.story = o.id AND f.target = filing.target "
	    "WHERE s.id = filing.story AND o.id >> 40 <> s.id >> 40 "
	    "AND f.held = 0)",
	[SQL_RELEASE] =
	    "UPDATE filing SET held = 0 "
	    "WHERE held = 1 AND story >= ?1 AND story < ?2",
	[SQL_LET_GO_HELD] =
	    "UPDATE story SET flags = flags | ?3 WHERE id IN "
	    "(SELECT story FROM filing "
	    "WHERE held = 1 AND story >= ?1 AND story < ?2)",
	[SQL_FORGET_HELD] =
	    "DELETE FROM filing "
	    "WHERE held = 1 AND story >= ?1 AND story < ?2",
	[SQL_KEEP] = "UPDATE filing SET mail = ?2 WHERE id = ?1",
	[SQL_MAIL] = "SELECT mail FROM filing WHERE id = ?1",
	[SQL_MARK] = "UPDATE filing SET marked = 1, mail = NULL WHERE id = ?1",
	[SQL_UNMARKED] =
	    "SELECT " FILING_COLUMNS
	    "WHERE f.marked = 0 AND f.held = 0 AND " IS_DIRECTORY
	    " ORDER BY t.path, f.base",
	[SQL_FILING_GET] = "SELECT story FROM filing WHERE id = ?1",
	[SQL_FILING_DELETE] = "DELETE FROM filing WHERE id = ?1",
	[SQL_FOUND] =
	    "INSERT INTO filing (story, target, base, marked) "
	    "SELECT ?1, id, '', 1 FROM target WHERE path = ?2",
	[SQL_BASES] = "SELECT base FROM filing",

	[SQL_OUTBOX] =
	    "SELECT f.id, t.path FROM filing f JOIN target t ON t.id = f.target "
	    "WHERE f.marked = 0 AND f.held = 0 AND f.id > ?1 AND NOT "
	    IS_DIRECTORY " ORDER BY f.id",
	[SQL_OUTBOX_GET] =
	    "SELECT t.path, d.name, f.mail FROM filing f "
	    "JOIN target t ON t.id = f.target "
	    "JOIN feed d ON d.id = f.story >> 40 "
	    "WHERE f.id = ?1 AND f.marked = 0 AND f.held = 0",
	[SQL_REFUSE] = "UPDATE filing SET marked = 2, mail = NULL WHERE id = ?1",
	[SQL_WAITING] =
	    "SELECT f.story >> 40, t.path, count(*) FROM filing f "
	    "JOIN target t ON t.id = f.target "
	    "WHERE f.marked = 0 AND f.held = 0 GROUP BY 1, 2 ORDER BY 1, 2",

	[SQL_FEED_IS_REMEMBERED] =
	    "SELECT 1 FROM feed f WHERE name IN (?1, ?2) AND (stories = 0 OR "
	    "EXISTS (SELECT 1 FROM story s WHERE s.id >= f.id << 40 "
	    "AND s.id < (f.id + 1) << 40))",
	[SQL_NUMBERS_GET] = "SELECT mails, recalled FROM self",
	[SQL_NUMBERS_SET] = "UPDATE self SET mails = ?1, recalled = ?2",
	[SQL_RECALL_ADD] =
	    "INSERT INTO recalled (id, target, seen) "
	    "SELECT ?1, id, ?3 FROM target WHERE path = ?2 "
	    "ON CONFLICT DO UPDATE SET seen = ?3",
	[SQL_RECALL_HAS] =
	    "SELECT 1 FROM recalled WHERE id = ?1 AND target = "
	    "(SELECT id FROM target WHERE path = ?2)",
	[SQL_RECALL_EXPIRE] =
	    "DELETE FROM recalled WHERE seen < min(?1, "
	    "(SELECT max(last_poll) FROM feed) - ?2)",

	[SQL_STORY_FILINGS] =
	    "SELECT " FILING_COLUMNS
	    "WHERE f.story = ?1 AND f.revision = 0 ORDER BY f.id",
	[SQL_PENDING] =
	    "SELECT " FILING_COLUMNS
	    "WHERE f.next IS NOT NULL ORDER BY t.path, f.next",
	[SQL_REPLACE] = "UPDATE filing SET next = ?2, mail = ?3 WHERE id = ?1",
	[SQL_REPLACED] =
	    "UPDATE filing SET base = next, next = NULL, mail = NULL "
	    "WHERE id = ?1 AND next IS NOT NULL",
	[SQL_STAYS] =
	    "UPDATE filing SET next = NULL, mail = NULL WHERE id = ?1",
	[SQL_NEXT_REVISION] =
	    "SELECT coalesce(max(revision), 0) + 1 FROM filing "
	    "WHERE story = ?1",
	[SQL_SET_FIRST] = "UPDATE filing SET first = ?2 WHERE id = ?1",

	[SQL_TOLD_EACH] =
	    "SELECT s.id, s.message_id, s.title, s.text, t.looked, t.last, "
	    "t.seen, coalesce(t.texts, a.texts), t.story IS NULL, "
	    "NOT EXISTS (SELECT 1 FROM filing f "
	    "WHERE f.story = s.id AND f.marked = 1) FROM story s "
	    "LEFT JOIN told t ON t.story = s.id "
	    "LEFT JOIN archive a ON a.story = s.id AND t.story IS NULL "
	    "WHERE s.id >= ?1 AND s.id < ?2 AND s.flags & 1 "
	    "AND s.last_seen >= ?3 AND s.message_id IS NOT NULL "
	    "AND coalesce(t.story, a.story) IS NOT NULL ORDER BY s.id",
	[SQL_TOLD_GET] =
	    "SELECT revision, time, last, seen FROM told WHERE story = ?1",
	[SQL_TOLD_ADD] =
	    "INSERT INTO told (story, looked, seen, texts) "
	    "VALUES (?1, ?2, ?2, ?3) ON CONFLICT DO NOTHING",
	[SQL_TOLD_PUT] =
	    "INSERT INTO told (story, looked, seen, texts) "
	    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (story) DO UPDATE SET "
	    "looked = excluded.looked, seen = excluded.seen, "
	    "texts = excluded.texts",
	[SQL_TOLD_LOOKED] = "UPDATE told SET looked = ?2 WHERE story = ?1",
	[SQL_TOLD_COUNT] =
	    "UPDATE told SET revision = revision + 1, time = ?2, "
	    "last = coalesce(?3, last) WHERE story = ?1",
	[SQL_TOLD_FORGET] =
	    "DELETE FROM told WHERE story >= ?1 AND story < ?2",

	[SQL_SKETCH_ADD] =
	    "INSERT INTO sketch (story, runs) VALUES (?1, ?2) "
	    "ON CONFLICT DO NOTHING",
	[SQL_SKETCH_GET] = "SELECT runs FROM sketch WHERE story = ?1",
	[SQL_BAND_ADD] =
	    "INSERT INTO band (story, keys) VALUES (?1, ?2) "
	    "ON CONFLICT DO NOTHING",
	[SQL_BAND_EACH] =
	    "SELECT story, keys FROM band WHERE story > ?1 "
	    "ORDER BY story LIMIT ?2",
	[SQL_COPY_FIRST] =
	    "SELECT f.id, s.message_id FROM filing f "
	    "JOIN story s ON s.id = f.story WHERE f.story = ?1 "
	    "AND f.held = 0 AND f.revision = 0 AND f.target = "
	    "(SELECT id FROM target WHERE path = ?2)",
	[SQL_LINK_FEEDS] =
	    "SELECT f.name FROM story s JOIN feed f ON f.id = s.id >> 40 "
	    "WHERE s.link = ?2 AND f.id <> ?1 "
	    "GROUP BY f.id ORDER BY min(s.first_seen), f.id LIMIT 8",

	[SQL_NOTICE_ADD] =
	    "INSERT INTO notice (story, feed) VALUES (?1, ?2) "
	    "ON CONFLICT DO NOTHING",
	[SQL_NOTICE_FIRST] =
	    "SELECT s.message_id FROM notice n JOIN story s ON s.id = n.story "
	    "WHERE n.feed = ?1 AND s.message_id IS NOT NULL "
	    "ORDER BY n.id LIMIT 1",
	[SQL_RECALL_COUNT] = "SELECT count(DISTINCT id) FROM recalled",
	[SQL_ASIDE_GET] = "SELECT since, aside FROM self",
	[SQL_ASIDE_SET] = "UPDATE self SET aside = ?1",
};

/*
 * What leads to each version from the one before; tables are made STRICT
 * where this SQLite can.  A version that was released is never changed.
 *
 * filing has no row of its own per topic: a story is in a target once.
 */
static const char *const	version_1[] = {
	"CREATE TABLE self (tag TEXT NOT NULL)",
	"INSERT INTO self VALUES (lower(hex(randomblob(4))))",
	"CREATE TABLE feed (id INTEGER PRIMARY KEY, "
	    "name TEXT NOT NULL UNIQUE, url TEXT, etag BLOB, "
	    "last_modified BLOB, body BLOB, "
	    "last_poll INTEGER NOT NULL DEFAULT 0, "
	    "last_good INTEGER NOT NULL DEFAULT 0, "
	    "next_poll INTEGER NOT NULL DEFAULT 0, "
	    "last_read INTEGER NOT NULL DEFAULT 0, "
	    "last_result TEXT, last_error TEXT, why TEXT, "
	    "last_status INTEGER NOT NULL DEFAULT 0, "
	    "failures INTEGER NOT NULL DEFAULT 0, "
	    "kills INTEGER NOT NULL DEFAULT 0, "
	    "mode INTEGER NOT NULL DEFAULT 0, "
	    "stories INTEGER NOT NULL DEFAULT 0, "
	    "delivered INTEGER NOT NULL DEFAULT 0, "
	    "moved TEXT, moved_seen INTEGER NOT NULL DEFAULT 0, "
	    "moved_since INTEGER NOT NULL DEFAULT 0, "
	    "ttl INTEGER NOT NULL DEFAULT 0, "
	    "update_period INTEGER NOT NULL DEFAULT 0, "
	    "skip_hours INTEGER NOT NULL DEFAULT 0, "
	    "skip_days INTEGER NOT NULL DEFAULT 0, "
	    "number INTEGER NOT NULL DEFAULT 0)",
	"CREATE TABLE story (id INTEGER PRIMARY KEY, "
	    "guid BLOB, link BLOB, stamp BLOB, text BLOB, "
	    "date INTEGER NOT NULL, flags INTEGER NOT NULL, "
	    "first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, "
	    "message_id TEXT)",
	"CREATE INDEX story_link ON story (link) WHERE link IS NOT NULL",
	"CREATE INDEX story_last_seen ON story (last_seen)",
	"CREATE TABLE target (id INTEGER PRIMARY KEY, "
	    "path TEXT NOT NULL UNIQUE)",
	"CREATE TABLE filing (id INTEGER PRIMARY KEY, "
	    "story INTEGER NOT NULL REFERENCES story ON DELETE CASCADE, "
	    "target INTEGER NOT NULL REFERENCES target, "
	    "base TEXT NOT NULL, marked INTEGER NOT NULL DEFAULT 0, "
	    "mail BLOB)",
	"CREATE UNIQUE INDEX filing_story ON filing (story, target)",
	"CREATE INDEX filing_unmarked ON filing (id) WHERE marked = 0",
	NULL
};

/* Limits that the feed's last document met. */
static const char *const	version_2[] = {
	"ALTER TABLE feed ADD COLUMN met INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN limits BLOB",
	NULL
};

/*
 * The archive: what topics were run over, apart from story, whose rows are
 * read at every poll.  since is when this memory begins.
 */
static const char *const	version_3[] = {
	"CREATE TABLE archive ("
	    "story INTEGER PRIMARY KEY REFERENCES story ON DELETE CASCADE, "
	    "time INTEGER NOT NULL, topics TEXT, texts BLOB NOT NULL)",
	"CREATE INDEX archive_time ON archive (time)",
	"CREATE INDEX story_message_id ON story (message_id) "
	    "WHERE message_id IS NOT NULL",
	"ALTER TABLE self ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
	"UPDATE self SET since = coalesce((SELECT min(first_seen) FROM story), "
	    "CAST(strftime('%s', 'now') AS INTEGER))",
	NULL
};

/* Floods: what a feed brings at most, and filings that are held back. */
static const char *const	version_4[] = {
	"ALTER TABLE feed ADD COLUMN largest INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN held_since INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE filing ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
	"CREATE INDEX filing_held ON filing (story) WHERE held = 1",
	"DROP INDEX filing_unmarked",
	"CREATE INDEX filing_unmarked ON filing (id) "
	    "WHERE marked = 0 AND held = 0",
	NULL
};

/*
 * Recalling: the number of the last mail, whether the mails that were there
 * before this state have been looked through, and what was found.
 */
static const char *const	version_5[] = {
	"ALTER TABLE self ADD COLUMN mails INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE self ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0",
	"UPDATE self SET recalled = EXISTS (SELECT 1 FROM feed)",
	"CREATE TABLE recalled (id BLOB NOT NULL, "
	    "target INTEGER NOT NULL REFERENCES target, "
	    "seen INTEGER NOT NULL, PRIMARY KEY (id, target))",
	NULL
};

/*
 * Keys apart that were digests of two each, the guid and link before, and
 * what guids are worth.  The old weak keys can't be taken apart; they come
 * anew with the next document.
 */
static const char *const	version_6[] = {
	"ALTER TABLE feed ADD COLUMN guids INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN guid_runs INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE story RENAME COLUMN stamp TO title",
	"UPDATE story SET title = NULL, text = NULL",
	"ALTER TABLE story ADD COLUMN path BLOB",
	"ALTER TABLE story ADD COLUMN old_guid BLOB",
	"ALTER TABLE story ADD COLUMN old_link BLOB",
	NULL
};

/*
 * What copies are known by.  Two tables, because all keys are read at once
 * and runs one by one.
 */
static const char *const	version_7[] = {
	"CREATE TABLE band (story INTEGER PRIMARY KEY "
	    "REFERENCES story ON DELETE CASCADE, keys BLOB NOT NULL)",
	"CREATE TABLE sketch (story INTEGER PRIMARY KEY "
	    "REFERENCES story ON DELETE CASCADE, runs BLOB NOT NULL)",
	NULL
};

/*
 * Edits: the texts that were last told of a story (looked is the digest of the
 * words last compared with them, seen those of all that were told), mails that
 * tell of them, and mails that are to take another's place.  first is what the
 * mail of a copy replies to.
 */
static const char *const	version_8[] = {
	"CREATE TABLE told (story INTEGER PRIMARY KEY "
	    "REFERENCES story ON DELETE CASCADE, "
	    "revision INTEGER NOT NULL DEFAULT 0, "
	    "time INTEGER NOT NULL DEFAULT 0, last TEXT, looked BLOB, "
	    "seen BLOB, texts BLOB NOT NULL)",
	"ALTER TABLE filing ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE filing ADD COLUMN next TEXT",
	"ALTER TABLE filing ADD COLUMN first TEXT",
	"DROP INDEX filing_story",
	"CREATE UNIQUE INDEX filing_story ON filing (story, target, revision)",
	"CREATE INDEX filing_next ON filing (id) WHERE next IS NOT NULL",
	NULL
};

/*
 * Notices: which feeds each is about, what the readers of a feed have been
 * told, and of which damaged state.
 */
static const char *const	version_9[] = {
	"ALTER TABLE feed ADD COLUMN turned INTEGER NOT NULL DEFAULT 0",
	"UPDATE feed SET turned = last_poll WHERE failures > 0",
	"ALTER TABLE feed ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN told_since INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN told_in INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE feed ADD COLUMN told_moved INTEGER NOT NULL DEFAULT 0",
	"CREATE TABLE notice (id INTEGER PRIMARY KEY, "
	    "story INTEGER NOT NULL REFERENCES story ON DELETE CASCADE, "
	    "feed INTEGER NOT NULL)",
	"CREATE UNIQUE INDEX notice_story ON notice (story, feed)",
	"CREATE INDEX notice_feed ON notice (feed)",
	"ALTER TABLE self ADD COLUMN aside TEXT",
	NULL
};

static const char *const *const	versions[] = {
	version_1, version_2, version_3, version_4, version_5, version_6,
	version_7, version_8, version_9
};

#define VERSION		((int64_t)(sizeof(versions) / sizeof(versions[0])))
#define STRICT_SINCE	3037000

const char *
state_sql(enum state_sql which)
{
	return (sql[which]);
}

static int
migrate_step(struct state *st, const char *text, char **cause)
{
	int	 table = strncmp(text, "CREATE TABLE ", 13) == 0, rv;
	char	*s;

	s = xasprintf("%s%s", text, table &&
	    sqlite3_libversion_number() >= STRICT_SINCE ? " STRICT" : "");
	rv = state_exec(st, s, cause);
	free(s);
	return (rv);
}

static int
migrate_to(struct state *st, int64_t version, char **cause)
{
	const char *const	*text = versions[version - 1];
	char			 pragma[64];

	for (; *text != NULL; text++)
		if (migrate_step(st, *text, cause) == -1)
			return (-1);
	sqlite3_snprintf((int)sizeof(pragma), pragma,
	    "PRAGMA user_version = %lld", (long long)version);
	return (state_exec(st, pragma, cause));
}

int
state_migrate(struct state *st, char **cause)
{
	int64_t	version;

	if (state_number(st, "PRAGMA user_version", &version, cause) == -1)
		return (-1);
	if (version < 0 || version > VERSION)
		return (cause_set(cause, "the state in %s is of version %"
		    PRId64 ", made by a newer newsieve; this one knows up to "
		    "version %" PRId64, st->dir, version, VERSION));
	for (; version < VERSION; version++) {
		if (state_exec(st, "BEGIN IMMEDIATE", cause) == -1)
			return (-1);
		if (migrate_to(st, version + 1, cause) == -1 ||
		    state_exec(st, "COMMIT", cause) == -1) {
			state_rollback(st);
			return (-1);
		}
	}
	return (0);
}
