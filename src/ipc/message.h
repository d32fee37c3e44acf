#ifndef IPC_MESSAGE_H
#define IPC_MESSAGE_H

/*
 * The messages, field by field: put writes behind wire_begin, get reads a
 * wire's body and returns -1 when it isn't exactly such a message.  Strings
 * and bytes of a message that was read point into the wire.
 */

#include "base/keys.h"
#include "ipc/wire.h"

struct message_bytes {			/* opaque: ETag, Last-Modified */
	const void	*p;
	size_t		 len;		/* 0: absent */
};

enum fetch_kind { FETCH_FEED, FETCH_IMAGE, FETCH_KINDS };

struct message_fetch {
	uint8_t		 kind;		/* enum fetch_kind */
	uint32_t	 feed;		/* index of the slice */
	const char	*url;
	struct message_bytes etag, last_modified;
};

#define MESSAGE_URL_MAX		8192
#define MESSAGE_IMAGE_MAX	(2u << 20)	/* bytes of an image */
#define MESSAGE_FIELD_MAX	4096		/* ETag, Content-Type ... */
#define MESSAGE_AGE_MAX		(366 * 86400)	/* seconds */

enum fetch_result {
	FETCH_OK,			/* 200 and a body */
	FETCH_UNCHANGED,		/* 304 */
	FETCH_STATUS,			/* any other status */
	FETCH_FAILED,			/* no answer that can be used */
	FETCH_RESULTS
};

/* Times are seconds; -1 where the server said nothing. */
struct message_fetch_done {
	uint8_t		 result;	/* enum fetch_result */
	uint16_t	 status;	/* of the last hop, 0: none */
	const char	*error;		/* FETCH_FAILED, FETCH_STATUS: in words */
	const char	*url;		/* where the body came from */
	const char	*moved;		/* end of a chain of 301/308, or NULL */
	const char	*content_type;
	const char	*content_location;
	struct message_bytes etag, last_modified;
	int64_t		 max_age;	/* Cache-Control or Expires, less Age */
	int64_t		 retry_after;	/* from now */
	uint64_t	 size;		/* of the body, decoded */
	uint64_t	 received;	/* bytes of bodies on the network */
	struct digest	 digest;	/* of the body */
};

struct message_parse {
	uint32_t	 feed;		/* index of the slice */
	const char	*url;		/* base for relative links */
	const char	*content_type;
	const char	*content_location;
	int64_t		 now;		/* Unix seconds */
	uint64_t	 flood_over;	/* so many old stories; 0: any number */
	int64_t		 flood_before;	/* what is old; Unix seconds */
	struct guid_quality guids;	/* as learned so far */
};

/* Of parse and compile, about what they wrote. */
struct message_done {
	uint8_t		 ok;		/* 0: no feed, or past a limit */
	const char	*cause;		/* when not ok */
	uint64_t	 size;		/* of the result */
	uint64_t	 wanted;	/* bytes at its end: URLs of images */
};

/* What a notice says; the first three are troubles of a feed. */
enum notice_kind {
	NOTICE_FAILING,			/* for days */
	NOTICE_GONE,			/* status 410 */
	NOTICE_QUARANTINED,
	NOTICE_WORKS,			/* again, after one of these */
	NOTICE_MOVED,			/* for good */
	NOTICE_DAMAGED,			/* not a feed, but the state */
	NOTICE_KINDS
};

#define MESSAGE_NOTICE_FEEDS	100	/* told of in one at most */
#define MESSAGE_NOTICE_FROM	"newsieve"	/* whom NOTICE_DAMAGED is of */

struct message_notice_feed {
	const char	*name, *url;
	const char	*text;		/* last error, or where it has moved */
	int64_t		 since;		/* when that began */
	int64_t		 last, next;	/* polls; 0: none is planned */
	uint32_t	 failures;	/* in a row */
	uint8_t		 works;
};

/* Facts for a notice, in a memfd beside WIRE_NOTICE. */
struct message_notice {
	uint8_t		 kind;		/* enum notice_kind */
	uint32_t	 feed;		/* index of the slice: whose address */
	int64_t		 now;
	const char	*host;		/* of the first; NULL: a file */
	uint32_t	 hosts;		/* there are; 0: files only */
	uint32_t	 total;		/* feeds it is about */
	uint32_t	 n;		/* feeds, a few of these first */
	const struct message_notice_feed *feeds;
	const char	*path;		/* NOTICE_DAMAGED: the file's */
	int64_t		 since;		/* when that was */
	uint64_t	 found;		/* mails in the targets */
};

struct message_send {
	uint32_t	 account;	/* index of the slice */
	const char	*place;		/* mailbox or address */
};

enum send_result {
	SEND_TAKEN,
	SEND_REFUSED,			/* for good */
	SEND_LATER,			/* not now; others may be taken */
	SEND_TROUBLE,			/* none is taken now */
	SEND_RESULTS
};

struct message_sent {
	uint8_t		 result;	/* enum send_result */
	const char	*why;		/* NULL where it was taken */
};

void	message_send_put(struct buf *, const struct message_send *);
int	message_send_get(struct wire *, struct message_send *);
void	message_sent_put(struct buf *, const struct message_sent *);
int	message_sent_get(struct wire *, struct message_sent *);
void	message_fetch_put(struct buf *, const struct message_fetch *);
int	message_fetch_get(struct wire *, struct message_fetch *);
void	message_fetch_done_put(struct buf *, const struct message_fetch_done *);
int	message_fetch_done_get(struct wire *, struct message_fetch_done *);
void	message_parse_put(struct buf *, const struct message_parse *);
int	message_parse_get(struct wire *, struct message_parse *);
void	message_notice_put(struct buf *, const struct message_notice *);
int	message_notice_get(struct pack_reader *, struct message_notice *,
	    struct message_notice_feed feeds[MESSAGE_NOTICE_FEEDS]);
void	message_done_put(struct buf *, const struct message_done *);
int	message_done_get(struct wire *, struct message_done *);

#endif
