#include <string.h>

#include "feed/html_internal.h"
#include "feed/html_table.h"

#define COLUMNS		72
#define CELLS_MAX	16	/* more columns than this are no table */
#define SPAN_MAX	8
#define KEY_MAX		24	/* of a first column beside long text */
#define GAP		2

struct cell {
	const char	*text;
	size_t		 len;
	int		 width;
	int		 header;
	struct cell	*next;
};

struct row {
	struct cell	*cells, **tail;
	int		 ncells;
	struct row	*next;
};

struct html_table {
	struct arena	*arena;
	struct row	*rows, **tail;
	struct row	*current;
	int		 columns;
	int		 widths[CELLS_MAX];
};

struct html_table *
html_table_new(struct arena *a)
{
	struct html_table	*t = arena_alloc(a, sizeof(*t));

	if (t != NULL) {
		t->arena = a;
		t->tail = &t->rows;
	}
	return (t);
}

void
html_table_row(struct html_table *t)
{
	t->current = NULL;
}

/* Rows begin with their first cell, so that none is empty. */
static struct row *
current_row(struct html_table *t)
{
	struct row	*r;

	if (t->current != NULL)
		return (t->current);
	if ((r = arena_alloc(t->arena, sizeof(*r))) == NULL)
		return (NULL);
	r->tail = &r->cells;
	*t->tail = r;
	t->tail = &r->next;
	return (t->current = r);
}

static void
add(struct html_table *t, const char *text, size_t len, int header)
{
	struct row	*r = current_row(t);
	struct cell	*c = arena_alloc(t->arena, sizeof(*c));

	if (r == NULL || c == NULL ||
	    (c->text = arena_strndup(t->arena, text, len)) == NULL)
		return;
	c->len = len;
	c->header = header;
	c->width = html_width(text, len);
	*r->tail = c;
	r->tail = &c->next;
	r->ncells++;
	if (r->ncells > t->columns)
		t->columns = r->ncells;
	if (r->ncells <= CELLS_MAX && c->width > t->widths[r->ncells - 1])
		t->widths[r->ncells - 1] = c->width;
}

void
html_table_cell(struct html_table *t, const char *text, size_t len,
    int header, int span)
{
	add(t, text, len, header);
	for (; span > 1 && span <= SPAN_MAX; span--)
		add(t, "", 0, header);
}

int
html_table_is_empty(const struct html_table *t)
{
	const struct row	*r;
	const struct cell	*c;

	for (r = t->rows; r != NULL; r = r->next)
		for (c = r->cells; c != NULL; c = c->next)
			if (c->len > 0)
				return (0);
	return (1);
}

static void
put_spaces(struct buf *b, int n)
{
	while (n-- > 0)
		buf_putc(b, ' ');
}

/* A row whose cells stand under one another. */
static void
put_aligned(const struct html_table *t, const struct row *r,
    const char *prefix, struct buf *out)
{
	const struct cell	*c;
	int			 i = 0, missing = 0;

	buf_puts(out, prefix);
	for (c = r->cells; c != NULL; c = c->next, i++) {
		if (c->len == 0) {
			missing += t->widths[i] + GAP;
			continue;
		}
		put_spaces(out, missing);
		buf_put(out, c->text, c->len);
		missing = t->widths[i] - c->width + GAP;
	}
	buf_putc(out, '\n');
}

static void
put_rule(const struct html_table *t, const char *prefix, struct buf *out)
{
	int	i, n;

	buf_puts(out, prefix);
	for (i = 0; i < t->columns; i++) {
		put_spaces(out, i > 0 ? GAP : 0);
		for (n = t->widths[i] > 0 ? t->widths[i] : 1; n > 0; n--)
			buf_putc(out, '-');
	}
	buf_putc(out, '\n');
}

/* A short first cell, and the second wrapped beside it. */
static void
put_pair(const struct html_table *t, const struct row *r, const char *prefix,
    const char *rest, struct buf *out)
{
	const struct cell	*key = r->cells, *value = key->next;
	struct buf		 first, next;

	buf_init(&first, 1024);
	buf_init(&next, 1024);
	buf_puts(&first, prefix);
	buf_put(&first, key->text, key->len);
	buf_puts(&next, rest);
	if (value != NULL)
		put_spaces(&first, t->widths[0] - key->width + GAP);
	put_spaces(&next, t->widths[0] + GAP);
	html_wrap_paragraph(value != NULL ? value->text : "",
	    value != NULL ? value->len : 0, buf_string(&first),
	    buf_string(&next), out);
	buf_clear(&first);
	buf_clear(&next);
}

/* One row that is too wide was for layout: each cell by itself. */
static void
put_cells(const struct row *r, const char *prefix, const char *rest,
    struct buf *out)
{
	const struct cell	*c;

	for (c = r->cells; c != NULL; c = c->next) {
		if (c->len == 0)
			continue;
		html_wrap_paragraph(c->text, c->len, prefix, rest, out);
		prefix = rest;
	}
}

/* Too wide for columns: a paragraph a row. */
static void
put_loose(const struct row *r, const char *prefix, const char *rest,
    struct buf *out)
{
	const struct cell	*c;
	struct buf		 line, next;

	buf_init(&line, out->max);
	buf_init(&next, 1024);
	buf_puts(&next, rest);
	for (c = r->cells; c != NULL; c = c->next) {
		if (c->len == 0)
			continue;
		if (line.len > 0) {
			buf_puts(&line, " | ");
			put_spaces(&next, next.len == strlen(rest) ? 2 : 0);
		}
		buf_put(&line, c->text, c->len);
	}
	html_wrap_paragraph(buf_string(&line), line.len, prefix,
	    buf_string(&next), out);
	out->failed |= line.failed;
	buf_clear(&line);
	buf_clear(&next);
}

static int
has_text(const struct row *r)
{
	const struct cell	*c;

	for (c = r->cells; c != NULL; c = c->next)
		if (c->len > 0)
			return (1);
	return (0);
}

static int
is_header(const struct row *r)
{
	const struct cell	*c;

	for (c = r->cells; c != NULL; c = c->next)
		if (!c->header)
			return (0);
	return (1);
}

static int
total_width(const struct html_table *t)
{
	int	i, total = 0;

	if (t->columns > CELLS_MAX)
		return (COLUMNS + 1);
	for (i = 0; i < t->columns; i++)
		total += t->widths[i] + (i > 0 ? GAP : 0);
	return (total);
}

void
html_table_put(const struct html_table *t, const char *first,
    const char *prefix, struct buf *out)
{
	const struct row	*r;
	const char		*lead = first;
	int			 room = COLUMNS - html_width(prefix,
				    strlen(prefix));
	int			 fits = t->columns > 1 &&
				    total_width(t) <= room;
	int			 pairs = t->columns == 2 &&
				    t->widths[0] <= KEY_MAX && room > 2 *
				    KEY_MAX;

	for (r = t->rows; r != NULL; r = r->next) {
		if (!has_text(r))
			continue;
		if (fits)
			put_aligned(t, r, lead, out);
		else if (t->rows->next == NULL)
			put_cells(r, lead, prefix, out);
		else if (pairs)
			put_pair(t, r, lead, prefix, out);
		else
			put_loose(r, lead, prefix, out);
		if (fits && r == t->rows && r->next != NULL && is_header(r))
			put_rule(t, prefix, out);
		lead = prefix;
	}
}
