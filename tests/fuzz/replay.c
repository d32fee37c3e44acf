/*
 * Stands in for libFuzzer in make check: runs a fuzz target over its corpus,
 * one file each and cut short at several places, and prints TAP.  The corpus
 * is the directory of the program's name without "fuzz_", or what is given
 * as arguments (files or directories).
 */

#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS	20		/* for one file, also under sanitizers */
#define CUTS	16

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static int	count;

static unsigned char *
load(const char *path, size_t size)
{
	FILE		*f;
	unsigned char	*data;

	if ((f = fopen(path, "rb")) == NULL)
		err(1, "%s", path);
	if ((data = malloc(size + 1)) == NULL)
		err(1, NULL);
	if (fread(data, 1, size, f) != size)
		errx(1, "%s: short read", path);
	fclose(f);
	return (data);
}

/* Copied to its own length, so that a read past the end is seen. */
static void
run_cut(const unsigned char *data, size_t len)
{
	unsigned char	*copy;

	if ((copy = malloc(len != 0 ? len : 1)) == NULL)
		err(1, NULL);
	memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void
run_file(const char *path, size_t size)
{
	unsigned char	*data = load(path, size);

	alarm(SECONDS);
	for (size_t i = 0; i < CUTS; i++)
		run_cut(data, size * i / CUTS);
	run_cut(data, size);
	alarm(0);
	free(data);
	printf("ok %d - %s\n", ++count, path);
	fflush(stdout);
}

static void
run_path(const char *path)
{
	struct dirent	**list;
	struct stat	  st;
	char		  file[PATH_MAX];
	int		  n;

	if (stat(path, &st) == -1)
		err(1, "%s", path);
	if (!S_ISDIR(st.st_mode)) {
		run_file(path, (size_t)st.st_size);
		return;
	}
	if ((n = scandir(path, &list, NULL, alphasort)) == -1)
		err(1, "%s", path);
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.') {
			snprintf(file, sizeof(file), "%s/%s", path,
			    list[i]->d_name);
			run_path(file);
		}
		free(list[i]);
	}
	free(list);
}

int
main(int argc, char *argv[])
{
	const char	*name;
	char		 path[PATH_MAX];

	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			run_path(argv[i]);
	} else {
		name = strrchr(argv[0], '/');
		name = name != NULL ? name + 1 : argv[0];
		if (strncmp(name, "fuzz_", 5) != 0)
			errx(1, "%s: not called fuzz_NAME", name);
		snprintf(path, sizeof(path), "%s/%s", FUZZ_CORPUS, name + 5);
		run_path(path);
	}
	if (count == 0)
		errx(1, "no corpus");
	printf("1..%d\n", count);
	return (0);
}
