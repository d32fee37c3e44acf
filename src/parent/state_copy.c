#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/cause.h"
#include "parent/bands.h"
#include "parent/state_copy.h"
#include "parent/state_db.h"

#define TEMPLATE	3	/* like texts in one feed */
#define PACKED_MAX	4096
#define SLICE		1024	/* stories: a few milliseconds */

/* A damaged one names its story by fewer keys, or none. */
static void
read_band(struct sqlite3_stmt *stmt, struct bands *bands)
{
	uint64_t		 keys[SKETCH_KEPT];
	size_t			 len, n;
	struct pack_reader	 r;
	const void		*p = sqlite3_column_blob(stmt, 1);

	len = p != NULL ? (size_t)sqlite3_column_bytes(stmt, 1) : 0;
	pack_reader_init(&r, p, len);
	for (n = 0; n < SKETCH_KEPT && r.left >= sizeof(keys[n]); n++)
		keys[n] = pack_get_u64(&r);
	bands_add(bands, (uint64_t)sqlite3_column_int64(stmt, 0), keys, n);
}

int
state_copy_is_read(const struct state *st)
{
	return (st->bands_read);
}

int
state_copy_read(struct state *st, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int			 rv, n = 0;

	if (st->bands_read)
		return (1);
	if (st->bands == NULL) {
		st->bands = bands_new();
		st->bands_at = 0;
		st->forgotten = 0;
	}
	stmt = state_query(st, SQL_BAND_EACH, cause, "ii", st->bands_at,
	    (int64_t)SLICE);
	if (stmt == NULL)
		return (-1);
	for (; (rv = state_row(st, stmt, cause)) == 1; n++) {
		read_band(stmt, st->bands);
		st->bands_at = sqlite3_column_int64(stmt, 0);
	}
	if (rv == 0)
		st->bands_read = n < SLICE;
	return (rv == 0 ? st->bands_read : -1);
}

/* Whoever can't wait for the loop reads the rest at once. */
static int
read_bands(struct state *st, char **cause)
{
	int	rv;

	while ((rv = state_copy_read(st, cause)) == 0)
		continue;
	return (rv == -1 ? -1 : 0);
}

/* Read anew when a fourth of it may lead nowhere. */
void
state_copy_forget(struct state *st, size_t n)
{
	st->forgotten += n;
	if (st->bands == NULL || st->forgotten < bands_count(st->bands) / 4)
		return;
	bands_free(st->bands);
	st->bands = NULL;
	st->bands_read = 0;
}

int
state_copy_add(struct state *st, uint64_t story, const struct sketch *k,
    char **cause)
{
	struct buf	keys, runs;
	int		rv;

	if (read_bands(st, cause) == -1)
		return (-1);
	buf_init(&keys, PACKED_MAX);
	buf_init(&runs, PACKED_MAX);
	for (uint32_t i = 0; i < k->nkept; i++)
		pack_put_u64(&keys, k->keys[i]);
	sketch_put_runs(&runs, k);
	rv = state_run(st, SQL_SKETCH_ADD, cause, "ib", (int64_t)story,
	    runs.data, runs.len);
	if (rv == 0 && k->nkept != 0 && sqlite3_changes(st->db) == 1) {
		rv = state_run(st, SQL_BAND_ADD, cause, "ib", (int64_t)story,
		    keys.data, keys.len);
		if (rv == 0)
			bands_add(st->bands, story, k->keys, k->nkept);
	}
	buf_clear(&keys);
	buf_clear(&runs);
	return (rv);
}

/* 1 and *k, 0: there is none that can be read, -1. */
static int
get_sketch(struct state *st, uint64_t story, struct sketch *k, char **cause)
{
	struct sqlite3_stmt	*stmt;
	struct pack_reader	 r;
	const void		*p;
	size_t			 len;
	int			 rv;

	stmt = state_query(st, SQL_SKETCH_GET, cause, "i", (int64_t)story);
	if (stmt == NULL || (rv = state_row(st, stmt, cause)) != 1)
		return (stmt == NULL ? -1 : rv);
	p = sqlite3_column_blob(stmt, 0);
	len = p != NULL ? (size_t)sqlite3_column_bytes(stmt, 0) : 0;
	pack_reader_init(&r, p, len);
	rv = sketch_get_runs(&r, k) == 0;
	state_end(stmt);
	return (rv);
}

static int
is_template(const uint64_t *stories, size_t n)
{
	size_t	same;

	for (size_t i = 0; i < n; i++) {
		same = 0;
		for (size_t j = 0; j < n; j++)
			same += STORY_FEED(stories[j]) ==
			    STORY_FEED(stories[i]);
		if (same >= TEMPLATE)
			return (1);
	}
	return (0);
}

int
state_copy_find(struct state *st, int64_t feed, const struct sketch *k,
    uint64_t stories[STATE_COPIES], size_t *n, char **cause)
{
	struct sketch	other;
	size_t		found, alike = 0;
	int		rv;

	*n = 0;
	if (read_bands(st, cause) == -1)
		return (-1);
	found = bands_find(st->bands, k->keys, k->nkeys, stories,
	    STATE_COPIES);
	for (size_t i = 0; i < found; i++) {
		rv = get_sketch(st, stories[i], &other, cause);
		if (rv == -1)
			return (-1);
		if (rv == 1 && sketch_alike(&other, k))
			stories[alike++] = stories[i];
	}
	if (is_template(stories, alike))
		return (0);
	for (size_t i = 0; i < alike; i++)
		if (STORY_FEED(stories[i]) != feed)
			stories[(*n)++] = stories[i];
	return (0);
}

int
state_copy_feeds(struct state *st, int64_t feed, const struct digest *link,
    struct buf *b, char **cause)
{
	struct sqlite3_stmt	*stmt;
	const unsigned char	*name;
	int			 rv;

	if (digest_is_none(link))
		return (0);
	stmt = state_query(st, SQL_LINK_FEEDS, cause, "id", feed, link);
	if (stmt == NULL)
		return (-1);
	while ((rv = state_row(st, stmt, cause)) == 1)
		if ((name = sqlite3_column_text(stmt, 0)) != NULL)
			buf_printf(b, "%s%s", b->len != 0 ? ", " : "",
			    (const char *)name);
	return (rv);
}

int
state_copy_first(struct state *st, const uint64_t *stories, size_t n,
    const char *target, char **message_id, char **cause)
{
	struct sqlite3_stmt	*stmt;
	int64_t			 first = INT64_MAX;
	int			 rv;

	*message_id = NULL;
	for (size_t i = 0; i < n; i++) {
		stmt = state_query(st, SQL_COPY_FIRST, cause, "it",
		    (int64_t)stories[i], target);
		if (stmt == NULL || (rv = state_row(st, stmt, cause)) == -1) {
			free(*message_id);
			return (-1);
		}
		if (rv == 0)
			continue;
		if (sqlite3_column_int64(stmt, 0) < first) {
			first = sqlite3_column_int64(stmt, 0);
			free(*message_id);
			*message_id = state_column_text(stmt, 1);
		}
		state_end(stmt);
	}
	return (0);
}
