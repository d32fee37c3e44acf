#ifndef FEED_COLLECT_PERSON_H
#define FEED_COLLECT_PERSON_H

/*
 * People of the open story, of a feed it is taken from or of the feed: in
 * elements, and in text in all notations, "a@b (Ann Lee)", "Ann Lee <a@b>",
 * "Ann Lee, Bo Tram and Cy Cab" ...
 */

#include "feed/reader.h"

/* Start and end of an element of one person, and what stands in it. */
void	 person_start(struct reader *, const struct xml_element *);
void	 person_end(struct reader *, const char *);
void	 person_end_other(struct reader *, const char *);	/* no author */
void	 person_name(struct reader *, const char *);
void	 person_email(struct reader *, const char *);
void	 person_url(struct reader *, const char *);

/* Ends of elements of text, which may list several. */
void	 person_text(struct reader *, const char *);
void	 person_podcast(struct reader *, const char *);	/* without an author */
void	 person_other(struct reader *, const char *);	/* without both */

/* The list of the best rank, with what the others know about these. */
struct person *person_best(const struct people *);

#endif
