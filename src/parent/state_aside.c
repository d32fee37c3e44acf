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
