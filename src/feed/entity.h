#ifndef FEED_ENTITY_H
#define FEED_ENTITY_H

/* HTML's named characters (HTML 4.01 section 24, and apos). */

#include <stddef.h>
#include <stdint.h>

/* The character called name, without & and ;, or 0. */
uint32_t entity_find(const char *name, size_t len);

#endif
