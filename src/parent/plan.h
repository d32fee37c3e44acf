#ifndef PARENT_PLAN_H
#define PARENT_PLAN_H

/* When to poll next, and what decided it.  Pure arithmetic, in seconds. */

#include <stddef.h>
#include <stdint.h>

#define PLAN_INTERVAL	"interval"

struct plan_input {
	const char	*name;		/* of the feed: its jitter */
	int64_t		 now;		/* Unix seconds */
	int64_t		 interval;	/* the user's */
	int		 interval_set;	/* he wrote it himself */
	int		 validators;	/* the server offers some */
	int64_t		 ttl;		/* of the feed; 0: none */
	int64_t		 update_period;	/* sy:, 0: none */
	int64_t		 max_age;	/* of the answer; -1: none */
	int64_t		 retry_after;	/* -1: none */
	uint32_t	 skip_hours;	/* bit 0: 00-01 UTC */
	uint8_t		 skip_days;	/* bit 0: Sunday */
	unsigned int	 failures;	/* in a row, this one included */
};

/* Unix seconds; why gets words such as "ttl" or "back-off after 3 failures" */
int64_t	plan_next(const struct plan_input *, char *why, size_t why_size);

#endif
