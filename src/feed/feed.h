#ifndef FEED_FEED_H
#define FEED_FEED_H

/*
 * A feed's bytes in, its stories out.  Pure: no I/O, no clock, no log.  All
 * text is valid UTF-8 without control characters but \t and \n, lives in the
 * caller's arena, and is NULL where the feed has none.
 *
 * RSS 0.90-2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0 (RFC 4287), JSON Feed 1.0
 * and 1.1, by namespace with a place for more in feed/format.h.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/limits.h"

enum feed_format {
	FEED_RSS090, FEED_RSS091, FEED_RSS092, FEED_RSS10, FEED_RSS20,
	FEED_ATOM03, FEED_ATOM10, FEED_CDF, FEED_JSON10, FEED_JSON11
};

struct person {
	const char	*name;
	const char	*email;
	const char	*url;
	struct person	*next;
};

struct tag {
	const char	*text;
	struct tag	*next;
};

struct enclosure {
	const char	*url;
	const char	*type;		/* media type */
	const char	*title;
	int64_t		 size;		/* bytes; -1: unknown */
	int64_t		 duration;	/* seconds; -1: unknown */
	struct enclosure *next;
};

struct hub {
	const char	*type;
	const char	*url;
	struct hub	*next;
};

/* Dates are Unix seconds; 0: the feed has none. URLs are absolute. */
struct story {
	const char	*guid;		/* guid, atom:id or id as published */
	int		 guid_is_permalink;
	const char	*url;		/* the alternate link */
	const char	*external_url;
	const char	*original_url;	/* feedburner:origLink and the like */
	const char	*title;		/* plain text */
	const char	*html;		/* the body where it is markup */
	const char	*text;		/* the body where it is plain */
	const char	*summary_html;	/* shorter form beside a body */
	const char	*base;		/* of relative links in html */
	const char	*summary_base;	/* in summary_html */
	const char	*image;
	const char	*language;
	const char	*comments_url;
	const char	*in_reply_to;	/* thr:in-reply-to ref */
	const char	*in_reply_to_url;	/* and href */
	const char	*source_title;
	const char	*source_url;
	const char	*source_feed_url;
	int64_t		 published;
	int64_t		 modified;
	struct person	*authors;
	struct tag	*tags;
	struct enclosure *enclosures;
	struct story	*next;
};

struct feed {
	enum feed_format format;
	int		 bozo;		/* not well-formed, was repaired */
	int		 truncated;	/* cut: keep no validator */
	unsigned int	 met;		/* limits, bit 1 << enum feed_limit */
	const char	*title;		/* plain text */
	const char	*home_url;
	const char	*feed_url;	/* rel=self */
	const char	*description;
	const char	*icon;
	const char	*favicon;
	const char	*language;
	const char	*generator;
	const char	*rights;
	int64_t		 updated;
	int		 ttl;		/* minutes; 0: none */
	int64_t		 update_period;	/* sy:, seconds; 0: none */
	uint32_t	 skip_hours;	/* bit 0 is 00-01 UTC */
	uint8_t		 skip_days;	/* bit 0 is Sunday */
	struct person	*authors;
	struct hub	*hubs;
	struct story	*stories;	/* in the feed's order */
	size_t		 nstories;
};

struct feed_input {
	const void	*data;
	size_t		 len;
	const char	*url;		/* base for relative links, or NULL */
	const char	*content_type;	/* as HTTP gave it, or NULL */
	const char	*content_location;	/* the same; see feed.c */
	const struct feed_limits *limits;	/* NULL: the defaults */
};

/*
 * Reads the document.  Returns 0 and *out (in the arena), or -1 for what is
 * no feed, or ran out of the arena, with a *cause in the caller's words: "an
 * HTML page titled X, not a feed".
 */
int	 feed_parse(const struct feed_input *, struct arena *, struct feed **out,
	    char **cause);

/* "rss2.0", "atom1.0" ... as in _newsieve.format */
const char *feed_format_name(enum feed_format);

#endif
