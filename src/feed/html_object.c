#include <stdlib.h>
#include <string.h>

#include "feed/html_internal.h"
#include "feed/url.h"

/* What a script shows later stands in for a src that is but a blank. */
static const char *const sources[] = {
	"data-src", "data-lazy-src", "data-original", "src", "data"
};

/* Resolved; NULL where it must not stand, or leads nowhere else. */
static const char *
resolve(struct arena *a, const struct html_options *o, const char *ref)
{
	const char	*url;

	if (ref == NULL || ref[strspn(ref, " \t\r\n")] == '#' ||
	    ref[strspn(ref, " \t\r\n")] == '\0')
		return (NULL);
	url = url_resolve(a, o != NULL ? o->base : NULL, ref);
	return (url != NULL && url_is_safe(url) ? url : NULL);
}

const char *
html_link(struct arena *a, const struct html_options *o, const char *ref)
{
	const char	*url = resolve(a, o, ref);

	return (url != NULL && o != NULL && o->clean ? url_clean(a, url) :
	    url);
}

/* The first URL of "a.png 1x, b.png 2x". */
static const char *
first_of_set(struct arena *a, const char *set)
{
	size_t	n;

	if (set == NULL)
		return (NULL);
	set += strspn(set, " \t\r\n,");
	n = strcspn(set, " \t\r\n");
	while (n > 0 && set[n - 1] == ',')
		n--;
	return (arena_strndup(a, set, n));
}

static const char *
source_of(struct arena *a, const struct html_options *o, const char **attrs)
{
	const char	*url;
	size_t		 i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if ((url = resolve(a, o, html_attr(attrs, sources[i]))) !=
		    NULL)
			return (url);
	return (resolve(a, o, first_of_set(a, html_attr(attrs, "srcset"))));
}

/* Media have their sources inside. */
static const char *
source_inside(struct arena *a, const struct html_doc *d, uint32_t i,
    const struct html_options *o)
{
	const struct html_event	*e;
	const char		*url;
	uint32_t		 end = d->events[i].end;

	for (i++; i < end; i++) {
		e = &d->events[i];
		if (e->kind == HTML_OPEN && e->element->id == HTML_SOURCE &&
		    (url = source_of(a, o, e->attrs)) != NULL)
			return (url);
	}
	return (NULL);
}

/* "1", "0" or "1px": nothing that can be seen. */
static int
is_point(const char *size)
{
	char	*end;
	long	 n;

	if (size == NULL)
		return (0);
	n = strtol(size, &end, 10);
	return (end != size && n <= 1 && *end != '%' && *end != '.');
}

/* The words of an alt or title, if there are some. */
static const char *
name_of(struct arena *a, const char **attrs)
{
	static const char *const	names[] = { "alt", "title" };
	const char			*name;
	size_t				 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((name = html_attr(attrs, names[i])) != NULL &&
		    (name = html_plain(a, name)) != NULL && *name != '\0')
			return (name);
	return (NULL);
}

int
html_object_read(struct arena *a, const struct html_doc *d, uint32_t i,
    const struct html_options *o, struct html_object *object)
{
	const struct html_event	*e = &d->events[i];

	if (is_point(html_attr(e->attrs, "width")) &&
	    is_point(html_attr(e->attrs, "height")))
		return (0);
	object->url = source_of(a, o, e->attrs);
	if (object->url == NULL && e->element->id == HTML_MEDIA)
		object->url = source_inside(a, d, i, o);
	if (object->url != NULL && html_is_beacon(object->url))
		return (0);
	object->what = e->element->id == HTML_IMG ? "image" :
	    e->element->id == HTML_MEDIA ? e->element->name : "embedded page";
	object->name = name_of(a, e->attrs);
	return (e->element->id == HTML_IMG || object->url != NULL);
}

const char *
html_object_label(struct arena *a, const struct html_object *o)
{
	if (o->name == NULL)
		return (arena_printf(a, "[%s]", o->what));
	return (arena_printf(a, "[%s: %s]", o->what, o->name));
}
