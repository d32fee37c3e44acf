#ifndef FEED_DRAFT_H
#define FEED_DRAFT_H

/* A story while it is read: candidates, one of which is taken at its end. */

#include "feed/feed.h"

struct body {
	const char	*s;
	int		 html;
	const char	*base;		/* xml:base in force, or NULL */
};

struct links {
	const char	*text;		/* <link>here</link> */
	const char	*alternate;
	int		 rank;		/* how good that one is */
	const char	*about;		/* the resource itself */
	const char	*self;
};

/* Whom a story is by: the first list that isn't empty. */
enum person_rank { PERSON_AUTHOR, PERSON_PODCAST, PERSON_OTHER, PERSON_RANKS };

struct people {
	struct person	*first[PERSON_RANKS];
	size_t		 n;		/* of all of them */
};

/* What illustrates a feed or story: the largest of the best kind. */
struct picture {
	const char	*url;
	int		 rank;
	long		 width;
};

struct draft {
	struct story	*story;
	struct links	 links, source;
	struct body	 content, description, summary, extra, subtitle;
	const char	*other_title;
	const char	*permalink;
	int		 told_permalink;	/* not only by default */
	const char	*other_guid;
	int64_t		 dates[3];	/* the best first */
	int64_t		 duration;
	struct people	 people, source_people;
	struct picture	 picture;
	struct enclosure *media;	/* whose element is open */
	size_t		 media_depth;	/* of that element */
	size_t		 ntags, nenclosures;
};

#endif
