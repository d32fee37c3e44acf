#ifndef FEED_SHINGLE_H
#define FEED_SHINGLE_H

/*
 * The sketches of a document's stories (base/sketch.h): bodies are read word
 * by word, and afterwards a sketch is made of those that are asked for.  Runs
 * that three stories of the document or more have in common are its
 * template, its footer or its licence, and no story's own.
 */

#include "base/sketch.h"
#include "feed/word.h"

struct shingles;

/*
 * For so many stories, in bounded memory: what doesn't fit has no sketch.
 * Never NULL.
 */
struct shingles	*shingles_new(size_t nstories);
void		 shingles_free(struct shingles *);	/* NULL is fine */

/* The next story's words, in pieces, and their end: whether that was all. */
void		 shingles_add(struct shingles *, const struct words *);
void		 shingles_end(struct shingles *, int whole);

/*
 * The sketch of a story, by its place in the document, once all are read: 1,
 * or 0 where there is too little text of its own to know a copy by.
 */
int		 shingles_sketch(struct shingles *, size_t number,
		    struct sketch *);

#endif
