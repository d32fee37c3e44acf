#include <sys/file.h>
#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/bands.h"
#include "parent/dirs.h"
#include "parent/state_aside.h"
#include "parent/state_db.h"

#define BUSY_MS		5000	/* someone else looks into the file */
#define HEIR_MS		5000	/* a dead daemon's lock is waited for */
#define HEIR_NAP_MS	10

/*
 * FULL: a commit is on disk when it returns.  The file is the user's own but
 * may be damaged, so its cells are checked as they are read.  A checkpoint
 * is two more syncs, so the log may hold what journal_size_limit lets it keep.
 */
static const char	settings[] =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = FULL;"
	"PRAGMA foreign_keys = ON;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA cell_size_check = ON;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA cache_size = -8192;"
	"PRAGMA wal_autocheckpoint = 4000;"
	"PRAGMA journal_size_limit = 16777216;";

/* -1 with what SQLite last said as the cause. */
static int
state_fail(struct state *st, char **cause)
{
	int	 code = sqlite3_errcode(st->db) & 0xff;
	int	 damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;

	if (damaged)
		state_note_damage(st);
	return (cause_set(cause, "the state in %s%s: %s", st->dir,
	    damaged ? " is damaged" : "", sqlite3_errmsg(st->db)));
}

int
state_exec(struct state *st, const char *text, char **cause)
{
	if (sqlite3_exec(st->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return (state_fail(st, cause));
	return (0);
}

int
state_number(struct state *st, const char *text, int64_t *number, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	if (sqlite3_prepare_v2(st->db, text, -1, &stmt, NULL) != SQLITE_OK)
		return (state_fail(st, cause));
	if ((rv = state_row(st, stmt, cause)) == 1)
		*number = sqlite3_column_int64(stmt, 0);
	else if (rv == 0)
		cause_set(cause, "the state in %s: %s says nothing", st->dir,
		    text);
	sqlite3_finalize(stmt);
	return (rv == 1 ? 0 : -1);
}

static int
bind_blob(struct sqlite3_stmt *stmt, int at, const void *p, size_t len)
{
	if (p == NULL || len == 0)
		return (sqlite3_bind_null(stmt, at));
	return (sqlite3_bind_blob64(stmt, at, p, len, SQLITE_STATIC));
}

static int
bind_digest(struct sqlite3_stmt *stmt, int at, const struct digest *d)
{
	if (digest_is_none(d))
		return (sqlite3_bind_null(stmt, at));
	return (bind_blob(stmt, at, d->b, sizeof(d->b)));
}

static int
bind_all(struct sqlite3_stmt *stmt, const char *fmt, va_list ap)
{
	const void	*p;
	int		 at, rc = SQLITE_OK;

	for (at = 1; *fmt != '\0' && rc == SQLITE_OK; fmt++, at++)
		switch (*fmt) {
		case 'i':
			rc = sqlite3_bind_int64(stmt, at, va_arg(ap, int64_t));
			break;
		case 't':
			rc = sqlite3_bind_text(stmt, at,
			    va_arg(ap, const char *), -1, SQLITE_STATIC);
			break;
		case 'b':
			p = va_arg(ap, const void *);
			rc = bind_blob(stmt, at, p, va_arg(ap, size_t));
			break;
		default:
			assert(*fmt == 'd');
			rc = bind_digest(stmt, at,
			    va_arg(ap, const struct digest *));
		}
	assert(rc != SQLITE_OK ||
	    at == sqlite3_bind_parameter_count(stmt) + 1);
	return (rc);
}

static struct sqlite3_stmt *
query(struct state *st, enum state_sql which, char **cause, const char *fmt,
    va_list ap)
{
	struct sqlite3_stmt	*stmt = st->stmt[which];

	if (bind_all(stmt, fmt, ap) == SQLITE_OK)
		return (stmt);
	state_fail(st, cause);
	return (NULL);
}

struct sqlite3_stmt *
state_query(struct state *st, enum state_sql which, char **cause,
    const char *fmt, ...)
{
	struct sqlite3_stmt	*stmt;
	va_list			 ap;

	va_start(ap, fmt);
	stmt = query(st, which, cause, fmt, ap);
	va_end(ap);
	return (stmt);
}

int
state_row(struct state *st, struct sqlite3_stmt *stmt, char **cause)
{
	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		return (1);
	case SQLITE_DONE:
		sqlite3_reset(stmt);
		return (0);
	default:
		state_fail(st, cause);
		sqlite3_reset(stmt);
		return (-1);
	}
}

void
state_end(struct sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
}

int
state_run(struct state *st, enum state_sql which, char **cause,
    const char *fmt, ...)
{
	struct sqlite3_stmt	*stmt;
	va_list			 ap;

	va_start(ap, fmt);
	stmt = query(st, which, cause, fmt, ap);
	va_end(ap);
	return (stmt == NULL ? -1 : state_row(st, stmt, cause));
}

void
state_column_digest(struct sqlite3_stmt *stmt, int at, struct digest *d)
{
	const void	*p = sqlite3_column_blob(stmt, at);

	if (p != NULL && sqlite3_column_bytes(stmt, at) == sizeof(d->b))
		memcpy(d->b, p, sizeof(d->b));
	else
		memset(d->b, 0, sizeof(d->b));
}

char *
state_column_text(struct sqlite3_stmt *stmt, int at)
{
	const unsigned char	*s = sqlite3_column_text(stmt, at);

	return (s == NULL ? NULL : xstrdup((const char *)s));
}

void
state_column_blob(struct sqlite3_stmt *stmt, int at, struct state_blob *b)
{
	const void	*p = sqlite3_column_blob(stmt, at);

	b->p = NULL;
	b->len = 0;
	if (p == NULL)
		return;
	b->len = (size_t)sqlite3_column_bytes(stmt, at);
	b->p = xmalloc(b->len);
	memcpy(b->p, p, b->len);
}

/* Whoever holds the lock wrote its process id into the file; 0: it didn't. */
static long
lock_holder(int fd)
{
	char	line[32];
	ssize_t	n = pread(fd, line, sizeof(line) - 1, 0);
	long	pid;

	line[n > 0 ? n : 0] = '\0';
	pid = strtol(line, NULL, 10);
	return (pid > 0 ? pid : 0);
}

/*
 * A child that a killed daemon has just forked has its lock until it is
 * another program, or dead.
 */
static int
lock_try(int fd)
{
	const struct timespec	nap = { .tv_nsec = HEIR_NAP_MS * 1000000L };
	long			pid;

	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) == -1; i++) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || i * HEIR_NAP_MS >= HEIR_MS)
			return (-1);
		if ((pid = lock_holder(fd)) == 0 ||
		    kill((pid_t)pid, 0) == 0 || errno != ESRCH) {
			errno = EWOULDBLOCK;
			return (-1);
		}
		nanosleep(&nap, NULL);
	}
	return (0);
}

static int
lock_refused(const char *dir, int fd, char **cause)
{
	long	pid = lock_holder(fd);

	if (pid == 0)
		return (cause_set(cause, "the state in %s is in use by "
		    "another process", dir));
	return (cause_set(cause, "the state in %s is in use by process %ld "
	    "(newsieved)", dir, pid));
}

static int
lock_take(struct state *st, char **cause)
{
	char	*path = xasprintf("%s/state.lock", st->dir);

	st->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	if (st->lock == -1)
		return (cause_set(cause, "%s/state.lock: %s", st->dir,
		    strerror(errno)));
	if (lock_try(st->lock) == -1) {
		if (errno == EWOULDBLOCK)
			return (lock_refused(st->dir, st->lock, cause));
		return (cause_set(cause, "%s/state.lock: %s", st->dir,
		    strerror(errno)));
	}
	if (ftruncate(st->lock, 0) == -1 ||
	    dprintf(st->lock, "%ld\n", (long)getpid()) < 0)
		return (cause_set(cause, "%s/state.lock: %s", st->dir,
		    strerror(errno)));
	return (0);
}

/* All at once: a file that lacks a table or column is noticed at start. */
static int
prepare_all(struct state *st, char **cause)
{
	for (int i = 0; i < SQL_STATEMENTS; i++)
		if (sqlite3_prepare_v3(st->db, state_sql((enum state_sql)i), -1,
		    SQLITE_PREPARE_PERSISTENT, &st->stmt[i], NULL) !=
		    SQLITE_OK)
			return (state_fail(st, cause));
	return (0);
}

static int
read_tag(struct state *st, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const unsigned char	*tag = NULL;

	if (sqlite3_prepare_v2(st->db, "SELECT tag FROM self", -1, &stmt,
	    NULL) != SQLITE_OK)
		return (state_fail(st, cause));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		tag = sqlite3_column_text(stmt, 0);
	if (tag != NULL)
		snprintf(st->tag, sizeof(st->tag), "%s", (const char *)tag);
	sqlite3_finalize(stmt);
	if (strspn(st->tag, "0123456789abcdef") == sizeof(st->tag) - 1)
		return (0);
	state_note_damage(st);
	return (cause_set(cause, "the state in %s is damaged: it has no tag",
	    st->dir));
}

static int
open_db(struct state *st, char **cause)
{
	char	*path = xasprintf("%s/state.db", st->dir);
	int	 rc;

	rc = sqlite3_open_v2(path, &st->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_PRIVATECACHE, NULL);
	free(path);
	if (st->db == NULL)
		return (cause_set(cause, "the state in %s: out of memory",
		    st->dir));
	if (rc != SQLITE_OK)
		return (state_fail(st, cause));
	sqlite3_extended_result_codes(st->db, 1);
	sqlite3_busy_timeout(st->db, BUSY_MS);
	if (state_exec(st, settings, cause) == -1 ||
	    state_migrate(st, cause) == -1 ||
	    prepare_all(st, cause) == -1)
		return (-1);
	if (read_tag(st, cause) == -1)
		return (-1);
	return (state_recall_load(st, cause));
}

void
state_close_db(struct state *st)
{
	for (int i = 0; i < SQL_STATEMENTS; i++) {
		sqlite3_finalize(st->stmt[i]);
		st->stmt[i] = NULL;
	}
	sqlite3_close(st->db);
	st->db = NULL;
}

/* One that is damaged makes place for a new one. */
static int
open_or_replace(struct state *st, char **cause)
{
	char	*why = NULL;

	if (open_db(st, &why) == 0)
		return (0);
	if (!st->damaged) {
		cause_set(cause, "%s", why);
		free(why);
		return (-1);
	}
	free(why);
	if (state_set_aside(st, &st->aside, cause) == -1)
		return (-1);
	st->damaged = 0;
	return (open_db(st, cause));
}

int
state_open(const char *dir, struct state **out, char **cause)
{
	struct state	*st = xcalloc(1, sizeof(*st));

	st->dir = xstrdup(dir);
	st->lock = -1;
	if (dirs_make(dir, 0700) == -1) {
		cause_set(cause, "the state directory %s: %s", dir,
		    strerror(errno));
		state_close(st);
		return (-1);
	}
	if (lock_take(st, cause) == -1 || open_or_replace(st, cause) == -1) {
		state_close(st);
		return (-1);
	}
	*out = st;
	return (0);
}

/* The lock goes last, and its file stays: removing it would be a race. */
void
state_close(struct state *st)
{
	if (st == NULL)
		return;
	state_close_db(st);
	bands_free(st->bands);
	if (st->lock != -1)
		close(st->lock);
	free(st->aside);
	free(st->carried);
	free(st->dir);
	free(st);
}

const char *
state_tag(const struct state *st)
{
	return (st->tag);
}

int
state_check(struct state *st, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const char		*s;
	int			 rv = -1;

	if (sqlite3_prepare_v2(st->db, "SELECT integrity_check FROM "
	    "pragma_integrity_check(1) UNION ALL SELECT 'a row of ' || "
	    "\"table\" || ' points nowhere' FROM pragma_foreign_key_check",
	    -1, &stmt, NULL) != SQLITE_OK)
		return (state_fail(st, cause));
	while ((rv = state_row(st, stmt, cause)) == 1) {
		s = (const char *)sqlite3_column_text(stmt, 0);
		if (s != NULL && strcmp(s, "ok") == 0)
			continue;
		rv = cause_set(cause, "the state in %s is damaged: %s",
		    st->dir, s != NULL ? s : "");
		break;
	}
	sqlite3_finalize(stmt);
	return (rv);
}

int
state_begin(struct state *st, char **cause)
{
	st->first_filing = INT64_MAX;
	return (state_run(st, SQL_BEGIN, cause, ""));
}

int
state_commit(struct state *st, char **cause)
{
	st->first_filing = INT64_MAX;
	if (state_recall_save(st, cause) == -1 ||
	    state_run(st, SQL_COMMIT, cause, "") == -1)
		return (-1);
	st->numbers = 0;
	return (0);
}

void
state_rollback(struct state *st)
{
	st->first_filing = INT64_MAX;
	if (!sqlite3_get_autocommit(st->db))
		sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
}
