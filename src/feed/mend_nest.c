#include <string.h>
#include <strings.h>

#include "feed/mend_nest.h"

static int
is_name(const char *name, size_t len, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strlen(*names) == len &&
		    strncasecmp(*names, name, len) == 0)
			return (1);
	return (0);
}

/* Elements that hold mere text, which no other of a feed's stands in. */
static int
is_text(const struct open *o)
{
	static const char *const texts[] = {
		"title", "link", "guid", "id", "pubdate", "updated",
		"published", "comments", NULL
	};

	return (is_name(o->name, o->len, texts));
}

/* Elements that mean the same within markup: only a story ends them. */
static int
is_loose(const struct open *o)
{
	static const char *const loose[] = {
		"author", "category", "description", "summary", NULL
	};

	return (is_text(o) || is_name(o->name, o->len, loose));
}

size_t
mend_nest_ends(const struct opens *all, const char *name, size_t len)
{
	static const char *const stories[] = { "item", "entry", NULL };
	static const char *const parts[] = {
		"title", "link", "guid", "id", "pubdate", "updated",
		"published", "comments", "category", "author", "description",
		"summary", "content", "enclosure", "source", NULL
	};
	const struct open	*top, *story;
	size_t			 n;

	if (all->n < 2)
		return (0);
	top = opens_top(all);
	if (!is_name(name, len, stories))
		return (is_text(top) && is_name(name, len, parts));
	n = is_loose(top) != 0;
	story = top - n;
	return (n + (story->len == len && memcmp(story->name, name, len) == 0));
}
