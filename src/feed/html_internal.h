#ifndef FEED_HTML_INTERNAL_H
#define FEED_HTML_INTERNAL_H

/*
 * What feed/html*.c share: the table of elements, the mending of source that
 * libxml2 would lose text of, and the walk that all outputs hang on.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

/* Elements that some output treats in its own way. */
enum html_id {
	HTML_OTHER, HTML_A, HTML_BLOCKQUOTE, HTML_BR, HTML_CAPTION, HTML_DD,
	HTML_DL, HTML_DT, HTML_EMBED, HTML_HEADING, HTML_HR, HTML_IMG, HTML_LI,
	HTML_MEDIA, HTML_OL, HTML_P, HTML_PRE, HTML_Q, HTML_ROOT, HTML_TABLE,
	HTML_TD, HTML_TR, HTML_UL
};

#define HTML_DEPTH	256	/* elements that a walk follows */

#define HTML_BLOCK	0x01	/* divides text */
#define HTML_VOID	0x02	/* has no content */
#define HTML_SKIP	0x04	/* content is never text */
#define HTML_RAW	0x08	/* content isn't markup */
#define HTML_CODE	0x10	/* of markup: never decoded twice */
#define HTML_SPACED	0x20	/* blank lines around in plain text */
#define HTML_LISTED	0x40	/* safe only inside a list */
#define HTML_CELLED	0x80	/* safe only inside a table */

struct html_element {
	const char	*name;
	enum html_id	 id;
	unsigned int	 flags;
	const char	*safe;		/* emitted as; NULL: only content */
};

/* Never NULL: what isn't in the table is a nameless inline element. */
const struct html_element *html_element(const char *name, size_t len);
int	 html_is_known(const struct html_element *);

/*
 * Source as the parser should see it: markup that was escaped twice decoded
 * once, stray "<" escaped, tags past all measure left out, quotes that never
 * end ended.  The same pointer when nothing had to change; NULL when the
 * arena failed.  In plain text unknown elements are text, too.
 */
const char *html_mend(struct arena *, const char *html, size_t *len,
	    int plain);

/* Name and value by turns, NULL at the end; values may be NULL. */
const char *html_attr(const char **attrs, const char *name);

struct html_walk;

/*
 * What an output wants to hear.  text gets a piece of the reduced text with
 * single blanks inside; html_walk_sep says what stands before it there (0,
 * ' ' or '\n').  Inside pre space gets the white space as it is written.
 * Calls to open and close are balanced and HTML_DEPTH deep at most; void
 * elements are only opened.
 */
struct html_sink {
	void	(*open)(void *, const struct html_walk *,
		    const struct html_element *, const char **attrs);
	void	(*close)(void *, const struct html_walk *,
		    const struct html_element *);
	void	(*text)(void *, const struct html_walk *, const char *, size_t);
	void	(*space)(void *, const char *, size_t);
};

/* Walks the document once; -1 when memory failed. */
int	 html_walk(struct arena *, const char *html, size_t len, int plain,
	    const struct html_sink *, void *arg);

/* The state of a walk: bytes of reduced text so far, what divides. */
size_t	 html_walk_offset(const struct html_walk *);
char	 html_walk_sep(const struct html_walk *);
int	 html_walk_in_pre(const struct html_walk *);

/*
 * What to write for an image or what else isn't text: "[image: a map]", by
 * its alt or title; NULL for what is there to count readers.  In the arena.
 */
const char *html_label(struct arena *, const struct html_element *,
	    const char **attrs);

/* The link of an attribute, resolved; NULL where it must not stand. */
const char *html_link(struct arena *, const struct html_options *,
	    const char *ref);

#endif
