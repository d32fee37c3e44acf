#ifndef PARENT_PARENT_H
#define PARENT_PARENT_H

/*
 * The parent role: schedule, state, delivery and control.  Serves no network
 * and so may wait for the disk.
 */

#include "conf/conf.h"

enum parent_once { PARENT_DAEMON, PARENT_ONCE, PARENT_ONCE_ALL };

struct parent_options {
	const char		*conf_path;
	enum parent_once	 once;
	conf_keyword_check	*check;		/* for reload */
	int			 verbose;	/* -v, handed to the children */
};

/*
 * Runs until SIGTERM or SIGINT, or for one pass.  conf becomes its own.
 * Returns the exit status: 0; 1 when a feed of a pass failed.
 */
int	parent_main(struct conf *conf, const struct parent_options *);

/*
 * Whether every target on this host can be written to or run, for newsieved
 * -n; makes nothing.
 * 0, or -1 with a cause that leads with the target's place in the file.
 */
int	parent_check_targets(const struct conf *, char **cause);

#endif
