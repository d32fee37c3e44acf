#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
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

char *
conf_file_read(const char *path, size_t max, size_t *len, struct stat *st)
{
	struct buf	b;
	int		fd, good, error;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) == -1)
		return (NULL);
	good = fstat(fd, st);
	if (good == 0)
		good = read_fd(fd, max, &b);
	error = errno;
	close(fd);
	errno = error;
	if (good == -1)
		return (NULL);
	*len = b.len;
	if (b.len != 0)
		return (buf_steal(&b));
	buf_clear(&b);
	return (xstrdup(""));
}
