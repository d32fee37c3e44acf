#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"

#define FAULTS_MAX	8

struct fault {
	enum fault_call	 call;
	const char	*part;
	int		 skip, times, error;
};

static const char *const	names[FAULT_CALLS] = { "open", "write",
	"fsync", "truncate", "link", "rename", "unlink", "mkdir" };

static const char	*root;
static struct fault	 faults[FAULTS_MAX];
static size_t		 nfaults, short_write;
static long		 kill_at;
static int		 kill_torn;
static struct buf	*trace;

/*
 * The C library's names, taken by asm labels: its headers redirect some of
 * them for large files.  The program's own come before any library's.
 */
int	hook_open(const char *, int, ...) __asm__("open");
int	hook_open64(const char *, int, ...) __asm__("open64");
ssize_t	hook_write(int, const void *, size_t) __asm__("write");
ssize_t	hook_pwrite64(int, const void *, size_t, off_t) __asm__("pwrite64");
int	hook_fsync(int) __asm__("fsync");
int	hook_fdatasync(int) __asm__("fdatasync");
int	hook_ftruncate64(int, off_t) __asm__("ftruncate64");
int	hook_link(const char *, const char *) __asm__("link");
int	hook_rename(const char *, const char *) __asm__("rename");
int	hook_renameat2(int, const char *, int, const char *, unsigned int)
	    __asm__("renameat2");
int	hook_unlink(const char *) __asm__("unlink");
int	hook_mkdir(const char *, mode_t) __asm__("mkdir");

void
faults_start(const char *dir)
{
	root = dir;
	nfaults = short_write = 0;
	kill_at = 0;
	trace = NULL;
}

void
faults_fail(enum fault_call call, const char *part, int skip, int times,
    int error)
{
	if (nfaults < FAULTS_MAX)
		faults[nfaults++] = (struct fault){ call, part, skip, times,
		    error };
}

void
faults_short(size_t max)
{
	short_write = max;
}

void
faults_kill(long nth, int torn)
{
	kill_at = nth;
	kill_torn = torn;
}

void
faults_trace(struct buf *b)
{
	trace = b;
}

static int
matches(struct fault *f, enum fault_call call, const char *path)
{
	if (f->call != call || strstr(path, f->part) == NULL)
		return (0);
	if (f->skip > 0) {
		f->skip--;
		return (0);
	}
	if (f->times == 0)
		return (0);
	f->times--;
	return (1);
}

static void
die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* 0 to go on, 1 to do half and die, or -1 and errno. */
static int
step(enum fault_call call, const char *path)
{
	size_t	len;

	if (root == NULL || strncmp(path, root, len = strlen(root)) != 0)
		return (0);
	if (kill_at != 0 && --kill_at == 0) {
		if (kill_torn && call == FAULT_WRITE)
			return (1);
		die();
	}
	if (trace != NULL)
		buf_printf(trace, "%s %s\n", names[call], path[len] == '/' ?
		    path + len + 1 : path);
	for (size_t i = 0; i < nfaults; i++)
		if (matches(&faults[i], call, path)) {
			errno = faults[i].error;
			return (-1);
		}
	return (0);
}

static int
step_fd(enum fault_call call, int fd)
{
	char	link[64], path[PATH_MAX];
	ssize_t	n;

	if (root == NULL)
		return (0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if ((n = readlink(link, path, sizeof(path) - 1)) == -1)
		return (0);
	path[n] = '\0';
	return (step(call, path));
}

static int
do_open(const char *path, int flags, mode_t mode)
{
	if ((flags & O_CREAT) != 0 && step(FAULT_OPEN, path) == -1)
		return (-1);
	return ((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int
hook_open(const char *path, int flags, ...)
{
	va_list	ap;
	mode_t	mode = 0;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return (do_open(path, flags, mode));
}

int
hook_open64(const char *path, int flags, ...)
{
	va_list	ap;
	mode_t	mode = 0;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return (do_open(path, flags | O_LARGEFILE, mode));
}

ssize_t
hook_write(int fd, const void *data, size_t len)
{
	int	rv = fd > STDERR_FILENO ? step_fd(FAULT_WRITE, fd) : 0;

	if (rv == -1)
		return (-1);
	if (rv == 1) {
		syscall(SYS_write, fd, data, len / 2);
		die();
	}
	if (short_write != 0 && len > short_write && fd > STDERR_FILENO)
		len = short_write;
	return (syscall(SYS_write, fd, data, len));
}

ssize_t
hook_pwrite64(int fd, const void *data, size_t len, off_t at)
{
	int	rv = step_fd(FAULT_WRITE, fd);

	if (rv == -1)
		return (-1);
	if (rv == 1) {
		syscall(SYS_pwrite64, fd, data, len / 2, at);
		die();
	}
	return (syscall(SYS_pwrite64, fd, data, len, at));
}

int
hook_fsync(int fd)
{
	if (step_fd(FAULT_FSYNC, fd) == -1)
		return (-1);
	return ((int)syscall(SYS_fsync, fd));
}

int
hook_fdatasync(int fd)
{
	if (step_fd(FAULT_FSYNC, fd) == -1)
		return (-1);
	return ((int)syscall(SYS_fdatasync, fd));
}

int
hook_ftruncate64(int fd, off_t size)
{
	if (step_fd(FAULT_TRUNCATE, fd) == -1)
		return (-1);
	return ((int)syscall(SYS_ftruncate, fd, size));
}

int
hook_link(const char *from, const char *to)
{
	if (step(FAULT_LINK, to) == -1)
		return (-1);
	return ((int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
hook_rename(const char *from, const char *to)
{
	if (step(FAULT_RENAME, to) == -1)
		return (-1);
	return ((int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
hook_renameat2(int fromdir, const char *from, int todir, const char *to,
    unsigned int flags)
{
	if (step(FAULT_RENAME, to) == -1)
		return (-1);
	return ((int)syscall(SYS_renameat2, fromdir, from, todir, to, flags));
}

int
hook_unlink(const char *path)
{
	if (step(FAULT_UNLINK, path) == -1)
		return (-1);
	return ((int)syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int
hook_mkdir(const char *path, mode_t mode)
{
	if (step(FAULT_MKDIR, path) == -1)
		return (-1);
	return ((int)syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}
