#include <sqlite3.h>

#include "parent/state_db.h"

int
state_archive_put(struct state *st, uint64_t story, const void *texts,
    size_t len, const char *topics, int64_t now, char **cause)
{
	return (state_run(st, SQL_ARCHIVE_PUT, cause, "iitb", (int64_t)story,
	    now, topics, texts, len));
}

int
state_archive_expire(struct state *st, int64_t before, size_t max, size_t *n,
    char **cause)
{
	if (state_run(st, SQL_ARCHIVE_EXPIRE, cause, "ii", before,
	    (int64_t)max) == -1)
		return (-1);
	*n = (size_t)sqlite3_changes(st->db);
	return (0);
}

/* SEEN_COLUMNS of state_sql.c, in its order. */
static void
read_seen(struct sqlite3_stmt *stmt, struct state_seen *s)
{
	s->story = (uint64_t)sqlite3_column_int64(stmt, 0);
	s->feed = (const char *)sqlite3_column_text(stmt, 1);
	s->first_seen = sqlite3_column_int64(stmt, 2);
	s->last_seen = sqlite3_column_int64(stmt, 3);
	s->flags = sqlite3_column_int(stmt, 4);
	s->message_id = (const char *)sqlite3_column_text(stmt, 5);
	s->archived = sqlite3_column_int64(stmt, 6);
	s->topics = (const char *)sqlite3_column_text(stmt, 7);
	s->texts = sqlite3_column_blob(stmt, 8);
	s->len = (size_t)sqlite3_column_bytes(stmt, 8);
}

static int
seen_each(struct state *st, struct sqlite3_stmt *stmt,
    int (*each)(const struct state_seen *, void *), void *arg, char **cause)
{
	struct state_seen	s;
	int			rv;

	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		read_seen(stmt, &s);
		if (s.feed != NULL && each(&s, arg) == -1)
			break;
	}
	state_end(stmt);
	return (rv == -1 ? -1 : 0);
}

int
state_seen_link(struct state *st, const struct digest *link,
    int (*each)(const struct state_seen *, void *), void *arg, char **cause)
{
	return (seen_each(st, state_query(st, SQL_SEEN_LINK, cause, "di", link,
	    (int64_t)STATE_SEEN_MAX), each, arg, cause));
}

int
state_seen_message(struct state *st, const char *message_id,
    int (*each)(const struct state_seen *, void *), void *arg, char **cause)
{
	return (seen_each(st, state_query(st, SQL_SEEN_ID, cause, "ti",
	    message_id, (int64_t)STATE_SEEN_MAX), each, arg, cause));
}

int
state_seen_filings(struct state *st, uint64_t story,
    int (*each)(const struct state_filing *, void *), void *arg, char **cause)
{
	return (state_filings(st, state_query(st, SQL_SEEN_FILINGS, cause, "i",
	    (int64_t)story), each, arg, cause));
}

int
state_since(struct state *st, int64_t *since, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	*since = 0;
	stmt = state_query(st, SQL_SINCE, cause, "");
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1)
		*since = sqlite3_column_int64(stmt, 0);
	state_end(stmt);
	return (0);
}
