#ifndef PARENT_COPIES_H
#define PARENT_COPIES_H

/*
 * Makes copies be looked up without holding up the loop: what keys are looked
 * up in is read from the state a slice in each turn, and deliveries that need
 * it wait.
 */

struct copies;
struct daemon;

/* The daemon has its state and outlives this. */
struct copies	*copies_new(struct daemon *);
void		 copies_free(struct copies *);	/* NULL is fine */

/*
 * Whether all is read.  If not it will be, and then every source in
 * SOURCE_DELIVERING has its turn, or its poll fails where the state does.
 */
int		 copies_are_ready(struct copies *);

#endif
