#ifndef PARENT_SCHED_H
#define PARENT_SCHED_H

/* When a source is polled, and when a poll is over its time. */

#include <stdint.h>

struct source;

/* Arms the timer for saved.next_poll; none for a feed that isn't polled. */
void	sched_next(struct source *);
/* Arms it for the deadline of the running poll, seconds from now. */
void	sched_deadline(struct source *, int64_t seconds);
void	sched_stop(struct source *);

/* The timer's callback. */
void	sched_timeout(int, short, void *source);

/* Whether it would be polled at all, and whether it is due by now. */
int	sched_is_polled(const struct source *);
int	sched_is_due(const struct source *, int64_t now);

/* Plans the next poll of one that was polled at now, from all that is known. */
void	sched_plan(struct source *, int64_t now);

/*
 * After a restart or reload: a poll planned by another interval than the
 * configured one is planned again, and so is one planned by a clock that was
 * ahead of now.
 */
void	sched_replan(struct source *, int64_t now);

#endif
