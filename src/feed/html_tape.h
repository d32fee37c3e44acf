#ifndef FEED_HTML_TAPE_H
#define FEED_HTML_TAPE_H

/* What happens along a document, written down for its outputs. */

#include "feed/html_tree.h"

/* Where html_tree.tape is 0 all of these do nothing; -1: memory. */
int	 html_tape_begin(struct html_tree *, size_t len);
/* Its place, or HTML_NO_EVENT, for html_tape_close. */
uint32_t html_tape_open(struct html_tree *, const struct html_element *,
	    const char **attrs);
void	 html_tape_close(struct html_tree *, const struct html_open *);
/* In the document's text from offset on. */
void	 html_tape_text(struct html_tree *, size_t offset, size_t len);
/* One sign of white space inside of pre. */
void	 html_tape_space(struct html_tree *, char);
/* What the tape had no room for is told as one text. */
void	 html_tape_end(struct html_tree *);

#endif
