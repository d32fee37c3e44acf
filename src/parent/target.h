#ifndef PARENT_TARGET_H
#define PARENT_TARGET_H

/* Which mailboxes and spools a story goes to. */

#include <stdint.h>

#include "conf/conf.h"

/*
 * The paths of this kind for a story of this feed on these topics, each once:
 * a topic's own targets win over the feed's.  NULL for none, else
 * NULL-terminated, for target_paths_free.  *duplicates is what becomes of
 * copies in each, the caller's to free: of the topics that lead there, deliver
 * wins over thread, and thread over drop.
 */
char	**target_paths(const struct conf *, enum conf_target_kind,
	    const struct conf_feed *, const uint32_t *topics, uint32_t n,
	    uint8_t **duplicates);
void	  target_paths_free(char **);

#endif
