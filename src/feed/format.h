#ifndef FEED_FORMAT_H
#define FEED_FORMAT_H

/*
 * How XML formats are read: a table of rules per vocabulary says what an
 * element means inside what, and the reader (feed/reader.h) walks the document
 * by them.  Vocabularies mix freely; an element no table knows is passed over.
 */

#include "feed/namespace.h"
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
 * An element that opens a context has its own text handed to end, and that is
 * what stands before the first element in it, else behind the last; one that
 * opens none has all it contains handed to end, elements in it as markup, or
 * for a list as borders between its parts.  The text is the reader's and gone
 * with the call.
 */
struct rule {
	const char	*name;		/* compared without case */
	unsigned int	 where;
	unsigned int	 opens;
	void		(*start)(struct reader *, const struct xml_element *);
	void		(*end)(struct reader *, const char *text);
};

/* Vocabularies, each ended by a rule without name. */
extern const struct rule rss_rules[], atom_rules[];
extern const struct rule media_rules[], itunes_rules[];
const struct rule *module_rules(enum feed_ns);

#endif
