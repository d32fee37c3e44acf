#ifndef FEED_CHAIN_H
#define FEED_CHAIN_H

/*
 * A chain of NEARs in one neighbourhood of a text: one place of each operand,
 * none of which overlap, such that each is near to one before it, or with
 * ONEAR behind all of them.
 *
 * It is looked for by the order in which the operands stand.  An operand
 * joins those before it left of, right of, or between them, near to its left
 * or else to its right neighbour, which makes 2 * k ways for the k-th and
 * 2^(n-1) * (n-1)! for n operands.  In one order all is about differences of
 * tokens, and so the first choice that goes is found without going back: where
 * two places don't go together, one of them goes with nothing that may come
 * yet, and its operand moves on.  Any choice of an order begins at or behind
 * that of the order it continues.
 *
 * Moving on is counted.  An order takes at most as many steps as there are
 * places; all orders of 2 operands take 2 for each place, of 3 they take 14,
 * with those that are only begun and pairs that are looked at before, of 4
 * take 64 and of 5 take 450.  In a text as people write them an order goes or
 * fails within a few words, and far less is needed.
 */

#include <stdint.h>

#include "feed/query.h"
#include "feed/topic_set.h"

/*
 * Places of an operand, where neither the first nor the last tokens ever
 * descend.  Where some lie within others it takes several lists.
 */
struct chain_list {
	const struct place	*v;
	uint32_t		 n;
	uint32_t		 from, to;	/* the neighbourhood */
	uint32_t		 open;		/* those before it are marked */
	uint8_t			*marks;		/* is in a chain; may be NULL */
	struct chain_list	*next;
};

/* b lies behind a, from least to most words away. */
struct chain_bond {
	uint32_t	a, b;		/* operands */
	uint32_t	least, most;
};

struct chain {
	uint32_t		 n;
	uint32_t		 near[QUERY_CHAIN_MAX];	/* as image_kid.near */
	struct chain_list	 lists[QUERY_CHAIN_MAX];
	uint64_t		 steps;		/* left */
	/* the order that is tried */
	int			 marking;
	uint32_t		 order[QUERY_CHAIN_MAX];	/* left to right */
	struct chain_list	*list[QUERY_CHAIN_MAX];	/* by operand */
	uint32_t		 at[QUERY_CHAIN_MAX];	/* place in it */
	struct chain_bond	 bonds[2 * QUERY_CHAIN_MAX];
	uint32_t		 nbonds;
};

/*
 * Whether there is one.  When no steps are left, 0 says only that none was
 * found.
 */
int	 chain_holds(struct chain *);

/* Marks all places that are in one, as far as the steps reach. */
void	 chain_mark(struct chain *);

/* The first place from at on that begins, or ends, at a token or behind. */
uint32_t chain_seek(const struct place *, uint32_t at, uint32_t to, int last,
	    uint32_t token);

#endif
