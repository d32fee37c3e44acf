#ifndef CTL_TOPICS_H
#define CTL_TOPICS_H

/* The topics of a dry run: those of --topic, else of the configuration. */

#include "conf/conf.h"
#include "ctl/ctl.h"
#include "feed/topic.h"

struct topics {
	struct conf		*conf;		/* NULL with --topic */
	struct topic_rule	*rules;
	size_t			 n;
};

/* An error is printed.  To be cleared in each case. */
enum ctl_exit	topics_read(const struct ctl *, struct topics *);
void		topics_clear(struct topics *);

/* The configured feed of this URL, or NULL; url may be NULL. */
const struct conf_feed *topics_feed(const struct topics *, const char *url);
/* The one of this name, or NULL. */
const struct conf_feed *topics_named(const struct topics *, const char *name);

#endif
