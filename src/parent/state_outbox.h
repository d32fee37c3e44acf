#ifndef PARENT_STATE_OUTBOX_H
#define PARENT_STATE_OUTBOX_H

/*
 * Intents whose targets aren't directories: all keep their bytes until they
 * are carried out.  Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

/* What waits behind the filing after, by number; 0: all. */
int	 state_outbox_each(struct state *, int64_t after,
	    void (*each)(int64_t filing, const char *target, void *),
	    void *, char **cause);

struct state_outgoing {			/* strings and bytes are its own */
	char			*target;
	char			*feed;
	struct state_blob	 mail;
};

/* 1 with it, 0 when it waits no more, -1. */
int	 state_outbox_get(struct state *, int64_t filing,
	    struct state_outgoing *, char **cause);
void	 state_outgoing_clear(struct state_outgoing *);

/* It will never be taken: it counts as filed, and its bytes are let go. */
int	 state_outbox_refuse(struct state *, int64_t filing, char **cause);

/*
 * How many mails and items of each feed wait for each target, whatever kind
 * it is of.
 */
struct state_waiting {
	int64_t		 feed;
	const char	*target;
	uint64_t	 n;
};
int	 state_waiting_each(struct state *,
	    void (*each)(const struct state_waiting *, void *), void *,
	    char **cause);

#endif
