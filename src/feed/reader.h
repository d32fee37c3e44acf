#ifndef FEED_READER_H
#define FEED_READER_H

/*
 * The walk of an XML document by the rules of feed/format.h, and what these
 * find out from it where they stand.
 */

#include "feed/draft.h"
#include "feed/format.h"
#include "feed/limits.h"
#include "feed/text.h"

/* Whether an element's text is markup; AUTO looks at it. */
enum construct { AS_AUTO, AS_TEXT, AS_HTML, AS_XHTML, AS_NOTHING };

/* What an element meant the last time: names are libxml2's own strings. */
struct rule_cached {
	const char	*name, *uri, *prefix;
	unsigned int	 where;
	const struct rule *rule;
};

#define RULE_CACHE	256	/* a power of two */

/* What an xml:base came to the last time. */
struct last_base {
	const char	*raw, *around, *url;
};

struct frame {
	const struct rule *rule;	/* NULL: passed over */
	unsigned int	 where;
	const char	*base;
	const char	*text;		/* its own, before elements in it */
};

struct reader {
	struct arena	*arena;
	struct feed	*feed;
	struct story	**tail;
	const struct feed_limits *limits;
	const char	*base;		/* the document's URL, or NULL */
	struct draft	 draft;
	struct links	 links;
	struct people	 people;
	struct picture	 picture;
	const char	*other_title;
	const char	*other_description[2];	/* the better first */
	const char	*license;
	struct person	*person;	/* whose element is open */
	int64_t		 published;
	int64_t		 period;	/* sy: */
	int64_t		 frequency;
	const struct rule *home, *other;	/* tables for plain names */
	const char	*root_uri;
	struct rule_cached cache[RULE_CACHE];
	struct last_base last_base;
	struct frame	 frames[LIMIT_DEPTH_MAX + 1];
	size_t		 depth;
	struct text	 text;
	int		 capturing;
	enum construct	 construct;
	int		 base64;
	int		 listing;	/* a list is open */
	int		 descend;	/* start opened another context */
	int		 markup;	/* elements were met in it */
	int		 escape;	/* text is escaped on its way in */
	const char	*inner[LIMIT_DEPTH_MAX + 1];	/* names; NULL: not shown */
	size_t		 ninner;
	int		 full;		/* enough stories were read */
	int		 is_feed;	/* a channel or more was met */
};

/*
 * The walk: a document from its root or prolog on into the reader's feed.  -1
 * when memory ran out.
 */
int	 reader_run(struct reader *, const char *text, size_t len);
unsigned int reader_where(const struct reader *);	/* around the element */
int	 reader_in_story(const struct reader *);	/* or in its media */
const char *reader_base(const struct reader *);
/* The xml:base in force; NULL: the document's own. */
const char *reader_own_base(const struct reader *);
/* From start: url, unless it is NULL, is the base of all in the element. */
void	 reader_set_base(struct reader *, const char *url);
/* Whether a list of n may have one more; if not, the limit was met. */
int	 reader_room(struct reader *, size_t n);
/* Whether a list of n has met it already, so that nothing need be looked up. */
int	 reader_full(const struct reader *, size_t n);
/* From start: what the element contains is read as in that context. */
void	 reader_descend(struct reader *, unsigned int where);

#endif
