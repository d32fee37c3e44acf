#ifndef FEED_COLLECT_MEDIA_H
#define FEED_COLLECT_MEDIA_H

/* Files and pictures of stories: enclosures, Media RSS, podcasts. */

#include "feed/reader.h"

enum picture_rank {
	PICTURE_ICON = 1, PICTURE_THUMBNAIL, PICTURE_IMAGE, PICTURE_COVER
};

/*
 * The open story's enclosure of that URL, which may be relative or NULL, made
 * when new; NULL for none or too many.  type and length, in bytes, fill in
 * what isn't known yet and may be NULL.
 */
struct enclosure *media_enclosure(struct reader *, const char *url,
	    const char *type, const char *length);
void	 media_enclosure_start(struct reader *, const struct xml_element *);

/*
 * A picture of the open story, else of the feed, which stays if it is of a
 * higher rank or the same and wider.  url may be relative or NULL, width NULL.
 */
void	 media_picture(struct reader *, const char *url,
	    enum picture_rank, const char *width);

/* Settles the story's picture, and what its files are. */
void	 media_story_end(struct draft *);

#endif
