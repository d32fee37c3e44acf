#ifndef FEED_HTML_NOTES_H
#define FEED_HTML_NOTES_H

/* The links of a text, each once, numbered from 1 in order of appearance. */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct html_notes {
	const char	**urls;
	size_t		  n, size;
	uint32_t	 *slots;	/* open addressing; 0 is free */
	size_t		  nslots;	/* a power of two */
};

/* The url's number; 0 when the arena failed.  The url must stay. */
size_t	 html_notes_add(struct html_notes *, struct arena *, const char *url);
/* "[1] https://..." a line each, behind a blank line where asked. */
void	 html_notes_put(const struct html_notes *, int blank, struct buf *out);

#endif
