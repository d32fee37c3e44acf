#ifndef FEED_MEND_ENTITY_H
#define FEED_MEND_ENTITY_H

/*
 * Entities that a document declares for itself and that are plain text: a few
 * of them, expanded one level deep and to a total that no bomb exceeds.
 */

#include <stddef.h>

#define MEND_ENTITIES		64
#define MEND_REFERENCE		66	/* most bytes of a reference to one */
#define MEND_EXPANSION_MAX	(64 * 1024)	/* bytes, over a document */

struct mend_entity {
	const char	*name, *value;	/* both in the document */
	size_t		 name_len, value_len;
};

struct mend_entities {
	struct mend_entity v[MEND_ENTITIES];
	size_t		 n;
	size_t		 expanded;
};

/* Those of an internal subset, the DOCTYPE's part between its brackets. */
void	mend_entities_read(struct mend_entities *, const char *p,
	    const char *end);

/*
 * The one that the reference at p, an ampersand, names, and that reference's
 * length; NULL: it isn't declared, or too much was expanded already.  What is
 * given counts as expanded.
 */
const struct mend_entity *mend_entity_take(struct mend_entities *,
	    const char *p, const char *end, size_t *len);

#endif
