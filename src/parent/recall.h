#ifndef PARENT_RECALL_H
#define PARENT_RECALL_H

/*
 * What a state that is new, restored or poorer than it was can't know stands
 * in the targets: the Message-IDs of the mails there keep their stories from
 * coming again.
 */

#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"

struct state;

/*
 * At start, before feeds are loaded.  Looks through new/ and cur/ of all
 * targets that are there, whatever stands for their placeholders.  Read are
 * the heads of mails that were filed after the state; and where it is new, or
 * a feed isn't in it that has been or is to be polled, of all mails it
 * doesn't know of.  *found is how many stories they are, *trouble the first
 * target that couldn't be read (or NULL): then all is looked through again at
 * the next start.  -1 with a cause when the state failed.
 */
int	recall_mails(struct state *, const struct conf *, int64_t now,
	    size_t *found, char **trouble, char **cause);

#endif
