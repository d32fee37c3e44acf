#ifndef PARENT_TARGET_H
#define PARENT_TARGET_H

/* Which mailboxes a story goes to. */

#include <stdint.h>

#include "conf/conf.h"

/*
 * The paths for a story of this feed on these topics, each once: a topic's
 * own target wins over the feed's.  NULL-terminated, for target_paths_free.
 */
char	**target_paths(const struct conf *, const struct conf_feed *,
	    const uint32_t *topics, uint32_t n);
void	  target_paths_free(char **);

#endif
