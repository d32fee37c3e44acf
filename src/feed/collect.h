#ifndef FEED_COLLECT_H
#define FEED_COLLECT_H

/*
 * What the rules of all vocabularies share: each takes an element's text, as
 * rules' end gets it, to where it belongs.  Strings returned are the arena's.
 */

#include "feed/format.h"

const char *collect_plain(struct reader *, const char *);
const char *collect_url(struct reader *, const char *);
void	 collect_title(struct reader *, const char *);
void	 collect_body(struct reader *, const char *, struct body *);
void	 collect_content(struct reader *, const char *);
void	 collect_date(struct reader *, const char *, int64_t *);
void	 collect_published(struct reader *, const char *);
void	 collect_updated(struct reader *, const char *);
void	 collect_description(struct reader *, const char *);
void	 collect_rights(struct reader *, const char *);
void	 collect_generator(struct reader *, const char *);
void	 collect_tag(struct reader *, const char *);
void	 collect_tags(struct reader *, const char *);	/* "a, b" */
/* Tags in any element's text, or in its term, label or text. */
void	 collect_category_start(struct reader *, const struct xml_element *);
void	 collect_category(struct reader *, const char *);
void	 collect_language(struct reader *, const struct xml_element *);
void	 collect_language_text(struct reader *, const char *);
/* Calls f for each part of a list's text. */
void	 collect_each(struct reader *, const char *,
	    void (*f)(struct reader *, const char *));
void	 collect_story_start(struct reader *);
void	 collect_story_end(struct reader *);

#endif
