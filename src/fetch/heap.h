#ifndef FETCH_HEAP_H
#define FETCH_HEAP_H

/* A binary heap of things that know their place in it. */

#include <stddef.h>

struct heap_node {			/* embedded in the thing */
	size_t	 index;
	void	*owner;			/* the thing, set before heap_add */
};

struct heap {
	struct heap_node **v;
	size_t		   n, size;
	int		 (*before)(const void *, const void *);	/* of owners */
};

void	 heap_init(struct heap *, int (*before)(const void *, const void *));
void	 heap_clear(struct heap *);
void	 heap_add(struct heap *, struct heap_node *);
void	 heap_remove(struct heap *, struct heap_node *);
void	*heap_first(const struct heap *);	/* an owner, or NULL */

#endif
