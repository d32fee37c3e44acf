#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/batch.h"
#include "parent/maildir.h"
#include "parent/state_recall.h"
#include "parent/thread.h"

struct courier_mail *
batch_add(struct batch *b)
{
	if (b->n == b->size) {
		b->size = b->size != 0 ? b->size * 2 : 64;
		b->mails = xreallocarray(b->mails, b->size, sizeof(*b->mails));
	}
	return (memset(&b->mails[b->n++], 0, sizeof(*b->mails)));
}

void *
batch_own(struct batch *b, void *p)
{
	b->owned = xreallocarray(b->owned, b->nowned + 1, sizeof(*b->owned));
	return (b->owned[b->nowned++] = p);
}

void
batch_clear(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		free(b->mails[i].base);
		free(b->mails[i].take.name);
	}
	free(b->mails);
	for (size_t i = 0; i < b->nowned; i++)
		free(b->owned[i]);
	free(b->owned);
}

char *
batch_base(const struct batch *b, int spool)
{
	return ((spool ? maildir_spool_base : maildir_base)(
	    state_tag(b->state), state_mail_number(b->state)));
}

void
batch_thread(struct batch *b, const char *first, const struct buf *also_in,
    const void **mail, size_t *len)
{
	char	*changed = thread_mail(*mail, *len, first, also_in->len != 0 ?
		    also_in->data : NULL, len);

	if (changed != NULL)
		*mail = batch_own(b, changed);
}
