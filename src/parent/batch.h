#ifndef PARENT_BATCH_H
#define PARENT_BATCH_H

/* The mails of one batch of deliver.c, while they are planned. */

#include "base/buf.h"
#include "parent/courier.h"
#include "parent/deliver.h"

struct batch {
	struct state		*state;
	int64_t			 feed;
	int64_t			 now;
	struct courier_mail	*mails;		/* bases and takes are its own */
	size_t			 n, size;
	void			**owned;	/* what mails point into */
	size_t			 nowned;
	struct deliver_result	*result;
};

/* One more, all zero; the others may move. */
struct courier_mail *batch_add(struct batch *);
/* Frees p, which it returns, with the batch. */
void	*batch_own(struct batch *, void *p);
void	 batch_clear(struct batch *);

/* The base name of one more file, numbered; the caller's to free. */
char	*batch_base(const struct batch *, int spool);

#define BATCH_FEEDS_MAX	16384		/* bytes of names in a header */

/*
 * What is known elsewhere changes the mail: first is what it replies to as a
 * copy, or NULL, also_in has other feeds' names, if any.  What *mail becomes
 * lives as long as the batch.
 */
void	 batch_thread(struct batch *, const char *first,
	    const struct buf *also_in, const void **mail, size_t *len);

#endif
