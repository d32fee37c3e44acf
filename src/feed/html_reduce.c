#include <string.h>

#include "feed/html_internal.h"
#include "feed/url.h"

/* The reduced text, growing in the arena. */
struct reduction {
	struct arena	*arena;
	char		*text;
	size_t		 len, size;
	int		 failed;
};

static void
reduce_text(void *arg, const struct html_walk *w, const char *text, size_t len)
{
	struct reduction	*r = arg;
	char			*p;
	size_t			 size;

	if (r->failed)
		return;
	if (r->len + len + 2 > r->size) {
		size = 2 * (r->len + len) + 64;
		p = arena_grow(r->arena, r->text, r->len, size);
		if (p == NULL) {
			r->failed = 1;
			return;
		}
		r->text = p;
		r->size = size;
	}
	if (html_walk_sep(w) != '\0')
		r->text[r->len++] = html_walk_sep(w);
	memcpy(r->text + r->len, text, len);
	r->len += len;
	r->text[r->len] = '\0';
}

static const struct html_sink reduce_sink = { .text = reduce_text };

static const char *
reduce(struct arena *a, const char *html, size_t hint, int plain, size_t *len)
{
	struct reduction	r = { .arena = a, .size = hint + 2 };

	*len = 0;
	if ((r.text = arena_alloc(a, r.size)) == NULL ||
	    html_walk(a, html, hint, plain, &reduce_sink, &r) == -1 ||
	    r.failed)
		return (NULL);
	*len = r.len;
	return (r.text);
}

const char *
html_reduce(struct arena *a, const char *html, size_t *len)
{
	return (reduce(a, html, strlen(html), 0, len));
}

const char *
html_plain(struct arena *a, const char *maybe_html)
{
	size_t	len;

	return (reduce(a, maybe_html, strlen(maybe_html), 1, &len));
}

/* An image of a point or less is there to count readers. */
static int
is_tracker(const char **attrs)
{
	const char	*width = html_attr(attrs, "width");
	const char	*height = html_attr(attrs, "height");

	return (width != NULL && height != NULL &&
	    (strcmp(width, "0") == 0 || strcmp(width, "1") == 0) &&
	    (strcmp(height, "0") == 0 || strcmp(height, "1") == 0));
}

const char *
html_label(struct arena *a, const struct html_element *e, const char **attrs)
{
	const char	*what, *alt;
	size_t		 len;

	if (e->id == HTML_IMG && is_tracker(attrs))
		return (NULL);
	what = e->id == HTML_IMG ? "image" :
	    e->id == HTML_EMBED ? "embedded page" : e->name;
	if ((alt = html_attr(attrs, "alt")) == NULL || *alt == '\0')
		alt = html_attr(attrs, "title");
	if (alt != NULL && (alt = reduce(a, alt, strlen(alt), 1, &len)) != NULL
	    && len > 0)
		return (arena_printf(a, "[%s: %s]", what, alt));
	return (arena_printf(a, "[%s]", what));
}

const char *
html_link(struct arena *a, const struct html_options *o, const char *ref)
{
	const char	*url;

	if (ref == NULL || ref[strspn(ref, " \t\r\n")] == '#' ||
	    ref[strspn(ref, " \t\r\n")] == '\0')
		return (NULL);
	url = url_resolve(a, o != NULL ? o->base : NULL, ref);
	return (url != NULL && url_is_safe(url) ? url : NULL);
}
