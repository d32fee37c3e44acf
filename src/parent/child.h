#ifndef PARENT_CHILD_H
#define PARENT_CHILD_H

/*
 * A process of another role: started by fork and exec of this binary, known
 * by its channel, restarted with back-off when it is lost.
 */

#include <sys/types.h>

#include <stddef.h>

#include "base/buf.h"
#include "ipc/wire.h"

struct child;
struct daemon;
struct source;

struct child_class {
	const char	*role;		/* of newsieved -x */
	/*
	 * Its configuration: up to WIRE_FDS descriptors, which are sent and
	 * closed, and their number; -1 with errno.
	 */
	int		(*configure)(struct child *, int *fds);
	void		(*ready)(struct child *);	/* it was sent */
	void		(*message)(struct child *, struct wire *);
	/* It is gone, why in words, and will be started again. */
	void		(*lost)(struct child *, const char *why);
};

/* Makes a child without starting it. */
struct child	*child_new(struct daemon *, const struct child_class *);
void		 child_free(struct child *);		/* kills it */

/*
 * Starts it and sends it its configuration; then ready.  When the system
 * refuses that is tried again later.
 */
void		 child_start(struct child *);

/* Ends it for a reason that is the reason it was lost. */
void		 child_kill(struct child *, const char *why);

/* Ends an idle worker that has done its share; a fresh one follows. */
void		 child_recycle(struct child *);

/* It has done all it was for: neither lost nor started again. */
void		 child_finish(struct child *);

int		 child_is_up(const struct child *);
struct daemon	*child_daemon(const struct child *);
void		 child_send(struct child *, struct buf *, const int *fds,
		    size_t nfds);

/* What waitpid tells of a process's end, in words. */
void		 child_describe(int status, char *, size_t);

/* What a worker is at, and how many documents it has done. */
struct source	*child_source(const struct child *);
void		 child_set_source(struct child *, struct source *);
unsigned int	 child_documents(const struct child *);

#endif
