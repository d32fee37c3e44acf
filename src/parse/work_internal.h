#ifndef PARSE_WORK_INTERNAL_H
#define PARSE_WORK_INTERNAL_H

/* What work.c and edit.c share: one run over a document. */

#include "feed/answered.h"
#include "feed/archive.h"
#include "feed/identity.h"
#include "feed/message.h"
#include "ipc/result.h"
#include "parse/notice.h"
#include "parse/revise.h"
#include "parse/work.h"

struct work {
	const struct slice_parse *slice;
	struct topic_set	*topics;
	struct arena		*document;	/* lives for one work_run */
	size_t			 memory;	/* of it at most */
	struct arena		*story;		/* for one story */
	struct buf		 mail, item, record, sketch, update;
	struct archive_writer	*archive;	/* NULL: none is kept */
	struct archive_writer	*told;
	struct pictures		*pictures;	/* of the document */
};

/* All that one work_run passes around. */
struct run {
	struct work		*work;
	const struct work_document *doc;
	const struct slice_parse_feed *conf;
	const struct feed	*feed;
	struct guid_quality	 guids;
	struct shingles		*runs;
	struct answered		*answered;	/* NULL: no story is a reply */
	struct notice		 notice;
	struct revise		*revise;	/* NULL: edits aren't told */
	struct notice_edits	 edits;
	work_write		*write;
	void			*arg;
};

/* All in the story's arena; NULL or -1 when that failed, or a buf did. */
struct topic_text *work_texts(struct run *, const struct story *, size_t *n);
const struct topic_match *work_match(struct run *, const struct topic_text *,
	    size_t n);
const uint32_t	*work_topics(struct arena *, const struct topic_match *,
		    uint32_t *n);
void		 work_keep_texts(struct work *, const struct story *,
		    const struct topic_text *, size_t n,
		    struct result_story *);
int		 work_compose(struct run *, const struct story *,
		    const char *id, const struct topic_text *, size_t n,
		    const struct topic_match *, const struct message_update *,
		    struct buf *);
/* The same for programs, where a target is for them. */
int		 work_make_item(struct run *, const struct story *,
		    const struct topic_text *, const struct topic_match *,
		    struct result_story *);

/* Whether it is matched, since no topic's decision stands. */
int		 work_is_fresh(const struct identity *);

#endif
