#ifndef PARENT_DIRS_H
#define PARENT_DIRS_H

/* Directories that outlive a power cut.  0, or -1 and errno. */

#include <sys/types.h>

/*
 * Makes path and what is missing above it, each synced into its parent.  The
 * group gets its bits of mode only below a set-group-ID directory, which is
 * how an administrator shares one.
 */
int	dirs_make(const char *path, mode_t);

/* fsync of a directory: the names in it are safe afterwards. */
int	dirs_sync(const char *path);

/* fsync that isn't put off by a signal. */
int	dirs_fsync(int fd);

#endif
