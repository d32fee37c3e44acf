#include <assert.h>
#include <string.h>

#include "feed/html_internal.h"
#include "feed/url.h"

#define ATTR_MAX	8192	/* bytes of a value; past them it is left out */

struct safe {
	struct arena			*arena;
	const struct html_options	*options;
	const struct html_doc		*doc;
	struct buf			*out;
	size_t				 mark;	/* the next that may come */
	int				 blank;	/* the blank is out already */
	int				 words;	/* text came last */
	int				 armour;	/* no tag came yet */
	int				 rtl;	/* some of it is */
	int				 pre;
	int				 links;	/* open ones, of ours */
	int				 pad;	/* a label needs one behind */
	const char			*image;	/* URL of the last */
	const char			*open[HTML_DEPTH];	/* tags, NULL */
	int				 depth;
};

void
html_escape(const char *s, struct buf *out)
{
	size_t	n;

	for (; *s != '\0'; s += n + 1) {
		n = strcspn(s, "<>&\"");
		buf_put(out, s, n);
		if (s[n] == '\0')
			return;
		buf_puts(out, s[n] == '<' ? "&lt;" : s[n] == '>' ? "&gt;" :
		    s[n] == '&' ? "&amp;" : "&quot;");
	}
}

/*
 * Escaped; text is no string here.  What would pass for something that was
 * escaped once too often is written in ways that html_mend and, before the
 * first tag, html_unescape_twice leave alone.
 */
static void
put_text(struct buf *out, const char *s, size_t len, int armour)
{
	size_t	i, done = 0;

	for (i = 0; i < len; i++) {
		if (s[i] != '<' && s[i] != '>' && s[i] != '&' && s[i] != '"')
			continue;
		buf_put(out, s + done, i - done);
		buf_puts(out, s[i] == '&' ? "&#38;" : s[i] == '>' ? "&gt;" :
		    s[i] == '"' ? "&quot;" : armour ? "&#x003c;" : "&lt;");
		done = i + 1;
	}
	buf_put(out, s + done, len - done);
}

/* A control is for nobody: text has none, an attribute may. */
static int
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == 0x7f || (*s == '\xc2' && (unsigned char)s[1] < 0xa0))
			return (1);
	return (0);
}

static void
put_attr(struct buf *out, const char *name, const char *value)
{
	if (strlen(value) > ATTR_MAX || has_control(value))
		return;
	buf_putc(out, ' ');
	buf_puts(out, name);
	buf_puts(out, "=\"");
	html_escape(value, out);
	buf_putc(out, '"');
}

/* White space that stood before, once. */
static void
put_blank(struct safe *s, char sep)
{
	if (s->pre > 0 || s->blank)
		return;
	if (sep == ' ' || s->pad || (sep == '\n' && s->words)) {
		buf_putc(s->out, ' ');
		s->blank = 1;
	}
	s->words = 0;
}

/* A small number, as spans and lists have it. */
static void
put_number(struct buf *out, const char **attrs, const char *name)
{
	const char	*value = html_attr(attrs, name), *digits = value;
	size_t		 len;

	if (value == NULL)
		return;
	digits += *value == '-';
	len = strspn(digits, "0123456789");
	if (len > 0 && len <= 4 && digits[len] == '\0')
		put_attr(out, name, value);
}

/* A value that is one of those, divided by blanks. */
static void
put_choice(struct buf *out, const char **attrs, const char *name,
    const char *choices)
{
	const char	*value = html_attr(attrs, name), *p;
	size_t		 len;

	if (value == NULL || (len = strlen(value)) == 0)
		return;
	for (p = choices; *p != '\0'; p += strspn(p, " ")) {
		if (strcspn(p, " ") == len && strncasecmp(p, value, len) == 0)
			put_attr(out, name, value);
		p += strcspn(p, " ");
	}
}

/* A language tag: letters, digits and hyphens. */
static void
put_language(struct buf *out, const char **attrs)
{
	const char	*value = html_attr(attrs, "lang");
	size_t		 len;

	if (value == NULL)
		return;
	len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	if (len > 0 && len <= 35 && value[len] == '\0')
		put_attr(out, "lang", value);
}

/* Of the blocks from U+0590 to U+08FF. */
int
html_is_rtl(const char *s)
{
	const unsigned char	*p;

	for (p = (const unsigned char *)s; *p != '\0'; p++) {
		if (*p < 0xd6 || *p > 0xe0)
			continue;
		if (*p == 0xd6 ? p[1] >= 0x90 :
		    *p == 0xe0 ? p[1] >= 0xa0 && p[1] < 0xa4 : 1)
			return (1);
	}
	return (0);
}

/* Its own direction, else that of its first word, where that can matter. */
static void
put_direction(const struct safe *s, const struct html_event *e)
{
	if (html_attr(e->attrs, "dir") != NULL)
		put_choice(s->out, e->attrs, "dir", "ltr rtl auto");
	else if (s->rtl && (e->element->flags & HTML_BLOCK) &&
	    !(e->element->flags & HTML_VOID) && e->element->id != HTML_PRE)
		put_attr(s->out, "dir", "auto");
}

static void
put_list_attrs(struct buf *out, const char **attrs)
{
	put_number(out, attrs, "start");
	if (html_attr(attrs, "reversed") != NULL)
		put_attr(out, "reversed", "reversed");
	/* in its case: "a" isn't "A" */
	put_choice(out, attrs, "type", "1 a i");
}

static void
put_attrs(struct buf *out, const char *tag, const char **attrs)
{
	const char	*value;

	if (attrs == NULL)
		return;
	put_language(out, attrs);
	if (strcmp(tag, "td") == 0 || strcmp(tag, "th") == 0) {
		put_number(out, attrs, "colspan");
		put_number(out, attrs, "rowspan");
	} else if (strcmp(tag, "ol") == 0)
		put_list_attrs(out, attrs);
	else if (strcmp(tag, "li") == 0)
		put_number(out, attrs, "value");
	else if (strcmp(tag, "abbr") == 0 &&
	    (value = html_attr(attrs, "title")) != NULL)
		put_attr(out, "title", value);
}

static void
count_open(struct safe *s, const struct html_element *e, int by)
{
	if (e->id == HTML_A)
		s->links += by;
	else if (e->id == HTML_PRE)
		s->pre += by;
}

static void
put_label(struct safe *s, char sep, const char *label, const char *url)
{
	put_blank(s, sep);
	if (url != NULL) {
		buf_puts(s->out, "<a");
		put_attr(s->out, "href", url);
		buf_putc(s->out, '>');
		s->armour = 0;
	}
	put_text(s->out, label, strlen(label), s->armour);
	if (url != NULL)
		buf_puts(s->out, "</a>");
	s->blank = 0;
	s->pad = s->words = 1;
}

/* Where the image is to be shown from; NULL: nowhere. */
static const char *
image_src(const struct safe *s, const struct html_event *e,
    const struct html_object *object)
{
	if (e->element->id != HTML_IMG || object->url == NULL ||
	    !url_is_web(object->url) || s->options == NULL || s->options->image == NULL)
		return (NULL);
	return (s->options->image(s->options->image_arg, object->url));
}

static void
put_image(struct safe *s, const struct html_event *e, const char *src,
    const char *alt)
{
	put_blank(s, e->sep);
	buf_puts(s->out, "<img");
	put_attr(s->out, "src", src);
	put_attr(s->out, "alt", alt != NULL ? alt : "");
	put_number(s->out, e->attrs, "width");
	put_number(s->out, e->attrs, "height");
	buf_puts(s->out, " style=\"max-width:100%;height:auto\">");
	s->blank = s->pad = s->armour = 0;
	s->words = 1;
}

/*
 * What an image, a film or an embedded page becomes: its name, linked where
 * it may be.  One shown again for readers without scripts is shown once.
 */
static void
put_object(struct safe *s, uint32_t i)
{
	const struct html_event	*e = &s->doc->events[i];
	struct html_object	 object;
	const char		*label, *src;

	if (!html_object_read(s->arena, s->doc, i, s->options, &object) ||
	    (label = html_object_label(s->arena, &object)) == NULL)
		return;
	if (s->image != NULL && object.url != NULL &&
	    strcmp(s->image, object.url) == 0)
		return;
	s->image = object.url;
	if ((src = image_src(s, e, &object)) != NULL) {
		put_image(s, e, src, object.name);
		return;
	}
	put_label(s, e->sep, label, object.url != NULL && s->links == 0 &&
	    strlen(object.url) <= ATTR_MAX ? object.url : NULL);
}

static void
put_input(struct safe *s, const struct html_event *e)
{
	const char	*type = html_attr(e->attrs, "type");

	if (type != NULL && strcasecmp(type, "checkbox") == 0)
		put_label(s, e->sep, html_attr(e->attrs, "checked") != NULL ?
		    "[x]" : "[ ]", NULL);
}

static const char *
link_of(struct safe *s, const struct html_event *e)
{
	const char	*link;

	if (e->element->id != HTML_A)
		return (NULL);
	link = html_link(s->arena, s->options, html_attr(e->attrs, "href"));
	return (link != NULL && strlen(link) <= ATTR_MAX ? link : NULL);
}

static const char *
put_tag(struct safe *s, const struct html_event *e)
{
	const char	*link = link_of(s, e), *tag = e->element->safe;

	if (tag == NULL ||
	    (e->element->id == HTML_A && (link == NULL || s->links > 0)))
		return (NULL);
	if (e->element->flags & HTML_BLOCK)
		s->pad = s->words = 0;
	else
		put_blank(s, e->sep);
	buf_putc(s->out, '<');
	buf_puts(s->out, tag);
	put_direction(s, e);
	put_attrs(s->out, tag, e->attrs);
	if (link != NULL)
		put_attr(s->out, "href", link);
	buf_putc(s->out, '>');
	s->armour = 0;
	return (tag);
}

/* Goes on at the element's content, or behind it. */
static uint32_t
open_element(struct safe *s, uint32_t i)
{
	const struct html_event	*e = &s->doc->events[i];
	const char		*tag;

	if (html_doc_is_idle(s->arena, s->doc, i, s->options))
		return (e->end);
	if (e->element->id == HTML_IMG || e->element->id == HTML_MEDIA ||
	    e->element->id == HTML_EMBED)
		put_object(s, i);
	else if (e->element->id == HTML_INPUT)
		put_input(s, e);
	if (e->element->flags & HTML_MUTE)
		return (e->end);
	tag = put_tag(s, e);
	if (e->element->flags & HTML_VOID)
		return (i);
	assert(s->depth < HTML_DEPTH);
	s->open[s->depth++] = tag;
	if (tag != NULL)
		count_open(s, e->element, 1);
	return (i);
}

static void
close_element(struct safe *s, const struct html_element *e)
{
	const char	*tag;

	assert(s->depth > 0);
	if ((tag = s->open[--s->depth]) == NULL)
		return;
	count_open(s, e, -1);
	buf_puts(s->out, "</");
	buf_puts(s->out, tag);
	buf_putc(s->out, '>');
	if (e->flags & HTML_BLOCK) {
		if (s->pre == 0)
			buf_putc(s->out, '\n');
		s->pad = s->words = 0;
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
    size_t *next, const char *text, size_t len, size_t offset, int armour)
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
			put_text(out, text + done, start - done, armour);
			buf_puts(out, "<mark>");
			put_text(out, text + start, end - start, armour);
			buf_puts(out, "</mark>");
			done = end;
		}
		if (m->end > offset + len)
			break;
	}
	put_text(out, text + done, len - done, armour);
}

void
html_escape_marked(const char *text, const struct html_mark *marks,
    size_t nmarks, struct buf *out)
{
	size_t	next = 0;

	put_marked(out, marks, nmarks, &next, text, strlen(text), 0, 0);
}

static void
safe_text(struct safe *s, const struct html_event *e)
{
	const struct html_options	*o = s->options;

	put_blank(s, e->sep);
	put_marked(s->out, o != NULL ? o->marks : NULL,
	    o != NULL ? o->nmarks : 0, &s->mark, s->doc->text + e->offset,
	    e->len, e->offset, s->armour);
	s->pad = s->blank = 0;
	s->words = 1;
	s->image = NULL;
}

static void
put_space(struct safe *s, const struct html_event *e)
{
	for (uint32_t i = 0; s->pre > 0 && i < e->len; i++)
		buf_putc(s->out, e->sep);
}

void
html_to_safe(struct arena *a, const struct html_doc *d,
    const struct html_options *o, struct buf *out)
{
	const struct html_event	*e;
	struct safe		 s;
	uint32_t		 i;

	memset(&s, 0, offsetof(struct safe, open));
	s.arena = a;
	s.options = o;
	s.doc = d;
	s.out = out;
	s.armour = 1;
	s.rtl = d->rtl;
	s.depth = 0;
	for (i = 0; i < d->n; i++) {
		e = &d->events[i];
		if (e->kind == HTML_TEXT)
			safe_text(&s, e);
		else if (e->kind == HTML_SPACE)
			put_space(&s, e);
		else if (e->kind == HTML_CLOSE)
			close_element(&s, e->element);
		else
			i = open_element(&s, i);
	}
	if (arena_failed(a))
		out->failed = 1;
}
