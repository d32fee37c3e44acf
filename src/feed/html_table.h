#ifndef FEED_HTML_TABLE_H
#define FEED_HTML_TABLE_H

/*
 * A table of short cells, collected until its columns are known.  Lives in
 * the arena; with the arena full the calls do nothing.
 */

#include <stddef.h>

#include "feed/html_internal.h"

struct html_table;

/*
 * Whether the table opened at i is one to be read in columns rather than for
 * layout: more than one, and no cell with more than one paragraph.
 */
int	 html_table_is_grid(const struct html_doc *, uint32_t i);

struct html_table *html_table_new(struct arena *);	/* NULL: failed */
void	 html_table_row(struct html_table *);
/* One line of text; span counts the columns it covers, rows the rows. */
void	 html_table_cell(struct html_table *, const char *text, size_t len,
	    int header, int span, int rows);
int	 html_table_is_empty(const struct html_table *);
/* In columns where they fit, else a row in a paragraph. */
void	 html_table_put(struct html_table *, const char *first,
	    const char *prefix, struct buf *out);

#endif
