#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "feed/links.h"
#include "feed/mend_tag.h"
#include "feed/text.h"
#include "feed/url.h"

#define GROWTH_MIN	(64 * 1024)

/* "http:", "mailto:", and "#here" stay as they are. */
static int
is_relative(const char *s)
{
	size_t	n;

	s += strspn(s, " \t\r\n");
	n = strcspn(s, ":/?#& \t\n");
	return (*s != '\0' && *s != '#' && s[n] != ':');
}

static int
is_name(const char *name, size_t len, const char *other)
{
	return (strlen(other) == len && strncasecmp(name, other, len) == 0);
}

/* Attributes that hold a URL, by HTML's index of them. */
static int
holds_url(const char *name, size_t len)
{
	static const char *const names[] = {
		"href", "src", "poster", "cite", "data", "action",
		"formaction", "longdesc", "background", "codebase", "classid",
		"lowsrc"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(name, len, names[i]))
			return (1);
	return (0);
}

static const char *
resolve_one(struct arena *arena, const char *value, const char *base)
{
	const char	*url;

	url = is_relative(value) ? url_resolve(arena, base, value) : NULL;
	return (url != NULL ? url : value);
}

/* "a.png 1x, b.png 2x": commas without a blank behind belong to a URL. */
static const char *
resolve_set(struct arena *arena, const char *value, const char *base)
{
	struct text	 out;
	const char	*url;
	size_t		 n;

	text_init(&out, arena, SIZE_MAX / 2);
	while (*value != '\0') {
		n = strspn(value, " \t\r\n,");
		text_put(&out, value, n);
		value += n;
		n = strcspn(value, " \t\r\n");
		if (n > 0 && value[n - 1] == ',')
			n--;
		if ((url = arena_strndup(arena, value, n)) == NULL)
			return (NULL);
		text_puts(&out, resolve_one(arena, url, base));
		value += n;
		n = strcspn(value, ",");
		text_put(&out, value, n);
		value += n;
	}
	return (out.data);
}

const char *
links_attribute(struct arena *arena, const char *name, size_t len,
    const char *value, const char *base)
{
	if (holds_url(name, len))
		return (resolve_one(arena, value, base));
	if (is_name(name, len, "srcset"))
		return (resolve_set(arena, value, base));
	return (value);
}

static int
holds_link(const struct tag_attr *a)
{
	return (a->value_len > 0 && (holds_url(a->name, a->name_len) ||
	    is_name(a->name, a->name_len, "srcset")));
}

static void
tag_resolve(struct text *out, const char **done, const struct tag_start *tag,
    const char *base)
{
	const struct tag_attr	*a;
	const char		*raw, *url;

	for (size_t i = 0; i < tag->nattrs; i++) {
		a = &tag->attrs[i];
		if (!holds_link(a) || (raw = text_unescape_amp(out->arena,
		    a->value, a->value_len)) == NULL)
			continue;
		url = links_attribute(out->arena, a->name, a->name_len, raw,
		    base);
		if (url == NULL || url == raw || strcmp(url, raw) == 0 ||
		    (url = text_escape(out->arena, url)) == NULL)
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
	size_t			 budget = TAG_BUDGET, most;

	if (base == NULL)
		return (html);
	end = html + strlen(html);
	text_init(&out, arena, SIZE_MAX / 2);
	most = (size_t)(end - html) * 4 + GROWTH_MIN;
	while (out.len < most &&
	    (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if (tag_scan_start(p, end, &feed_limits_default, &budget,
		    &tag) == -1) {
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
