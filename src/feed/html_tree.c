#include <assert.h>
#include <string.h>

#include "feed/html_tape.h"

/*
 * Tags inside of one another in safe HTML: mail programs have limits, too, and
 * html.c follows so many.  Rows and cells have room in the deepest table; a
 * link is but one more.
 */
#define NEST_MAX	56
#define NEST_ROOM	4

/* KaTeX writes a formula for machines, and for the eye once more. */
static int
is_second(const char **attrs)
{
	const char	*class = html_attr(attrs, "class");

	return (class != NULL && strcmp(class, "katex-html") == 0 &&
	    html_attr(attrs, "aria-hidden") != NULL);
}

static int
is_hidden(const struct html_tree *t, const struct html_element *e,
    const char **attrs)
{
	const char	*style, *hidden;

	if ((e->flags & HTML_SKIP) || (e->id == HTML_TITLE && t->svg > 0))
		return (1);
	if (attrs == NULL)
		return (0);
	hidden = html_attr(attrs, "hidden");
	if (hidden != NULL && strcasecmp(hidden, "until-found") != 0)
		return (1);
	style = html_attr(attrs, "style");
	return ((style != NULL && (html_style_says(style, "display", "none") ||
	    html_style_says(style, "visibility", "hidden") ||
	    (e->id == HTML_IMG && html_style_is_point(style)))) ||
	    is_second(attrs));
}

static void
divide(struct html_tree *t, char sep)
{
	if (t->doc->len == 0 || t->sep == '\n')
		return;
	t->sep = t->plain ? ' ' : sep;
}

void
html_tree_divide(struct html_tree *t)
{
	if (!t->hidden && !t->muted)
		divide(t, '\n');
}

static void
count(struct html_tree *t, const struct html_element *e, int by)
{
	if (e->id == HTML_PRE)
		t->pre += by;
	else if (e->id == HTML_SVG)
		t->svg += by;
	if (e->id == HTML_A)
		t->links += by;
	else if (e->safe != NULL)
		t->nest += by;
}

static void
pop(struct html_tree *t)
{
	const struct html_open	*o = &t->open[--t->depth];

	if (o->element->flags & HTML_BLOCK)
		html_tree_divide(t);
	if (!t->hidden) {
		html_tape_close(t, o);
		count(t, o->element, -1);
	}
	t->hidden -= o->hides;
	t->muted -= o->mutes;
}

static void
pop_to(struct html_tree *t, int i)
{
	while (t->depth > i)
		pop(t);
}

static uint32_t
push(struct html_tree *t, const struct html_element *e, const char **attrs)
{
	struct html_open	*o;

	if (t->depth == HTML_DEPTH)
		return (0);
	o = &t->open[t->depth++];
	o->element = e;
	o->serial = ++t->serial;
	o->hides = is_hidden(t, e, attrs);
	o->mutes = (e->flags & HTML_MUTE) != 0;
	o->event = HTML_NO_EVENT;
	t->hidden += o->hides;
	if (!t->hidden) {
		o->event = html_tape_open(t, e, attrs);
		count(t, e, 1);
	}
	t->muted += o->mutes;
	return (o->serial);
}

#define BIT(id)	((uint64_t)1 << (id))

/* The innermost open element of those, -1 where a border is nearer. */
static int
find_open(const struct html_tree *t, uint64_t ids, uint64_t borders)
{
	uint64_t	bit;
	int		i;

	for (i = t->depth - 1; i >= 0; i--) {
		bit = BIT(t->open[i].element->id);
		if (bit & ids)
			return (i);
		if (bit & borders)
			return (-1);
	}
	return (-1);
}

/* All of those that are open on this side of the borders, and what is inside. */
static void
close_all_of(struct html_tree *t, uint64_t ids, uint64_t borders)
{
	int	i;

	while ((i = find_open(t, ids, borders & ~ids)) != -1)
		pop_to(t, i);
}

#define CELLS	(BIT(HTML_TD) | BIT(HTML_CAPTION))
#define LISTS	(BIT(HTML_UL) | BIT(HTML_OL) | BIT(HTML_DL))
#define ITEMS	(BIT(HTML_LI) | BIT(HTML_DD) | BIT(HTML_DT))
#define ROWS	(BIT(HTML_TABLE) | BIT(HTML_SECTION) | BIT(HTML_TR))
#define BORDERS	(CELLS | LISTS | ITEMS | ROWS | BIT(HTML_BLOCKQUOTE))

/* Back to the part of the nearest table that has such things in it. */
static void
back_to(struct html_tree *t, uint64_t ids)
{
	int	i;

	if (find_open(t, BIT(HTML_TABLE), 0) != -1 &&
	    (i = find_open(t, ids, 0)) != -1)
		pop_to(t, i + 1);
}

/*
 * The innermost open element that safe HTML has, -1 for none.  Links don't
 * count, as it is not known here which of them it will have.
 */
static int
find_shown(const struct html_tree *t)
{
	const struct html_element	*e;
	int				 i;

	for (i = t->depth - 1; i >= 0; i--) {
		e = t->open[i].element;
		if (e->safe != NULL && e->id != HTML_A)
			break;
	}
	return (i);
}

/* Whether that is one of those. */
static int
stands_in(const struct html_tree *t, uint64_t ids)
{
	int	i = find_shown(t);

	return (i != -1 && (BIT(t->open[i].element->id) & ids) != 0);
}

/* What stands between cells is a cell. */
static void
add_cell(struct html_tree *t)
{
	if (t->hidden || !stands_in(t, ROWS))
		return;
	html_tree_divide(t);
	if (!stands_in(t, BIT(HTML_TR)))
		push(t, html_element("tr", 2), NULL);
	push(t, html_element("td", 2), NULL);
}

/*
 * Closes what a new element can't stand in, by HTML 5's section 13.2.6.4 and
 * by what libxml2 closes where nothing stands between.
 */
static void
make_room(struct html_tree *t, const struct html_element *e)
{
	const uint64_t	titles = BIT(HTML_HEADING) | BIT(HTML_PRE);

	switch (e->id) {
	case HTML_CAPTION:
	case HTML_SECTION:
		back_to(t, BIT(HTML_TABLE));
		return;
	case HTML_TR:
		back_to(t, BIT(HTML_TABLE) | BIT(HTML_SECTION));
		return;
	case HTML_TD:
		back_to(t, ROWS);
		if (stands_in(t, ROWS & ~BIT(HTML_TR)))
			push(t, html_element("tr", 2), NULL);
		return;
	case HTML_RT:
	case HTML_RP:
		close_all_of(t, BIT(HTML_RT) | BIT(HTML_RP), BIT(HTML_RUBY));
		return;
	case HTML_BR:
	case HTML_ROOT:
		return;
	case HTML_LI:
		close_all_of(t, BIT(HTML_LI) | titles, BORDERS);
		break;
	case HTML_DD:
	case HTML_DT:
		close_all_of(t, BIT(HTML_DD) | BIT(HTML_DT) | titles, BORDERS);
		break;
	case HTML_DL:
		close_all_of(t, BIT(HTML_DT) | titles, BORDERS);
		break;
	case HTML_TABLE:
	case HTML_UL:
		close_all_of(t, titles, BORDERS);
		break;
	case HTML_HEADING:
		if (stands_in(t, BIT(HTML_HEADING)))
			pop_to(t, find_shown(t));
		break;
	default:
		break;
	}
	if (e->flags & HTML_BLOCK)
		close_all_of(t, BIT(HTML_P), CELLS | BIT(HTML_TABLE));
}

static int
is_at_home(const struct html_tree *t, const struct html_element *e)
{
	int	list;

	if (e->flags & HTML_CELLED)
		return (find_open(t, BIT(HTML_TABLE), 0) != -1);
	if (!(e->flags & HTML_LISTED))
		return (e->id != HTML_TABLE || t->links == 0);
	list = find_open(t, LISTS, CELLS);
	return (list != -1 && (t->open[list].element->id == HTML_DL) ==
	    (e->id != HTML_LI));
}

/* What e is where it stands: cells without a table are but blocks. */
static const struct html_element *
take_for(const struct html_tree *t, const struct html_element *e)
{
	if (is_at_home(t, e))
		return (e);
	return (e->flags & HTML_BLOCK ? html_element("div", 3) :
	    html_element("", 0));
}

/* Whether libxml2 or a browser would close what e is to stand in. */
static int
is_misplaced(const struct html_tree *t, const struct html_element *e)
{
	switch (e->id) {
	case HTML_P:
		return (stands_in(t, BIT(HTML_HEADING)));
	case HTML_OL:
	case HTML_PRE:
		return (stands_in(t, BIT(HTML_UL)));
	case HTML_UL:
		return (stands_in(t, BIT(HTML_OL)));
	case HTML_RP:
	case HTML_RT:
		return (!stands_in(t, BIT(HTML_RUBY)));
	default:
		return (0);
	}
}

/* The same once there is room, and whether it is too deep to show. */
static const struct html_element *
settle(const struct html_tree *t, const struct html_element *e)
{
	static const struct html_element	block = { "", HTML_OTHER,
						    HTML_BLOCK, NULL };
	int					room = NEST_MAX - t->nest;

	if (e->safe == NULL || e->id == HTML_A)
		return (e);
	if (room <= (e->flags & (HTML_CELLED | HTML_LISTED) ? 0 : NEST_ROOM) ||
	    (is_misplaced(t, e) && (e->id == HTML_P ||
	    !(e->flags & HTML_BLOCK))))
		return (e->flags & HTML_BLOCK ? &block : html_element("", 0));
	return (is_misplaced(t, e) ? html_element("div", 3) : e);
}

/* The items of the list it is in, for those that count down. */
static void
count_item(struct html_tree *t)
{
	struct html_event	*list;
	int			 i = find_open(t, BIT(HTML_OL), BIT(HTML_UL));

	if (i == -1 || t->open[i].event == HTML_NO_EVENT)
		return;
	list = &t->doc->events[t->open[i].event];
	if (list->items < UINT16_MAX)
		list->items++;
}

/* Whether an element leaves a trace between the cells of a table. */
static int
is_content(const struct html_element *e)
{
	if (e->flags & (HTML_CELLED | HTML_SKIP))
		return (0);
	return (!(e->flags & HTML_VOID) || e->safe != NULL ||
	    e->id == HTML_IMG || e->id == HTML_EMBED || e->id == HTML_INPUT);
}

/* A drawing's title is but words; a block in it shows that its end lacks. */
static void
end_title(struct html_tree *t)
{
	int	i;

	if (t->hidden && t->svg > 0 &&
	    (i = find_open(t, BIT(HTML_TITLE), BIT(HTML_SVG))) != -1)
		pop_to(t, i);
}

uint32_t
html_tree_open(struct html_tree *t, const struct html_element *e,
    const char **attrs)
{
	if ((e->flags & HTML_BLOCK) && e->id != HTML_TITLE)
		end_title(t);
	if ((e->flags & HTML_BLOCK) && !(e->id == HTML_TITLE && t->svg > 0))
		html_tree_divide(t);
	e = take_for(t, e);
	make_room(t, e);
	if (is_content(e)) {
		add_cell(t);
		e = take_for(t, e);
	}
	if (!(e->flags & HTML_VOID)) {
		if (e->id == HTML_LI && !t->hidden)
			count_item(t);
		return (push(t, settle(t, e), attrs));
	}
	if (!t->hidden && !is_hidden(t, e, attrs))
		html_tape_open(t, e, attrs);
	return (0);
}

void
html_tree_close(struct html_tree *t, uint32_t serial)
{
	int	i;

	for (i = t->depth - 1; i >= 0 && t->open[i].serial > serial; i--)
		;
	if (i >= 0 && t->open[i].serial == serial)
		pop_to(t, i);
}

/* A piece with single blanks inside, behind what divides it. */
static void
put_text(struct html_tree *t, const char *s, size_t len)
{
	struct html_doc	*d = t->doc;
	size_t		 size;
	char		*p;

	if (d->failed)
		return;
	if (d->len + len + 2 > d->size) {
		size = 2 * (d->len + len) + 64;
		if (size > UINT32_MAX ||
		    (p = arena_grow(d->arena, d->text, d->len, size)) == NULL) {
			d->failed = 1;
			return;
		}
		d->text = p;
		d->size = size;
	}
	if (t->sep != '\0')
		d->text[d->len++] = t->sep;
	memcpy(d->text + d->len, s, len);
	html_tape_text(t, d->len, len);
	d->len += len;
	d->text[d->len] = '\0';
	t->sep = '\0';
}

/* Length of the white space at p, or 0. */
static size_t
blank_length(const char *p, const char *end)
{
	switch (*p) {
	case ' ':
	case '\t':
	case '\n':
	case '\r':
	case '\f':
		return (1);
	case '\xc2':
		return (end - p > 1 && p[1] == '\xa0' ? 2 : 0);
	default:
		return (0);
	}
}

/* The same for a control, which is for nobody; a reference can make one. */
static size_t
control_length(const char *p, const char *end)
{
	if (*p == 0x7f)
		return (1);
	return (*p == '\xc2' && end - p > 1 && (unsigned char)p[1] < 0xa0 ?
	    2 : 0);
}

/* Where the span of words at p ends that has single blanks between them. */
static const char *
span_end(const struct html_tree *t, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (control_length(p, end) != 0)
			break;
		if (blank_length(p, end) == 0)
			continue;
		if (*p != ' ' || t->pre > 0 || p + 1 == end ||
		    blank_length(p + 1, end) != 0 ||
		    control_length(p + 1, end) != 0)
			break;
	}
	return (p);
}

void
html_tree_text(struct html_tree *t, const char *p, size_t len)
{
	const char	*end = p + len, *q;
	size_t		 n;

	if (t->hidden || t->muted)
		return;
	while (p < end) {
		if ((n = blank_length(p, end)) != 0) {
			divide(t, ' ');
			if (t->pre > 0)
				html_tape_space(t, *p);
			p += n;
			continue;
		}
		if ((n = control_length(p, end)) != 0) {
			p += n;
			continue;
		}
		if (t->depth > 0)
			add_cell(t);
		q = span_end(t, p, end);
		put_text(t, p, (size_t)(q - p));
		p = q;
	}
}

void
html_tree_end(struct html_tree *t)
{
	pop_to(t, 0);
	html_tape_end(t);
}
