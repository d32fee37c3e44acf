#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/state_db.h"

/* The columns of SQL_FEED_LOAD, in its order. */
static void
read_feed(struct sqlite3_stmt *stmt, struct state_feed *f)
{
	int	at = 0;

	f->id = sqlite3_column_int64(stmt, at++);
	f->url = state_column_text(stmt, at++);
	state_column_blob(stmt, at++, &f->etag);
	state_column_blob(stmt, at++, &f->last_modified);
	state_column_digest(stmt, at++, &f->body);
	f->last_poll = sqlite3_column_int64(stmt, at++);
	f->last_good = sqlite3_column_int64(stmt, at++);
	f->next_poll = sqlite3_column_int64(stmt, at++);
	f->last_read = sqlite3_column_int64(stmt, at++);
	f->last_result = state_column_text(stmt, at++);
	f->last_error = state_column_text(stmt, at++);
	f->why = state_column_text(stmt, at++);
	f->last_status = sqlite3_column_int(stmt, at++);
	f->failures = (unsigned int)sqlite3_column_int64(stmt, at++);
	f->kills = (unsigned int)sqlite3_column_int64(stmt, at++);
	f->mode = (enum state_mode)sqlite3_column_int(stmt, at++);
	f->stories = (uint64_t)sqlite3_column_int64(stmt, at++);
	f->delivered = (uint64_t)sqlite3_column_int64(stmt, at++);
	f->moved = state_column_text(stmt, at++);
	f->moved_seen = (unsigned int)sqlite3_column_int64(stmt, at++);
	f->moved_since = sqlite3_column_int64(stmt, at++);
	f->ttl = sqlite3_column_int64(stmt, at++);
	f->update_period = sqlite3_column_int64(stmt, at++);
	f->skip_hours = (uint32_t)sqlite3_column_int64(stmt, at++);
	f->skip_days = (uint8_t)sqlite3_column_int(stmt, at++);
	f->met = (unsigned int)sqlite3_column_int(stmt, at++);
	state_column_digest(stmt, at++, &f->limits);
	f->largest = (uint64_t)sqlite3_column_int64(stmt, at++);
	f->held = (uint64_t)sqlite3_column_int64(stmt, at++);
	f->held_since = sqlite3_column_int64(stmt, at++);
	f->guids.state = (uint8_t)sqlite3_column_int(stmt, at++);
	f->guids.runs = (uint8_t)sqlite3_column_int(stmt, at++);
	f->turned = sqlite3_column_int64(stmt, at++);
	f->told = sqlite3_column_int(stmt, at++);
	f->told_since = sqlite3_column_int64(stmt, at++);
	f->told_in = (uint64_t)sqlite3_column_int64(stmt, at++);
	f->told_moved = sqlite3_column_int(stmt, at++);
	if (!guid_quality_is_valid(&f->guids))
		memset(&f->guids, 0, sizeof(f->guids));
}

/* 1 and *f, 0: no such feed, -1. */
static int
find_feed(struct state *st, const char *name, struct state_feed *f,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	memset(f, 0, sizeof(*f));
	stmt = state_query(st, SQL_FEED_LOAD, cause, "t", name);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		read_feed(stmt, f);
		state_end(stmt);
	}
	return (rv);
}

void
state_blob_clear(struct state_blob *b)
{
	free(b->p);
	*b = (struct state_blob){ NULL, 0 };
}

void
state_blob_set(struct state_blob *b, const void *p, size_t len)
{
	state_blob_clear(b);
	if (len == 0)
		return;
	b->p = xmalloc(len);
	memcpy(b->p, p, len);
	b->len = len;
}

int
state_feed_load(struct state *st, const char *name, const char *was,
    struct state_feed *f, char **cause)
{
	int	rv;

	if ((rv = find_feed(st, name, f, cause)) != 0)
		return (rv == 1 ? 0 : -1);
	if (was != NULL) {
		if (state_run(st, SQL_FEED_RENAME, cause, "tt", name, was) == -1)
			return (-1);
		if ((rv = find_feed(st, name, f, cause)) != 0)
			return (rv == 1 ? 0 : -1);
	}
	if (state_run(st, SQL_FEED_ADD, cause, "t", name) == -1)
		return (-1);
	f->id = sqlite3_last_insert_rowid(st->db);
	return (0);
}

int
state_feed_save(struct state *st, const struct state_feed *f, char **cause)
{
	if (state_run(st, SQL_FEED_SAVE, cause,
	    "itbbdiiiitttiiiiiitiiiiiiidiiiiiiiiii",
	    f->id, f->url, f->etag.p, f->etag.len, f->last_modified.p,
	    f->last_modified.len, &f->body, f->last_poll, f->last_good,
	    f->next_poll, f->last_read, f->last_result, f->last_error, f->why,
	    (int64_t)f->last_status, (int64_t)f->failures, (int64_t)f->kills,
	    (int64_t)f->mode, (int64_t)f->stories, (int64_t)f->delivered,
	    f->moved, (int64_t)f->moved_seen, f->moved_since, f->ttl,
	    f->update_period, (int64_t)f->skip_hours,
	    (int64_t)f->skip_days, (int64_t)f->met, &f->limits,
	    (int64_t)f->largest, (int64_t)f->held, f->held_since,
	    (int64_t)f->guids.state, (int64_t)f->guids.runs, f->turned,
	    (int64_t)f->told, f->told_since, (int64_t)f->told_in,
	    (int64_t)f->told_moved) == -1)
		return (-1);
	if (sqlite3_changes(st->db) != 1)
		return (cause_set(cause, "the state in %s has no feed %lld",
		    st->dir, (long long)f->id));
	return (0);
}

int
state_feed_hold(struct state *st, const struct state_feed *f, char **cause)
{
	return (state_run(st, SQL_FEED_HOLD, cause, "iii", f->id,
	    (int64_t)f->held, f->held_since));
}

int
state_feed_tell(struct state *st, const struct state_feed *f, char **cause)
{
	return (state_run(st, SQL_FEED_TELL, cause, "iiiii", f->id,
	    (int64_t)f->told, f->told_since, (int64_t)f->told_in,
	    (int64_t)f->told_moved));
}

void
state_feed_clear(struct state_feed *f)
{
	free(f->url);
	state_blob_clear(&f->etag);
	state_blob_clear(&f->last_modified);
	free(f->last_result);
	free(f->last_error);
	free(f->why);
	free(f->moved);
	memset(f, 0, sizeof(*f));
}

static char *
copy_string(const char *s)
{
	return (s != NULL ? xstrdup(s) : NULL);
}

void
state_feed_copy(struct state_feed *to, const struct state_feed *from)
{
	*to = *from;
	to->etag = to->last_modified = (struct state_blob){ NULL, 0 };
	state_blob_set(&to->etag, from->etag.p, from->etag.len);
	state_blob_set(&to->last_modified, from->last_modified.p,
	    from->last_modified.len);
	to->url = copy_string(from->url);
	to->last_result = copy_string(from->last_result);
	to->last_error = copy_string(from->last_error);
	to->why = copy_string(from->why);
	to->moved = copy_string(from->moved);
}
