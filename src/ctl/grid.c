#include <sys/ioctl.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/xmalloc.h"
#include "ctl/grid.h"

#define GAP	2		/* blanks between columns */
#define NARROW	20		/* columns a line may always have */
#define WRAPPED	30		/* columns a wrapped cell is glad of */

struct row {
	char			**cells;	/* one only: a line */
	size_t			 n, indent;
	enum grid_style	 style;
};

struct grid {
	const struct grid_column *columns;
	size_t			 ncolumns, indent;
	struct row		*rows;
	size_t			 nrows, size;
};

static const char *const	styles[] = {
	[GRID_PLAIN] = "",
	[GRID_BOLD] = "\033[1m",
	[GRID_GOOD] = "\033[32m",
	[GRID_BAD] = "\033[31m",
};

static int
is_unsafe(ucs4_t c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	    c == 0x2028 || c == 0x2029 || c == 0x061c || c == 0x200e ||
	    c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069));
}

/* A copy whose controls and changes of direction are blanks. */
static char *
clean(const char *text)
{
	const uint8_t	*s = (const uint8_t *)text;
	size_t		 left = strlen(text), out = 0;
	uint8_t		*p = xmalloc(3 * left + 1);	/* for U+FFFD */
	ucs4_t		 c;
	int		 used, made;

	for (; left > 0; left -= (size_t)used, s += used) {
		used = u8_mbtouc(&c, s, left);
		if (is_unsafe(c))
			c = ' ';
		made = u8_uctomb(p + out, c, 4);
		assert(made > 0);
		out += (size_t)made;
	}
	p[out] = '\0';
	return ((char *)p);
}

static size_t
width_of(const char *s)
{
	int	w = u8_width((const uint8_t *)s, strlen(s), "UTF-8");

	return (w > 0 ? (size_t)w : 0);
}

struct grid *
grid_new(const struct grid_column *columns, size_t n, size_t indent)
{
	struct grid	*t = xcalloc(1, sizeof(*t));

	t->columns = columns;
	t->ncolumns = n;
	t->indent = indent;
	return (t);
}

void
grid_free(struct grid *t)
{
	size_t	i, j;

	if (t == NULL)
		return;
	for (i = 0; i < t->nrows; i++) {
		for (j = 0; j < t->rows[i].n; j++)
			free(t->rows[i].cells[j]);
		free(t->rows[i].cells);
	}
	free(t->rows);
	free(t);
}

static void
add_row(struct grid *t, const char *const *cells, size_t n, size_t indent,
    enum grid_style style)
{
	struct row	*r;
	size_t		 i;

	if (t->nrows == t->size) {
		t->size = t->size != 0 ? 2 * t->size : 64;
		t->rows = xreallocarray(t->rows, t->size, sizeof(*t->rows));
	}
	r = &t->rows[t->nrows++];
	r->cells = xcalloc(n, sizeof(*r->cells));
	for (i = 0; i < n; i++)
		r->cells[i] = clean(cells[i]);
	r->n = n;
	r->indent = indent;
	r->style = style;
}

void
grid_row(struct grid *t, const char *const *cells, enum grid_style style)
{
	assert(t->ncolumns > 1);
	add_row(t, cells, t->ncolumns, t->indent, style);
}

void
grid_line(struct grid *t, size_t indent, const char *text,
    enum grid_style style)
{
	add_row(t, &text, 1, indent, style);
}

static size_t
total_width(const struct grid *t, const size_t *widths)
{
	size_t	i, sum = t->indent;

	for (i = 0; i < t->ncolumns; i++)
		if (widths[i] != 0)
			sum += widths[i] + (i > 0 ? GAP : 0);
	return (sum);
}

/* Cuts the widest column that may be cut, until all fit. */
static void
shrink(const struct grid *t, size_t *widths, size_t max)
{
	size_t	i, widest;

	for (i = t->ncolumns; i-- > 0 && total_width(t, widths) > max;)
		if (t->columns[i].optional)
			widths[i] = 0;
	while (total_width(t, widths) > max) {
		widest = t->ncolumns;
		for (i = 0; i < t->ncolumns; i++)
			if (t->columns[i].min != 0 &&
			    widths[i] > t->columns[i].min &&
			    (widest == t->ncolumns ||
			    widths[i] > widths[widest]))
				widest = i;
		if (widest == t->ncolumns)
			return;
		widths[widest]--;
	}
}

/*
 * A column nobody has anything to say in is left out.  The last one is
 * wrapped where it isn't aligned to the right, so it only needs some room.
 */
static size_t *
find_widths(const struct grid *t, const struct grid_screen *screen)
{
	size_t	*widths = xcalloc(t->ncolumns, sizeof(*widths));
	size_t	 i, j, w;

	for (j = 0; j < t->nrows; j++)
		for (i = 0; t->rows[j].n > 1 && i < t->ncolumns; i++)
			if ((w = width_of(t->rows[j].cells[i])) > widths[i])
				widths[i] = w;
	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[0].title != NULL && widths[i] != 0 &&
		    (w = width_of(t->columns[i].title)) > widths[i])
			widths[i] = w;
	if (screen->width == 0)
		return (widths);
	i = t->ncolumns - 1;
	if (!t->columns[i].right && widths[i] > WRAPPED)
		widths[i] = WRAPPED;
	shrink(t, widths, screen->width);
	return (widths);
}

/* As much of text as max columns take, in bytes; its columns in *w. */
static size_t
head_length(const char *text, size_t max, size_t *w)
{
	const uint8_t	*s = (const uint8_t *)text;
	size_t		 len = strlen(text), n = 0;
	ucs4_t		 c;
	int		 used, cw;

	for (*w = 0; n < len; n += (size_t)used) {
		used = u8_mbtouc(&c, s + n, len - n);
		cw = uc_width(c, "UTF-8");
		if (cw > 0 && *w + (size_t)cw > max)
			break;
		*w += cw > 0 ? (size_t)cw : 0;
	}
	return (n);
}

/* The end of text that max columns take. */
static const char *
tail_of(const char *text, size_t max)
{
	const uint8_t	*s = (const uint8_t *)text;
	size_t		 left = strlen(text), w = width_of(text);
	ucs4_t		 c;
	int		 used, cw;

	for (; w > max && left > 0; left -= (size_t)used, s += used) {
		used = u8_mbtouc(&c, s, left);
		cw = uc_width(c, "UTF-8");
		w -= cw > 0 ? (size_t)cw : 0;
	}
	return ((const char *)s);
}

/* Prints text in at most max columns, an ellipsis where it is cut. */
static size_t
print_cut(const char *text, size_t max, int middle, FILE *f)
{
	const char	*tail;
	size_t		 w, n;

	if ((w = width_of(text)) <= max) {
		fputs(text, f);
		return (w);
	}
	tail = middle ? tail_of(text, (max - 1) / 2) : "";
	n = head_length(text, max - 1 - width_of(tail), &w);
	fprintf(f, "%.*s…%s", (int)n, text, tail);
	return (w + 1 + width_of(tail));
}

/*
 * Prints text from column start on, continued on lines of their own at the
 * same column.
 */
static void
print_wrapped(const char *text, size_t start, size_t width, FILE *f)
{
	const uint8_t	*s = (const uint8_t *)text;
	size_t		 i, len = strlen(text);
	char		*breaks;

	if (width == 0 || len == 0) {
		fputs(text, f);
		return;
	}
	if (width < start + NARROW)
		width = start + NARROW;
	breaks = xmalloc(len);
	u8_width_linebreaks(s, len, (int)(width - start), 0, 0, NULL, "UTF-8",
	    breaks);
	for (i = 0; i < len; i++) {
		if (breaks[i] == UC_BREAK_POSSIBLE)
			fprintf(f, "\n%*s", (int)start, "");
		if (text[i] == ' ' && i + 1 < len &&
		    breaks[i + 1] == UC_BREAK_POSSIBLE)
			continue;
		putc(text[i], f);
	}
	free(breaks);
}

static void
print_style(enum grid_style style, int on, const struct grid_screen *screen,
    FILE *f)
{
	if (screen->colours && style != GRID_PLAIN)
		fputs(on ? styles[style] : "\033[0m", f);
}

/* One cell of a row; where it began comes in, where it ended goes out. */
static size_t
print_cell(const struct grid *t, size_t i, const char *cell, size_t start,
    size_t width, const struct grid_screen *screen, FILE *f)
{
	size_t	w = width_of(cell);

	if (i + 1 == t->ncolumns && !t->columns[i].right) {
		print_wrapped(cell, start, screen->width, f);
		return (start);
	}
	if (t->columns[i].right && w < width) {
		fprintf(f, "%*s", (int)(width - w), "");
		start += width - w;
	}
	return (start + print_cut(cell, width, t->columns[i].middle,
	    f));
}

static void
print_row(const struct grid *t, const char *const *cells,
    const size_t *widths, enum grid_style style,
    const struct grid_screen *screen, FILE *f)
{
	size_t	i, at = t->indent, want = t->indent;

	fprintf(f, "%*s", (int)t->indent, "");
	for (i = 0; i < t->ncolumns; i++) {
		if (widths[i] == 0)
			continue;
		if (*cells[i] != '\0') {
			fprintf(f, "%*s", (int)(want - at), "");
			print_style(i == 0 ? style : GRID_PLAIN, 1, screen, f);
			at = print_cell(t, i, cells[i], want, widths[i],
			    screen, f);
			print_style(i == 0 ? style : GRID_PLAIN, 0, screen, f);
		}
		want += widths[i] + GAP;
	}
	putc('\n', f);
}

static void
print_heading(const struct grid *t, const size_t *widths,
    const struct grid_screen *screen, FILE *f)
{
	const char	**titles = xcalloc(t->ncolumns, sizeof(*titles));
	size_t		  i;

	for (i = 0; i < t->ncolumns; i++)
		titles[i] = t->columns[i].title;
	print_row(t, titles, widths, GRID_PLAIN, screen, f);
	free(titles);
}

void
grid_print(const struct grid *t, FILE *f, const struct grid_screen *screen)
{
	const struct row	*r;
	size_t			 i, *widths = find_widths(t, screen);

	if (t->columns[0].title != NULL)
		print_heading(t, widths, screen, f);
	for (i = 0; i < t->nrows; i++) {
		r = &t->rows[i];
		if (r->n > 1) {
			print_row(t, (const char *const *)r->cells, widths,
			    r->style, screen, f);
			continue;
		}
		fprintf(f, "%*s", (int)r->indent, "");
		print_style(r->style, 1, screen, f);
		print_wrapped(r->cells[0], r->indent, screen->width, f);
		print_style(r->style, 0, screen, f);
		putc('\n', f);
	}
	free(widths);
}

void
grid_screen_of_stdout(struct grid_screen *screen)
{
	const char	*term = getenv("TERM"), *no = getenv("NO_COLOR");
	struct winsize	 ws;

	memset(screen, 0, sizeof(*screen));
	if (!isatty(STDOUT_FILENO))
		return;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0)
		screen->width = ws.ws_col;
	screen->colours = term != NULL && strcmp(term, "dumb") != 0 &&
	    (no == NULL || *no == '\0');
}
