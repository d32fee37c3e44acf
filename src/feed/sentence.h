#ifndef FEED_SENTENCE_H
#define FEED_SENTENCE_H

/*
 * The sentence of a text that something stands in, by UAX #29, section 5, and
 * by abbreviations, which that leaves to others.
 */

#include "feed/html.h"
#include "feed/topic.h"

struct sentence {
	size_t	start, end;		/* bytes of the text */
	int	cut_before, cut_after;	/* it is longer than that */
};

struct html_marks {
	const struct html_mark	*v;	/* ascending, disjoint */
	size_t			 n;
};

/* Around a hit's bytes, cut at about max bytes on borders of words. */
void	 sentence_find(const struct topic_text *, size_t hit_start,
	    size_t hit_end, size_t max, struct sentence *);

/*
 * It in one line, with an ellipsis where it was cut.  Marks of the text
 * become those that lie in the line, of the line.  In the arena; NULL when
 * that failed.
 */
const char *sentence_line(struct arena *, const struct topic_text *,
	    const struct sentence *, struct html_marks *);

#endif
