#include <string.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "parent/state_db.h"

/* The columns that SQL_KNOWN and SQL_STORY_GET begin with. */
static void
read_known(struct sqlite3_stmt *stmt, struct known *k)
{
	k->id = (uint64_t)sqlite3_column_int64(stmt, 0);
	k->flags = (uint8_t)sqlite3_column_int(stmt, 1);
	state_column_digest(stmt, 2, &k->keys.guid);
	state_column_digest(stmt, 3, &k->keys.link);
	state_column_digest(stmt, 4, &k->keys.path);
	state_column_digest(stmt, 5, &k->keys.title);
	state_column_digest(stmt, 6, &k->keys.text);
	k->keys.date = sqlite3_column_int64(stmt, 7);
	state_column_digest(stmt, 8, &k->old_guid);
	state_column_digest(stmt, 9, &k->old_link);
}

int
state_known(struct state *st, int64_t feed, struct buf *b, size_t *n,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	struct known		 k;
	int			 rv;

	*n = 0;
	stmt = state_query(st, SQL_KNOWN, cause, "ii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1));
	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		read_known(stmt, &k);
		known_put(b, &k);
		(*n)++;
	}
	return (rv);
}

struct stored {
	struct known	 known;
	int64_t		 last_seen;
	int		 has_message_id;
};

/* 1 and *s, 0: no such story, -1. */
static int
get_story(struct state *st, uint64_t id, struct stored *s, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	stmt = state_query(st, SQL_STORY_GET, cause, "i", (int64_t)id);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		read_known(stmt, &s->known);
		s->last_seen = sqlite3_column_int64(stmt, 10);
		s->has_message_id =
		    sqlite3_column_type(stmt, 11) != SQLITE_NULL;
		state_end(stmt);
	}
	return (rv);
}

static int
add_story(struct state *st, int64_t feed, const struct keys *k, int64_t flags,
    const char *message_id, int64_t now, uint64_t *id, char **cause)
{
	if (state_run(st, SQL_FEED_NUMBER, cause, "i", feed) == -1 ||
	    state_run(st, SQL_STORY_ADD, cause, "idddddiiti", feed, &k->guid,
	    &k->link, &k->path, &k->title, &k->text, k->date, flags,
	    message_id, now) == -1)
		return (-1);
	if (sqlite3_changes(st->db) != 1)
		return (cause_set(cause, "the state in %s has no feed %lld",
		    st->dir, (long long)feed));
	*id = (uint64_t)sqlite3_last_insert_rowid(st->db);
	return (0);
}

/* Whether key would change what is stored; an absent key never does. */
static int
key_differs(const struct digest *key, const struct digest *stored)
{
	return (!digest_is_none(key) && !digest_equal(key, stored));
}

static int
story_differs(const struct stored *s, const struct keys *k, int64_t flags,
    const char *message_id, int64_t now)
{
	const struct keys	*old = &s->known.keys;

	return (key_differs(&k->guid, &old->guid) ||
	    key_differs(&k->link, &old->link) ||
	    key_differs(&k->path, &old->path) ||
	    key_differs(&k->title, &old->title) ||
	    key_differs(&k->text, &old->text) ||
	    (k->date != 0 && k->date != old->date) ||
	    (flags & ~(int64_t)s->known.flags) != 0 ||
	    (s->known.flags & KNOWN_AGAIN) ||
	    (message_id != NULL && !s->has_message_id) ||
	    s->last_seen < now - STATE_DAY);
}

int
state_story_put(struct state *st, int64_t feed, const struct keys *k,
    int filed, const char *message_id, int64_t now, uint64_t *id, char **cause)
{
	int64_t		flags = filed ? KNOWN_FILED : 0;
	struct stored	s;
	int		rv;

	if (*id == 0 || STORY_FEED(*id) != feed)
		return (add_story(st, feed, k, flags, message_id, now, id,
		    cause));
	if ((rv = get_story(st, *id, &s, cause)) == -1)
		return (-1);
	if (rv == 0)
		return (add_story(st, feed, k, flags, message_id, now, id,
		    cause));
	if (!story_differs(&s, k, flags, message_id, now))
		return (0);
	return (state_run(st, SQL_STORY_UPDATE, cause, "idddddiiti",
	    (int64_t)*id, &k->guid, &k->link, &k->path, &k->title, &k->text,
	    k->date != 0 ? k->date : s.known.keys.date, flags, message_id,
	    now));
}

int
state_story_flag(struct state *st, uint64_t id, int flags, char **cause)
{
	return (state_run(st, SQL_STORY_FLAG, cause, "ii", (int64_t)id,
	    (int64_t)flags));
}

/*
 * A story's last_seen may lag by a day, so whatever isn't older than that
 * when last_read was read was in that document.  It gets a time that says
 * "not in the new one" until the new one is put.
 */
int
state_story_touch(struct state *st, int64_t feed, int64_t last_read,
    int64_t now, char **cause)
{
	if (last_read == 0 || last_read >= now - STATE_DAY)
		return (0);
	return (state_run(st, SQL_STORY_TOUCH, cause, "iiii",
	    STORY_FIRST(feed), STORY_FIRST(feed + 1), last_read - STATE_DAY,
	    now - STATE_DAY - 1));
}

int
state_expire(struct state *st, int64_t now, int64_t keep, size_t max,
    size_t *n, char **cause)
{
	if (state_run(st, SQL_EXPIRE, cause, "iiii", now - keep, keep,
	    (int64_t)STATE_DAY, (int64_t)max) == -1)
		return (-1);
	*n = (size_t)sqlite3_changes(st->db);
	state_copy_forget(st, *n);
	if (*n == max)
		return (0);
	return (state_run(st, SQL_RECALL_EXPIRE, cause, "ii", now - keep,
	    keep));
}
