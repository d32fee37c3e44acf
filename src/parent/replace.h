#ifndef PARENT_REPLACE_H
#define PARENT_REPLACE_H

/* Mails that take another's place: an edited story where it was filed. */

#include <stddef.h>

struct courier_mail;
struct state;

/*
 * Of mails of one target those with an old file: the staged ones take its place,
 * and it is gone where they have it already (they are linked).
 */
void	replace_mails(struct courier_mail *, size_t n, char **trouble);

/*
 * Settles every such intent: where the new file isn't in its place, that is done
 * now.  *settled counts up, *trouble is the first failure unless there is one.
 * -1 with a cause when the state failed.
 */
int	replace_settle(struct state *, size_t *settled, char **trouble,
	    char **cause);

#endif
