#ifndef CONF_SLICE_TOPICS_H
#define CONF_SLICE_TOPICS_H

/*
 * The topics as they are written, packed by the parent for the process that
 * compiles them.  They are known by their index in struct conf.
 */

#include "base/buf.h"
#include "conf/conf.h"

struct slice_topic {
	const char		*name;
	const char		*match;		/* or NULL */
	const char *const	*any, *const *all, *const *none;
};

struct slice_topics {
	struct slice_topic	*v;
	size_t			 n;
};

void	 slice_topics_put(struct buf *, const struct conf *);

/*
 * Strings point into data, which must outlive the slice; NULL when it isn't
 * a slice of this version.
 */
struct slice_topics *slice_topics_get(const void *data, size_t len);
void	 slice_topics_free(struct slice_topics *);

#endif
