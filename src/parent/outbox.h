#ifndef PARENT_OUTBOX_H
#define PARENT_OUTBOX_H

/*
 * Mails and items for targets that aren't directories: intents that keep
 * their bytes, carried out beside the loop, one at a time for each server or
 * command, and marked one by one, so that no more than these can be in doubt
 * when everything is killed.
 */

#include <stdint.h>

#include "conf/conf.h"

struct daemon;
struct message_sent;
struct outbox;
struct state;

/* Begins with what the state says is waiting. */
struct outbox	*outbox_new(struct daemon *);
/* Breaks off what is under way, which is in doubt then.  NULL is fine. */
void		 outbox_free(struct outbox *);

/*
 * What waits for a target that the configuration has no more is taken back:
 * its stories count as not filed, and go where it says now if their feeds
 * still have them.  *n is how many.  -1 with a cause.
 */
int		 outbox_forget(struct state *, const struct conf *, size_t *n,
		    char **cause);

/* Carries what was accepted since; what was released, too. */
void		 outbox_look(struct outbox *);
void		 outbox_look_again(struct outbox *);

/* Goes on with what can be: fetch is up again, say. */
void		 outbox_run(struct outbox *);
/* fetch's answer about a mail; -1 when that isn't on its way. */
int		 outbox_sent(struct outbox *, int64_t filing,
		    const struct message_sent *);
/* fetch is gone, and with it what became of all that was on its way. */
void		 outbox_lost(struct outbox *, const char *why);

/* Nothing new is begun any more; it is again. */
void		 outbox_close(struct outbox *);
void		 outbox_open(struct outbox *);
int		 outbox_is_closed(const struct outbox *);	/* NULL: it is */

/* Something is under way; something is, or could be at once. */
int		 outbox_is_busy(const struct outbox *);
int		 outbox_is_active(const struct outbox *);
/* Why what goes to target waits, or NULL; and until when, 0: unknown. */
const char	*outbox_error(const struct outbox *, const char *target,
		    int64_t *next);

#endif
