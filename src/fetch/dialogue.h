#ifndef FETCH_DIALOGUE_H
#define FETCH_DIALOGUE_H

/*
 * What is said to a mail server once it has let us in: one table for each
 * protocol.  smtp.c and imap.c have them, lane.c calls them.
 */

#include <stddef.h>

#include "conf/slice.h"
#include "ipc/message.h"

struct lane;
struct session;

struct dialogue_mail {
	const char	*place;		/* address or mailbox, see conf.h */
	const char	*data;		/* lines that end in LF */
	size_t		 len;
};

struct dialogue_class {
	/* On a session that was opened; lane_ready follows. */
	void	*(*open)(struct lane *, struct session *,
		    const struct slice_account *, const char *domain);
	/* The mail stays until lane_done. */
	void	 (*send)(void *, const struct dialogue_mail *);
	void	 (*hear)(void *, const char *line);
	/* The last words, where nothing is under way. */
	void	 (*leave)(void *);
	void	 (*free)(void *);
};

extern const struct dialogue_class dialogue_smtp, dialogue_imap;

/* It may be given a mail. */
void	 lane_ready(struct lane *);
/* The server has been given all of a mail, and may have taken it. */
void	 lane_committed(struct lane *);
/* What became of the mail; then it may be given another. */
void	 lane_done(struct lane *, enum send_result, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

#endif
