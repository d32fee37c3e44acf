#ifndef IPC_WIRE_H
#define IPC_WIRE_H

/*
 * One message over a SOCK_SEQPACKET socketpair: a header (version, type,
 * poll), packed fields, and up to WIRE_FDS descriptors.  What is large goes
 * into a memfd beside it.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/pack.h"

#define WIRE_VERSION	1
#define WIRE_MAX	(64 * 1024)	/* bytes of one message */
#define WIRE_FDS	6	/* fills CMSG_SPACE without a rest */

enum wire_type {
	WIRE_CONFIG = 1,	/* parent to child, first; fds: its slice;
				   parse: and the topics' image; compile:
				   and a memfd for it */
	WIRE_FETCH,		/* parent to fetch */
	WIRE_FETCH_STARTED,	/* fetch to parent: the deadline runs */
	WIRE_FETCH_DONE,	/* fetch to parent; fd: the body, if any */
	WIRE_PARSE,		/* parent to parse; fds: body, known, result,
				   what was told where edits are, and the
				   images fetched for it */
	WIRE_PARSE_DONE,	/* parse to parent */
	WIRE_TAKEN,		/* parent to fetch: a body waits no more */
	WIRE_COMPILED,		/* compile to parent */
	WIRE_NOTICE,		/* parent to parse; fds: facts, result */
	WIRE_NOTICE_DONE,	/* parse to parent */
	WIRE_SEND,		/* parent to fetch; fd: a mail */
	WIRE_SENT,		/* fetch to parent */
	WIRE_TYPES
};

struct wire {
	enum wire_type		 type;
	uint64_t		 poll;	/* which poll it is about; 0: none;
					   of a mail its filing */
	struct pack_reader	 body;	/* points into data */
	int			 fds[WIRE_FDS];	/* -1 where absent */
	unsigned char		 data[WIRE_MAX];
};

/* A pair of connected close-on-exec sockets.  0, or -1 with errno. */
int	 wire_pair(int [2]);

/* The header, to be followed by the message's own fields. */
void	 wire_begin(struct buf *, enum wire_type, uint64_t poll);

/*
 * Sends what wire_begin began; the descriptors stay the caller's.  0, or -1
 * with errno (EAGAIN on a non-blocking socket that is full).
 */
int	 wire_send(int fd, const struct buf *, const int *fds, size_t nfds);

/*
 * Receives one; its descriptors (close-on-exec) are the caller's until
 * wire_close_fds.  1 for a message, 0 at end of file, -1 with errno; EBADMSG
 * for what is no message of ours.
 */
int	 wire_recv(int fd, struct wire *);

/* Takes one descriptor out of the message, or -1. */
int	 wire_take_fd(struct wire *, size_t index);
void	 wire_close_fds(struct wire *);

#endif
