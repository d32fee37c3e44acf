#ifndef BASE_NEAR_H
#define BASE_NEAR_H

/*
 * The nearest of some names to one that isn't known, by edit distance
 * (letters left out, added, changed or swapped), for "did you mean".
 */

#include <stddef.h>

struct near {
	const char	*wanted;
	const char	*best;
	size_t		 distance;
};

void		 near_init(struct near *, const char *wanted);
void		 near_try(struct near *, const char *name);	/* keeps it */
const char	*near_best(const struct near *);	/* NULL: none is near */

#endif
