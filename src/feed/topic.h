#ifndef FEED_TOPIC_H
#define FEED_TOPIC_H

/*
 * Topics are stored queries, stories run past them: the text is cut into
 * words once, each word looked up by hash, so that the cost depends on the
 * story and hardly on the number of topics.
 *
 * A keyword is one word, a phrase of several, or a word with a trailing '*'.
 * Whole words by UAX #29, case- and accent-insensitive (see newsieve(7)).
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/feed.h"

enum topic_field {
	TOPIC_TITLE, TOPIC_BODY, TOPIC_AUTHOR, TOPIC_CATEGORY, TOPIC_FIELDS
};

/* A topic holds where one of any, all of all, and none of none are found. */
struct topic_rule {
	const char		*name;
	const char *const	*any;	/* NULL-terminated lists; NULL: absent */
	const char *const	*all;
	const char *const	*none;
};

/* One run of text: matches never cross from one into another. */
struct topic_text {
	enum topic_field	 field;
	const char		*text;		/* reduced, see feed/html.h */
	size_t			 len;
};

struct topic_hit {
	const char		*term;		/* keyword as the user wrote it */
	enum topic_field	 field;
	uint32_t		 text;		/* index into the texts */
	size_t			 start, end;	/* bytes in that text */
	struct topic_hit	*next;
};

struct topic_match {
	uint32_t		 topic;		/* index into the rules */
	struct topic_hit	*hits;		/* by text, then start */
	uint32_t		 count;		/* of all hits; few are listed */
	struct topic_match	*next;		/* by topic */
};

struct topic_set;

/*
 * Whether a keyword can be used; on -1 *offset is the byte in it to point
 * at.  Refuses what can't match (no letter or digit, a lone "*") and the
 * query language's own signs (capital AND OR NOT NEAR, brackets, "=", "/",
 * "field:") as long as they mean nothing here.
 */
int	 topic_check(const char *keyword, size_t *offset, char **cause);

/* The rules' strings must outlive the set. NULL and a cause on failure. */
struct topic_set *topic_set_new(const struct topic_rule *, size_t n,
	    char **cause);
void	 topic_set_free(struct topic_set *);

/*
 * The texts of a story: title, reduced body (summary where there is no
 * body), each author, each category.  *n is their number; NULL when the
 * arena failed.
 */
struct topic_text *topic_texts(struct arena *, const struct story *, size_t *n);

/*
 * The topics that hold, NULL for none.  only is a list of topic indices the
 * feed is limited to, or NULL for all.  A topic that holds only by absence
 * has no hits.
 */
struct topic_match *topic_match(struct topic_set *, struct arena *,
	    const struct topic_text *, size_t ntexts,
	    const uint32_t *only, size_t nonly);

/*
 * The sentence of a text around a hit, by UAX #29, without line breaks and
 * cut at about max bytes on word borders with an ellipsis; in the arena.
 */
const char *topic_sentence(struct arena *, const struct topic_text *,
	    const struct topic_hit *, size_t max);

/* "title", "body", "author", "category" */
const char *topic_field_name(enum topic_field);

#endif
