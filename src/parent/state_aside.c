#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/dirs.h"
#include "parent/state_aside.h"
#include "parent/state_db.h"

void
state_note_damage(struct state *st)
{
	if (!st->damaged && st->on_damage != NULL)
		st->on_damage(st->on_damage_arg);
	st->damaged = 1;
}

const char *
state_aside(const struct state *st)
{
	return (st->aside);
}

void
state_watch(struct state *st, void (*callback)(void *), void *arg)
{
	st->on_damage = callback;
	st->on_damage_arg = arg;
}

int
state_is_damaged(const struct state *st)
{
	return (st->damaged);
}

/* Beside the new one, by the time, each its own. */
static char *
aside_path(const struct state *st)
{
	time_t		 now = time(NULL);
	struct tm	 tm;
	char		 date[32], *path;

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", &tm) == 0)
		snprintf(date, sizeof(date), "%lld", (long long)now);
	path = xasprintf("%s/" STATE_ASIDE "%s", st->dir, date);
	for (int i = 2; access(path, F_OK) == 0; i++) {
		free(path);
		path = xasprintf("%s/" STATE_ASIDE "%s.%d", st->dir, date, i);
	}
	return (path);
}

static int
move(const struct state *st, const char *suffix, const char *aside)
{
	char	*from = xasprintf("%s/state.db%s", st->dir, suffix);
	char	*to = xasprintf("%s%s", aside, suffix);
	int	 rv = rename(from, to);

	free(from);
	free(to);
	return (rv);
}

/*
 * The file goes first: a WAL without one is nothing to SQLite, but a file
 * without its WAL would be an older state.
 */
static int
move_all(const struct state *st, const char *aside)
{
	char	*shm = xasprintf("%s/state.db-shm", st->dir);

	unlink(shm);
	free(shm);
	if (move(st, "", aside) == -1 ||
	    (move(st, "-wal", aside) == -1 && errno != ENOENT))
		return (-1);
	return (dirs_sync(st->dir));
}

/* The WAL is evidence, too, and not to be written back by who closes last. */
int
state_set_aside(struct state *st, char **aside, char **cause)
{
	char	*path = aside_path(st);

	sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    (int *)NULL);
	state_close_db(st);
	if (move_all(st, path) == -1) {
		cause_set(cause, "the state in %s is damaged, and can't be "
		    "moved to %s: %s", st->dir, path, strerror(errno));
		free(path);
		return (-1);
	}
	*aside = path;
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
