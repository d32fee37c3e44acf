#ifndef FEED_HTML_LIST_H
#define FEED_HTML_LIST_H

/* Lists and how their items are numbered. */

#include "feed/html_internal.h"

struct html_list {
	int	number;			/* of the next item */
	int	step;			/* 0: bullets */
	char	style;			/* '1', 'a', 'A', 'i' or 'I' */
};

/* By its start, reversed and type. */
void	 html_list_open(struct html_list *, const struct html_event *);
/* "4. " or "* " for an item, by its value, too; moves on. */
void	 html_list_item(struct html_list *, const struct html_event *,
	    char marker[32]);

#endif
