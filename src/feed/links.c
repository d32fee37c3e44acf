#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "feed/links.h"
#include "feed/mend_tag.h"
#include "feed/text.h"
#include "feed/url.h"

/* "http:", "mailto:", and "#here" stay as they are. */
static int
is_relative(const struct tag_attr *a)
{
	size_t	i;

	if (a->value_len == 0 || a->value[0] == '#')
		return (0);
	for (i = 0; i < a->value_len; i++)
		if (strchr(":/?#& \t\n", a->value[i]) != NULL)
			break;
	return (i == a->value_len || a->value[i] != ':');
}

static int
is_link(const struct tag_attr *a)
{
	return ((a->name_len == 4 && strncasecmp(a->name, "href", 4) == 0) ||
	    (a->name_len == 3 && strncasecmp(a->name, "src", 3) == 0) ||
	    (a->name_len == 6 && strncasecmp(a->name, "poster", 6) == 0));
}

/* The attribute's URL against base, escaped; NULL for none. */
static const char *
link_resolve(struct arena *arena, const struct tag_attr *a, const char *base)
{
	const char	*p, *end = a->value + a->value_len, *url;
	char		*raw, *to;

	if ((raw = to = arena_alloc(arena, a->value_len + 1)) == NULL)
		return (NULL);
	for (p = a->value; p < end; ) {
		*to++ = *p;
		p += end - p >= 5 && memcmp(p, "&amp;", 5) == 0 ? 5 : 1;
	}
	url = url_resolve(arena, base, raw);
	return (url != NULL ? text_escape(arena, url) : NULL);
}

static void
tag_resolve(struct text *out, const char **done, const struct tag_start *tag,
    const char *base)
{
	const struct tag_attr	*a;
	const char		*url;

	for (size_t i = 0; i < tag->nattrs; i++) {
		a = &tag->attrs[i];
		if (!is_link(a) || !is_relative(a) ||
		    (url = link_resolve(out->arena, a, base)) == NULL)
			continue;
		text_put(out, *done, (size_t)(a->value - *done));
		text_puts(out, url);
		*done = a->value + a->value_len;
	}
}

const char *
links_resolve(struct arena *arena, const char *html, const char *base)
{
	struct tag_start	 tag;
	struct text		 out;
	const char		*p = html, *done = html, *end;

	if (base == NULL)
		return (html);
	end = html + strlen(html);
	text_init(&out, arena, SIZE_MAX / 2);
	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if (tag_scan_start(p, end, &feed_limits_default, &tag) == -1) {
			p++;
			continue;
		}
		tag_resolve(&out, &done, &tag, base);
		p = tag.next;
	}
	if (done == html)
		return (html);
	text_put(&out, done, (size_t)(end - done));
	return (arena_failed(arena) ? NULL : out.data);
}
