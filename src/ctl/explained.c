#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/order.h"
#include "base/xmalloc.h"
#include "ctl/explained.h"
#include "ctl/grid.h"
#include "ctl/matched.h"

#define INDENT		2
#define NAMES_MAX	(SIZE_MAX / 2)	/* bytes; of no stranger */
#define TIME_SIZE	32
#define DATE_LENGTH	10	/* "2026-03-01" */

static const struct grid_column	columns[] = {
	{ NULL, 0, 0, 0, 0 },		/* what is told */
	{ NULL, 0, 16, 0, 1 },		/* feed, target */
	{ NULL, 0, 0, 0, 0 },		/* when */
};

#define COLUMNS	(sizeof(columns) / sizeof(columns[0]))

/* "2026-03-01 12:00", where people are. */
static void
local_time(int64_t t, char s[TIME_SIZE])
{
	struct tm	tm;
	time_t		when = (time_t)t;

	if (localtime_r(&when, &tm) == NULL ||
	    strftime(s, TIME_SIZE, "%Y-%m-%d %H:%M", &tm) == 0)
		snprintf(s, TIME_SIZE, "%" PRId64, t);
}

static void
show_row(struct grid *g, const char *label, const char *what,
    const char *when)
{
	const char	*cells[COLUMNS] = { label, what, when };

	grid_row(g, cells, GRID_PLAIN);
}

static void
show_seen(struct grid *g, const struct seen *seen)
{
	const struct seen_story	*s;
	char			 first[TIME_SIZE], last[TIME_SIZE], *when;

	for (size_t k = 0; k < seen->n; k++) {
		s = &seen->v[k];
		local_time(s->first_seen, first);
		local_time(s->last_seen, last);
		when = strncmp(first, last, DATE_LENGTH) == 0 ?
		    xstrdup(first) : xasprintf("%s, last on %.*s", first,
		    DATE_LENGTH, last);
		show_row(g, s == seen->v ? "seen" : "", s->feed, when);
		free(when);
	}
}

static void
show_filing(struct grid *g, const char *label, const struct seen_story *s,
    const struct seen_filing *f)
{
	char		 time[TIME_SIZE], *when;
	const char	*where;

	local_time(f->time, time);
	where = f->waiting ? ", waits for its target," :
	    f->refused ? ", refused by its target," : "";
	when = f->edit ? xasprintf("%s%s telling of an edit", time, where) :
	    xasprintf("%s%s as <%s>", time, where,
	    s->message_id != NULL ? s->message_id : "");
	show_row(g, label, f->target, when);
	free(when);
}

static void
show_filed(struct grid *g, const struct seen *seen)
{
	const struct seen_story	*s;
	const char		*label, *last = "";

	for (size_t k = 0; k < seen->n; k++) {
		s = &seen->v[k];
		for (size_t i = 0; i < s->nfilings; i++, last = label) {
			label = s->filings[i].held ? "held" : "filed";
			show_filing(g, strcmp(label, last) == 0 ? "" : label,
			    s, &s->filings[i]);
		}
	}
}

/* Edits that were told, in place as well. */
static void
show_edits(struct grid *g, const struct seen *seen)
{
	const struct seen_story	*s;
	char			 time[TIME_SIZE], *what;

	for (size_t k = 0; k < seen->n; k++) {
		s = &seen->v[k];
		if (s->edits == 0)
			continue;
		local_time(s->edited, time);
		what = xasprintf("%" PRId64 " time%s, last %s", s->edits,
		    s->edits == 1 ? "" : "s", time);
		show_row(g, "edited", s->feed, what);
		free(what);
	}
}

static int
was_on_topic(const struct seen *seen)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->v[i].on_topic)
			return (1);
	return (0);
}

static void
show_title(struct grid *g, const char *title, const char *link)
{
	grid_line(g, 0, title != NULL ? title : link != NULL ? link :
	    "(untitled)", GRID_BOLD);
	if (title != NULL && link != NULL)
		grid_line(g, INDENT, link, GRID_PLAIN);
}

static void
show_head(const struct explained *e, const struct grid_screen *screen)
{
	struct grid	*g = grid_new(columns, COLUMNS, INDENT);

	show_title(g, e->title, e->link);
	show_seen(g, e->seen);
	show_filed(g, e->seen);
	show_edits(g, e->seen);
	grid_print(g, stdout, screen);
	grid_free(g);
}

static void
show_missed(struct grid *g, const struct explained *e)
{
	const struct explained_topic	*t;
	size_t				 left = 0;
	char				*text;

	for (t = e->topics; t < e->topics + e->ntopics; t++) {
		if (t->story == NULL || t->holds)
			continue;
		if (t->why != NULL)
			matched_show_missed(g, t->name, t->why);
		else
			left++;
	}
	if (left == 0)
		return;
	text = xasprintf("nor %zu more topics (--json tells all)", left);
	grid_line(g, 2 * INDENT, text, GRID_PLAIN);
	free(text);
}

static void
show_topics(struct arena *a, const struct explained *e,
    const struct grid_screen *screen)
{
	struct grid			*g = matched_grid();
	const struct explained_topic	*t;
	size_t				 held = 0;

	for (t = e->topics; t < e->topics + e->ntopics; t++) {
		if (!t->holds)
			continue;
		matched_show_topic(g, a, t->story->texts.texts, t->name,
		    t->hits);
		held++;
	}
	if (e->everything)
		grid_line(g, INDENT, "everything is taken", GRID_GOOD);
	else if (held == 0)
		grid_line(g, INDENT, "no topic", GRID_PLAIN);
	show_missed(g, e);
	grid_print(g, stdout, screen);
	grid_free(g);
}

/* "a, b", each once; NULL for none.  The caller's to free. */
static char *
join(const char **v, size_t n)
{
	struct buf	b;

	if (n == 0)
		return (NULL);
	buf_init(&b, NAMES_MAX);
	qsort(v, n, sizeof(*v), order_string);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(v[i], v[i - 1]) != 0)
			buf_printf(&b, "%s%s", i > 0 ? ", " : "", v[i]);
	return (buf_steal(&b));
}

/* The topics that held then: of the mail's feed, else of all. */
static char *
names_then(const struct explained *e)
{
	const struct seen_story	 *s;
	const char		**v = NULL;
	char			 *names;
	size_t			  n = 0;

	for (size_t k = 0; k < e->seen->n; k++) {
		s = &e->seen->v[k];
		if (e->mail != NULL && e->mail->feed != NULL &&
		    strcmp(e->mail->feed, s->feed) != 0)
			continue;
		v = xreallocarray(v, n + s->nthen + 1, sizeof(*v));
		for (size_t i = 0; i < s->nthen; i++)
			v[n++] = s->then[i];
	}
	names = join(v, n);
	free(v);
	return (names);
}

static char *
names_now(const struct explained *e)
{
	const char	**v = xcalloc(e->ntopics, sizeof(*v));
	char		 *names;
	size_t		  n = 0;

	for (size_t i = 0; i < e->ntopics; i++)
		if (e->topics[i].holds)
			v[n++] = e->topics[i].name;
	names = join(v, n);
	free(v);
	return (names);
}

/* That it was on a topic once, though not by the text that is kept. */
static const char *
off_topic(const struct seen *seen)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->v[i].edits != 0)
			return ("before it was edited");
	return ("without a topic then");
}

/* "filed for cyber then; now no topic holds" */
static void
put_change(struct buf *b, const struct explained *e)
{
	char	*then = names_then(e), *now = names_now(e);

	buf_puts(b, seen_is_filed(e->seen) ? "filed" : "not filed, and");
	if (then != NULL)
		buf_printf(b, " %s %s then; now ", seen_is_filed(e->seen) ?
		    "for" : "on", then);
	else
		buf_printf(b, " %s; now ", was_on_topic(e->seen) ?
		    off_topic(e->seen) : "on no topic then");
	if (now != NULL)
		buf_printf(b, "%s\n", now);
	else
		buf_puts(b, e->everything ? "everything is taken\n" :
		    "no topic holds\n");
	free(then);
	free(now);
}

/* What became of one where none is filed; NULL: it was on no topic. */
static const char *
fate(const struct seen *seen, const struct seen_story *s)
{
	const char	*left_out = seen_left_out(seen, s);

	if (s->nfilings != 0)
		return ("it is held back until newsievectl release, or "
		    "catchup");
	if (left_out == NULL)
		return (NULL);
	if (strcmp(left_out, "copy") == 0)
		return ("it is a copy of another feed's story, which "
		    "\"duplicates\" drops");
	if (strcmp(left_out, "catchup") == 0)
		return ("newsievectl catchup has let it go");
	return ("\"first\" left it out at the first poll of its feed");
}

/* Why there is no mail. */
static void
put_unfiled(struct buf *b, const struct explained *e)
{
	const char	*why = NULL;

	if (seen_is_filed(e->seen))
		return;
	for (size_t k = 0; k < e->seen->n && why == NULL; k++)
		why = fate(e->seen, &e->seen->v[k]);
	if (why == NULL && !e->changed)
		why = "it was on no topic";
	if (why != NULL)
		buf_printf(b, "not filed: %s\n", why);
}

/* Notices are on no topic and of no link, as few stories are. */
static int
may_be_notice(const struct message_fields *m)
{
	return (m != NULL && m->topics == NULL && m->link == NULL);
}

static void
put_no_texts(struct buf *b, const struct explained *e)
{
	if (e->seen->archive == 0)
		buf_puts(b, "no topic can be tried: texts aren't kept "
		    "(archive: 0s)\n");
	else
		buf_printf(b, "no topic can be tried: %sits text isn't in the "
		    "archive, which goes back %" PRId64 " days\n",
		    may_be_notice(e->mail) ? "it is a notice, or " : "",
		    e->seen->archive / 86400);
	if (e->mail != NULL && e->mail->topics != NULL)
		buf_printf(b, "the mail says: filed for %s (%s)\n",
		    e->mail->topics, e->mail->match != NULL ?
		    e->mail->match : "by absence");
}

/* Each wrapped, and nothing of it moves a cursor. */
static void
show_lines(const char *text)
{
	struct grid_screen	 screen;
	struct grid		*g = grid_new(columns, COLUMNS, 0);
	char			*line;
	size_t			 len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		line = xstrndup(text, len);
		grid_line(g, 0, line, GRID_PLAIN);
		free(line);
	}
	grid_screen_of_stdout(&screen);
	grid_print(g, stdout, &screen);
	grid_free(g);
}

/* What remains to be said, apart from the rest. */
static void
show_rest(const struct explained *e)
{
	struct buf	b;

	buf_init(&b, NAMES_MAX);
	put_unfiled(&b, e);
	if (e->main == NULL)
		put_no_texts(&b, e);
	else if (e->changed)
		put_change(&b, e);
	if (e->main != NULL && e->main->texts.cut)
		buf_printf(&b, "the archive has its first %zu kB only\n",
		    ARCHIVE_TEXT_MAX / 1024);
	if (b.len > 0)
		putchar('\n');
	show_lines(buf_string(&b));
	buf_clear(&b);
}

void
explained_show(struct arena *a, const struct explained *e)
{
	struct grid_screen	screen;

	grid_screen_of_stdout(&screen);
	show_head(e, &screen);
	if (e->main != NULL) {
		putchar('\n');
		show_topics(a, e, &screen);
	}
	show_rest(e);
}

static void
show_field(struct grid *g, const char *label, const char *value)
{
	if (value != NULL)
		show_row(g, label, value, "");
}

void
explained_show_mail(const struct message_fields *m)
{
	struct grid_screen	 screen;
	struct grid		*g = grid_new(columns, COLUMNS, INDENT);

	grid_screen_of_stdout(&screen);
	show_title(g, m->subject, m->link);
	show_field(g, "feed", m->feed);
	show_field(g, "topics", m->topics);
	show_field(g, "words", m->match);
	grid_print(g, stdout, &screen);
	grid_free(g);
	puts("\nso says the mail itself");
}
