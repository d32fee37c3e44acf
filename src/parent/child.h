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

enum child_role { CHILD_FETCH, CHILD_PARSE };

/*
 * Makes a child without starting it.  message is called for what it sends;
 * lost when it is gone, with why in words, before it is started again.
 */
struct child	*child_new(struct daemon *, enum child_role,
		    void (*message)(struct child *, struct wire *),
		    void (*ready)(struct child *),
		    void (*lost)(struct child *, const char *why));
void		 child_free(struct child *);		/* kills it */

/*
 * Starts it and sends it its slice of the configuration; then ready.  When
 * the system refuses that is tried again later.
 */
void		 child_start(struct child *);

/* Ends it for a reason that is the reason it was lost. */
void		 child_kill(struct child *, const char *why);

/* Ends an idle worker that has done its share; a fresh one follows. */
void		 child_recycle(struct child *);

int		 child_is_up(const struct child *);
struct daemon	*child_daemon(const struct child *);
void		 child_send(struct child *, struct buf *, const int *fds,
		    size_t nfds);

/* What a worker is at, and how many documents it has done. */
struct source	*child_source(const struct child *);
void		 child_set_source(struct child *, struct source *);
unsigned int	 child_documents(const struct child *);

#endif
