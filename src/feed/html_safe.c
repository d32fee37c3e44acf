#include <assert.h>
#include <string.h>

#include "feed/html_internal.h"

struct safe {
	struct arena			*arena;
	const struct html_options	*options;
	struct buf			*out;
	const struct html_mark		*marks;
	size_t				 nmarks;
	size_t				 mark;	/* the next that may come */
	int				 blank;	/* the blank is out already */
	int				 links;	/* open ones, of ours */
	int				 lists;
	int				 tables;
	int				 pad;	/* a label needs one behind */
	const char			*open[HTML_DEPTH];	/* tags, NULL */
	int				 depth;
};

/* Escaped; text is no string here. */
static void
put_text(struct buf *out, const char *s, size_t len)
{
	size_t	i, done = 0;

	for (i = 0; i < len; i++) {
		if (s[i] != '<' && s[i] != '>' && s[i] != '&' && s[i] != '"')
			continue;
		buf_put(out, s + done, i - done);
		buf_puts(out, s[i] == '<' ? "&lt;" : s[i] == '>' ? "&gt;" :
		    s[i] == '&' ? "&amp;" : "&quot;");
		done = i + 1;
	}
	buf_put(out, s + done, len - done);
}

static void
put_attr(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	html_escape(value, out);
	buf_putc(out, '"');
}

/* White space that stood before an inline element. */
static void
put_blank(struct safe *s, const struct html_walk *w)
{
	if (html_walk_sep(w) == ' ' && !html_walk_in_pre(w) && !s->blank) {
		buf_putc(s->out, ' ');
		s->blank = 1;
	}
}

/* A small number, as spans and lists have it. */
static void
put_number(struct buf *out, const char **attrs, const char *name)
{
	const char	*value = html_attr(attrs, name);
	size_t		 len;

	if (value == NULL)
		return;
	len = strspn(value, "0123456789");
	if (len > 0 && len <= 4 && value[len] == '\0')
		put_attr(out, name, value);
}

/* A language tag or direction: letters, digits and hyphens. */
static void
put_token(struct buf *out, const char **attrs, const char *name)
{
	const char	*value = html_attr(attrs, name);
	size_t		 len;

	if (value == NULL)
		return;
	len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	if (len > 0 && len <= 35 && value[len] == '\0')
		put_attr(out, name, value);
}

static void
put_attrs(struct safe *s, const struct html_element *e, const char *tag,
    const char **attrs)
{
	const char	*value;

	if (attrs == NULL)
		return;
	put_token(s->out, attrs, "lang");
	put_token(s->out, attrs, "dir");
	if (e->id == HTML_TD) {
		put_number(s->out, attrs, "colspan");
		put_number(s->out, attrs, "rowspan");
	} else if (e->id == HTML_OL)
		put_number(s->out, attrs, "start");
	else if (e->id == HTML_LI)
		put_number(s->out, attrs, "value");
	else if (strcmp(tag, "abbr") == 0 &&
	    (value = html_attr(attrs, "title")) != NULL)
		put_attr(s->out, "title", value);
}

/* What an element becomes here; NULL: only its content stays. */
static const char *
choose_tag(const struct safe *s, const struct html_element *e,
    const char *link)
{
	if (e->id == HTML_A)
		return (link != NULL && s->links == 0 ? "a" : NULL);
	if (((e->flags & HTML_LISTED) && s->lists == 0) ||
	    ((e->flags & HTML_CELLED) && s->tables == 0))
		return ("div");
	return (e->safe);
}

static void
count_open(struct safe *s, const struct html_element *e, int by)
{
	switch (e->id) {
	case HTML_A:
		s->links += by;
		break;
	case HTML_DL:
	case HTML_OL:
	case HTML_UL:
		s->lists += by;
		break;
	case HTML_TABLE:
		s->tables += by;
		break;
	default:
		break;
	}
}

/* Where the image is to be shown from; NULL: nowhere. */
static const char *
image_src(const struct safe *s, const struct html_element *e,
    const char *link)
{
	if (e->id != HTML_IMG || link == NULL || s->options == NULL ||
	    s->options->image == NULL)
		return (NULL);
	return (s->options->image(s->options->image_arg, link));
}

static void
put_image(struct safe *s, const char *src, const char **attrs)
{
	const char	*alt = html_attr(attrs, "alt");

	buf_puts(s->out, "<img");
	put_attr(s->out, "src", src);
	put_attr(s->out, "alt", alt != NULL ? alt : "");
	put_number(s->out, attrs, "width");
	put_number(s->out, attrs, "height");
	buf_puts(s->out, " style=\"max-width:100%;height:auto\">");
	s->blank = s->pad = 0;
}

/* Images and embedded pages are named, and linked where that is possible. */
static void
put_label(struct safe *s, const struct html_walk *w,
    const struct html_element *e, const char **attrs)
{
	const char	*label, *link, *src;

	link = html_link(s->arena, s->options, html_attr(attrs, "src"));
	if ((label = html_label(s->arena, e, attrs)) == NULL ||
	    (link == NULL && e->id != HTML_IMG))
		return;
	put_blank(s, w);
	if ((src = image_src(s, e, link)) != NULL) {
		put_image(s, src, attrs);
		return;
	}
	if (link != NULL && s->links == 0) {
		buf_puts(s->out, "<a");
		put_attr(s->out, "href", link);
		buf_putc(s->out, '>');
	}
	html_escape(label, s->out);
	if (link != NULL && s->links == 0)
		buf_puts(s->out, "</a>");
	s->blank = 0;
	s->pad = 1;
}

static void
safe_open(void *arg, const struct html_walk *w, const struct html_element *e,
    const char **attrs)
{
	struct safe	*s = arg;
	const char	*tag, *link = NULL;

	if (e->id == HTML_IMG || e->id == HTML_MEDIA || e->id == HTML_EMBED)
		put_label(s, w, e, attrs);
	else if (!(e->flags & HTML_BLOCK))
		put_blank(s, w);
	if (e->id == HTML_A)
		link = html_link(s->arena, s->options,
		    html_attr(attrs, "href"));
	tag = choose_tag(s, e, link);
	if (tag != NULL) {
		buf_printf(s->out, "<%s", tag);
		put_attrs(s, e, tag, attrs);
		if (link != NULL)
			put_attr(s->out, "href", link);
		buf_putc(s->out, '>');
	}
	if (e->flags & HTML_BLOCK)
		s->pad = 0;
	if (e->flags & HTML_VOID)
		return;
	assert(s->depth < HTML_DEPTH);
	s->open[s->depth++] = tag;
	if (tag != NULL)
		count_open(s, e, 1);
}

static void
safe_close(void *arg, const struct html_walk *w, const struct html_element *e)
{
	struct safe	*s = arg;
	const char	*tag;

	(void)w;
	assert(s->depth > 0);
	if ((tag = s->open[--s->depth]) == NULL)
		return;
	count_open(s, e, -1);
	buf_printf(s->out, "</%s>", tag);
	if (e->flags & HTML_BLOCK) {
		buf_putc(s->out, '\n');
		s->pad = 0;
	}
}

/* The first byte at or behind i that begins a character. */
static size_t
align(const char *text, size_t len, size_t i)
{
	while (i < len && ((unsigned char)text[i] & 0xc0) == 0x80)
		i++;
	return (i);
}

/*
 * A piece of a text that starts there at offset; *next is the first mark
 * that may still come.
 */
static void
put_marked(struct buf *out, const struct html_mark *marks, size_t nmarks,
    size_t *next, const char *text, size_t len, size_t offset)
{
	const struct html_mark	*m;
	size_t			 start, end, done = 0;

	for (; *next < nmarks; (*next)++) {
		m = &marks[*next];
		if (m->start >= offset + len)
			break;
		start = m->start > offset + done ?
		    align(text, len, m->start - offset) : done;
		end = m->end >= offset + len ? len :
		    m->end > offset ? align(text, len, m->end - offset) : 0;
		if (start < end) {
			put_text(out, text + done, start - done);
			buf_puts(out, "<mark>");
			put_text(out, text + start, end - start);
			buf_puts(out, "</mark>");
			done = end;
		}
		if (m->end > offset + len)
			break;
	}
	put_text(out, text + done, len - done);
}

void
html_escape_marked(const char *text, const struct html_mark *marks,
    size_t nmarks, struct buf *out)
{
	size_t	next = 0;

	put_marked(out, marks, nmarks, &next, text, strlen(text), 0);
}

static void
safe_text(void *arg, const struct html_walk *w, const char *text, size_t len)
{
	struct safe	*s = arg;

	if (s->pad && !s->blank && !html_walk_in_pre(w)) {
		buf_putc(s->out, ' ');
		s->blank = 1;
	}
	put_blank(s, w);
	s->pad = s->blank = 0;
	put_marked(s->out, s->marks, s->nmarks, &s->mark, text, len,
	    html_walk_offset(w) + (html_walk_sep(w) != '\0'));
}

static void
safe_space(void *arg, const char *text, size_t len)
{
	struct safe	*s = arg;

	if (*text != '\r')
		buf_put(s->out, text, len);
}

static const struct html_sink safe_sink = {
	.open = safe_open, .close = safe_close, .text = safe_text,
	.space = safe_space
};

void
html_to_safe(struct arena *a, const char *html, const struct html_options *o,
    struct buf *out)
{
	struct safe	s = { .arena = a, .options = o, .out = out };

	if (o != NULL) {
		s.marks = o->marks;
		s.nmarks = o->nmarks;
	}
	if (html_walk(a, html, strlen(html), 0, &safe_sink, &s) == -1)
		out->failed = 1;
}
