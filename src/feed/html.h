#ifndef FEED_HTML_H
#define FEED_HTML_H

/*
 * HTML, however broken, read once by libxml2's SAX push parser: into its
 * text, and a tape from which plain text and safe HTML are written, the latter
 * from an allow list.  Script, style, comments and attributes are never text.
 */

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * The reduced text that topics are matched on: entities decoded, blocks
 * divided by '\n', white space inside a block folded to one blank, inline
 * elements leaving no trace.  Doubly escaped markup is decoded once more.
 * Returns a string in the arena, "" for nothing, NULL when the arena failed.
 */
const char *html_reduce(struct arena *, const char *html, size_t *len);

/* The same for a title or name that may or may not hold markup. */
const char *html_plain(struct arena *, const char *maybe_html);

/*
 * Markup that was escaped once too often decoded, all of it or what stands
 * before the first tag; html itself where there is none.  NULL when the arena
 * failed.  *len is html's, then that of what is returned; both end in a NUL.
 */
const char *html_unescape_twice(struct arena *, const char *html, size_t *len);

/*
 * A document read for its outputs, too; all of it is in the arena.  NULL when
 * that failed.
 */
struct html_doc;
struct html_doc *html_read(struct arena *, const char *html);
/* What html_reduce says of it. */
const char *html_doc_text(const struct html_doc *);

/* Whether HTML has an element of that name, in any case. */
int	 html_is_element(const char *name, size_t len);
/* Whether that element never has an end tag. */
int	 html_is_void(const char *name, size_t len);

/* A range of the reduced text, to be shown as matched. */
struct html_mark {
	size_t	start, end;		/* bytes */
};

struct html_options {
	const char		*base;		/* of relative links, or NULL */
	const char		*title;		/* no image need say it again */
	const struct html_mark	*marks;		/* ascending, disjoint */
	size_t			 nmarks;
	int			 clean;		/* links, by url_clean */
	/* What to write as the src of an image; NULL: it is linked. */
	const char		*(*image)(void *arg, const char *url);
	void			*image_arg;
};

/*
 * The body for reading as plain text: paragraphs, lists, quotes with "> ",
 * small tables as a grid, pre kept, links as [n] notes listed at the end (each
 * URL once), wrapped at 72 columns by Unicode line breaking.  Ends in a newline
 * unless empty.
 */
void	 html_to_text(struct arena *, const struct html_doc *,
	    const struct html_options *, struct buf *out);

/*
 * The body as safe HTML: allow-listed elements, attributes and URL schemes
 * only, relative links resolved, marks as <mark>, images as options.image says
 * or as links.  Always balanced and nested as HTML 5 has it, so that it can
 * stand inside a page and read again becomes itself.
 */
void	 html_to_safe(struct arena *, const struct html_doc *,
	    const struct html_options *, struct buf *out);

/* Whether some of it is written from right to left: Hebrew, Arabic, ... */
int	 html_is_rtl(const char *);

/* Text wrapped at 72 columns the same way, each line led by prefix. */
void	 html_wrap(const char *text, const char *prefix, struct buf *out);
/* One paragraph; its first line is led by first, the others by rest. */
void	 html_wrap_paragraph(const char *text, size_t len, const char *first,
	    const char *rest, struct buf *out);
/* Columns of a text on a terminal. */
int	 html_width(const char *, size_t len);

/* Text escaped for an element's content or a quoted attribute. */
void	 html_escape(const char *, struct buf *out);
/* The same with ranges of it, ascending, as <mark>. */
void	 html_escape_marked(const char *, const struct html_mark *,
	    size_t nmarks, struct buf *out);

#endif
