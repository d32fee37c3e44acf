#ifndef PARENT_TARGET_H
#define PARENT_TARGET_H

/* Which mailboxes, spools, servers and commands a story goes to. */

#include <stdint.h>

#include "conf/conf.h"

/*
 * The paths for a story of this feed on these topics, those that get mails or
 * those that get items, each once: a topic's own targets win over the feed's.
 * NULL for none, else NULL-terminated, for target_paths_free.  *duplicates is what becomes of
 * copies in each, the caller's to free: of the topics that lead there, deliver
 * wins over thread, and thread over drop.
 */
char	**target_paths(const struct conf *, int items,
	    const struct conf_feed *, const uint32_t *topics, uint32_t n,
	    uint8_t **duplicates);
void	  target_paths_free(char **);

#endif
