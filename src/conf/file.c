#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/xmalloc.h"
#include "conf/read.h"

static int
read_fd(int fd, size_t max, struct buf *b)
{
	char	chunk[16384];
	ssize_t	n;

	buf_init(b, max);
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			buf_clear(b);
			return (-1);
		}
		buf_put(b, chunk, (size_t)n);
		if (b->failed) {
			buf_clear(b);
			errno = EFBIG;
			return (-1);
		}
	}
	return (0);
}

/*
 * A pipe without a writer would keep newsieved waiting, and a device has no
 * end: only what the user named on the command line may be one.
 */
static int
open_file(const char *path, int any_kind, struct stat *st, const char **why)
{
	int	fd, flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;

	fd = open(path, any_kind ? flags : flags | O_NONBLOCK);
	if (fd != -1 && fstat(fd, st) == 0 && !S_ISDIR(st->st_mode) &&
	    (any_kind || S_ISREG(st->st_mode)))
		return (fd);
	if (fd == -1)
		*why = strerror(errno);
	else {
		*why = S_ISDIR(st->st_mode) ? strerror(EISDIR) :
		    "is not a regular file";
		close(fd);
		errno = EINVAL;
	}
	return (-1);
}

char *
conf_file_read(const char *path, int any_kind, size_t max, size_t *len,
    struct stat *st, const char **why)
{
	struct buf	b;
	int		fd, good;

	if ((fd = open_file(path, any_kind, st, why)) == -1)
		return (NULL);
	if ((good = read_fd(fd, max, &b)) == -1)
		*why = strerror(errno);
	close(fd);
	if (good == -1)
		return (NULL);
	*len = b.len;
	if (b.len != 0)
		return (buf_steal(&b));
	buf_clear(&b);
	return (xstrdup(""));
}
