#include <sys/types.h>

#include <errno.h>
#include <unistd.h>

#include "base/io.h"

int
io_write(int fd, const void *data, size_t len)
{
	const char	*p = data;
	ssize_t		 n;

	while (len != 0) {
		n = write(fd, p, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return (-1);
		p += n;
		len -= (size_t)n;
	}
	return (0);
}
