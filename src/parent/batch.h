#ifndef PARENT_BATCH_H
#define PARENT_BATCH_H

/* The mails of one batch of deliver.c, while they are planned. */

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

/*
 * What is known elsewhere changes the mail: first is what it replies to as a
 * copy, also_in has other feeds' names; both may be NULL.
 */
void	 batch_thread(struct batch *, const char *first, const char *also_in,
	    const void **mail, size_t *len);

#endif
