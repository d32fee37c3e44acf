#ifndef TESTS_TREE_H
#define TESTS_TREE_H

/* Directories for tests that write files: made afresh, removed at the end. */

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline char *
tree_new(const char *where)
{
	char	*path = NULL;

	if (asprintf(&path, "%s/newsieve-test-XXXXXX", where) == -1 ||
	    mkdtemp(path) == NULL) {
		printf("Bail out! no directory in %s: %s\n", where,
		    strerror(errno));
		exit(1);
	}
	return (path);
}

/* In memory where that is possible: nobody waits for a disk. */
static inline char *
tree_new_fast(void)
{
	return (tree_new(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"));
}

static inline int
tree_remove_one(const char *path, const struct stat *st, int flag,
    struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return (remove(path));
}

static inline void
tree_remove(const char *path)
{
	nftw(path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* How many files are in dir/sub; 0 for a missing one. */
static inline int
tree_count(const char *dir, const char *sub)
{
	char		*path;
	DIR		*d;
	struct dirent	*e;
	int		 n = 0;

	if (asprintf(&path, "%s/%s", dir, sub) == -1)
		return (-1);
	if ((d = opendir(path)) != NULL) {
		while ((e = readdir(d)) != NULL)
			n += e->d_name[0] != '.';
		closedir(d);
	}
	free(path);
	return (n);
}

/* How many files are there whose names end so. */
static inline int
tree_has(const char *dir, const char *sub, const char *end)
{
	char		*path;
	size_t		 len;
	DIR		*d;
	struct dirent	*e;
	int		 n = 0;

	if (asprintf(&path, "%s/%s", dir, sub) == -1)
		return (-1);
	if ((d = opendir(path)) != NULL) {
		while ((e = readdir(d)) != NULL)
			n += (len = strlen(e->d_name)) > strlen(end) &&
			    strcmp(e->d_name + len - strlen(end), end) == 0;
		closedir(d);
	}
	free(path);
	return (n);
}

#endif
