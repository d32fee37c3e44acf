#ifndef FEED_REVISION_DIFF_H
#define FEED_REVISION_DIFF_H

/*
 * What differs between two lists of words: E. W. Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986), bounded, as feeds choose the lists.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Words [a, a_end) of the first list became [b, b_end) of the second. */
struct revision_hunk {
	uint32_t	a, a_end, b, b_end;
};

#define REVISION_EDITS	1000	/* words that differ, at most */

/*
 * The hunks in order, none touching the next; *n is their number, 0 when the
 * lists are the same.  What differs in more words than REVISION_EDITS, or takes
 * more than *steps, is one hunk and sets *whole.  *steps becomes what is left
 * of it.  NULL when the arena failed.
 */
struct revision_hunk *revision_diff(struct arena *, const uint64_t *a,
	    size_t na, const uint64_t *b, size_t nb, uint64_t *steps,
	    size_t *n, int *whole);

#endif
