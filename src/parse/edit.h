#ifndef PARSE_EDIT_H
#define PARSE_EDIT_H

/* Edits of stories that were filed, in a run of parse/work.c. */

#include <stddef.h>
#include <stdint.h>

struct identity;
struct result_story;
struct run;
struct story;
struct topic_text;

/* Looks for them in all stories, before the first is told. */
void	 edit_survey(struct run *, const struct identity *, size_t n);

/* Whether the story is one that was filed and isn't matched again. */
int	 edit_is_filed(const struct identity *);

/* What the survey has found of such a story; -1 when it can't be composed. */
int	 edit_run(struct run *, const struct story *, uint32_t number,
	    struct result_story *);

/* The texts of one that is filed now; -1 when they can't be kept. */
int	 edit_begin(struct run *, const struct topic_text *, size_t n,
	    struct result_story *);

#endif
