#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "parent/plan.h"

#define HOUR			((int64_t)3600)
#define DAY			(24 * HOUR)
#define BACKOFF_FIRST		(10 * 60)
#define NO_VALIDATORS		DAY	/* every poll is a full download */

/* From -1 to 1, the same for a name always. */
static double
jitter(const char *name)
{
	struct digest	d;
	unsigned int	n;

	digest_bytes(name, strlen(name), &d);
	n = d.b[0] | (unsigned int)d.b[1] << 8;
	return ((double)n / 32767.5 - 1.0);
}

/* interval with this feed's share of ±10 %. */
static int64_t
spread(const char *name, int64_t interval)
{
	int64_t	t = interval + (int64_t)((double)interval * jitter(name) / 10);

	return (t > 0 ? t : 1);
}

/* What a server asked for is never undercut: only the upper half. */
static int64_t
not_before(const char *name, int64_t seconds)
{
	double	j = jitter(name);

	return (seconds + (int64_t)((double)seconds * (j < 0 ? -j : j) / 10));
}

static int64_t
backoff(const struct plan_input *in)
{
	int64_t	t = in->interval < BACKOFF_FIRST ? in->interval : BACKOFF_FIRST;

	for (unsigned int i = 1; i < in->failures && t < DAY; i++)
		t *= 2;
	return (spread(in->name, t < DAY ? t : DAY));
}

/* The longest of what user, feed and server want. */
static int64_t
regular(const struct plan_input *in, const char **why)
{
	const struct {
		const char	*why;
		int64_t		 seconds;
	} wishes[] = {
		{ "ttl", in->ttl },
		{ "updatePeriod", in->update_period },
		{ "max-age", in->max_age }
	};
	int64_t	longest = in->interval, most, delay;

	*why = PLAN_INTERVAL;
	if (!in->interval_set && !in->validators && longest < NO_VALIDATORS) {
		longest = NO_VALIDATORS;
		*why = "no validators";
	}
	delay = spread(in->name, longest);
	most = in->interval > DAY ? in->interval : DAY;
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		int64_t	s = wishes[i].seconds < most ? wishes[i].seconds : most;

		if (s > longest) {
			longest = s;
			delay = not_before(in->name, s);
			*why = wishes[i].why;
		}
		if (s > delay)
			delay = not_before(in->name, s);
	}
	return (delay);
}

/* The first hour from next on that the feed doesn't ask to skip. */
static int64_t
skip(const struct plan_input *in, int64_t next, const char **why)
{
	int64_t	t = next;

	for (int i = 0; i < 8 * 24; i++) {
		if (in->skip_days & 1u << date_weekday(t))
			*why = "skipDays";
		else if (in->skip_hours & UINT32_C(1) << date_hour(t))
			*why = "skipHours";
		else
			return (t);
		t = t - t % HOUR + HOUR;
	}
	/* It asks to be skipped always: that can't be meant. */
	*why = NULL;
	return (next);
}

int64_t
plan_next(const struct plan_input *in, char *why, size_t size)
{
	const char	*reason = NULL, *skipped = NULL;
	int64_t		 next;

	if (in->failures != 0) {
		next = in->now + backoff(in);
		snprintf(why, size, "back-off after %u failure%s", in->failures,
		    in->failures == 1 ? "" : "s");
	} else {
		next = in->now + regular(in, &reason);
		snprintf(why, size, "%s", reason);
	}
	if (in->retry_after >= 0 && in->now + in->retry_after > next) {
		next = in->now + not_before(in->name, in->retry_after);
		snprintf(why, size, "Retry-After");
	}
	next = skip(in, next, &skipped);
	if (skipped != NULL)
		snprintf(why, size, "%s", skipped);
	return (next);
}
