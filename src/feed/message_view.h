#ifndef FEED_MESSAGE_VIEW_H
#define FEED_MESSAGE_VIEW_H

/*
 * What the two bodies of a mail and its headers show of a story, worked out
 * once.  Strings live in the arena or the input; NULL: nothing to show.
 */

#include "feed/html.h"
#include "feed/message.h"
#include "feed/sentence.h"

#define VIEW_SENTENCES	8
#define VIEW_TOPICS	32

struct view_sentence {
	const char		*text;
	struct html_marks	 marks;	/* the words that matched */
};

/* A topic, and the words of the story that it found. */
struct view_topic {
	const char	*name;
	const char	*words;
};

struct message_view {
	const char		*title;		/* never NULL */
	const char		*source;	/* never NULL */
	const char		*origin;	/* whom the feed has it from */
	const char		*author;	/* another than the source */
	const char		*slug;		/* never NULL */
	const char		*link;
	const char		*about;		/* what a link post is about */
	const char		*comments;
	const char		*image;
	const char		*language;
	char			 date[48];
	int64_t			 time;
	const char		*html, *text;	/* the body: one, or neither */
	const struct html_doc	*doc;		/* of html */
	const char		*base;
	const char		*extent;	/* why it may be short */
	struct html_marks	 title_marks, body_marks;
	struct view_topic	 topics[VIEW_TOPICS];
	size_t			 ntopics, more_topics;
	const char		*names;		/* of all topics: "x, y" */
	const char		*match;		/* "title: x; body: y" */
	struct view_sentence	 sentences[VIEW_SENTENCES];
	size_t			 nsentences;
};

/* What of it matched. */
void	 view_match(const struct message_input *, struct arena *,
	    struct message_view *);

/* 0, or -1 when the arena failed. */
int	 view_make(const struct message_input *, struct arena *,
	    struct message_view *);

/* The two bodies; both end in a newline. */
void	 message_text(const struct message_input *, const struct message_view *,
	    struct arena *, struct buf *out);
void	 message_html(const struct message_input *, const struct message_view *,
	    struct arena *, struct buf *out);

#endif
