#ifndef FEED_IMAGE_H
#define FEED_IMAGE_H

/*
 * All topics compiled into one piece of memory without pointers, so that it
 * may be mapped anywhere and shared: offsets count from its start, indices
 * from the start of their section.
 *
 * An atom is one word or pattern, a term a keyword (its atoms in a row), a
 * node an operator or a term in some fields.  Whatever several topics have in
 * common is there once.
 */

#include <stddef.h>
#include <stdint.h>

#define IMAGE_NONE	UINT32_MAX

enum image_section {
	IMAGE_STRINGS,		/* char */
	IMAGE_ATOMS,		/* struct image_atom */
	IMAGE_EXACT,		/* struct image_exact, 1 << exact_bits */
	IMAGE_FILTER,		/* bits of hashes in EXACT */
	IMAGE_AFFIXES,		/* struct image_affix, 1 << affix_bits */
	IMAGE_SIEVE,		/* bits of hashes in AFFIXES */
	IMAGE_BUCKETS,		/* uint32_t: entries of an affix */
	IMAGE_PREFIXES,		/* uint32_t: lengths, ascending */
	IMAGE_SUFFIXES,		/* the same */
	IMAGE_TERMS,		/* struct image_term */
	IMAGE_WORDS,		/* struct image_word */
	IMAGE_NODES,		/* struct image_node */
	IMAGE_KIDS,		/* struct image_kid */
	IMAGE_POSTINGS,		/* struct image_posting, by atom */
	IMAGE_LEADS,		/* bits: atoms with postings */
	IMAGE_TOPICS,		/* uint32_t: the node each is */
	IMAGE_ALWAYS,		/* uint32_t: topics no atom leads to */
	IMAGE_SECTIONS
};

struct image_head {
	char		magic[8];
	uint64_t	size;
	uint32_t	exact_bits, filter_bits, affix_bits, sieve_bits;
	uint32_t	grams;		/* bit 1 << length, where there are */
	uint32_t	ends;		/* bit image_ends_bit, where there are */
	uint32_t	nregex, pad;
	uint64_t	offset[IMAGE_SECTIONS];
	uint64_t	count[IMAGE_SECTIONS];
};

struct image_atom {
	uint32_t	text, len;	/* in STRINGS; folded */
	uint32_t	wild;		/* text is a pattern */
	uint32_t	posting, npostings;
};

/* By the upper bits of image_mix of word_hash; the text tells for sure. */
struct image_exact {
	uint32_t	tag;		/* the lower ones */
	uint32_t	atom;		/* plus 1; 0: free */
};

/* An entry is an atom << 1 | 1 when the pattern has more than the affix. */
struct image_affix {
	uint64_t	hash;		/* image_affix_hash */
	uint32_t	bucket;		/* where n is 1 the entry itself */
	uint32_t	n;		/* 0: free */
};

struct image_word {
	uint32_t	atom;
	uint8_t		tight, glued, wild, pad;
	uint32_t	form, before, after;	/* in STRINGS */
	uint32_t	nform, nbefore, nafter;
};

enum image_term_flag { TERM_LITERAL = 1, TERM_EXACT = 2, TERM_REGEX = 4 };

struct image_term {
	uint32_t	text;		/* as written, NUL-terminated */
	uint32_t	word, nwords;	/* of a regex: pattern and length */
	uint8_t		flags;
	uint8_t		fields;		/* all in which it is looked for */
	uint8_t		options;	/* of a regex */
	uint8_t		pad;
};

enum node_kind {
	NODE_WORD,		/* a term that is one atom: n */
	NODE_TERM, NODE_AND, NODE_OR, NODE_NOT, NODE_NEAR, NODE_ATLEAST
};

/*
 * First one of each term, by its number, then the same terms in other fields,
 * then the operators as the topics have them.
 */
struct image_node {
	uint8_t		kind;
	uint8_t		fields;
	uint8_t		forbids;	/* NOT: by a topic's not */
	uint8_t		pad;
	uint32_t	n;		/* ATLEAST: times; AND: kid that led to it;
					   TERM: atom it takes, or IMAGE_NONE */
	uint32_t	first, nkids;	/* in KIDS; of terms the term */
};

struct image_kid {
	uint32_t	node;
	union {
		uint32_t	need;	/* atom without which it is false */
		uint32_t	near;	/* of NEAR: distance << 1 | ordered */
	};
};

/* What need is besides an atom and IMAGE_NONE. */
#define KID_PLAIN	0x80000000u	/* bit: the atom in QUERY_BARE is all */
#define KID_NOT		(IMAGE_NONE - 1)	/* it is a NOT */

struct image_posting {
	uint32_t	topic;
	uint32_t	guard;		/* atom it takes, too, or IMAGE_NONE */
};

/* An image with its sections found. */
struct image {
	const struct image_head		*head;
	const char			*strings;
	const struct image_atom		*atoms;
	const struct image_exact	*exact;
	const uint64_t			*filter;
	const struct image_affix	*affixes;
	const uint64_t			*sieve;
	const uint32_t			*buckets;
	const uint32_t			*prefixes, *suffixes;
	const struct image_term		*terms;
	const struct image_word		*words;
	const struct image_node		*nodes;
	const struct image_kid		*kids;
	const struct image_posting	*postings;
	const uint64_t			*leads;
	const uint32_t			*topics, *always;
};

/* -1 and a cause when this is no image of this version, or is cut. */
int	image_open(struct image *, const void *, size_t, char **cause);

enum image_affix_kind { AFFIX_PREFIX = 1, AFFIX_SUFFIX, AFFIX_GRAM, AFFIX_ENDS };

/* The bits that count are the upper ones. */
static inline uint64_t
image_mix(uint64_t hash)
{
	hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93ULL;
	return (hash ^ hash >> 31) * 0x9e3779b97f4a7c15ULL;
}

static inline uint64_t
image_affix_hash(enum image_affix_kind kind, uint64_t hash)
{
	return (image_mix(hash + (uint64_t)kind * 0x632be59bd9b4e019ULL));
}

#define IMAGE_GRAM	3	/* bytes in a row, at most */

/* Some bytes as a number. */
static inline uint64_t
image_gram(const char *p, size_t n)
{
	uint64_t	v = n;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (v);
}

#define IMAGE_END_MAX	3	/* bytes */

/* What a word begins with and what it ends with, in one. */
static inline uint64_t
image_ends(const char *p, size_t begin, const char *end, size_t tail)
{
	return (image_gram(p, begin) << 32 | image_gram(end - tail, tail));
}

static inline uint32_t
image_ends_bit(size_t begin, size_t tail)
{
	return (1u << (begin * (IMAGE_END_MAX + 1) + tail));
}

#define IMAGE_BACK_START	0x84222325cbf29ce4ULL
#define IMAGE_BACK_PRIME	0x100000001b3ULL

#endif
