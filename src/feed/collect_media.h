#ifndef FEED_COLLECT_MEDIA_H
#define FEED_COLLECT_MEDIA_H

/*
 * Files and pictures of stories: enclosures, Media RSS, podcasts.
 */

#include "feed/format.h"

enum picture_rank { PICTURE_ICON = 1, PICTURE_THUMBNAIL, PICTURE_IMAGE,
	PICTURE_COVER };
/* The enclosure of that URL, made when new; NULL for none or too many. */
struct enclosure *media_enclosure(struct reader *, const char *url,
	    const char *type, const char *length);
void	 media_enclosure_start(struct reader *, const struct xml_element *);
/* url is relative and may be NULL; so may width. */
void	 media_picture(struct reader *, const char *url,
	    enum picture_rank, const char *width);
void	 media_story_end(struct draft *);

#endif
