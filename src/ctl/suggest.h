#ifndef CTL_SUGGEST_H
#define CTL_SUGGEST_H

/*
 * The known name somebody most likely meant: the nearest one, else the first
 * that has what was typed in it.  Names that were tried are kept.
 */

#include "base/near.h"

struct suggest {
	struct near	 near;
	const char	*containing;
};

void		 suggest_init(struct suggest *, const char *wanted);
void		 suggest_try(struct suggest *, const char *known);
const char	*suggest_best(const struct suggest *);	/* or NULL */

#endif
