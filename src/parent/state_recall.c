#include <string.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "parent/state_db.h"
#include "parent/state_recall.h"

int
state_recall_load(struct state *st, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	if ((stmt = state_query(st, SQL_NUMBERS_GET, cause, "")) == NULL ||
	    (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		st->mails = (uint64_t)sqlite3_column_int64(stmt, 0);
		st->recalled = sqlite3_column_int(stmt, 1);
		state_end(stmt);
	}
	return (0);
}

int
state_recall_save(struct state *st, char **cause)
{
	if (!st->numbers)
		return (0);
	return (state_run(st, SQL_NUMBERS_SET, cause, "ii",
	    (int64_t)st->mails, (int64_t)st->recalled));
}

uint64_t
state_mail_number(struct state *st)
{
	st->numbers = 1;
	return (++st->mails);
}

uint64_t
state_mails(const struct state *st)
{
	return (st->mails);
}

int
state_recall_is_due(const struct state *st)
{
	return (!st->recalled);
}

void
state_recall_done(struct state *st, uint64_t newest)
{
	if (st->recalled && newest <= st->mails)
		return;
	st->recalled = st->numbers = 1;
	if (newest > st->mails)
		st->mails = newest;
}

/* A story's id is the same under whatever domain it was filed. */
static void
digest_id(const char *id, struct digest *d)
{
	digest_bytes(id, strcspn(id, "@"), d);
}

int
state_recall_add(struct state *st, const char *target, const char *id,
    int64_t now, char **cause)
{
	struct digest	d;

	digest_id(id, &d);
	if (state_target_add(st, target, cause) == -1)
		return (-1);
	return (state_run(st, SQL_RECALL_ADD, cause, "dti", &d, target, now));
}

int
state_is_recalled(struct state *st, const char *target, const char *id,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	struct digest		 d;
	int			 rv;

	digest_id(id, &d);
	stmt = state_query(st, SQL_RECALL_HAS, cause, "dt", &d, target);
	if (stmt == NULL)
		return (-1);
	rv = state_row(st, stmt, cause);
	state_end(stmt);
	return (rv);
}

int
state_feed_is_remembered(struct state *st, const char *name, const char *was,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	stmt = state_query(st, SQL_FEED_IS_REMEMBERED, cause, "tt", name, was);
	if (stmt == NULL)
		return (-1);
	rv = state_row(st, stmt, cause);
	state_end(stmt);
	return (rv);
}

int
state_recall_count(struct state *st, uint64_t *n, char **cause)
{
	struct sqlite3_stmt	*stmt;

	stmt = state_query(st, SQL_RECALL_COUNT, cause, "");
	if (stmt == NULL || state_row(st, stmt, cause) == -1)
		return (-1);
	*n = (uint64_t)sqlite3_column_int64(stmt, 0);
	state_end(stmt);
	return (0);
}
