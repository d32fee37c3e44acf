#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "ctl/ctl.h"
#include "ctl/source.h"
#include "feed/jsonfeed.h"

static void
parse_flush(struct buf *b)
{
	fwrite(buf_string(b), 1, b->len, stdout);
	buf_reset(b);
}

static enum ctl_exit
parse_print(const struct source *src, const struct feed *feed,
    struct arena *arena)
{
	enum ctl_exit	result = CTL_OK;
	struct buf	out;

	buf_init(&out, SIZE_MAX / 2);
	jsonfeed_write(feed, arena, &out, parse_flush);
	if (out.failed || arena_failed(arena)) {
		log_error("%s: a story is too large to be printed", src->typed);
		result = CTL_FAILED;
	} else
		parse_flush(&out);
	buf_clear(&out);
	return (result);
}

enum ctl_exit
parse_run(const struct ctl *ctl)
{
	struct arena	*arena = arena_new(SOURCE_ARENA);
	struct source	 src;
	struct feed	*feed;
	enum ctl_exit	 result;

	if ((result = source_read(ctl, &src)) == CTL_OK &&
	    (result = source_parse(&src, arena, &feed)) == CTL_OK)
		result = parse_print(&src, feed, arena);
	source_clear(&src);
	arena_free(arena);
	return (result);
}
