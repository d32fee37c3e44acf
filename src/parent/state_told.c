#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "parent/state_db.h"
#include "parent/state_told.h"

/* SQL_TOLD_EACH's row; all points into the statement. */
static void
read_told(struct sqlite3_stmt *stmt, struct known_told *t)
{
	struct keys	k = { .date = 0 };
	const void	*seen = sqlite3_column_blob(stmt, 6);

	t->id = (uint64_t)sqlite3_column_int64(stmt, 0);
	t->message_id = (const char *)sqlite3_column_text(stmt, 1);
	state_column_digest(stmt, 2, &k.title);
	state_column_digest(stmt, 3, &k.text);
	state_column_digest(stmt, 4, &t->looked);
	t->last = (const char *)sqlite3_column_text(stmt, 5);
	t->seen = seen;
	t->seen_len = (size_t)sqlite3_column_bytes(stmt, 6);
	t->texts = sqlite3_column_blob(stmt, 7);
	t->len = (size_t)sqlite3_column_bytes(stmt, 7);
	t->archived = (uint8_t)sqlite3_column_int(stmt, 8);
	t->hidden = (uint8_t)sqlite3_column_int(stmt, 9);
	if (t->archived)
		keys_words(&k, &t->looked);
}

static int
fits(const struct buf *b, const struct known_told *t)
{
	return (b->max - b->len > t->len + t->seen_len + KNOWN_TOLD_ROOM);
}

int
state_told_each(struct state *st, int64_t feed, int64_t since, struct buf *b,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	struct known_told	 t;
	int			 rv;

	stmt = state_query(st, SQL_TOLD_EACH, cause, "iii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1), since);
	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1) {
		read_told(stmt, &t);
		if (!fits(b, &t)) {
			state_end(stmt);
			return (0);
		}
		if (t.message_id != NULL)
			known_told_put(b, &t);
	}
	return (rv);
}

int
state_told_get(struct state *st, uint64_t story, struct state_told *t,
    char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv;

	memset(t, 0, sizeof(*t));
	stmt = state_query(st, SQL_TOLD_GET, cause, "i", (int64_t)story);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		t->revisions = sqlite3_column_int64(stmt, 0);
		t->time = sqlite3_column_int64(stmt, 1);
		t->last = state_column_text(stmt, 2);
		state_end(stmt);
	}
	return (rv);
}

void
state_told_clear(struct state_told *t)
{
	free(t->last);
}

int
state_told_add(struct state *st, uint64_t story, const struct digest *words,
    const void *texts, size_t len, char **cause)
{
	return (state_run(st, SQL_TOLD_ADD, cause, "idb", (int64_t)story,
	    words, texts, len));
}

/* The digests of what was told before, and this one; the oldest go. */
static int
add_seen(struct state *st, uint64_t story, const struct digest *words,
    struct digest seen[KNOWN_SEEN_MAX], size_t *n, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const char		*p;
	int			 rv;

	*n = 0;
	stmt = state_query(st, SQL_TOLD_GET, cause, "i", (int64_t)story);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1)
		return (-1);
	if (rv == 1) {
		p = sqlite3_column_blob(stmt, 3);
		*n = (size_t)sqlite3_column_bytes(stmt, 3) / sizeof(*seen);
		if (*n >= KNOWN_SEEN_MAX) {
			p += (*n - KNOWN_SEEN_MAX + 1) * sizeof(*seen);
			*n = KNOWN_SEEN_MAX - 1;
		}
		if (*n != 0)
			memcpy(seen, p, *n * sizeof(*seen));
		state_end(stmt);
	}
	seen[(*n)++] = *words;
	return (0);
}

int
state_told_put(struct state *st, uint64_t story, const struct digest *words,
    const void *texts, size_t len, char **cause)
{
	struct digest	seen[KNOWN_SEEN_MAX];
	size_t		n;

	if (add_seen(st, story, words, seen, &n, cause) == -1)
		return (-1);
	return (state_run(st, SQL_TOLD_PUT, cause, "idbb", (int64_t)story,
	    words, seen, n * sizeof(*seen), texts, len));
}

int
state_told_looked(struct state *st, uint64_t story, const struct digest *words,
    char **cause)
{
	return (state_run(st, SQL_TOLD_LOOKED, cause, "id", (int64_t)story,
	    words));
}

int
state_told_count(struct state *st, uint64_t story, int64_t now,
    const char *message_id, char **cause)
{
	return (state_run(st, SQL_TOLD_COUNT, cause, "iit", (int64_t)story,
	    now, message_id));
}

int
state_told_forget(struct state *st, int64_t feed, char **cause)
{
	return (state_run(st, SQL_TOLD_FORGET, cause, "ii", STORY_FIRST(feed),
	    STORY_FIRST(feed + 1)));
}
