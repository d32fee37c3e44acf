#ifndef FEED_COLLECT_LINK_H
#define FEED_COLLECT_LINK_H

/*
 * Links by what they relate to (RFC 4287, 4.2.7), in all vocabularies: of the
 * story that is open, of a feed it is taken from, or of the feed.
 */

#include "feed/reader.h"

/* Start and end of a link: attributes, or a URL for its text. */
void	 link_start(struct reader *, const struct xml_element *);
void	 link_end(struct reader *, const char *);
/* href may be relative; type is a media type or NULL. */
void	 link_alternate(struct reader *, const char *href, const char *type);
/* The feed's; href may be relative, type is kept by reference. */
void	 link_hub(struct reader *, const char *href, const char *type);

/* The best there is, or NULL. */
const char *link_story(const struct draft *);
const char *link_home(const struct links *);

#endif
