#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
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

/* The name of the last file that was set aside; the caller's to free. */
static char *
newest_aside(const struct state *st)
{
	struct dirent	*e;
	DIR		*d = opendir(st->dir);
	char		*newest = NULL;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (state_aside_time(e->d_name) == 0 || (newest != NULL &&
		    strverscmp(e->d_name, newest) < 0))
			continue;
		free(newest);
		newest = xstrdup(e->d_name);
	}
	if (d != NULL)
		closedir(d);
	return (newest);
}

int64_t
state_aside_time(const char *path)
{
	const char	*name = strrchr(path, '/'), *end;
	struct tm	 tm = { 0 };

	name = name != NULL ? name + 1 : path;
	if (strncmp(name, STATE_ASIDE, strlen(STATE_ASIDE)) != 0)
		return (0);
	end = strptime(name + strlen(STATE_ASIDE), "%Y%m%dT%H%M%SZ", &tm);
	/* Behind it may stand a number, but not that this is its WAL. */
	if (end == NULL || (*end != '\0' && *end != '.') ||
	    strchr(end, '-') != NULL)
		return (0);
	return ((int64_t)timegm(&tm));
}

/*
 * One that was set aside after this state was begun was another's: this is a
 * backup made before.  Clocks may have been set meanwhile.
 */
static int
is_ours(const char *name, int64_t since, const char *told)
{
	return (state_aside_time(name) <= since + STATE_DAY &&
	    (told == NULL || strcmp(told, name) != 0));
}

int
state_aside_untold(struct state *st, char **path, char **cause)
{
	struct sqlite3_stmt	*stmt;
	char			*name;

	*path = NULL;
	stmt = state_query(st, SQL_ASIDE_GET, cause, "");
	if (stmt == NULL || state_row(st, stmt, cause) == -1)
		return (-1);
	name = newest_aside(st);
	if (name != NULL && is_ours(name, sqlite3_column_int64(stmt, 0),
	    (const char *)sqlite3_column_text(stmt, 1)))
		*path = xasprintf("%s/%s", st->dir, name);
	free(name);
	state_end(stmt);
	return (0);
}

int
state_aside_tell(struct state *st, const char *path, char **cause)
{
	return (state_run(st, SQL_ASIDE_SET, cause, "t",
	    strrchr(path, '/') + 1));
}

int
state_recalled(struct state *st, uint64_t *n, char **cause)
{
	struct sqlite3_stmt	*stmt;

	stmt = state_query(st, SQL_RECALL_COUNT, cause, "");
	if (stmt == NULL || state_row(st, stmt, cause) == -1)
		return (-1);
	*n = (uint64_t)sqlite3_column_int64(stmt, 0);
	state_end(stmt);
	return (0);
}
