#include <sys/stat.h>
#include <sys/time.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/io.h"
#include "base/order.h"
#include "base/xmalloc.h"
#include "parent/dirs.h"
#include "parent/maildir.h"

#define SPOOL_SUFFIX	".json"
#define BASE_CHARS	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
			"0123456789._-"

static int
fail(char **cause, const char *path, const char *what)
{
	return (cause_set(cause, "maildir %s: %s: %s", path, what,
	    strerror(errno)));
}

int
maildir_make(const char *path, char **cause)
{
	static const char *const	subs[] = { "tmp", "new", "cur" };
	char				*dir;
	int				 rv = dirs_make(path, 0770);

	for (size_t i = 0; rv == 0 && i < sizeof(subs) / sizeof(*subs); i++) {
		dir = xasprintf("%s/%s", path, subs[i]);
		rv = dirs_make(dir, 0770);
		free(dir);
	}
	return (rv == 0 ? 0 : fail(cause, path, "can't be made"));
}

/* The host's name as far as it may stand in a file name. */
static const char *
host_name(void)
{
	static char	host[HOST_NAME_MAX + 1];
	size_t		n;

	if (host[0] != '\0')
		return (host);
	if (gethostname(host, sizeof(host) - 1) == -1 || host[0] == '\0')
		snprintf(host, sizeof(host), "localhost");
	while (host[n = strspn(host, BASE_CHARS)] != '\0')
		host[n] = '-';
	return (host);
}

char *
maildir_base(const char *tag, uint64_t number)
{
	static unsigned int	 count;
	struct timeval		 tv;

	gettimeofday(&tv, NULL);
	return (xasprintf("%lld.M%06ldP%ldQ%u_%s_%" PRIu64 ".%s",
	    (long long)tv.tv_sec, (long)tv.tv_usec, (long)getpid(), count++,
	    tag, number, host_name()));
}

char *
maildir_spool_base(const char *tag, uint64_t number)
{
	char	*base = maildir_base(tag, number);
	char	*json = xasprintf("%s" SPOOL_SUFFIX, base);

	free(base);
	return (json);
}

int
maildir_is_spooled(const char *name)
{
	size_t	len = strlen(name), suffix = strlen(SPOOL_SUFFIX);

	return (len > suffix && strcmp(name + len - suffix,
	    SPOOL_SUFFIX) == 0);
}

/* What follows "_tag" in a name, or NULL. */
static const char *
after_tag(const char *name, const char *tag)
{
	size_t	len = strlen(tag);

	for (; (name = strchr(name, '_')) != NULL; name++)
		if (strncmp(name + 1, tag, len) == 0 &&
		    (name[len + 1] == '_' || name[len + 1] == '.'))
			return (name + len + 1);
	return (NULL);
}

uint64_t
maildir_number(const char *name, const char *tag)
{
	const char	*p = after_tag(name, tag);
	char		*end;
	uint64_t	 number;

	if (p == NULL || *p != '_' || p[1] < '0' || p[1] > '9')
		return (0);
	errno = 0;
	number = strtoull(p + 1, &end, 10);
	return (errno == 0 && *end == '.' && number <= INT64_MAX ? number : 0);
}

size_t
maildir_base_length(const char *name)
{
	return (strspn(name, BASE_CHARS));
}

/* Group and others may do with a mail what they may do with its directory. */
static int
share(int fd, const char *path)
{
	char		*tmp = xasprintf("%s/tmp", path);
	struct stat	 st;
	int		 rv = stat(tmp, &st);

	free(tmp);
	if (rv == 0 && (st.st_mode & 066) != 0)
		rv = fchmod(fd, 0600 | (st.st_mode & 066));
	return (rv);
}

static int
open_new(const char *file)
{
	int	fd;

	do
		fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		    O_NOFOLLOW, 0600);
	while (fd == -1 && errno == EINTR);
	return (fd);
}

int
maildir_stage(const char *path, const char *base, const void *data, size_t len,
    int *fd, char **cause)
{
	char	*file = xasprintf("%s/tmp/%s", path, base);

	*fd = open_new(file);
	if (*fd == -1 && errno == ENOENT) {
		if (maildir_make(path, cause) == -1) {
			free(file);
			return (-1);
		}
		*fd = open_new(file);
	}
	if (*fd == -1) {
		fail(cause, path, "tmp can't take a mail");
		free(file);
		return (-1);
	}
	if (share(*fd, path) == -1 || io_write(*fd, data, len) == -1) {
		fail(cause, path, "a mail can't be written");
		close(*fd);
		unlink(file);
		free(file);
		return (-1);
	}
	/* A hint only: maildir_sync_mail is told what went wrong. */
	sync_file_range(*fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	free(file);
	return (0);
}

int
maildir_sync_mail(const char *path, const char *base, int fd, char **cause)
{
	int	rv = dirs_fsync(fd);

	if (rv == -1)
		fail(cause, path, "a mail can't be synced");
	close(fd);
	if (rv == -1)
		maildir_unstage(path, base, NULL);
	return (rv);
}

static int
sync_sub(const char *path, const char *sub, char **cause)
{
	char	*dir = xasprintf("%s/%s", path, sub);
	int	 rv = dirs_sync(dir);

	free(dir);
	return (rv == 0 ? 0 : fail(cause, path, "can't be synced"));
}

int
maildir_sync_tmp(const char *path, char **cause)
{
	return (sync_sub(path, "tmp", cause));
}

int
maildir_sync_cur(const char *path, char **cause)
{
	return (sync_sub(path, "cur", cause));
}

int
maildir_sync_new(const char *path, char **cause)
{
	return (sync_sub(path, "new", cause));
}

static int
same_file(const char *a, const char *b)
{
	struct stat	sa, sb;

	return (lstat(a, &sa) == 0 && lstat(b, &sb) == 0 &&
	    sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino);
}

/* Nobody else makes a base: where NOREPLACE isn't known nothing is hit. */
static int
rename_new(const char *from, const char *to)
{
	int	rv;

	do
		rv = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
	while (rv == -1 && errno == EINTR);
	if (rv == -1 && (errno == EINVAL || errno == ENOSYS))
		rv = rename(from, to);
	return (rv);
}

/*
 * A link that was interrupted, or whose answer a server lost, may have been
 * made: then there is nothing to do.
 */
static int
link_or_rename(const char *from, const char *to)
{
	int	rv;

	if (maildir_is_spooled(to))
		return (rename_new(from, to));
	do
		rv = link(from, to);
	while (rv == -1 && errno == EINTR);
	if (rv == -1 && errno == EEXIST) {
		rv = same_file(from, to) ? 0 : -1;
		errno = EEXIST;
	}
	if (rv == 0 || (errno != EPERM && errno != EOPNOTSUPP &&
	    errno != ENOSYS))
		return (rv);
	return (rename_new(from, to));
}

int
maildir_link_as(const char *path, const char *base, const char *sub,
    const char *name, char **cause)
{
	char	*from = xasprintf("%s/tmp/%s", path, base);
	char	*to = xasprintf("%s/%s/%s", path, sub, name);
	int	 rv = link_or_rename(from, to);

	if (rv == -1 && errno == ENOENT && access(from, F_OK) == 0 &&
	    maildir_make(path, NULL) == 0)
		rv = link_or_rename(from, to);
	if (rv == -1)
		fail(cause, path, "new can't take a mail");
	free(from);
	free(to);
	return (rv);
}

int
maildir_link(const char *path, const char *base, char **cause)
{
	return (maildir_link_as(path, base, "new", base, cause));
}

int
maildir_unstage(const char *path, const char *base, char **cause)
{
	char	*file = xasprintf("%s/tmp/%s", path, base);
	int	 rv = unlink(file);

	free(file);
	if (rv == -1 && errno != ENOENT)
		return (fail(cause, path, "tmp can't be emptied"));
	return (0);
}

/* The place of name in bases, or -1. */
static ssize_t
find_base(const char *name, const char *const *bases, size_t n)
{
	const char *const	*p;

	if (n == 0)
		return (-1);
	p = bsearch(&name, bases, n, sizeof(*bases), order_string);
	return (p == NULL ? -1 : p - bases);
}

int
maildir_names(const char *path, const char *sub,
    void (*each)(const char *name, void *), void *arg)
{
	char		*dir = xasprintf("%s/%s", path, sub);
	DIR		*d = opendir(dir);
	struct dirent	*e;
	int		 saved;

	free(dir);
	if (d == NULL)
		return (errno == ENOENT ? 0 : -1);
	while ((errno = 0, e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			each(e->d_name, arg);
	saved = errno;
	closedir(d);
	errno = saved;
	return (saved == 0 ? 0 : -1);
}

struct search {
	const char *const	*bases;
	size_t			 n;
	enum maildir_where	*where;
};

/* A reader adds flags (":2,S") or sizes (",S=1234") to a base. */
static void
search_name(const char *name, void *arg)
{
	struct search	*s = arg;
	char		*base = xstrndup(name, maildir_base_length(name));
	ssize_t		 at = find_base(base, s->bases, s->n);

	if (at != -1)
		s->where[at] = MAILDIR_DELIVERED;
	free(base);
}

/* What tmp/ says, which is all when every mail has its second link. */
static int
look_staged(const char *path, const char *base, enum maildir_where *where)
{
	char		*file = xasprintf("%s/tmp/%s", path, base);
	struct stat	 st;
	int		 rv = lstat(file, &st);

	free(file);
	if (rv == -1 && errno != ENOENT)
		return (-1);
	if (rv == -1)
		*where = MAILDIR_NOWHERE;
	else
		*where = st.st_nlink > 1 ? MAILDIR_DELIVERED : MAILDIR_STAGED;
	return (0);
}

int
maildir_where(const char *path, const char *const *bases, size_t n,
    enum maildir_where *where, char **cause)
{
	struct search	s = { bases, n, where };
	size_t		open_questions = 0;

	for (size_t i = 0; i < n; i++) {
		if (look_staged(path, bases[i], &where[i]) == -1)
			return (fail(cause, path, "tmp can't be read"));
		open_questions += where[i] != MAILDIR_DELIVERED;
	}
	/* A mail goes from new/ to cur/, so in this order none slips by. */
	if (open_questions != 0 && (maildir_names(path, "new", search_name,
	    &s) == -1 || maildir_names(path, "cur", search_name, &s) == -1))
		return (fail(cause, path, "can't be read"));
	return (0);
}

struct sweep {
	const char		*path;
	const char		*tag;
	const char *const	*bases;
	size_t			 n;
	int			 failed;
};

static void
sweep_name(const char *name, void *arg)
{
	struct sweep	*s = arg;
	char		*base = xstrndup(name, maildir_base_length(name));

	if (after_tag(name, s->tag) != NULL &&
	    find_base(base, s->bases, s->n) == -1 &&
	    maildir_unstage(s->path, name, NULL) == -1)
		s->failed = errno;
	free(base);
}

int
maildir_sweep(const char *path, const char *tag, const char *const *bases,
    size_t n, char **cause)
{
	struct sweep	s = { path, tag, bases, n, 0 };
	int		rv = maildir_names(path, "tmp", sweep_name, &s);

	if (rv == -1)
		return (fail(cause, path, "tmp can't be read"));
	errno = s.failed;
	return (s.failed == 0 ? 0 : fail(cause, path, "tmp can't be emptied"));
}
