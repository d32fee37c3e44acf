#ifndef FEED_IMAGE_BUILD_H
#define FEED_IMAGE_BUILD_H

/*
 * Topics into an image.  Nodes are made from the leaves up, so that a node's
 * operands have smaller numbers than it has.
 */

#include <stddef.h>
#include <stdint.h>

#include "feed/image.h"
#include "feed/query.h"

#define IMAGE_MAGIC	"nstopic2"

/* An array that doubles. */
struct vec {
	char	*p;
	size_t	 n, size, each;
};

void	 vec_init(struct vec *, size_t each);
/* n more at the end, zeroed; older pointers into it are void. */
void	*vec_add(struct vec *, size_t n);

/*
 * Zeroed memory that is read here and there, for free(3): in pages as large as
 * the system has them.
 */
void	*image_memory(size_t count, size_t size);

/* Numbers by hash; what they stand for is the caller's to compare. */
struct intern_slot {
	uint32_t	hash, id;	/* id plus 1; 0: free */
};

struct intern {
	struct intern_slot	*v;
	size_t			 n, mask;
};

typedef int intern_same(const void *key, uint32_t id, const void *arg);

/* The slot of what is the same as key, or a free one. */
struct intern_slot *intern_find(struct intern *, uint64_t hash,
	    intern_same *, const void *key, const void *arg);
void	 intern_take(struct intern *, struct intern_slot *, uint64_t hash,
	    uint32_t id);

struct image_builder {
	struct vec	section[IMAGE_SECTIONS];
	struct intern	strings, atoms, terms, nodes;
	struct vec	leaves;		/* by term: node in QUERY_BARE plus 1 */
	uint32_t	nregex;
	struct image_head head;
};

void	 image_builder_init(struct image_builder *);
void	 image_builder_clear(struct image_builder *);

/* Adds what is new of an expression; the number of its node. */
uint32_t image_add(struct image_builder *, const struct query *);
/* The next topic. */
void	 image_add_topic(struct image_builder *, uint32_t node);

/* The image, to be freed, once all topics are added. */
void	*image_finish(struct image_builder *, size_t *size);

/* How often each atom is asked for, to be freed. */
uint32_t *image_uses(const struct image_builder *);

/* The steps of image_finish. */
void	 image_order(struct image_builder *);
void	 image_tables(struct image_builder *);
void	 image_pivots(struct image_builder *);
size_t	 image_section_size(enum image_section);

static inline void *
image_at(const struct image_builder *b, enum image_section section, size_t i)
{
	return (b->section[section].p + i * b->section[section].each);
}

#endif
