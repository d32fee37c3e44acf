#include <sqlite3.h>

#include "parent/state_db.h"
#include "parent/state_notice.h"

int
state_notice_add(struct state *st, uint64_t story, int64_t feed, char **cause)
{
	return (state_run(st, SQL_NOTICE_ADD, cause, "ii", (int64_t)story,
	    feed));
}

int
state_notice_first(struct state *st, int64_t feed, char **id, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	*id = NULL;
	stmt = state_query(st, SQL_NOTICE_FIRST, cause, "i", feed);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1)
		*id = state_column_text(stmt, 0);
	state_end(stmt);
	return (0);
}
