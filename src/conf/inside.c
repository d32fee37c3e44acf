#include <string.h>

#include "base/utf8.h"
#include "conf/tree.h"

/*
 * Where a byte of a scalar's text stands in the file: the scalar is walked
 * once more as it was written, with its quotation marks, escapes and folded
 * line breaks.  Only done to point at an error.
 */

struct walk {
	const char	*p, *end;	/* in the file */
	unsigned int	 line, column;
};

static int
is_break(const struct walk *w)
{
	return (w->p < w->end && (*w->p == '\n' || *w->p == '\r'));
}

/* One character on, over a line break as one. */
static void
step(struct walk *w)
{
	uint32_t	c;

	if (w->p >= w->end)
		return;
	if (is_break(w)) {
		if (*w->p == '\r' && w->p + 1 < w->end && w->p[1] == '\n')
			w->p++;
		w->p++;
		w->line++;
		w->column = 1;
		return;
	}
	w->p += utf8_get(w->p, (size_t)(w->end - w->p), &c);
	w->column++;
}

static void
walk_to(struct walk *w, unsigned int line, unsigned int column)
{
	while (w->p < w->end && w->line < line)
		step(w);
	while (w->p < w->end && w->column < column && !is_break(w))
		step(w);
}

/* Bytes of text that an escape stands for; the walk goes past it. */
static size_t
skip_escape(struct walk *w, const char *text)
{
	size_t		digits;
	uint32_t	c;

	step(w);
	if (is_break(w)) {
		while (is_break(w) || (w->p < w->end &&
		    (*w->p == ' ' || *w->p == '\t')))
			step(w);
		return (0);
	}
	digits = w->p >= w->end ? 0 : *w->p == 'x' ? 2 : *w->p == 'u' ? 4 :
	    *w->p == 'U' ? 8 : 0;
	for (size_t i = 0; i <= digits; i++)
		step(w);
	return (utf8_get(text, UTF8_MAX, &c));
}

/* A run of white space with line breaks in it: n breaks, n - 1 or one kept. */
static size_t
skip_fold(struct walk *w)
{
	size_t	breaks = 0;

	while (w->p < w->end && (is_break(w) || *w->p == ' ' ||
	    *w->p == '\t')) {
		breaks += (size_t)is_break(w);
		step(w);
	}
	return (breaks > 1 ? breaks - 1 : 1);
}

static int
at_fold(const struct walk *w)
{
	const char	*p = w->p;

	while (p < w->end && (*p == ' ' || *p == '\t'))
		p++;
	return (p < w->end && (*p == '\n' || *p == '\r'));
}

/* Past the next piece of source; the bytes of text it stands for. */
static size_t
skip_piece(struct walk *w, enum tree_style style, const char *text)
{
	uint32_t	c;

	if (at_fold(w))
		return (skip_fold(w));
	if (style == TREE_DOUBLE && *w->p == '\\')
		return (skip_escape(w, text));
	if (style == TREE_SINGLE && *w->p == '\'')
		step(w);
	step(w);
	return (utf8_get(text, UTF8_MAX, &c));
}

/*
 * A block: its lines begin behind the blanks that the first one has, those of
 * a folded one are joined.
 */
static void
inside_block(struct walk *w, const struct tree_node *n, size_t offset)
{
	int		 folded = w->p < w->end && *w->p == '>';
	unsigned int	 indent;
	size_t		 at = 0, len = strlen(n->text);
	uint32_t	 c;

	while (w->p < w->end && !is_break(w))
		step(w);
	while (w->p < w->end && (is_break(w) || *w->p == ' '))
		step(w);
	indent = w->column;
	while (at < offset && at < len && w->p < w->end) {
		if (folded && at_fold(w)) {
			at += skip_fold(w);
			continue;
		}
		at += utf8_get(n->text + at, UTF8_MAX, &c);
		step(w);
		while (c == '\n' && w->p < w->end && *w->p == ' ' &&
		    w->column < indent)
			step(w);
	}
}

void
tree_inside(const struct tree_node *n, size_t offset, unsigned int *line,
    unsigned int *column)
{
	struct walk	 w = { .line = 1, .column = 1 }, next;
	size_t		 at = 0, len = strlen(n->text), size;

	*line = n->line;
	*column = n->column;
	if (n->kind != TREE_SCALAR)
		return;
	w.p = tree_text(n->tree, &size);
	w.end = w.p + size;
	walk_to(&w, n->line, n->column);
	if (n->style == TREE_BLOCK) {
		inside_block(&w, n, offset);
		*line = w.line;
		*column = w.column;
		return;
	}
	if (n->style != TREE_PLAIN)
		step(&w);
	while (at < offset && at < len && w.p < w.end) {
		next = w;
		at += skip_piece(&next, n->style, n->text + at);
		if (at > offset)
			break;
		w = next;
	}
	*line = w.line;
	*column = w.column;
}
