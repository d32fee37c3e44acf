#include <string.h>
#include <strings.h>

#include "feed/mend_nest.h"

struct name {
	const char	*s;
	size_t		 len;
};

#define NAME(s)	{ s, sizeof(s) - 1 }

/* Nearly all are told apart by length and first letter. */
static int
is_name(const char *s, size_t len, const struct name *names)
{
	for (; names->s != NULL; names++)
		if (names->len == len && (s[0] | 0x20) == names->s[0] &&
		    strncasecmp(names->s, s, len) == 0)
			return (1);
	return (0);
}

/* Elements that hold mere text, which no other of a feed's stands in. */
static int
is_text(const struct open *o)
{
	static const struct name texts[] = {
		NAME("title"), NAME("link"), NAME("guid"), NAME("id"),
		NAME("pubdate"), NAME("updated"), NAME("published"),
		NAME("comments"), { NULL, 0 }
	};

	return (is_name(o->name, o->len, texts));
}

/* Elements that mean the same within markup: only a story ends them. */
static int
is_loose(const struct open *o)
{
	static const struct name loose[] = {
		NAME("author"), NAME("category"), NAME("description"),
		NAME("summary"), { NULL, 0 }
	};

	return (is_text(o) || is_name(o->name, o->len, loose));
}

size_t
mend_nest_ends(const struct opens *all, const char *name, size_t len)
{
	static const struct name stories[] = {
		NAME("item"), NAME("entry"), { NULL, 0 }
	};
	static const struct name parts[] = {
		NAME("title"), NAME("link"), NAME("guid"), NAME("id"),
		NAME("pubdate"), NAME("updated"), NAME("published"),
		NAME("comments"), NAME("category"), NAME("author"),
		NAME("description"), NAME("summary"), NAME("content"),
		NAME("enclosure"), NAME("source"), { NULL, 0 }
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
