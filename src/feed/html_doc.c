#include <string.h>

#include <unictype.h>
#include <unistr.h>

#include "feed/html_internal.h"

#define SIGN_MAX	64	/* bytes of an icon, an arrow */
#define LOOK_MAX	256	/* events in a link that has no words */

const char *
html_attr(const char **attrs, const char *name)
{
	for (; attrs != NULL && attrs[0] != NULL; attrs += 2)
		if (strcmp(attrs[0], name) == 0)
			return (attrs[1] != NULL ? attrs[1] : "");
	return (NULL);
}

static int
is_word(ucs4_t uc)
{
	return (uc_is_general_category_withtable(uc,
	    UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N));
}

/* Whether a letter or digit stands inside of the element opened at i. */
static int
has_word(const struct html_doc *d, uint32_t i)
{
	const struct html_event	*e = &d->events[i];
	const uint8_t		*p = (const uint8_t *)d->text + e->offset;
	const uint8_t		*end;
	ucs4_t			 uc;

	end = (const uint8_t *)d->text + d->events[e->end].offset;
	while (p < end) {
		p += u8_mbtouc(&uc, p, (size_t)(end - p));
		if (is_word(uc))
			return (1);
	}
	return (0);
}

/* Whether something that isn't text is shown inside, near its beginning. */
static int
has_object(struct arena *a, const struct html_doc *d, uint32_t i,
    const struct html_options *o)
{
	struct html_object	object;
	uint32_t		end = d->events[i].end, most = i + LOOK_MAX;

	for (i++; i < end && i < most; i++)
		if (d->events[i].kind == HTML_OPEN &&
		    (d->events[i].element->id == HTML_IMG ||
		    d->events[i].element->id == HTML_MEDIA ||
		    d->events[i].element->id == HTML_EMBED) &&
		    html_object_read(a, d, i, o, &object))
			return (1);
	return (i < end);
}

static int
is_true(const char *value)
{
	return (value != NULL && strcasecmp(value, "true") == 0);
}

/* Signs are short; what is long isn't looked through at each level. */
static int
is_sign(const struct html_doc *d, uint32_t i)
{
	const struct html_event	*e = &d->events[i];

	return (d->events[e->end].offset - e->offset <= SIGN_MAX &&
	    !has_word(d, i));
}

int
html_doc_is_idle(struct arena *a, const struct html_doc *d, uint32_t i,
    const struct html_options *o)
{
	const struct html_event	*e = &d->events[i];
	const char		*href;

	if (e->attrs == NULL || e->end == i)
		return (0);
	if (is_true(html_attr(e->attrs, "aria-hidden")))
		return (is_sign(d, i));
	if (e->element->id != HTML_A)
		return (0);
	href = html_attr(e->attrs, "href");
	return (href != NULL && strchr(href, '#') != NULL &&
	    is_sign(d, i) && !has_object(a, d, i, o));
}

const char *
html_doc_caption(const struct html_doc *d, uint32_t i, size_t *len)
{
	const struct html_event	*e;
	const char		*text;
	uint32_t		 end = d->events[i].end;

	*len = 0;
	for (i++; i < end; i++) {
		e = &d->events[i];
		if (e->kind != HTML_OPEN)
			continue;
		if (e->element->id == HTML_FIGURE)
			break;
		if (e->element->id != HTML_FIGCAPTION)
			continue;
		text = d->text + e->offset;
		*len = d->events[e->end].offset - e->offset;
		if (*len > 0 && (*text == ' ' || *text == '\n')) {
			text++;
			--*len;
		}
		return (text);
	}
	return (NULL);
}

struct html_doc *
html_read(struct arena *a, const char *html)
{
	struct html_doc	*d = arena_alloc(a, sizeof(*d));

	if (d == NULL || html_walk(a, html, strlen(html), 0, 1, d) == -1)
		return (NULL);
	d->rtl |= html_is_rtl(d->text);
	return (d);
}

const char *
html_doc_text(const struct html_doc *d)
{
	return (d->text);
}
