#ifndef FEED_TOPIC_H
#define FEED_TOPIC_H

/*
 * Topics are stored queries, stories run past them: the text is cut into
 * words once, each different word looked up by hash, and only topics whose
 * rarest word is there are looked at.  The cost depends on the story and
 * hardly on the number of topics.
 *
 * Expressions are those of newsieved.yaml(5), TOPICS.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/feed.h"

enum topic_field {
	TOPIC_TITLE, TOPIC_BODY, TOPIC_AUTHOR, TOPIC_CATEGORY,
	TOPIC_LINK, TOPIC_FEED, TOPIC_LANG,	/* only when they are named */
	TOPIC_FIELDS
};

/*
 * A topic holds where match does, one of any, all of all and none of none: all
 * of them are expressions.
 */
struct topic_rule {
	const char		*name;
	const char		*match;	/* NULL: absent */
	const char *const	*any;	/* NULL-terminated lists; NULL: absent */
	const char *const	*all;
	const char *const	*none;
};

struct html_doc;

/* One run of text: matches never cross from one into another. */
struct topic_text {
	enum topic_field	 field;
	const char		*text;		/* reduced, see feed/html.h */
	size_t			 len;
	const struct html_doc	*doc;		/* it is of, or NULL */
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
 * Whether an expression can be used; on -1 *offset is the byte in it to point
 * at, and *cause says what is wrong and what would be right.
 */
int	 topic_check(const char *expression, size_t *offset, char **cause);

/* NULL and a cause on failure. */
struct topic_set *topic_set_new(const struct topic_rule *, size_t n,
	    char **cause);
void	 topic_set_free(struct topic_set *);

/*
 * The same in two steps, so that several processes may share what is only
 * read: the image holds no pointers, is 8-byte aligned and the caller's to
 * free(3).  It has to outlive the sets opened on it.
 */
void	*topic_compile(const struct topic_rule *, size_t n, size_t *size,
	    char **cause);
struct topic_set *topic_set_open(const void *image, size_t size,
	    char **cause);

size_t	 topic_set_count(const struct topic_set *);
/* How many topics no word leads to: they are looked at for every story. */
size_t	 topic_set_always(const struct topic_set *);
/* Bytes that it and its image take, without what stories need. */
size_t	 topic_set_memory(const struct topic_set *);

/* Where a story comes from; any of them may be NULL. */
struct topic_source {
	const char	*name;		/* what the feed is called here */
	const char	*title;		/* and by itself */
	const char	*language;	/* of a story that says none */
};

/*
 * The texts of a story: title, reduced body (summary where there is no
 * body), each author, each category, links, the feed's names, the language.
 * *n is their number; NULL when the arena failed.
 */
struct topic_text *topic_texts(struct arena *, const struct topic_source *,
	    const struct story *, size_t *n);

/*
 * The topics that hold, NULL for none.  only is a list of topic indices the
 * feed is limited to, or NULL for all.  A topic that holds only by absence
 * has no hits.
 */
struct topic_match *topic_match(struct topic_set *, struct arena *,
	    const struct topic_text *, size_t ntexts,
	    const uint32_t *only, size_t nonly);

/*
 * Why a topic doesn't hold for the story that topic_match was asked about
 * last, whose texts must still be there: a phrase that names the part that
 * failed.  In the arena; NULL when that failed.
 */
const char *topic_why(struct topic_set *, struct arena *, uint32_t topic);

/*
 * The sentence of a text around a hit, by UAX #29, without line breaks and
 * cut at about max bytes on word borders with an ellipsis; in the arena.
 */
const char *topic_sentence(struct arena *, const struct topic_text *,
	    const struct topic_hit *, size_t max);

/* "title", "body", "author", "category", "link", "feed", "lang" */
const char *topic_field_name(enum topic_field);

#endif
