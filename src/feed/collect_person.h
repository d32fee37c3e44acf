#ifndef FEED_COLLECT_PERSON_H
#define FEED_COLLECT_PERSON_H

/*
 * People: in elements, and in text in all notations, "a@b (Ann Lee)", "Ann Lee
 * <a@b>", "Ann Lee, Bo Tram and Cy Cab" ...
 */

#include "feed/format.h"

void	 person_start(struct reader *, const struct xml_element *);
void	 person_end(struct reader *, const char *);
void	 person_end_other(struct reader *, const char *);
void	 person_name(struct reader *, const char *);
void	 person_email(struct reader *, const char *);
void	 person_url(struct reader *, const char *);
void	 person_text(struct reader *, const char *);	/* an author */
void	 person_podcast(struct reader *, const char *);
void	 person_other(struct reader *, const char *);
struct person *person_best(const struct people *);

#endif
