#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/html_internal.h"
#include "feed/html_notes.h"
#include "feed/html_table.h"

#define INDENT_MAX	40	/* columns; what is nested deeper stays there */
#define NUMBER_MAX	99999
#define RULE		"--------------------"

/* What an open element has to give back when it closes. */
struct level {
	size_t	prefix;		/* length before */
	int	list;		/* level of the list around, or -1 */
	int	number;		/* a list's next; -1: without numbers */
	int	link;		/* it opened the link */
};

struct text {
	struct arena			*arena;
	const struct html_options	*options;
	struct buf			*out;
	struct buf			 para;	/* the paragraph so far */
	struct buf			 prefix, first;	/* of its lines */
	int				 bullet;	/* use first */
	size_t				 low;	/* shortest since output */
	int				 blank;	/* a blank line is due */
	int				 any;	/* something was output */
	int				 pad;	/* a label wants a space next */
	int				 spaced;	/* the space is there */
	int				 pre;
	int				 heading;	/* 1 to 6 */
	struct html_notes		 notes;
	const char			*link;	/* open, not noted yet */
	size_t				 link_start;	/* in para */
	int				 link_text;	/* it has some */
	struct html_table		*table;	/* collected, or NULL */
	int				 tables;	/* open */
	int				 table_level;	/* of table */
	int				 span, header;	/* of the cell */
	struct level			 levels[HTML_DEPTH];
	int				 depth;
};

/* Soft hyphens are for those who hyphenate. */
static void
append(struct text *t, const char *s, size_t len)
{
	const char	*p, *end = s + len;

	for (p = s; (p = memchr(p, '\xc2', (size_t)(end - p))) != NULL; p++)
		if (end - p > 1 && p[1] == '\xad') {
			buf_put(&t->para, s, (size_t)(p - s));
			s = p + 2;
		}
	buf_put(&t->para, s, (size_t)(end - s));
}

/* The space that divides what follows from the paragraph so far. */
static void
space_before(struct text *t, const struct html_walk *w)
{
	char	last = t->para.len > 0 ? t->para.data[t->para.len - 1] : '\n';

	if (!t->spaced && last != ' ' && last != '\n' && !html_walk_in_pre(w) &&
	    (t->pad || html_walk_sep(w) != '\0'))
		buf_putc(&t->para, ' ');
	t->spaced = 1;
	t->pad = 0;
}

/* What isn't text of the document: a label stands free, a quote mark not. */
static void
put_extra(struct text *t, const struct html_walk *w, const char *s, int label)
{
	space_before(t, w);
	append(t, s, strlen(s));
	t->pad = label;
	t->spaced = !label;
	t->link_text = 1;
}

static void
put_note(struct text *t, const char *url)
{
	size_t	number = html_notes_add(&t->notes, t->arena, url);

	buf_printf(&t->para, " [%zu]", number);
}

/* A link that shows its own URL needs no note. */
static void
end_link(struct text *t)
{
	const char	*url = t->link, *shown;
	size_t		 len = url != NULL ? strlen(url) : 0;

	t->link = NULL;
	if (url == NULL || !t->link_text || t->para.len < t->link_start)
		return;
	shown = buf_string(&t->para) + t->link_start;
	if (strncmp(url, "mailto:", 7) == 0 && strcmp(url + 7, shown) == 0)
		return;
	if (strncmp(shown, url, len) == 0 && shown[len] == '\0')
		return;
	if (len > 0 && url[len - 1] == '/' &&
	    strncmp(shown, url, len - 1) == 0 && shown[len - 1] == '\0')
		return;
	put_note(t, url);
}

/* The first line's prefix, after the blank line that may be due. */
static const char *
begin_lines(struct text *t)
{
	size_t	n = t->low;

	if (t->blank && t->any) {
		while (n > 0 && t->prefix.data[n - 1] == ' ')
			n--;
		buf_put(t->out, t->prefix.data, n);
		buf_putc(t->out, '\n');
	}
	t->blank = 0;
	t->any = 1;
	t->low = t->prefix.len;
	if (t->bullet) {
		t->bullet = 0;
		return (buf_string(&t->first));
	}
	return (buf_string(&t->prefix));
}

static void
put_pre(struct text *t)
{
	const char	*p = t->para.data, *end = p + t->para.len, *eol;
	const char	*prefix;

	if (*p == '\n')
		p++;
	prefix = begin_lines(t);
	while (p < end) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			eol = end;
		buf_puts(t->out, prefix);
		buf_put(t->out, p, (size_t)(eol - p));
		buf_putc(t->out, '\n');
		prefix = buf_string(&t->prefix);
		p = eol + 1;
	}
}

static void
put_underline(struct text *t)
{
	const char	*prefix = buf_string(&t->prefix);
	int		 width = html_width(t->para.data, t->para.len);
	int		 room = 72 - html_width(prefix, t->prefix.len);

	buf_puts(t->out, prefix);
	for (width = width < room ? width : room; width > 0; width--)
		buf_putc(t->out, t->heading == 1 ? '=' : '-');
	buf_putc(t->out, '\n');
}

/* Lines at the end of a paragraph are room to the next. */
static void
trim(struct text *t)
{
	struct buf	*b = &t->para;
	int		 lines = 0;

	while (b->len > 0 && strchr(" \t\n", b->data[b->len - 1]) != NULL)
		lines += b->data[--b->len] == '\n';
	if (b->data != NULL)
		b->data[b->len] = '\0';
	if (lines > 1)
		t->blank = 1;
}

static void
flush(struct text *t)
{
	const char	*first;

	end_link(t);
	trim(t);
	if (t->para.len > 0 && t->pre > 0)
		put_pre(t);
	else if (t->para.len > 0) {
		first = begin_lines(t);
		html_wrap_paragraph(t->para.data, t->para.len, first,
		    buf_string(&t->prefix), t->out);
		if (t->heading)
			put_underline(t);
	}
	t->out->failed |= t->para.failed;
	buf_reset(&t->para);
	t->pad = t->spaced = 0;
}

/* The table is for layout after all, or at its end: out with it. */
static void
put_table(struct text *t)
{
	struct html_table	*table = t->table;
	const char		*first;

	t->table = NULL;
	if (table == NULL || html_table_is_empty(table))
		return;
	first = begin_lines(t);
	html_table_put(table, first, buf_string(&t->prefix), t->out);
}

static void
end_cell(struct text *t)
{
	end_link(t);
	trim(t);
	html_table_cell(t->table, buf_string(&t->para), t->para.len,
	    t->header, t->span);
	buf_reset(&t->para);
	t->pad = t->spaced = 0;
}

/* Blocks in cells that one line can't hold make a table one for layout. */
static int
is_heavy(const struct html_element *e)
{
	return ((e->flags & HTML_SPACED) && e->id != HTML_P &&
	    e->id != HTML_OTHER);
}

/* A block begins or ends here. */
static void
boundary(struct text *t, const struct html_element *e, int opening)
{
	if (t->table != NULL) {
		if (!is_heavy(e) && (!opening || t->para.len == 0))
			return;
		put_table(t);
	}
	flush(t);
	if ((e->flags & HTML_SPACED) && !((e->id == HTML_UL ||
	    e->id == HTML_OL || e->id == HTML_DL) && t->depth > 0 &&
	    t->levels[t->depth - 1].list != -1))
		t->blank = 1;
}

static void
push_prefix(struct text *t, const char *first, const char *rest)
{
	if (html_width(buf_string(&t->prefix), t->prefix.len) > INDENT_MAX)
		return;
	if (!t->bullet && strcmp(first, rest) != 0) {
		buf_reset(&t->first);
		buf_puts(&t->first, buf_string(&t->prefix));
		t->bullet = 1;
	}
	if (t->bullet)
		buf_puts(&t->first, first);
	buf_puts(&t->prefix, rest);
}

static int
number_attr(const char **attrs, const char *name, int fallback)
{
	const char	*value = html_attr(attrs, name);
	long		 n = value != NULL ? strtol(value, NULL, 10) : -1;

	return (n >= 0 && n <= NUMBER_MAX ? (int)n : fallback);
}

static void
open_item(struct text *t, const struct level *l, const char **attrs)
{
	struct level	*list = l->list != -1 ? &t->levels[l->list] : NULL;
	char		 first[16], rest[16];
	int		 len;

	if (list == NULL || list->number == -1) {
		push_prefix(t, "* ", "  ");
		return;
	}
	list->number = number_attr(attrs, "value", list->number);
	len = snprintf(first, sizeof(first), "%d. ", list->number);
	snprintf(rest, sizeof(rest), "%*s", len, "");
	if (list->number < NUMBER_MAX)
		list->number++;
	push_prefix(t, first, rest);
}

static void
open_cell(struct text *t, const struct html_element *e, const char **attrs)
{
	if (t->table != NULL && t->para.len > 0)
		end_cell(t);
	else if (t->table == NULL)
		flush(t);
	t->header = strcmp(e->name, "th") == 0;
	t->span = number_attr(attrs, "colspan", 1);
}

static void
open_table(struct text *t, const struct html_element *e)
{
	boundary(t, e, 1);
	t->tables++;
	t->table = html_table_new(t->arena);
	t->table_level = t->tables;
}

static void
close_table(struct text *t)
{
	if (t->table != NULL && t->table_level == t->tables) {
		if (t->para.len > 0)
			end_cell(t);
		put_table(t);
	} else
		flush(t);
	t->tables--;
	t->blank = 1;
}

static void
open_link(struct text *t, const struct html_walk *w, struct level *l,
    const char **attrs)
{
	const char	*url;

	url = html_link(t->arena, t->options, html_attr(attrs, "href"));
	if (url == NULL || t->link != NULL)
		return;
	if (html_walk_sep(w) == ' ')
		space_before(t, w);
	t->link = url;
	t->link_start = t->para.len;
	t->link_text = 0;
	l->link = 1;
}

static void
open_break(struct text *t)
{
	size_t	len = t->para.len;

	if (t->table != NULL)
		return;
	if (len == 0 && t->pre == 0)
		t->blank = t->any;
	else if (len < 2 || t->para.data[len - 1] != '\n' ||
	    t->para.data[len - 2] != '\n')
		buf_putc(&t->para, '\n');
}

/* Images by their name; what else can't be shown here by its link. */
static void
open_object(struct text *t, const struct html_walk *w,
    const struct html_element *e, const char **attrs)
{
	const char	*label, *url = NULL;

	if (e->id != HTML_IMG && (url = html_link(t->arena, t->options,
	    html_attr(attrs, "src"))) == NULL)
		return;
	label = html_label(t->arena, e, attrs);
	if (label == NULL || strcmp(label, "[image]") == 0)
		return;
	put_extra(t, w, label, 1);
	if (url != NULL)
		put_note(t, url);
}

static void
open_void(struct text *t, const struct html_walk *w,
    const struct html_element *e, const char **attrs)
{
	if (e->id == HTML_BR)
		open_break(t);
	else if (e->id == HTML_HR) {
		boundary(t, e, 1);
		buf_puts(t->out, begin_lines(t));
		buf_puts(t->out, RULE "\n");
		t->blank = 1;
	} else if (e->id == HTML_IMG || e->id == HTML_EMBED ||
	    e->id == HTML_MEDIA)
		open_object(t, w, e, attrs);
}

/* The prefix and the state that an element brings. */
static void
enter(struct text *t, const struct html_walk *w, struct level *l,
    const struct html_element *e, const char **attrs)
{
	switch (e->id) {
	case HTML_A:
		open_link(t, w, l, attrs);
		break;
	case HTML_BLOCKQUOTE:
		push_prefix(t, "> ", "> ");
		break;
	case HTML_DD:
		push_prefix(t, "    ", "    ");
		break;
	case HTML_DL:
	case HTML_UL:
		l->list = t->depth;
		break;
	case HTML_EMBED:
	case HTML_MEDIA:
		open_object(t, w, e, attrs);
		break;
	case HTML_HEADING:
		t->heading = e->name[1] - '0';
		break;
	case HTML_LI:
		open_item(t, l, attrs);
		break;
	case HTML_OL:
		l->list = t->depth;
		l->number = number_attr(attrs, "start", 1);
		break;
	case HTML_PRE:
		t->pre++;
		break;
	case HTML_Q:
		put_extra(t, w, "\u201c", 0);
		break;
	default:
		break;
	}
}

static void
text_open(void *arg, const struct html_walk *w, const struct html_element *e,
    const char **attrs)
{
	struct text	*t = arg;
	struct level	*l;

	if (e->flags & HTML_VOID) {
		open_void(t, w, e, attrs);
		return;
	}
	if (e->id == HTML_TABLE)
		open_table(t, e);
	else if (e->id == HTML_TD)
		open_cell(t, e, attrs);
	else if (e->id == HTML_TR && t->table != NULL)
		html_table_row(t->table);
	else if (e->flags & HTML_BLOCK)
		boundary(t, e, 1);
	assert(t->depth < HTML_DEPTH);
	l = &t->levels[t->depth];
	l->prefix = t->prefix.len;
	l->list = t->depth > 0 ? l[-1].list : -1;
	l->number = -1;
	l->link = 0;
	enter(t, w, l, e, attrs);
	t->depth++;
}

/* A caption stands before the table, whose rows still wait. */
static void
close_caption(struct text *t)
{
	struct html_table	*table = t->table;

	t->table = NULL;
	flush(t);
	t->table = table;
}

static void
leave(struct text *t, const struct html_walk *w, const struct html_element *e,
    const struct level *l)
{
	switch (e->id) {
	case HTML_A:
		if (l->link)
			end_link(t);
		break;
	case HTML_CAPTION:
		close_caption(t);
		break;
	case HTML_HEADING:
		boundary(t, e, 0);
		t->heading = 0;
		break;
	case HTML_PRE:
		boundary(t, e, 0);
		t->pre--;
		break;
	case HTML_Q:
		t->pad = 0;
		append(t, "\u201d", strlen("\u201d"));
		break;
	case HTML_TABLE:
		close_table(t);
		break;
	case HTML_TD:
		if (t->table != NULL)
			end_cell(t);
		else
			flush(t);
		break;
	default:
		if (e->flags & HTML_BLOCK)
			boundary(t, e, 0);
		break;
	}
	(void)w;
}

static void
text_close(void *arg, const struct html_walk *w, const struct html_element *e)
{
	struct text		*t = arg;
	const struct level	*l;

	assert(t->depth > 0);
	l = &t->levels[--t->depth];
	leave(t, w, e, l);
	if (t->prefix.len > l->prefix) {
		t->prefix.len = l->prefix;
		t->prefix.data[l->prefix] = '\0';
		t->bullet = 0;
		if (t->low > l->prefix)
			t->low = l->prefix;
	}
}

static void
text_text(void *arg, const struct html_walk *w, const char *s, size_t len)
{
	struct text	*t = arg;

	space_before(t, w);
	append(t, s, len);
	t->spaced = 0;
	t->link_text = 1;
}

/* White space in pre, as it is; elsewhere it isn't told. */
static void
text_space(void *arg, const char *s, size_t len)
{
	struct text	*t = arg;

	if (t->pre > 0 && *s != '\r')
		buf_putc(&t->para, len == 1 ? *s : ' ');
}

static const struct html_sink text_sink = {
	.open = text_open, .close = text_close, .text = text_text,
	.space = text_space
};

void
html_to_text(struct arena *a, const char *html, const struct html_options *o,
    struct buf *out)
{
	struct text	t = { .arena = a, .options = o, .out = out };

	buf_init(&t.para, out->max);
	buf_init(&t.prefix, 1024);
	buf_init(&t.first, 1024);
	if (html_walk(a, html, strlen(html), 0, &text_sink, &t) == -1)
		out->failed = 1;
	flush(&t);
	html_notes_put(&t.notes, t.any, out);
	if (arena_failed(a))
		out->failed = 1;
	buf_clear(&t.para);
	buf_clear(&t.prefix);
	buf_clear(&t.first);
}
