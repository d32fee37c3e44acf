#ifndef FEED_COLLECT_LINK_H
#define FEED_COLLECT_LINK_H

/*
 * Links by what they relate to (RFC 4287, 4.2.7), in all vocabularies.
 */

#include "feed/format.h"

void	 link_start(struct reader *, const struct xml_element *);
void	 link_end(struct reader *, const char *);
void	 link_alternate(struct reader *, const char *href, const char *type);
void	 link_hub(struct reader *, const char *href, const char *type);
const char *link_story(const struct draft *);
const char *link_home(const struct links *);

#endif
