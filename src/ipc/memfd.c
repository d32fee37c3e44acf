#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/io.h"
#include "ipc/memfd.h"

#define SEALS	(F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

int
memfd_new(const char *name)
{
	return (memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
}

int
memfd_of(const char *name, const void *data, size_t len)
{
	int	fd = memfd_new(name), saved;

	if (fd == -1)
		return (-1);
	if (io_write(fd, data, len) == -1 ||
	    fcntl(fd, F_ADD_SEALS, SEALS) == -1) {
		saved = errno;
		close(fd);
		errno = saved;
		return (-1);
	}
	return (fd);
}

int
memfd_of_buf(const char *name, struct buf *b)
{
	int	fd = -1;

	if (b->failed)
		errno = ENOMEM;
	else
		fd = memfd_of(name, b->data, b->len);
	buf_clear(b);
	return (fd);
}

int
memfd_seal(int fd, uint64_t size, uint64_t max)
{
	struct stat	st;
	int		seals;

	/* Also refuses (EINVAL, EBUSY) what is no memfd or still mapped. */
	if (fcntl(fd, F_ADD_SEALS, SEALS) == -1 && errno != EPERM)
		return (-1);
	seals = fcntl(fd, F_GET_SEALS);
	if (seals == -1 || (seals & SEALS) != SEALS || fstat(fd, &st) == -1 ||
	    (uint64_t)st.st_size != size || size > max) {
		errno = EBADMSG;
		return (-1);
	}
	return (0);
}

const void *
memfd_map(int fd, size_t size)
{
	void	*p;

	if (size == 0)
		return ("");
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	return (p == MAP_FAILED ? NULL : p);
}

void
memfd_unmap(const void *p, size_t size)
{
	if (p != NULL && size != 0)
		munmap((void *)(uintptr_t)p, size);
}
