#ifndef CTL_SEEN_H
#define CTL_SEEN_H

/* What the daemon remembers of a story: its answer to GET /v1/explain. */

#include "base/arena.h"
#include "feed/archive.h"

struct json_object;

struct seen_filing {
	const char	*target;
	int64_t		 time;
	int		 waiting;	/* for its target */
	int		 held;		/* back, by a flood */
	int		 edit;		/* it tells of one */
	int		 refused;	/* by it, for good */
};

/* The story as one feed has it.  Times are Unix seconds. */
struct seen_story {
	const char		*feed;
	int64_t			 first_seen, last_seen;
	const char		*message_id;	/* or NULL */
	int			 on_topic;	/* then, and so to be filed */
	int			 let_go;	/* by catchup */
	int			 copy;		/* that was dropped */
	struct seen_filing	*filings;
	size_t			 nfilings;
	int64_t			 edits, edited;	/* told, the last of them when */
	int64_t			 archived;	/* 0: texts aren't kept */
	const char		**then;		/* topics that held when it was,
						   sorted by order_string */
	size_t			 nthen;
	struct archive_story	 texts;
};

struct seen {
	int64_t			 since;		/* the memory begins */
	int64_t			 archive;	/* seconds; 0: none is kept */
	struct seen_story	*v;
	size_t			 n;
};

/*
 * In the arena, strings in the answer.  -1 for what is no such answer, or
 * when the arena failed.
 */
int	 seen_read(struct arena *, struct json_object *, struct seen *);

/* Whether any has been filed, or will be without being asked. */
int	 seen_is_filed(const struct seen *);
/* Why a story on topic wasn't: "first", "catchup", "copy"; else NULL. */
const char *seen_left_out(const struct seen *, const struct seen_story *);
/* Whether the topic held then. */
int	 seen_held(const struct seen_story *, const char *topic);

#endif
