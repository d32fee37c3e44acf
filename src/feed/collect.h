#ifndef FEED_COLLECT_H
#define FEED_COLLECT_H

/*
 * What the rules of all vocabularies share: each takes an element's text, as
 * rules' end gets it, to where the element stands: the story that is open, a
 * feed it is taken from, or the feed.  The first to come stays.  Strings
 * returned are the arena's, NULL for nothing.
 */

#include "feed/reader.h"

/* Words in a row of what may or may not be markup. */
const char *collect_plain(struct reader *, const char *);
/* Absolute, and of a scheme that can be followed; NULL in gives NULL. */
const char *collect_url(struct reader *, const char *);

void	 collect_title(struct reader *, const char *);
void	 collect_description(struct reader *, const char *);	/* a feed's */
void	 collect_rights(struct reader *, const char *);		/* a feed's */
void	 collect_generator(struct reader *, const char *);	/* a feed's */
void	 collect_updated(struct reader *, const char *);
void	 collect_published(struct reader *, const char *);
void	 collect_date(struct reader *, const char *, int64_t *);
void	 collect_language(struct reader *, const struct xml_element *);
void	 collect_language_text(struct reader *, const char *);

/* Only while a story is open. */
void	 collect_body(struct reader *, const char *, struct body *);
void	 collect_content(struct reader *, const char *);
void	 collect_tag(struct reader *, const char *);
void	 collect_tags(struct reader *, const char *);	/* "a, b; c" */
/* Start and end of a category: its label, term or text. */
void	 collect_category_start(struct reader *, const struct xml_element *);
void	 collect_category(struct reader *, const char *);

/* Calls f for each part of the text of a rule that is AS_LIST. */
void	 collect_each(struct reader *, const char *,
	    void (*f)(struct reader *, const char *));

/* Opens a story, none when there are enough; and takes the best of it. */
void	 collect_story_start(struct reader *);
void	 collect_story_end(struct reader *);

#endif
