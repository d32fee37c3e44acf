#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/html_internal.h"
#include "feed/html_list.h"
#include "feed/html_notes.h"
#include "feed/html_page.h"
#include "feed/html_shown.h"
#include "feed/html_table.h"

#define RULE		20	/* columns of a rule */
#define SUP_MAX		64	/* bytes of a superscript */

/* What an open element has to give back when it closes. */
struct level {
	size_t			 prefix;	/* length before */
	struct html_list	*list;		/* the one it is in, or NULL */
	size_t			 start;		/* of its text in para */
	int			 link;		/* it opened the link */
};

struct text {
	struct arena			*arena;
	const struct html_options	*options;
	const struct html_doc		*doc;
	struct html_page		 page;
	struct buf			 para;	/* the paragraph so far */
	int				 pad;	/* a label wants a space next */
	int				 spaced;	/* the space is there */
	int				 pre;
	int				 heading;	/* 1 to 6 */
	int				 sup;	/* open ones */
	int				 quotes;	/* open <q> */
	struct html_notes		 notes, abbrs;
	const char			*link;	/* open, not noted yet */
	size_t				 link_start;	/* in para */
	struct html_table		*table;	/* collected, or NULL */
	int				 span, rows, header;	/* of the cell */
	const char			*caption;	/* of the figure */
	size_t				 caption_len;
	const char			*shown;	/* the last object */
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
space_before(struct text *t, char sep)
{
	char	last = t->para.len > 0 ? t->para.data[t->para.len - 1] : '\n';

	if (!t->spaced && last != ' ' && last != '\n' && t->pre == 0 &&
	    (t->pad || sep != '\0'))
		buf_putc(&t->para, ' ');
	t->spaced = 1;
	t->pad = 0;
}

/* What isn't text of the document, and stands free. */
static void
put_label(struct text *t, char sep, const char *label)
{
	t->pad = t->para.len > 0;
	space_before(t, sep);
	append(t, label, strlen(label));
	t->pad = 1;
	t->spaced = 0;
}

static void
put_note(struct text *t, const char *url)
{
	size_t	number = html_notes_add(&t->notes, t->arena, url);

	buf_printf(&t->para, " [%zu]", number);
}

static void
end_link(struct text *t)
{
	const char	*url = t->link;

	t->link = NULL;
	if (url == NULL || t->para.len <= t->link_start ||
	    html_shown_is_url(buf_string(&t->para) + t->link_start, url) ||
	    (strchr(url, '#') != NULL && html_shown_is_footnote(
	    buf_string(&t->para) + t->link_start, t->sup > 0)))
		return;
	put_note(t, url);
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
		t->page.blank = 1;
}

static void
flush(struct text *t)
{
	const char	*text;
	size_t		 len;

	end_link(t);
	trim(t);
	text = buf_string(&t->para);
	len = t->para.len;
	if (len > 0 && t->pre > 0)
		html_page_lines(&t->page, text, len);
	else if (len > 0) {
		html_page_paragraph(&t->page, text, len);
		if (t->heading)
			html_page_rule(&t->page, t->heading == 1 ? '=' : '-',
			    html_width(text, len));
	}
	t->page.out->failed |= t->para.failed;
	buf_reset(&t->para);
	t->pad = t->spaced = 0;
}

static void
end_cell(struct text *t)
{
	end_link(t);
	trim(t);
	html_table_cell(t->table, buf_string(&t->para), t->para.len,
	    t->header, t->span, t->rows);
	buf_reset(&t->para);
	t->pad = t->spaced = 0;
}

/* A block begins or ends here; in a list another one needs no room. */
static void
boundary(struct text *t, const struct html_element *e)
{
	int	is_list = e->id == HTML_UL || e->id == HTML_OL ||
		    e->id == HTML_DL;

	if (t->table != NULL)
		return;
	flush(t);
	if ((e->flags & HTML_SPACED) && !(is_list && t->depth > 0 &&
	    t->levels[t->depth - 1].list != NULL))
		t->page.blank = 1;
}

static int
small_number(const struct html_event *e, const char *name)
{
	const char	*value = html_attr(e->attrs, name);
	long		 n = value != NULL ? strtol(value, NULL, 10) : 1;

	return (n > 0 && n < 100 ? (int)n : 1);
}

static void
open_cell(struct text *t, const struct html_event *e)
{
	if (t->table == NULL)
		flush(t);
	t->header = strcmp(e->element->name, "th") == 0;
	t->span = small_number(e, "colspan");
	t->rows = small_number(e, "rowspan");
}

static void
close_table(struct text *t)
{
	struct html_table	*table = t->table;
	const char		*first;

	t->table = NULL;
	if (table != NULL && !html_table_is_empty(table)) {
		first = html_page_begin(&t->page);
		html_table_put(table, first, buf_string(&t->page.prefix),
		    t->page.out);
	} else if (table == NULL)
		flush(t);
	t->page.blank = 1;
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
open_link(struct text *t, const struct html_event *e, struct level *l)
{
	const char	*url;

	url = html_link(t->arena, t->options, html_attr(e->attrs, "href"));
	if (url == NULL || t->link != NULL)
		return;
	if (e->sep == ' ' || t->pad)
		space_before(t, e->sep);
	t->link = url;
	t->link_start = t->para.len;
	l->link = 1;
}

static void
put_break(struct text *t)
{
	size_t	len = t->para.len;

	if (t->table != NULL)
		return;
	if (len == 0 && t->pre == 0)
		t->page.blank = t->page.any;
	else if (len < 2 || t->para.data[len - 1] != '\n' ||
	    t->para.data[len - 2] != '\n')
		buf_putc(&t->para, '\n');
}

/* What the title or a caption says again, or stands there for other browsers, too. */
static int
is_repeated(struct text *t, const char *name, const char *what)
{
	if (t->options != NULL && t->options->title != NULL &&
	    strcasecmp(t->options->title, name) == 0)
		return (1);
	if (*name != '\0' && strlen(name) <= t->caption_len &&
	    strncmp(name, t->caption, strlen(name)) == 0)
		return (1);
	if (t->shown != NULL && strcmp(t->shown, what) == 0)
		return (1);
	t->shown = what;
	return (0);
}

/* Images by their name; what else can't be shown here by its link. */
static void
put_object(struct text *t, uint32_t i)
{
	const struct html_event	*e = &t->doc->events[i];
	struct html_object	 object;
	const char		*label;

	if (!html_object_read(t->arena, t->doc, i, t->options, &object) ||
	    (label = html_object_label(t->arena, &object)) == NULL)
		return;
	if (e->element->id != HTML_IMG) {
		if (is_repeated(t, "", object.url))
			return;
		put_label(t, e->sep, label);
		put_note(t, object.url);
	} else if (object.name != NULL && !is_repeated(t, object.name, label))
		put_label(t, e->sep, label);
}

static void
put_input(struct text *t, const struct html_event *e)
{
	const char	*type = html_attr(e->attrs, "type");

	if (type != NULL && strcasecmp(type, "checkbox") == 0)
		put_label(t, e->sep, html_attr(e->attrs, "checked") != NULL ?
		    "[x]" : "[ ]");
}

static void
open_void(struct text *t, uint32_t i)
{
	const struct html_event	*e = &t->doc->events[i];

	switch (e->element->id) {
	case HTML_BR:
		put_break(t);
		break;
	case HTML_EMBED:
	case HTML_IMG:
		put_object(t, i);
		break;
	case HTML_HR:
		boundary(t, e->element);
		if (t->table == NULL) {
			html_page_rule(&t->page, '-', RULE);
			t->page.blank = 1;
		}
		break;
	case HTML_INPUT:
		put_input(t, e);
		break;
	default:
		break;
	}
}

/* What belongs to the words behind it. */
static void
put_sign(struct text *t, char sep, const char *sign)
{
	space_before(t, sep);
	append(t, sign, strlen(sign));
}

static void
open_item(struct text *t, const struct html_event *e, struct level *l)
{
	char	marker[32], rest[32];

	html_list_item(l->list, e, marker);
	memset(rest, ' ', sizeof(rest));
	rest[strlen(marker)] = '\0';
	html_page_indent(&t->page, marker, rest);
}

static void
open_list(struct text *t, const struct html_event *e, struct level *l)
{
	if ((l->list = arena_alloc(t->arena, sizeof(*l->list))) != NULL)
		html_list_open(l->list, e);
}

/* The prefix and the state that an element brings. */
static void
enter(struct text *t, struct level *l, uint32_t i)
{
	const struct html_event	*e = &t->doc->events[i];

	switch (e->element->id) {
	case HTML_A:
		open_link(t, e, l);
		break;
	case HTML_BLOCKQUOTE:
		html_page_indent(&t->page, "> ", "> ");
		break;
	case HTML_DD:
		html_page_indent(&t->page, "    ", "    ");
		break;
	case HTML_DEL:
		put_sign(t, e->sep, "~~");
		break;
	case HTML_DL:
	case HTML_OL:
	case HTML_UL:
		open_list(t, e, l);
		break;
	case HTML_EMBED:
		put_object(t, i);
		break;
	case HTML_FIGURE:
		t->caption = html_doc_caption(t->doc, i, &t->caption_len);
		break;
	case HTML_HEADING:
		t->heading = e->element->name[1] - '0';
		break;
	case HTML_LI:
		open_item(t, e, l);
		break;
	case HTML_PRE:
		t->pre++;
		break;
	case HTML_Q:
		put_sign(t, e->sep, t->quotes++ % 2 == 0 ? "\u201c" :
		    "\u2018");
		break;
	case HTML_RT:
		append(t, "(", 1);
		break;
	case HTML_SUP:
		t->sup++;
		break;
	default:
		break;
	}
}

/* Goes on at the element's content, or behind it. */
static uint32_t
open_element(struct text *t, uint32_t i)
{
	const struct html_event	*e = &t->doc->events[i];
	struct level		*l;

	if (e->element->id == HTML_RP || html_doc_is_idle(
	    t->arena, t->doc, i, t->options))
		return (e->end);
	if (e->element->flags & HTML_MUTE) {
		put_object(t, i);
		return (e->end);
	}
	if (e->element->id == HTML_TABLE) {
		boundary(t, e->element);
		if (t->table == NULL && html_table_is_grid(t->doc, i))
			t->table = html_table_new(t->arena);
	} else if (e->element->id == HTML_TD)
		open_cell(t, e);
	else if (e->element->id == HTML_TR && t->table != NULL)
		html_table_row(t->table);
	else if (e->element->flags & HTML_BLOCK)
		boundary(t, e->element);
	assert(t->depth < HTML_DEPTH);
	l = &t->levels[t->depth];
	l->prefix = t->page.prefix.len;
	l->list = t->depth > 0 ? l[-1].list : NULL;
	l->start = t->para.len;
	l->link = 0;
	enter(t, l, i);
	t->depth++;
	return (i);
}

/* The long form of a short one, the first time. */
static void
close_abbr(struct text *t, const struct html_event *e)
{
	const char	*title = html_attr(e->attrs, "title");
	size_t		 n = t->abbrs.n;

	if (title == NULL || (title = html_plain(t->arena, title)) == NULL ||
	    *title == '\0')
		return;
	html_notes_add(&t->abbrs, t->arena, title);
	if (t->abbrs.n == n)
		return;
	buf_puts(&t->para, " (");
	append(t, title, strlen(title));
	buf_puts(&t->para, ")");
}

static void
close_sup(struct text *t, const struct level *l)
{
	char	text[SUP_MAX + 1];
	size_t	len = t->para.len > l->start ? t->para.len - l->start : 0;

	t->sup--;
	if (len == 0 || len > SUP_MAX)
		return;
	memcpy(text, t->para.data + l->start, len);
	text[len] = '\0';
	t->para.len = l->start;
	html_shown_raise(text, &t->para);
}

static void
leave(struct text *t, const struct html_event *open, const struct level *l)
{
	switch (open->element->id) {
	case HTML_A:
		if (l->link)
			end_link(t);
		return;
	case HTML_ABBR:
		close_abbr(t, open);
		return;
	case HTML_CAPTION:
		close_caption(t);
		return;
	case HTML_DEL:
		append(t, "~~", 2);
		return;
	case HTML_FIGURE:
		t->caption_len = 0;
		break;
	case HTML_Q:
		t->pad = 0;
		append(t, t->quotes-- % 2 == 1 ? "\u201d" : "\u2019", 3);
		return;
	case HTML_RT:
		append(t, ")", 1);
		return;
	case HTML_SUP:
		close_sup(t, l);
		return;
	case HTML_TABLE:
		close_table(t);
		return;
	case HTML_TD:
		if (t->table != NULL)
			end_cell(t);
		else
			flush(t);
		return;
	default:
		break;
	}
	if (open->element->flags & HTML_BLOCK)
		boundary(t, open->element);
	if (open->element->id == HTML_HEADING)
		t->heading = 0;
	if (open->element->id == HTML_PRE)
		t->pre--;
}

static void
close_element(struct text *t, const struct html_event *open)
{
	const struct level	*l;

	assert(t->depth > 0);
	l = &t->levels[--t->depth];
	leave(t, open, l);
	html_page_dedent(&t->page, l->prefix);
}

/* White space in pre, as it is. */
static void
put_space(struct text *t, const struct html_event *e)
{
	if (t->pre > 0)
		for (uint32_t i = 0; i < e->len; i++)
			buf_putc(&t->para, e->sep);
}

static void
put_text(struct text *t, const struct html_event *e)
{
	space_before(t, e->sep);
	append(t, t->doc->text + e->offset, e->len);
	t->spaced = 0;
	t->shown = NULL;
}

static void
put_all(struct text *t)
{
	const struct html_event	*e;
	uint32_t		 i;

	for (i = 0; i < t->doc->n; i++) {
		e = &t->doc->events[i];
		if (e->kind == HTML_TEXT)
			put_text(t, e);
		else if (e->kind == HTML_SPACE)
			put_space(t, e);
		else if (e->kind == HTML_CLOSE)
			close_element(t, &t->doc->events[e->end]);
		else if (e->element->flags & HTML_VOID)
			open_void(t, i);
		else
			i = open_element(t, i);
	}
}

void
html_to_text(struct arena *a, const struct html_doc *d,
    const struct html_options *o, struct buf *out)
{
	struct text	t;

	memset(&t, 0, offsetof(struct text, levels));
	t.depth = 0;
	t.arena = a;
	t.options = o;
	t.doc = d;
	html_page_init(&t.page, out);
	buf_init(&t.para, out->max);
	put_all(&t);
	flush(&t);
	html_notes_put(&t.notes, t.page.any, out);
	if (arena_failed(a))
		out->failed = 1;
	buf_clear(&t.para);
	html_page_clear(&t.page);
}
