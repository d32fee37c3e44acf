#ifndef PARENT_POLL_H
#define PARENT_POLL_H

/*
 * One poll from its timer to its end: IDLE -> FETCHING -> PARSING ->
 * DELIVERING -> IDLE, with GATHERING and PARSING once more in between where
 * its mails want images.  newsieve(7) has the picture.
 */

struct message_fetch_done;
struct message_done;
struct source;

/*
 * Begins one, unless one runs, a reload is under way or the feed isn't
 * enabled.  Whether it did.
 */
int	poll_start(struct source *);

/* fetch's answer; the body, if any, is sealed in source->body. */
void	poll_fetched(struct source *, const struct message_fetch_done *);

/* A worker's answer; -1 when its result is malformed. */
int	poll_parsed(struct source *, const struct message_done *);

/*
 * GATHERING: asks for the next image its mails want; after the last the body
 * goes to a worker once more.
 */
void	poll_gather(struct source *);

/* The poll ends with an error, in words; status is HTTP's, 0: none. */
void	poll_failed(struct source *, int status, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* The worker on it was lost: the second in a row means quarantine. */
void	poll_killed(struct source *, const char *why);

/*
 * Its timer: the next slice of its delivery, or its deadline, which kills
 * the child that holds it.
 */
void	poll_timeout(struct source *);

/* Lets go of a poll that leaves no trace (reload, shutdown). */
void	poll_abandon(struct source *);

#endif
