#ifndef FEED_SNIFF_H
#define FEED_SNIFF_H

/* What a document is, by looking at its beginning as a person would. */

#include <stddef.h>

#include "base/arena.h"

enum sniffed { SNIFF_XML, SNIFF_JSON, SNIFF_OTHER };

/*
 * For a feed *start is where its prolog or root begins and *junk whether
 * something stood before; for OTHER *what is a noun phrase ("an OPML list")
 * in the arena.
 */
enum sniffed sniff(struct arena *, const char *text, size_t len,
	    size_t *start, int *junk, const char **what);

/* The same for raw bytes that are no text at all ("a PDF file"), or NULL. */
const char *sniff_binary(const void *data, size_t len);

#endif
