#ifndef CONF_LIMITS_H
#define CONF_LIMITS_H

/*
 * limits: how much of a document is read.  What is past one of them is left
 * out; a document that needs more memory is refused.
 */

#include <stdint.h>

/* In the order of the mask of those that a document met. */
enum conf_limit {
	CONF_LIMIT_STORIES, CONF_LIMIT_DEPTH, CONF_LIMIT_ATTRIBUTES,
	CONF_LIMIT_TAG, CONF_LIMIT_NAMES, CONF_LIMIT_TEXT, CONF_LIMIT_LIST,
	CONF_LIMIT_MEMORY,		/* never met: it refuses */
	CONF_LIMITS
};
#define CONF_LIMITS_MET	CONF_LIMIT_MEMORY	/* bits of that mask */

struct conf_limits {
	uint64_t	max[CONF_LIMITS];	/* 0: not said here */
};

/* "stories", "depth" ..., the keys of limits. */
const char	*conf_limit_name(enum conf_limit);

/* Whether each of them is within the bounds of its key. */
int		 conf_limits_are_valid(const struct conf_limits *);

/* What isn't said in the first is as the second has it. */
void		 conf_limits_inherit(struct conf_limits *,
		    const struct conf_limits *);

/*
 * Those of the mask in words: "its limit of 20000 stories", "its limits of
 * 64k of a tag and 8M of one text".  The caller's to free.
 */
char		*conf_limits_text(const struct conf_limits *,
		    unsigned int met);

#endif
