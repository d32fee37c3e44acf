#ifndef PARENT_DISPATCH_H
#define PARENT_DISPATCH_H

/*
 * Which child does what: requests to fetch and to the workers, and their
 * answers checked against poll, phase and sender before poll.c hears of
 * them.  A child that speaks out of turn is killed.
 */

#include <stdint.h>

struct daemon;
struct message_send;
struct source;

void	dispatch_start_fetch(struct daemon *);
/* When there are compiled topics; until then bodies wait. */
void	dispatch_start_workers(struct daemon *);
void	dispatch_stop(struct daemon *);		/* kills and frees them */

/* source is FETCHING: asks fetch, now or as soon as it is up. */
void	fetch_dispatch(struct source *);

/* source is GATHERING: asks for an image; -1 when fetch isn't up. */
int	image_dispatch(struct source *, const char *url);

/* source is PARSING with a sealed body: the next idle worker gets it. */
void	parse_dispatch(struct source *);

/* Lets an idle worker ask for a notice. */
void	notice_dispatch(struct daemon *);

/*
 * Gives fetch a mail in a sealed memfd, which it takes; outbox_sent or
 * outbox_lost follows.  -1 while there is no fetch process.
 */
int	dispatch_send(struct daemon *, int64_t filing,
	    const struct message_send *, int mail);

/* Takes a poll back that no child must answer any more. */
void	dispatch_forget(struct source *);

#endif
