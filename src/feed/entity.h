#ifndef FEED_ENTITY_H
#define FEED_ENTITY_H

/* HTML's named characters (HTML 4.01 section 24, and apos). */

#include <stddef.h>
#include <stdint.h>

#define ENTITY_REFERENCE	13	/* most bytes of a reference */

/* The character called name, without & and ;, or 0. */
uint32_t entity_find(const char *name, size_t len);

/*
 * The reference at p, which is an ampersand: "&name;", "&#123;" or "&#x7b;".
 * Returns its length and sets *c, which may be no character at all where a
 * number says so; 0 for what is none.
 */
size_t	 entity_read(const char *p, const char *end, uint32_t *c);

#endif
