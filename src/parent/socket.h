#ifndef PARENT_SOCKET_H
#define PARENT_SOCKET_H

/* A Unix socket as a file: made, taken over from the dead, removed. */

struct socket_file;

/*
 * Listens on path (mode 0660), making its directory (0750) when missing and
 * replacing a socket nobody answers on.  The descriptor, close-on-exec and
 * non-blocking, and *file, for socket_remove; or -1 with a cause.
 */
int	socket_listen(const char *path, int backlog, struct socket_file **file,
	    char **cause);

/* Unlinks the file unless another took its place, and frees it. */
void	socket_remove(struct socket_file *);

/* Whether the other end runs as root, as our user, or in our group. */
int	socket_peer_allowed(int fd);

#endif
