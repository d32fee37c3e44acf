#ifndef FEED_TOPIC_SET_H
#define FEED_TOPIC_SET_H

/*
 * The inside of a topic_set: an image, which is only read, and what is known
 * of the story being matched.  topic_story.c reads the story, topic_words.c
 * looks its words up, topic_passed.c those that stand between no others (a
 * possessive s), topic_find.c finds where keywords are, topic_near.c what
 * is near to what (with chain.c), topic_eval.c tells what holds, topic_hits.c
 * by what, topic_why.c why not.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/image.h"
#include "feed/query_regex.h"
#include "feed/topic.h"
#include "feed/word.h"

struct token {			/* a word of the story, all texts in a row */
	uint32_t	distinct;
	uint32_t	next;		/* of the same, or IMAGE_NONE */
	uint32_t	text;
};

struct distinct {		/* a word, however often it is there */
	uint64_t	 hash;
	const char	*folded;
	uint32_t	 len;
	uint32_t	 first, last, count;	/* tokens */
	uint32_t	 fields;	/* 1 << field */
};

struct link {			/* an atom and a word it stands for */
	uint32_t	atom, distinct;
	uint32_t	next;		/* of the same atom, or IMAGE_NONE */
	uint32_t	chain;		/* see topic_story.c */
};

struct run {			/* a text */
	const struct topic_text	*text;
	const struct word	*v;
	uint32_t		 base, n;	/* tokens */
	uint32_t		*passed, npassed;	/* words passed over */
};

struct place {			/* where a term is */
	uint32_t	term, text;
	uint32_t	first, last;	/* positions: tokens, but those passed */
	uint32_t	start, end;	/* bytes */
};

struct places {
	struct place	*v;
	uint32_t	 n;
};

struct find {			/* a term that was looked for */
	uint32_t	term;
	uint32_t	open;		/* fields in which that took too long */
	struct places	found;
};

struct term_state {
	uint32_t	 find;		/* in finds, if that is of this term */
	uint32_t	 kept;		/* told of the topic being told */
};

struct topic_memo {		/* of 64 nodes */
	uint64_t	known, holds, open;
};

struct topic_bits {
	uint64_t	present;
	uint64_t	bare;		/* in QUERY_BARE */
};

struct topic_known {		/* a word met before, see topic_words.c */
	uint32_t	 tag;		/* of its hash */
	uint32_t	 word;		/* in the pool, or IMAGE_NONE */
};

struct topic_set {
	void			*memory;	/* of the image, if it is ours */
	struct image		 image;
	struct arena		*scratch;	/* for one story */
	struct query_regex	**regexes;	/* by term, NULL: no regex */
	int			 failed;	/* scratch or a limit */
	/* words, of all stories */
	struct topic_known	*known;
	uint32_t		*pool;
	size_t			 npool, pool_size;
	uint32_t		 known_bits, nknown;
	/* the story */
	struct run		*runs;
	uint32_t		 nruns;
	struct token		*tokens;
	uint32_t		 ntokens;
	struct distinct		*distinct;
	uint32_t		 ndistinct;
	struct topic_bits	*bits;		/* of 64 atoms each */
	uint32_t		*leading;	/* atoms present with postings */
	uint32_t		 nleading;
	struct link		*links;
	uint32_t		 nlinks;
	uint32_t		*slots;		/* NULL until one is asked for */
	uint32_t		 slot_shift;
	/* what was found out about it */
	struct term_state	*terms;
	struct find		**finds;
	uint32_t		 nfinds, finds_size;
	struct topic_memo	*memos;		/* by node / 64 */
	uint32_t		*used;		/* those of them with a bit set */
	uint32_t		 nused;
	uint64_t		*seen, *allowed;	/* bits, by topic */
	uint32_t		*candidates;	/* topics to be looked at */
	uint32_t		 ncandidates;	/* in the end those that hold */
};

/*
 * What could not be decided stays open under NOT, too.  A topic that is open
 * counts as one that holds: a story too many is better than one missed.
 */
enum topic_truth { TOPIC_FAILS, TOPIC_OPEN, TOPIC_HOLDS };

static inline int
atom_present(const struct topic_set *s, uint32_t atom)
{
	return (s->bits[atom / 64].present >> (atom % 64) & 1);
}

/* Not of NEAR.  Whether what it can't do without is there. */
static inline int
kid_possible(const struct topic_set *s, const struct image_kid *k)
{
	return (k->need >= KID_NOT || atom_present(s, k->need & ~KID_PLAIN));
}

static inline int
atom_bare(const struct topic_set *s, uint32_t atom)
{
	return (s->bits[atom / 64].bare >> (atom % 64) & 1);
}

static inline int
kid_is_plain(const struct image_kid *k)
{
	return (k->need >= KID_PLAIN && k->need < KID_NOT);
}

/* The term that a word or term node is. */
static inline uint32_t
topic_term(const struct image *m, uint32_t node)
{
	return (node < m->head->count[IMAGE_TERMS] ? node :
	    m->nodes[node].first);
}

/* -1 when scratch is out. */
int	 topic_story_read(struct topic_set *, const struct topic_text *,
	    size_t n);

/* Words that stand between no others, see topic_passed.c; -1: scratch. */
int	 topic_passed_find(struct topic_set *, struct run *);
int	 topic_passed_is(const struct run *, uint32_t word);
/* Of a word among those of all texts; one passed is where the last is. */
uint32_t topic_passed_position(const struct run *, uint32_t word);

/* A word in the pool; its atoms follow its letters. */
enum { WORD_LEN, WORD_ATOMS, WORD_LETTERS };
#define WORD_LEADS	0x80000000u	/* bit: the atom has postings */
#define WORD_FEW	4		/* atoms; readable behind any word */

#define KNOWN_WAYS	4	/* slots where a word may be */

/* The first of those, by image_mix of its hash; worth fetching early. */
static inline struct topic_known *
topic_known_slot(const struct topic_set *s, uint64_t mixed)
{
	return (&s->known[(mixed >> (64 - s->known_bits)) &
	    ~(uint64_t)(KNOWN_WAYS - 1)]);
}

/* Of each distinct word its place in the pool; NULL when memory is out. */
uint32_t *topic_words_find(struct topic_set *);
/* Before a story: what was learnt is forgotten when it is too much. */
void	 topic_words_forget(struct topic_set *);

static inline const uint32_t *
topic_word_atoms(const struct topic_set *s, size_t word, uint32_t *n)
{
	*n = s->pool[word + WORD_ATOMS];
	return (s->pool + word + WORD_LETTERS +
	    ((size_t)s->pool[word + WORD_LEN] + 3) / 4);
}

/* Whether a word is what an atom stands for. */
int	 topic_atom_is(const struct topic_set *, uint32_t atom,
	    const struct distinct *);

/* The first link of an atom, IMAGE_NONE: no word of it is there. */
uint32_t topic_links(struct topic_set *, uint32_t atom);

/* All places of a term, in all fields and in order; kept for the story. */
const struct places *topic_find(struct topic_set *, uint32_t term);
/* The fields in which it can't be told whether there are any. */
uint32_t topic_find_open(struct topic_set *, uint32_t term);
/* Those of a term or of an OR of them, in their fields; in scratch. */
struct places topic_find_node(struct topic_set *, uint32_t node);
/* At least as many as there are of these. */
uint32_t topic_find_count(struct topic_set *, uint32_t node);

/* Whether the operands are near; and those places that are. */
enum topic_truth topic_near_holds(struct topic_set *, uint32_t node);
struct places topic_near_places(struct topic_set *, uint32_t node);

enum topic_truth topic_holds(struct topic_set *, uint32_t node);
enum topic_truth topic_kid_holds(struct topic_set *,
	    const struct image_kid *);
/* Different places of a node as ATLEAST counts them. */
uint32_t topic_count(struct topic_set *, uint32_t node);

/* By what a node that holds does so; sorted, each place once. */
struct places topic_places(struct topic_set *, uint32_t node);

#endif
