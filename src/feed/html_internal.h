#ifndef FEED_HTML_INTERNAL_H
#define FEED_HTML_INTERNAL_H

/*
 * What feed/html*.c share: the table of elements, the mending of source that
 * libxml2 would lose text of, and documents as outputs see them.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

/* Elements that some output treats in its own way. */
enum html_id {
	HTML_OTHER, HTML_A, HTML_ABBR, HTML_BLOCKQUOTE, HTML_BR, HTML_CAPTION,
	HTML_DD, HTML_DEL, HTML_DL, HTML_DT, HTML_EMBED, HTML_FIGCAPTION, HTML_FIGURE,
	HTML_HEADING, HTML_HR, HTML_IMG, HTML_INPUT, HTML_LI, HTML_MEDIA,
	HTML_OL, HTML_P, HTML_PRE, HTML_Q, HTML_ROOT, HTML_RP, HTML_RT,
	HTML_RUBY, HTML_SECTION, HTML_SOURCE, HTML_SUP, HTML_SVG, HTML_TABLE,
	HTML_TD, HTML_TITLE, HTML_TR, HTML_UL
};

#define HTML_DEPTH	256	/* elements that a walk follows */

#define HTML_BLOCK	0x001	/* divides text */
#define HTML_VOID	0x002	/* has no content */
#define HTML_SKIP	0x004	/* content is never text */
#define HTML_RAW	0x008	/* content isn't markup */
#define HTML_CODE	0x010	/* of markup: never decoded twice */
#define HTML_SPACED	0x020	/* blank lines around in plain text */
#define HTML_LISTED	0x040	/* safe only inside a list */
#define HTML_CELLED	0x080	/* safe only inside a table */
#define HTML_ENDED	0x100	/* void where its end tag lacks */
#define HTML_MUTE	0x200	/* text inside is for old browsers */

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

/*
 * A document as outputs read it: its reduced text, and what happens along it.
 * Opens and closes are balanced, nested as HTML 5 nests them, and HTML_DEPTH
 * deep at most; void elements are only opened.  Where there is more than can
 * be told, the rest is one text with '\n' inside.
 */
enum html_kind { HTML_OPEN, HTML_CLOSE, HTML_TEXT, HTML_SPACE };

struct html_event {
	uint8_t		 kind;
	char		 sep;		/* what stands before: 0, ' ', '\n' */
	uint16_t	 items;		/* of a list that is opened */
	uint32_t	 end;		/* the close of an open, its open of a close */
	uint32_t	 offset;	/* in the reduced text */
	uint32_t	 len;		/* of a text, or how many spaces */
	const struct html_element *element;
	const char	**attrs;	/* name and value by turns, or NULL */
};

struct html_doc {
	struct arena		*arena;
	char			*text;		/* NUL-terminated */
	size_t			 len, size;
	struct html_event	*events;
	uint32_t		 n, max;
	int			 rtl;		/* text or names are, in part */
	int			 failed;
};

/* Reads into a zeroed doc; with tape 0 there is the text only.  -1: memory. */
int	 html_walk(struct arena *, const char *html, size_t len, int plain,
	    int tape, struct html_doc *);

/* Whether a style gives a property a value that begins so, however spaced. */
int	 html_style_says(const char *style, const char *name,
	    const char *value);
/* Whether what has it is no larger than a point of the screen. */
int	 html_style_is_point(const char *style);

/* Value of an attribute, "" where it has none; NULL: not there. */
const char *html_attr(const char **attrs, const char *name);
/*
 * Whether what is opened at i is for the eye on a page only: a sign that
 * leads elsewhere in it, an icon, what is written a second time.
 */
int	 html_doc_is_idle(struct arena *, const struct html_doc *, uint32_t i,
	    const struct html_options *);

/* The words of the caption of the figure opened at i; *len is 0 for none. */
const char *html_doc_caption(const struct html_doc *, uint32_t i,
	    size_t *len);

/* One line as it is, but for blanks at its end. */
void	 html_wrap_line(const char *, size_t len, const char *prefix,
	    struct buf *out);

/* An image or what else isn't text, opened at i. */
struct html_object {
	const char	*what;		/* "image", "video" */
	const char	*name;		/* its alt or title, or NULL */
	const char	*url;		/* NULL: none that may stand */
};

/* 0 for what is there to count readers, or has nothing to show. */
int	 html_object_read(struct arena *, const struct html_doc *, uint32_t i,
	    const struct html_options *, struct html_object *);
/* "[image: a map]", in the arena. */
const char *html_object_label(struct arena *, const struct html_object *);

/* Whether an image there counts readers and shows nothing. */
int	 html_is_beacon(const char *url);

/* The link of an attribute, resolved; NULL where it must not stand. */
const char *html_link(struct arena *, const struct html_options *,
	    const char *ref);

#endif
