#ifndef CTL_MATCHED_H
#define CTL_MATCHED_H

/* What a dry run found, as JSON lines or as a table for people. */

#include "base/arena.h"
#include "feed/feed.h"
#include "feed/topic.h"

struct matched_miss {
	const char		*topic;
	const char		*why;
	struct matched_miss	*next;
};

struct matched_story {
	const struct story	 *story;
	struct topic_text	 *texts;
	size_t			  ntexts;
	struct topic_match	 *matches;
	int			  why;		/* missed is wanted */
	struct matched_miss	 *missed;
	int			  everything;	/* taken without topics */
};

struct matched_output;

/* The strings must outlive it. */
struct matched_output *matched_new(int json, const char *feed_name,
	    const struct topic_rule *);
void	 matched_free(struct matched_output *);		/* NULL is fine */

/* In the feed's order; fails in the arena, which is for scratch. */
void	 matched_add(struct matched_output *, struct arena *,
	    const struct matched_story *);
void	 matched_end(struct matched_output *);

/*
 * Pieces of it, for explain: a table; a topic that holds, by its keywords or
 * by absence; one that doesn't; hits as JSON.
 */
struct grid;
struct json_object;

struct grid *matched_grid(void);
void	 matched_show_topic(struct grid *, struct arena *,
	    const struct topic_text *, const char *topic,
	    const struct topic_hit *);
void	 matched_show_missed(struct grid *, const char *topic,
	    const char *why);
struct json_object *matched_json_hits(struct arena *,
	    const struct topic_text *, const struct topic_hit *);

#endif
