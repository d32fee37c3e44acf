#include <string.h>

#include "ctl/suggest.h"

#define CONTAINED_MIN	3	/* bytes; less is found anywhere */

void
suggest_init(struct suggest *s, const char *wanted)
{
	near_init(&s->near, wanted);
	s->containing = NULL;
}

void
suggest_try(struct suggest *s, const char *known)
{
	near_try(&s->near, known);
	if (s->containing == NULL && strlen(s->near.wanted) >= CONTAINED_MIN &&
	    strcasestr(known, s->near.wanted) != NULL)
		s->containing = known;
}

const char *
suggest_best(const struct suggest *s)
{
	const char	*best = near_best(&s->near);

	return (best != NULL ? best : s->containing);
}
