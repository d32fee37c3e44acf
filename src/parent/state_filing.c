#include <stdlib.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/state_db.h"
#include "parent/state_filing.h"

int
state_is_filed(struct state *st, uint64_t story, const struct digest *link,
    const char *target, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	stmt = state_query(st, SQL_IS_FILED, cause, "idti", (int64_t)story,
	    link, target, st->first_filing);
	if (stmt == NULL)
		return (-1);
	rv = state_row(st, stmt, cause);
	state_end(stmt);
	return (rv);
}

int
state_target_add(struct state *st, const char *target, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	stmt = state_query(st, SQL_TARGET_GET, cause, "t", target);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	state_end(stmt);
	if (rv == 1)
		return (0);
	return (state_run(st, SQL_TARGET_ADD, cause, "t", target));
}

int
state_target_each(struct state *st, int (*each)(const char *, void *),
    void *arg, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const unsigned char	*path;
	int			 rv;

	if ((stmt = state_query(st, SQL_TARGET_EACH, cause, "")) == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		path = sqlite3_column_text(stmt, 0);
		if (path != NULL && each((const char *)path, arg) == -1)
			break;
	}
	state_end(stmt);
	return (rv == -1 ? -1 : 0);
}

/* A link is in a target once, too, by whatever way it came there. */
static int64_t
note_filing(struct state *st)
{
	int64_t	id = sqlite3_last_insert_rowid(st->db);

	if (id < st->first_filing)
		st->first_filing = id;
	return (id);
}

int
state_filing_tell(struct state *st, uint64_t story, int64_t revision,
    const char *target, const char *base, const void *mail, size_t len,
    int64_t *id, char **cause)
{
	if (state_target_add(st, target, cause) == -1 ||
	    state_run(st, SQL_INTEND, cause, "ittbi", (int64_t)story, target,
	    base, mail, len, revision) == -1)
		return (-1);
	*id = note_filing(st);
	return (0);
}

int
state_filing_revision(struct state *st, uint64_t story, int64_t *next,
    char **cause)
{
	struct sqlite3_stmt	*stmt;

	stmt = state_query(st, SQL_NEXT_REVISION, cause, "i", (int64_t)story);
	if (stmt == NULL || state_row(st, stmt, cause) == -1)
		return (-1);
	*next = sqlite3_column_int64(stmt, 0);
	state_end(stmt);
	return (0);
}

int
state_filing_intend(struct state *st, uint64_t story, const char *target,
    const char *base, const void *mail, size_t len, int64_t *id, char **cause)
{
	return (state_filing_tell(st, story, 0, target, base, mail, len, id,
	    cause));
}

int
state_filing_hold(struct state *st, uint64_t story, const char *target,
    const char *base, const void *mail, size_t len, char **cause)
{
	if (state_target_add(st, target, cause) == -1 ||
	    state_run(st, SQL_HOLD, cause, "ittb", (int64_t)story, target,
	    base, mail, len) == -1)
		return (-1);
	note_filing(st);
	return (0);
}

int
state_filing_release(struct state *st, int64_t feed, char **cause)
{
	if (state_run(st, SQL_HELD_ELSEWHERE, cause, "ii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1)) == -1)
		return (-1);
	return (state_run(st, SQL_RELEASE, cause, "ii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1)));
}

int
state_filing_forget(struct state *st, int64_t feed, char **cause)
{
	if (state_run(st, SQL_LET_GO_HELD, cause, "iii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1), (int64_t)KNOWN_LET_GO) == -1)
		return (-1);
	return (state_run(st, SQL_FORGET_HELD, cause, "ii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1)));
}

int
state_filing_found(struct state *st, uint64_t story, const char *target,
    char **cause)
{
	if (state_target_add(st, target, cause) == -1 ||
	    state_run(st, SQL_FOUND, cause, "it", (int64_t)story,
	    target) == -1)
		return (-1);
	note_filing(st);
	return (0);
}

int
state_filing_bases(struct state *st, void (*each)(const char *, void *),
    void *arg, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const unsigned char	*base;
	int			 rv;

	if ((stmt = state_query(st, SQL_BASES, cause, "")) == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1)
		if ((base = sqlite3_column_text(stmt, 0)) != NULL)
			each((const char *)base, arg);
	return (rv);
}

/* A statement about one filing that must be there. */
static int
change_filing(struct state *st, int64_t id, int rv, char **cause)
{
	if (rv == -1)
		return (-1);
	if (sqlite3_changes(st->db) != 1)
		return (cause_set(cause, "the state in %s has no filing %lld",
		    st->dir, (long long)id));
	return (0);
}

int
state_filing_keep(struct state *st, int64_t id, const void *mail, size_t len,
    char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_KEEP, cause, "ib", id,
	    mail, len), cause));
}

int
state_filing_mail(struct state *st, int64_t id, struct state_blob *mail,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	mail->p = NULL;
	mail->len = 0;
	stmt = state_query(st, SQL_MAIL, cause, "i", id);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1)
		state_column_blob(stmt, 0, mail);
	state_end(stmt);
	return (0);
}

int
state_filing_mark(struct state *st, int64_t id, char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_MARK, cause, "i", id),
	    cause));
}

/* They are few: one for each server or command. */
static size_t
find_begun(const struct state *st, int64_t id)
{
	size_t	i;

	for (i = 0; i < st->ncarried && st->carried[i] != id; i++)
		continue;
	return (i);
}

void
state_filing_begin(struct state *st, int64_t id)
{
	st->carried = xreallocarray(st->carried, st->ncarried + 1,
	    sizeof(*st->carried));
	st->carried[st->ncarried++] = id;
}

void
state_filing_end(struct state *st, int64_t id)
{
	size_t	i = find_begun(st, id);

	if (i < st->ncarried)
		st->carried[i] = st->carried[--st->ncarried];
}

int
state_filing_is_begun(const struct state *st, int64_t id)
{
	return (find_begun(st, id) < st->ncarried);
}

int
state_filing_drop(struct state *st, int64_t id, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int64_t			 story = 0;
	int			 rv;

	stmt = state_query(st, SQL_FILING_GET, cause, "i", id);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1)
		story = sqlite3_column_int64(stmt, 0);
	state_end(stmt);
	if (change_filing(st, id, state_run(st, SQL_FILING_DELETE, cause, "i",
	    id), cause) == -1 ||
	    state_run(st, SQL_FEED_UNTELL, cause, "i", story) == -1 ||
	    state_run(st, SQL_STORY_UNFILE, cause, "i", story) == -1 ||
	    state_run(st, SQL_STORY_FORGET, cause, "i", story) == -1)
		return (-1);
	return (state_run(st, SQL_FEED_REREAD, cause, "i",
	    STORY_FEED(story)));
}

static void
read_filing(struct sqlite3_stmt *stmt, struct state_filing *f)
{
	f->id = sqlite3_column_int64(stmt, 0);
	f->story = (uint64_t)sqlite3_column_int64(stmt, 1);
	f->target = (const char *)sqlite3_column_text(stmt, 2);
	f->base = (const char *)sqlite3_column_text(stmt, 3);
	f->kept = sqlite3_column_int(stmt, 4);
	f->marked = sqlite3_column_int(stmt, 5);
	f->held = sqlite3_column_int(stmt, 6);
	f->revision = sqlite3_column_int64(stmt, 7);
	f->next = (const char *)sqlite3_column_text(stmt, 8);
	f->first = (const char *)sqlite3_column_text(stmt, 9);
}

int
state_filings(struct state *st, struct sqlite3_stmt *stmt,
    int (*each)(const struct state_filing *, void *), void *arg, char **cause)
{
	struct state_filing	f;
	int			rv;

	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		read_filing(stmt, &f);
		if (f.target != NULL && f.base != NULL && each(&f, arg) == -1)
			break;
	}
	state_end(stmt);
	return (rv == -1 ? -1 : 0);
}

int
state_filing_each(struct state *st,
    int (*each)(const struct state_filing *, void *), void *arg, char **cause)
{
	return (state_filings(st, state_query(st, SQL_UNMARKED, cause, ""),
	    each, arg, cause));
}

int
state_filing_of(struct state *st, uint64_t story,
    int (*each)(const struct state_filing *, void *), void *arg, char **cause)
{
	return (state_filings(st, state_query(st, SQL_STORY_FILINGS, cause,
	    "i", (int64_t)story), each, arg, cause));
}

int
state_filing_pending(struct state *st,
    int (*each)(const struct state_filing *, void *), void *arg, char **cause)
{
	return (state_filings(st, state_query(st, SQL_PENDING, cause, ""),
	    each, arg, cause));
}

int
state_filing_reply(struct state *st, int64_t id, const char *first,
    char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_SET_FIRST, cause,
	    "it", id, first), cause));
}

int
state_filing_replace(struct state *st, int64_t id, const char *next,
    const void *mail, size_t len, char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_REPLACE, cause, "itb",
	    id, next, mail, len), cause));
}

int
state_filing_replaced(struct state *st, int64_t id, char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_REPLACED, cause, "i",
	    id), cause));
}

int
state_filing_stays(struct state *st, int64_t id, char **cause)
{
	return (change_filing(st, id, state_run(st, SQL_STAYS, cause, "i",
	    id), cause));
}
