#ifndef PARSE_PHRASE_H
#define PARSE_PHRASE_H

/* What notices have in common: pieces of their HTML. */

#include <stdint.h>

#include "base/buf.h"

#define PHRASE_MAX	((size_t)1 << 20)	/* bytes of a notice */

/* "2026-03-01", "2026-03-01, 12:00 UTC" */
void	 phrase_put_day(struct buf *, int64_t);
void	 phrase_put_time(struct buf *, int64_t);

/*
 * "To have them filed: newsievectl release 'a feed'", the name as a shell
 * takes it for one word; name may be NULL.
 */
void	 phrase_put_command(struct buf *, const char *what, const char *command,
	    const char *name);

#endif
