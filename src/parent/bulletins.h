#ifndef PARENT_BULLETINS_H
#define PARENT_BULLETINS_H

/*
 * Notices: mails that tell the readers of feeds what became of these, and of
 * a state that was damaged.  What is due follows from the state, so whatever
 * is killed when, each is told once: a worker composes it, and the
 * transaction that accepts it stores that it was told.
 */

struct bulletins;
struct child;
struct daemon;
struct source;
struct wire;

struct bulletins *bulletins_new(struct daemon *);
void	 bulletins_free(struct bulletins *);

/* Looks for all that is due; the daemon has its sources. */
void	 bulletins_start(struct bulletins *);
/* Its sources and children are about to go. */
void	 bulletins_abandon(struct bulletins *);
/* A poll has ended, which may make something due. */
void	 bulletins_polled(struct bulletins *, const struct source *);
/* The last poll of a pass has: what is due is told, and the loop left. */
void	 bulletins_finish(struct bulletins *);

/* Gives an idle worker a notice to compose, if there is one; whether. */
int	 bulletins_send(struct bulletins *, struct child *);
int	 bulletins_is_with(const struct bulletins *, const struct child *);
/* Its answer, WIRE_NOTICE_DONE; -1 when it isn't one of ours. */
int	 bulletins_done(struct bulletins *, struct child *, struct wire *);
/* A worker was lost, with a notice or without. */
void	 bulletins_lost(struct bulletins *, const struct child *);

#endif
