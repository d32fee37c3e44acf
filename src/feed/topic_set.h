#ifndef FEED_TOPIC_SET_H
#define FEED_TOPIC_SET_H

/*
 * The inside of a topic_set: built in topic_set.c, run in topic.c.
 *
 * The keywords form a tree whose edges are words: from the root by the first
 * word, from there by the second, and so on; a keyword is a node.  All edges
 * stand in one hash table, so that a step costs one look-up however many
 * keywords there are.  An edge of a prefix is looked up by the hash of so
 * many bytes of the word, for each length that occurs at its node.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/keyword.h"
#include "feed/topic.h"

#define NO_TERM		UINT32_MAX

struct edge {
	uint64_t	 hash;		/* of folded */
	const char	*folded;	/* NULL: a free slot */
	uint32_t	 len;
	uint32_t	 from, to;
	uint32_t	 prefix;
};

struct node {
	uint32_t	 term;		/* first that ends here, or NO_TERM */
	uint32_t	 exact;		/* number of whole-word edges */
	uint32_t	*lens;		/* of prefixes, ascending */
	uint32_t	 nlens;
};

enum use_role { USE_ANY, USE_ALL, USE_NONE };

struct use {
	uint32_t	topic;
	uint32_t	role;
};

struct found {			/* one place where a term is */
	struct found	*next;
	uint32_t	 term;
	uint32_t	 text;
	size_t		 start, end;
};

struct term {
	const char	*text;		/* as written */
	struct keyword	 keyword;
	uint32_t	 next;		/* at the same node, or NO_TERM */
	uint32_t	 first_use, nuses;
	/* of the story being matched, when epoch is the set's */
	uint32_t	 epoch;
	uint32_t	 count;		/* places, also those not kept */
	uint32_t	 kept;		/* in the text being read */
	uint32_t	 text_read;
	struct found	*found, **tail;
};

struct topic {
	uint32_t	 nany, nall;	/* different terms */
	uint32_t	 first_term, nterms; /* of any and all */
	/* of the story being matched */
	uint32_t	 epoch, allowed;
	uint32_t	 any, all, none;
};

struct topic_set {
	struct arena	*arena;
	struct arena	*scratch;	/* for one story */
	struct edge	*edges;
	size_t		 nedges, edge_mask;
	uint8_t		*filter;	/* bits: hashes that leave the root */
	size_t		 filter_mask;
	struct node	*nodes;
	size_t		 nnodes, nodes_size;
	struct term	*terms;
	size_t		 nterms, terms_size;
	uint32_t	*names;		/* terms by their text, hashed */
	size_t		 name_mask;
	struct use	*uses;		/* by term */
	struct topic	*topics;
	size_t		 ntopics;
	uint32_t	*topic_terms;	/* by topic */
	size_t		 ntopic_terms, topic_terms_size;
	uint32_t	*absent;	/* topics that hold by absence alone */
	size_t		 nabsent;
	uint32_t	 epoch;
	uint32_t	*touched;	/* topics met in this story */
	size_t		 ntouched;
};

static inline size_t
edge_slot(uint64_t hash, uint32_t from, uint32_t prefix)
{
	uint64_t	h = hash ^ ((uint64_t)from << 1 | prefix) *
			    0x9e3779b97f4a7c15ULL;

	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ULL;
	return ((size_t)(h ^ h >> 32));
}

static inline int
filter_has(const struct topic_set *s, uint64_t hash)
{
	size_t	bit = edge_slot(hash, 0, 0) & s->filter_mask;

	return (s->filter[bit / 8] >> (bit % 8) & 1);
}

#endif
