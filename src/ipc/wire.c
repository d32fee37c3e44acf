#include <sys/socket.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ipc/wire.h"

#define HEADER	(1 + 1 + 8)		/* version, type, poll */

union control {
	struct cmsghdr	align;
	char		room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
};

int
wire_pair(int sv[2])
{
	return (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv));
}

void
wire_begin(struct buf *b, enum wire_type type, uint64_t poll)
{
	buf_init(b, WIRE_MAX);
	pack_put_u8(b, WIRE_VERSION);
	pack_put_u8(b, (uint8_t)type);
	pack_put_u64(b, poll);
}

int
wire_send(int fd, const struct buf *b, const int *fds, size_t nfds)
{
	struct iovec	 iov = { .iov_base = b->data, .iov_len = b->len };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control	 control;
	struct cmsghdr	*c;
	ssize_t		 n;

	if (b->failed || nfds > WIRE_FDS) {
		errno = EMSGSIZE;
		return (-1);
	}
	if (nfds != 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, nfds * sizeof(int));
	}
	do
		n = sendmsg(fd, &msg, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	return (n == -1 ? -1 : 0);
}

/* All descriptors that came, whatever the message says. */
static void
take_descriptors(struct msghdr *msg, struct wire *w)
{
	struct cmsghdr	*c;
	size_t		 n;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(w->fds, CMSG_DATA(c), n * sizeof(int));
	}
}

int
wire_recv(int fd, struct wire *w)
{
	struct iovec	iov = { .iov_base = w->data, .iov_len = WIRE_MAX };
	union control	control;
	struct msghdr	msg = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = control.room,
			    .msg_controllen = sizeof(control.room) };
	ssize_t		n;

	for (size_t i = 0; i < WIRE_FDS; i++)
		w->fds[i] = -1;
	do
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return (errno == ECONNRESET ? 0 : -1);
	take_descriptors(&msg, w);
	if (n == 0) {
		wire_close_fds(w);
		return (0);
	}
	pack_reader_init(&w->body, w->data, (size_t)n);
	if (n < HEADER || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) ||
	    pack_get_u8(&w->body) != WIRE_VERSION)
		goto bad;
	w->type = pack_get_u8(&w->body);
	w->poll = pack_get_u64(&w->body);
	if (w->type < WIRE_CONFIG || w->type >= WIRE_TYPES)
		goto bad;
	return (1);
bad:
	wire_close_fds(w);
	errno = EBADMSG;
	return (-1);
}

int
wire_take_fd(struct wire *w, size_t i)
{
	int	fd = w->fds[i];

	w->fds[i] = -1;
	return (fd);
}

void
wire_close_fds(struct wire *w)
{
	for (size_t i = 0; i < WIRE_FDS; i++)
		if (w->fds[i] != -1)
			close(wire_take_fd(w, i));
}
