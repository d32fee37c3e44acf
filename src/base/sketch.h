#ifndef BASE_SKETCH_H
#define BASE_SKETCH_H

/*
 * What is remembered of a text to know a copy of it: a sample of its runs of
 * three words, as numbers that say nothing of the words.  The sample is of
 * the smallest numbers, so of two texts the same runs are in both samples,
 * and what share of the shorter text is in the longer one can be told from
 * them.  Made in feed/shingle.c, stored by parent/state_copy.c.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/pack.h"

#define SKETCH_WORDS	60		/* a text has, at least */
#define SKETCH_RUNS	256		/* in a sample, at most */
#define SKETCH_ALL	(1u << 22)	/* runs are numbers below it */
#define SKETCH_KEPT	8
#define SKETCH_KEYS	32

struct sketch {
	uint32_t	limit;		/* all runs below it are there */
	uint32_t	nruns;
	uint32_t	runs[SKETCH_RUNS];	/* ascending */
	/*
	 * Runs to look for copies by, in more bits.  Texts are compared when
	 * one of the first nkept of one is a key of the other.
	 */
	uint32_t	nkept, nkeys;
	uint64_t	keys[SKETCH_KEYS];
};

/*
 * Whether at least 80 % of the runs of the shorter text are in the other, as
 * far as can be told: not where fewer than 16 can be compared.
 */
int	sketch_alike(const struct sketch *, const struct sketch *);

/* All of it on the wire; -1 when it is no sketch. */
void	sketch_put(struct buf *, const struct sketch *);
int	sketch_get(struct pack_reader *, struct sketch *);

/* Without keys. */
void	sketch_put_runs(struct buf *, const struct sketch *);
int	sketch_get_runs(struct pack_reader *, struct sketch *);

#endif
