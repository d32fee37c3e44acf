#ifndef PARSE_REVISE_H
#define PARSE_REVISE_H

/*
 * Edits of stories that were filed: which of a document are to be told.  All
 * stories are surveyed first, since what three of them share is a template's
 * change and none of theirs, and many at once are no news one by one.
 */

#include "base/arena.h"
#include "base/keys.h"
#include "feed/revision.h"

enum revise_verdict {
	REVISE_NOTHING,		/* the words are those that were looked at */
	REVISE_FIRST,		/* nothing was told of it yet: keep its texts */
	REVISE_LOOKED,		/* they say nothing new */
	REVISE_ADOPT,		/* they do, but are not to be told */
	REVISE_CROWD,		/* the same, as they are too many */
	REVISE_TELL
};

#define REVISE_MANY	20	/* edits told one by one of a document, at most */
#define REVISE_SHARED	3	/* stories with the same change: a template's */

struct revise;

/*
 * For n stories, by known_told as they came from the parent; that must stay.
 * replies: edits are told by mails of their own, so that many at once, and
 * what was told before, are not; but where a story is hidden, all are.
 */
struct revise	*revise_new(const void *told, size_t len, size_t n,
		    int replies);
void		 revise_free(struct revise *);		/* NULL is fine */

/* Whether a filed story needs no look: its words were looked at. */
int		 revise_is_known(struct revise *, size_t number, uint64_t id,
		    const struct digest *words);
/* Else its texts are; the arena is for scratch. */
void		 revise_survey(struct revise *, struct arena *, size_t number,
		    const struct digest *words, const struct topic_text *,
		    size_t ntexts);

/* After all were surveyed: what is to become of each. */
void		 revise_decide(struct revise *);
enum revise_verdict revise_verdict(const struct revise *, size_t number);
/* What readers were told of it; NULL: nothing yet. */
const struct known_told *revise_told(const struct revise *, size_t number);
/* The changes of one, without those of a template; NULL: the arena failed. */
struct revision	*revise_compare(struct revise *, struct arena *, size_t number,
		    const struct topic_text *, size_t ntexts);

#endif
