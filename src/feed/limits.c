#include "feed/limits.h"

const struct feed_limits feed_limits_default = { {
	[LIMIT_STORIES] = 20000,
	[LIMIT_DEPTH] = 200,
	[LIMIT_ATTRIBUTES] = 256,
	[LIMIT_TAG] = 64 * 1024,
	[LIMIT_NAMES] = 4096,
	[LIMIT_TEXT] = 8 * 1024 * 1024,
	[LIMIT_LIST] = 128
} };

const char *
feed_limit_name(enum feed_limit limit)
{
	static const char *const names[LIMITS] = {
		[LIMIT_STORIES] = "stories", [LIMIT_DEPTH] = "depth",
		[LIMIT_ATTRIBUTES] = "attributes", [LIMIT_TAG] = "tag",
		[LIMIT_NAMES] = "names", [LIMIT_TEXT] = "text",
		[LIMIT_LIST] = "list"
	};

	return (names[limit]);
}
