#ifndef FEED_TRACKER_H
#define FEED_TRACKER_H

#include <stddef.h>

/*
 * Whether a parameter of a link to host (in lower case) says how a reader
 * came rather than what he reads: newsieve(7), Links, has the table.
 */
int	tracker_is(const char *host, size_t host_len, const char *name,
	    size_t name_len, const char *value, size_t value_len);

#endif
