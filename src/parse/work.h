#ifndef PARSE_WORK_H
#define PARSE_WORK_H

/*
 * One document's way from bytes to a result: parse, tell known stories from
 * new ones, match, compose.  Depends on nothing but its arguments.
 */

#include "base/buf.h"
#include "base/keys.h"
#include "conf/slice.h"
#include "feed/picture.h"
#include "ipc/message.h"

struct work;

struct work_document {
	uint32_t	 feed;		/* index into the slice */
	const void	*data;
	size_t		 len;
	const char	*url;
	const char	*content_type, *content_location;	/* or NULL */
	const struct known *known;
	size_t		 nknown;
	const void	*told;		/* known_told, one after the other */
	size_t		 told_len;
	struct guid_quality guids;	/* as learned so far */
	int64_t		 now;		/* Unix seconds */
	uint64_t	 flood_over;	/* as in ipc/message.h */
	int64_t		 flood_before;
	struct picture	*pictures;	/* fetched; NULL: none asked for yet */
	size_t		 npictures;
};

/* Takes bytes of the result in pieces; -1 with errno ends the work. */
typedef int work_write(const void *, size_t, void *arg);

/*
 * The slice and the image of its topics must outlive it.  NULL with a cause
 * when they don't belong together.
 */
struct work	*work_new(const struct slice_parse *, const void *image,
		    size_t size, char **cause);
void		 work_free(struct work *);

/* Bytes that the topics take, here and in the image, at most. */
size_t		 work_memory(const struct work *);

/* URLs of images that the mails of the last document want, as strings. */
const struct buf *work_wanted(const struct work *);

/*
 * Writes an ipc/result.h result.  -1 with a cause when the document is no
 * feed or too large; what was written by then is void.
 */
int		 work_run(struct work *, const struct work_document *,
		    work_write *, void *arg, char **cause);

/* Writes one record, a RESULT_NOTICE, that says what the parent asked for. */
int		 work_notice(struct work *, const struct message_notice *,
		    work_write *, void *arg, char **cause);

#endif
