#include <assert.h>

#include "ipc/result.h"
#include "parse/limits.h"

#define SAME(name)	_Static_assert((int)LIMIT_##name ==		\
			    (int)CONF_LIMIT_##name, "limits in one order")

SAME(STORIES);
SAME(DEPTH);
SAME(ATTRIBUTES);
SAME(TAG);
SAME(NAMES);
SAME(TEXT);
SAME(LIST);
_Static_assert((int)LIMITS == (int)CONF_LIMITS_MET, "as many limits");
_Static_assert((int)LIMITS == RESULT_LIMITS, "as many in a result");

void
limits_of_conf(const struct conf_limits *conf, struct feed_limits *l)
{
	for (unsigned int i = 0; i < LIMITS; i++)
		l->max[i] = (size_t)conf->max[i];
	assert(l->max[LIMIT_DEPTH] <= LIMIT_DEPTH_MAX &&
	    l->max[LIMIT_ATTRIBUTES] <= LIMIT_ATTRIBUTES_MAX &&
	    l->max[LIMIT_TAG] <= LIMIT_TAG_MAX &&
	    l->max[LIMIT_NAMES] <= LIMIT_NAMES_MAX);
}
