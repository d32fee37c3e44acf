#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "conf/tree.h"

#include "dice.h"
#include "tap.h"

/*
 * Where a byte of a scalar stands in the file: scalars of all styles are made
 * at random, from letters of which each is there once; each must be found
 * where it was written.
 */

#define ROUNDS	4000
#define FIRST	0x4e00		/* the first letter */

struct maker {
	struct buf	 b;
	uint32_t	 next;		/* letter */
	const char	*eol;
	int		 indent;
};

static void
put_letter(struct maker *m)
{
	char	s[UTF8_MAX];

	buf_put(&m->b, s, utf8_put(s, m->next++));
}

static void
put_blanks(struct maker *m, uint32_t n)
{
	for (; n > 0; n--)
		buf_puts(&m->b, " ");
}

/* A piece that is no letter, as the style writes it. */
static void
put_odd(struct maker *m, enum tree_style style)
{
	switch (style) {
	case TREE_SINGLE:
		buf_puts(&m->b, below(2) ? "''" : "\\");
		break;
	case TREE_DOUBLE:
		if (below(3) == 0)
			buf_printf(&m->b, "\\u%04X", m->next++);
		else
			buf_puts(&m->b, below(2) ? "\\\"\\x41" : "\\n\\t");
		break;
	default:
		buf_puts(&m->b, "'");
	}
}

static void
put_line(struct maker *m, enum tree_style style)
{
	put_letter(m);
	for (uint32_t n = below(5); n > 0; n--) {
		switch (below(4)) {
		case 0:
			put_odd(m, style);
			break;
		case 1:
			put_blanks(m, 1 + below(2));
			break;
		default:
			break;
		}
		put_letter(m);
	}
}

/* The end of a line of a scalar, and perhaps lines of nothing. */
static void
put_break(struct maker *m, enum tree_style style)
{
	if (style == TREE_DOUBLE && below(4) == 0)
		buf_puts(&m->b, "\\");
	else if (style != TREE_BLOCK)
		put_blanks(m, below(3));
	buf_puts(&m->b, m->eol);
	for (uint32_t n = below(2) * below(4); n > 0; n--) {
		put_blanks(m, below((uint32_t)m->indent + 1));
		buf_puts(&m->b, m->eol);
	}
	put_blanks(m, (uint32_t)m->indent);
}

static void
put_flow(struct maker *m, enum tree_style style)
{
	const char	*mark = style == TREE_PLAIN ? "" :
			    style == TREE_SINGLE ? "'" : "\"";

	buf_puts(&m->b, mark);
	for (uint32_t n = below(4); n > 0; n--) {
		put_line(m, style);
		put_break(m, style);
		put_blanks(m, below(3));
	}
	put_line(m, style);
	buf_puts(&m->b, mark);
	buf_puts(&m->b, m->eol);
}

static void
put_block(struct maker *m)
{
	static const char *const	chomp[] = { "", "-", "+" };
	int				given = below(4) == 0;

	buf_puts(&m->b, below(2) ? "|" : ">");
	if (given)
		buf_printf(&m->b, "%d", m->indent - 4);
	buf_puts(&m->b, chomp[below(3)]);
	buf_puts(&m->b, below(4) ? "" : " # why");
	put_break(m, TREE_BLOCK);
	if (given)
		put_blanks(m, below(3));
	for (uint32_t n = below(5); n > 0; n--) {
		put_line(m, TREE_BLOCK);
		put_break(m, TREE_BLOCK);
		put_blanks(m, below(2) * below(4));
	}
	put_line(m, TREE_BLOCK);
	buf_puts(&m->b, m->eol);
	buf_puts(&m->b, below(2) ? m->eol : "");
}

static void
make(struct maker *m, int style)
{
	buf_init(&m->b, 1 << 20);
	m->next = FIRST;
	m->eol = below(4) ? "\n" : "\r\n";
	m->indent = 4 + (int)below(3);
	buf_printf(&m->b, "a:%s  - x: ", m->eol);
	/* The list is at 2, the map at 4. */
	m->indent += 2;
	buf_puts(&m->b, below(4) ? "" : "&name ");
	if (style == TREE_BLOCK)
		put_block(m);
	else
		put_flow(m, (enum tree_style)style);
	buf_printf(&m->b, "    y: z%s%s%s", m->eol, strstr(buf_string(&m->b),
	    "&name ") != NULL ? "    z: *name" : "", m->eol);
}

/* The character of a file at a line and column. */
static const char *
at(const char *p, unsigned int line, unsigned int column)
{
	for (; *p != '\0' && line > 1; p++)
		line -= *p == '\n';
	for (; *p != '\0' && column > 1; p++)
		column -= ((unsigned char)p[1] & 0xc0) != 0x80;
	return (p);
}

static int
is_there(const char *file, const struct tree_node *n, size_t offset,
    uint32_t c)
{
	unsigned int	 line, column;
	const char	*p;
	char		 escape[16];
	uint32_t	 got;

	tree_inside(n, offset, &line, &column);
	p = at(file, line, column);
	snprintf(escape, sizeof(escape), "\\u%04X", c);
	if (strncmp(p, escape, 6) == 0 ||
	    (utf8_get(p, strlen(p), &got) != 0 && got == c))
		return (1);
	printf("# U+%04X at byte %zu is not at %u:%u\n", c, offset, line,
	    column);
	return (0);
}

static const struct tree_node *
scalar_of(const struct tree *t)
{
	return (tree_get(tree_get(tree_root(t), "a")->first->value, "x"));
}

static int
try_one(struct maker *m)
{
	char			*cause = NULL;
	const char		*file = buf_string(&m->b);
	const struct tree_node	*n;
	struct tree		*t;
	uint32_t		 c, found = FIRST;
	size_t			 len;
	int			 good = 1;

	if ((t = tree_new("f", file, m->b.len, &cause)) == NULL) {
		printf("# %s\n%s", cause, file);
		free(cause);
		return (0);
	}
	n = scalar_of(t);
	for (size_t i = 0; n->text[i] != '\0'; i += len) {
		len = utf8_get(n->text + i, strlen(n->text + i), &c);
		if (c < FIRST)
			continue;
		good &= c == found++ && is_there(file, n, i, c);
	}
	good &= found == m->next;
	if (!good)
		printf("%s", file);
	tree_free(t);
	return (good);
}

static void
test_style(int style, const char *name)
{
	struct maker	m;
	int		wrong = 0;

	for (int i = 0; i < ROUNDS && wrong < 3; i++) {
		make(&m, style);
		wrong += !try_one(&m);
		buf_clear(&m.b);
	}
	is_num(wrong, 0, name);
}

/* What is behind the last letter is pointed at there, not at its end. */
static void
test_end(void)
{
	static const char	file[] = "a:\n  - x: >\n      one\n\n"
				    "      two\n\n\n    y: z\n";
	struct tree		*t = tree_new("f", file, sizeof(file) - 1,
				    NULL);
	unsigned int		 line, column;

	tree_inside(scalar_of(t), strlen("one\ntwo"), &line, &column);
	is_num(line, 5, "the line of the end");
	is_num(column, 10, "its column");
	tree_inside(scalar_of(t), strlen("one\ntwo\n"), &line, &column);
	is_num(line, 5, "a line break isn't in the next line");
	tree_free(t);
}

int
main(void)
{
	test_style(TREE_PLAIN, "plain scalars");
	test_style(TREE_SINGLE, "between single quotation marks");
	test_style(TREE_DOUBLE, "between double ones");
	test_style(TREE_BLOCK, "blocks");
	test_end();
	return (tap_done());
}
