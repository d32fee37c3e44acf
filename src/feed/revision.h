#ifndef FEED_REVISION_H
#define FEED_REVISION_H

/*
 * What an edit has changed of a story, by words: markup, blanks, case,
 * punctuation, and what pages change by themselves (feed/revision_words.h)
 * are no change.
 */

#include "base/arena.h"
#include "feed/topic.h"

struct revision_texts {
	const char	*title, *body;		/* reduced; NULL: none */
};

struct revision;

/*
 * In the arena, with the texts; NULL when that failed.  A body that isn't
 * there now is no change.  *steps is how much work may be done, for all stories
 * of a document, and becomes what is left.
 */
struct revision *revision_compare(struct arena *,
	    const struct revision_texts *before,
	    const struct revision_texts *now, uint64_t *steps);

/* The changes, 0 for none; what tells a change from others; one less. */
size_t	 revision_changes(const struct revision *);
uint64_t revision_hash(const struct revision *, size_t i);
void	 revision_drop(struct revision *, size_t i);

enum revision_kind { REVISION_SAME, REVISION_OUT, REVISION_IN };

/* Words that stayed, went or came, without blanks around. */
struct revision_piece {
	enum revision_kind	 kind;
	const char		*text;
	struct revision_piece	*next;
};

/* A sentence, or several, with what has changed in it. */
struct revision_passage {
	enum topic_field	 field;		/* title or body */
	struct revision_piece	*pieces;
	struct revision_passage	*next;
};

struct revision_view {
	struct revision_passage	*passages;	/* the first of them */
	size_t			 left_out;	/* changes not among them */
	int			 rewritten;	/* the body is, in large part */
};

/* What people are shown of it; -1 when the arena failed. */
int	 revision_show(struct arena *, const struct revision *,
	    struct revision_view *);

#endif
