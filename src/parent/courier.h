#ifndef PARENT_COURIER_H
#define PARENT_COURIER_H

/*
 * Carries many mails to their maildirs, a step at a time for all of them, so
 * that the disk is waited for once and not once a mail.  A mail that a target
 * can't take stays behind; the others go on.
 */

#include <stddef.h>
#include <stdint.h>

#include "parent/take.h"

enum courier_step {
	COURIER_WAITING,	/* nothing of it in the maildir */
	COURIER_STAGED,		/* safe in tmp/ */
	COURIER_LINKED,		/* in new/, not known to be safe there */
	COURIER_DELIVERED,	/* safe in new/ or beyond */
	COURIER_NEEDLESS	/* whose place it was to take is gone */
};

struct courier_mail {
	int64_t			 id;	/* of the filing */
	const char		*target;
	char			*base;
	const void		*mail;	/* NULL: it has been staged before */
	size_t			 len;
	enum courier_step	 step;
	int			 fd;	/* the courier's */
	const char		*old;	/* base of the file whose place it
					   takes; NULL: it goes into new/ */
	struct take		 take;	/* of that file; the caller's to clear */
};

/*
 * The mails of a target must stand side by side.  *trouble is set to the
 * first failure unless there is one already.
 */
void	courier_stage(struct courier_mail *, size_t n, char **trouble);
void	courier_link(struct courier_mail *, size_t n, char **trouble);
/*
 * Empties tmp/ of those that are delivered or needless, of what they replaced,
 * and of those that are staged but where tmp/ has the only copy.
 */
void	courier_clean(struct courier_mail *, size_t n);

/* Takes the cause over as the first trouble, or drops it. */
void	courier_trouble(char **trouble, char *cause);

#endif
