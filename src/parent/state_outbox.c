#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
#include "parent/state_db.h"
#include "parent/state_outbox.h"

int
state_outbox_each(struct state *st, int64_t after,
    void (*each)(int64_t, const char *, void *), void *arg, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const unsigned char	*target;
	int			 rv;

	stmt = state_query(st, SQL_OUTBOX, cause, "i", after);
	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1)
		if ((target = sqlite3_column_text(stmt, 1)) != NULL)
			each(sqlite3_column_int64(stmt, 0),
			    (const char *)target, arg);
	state_end(stmt);
	return (rv);
}

int
state_outbox_get(struct state *st, int64_t filing, struct state_outgoing *o,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	memset(o, 0, sizeof(*o));
	stmt = state_query(st, SQL_OUTBOX_GET, cause, "i", filing);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		o->target = state_column_text(stmt, 0);
		o->feed = state_column_text(stmt, 1);
		state_column_blob(stmt, 2, &o->mail);
	}
	state_end(stmt);
	if (rv == 1 && (o->target == NULL || o->feed == NULL ||
	    o->mail.p == NULL)) {
		state_outgoing_clear(o);
		rv = 0;
	}
	return (rv);
}

void
state_outgoing_clear(struct state_outgoing *o)
{
	free(o->target);
	free(o->feed);
	state_blob_clear(&o->mail);
	memset(o, 0, sizeof(*o));
}

int
state_outbox_refuse(struct state *st, int64_t filing, char **cause)
{
	return (state_run(st, SQL_REFUSE, cause, "i", filing));
}

int
state_waiting_each(struct state *st,
    void (*each)(const struct state_waiting *, void *), void *arg,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	struct state_waiting	 w;
	int			 rv;

	if ((stmt = state_query(st, SQL_WAITING, cause, "")) == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		w.feed = sqlite3_column_int64(stmt, 0);
		w.target = (const char *)sqlite3_column_text(stmt, 1);
		w.n = (uint64_t)sqlite3_column_int64(stmt, 2);
		if (w.target != NULL)
			each(&w, arg);
	}
	state_end(stmt);
	return (rv);
}
