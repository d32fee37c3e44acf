#ifndef IPC_RESULT_H
#define IPC_RESULT_H

/*
 * What a parse worker made of a document, in a memfd: a head about the feed,
 * then a record for every story in it.  Read by the parent as hostile input.
 */

#include "base/keys.h"
#include "base/pack.h"

struct result_head {
	uint8_t		 truncated;	/* keep no validator */
	uint8_t		 met;		/* limits, by bit: RESULT_LIMITS of them */
	int64_t		 ttl;		/* seconds, 0: none */
	int64_t		 update_period;	/* seconds, 0: none */
	uint32_t	 skip_hours;	/* bit 0: 00-01 UTC */
	uint8_t		 skip_days;	/* bit 0: Sunday */
	struct guid_quality guids;	/* with what this document taught */
	uint32_t	 nstories;
};

enum result_kind {
	RESULT_STORY,
	RESULT_REPEATED,	/* stands in this document before, in all keys */
	RESULT_FAILED,		/* past a limit: keep no validator */
	RESULT_NOTICE,		/* says that others are held back */
	RESULT_EDITS,		/* says that many were edited */
	RESULT_KINDS
};

/* What becomes of the texts that readers were told of a story. */
enum result_told {
	RESULT_TOLD_NOTHING,
	RESULT_TOLD_FIRST,	/* these, unless there are some */
	RESULT_TOLD_LOOKED,	/* they stay: these words say nothing new */
	RESULT_TOLD_ANEW,	/* these in their place */
	RESULT_TOLDS
};

/*
 * RESULT_STORY, RESULT_NOTICE and RESULT_EDITS have more than their kind.  One
 * that is revised is known and was filed: its mail is the story as it is now,
 * and update what tells of the edit.
 */
struct result_story {
	uint8_t		 kind;
	uint64_t	 known;		/* row of the state; 0: a new story */
	struct keys	 keys;
	const char	*message_id;	/* NULL: not to be delivered */
	const uint32_t	*topics;	/* indices, in the reader's own memory */
	uint32_t	 ntopics;
	const void	*mail;		/* LF line ends */
	size_t		 mail_len;
	const void	*archive;	/* none: known, or not to be kept */
	size_t		 archive_len;
	const void	*item;		/* the same for programs; 0: none */
	size_t		 item_len;
	const void	*sketch;	/* by sketch_put; NULL: too short a text */
	size_t		 sketch_len;
	uint8_t		 told;		/* enum result_told */
	const void	*texts;		/* as feed/archive.h writes them */
	size_t		 texts_len;
	uint8_t		 revised;
	const char	*update_id;	/* Message-ID; NULL: no mail of its own */
	const void	*update;
	size_t		 update_len;
};

#define RESULT_PERIOD_MAX	(366 * 86400)	/* seconds */
#define RESULT_TOPICS_MAX	4096	/* of one story */
#define RESULT_ARCHIVE_MAX	((size_t)320 * 1024)	/* bytes */
#define RESULT_LIMITS		7	/* in the order of conf/limits.h */

/* An image that was fetched for a document, in a list given to the worker. */
struct result_image {
	struct digest	 url;		/* of its URL */
	const void	*data;
	size_t		 len;
};

#define RESULT_IMAGE_LEAST	20	/* bytes of one in the list */

void	result_image_put(struct buf *, const struct result_image *);
/* 1, 0 at the end, -1 when it is no such list. */
int	result_image_get(struct pack_reader *, struct result_image *);

void	result_head_put(struct buf *, const struct result_head *);
void	result_story_put(struct buf *, const struct result_story *);

/*
 * -1 when it is no head; r then reads on with result_story_get, which wants
 * room for RESULT_TOPICS_MAX topics and is called head.nstories times, and
 * again for each notice that follows.
 */
int	result_head_get(struct pack_reader *r, struct result_head *);
int	result_story_get(struct pack_reader *r, struct result_story *,
	    uint32_t topics[RESULT_TOPICS_MAX]);

#endif
