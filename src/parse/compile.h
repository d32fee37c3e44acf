#ifndef PARSE_COMPILE_H
#define PARSE_COMPILE_H

/*
 * Topics become the image that all workers share, in a process of its own:
 * hundreds of thousands take seconds, for which the parent doesn't wait.
 */

#include <stddef.h>

#include "conf/slice_topics.h"

/* Reads a configuration from fd, answers, and ends with an exit code. */
int	 compile_main(int fd);

/* An image of feed/topic.h, the caller's to free(3); NULL with a cause. */
void	*compile_topics(const struct slice_topics *, size_t *size,
	    char **cause);

#endif
