#include <string.h>

#include "feed/html_tape.h"

#define EVENTS_MAX	(512 * 1024)	/* told one by one */
#define TAPE_MAX	100000		/* events there is room for at first */

/* Attributes that some output asks for; others are not kept. */
static const char *const kept[] = {
	"alt", "aria-hidden", "checked", "colspan", "data", "data-lazy-src",
	"data-original", "data-src", "dir", "height", "href", "lang",
	"reversed", "rowspan", "src", "srcset", "start", "title", "type",
	"value", "width"
};

#define NKEPT	(sizeof(kept) / sizeof(kept[0]))

static int
is_kept(const char *name)
{
	size_t	low = 0, high = NKEPT, middle;
	int	d;

	while (low < high) {
		middle = (low + high) / 2;
		if ((d = strcmp(name, kept[middle])) == 0)
			return (1);
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (0);
}

static const char **
keep_attrs(struct html_doc *d, const char **attrs)
{
	struct arena	 *a = d->arena;
	const char	**out, **to;
	size_t		  i, n = 0;

	for (i = 0; attrs != NULL && attrs[i] != NULL; i += 2)
		n += is_kept(attrs[i]) != 0;
	if (n == 0 || (out = to = arena_array(a, 2 * n + 1,
	    sizeof(*out))) == NULL)
		return (NULL);
	for (i = 0; attrs[i] != NULL; i += 2)
		if (is_kept(attrs[i])) {
			*to++ = arena_strdup(a, attrs[i]);
			*to++ = arena_strdup(a, attrs[i + 1] != NULL ?
			    attrs[i + 1] : "");
			d->rtl |= to[-1] != NULL && html_is_rtl(to[-1]);
		}
	return (arena_failed(a) ? NULL : out);
}

/* Room for one more; NULL when there is none. */
static struct html_event *
add_event(struct html_doc *d, enum html_kind kind)
{
	struct html_event	*e;
	uint32_t		 max = 2 * d->max;

	if (d->n == d->max) {
		e = arena_grow(d->arena, d->events, d->n * sizeof(*e),
		    max * sizeof(*e));
		if (e == NULL) {
			d->failed = 1;
			return (NULL);
		}
		d->events = e;
		d->max = max;
	}
	e = &d->events[d->n++];
	memset(e, 0, sizeof(*e));
	e->kind = (uint8_t)kind;
	e->offset = (uint32_t)d->len;
	return (e);
}

/* Whether the tape has room for something that isn't a close. */
static int
has_room(struct html_tree *t)
{
	if (!t->tape || t->full)
		return (0);
	if (t->doc->n < EVENTS_MAX)
		return (1);
	t->full = 1;
	t->rest = t->doc->len;
	return (0);
}

uint32_t
html_tape_open(struct html_tree *t, const struct html_element *element,
    const char **attrs)
{
	struct html_event	*e;

	if (!has_room(t) || (e = add_event(t->doc, HTML_OPEN)) == NULL)
		return (HTML_NO_EVENT);
	e->sep = t->sep;
	e->element = element;
	e->attrs = keep_attrs(t->doc, attrs);
	e->end = (uint32_t)(e - t->doc->events);
	return (e->end);
}

void
html_tape_close(struct html_tree *t, const struct html_open *o)
{
	struct html_event	*e;

	if (o->event == HTML_NO_EVENT ||
	    (e = add_event(t->doc, HTML_CLOSE)) == NULL)
		return;
	e->sep = t->sep;
	e->element = o->element;
	e->end = o->event;
	t->doc->events[o->event].end = (uint32_t)(e - t->doc->events);
}

/* In the document's text from offset on; a blank's distance joins it. */
void
html_tape_text(struct html_tree *t, size_t offset, size_t len)
{
	struct html_doc		*d = t->doc;
	struct html_event	*e;

	if (!t->tape || t->full)
		return;
	if (t->sep != '\n' && d->n > 0 && t->pre == 0) {
		e = &d->events[d->n - 1];
		if (e->kind == HTML_TEXT) {
			e->len = (uint32_t)(offset + len - e->offset);
			return;
		}
	}
	if (!has_room(t) || (e = add_event(d, HTML_TEXT)) == NULL)
		return;
	e->sep = t->sep;
	e->offset = (uint32_t)offset;
	e->len = (uint32_t)len;
}

void
html_tape_space(struct html_tree *t, char c)
{
	struct html_doc		*d = t->doc;
	struct html_event	*e;

	if (c == '\r' || !has_room(t))
		return;
	if (c == '\xc2')
		c = ' ';
	if (d->n > 0) {
		e = &d->events[d->n - 1];
		if (e->kind == HTML_SPACE && e->sep == c) {
			e->len++;
			return;
		}
	}
	if ((e = add_event(d, HTML_SPACE)) == NULL)
		return;
	e->sep = c;
	e->len = 1;
}

int
html_tape_begin(struct html_tree *t, size_t len)
{
	struct html_doc	*d = t->doc;

	if (!t->tape)
		return (0);
	/* Most stories have fewer; more grow. */
	d->max = (uint32_t)(len / 32 < TAPE_MAX ? len / 32 : TAPE_MAX) + 16;
	d->events = arena_bytes(d->arena, d->max * sizeof(*d->events));
	return (d->events != NULL ? 0 : -1);
}

void
html_tape_end(struct html_tree *t)
{
	struct html_event	*e;

	if (!t->full || t->rest == t->doc->len ||
	    (e = add_event(t->doc, HTML_TEXT)) == NULL)
		return;
	e->sep = '\n';
	e->offset = (uint32_t)t->rest;
	e->len = (uint32_t)(t->doc->len - t->rest);
}
