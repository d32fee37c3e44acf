#ifndef FEED_QUERY_H
#define FEED_QUERY_H

/*
 * The query language (newsieved.yaml(5), TOPICS): an expression becomes a
 * tree.  NOT and ATLEAST bind tightest, then NEAR and ONEAR, AND, OR; the
 * last two take any number of operands, as does a chain of NEARs.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/keyword.h"

#define QUERY_DEPTH_MAX	64	/* brackets and operators within one another */
#define QUERY_NEAR_MAX	1000	/* words */
#define QUERY_TIMES_MAX	1000000
#define QUERY_CHAIN_MAX	16	/* operands of NEARs in a row */
#define QUERY_BARE	0x0f	/* fields where a bare keyword looks */

enum query_kind {
	QUERY_TERM, QUERY_REGEX, QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_NEAR,
	QUERY_ATLEAST
};

struct query {
	enum query_kind	 kind;
	uint8_t		 fields;	/* 1 << enum topic_field; of terms */
	uint8_t		 ordered;	/* operand of a NEAR: comes after */
	uint8_t		 broad;		/* regex found in nearly every text */
	uint8_t		 forbids;	/* NOT of the not of a topic */
	uint32_t	 near;		/* operand of a NEAR: words to it */
	uint32_t	 times;		/* of ATLEAST */
	uint64_t	 hash;		/* of all that counts but fields */
	size_t		 at;		/* byte in the expression */
	/* of terms */
	const char	*text;		/* as the user wrote it */
	struct keyword	 keyword;
	const char	*pattern;	/* of QUERY_REGEX */
	size_t		 npattern;
	uint32_t	 flags;		/* enum query_flag */
	/* of the others */
	struct query	*kids, *next;
};

/*
 * The tree of an expression, in the arena and pointing into text.  On -1
 * *offset is the byte to point at and *cause says what is wrong and what
 * would be right.  An expression that can never hold, or hardly ever fail,
 * is wrong, too.
 */
int	 query_parse(struct arena *, const char *text, struct query **,
	    size_t *offset, char **cause);

/* What query_parse calls for the last; see query_check.c. */
int	 query_check(const struct query *, size_t *offset, char **cause);

#endif
