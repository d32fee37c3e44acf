#ifndef CTL_WHY_H
#define CTL_WHY_H

/*
 * Why a story missed a topic: every keyword is looked for by itself, and the
 * part of the rule that failed is put into words.
 */

#include "feed/topic.h"

struct why;

/* The rules must outlive it.  NULL with a cause. */
struct why	*why_new(const struct topic_rule *, size_t n, char **cause);
void		 why_free(struct why *);		/* NULL is fine */

/* Before why_text, for each story; -1 when the arena failed. */
int		 why_story(struct why *, struct arena *,
		    const struct topic_text *, size_t ntexts);

/*
 * "no China, Chinese or Beijing in any field", for a rule the last story
 * didn't meet; in the arena, NULL when that failed.
 */
const char	*why_text(const struct why *, struct arena *, size_t rule);

#endif
