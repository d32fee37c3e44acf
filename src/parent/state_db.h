#ifndef PARENT_STATE_DB_H
#define PARENT_STATE_DB_H

/*
 * Inside the state: one connection and its prepared statements.  Only
 * state*.c include this.
 */

#include "parent/state_archive.h"
#include "parent/state_filing.h"

#define STATE_DAY	86400		/* seconds */
#define STATE_ASIDE	"state.db.corrupt-"	/* and when; a name */

/*
 * A story's id is its feed's id and a number within the feed, so that the
 * stories of a feed lie side by side and an id tells whose it is.
 */
#define STORY_BITS	40
#define STORY_FIRST(feed)	((feed) << STORY_BITS)
#define STORY_FEED(story)	((int64_t)((story) >> STORY_BITS))

enum state_sql {
	SQL_BEGIN, SQL_COMMIT,
	SQL_FEED_LOAD, SQL_FEED_ADD, SQL_FEED_RENAME, SQL_FEED_SAVE,
	SQL_FEED_NUMBER, SQL_FEED_REREAD, SQL_FEED_HOLD, SQL_FEED_TELL,
	SQL_FEED_UNTELL,
	SQL_KNOWN, SQL_STORY_GET, SQL_STORY_ADD, SQL_STORY_UPDATE,
	SQL_STORY_TOUCH, SQL_STORY_FLAG, SQL_STORY_UNFILE, SQL_STORY_FORGET, SQL_EXPIRE,
	SQL_ARCHIVE_PUT, SQL_ARCHIVE_EXPIRE,
	SQL_SEEN_LINK, SQL_SEEN_ID, SQL_SEEN_FILINGS, SQL_SINCE,
	SQL_TARGET_GET, SQL_TARGET_ADD, SQL_TARGET_EACH,
	SQL_IS_FILED, SQL_INTEND, SQL_HOLD, SQL_HELD_ELSEWHERE, SQL_RELEASE,
	SQL_LET_GO_HELD,
	SQL_FORGET_HELD,
	SQL_KEEP, SQL_MAIL, SQL_MARK, SQL_UNMARKED,
	SQL_FILING_GET, SQL_FILING_DELETE, SQL_FOUND, SQL_BASES,
	SQL_OUTBOX, SQL_OUTBOX_GET, SQL_REFUSE, SQL_WAITING,
	SQL_FEED_IS_REMEMBERED, SQL_NUMBERS_GET, SQL_NUMBERS_SET,
	SQL_RECALL_ADD, SQL_RECALL_HAS, SQL_RECALL_EXPIRE,
	SQL_STORY_FILINGS, SQL_PENDING, SQL_REPLACE, SQL_REPLACED, SQL_STAYS,
	SQL_NEXT_REVISION, SQL_SET_FIRST,
	SQL_TOLD_EACH, SQL_TOLD_GET, SQL_TOLD_ADD, SQL_TOLD_PUT,
	SQL_TOLD_LOOKED, SQL_TOLD_COUNT, SQL_TOLD_FORGET,
	SQL_SKETCH_ADD, SQL_SKETCH_GET, SQL_BAND_ADD, SQL_BAND_EACH,
	SQL_COPY_FIRST, SQL_LINK_FEEDS,
	SQL_NOTICE_ADD, SQL_NOTICE_FIRST, SQL_RECALL_COUNT,
	SQL_ASIDE_GET, SQL_ASIDE_SET, SQL_STATEMENTS
};

struct bands;
struct sqlite3;
struct sqlite3_stmt;

struct state {
	char			*dir;
	int			 lock;
	struct sqlite3		*db;
	struct sqlite3_stmt	*stmt[SQL_STATEMENTS];
	int64_t			 first_filing;	/* of this transaction */
	int64_t			*carried;	/* filings under way */
	size_t			 ncarried;
	struct bands		*bands;		/* NULL: not begun yet */
	int64_t			 bands_at;	/* the last story in it */
	int			 bands_read;	/* all are in it */
	size_t			 forgotten;	/* stories, since it was begun */
	char			 tag[9];
	uint64_t		 mails;		/* the last one's number */
	int			 recalled;	/* mails were looked for */
	int			 numbers;	/* these two are to be saved */
	int			 damaged;	/* SQLite said so */
	void			(*on_damage)(void *);
	void			*on_damage_arg;
	char			*aside;		/* the one before this */
};

/* state_sql.c: the text of each statement; the schema; a version's steps. */
const char *state_sql(enum state_sql);
int	 state_migrate(struct state *, char **cause);

/*
 * Starts a statement, its parameters bound by a letter each: i int64_t,
 * t text or NULL, b bytes and size_t (none: NULL), d digest (none: NULL).
 * They must live until state_end.  NULL with a cause.
 */
struct sqlite3_stmt *state_query(struct state *, enum state_sql, char **cause,
	    const char *fmt, ...);
/* 1 for a row, 0 for the end, -1 with a cause; ends at the last two. */
int	 state_row(struct state *, struct sqlite3_stmt *, char **cause);
void	 state_end(struct sqlite3_stmt *);
/* A statement without rows from start to end. */
int	 state_run(struct state *, enum state_sql, char **cause,
	    const char *fmt, ...);
/* SQL text of no parameters and no rows. */
int	 state_exec(struct state *, const char *, char **cause);
/* The one number that text gives. */
int	 state_number(struct state *, const char *, int64_t *, char **cause);

/* Each filing of a statement (NULL: it failed) of FILING_COLUMNS. */
int	 state_filings(struct state *, struct sqlite3_stmt *,
	    int (*each)(const struct state_filing *, void *), void *,
	    char **cause);

/* state.c, state_aside.c: SQLite's connection; what was found damaged. */
void	 state_close_db(struct state *);
void	 state_note_damage(struct state *);

/* state_recall.c: part of opening, and of each commit. */
int	 state_recall_load(struct state *, char **cause);
int	 state_recall_save(struct state *, char **cause);

/* state_copy.c: so many stories are gone. */
void	 state_copy_forget(struct state *, size_t n);

void	 state_column_digest(struct sqlite3_stmt *, int, struct digest *);
char	*state_column_text(struct sqlite3_stmt *, int);	/* owned, or NULL */
void	 state_column_blob(struct sqlite3_stmt *, int, struct state_blob *);

#endif
