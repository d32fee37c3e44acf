#include <limits.h>
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

static int
is_blank(const struct walk *w)
{
	return (w->p < w->end && (*w->p == ' ' || *w->p == '\t'));
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
	size_t		digits, breaks = 0;
	uint32_t	c;

	step(w);
	if (is_break(w)) {
		for (step(w); is_break(w) || is_blank(w); step(w))
			breaks += (size_t)is_break(w);
		return (breaks);
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

	while (is_break(w) || is_blank(w)) {
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

/* Up to n blanks at the start of a line; whether nothing else is in it. */
static int
skip_indent(struct walk *w, unsigned int n)
{
	while (w->p < w->end && *w->p == ' ' && w->column <= n)
		step(w);
	return (is_break(w));
}

/*
 * The blanks that all lines of a block begin with: those of the first but for
 * what its text has of them.
 */
static unsigned int
block_indent(struct walk w, const char *text)
{
	unsigned int	kept = 0;

	while (skip_indent(&w, UINT_MAX))
		step(&w);
	for (text += strspn(text, "\n"); text[kept] == ' ';)
		kept++;
	return (w.column - 1 > kept ? w.column - 1 - kept : 0);
}

/*
 * Bytes of text for a line's end and n lines of nothing behind it: a folded
 * block joins lines, but none that begin with a blank.
 */
static size_t
break_bytes(size_t n, int joined)
{
	return (joined && n > 0 ? n : n + 1);
}

/* What is between two lines is pointed at behind the first of them. */
static void
inside_block(struct walk *w, const struct tree_node *n, size_t offset)
{
	int		 folded = *w->p == '>', blank = 0, first = 1;
	unsigned int	 indent;
	size_t		 at = 0, empty;
	struct walk	 end;
	uint32_t	 c;

	while (w->p < w->end && !is_break(w))
		step(w);
	step(w);
	indent = block_indent(*w, n->text);
	for (end = *w; n->text[at] != '\0'; first = 0) {
		for (empty = 0; skip_indent(w, indent); empty++)
			step(w);
		at += first ? empty : break_bytes(empty, folded && !blank &&
		    !is_blank(w));
		blank = is_blank(w);
		if (w->p >= w->end || at > offset || n->text[at] == '\0')
			break;
		for (; w->p < w->end && !is_break(w) && at < offset; step(w))
			at += utf8_get(n->text + at, UTF8_MAX, &c);
		end = *w;
		if (at >= offset)
			break;
		step(w);
	}
	*w = end;
}

/* Its name and what divides it from the scalar. */
static void
skip_anchor(struct walk *w)
{
	if (w->p >= w->end || *w->p != '&')
		return;
	while (w->p < w->end && !is_blank(w) && !is_break(w))
		step(w);
	while (is_blank(w) || is_break(w))
		step(w);
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
	skip_anchor(&w);
	if (n->style == TREE_BLOCK && w.p < w.end) {
		inside_block(&w, n, offset);
		*line = w.line;
		*column = w.column;
		return;
	}
	if (n->style != TREE_PLAIN)
		step(&w);
	/* An escaped line break stands for nothing: on to what is behind it. */
	while (at <= offset && at < len && w.p < w.end) {
		next = w;
		at += skip_piece(&next, n->style, n->text + at);
		if (at > offset)
			break;
		w = next;
	}
	*line = w.line;
	*column = w.column;
}
