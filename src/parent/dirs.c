#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "parent/dirs.h"

int
dirs_fsync(int fd)
{
	int	rv;

	do
		rv = fsync(fd);
	while (rv == -1 && errno == EINTR);
	return (rv);
}

int
dirs_sync(const char *path)
{
	int	fd, rv, saved;

	do
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd == -1 && errno == EINTR);
	if (fd == -1)
		return (-1);
	/* Some file systems can't sync a directory and needn't. */
	if ((rv = dirs_fsync(fd)) == -1 && errno == EINVAL)
		rv = 0;
	saved = errno;
	close(fd);
	errno = saved;
	return (rv);
}

/* The parent may be one that we can search but not read: then no sync. */
static int
sync_parent(const char *path)
{
	char		*dir = xstrdup(path);
	char		*slash = strrchr(dir, '/');
	int		 rv;

	if (slash == NULL)
		rv = dirs_sync(".");
	else {
		slash[slash == dir ? 1 : 0] = '\0';
		rv = dirs_sync(dir);
	}
	free(dir);
	return (rv == -1 && errno == EACCES ? 0 : rv);
}

/* Whatever mkdir says, a directory that is there will do. */
static int
make_one(const char *path, mode_t mode)
{
	struct stat	st;
	int		saved;

	if (mkdir(path, mode) == 0)
		return (sync_parent(path));
	saved = errno;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return (0);
		saved = ENOTDIR;
	}
	errno = saved;
	return (-1);
}

int
dirs_make(const char *path, mode_t mode)
{
	char	*dir = xstrdup(path), *p;
	size_t	 len = strlen(dir);
	int	 rv = 0, saved;

	while (len > 1 && dir[len - 1] == '/')
		dir[--len] = '\0';
	for (p = dir + 1; rv == 0 && (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		rv = make_one(dir, mode);
		*p = '/';
	}
	if (rv == 0)
		rv = make_one(dir, mode);
	saved = errno;
	free(dir);
	errno = saved;
	return (rv);
}
