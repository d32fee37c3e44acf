#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "conf/limits.h"
#include "conf/table.h"

#define TEXT_MAX	1024

static const struct {
	const char	*name, *what;	/* behind its number */
} limits[CONF_LIMITS] = {
	[CONF_LIMIT_STORIES] = { "stories", " stories" },
	[CONF_LIMIT_DEPTH] = { "depth", " elements within one another" },
	[CONF_LIMIT_ATTRIBUTES] = { "attributes", " attributes of a tag" },
	[CONF_LIMIT_TAG] = { "tag", " of one tag" },
	[CONF_LIMIT_NAMES] = { "names", " different names" },
	[CONF_LIMIT_TEXT] = { "text", " of one text" },
	[CONF_LIMIT_LIST] = { "list", " authors, tags or files of a story" },
	[CONF_LIMIT_MEMORY] = { "memory", " of memory" }
};

const char *
conf_limit_name(enum conf_limit limit)
{
	return (limits[limit].name);
}

static const struct table_row *
row_of(enum conf_limit limit)
{
	const struct table_row	*row;

	row = conf_table_find(TABLE_LIMITS, limits[limit].name);
	assert(row != NULL);
	return (row);
}

int
conf_limits_are_valid(const struct conf_limits *l)
{
	const struct table_row	*row;

	for (unsigned int i = 0; i < CONF_LIMITS; i++) {
		row = row_of(i);
		if (l->max[i] < (uint64_t)row->min ||
		    l->max[i] > (uint64_t)row->max)
			return (0);
	}
	return (1);
}

void
conf_limits_inherit(struct conf_limits *l, const struct conf_limits *from)
{
	for (unsigned int i = 0; i < CONF_LIMITS; i++)
		if (l->max[i] == 0)
			l->max[i] = from->max[i];
}

char *
conf_limits_text(const struct conf_limits *l, unsigned int met)
{
	struct buf	 b;
	const char	*before;
	char		*number;
	unsigned int	 left = met;

	buf_init(&b, TEXT_MAX);
	before = (met & (met - 1)) != 0 ? "its limits of " : "its limit of ";
	for (unsigned int i = 0; i < CONF_LIMITS_MET; i++) {
		if ((met & 1u << i) == 0)
			continue;
		left &= ~(1u << i);
		number = conf_table_bound(row_of(i), (int64_t)l->max[i]);
		buf_printf(&b, "%s%s%s", before, number, limits[i].what);
		free(number);
		before = (left & (left - 1)) != 0 ? ", " : " and ";
	}
	return (buf_steal(&b));
}
