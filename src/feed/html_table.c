#include <string.h>

#include "feed/html_page.h"
#include "feed/html_table.h"

#define CELLS_MAX	16	/* more columns than this are no table */
#define SPAN_MAX	8
#define KEY_MAX		24	/* of a first column beside long text */
#define GAP		2

struct cell {
	const char	*text;
	size_t		 len;
	int		 width;
	int		 header;
	int		 span;		/* columns; 0: another cell's */
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
	int		 over[CELLS_MAX];	/* rows a cell still covers */
	int		 numbers[CELLS_MAX];	/* what is one, or -1 */
};

/* One line can't hold it. */
static int
is_heavy(const struct html_element *e)
{
	switch (e->id) {
	case HTML_BLOCKQUOTE:
	case HTML_DL:
	case HTML_HEADING:
	case HTML_HR:
	case HTML_OL:
	case HTML_PRE:
	case HTML_TABLE:
	case HTML_UL:
		return (1);
	default:
		return (0);
	}
}

/* A second paragraph: a block behind text, or lines left blank. */
static int
divides(const struct html_event *e, int text)
{
	if (e->element->id == HTML_BR)
		return (e[-1].kind == HTML_OPEN &&
		    e[-1].element->id == HTML_BR);
	return (text && (e->element->flags & (HTML_BLOCK | HTML_CELLED)) ==
	    HTML_BLOCK);
}

int
html_table_is_grid(const struct html_doc *d, uint32_t i)
{
	const struct html_event	*e;
	uint32_t		 end = d->events[i].end;
	int			 text = 0, cells = 0, most = 0;

	for (i++; i < end; i++) {
		e = &d->events[i];
		text |= e->kind == HTML_TEXT;
		if (e->kind != HTML_OPEN)
			continue;
		if (is_heavy(e->element) || divides(e, text))
			return (0);
		if (e->element->id == HTML_TR)
			cells = 0;
		if (e->element->id == HTML_TD) {
			text = 0;
			cells++;
			most = cells > most ? cells : most;
		}
	}
	return (most > 1);
}

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

/* The row is over, and with it one of those that cells cover. */
void
html_table_row(struct html_table *t)
{
	int	i;

	if (t->current != NULL)
		for (i = t->current->ncells; i < CELLS_MAX; i++)
			t->over[i] -= t->over[i] > 0;
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
add(struct html_table *t, const char *text, size_t len, int header, int span)
{
	struct row	*r = current_row(t);
	struct cell	*c = arena_alloc(t->arena, sizeof(*c));

	if (r == NULL || c == NULL ||
	    (c->text = arena_strndup(t->arena, text, len)) == NULL)
		return;
	c->len = len;
	c->header = header;
	c->span = span;
	c->width = html_width(text, len);
	*r->tail = c;
	r->tail = &c->next;
	r->ncells++;
	if (r->ncells > t->columns)
		t->columns = r->ncells;
	if (r->ncells <= CELLS_MAX && span == 1 &&
	    c->width > t->widths[r->ncells - 1])
		t->widths[r->ncells - 1] = c->width;
}

/* Cells of rows above reach down here. */
static void
add_covered(struct html_table *t)
{
	struct row	*r = current_row(t);

	while (r != NULL && !arena_failed(t->arena) &&
	    r->ncells < CELLS_MAX && t->over[r->ncells] > 0) {
		t->over[r->ncells]--;
		add(t, "", 0, 0, 1);
	}
}

void
html_table_cell(struct html_table *t, const char *text, size_t len,
    int header, int span, int rows)
{
	int	i;

	if (span > SPAN_MAX)
		span = SPAN_MAX;
	add_covered(t);
	for (i = 0; i < span; i++) {
		if (t->current != NULL && t->current->ncells < CELLS_MAX)
			t->over[t->current->ncells] = rows - 1;
		add(t, i == 0 ? text : "", i == 0 ? len : 0, header,
		    i == 0 ? span : 0);
	}
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

/* "1,024", "-3.5 %" */
static int
is_number(const struct cell *c)
{
	size_t	i;
	int	digits = 0;

	for (i = 0; i < c->len; i++) {
		if (c->text[i] >= '0' && c->text[i] <= '9')
			digits = 1;
		else if (strchr(" .,%+-$", c->text[i]) == NULL)
			return (0);
	}
	return (digits);
}

/* Room for what covers several columns, and which of these hold numbers. */
static void
measure(struct html_table *t)
{
	const struct row	*r;
	const struct cell	*c;
	int			 i, j, width;

	for (r = t->rows; r != NULL; r = r->next)
		for (c = r->cells, i = 0; c != NULL && i < CELLS_MAX;
		    c = c->next, i++) {
			if (c->len > 0 && !c->header && t->numbers[i] != -1)
				t->numbers[i] = c->span == 1 && is_number(c) ?
				    1 : -1;
			if (c->span < 2)
				continue;
			width = c->width;
			for (j = i; j < i + c->span && j < CELLS_MAX; j++)
				width -= t->widths[j] + (j > i ? GAP : 0);
			if (width > 0)
				t->widths[j - 1] += width;
		}
}

/* A row whose cells stand under one another. */
static void
put_aligned(const struct html_table *t, const struct row *r,
    const char *prefix, struct buf *out)
{
	const struct cell	*c;
	int			 i = 0, j, room, missing = 0;

	buf_puts(out, prefix);
	for (c = r->cells; c != NULL; c = c->next, i++) {
		if (c->span == 0)
			continue;
		room = t->widths[i];
		for (j = i + 1; j < i + c->span; j++)
			room += GAP + t->widths[j];
		room -= c->width;
		if (c->len == 0) {
			missing += room + GAP;
			continue;
		}
		if (t->numbers[i] == 1 && c->span == 1) {
			missing += room;
			room = 0;
		}
		put_spaces(out, missing);
		buf_put(out, c->text, c->len);
		missing = room + GAP;
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
		return (HTML_COLUMNS + 1);
	for (i = 0; i < t->columns; i++)
		total += t->widths[i] + (i > 0 ? GAP : 0);
	return (total);
}

void
html_table_put(struct html_table *t, const char *first,
    const char *prefix, struct buf *out)
{
	const struct row	*r;
	const char		*lead = first;
	int			 room = HTML_COLUMNS - html_width(prefix,
				    strlen(prefix));
	int			 fits, pairs;

	measure(t);
	fits = t->columns > 1 && total_width(t) <= room;
	pairs = t->columns == 2 && t->widths[0] <= KEY_MAX &&
	    room > 2 * KEY_MAX;
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
