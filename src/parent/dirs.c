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

/* The directory path is in; the caller's to free. */
static char *
parent_of(const char *path)
{
	char	*dir = xstrdup(path);
	char	*slash = strrchr(dir, '/');

	if (slash == NULL) {
		free(dir);
		return (xstrdup("."));
	}
	slash[slash == dir ? 1 : 0] = '\0';
	return (dir);
}

static mode_t
mode_in(const char *dir, mode_t mode)
{
	struct stat	st;

	return (stat(dir, &st) == 0 && st.st_mode & S_ISGID ? mode :
	    mode & 0700);
}

/* The parent may be one that we can search but not read: then no sync. */
static int
sync_parent(const char *dir)
{
	return (dirs_sync(dir) == -1 && errno != EACCES ? -1 : 0);
}

/* Whatever mkdir says, a directory that is there will do. */
static int
make_one(const char *path, mode_t mode)
{
	struct stat	 st;
	char		*dir = parent_of(path);
	int		 rv = -1, saved;

	if (mkdir(path, mode_in(dir, mode)) == 0)
		rv = sync_parent(dir);
	else {
		saved = errno;
		if (stat(path, &st) == -1)
			errno = saved;
		else if (!S_ISDIR(st.st_mode))
			errno = ENOTDIR;
		else
			rv = 0;
	}
	saved = errno;
	free(dir);
	errno = saved;
	return (rv);
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
