#ifndef PARENT_ALSO_H
#define PARENT_ALSO_H

#include "base/buf.h"

/*
 * Appends the parts of a mail as our composer writes them, from the first
 * boundary on; the texts say at their end which other feeds have the story
 * (names divided by ", ").  What isn't written so stays as it is.
 */
void	 also_put(struct buf *out, const char *parts, size_t len,
	    const char *names);

#endif
