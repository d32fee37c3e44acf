#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "parent/socket.h"

struct socket_file {
	char	*path;
	dev_t	 dev;
	ino_t	 ino;
};

static int
socket_address(const char *path, struct sockaddr_un *sun, char **cause)
{
	size_t	len = strlen(path);

	memset(sun, 0, sizeof(*sun));
	sun->sun_family = AF_UNIX;
	if (len == 0 || len >= sizeof(sun->sun_path))
		return (cause_set(cause, "%s: a socket's path has from 1 to "
		    "%zu bytes, not %zu", path, sizeof(sun->sun_path) - 1,
		    len));
	memcpy(sun->sun_path, path, len);
	return (0);
}

static int
socket_make_directory(const char *path, char **cause)
{
	const char	*slash = strrchr(path, '/');
	char		*dir;
	int		 result = 0;

	if (slash == NULL || slash == path)
		return (0);
	dir = xstrndup(path, (size_t)(slash - path));
	if (mkdir(dir, 0750) == -1 && errno != EEXIST)
		result = cause_set(cause, "%s: %s", dir, strerror(errno));
	free(dir);
	return (result);
}

/* 0 once path is free to be bound. */
static int
socket_clear_stale(const struct sockaddr_un *sun, char **cause)
{
	const char	*path = sun->sun_path;
	struct stat	 st;
	int		 fd, error = 0;

	if (lstat(path, &st) == -1)
		return (errno == ENOENT ? 0 :
		    cause_set(cause, "%s: %s", path, strerror(errno)));
	if (!S_ISSOCK(st.st_mode))
		return (cause_set(cause, "%s: is in the way, and not a socket",
		    path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return (cause_set(cause, "%s: %s", path, strerror(errno)));
	if (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == -1)
		error = errno;
	close(fd);
	if (error == 0 || error == EAGAIN)
		return (cause_set(cause, "%s: another newsieved answers there",
		    path));
	if (error != ECONNREFUSED && error != ENOENT)
		return (cause_set(cause, "%s: %s", path, strerror(error)));
	if (unlink(path) == -1 && errno != ENOENT)
		return (cause_set(cause, "%s: %s", path, strerror(errno)));
	return (0);
}

/* The umask makes it 0660 from its first moment. */
static int
socket_bind(int fd, const struct sockaddr_un *sun)
{
	mode_t	old = umask(0117);
	int	result, saved;

	result = bind(fd, (const struct sockaddr *)sun, sizeof(*sun));
	saved = errno;
	umask(old);
	errno = saved;
	return (result);
}

int
socket_listen(const char *path, int backlog, struct socket_file **file,
    char **cause)
{
	struct sockaddr_un	sun;
	struct stat		st;
	int			fd;

	if (socket_address(path, &sun, cause) == -1 ||
	    socket_make_directory(path, cause) == -1 ||
	    socket_clear_stale(&sun, cause) == -1)
		return (-1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return (cause_set(cause, "%s: %s", path, strerror(errno)));
	if (socket_bind(fd, &sun) == -1) {
		cause_set(cause, "%s: %s", path, strerror(errno));
		close(fd);
		return (-1);
	}
	if (listen(fd, backlog) == -1 || lstat(path, &st) == -1) {
		cause_set(cause, "%s: %s", path, strerror(errno));
		unlink(path);
		close(fd);
		return (-1);
	}
	*file = xcalloc(1, sizeof(**file));
	(*file)->path = xstrdup(path);
	(*file)->dev = st.st_dev;
	(*file)->ino = st.st_ino;
	return (fd);
}

void
socket_remove(struct socket_file *file)
{
	struct stat	st;

	if (lstat(file->path, &st) == 0 && st.st_dev == file->dev &&
	    st.st_ino == file->ino)
		unlink(file->path);
	free(file->path);
	free(file);
}

int
socket_peer_allowed(int fd)
{
	struct ucred	peer;
	socklen_t	len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == -1)
		return (0);
	return (peer.uid == 0 || peer.uid == geteuid() ||
	    peer.gid == getegid());
}
