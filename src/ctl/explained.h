#ifndef CTL_EXPLAINED_H
#define CTL_EXPLAINED_H

/* What explain found out, as a JSON object or as a table for people. */

#include "ctl/seen.h"
#include "feed/message_read.h"
#include "feed/topic.h"

/* How one topic does now; by the first story it holds for. */
struct explained_topic {
	const char		*name;
	const struct seen_story	*story;		/* NULL: it doesn't apply */
	int			 holds;
	const struct topic_hit	*hits;
	const char		*why;		/* not; NULL: not asked for */
	int			 then;		/* it held then */
};

struct explained {
	const char		*title, *link;	/* or NULL */
	const struct message_fields *mail;	/* NULL: a link was */
	const struct seen	*seen;
	const struct seen_story	*main;		/* with texts; NULL: none has */
	int			 everything;	/* a feed takes all */
	struct explained_topic	*topics;
	size_t			 ntopics;
	int			 compared;	/* then and now can be */
	int			 changed;	/* they differ */
};

#define EXPLAINED_MISSED_MAX	40		/* told to people */

void	 explained_json(struct arena *, const struct explained *);
void	 explained_show(struct arena *, const struct explained *);

/* What the mail itself says, when nobody else knows. */
void	 explained_show_mail(const struct message_fields *);

#endif
