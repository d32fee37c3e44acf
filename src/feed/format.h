#ifndef FEED_FORMAT_H
#define FEED_FORMAT_H

/*
 * How XML formats are read: a table of rules per vocabulary says what an
 * element means inside what, and the reader walks the document by them.
 * Vocabularies mix freely; an element no table knows is passed over.
 */

#include "feed/feed.h"
#include "feed/text.h"
#include "feed/xml.h"

#define IN_FEED		0x01
#define IN_ITEM		0x02
#define IN_PERSON	0x04
#define IN_SOURCE	0x08
#define IN_IMAGE	0x10
#define IN_SKIP		0x20
#define IN_MEDIA	0x40	/* a file of a story */
#define IN_ANY		0xff	/* even in what is passed over */
#define AS_LIST		0x100	/* opens no context; see collect_each */

struct reader;

/*
 * An element that opens a context has its own text handed to end; one that
 * opens none has all it contains handed to end, elements in it as markup, or
 * for a list as borders between its parts.
 */
struct rule {
	const char	*name;		/* compared without case */
	unsigned int	 where;
	unsigned int	 opens;
	void		(*start)(struct reader *, const struct xml_element *);
	void		(*end)(struct reader *, const char *text);
};

/* Whether an element's text is markup; AUTO looks at it. */
enum construct { AS_AUTO, AS_TEXT, AS_HTML, AS_XHTML, AS_NOTHING };

struct body {
	const char	*s;
	int		 html;
	const char	*base;		/* xml:base in force, or NULL */
};

struct links {
	const char	*text;		/* <link>here</link> */
	const char	*alternate;
	int		 rank;		/* how good that one is */
	const char	*about;		/* the resource itself */
	const char	*self;
};

/* Whom a story is by: the first list that isn't empty. */
enum person_rank { PERSON_AUTHOR, PERSON_PODCAST, PERSON_OTHER, PERSON_RANKS };

struct people {
	struct person	*first[PERSON_RANKS];
	size_t		 n;		/* of all of them */
};

/* What illustrates a feed or story: the largest of the best kind. */
struct picture {
	const char	*url;
	int		 rank;
	long		 width;
};

/* A story while it is read: candidates, one of which is taken at its end. */
struct draft {
	struct story	*story;
	struct links	 links, source;
	struct body	 content, description, summary, extra, subtitle;
	const char	*other_title;
	const char	*permalink;
	int		 told_permalink;	/* not only by default */
	const char	*other_guid;
	int64_t		 dates[3];	/* the best first */
	int64_t		 duration;
	struct people	 people, source_people;
	struct picture	 picture;
	struct enclosure *media;	/* whose element is open */
	size_t		 media_depth;	/* of that element */
	size_t		 ntags, nenclosures;
};

/* What an element meant the last time: names are libxml2's own strings. */
struct rule_cached {
	const char	*name, *uri, *prefix;
	unsigned int	 where;
	const struct rule *rule;
};

#define RULE_CACHE	64	/* a power of two */

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
};

/* Vocabularies, each ended by a rule without name. */
extern const struct rule rss_rules[], atom_rules[];
extern const struct rule media_rules[], itunes_rules[];
const struct rule *module_rules(enum feed_ns);

/* reader.c: the walk. An XML document into feed; -1 when memory ran out. */
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
