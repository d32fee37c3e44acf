#ifndef FEED_HTML_TREE_H
#define FEED_HTML_TREE_H

/*
 * Makes a struct html_doc of what a parser tells: text is reduced, hidden
 * things left out, and elements put into one another as HTML 5 would.
 */

#include "feed/html_internal.h"

#define HTML_NO_EVENT	UINT32_MAX

struct html_open {
	const struct html_element *element;
	uint32_t		   serial;
	uint32_t		   event;	/* on the tape, or HTML_NO_EVENT */
	int			   hides, mutes;
};

struct html_tree {
	struct html_doc		*doc;
	int			 tape;
	int			 plain;		/* blocks divide by blanks */
	char			 sep;
	int			 full;		/* the tape is */
	size_t			 rest;		/* of the text, from there */
	int			 hidden, muted;	/* open elements that are */
	int			 pre, svg, links;	/* the same */
	int			 nest;		/* open that safe HTML may have */
	uint32_t		 serial;	/* the last given */
	struct html_open	 open[HTML_DEPTH];
	int			 depth;
};

/* What is to be given to html_tree_close; 0: it needs none. */
uint32_t html_tree_open(struct html_tree *, const struct html_element *,
	    const char **attrs);
/* Closes it and all inside; nothing where something has closed it before. */
void	 html_tree_close(struct html_tree *, uint32_t serial);
void	 html_tree_text(struct html_tree *, const char *, size_t len);
/* A border between blocks that have no element here. */
void	 html_tree_divide(struct html_tree *);
void	 html_tree_end(struct html_tree *);

#endif
