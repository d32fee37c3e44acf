#ifndef FEED_HTML_PAGE_H
#define FEED_HTML_PAGE_H

/*
 * Lines of plain text as they leave: what leads them, and the blank ones
 * between.
 */

#include <stddef.h>

#include "base/buf.h"

#define HTML_COLUMNS	72

struct html_page {
	struct buf	*out;
	struct buf	 prefix, first;	/* of lines; of the next line */
	int		 bullet;	/* use first */
	size_t		 low;		/* shortest prefix since a line */
	int		 blank;		/* a blank line is due */
	int		 any;		/* something was written */
};

void	 html_page_init(struct html_page *, struct buf *out);
void	 html_page_clear(struct html_page *);
/* Leads what follows; first where it begins.  Nothing once that is deep. */
void	 html_page_indent(struct html_page *, const char *first,
	    const char *rest);
/* Back to a prefix of that length. */
void	 html_page_dedent(struct html_page *, size_t prefix);
/* What leads the next line, after the blank one that may be due. */
const char *html_page_begin(struct html_page *);

void	 html_page_paragraph(struct html_page *, const char *, size_t);
/* Lines as they are, but for blanks around them; a string. */
void	 html_page_lines(struct html_page *, const char *, size_t);
/* A line of that sign, as wide as width or what is left. */
void	 html_page_rule(struct html_page *, char sign, int width);

#endif
