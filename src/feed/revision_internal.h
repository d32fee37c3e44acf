#ifndef FEED_REVISION_INTERNAL_H
#define FEED_REVISION_INTERNAL_H

/* What revision*.c share. */

#include "feed/revision.h"
#include "feed/revision_diff.h"
#include "feed/word.h"

#define REVISION_SIDES	2		/* title and body */

struct revision_side {
	enum topic_field	 field;
	const char		*old_text, *now_text;
	struct words		 old, now;
	int			 cut;		/* words were left out */
	struct revision_hunk	*hunks;
	size_t			 n;
	int			 rewritten;
};

struct revision {
	struct revision_side	 sides[REVISION_SIDES];
};

#endif
