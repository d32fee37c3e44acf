#ifndef TESTS_FILL_H
#define TESTS_FILL_H

/* What fills a state: stories as those of feeds, without their texts. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/keys.h"
#include "base/sketch.h"
#include "../unit/prose.h"

static inline double
now_us(clockid_t clock)
{
	struct timespec	ts;

	clock_gettime(clock, &ts);
	return ((double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3);
}

static inline void
die(const char *what)
{
	fprintf(stderr, "%s\n", what != NULL ? what : "failed");
	exit(1);
}

static inline int
fill_by_value(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

static inline double
fill_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), fill_by_value);
	return (v[n / 2]);
}

/* Runs as those of a text of its own. */
static inline void
fill_sketch(uint64_t *seed, struct sketch *k)
{
	memset(k, 0, sizeof(*k));
	k->limit = SKETCH_ALL / 2;
	for (uint32_t run = 0; k->nruns < SKETCH_RUNS; k->nruns++) {
		run += 1 + prose_below(seed,
		    2 * (k->limit / SKETCH_RUNS) - 2);
		if (run >= k->limit)
			break;
		k->runs[k->nruns] = run;
	}
	k->nkept = SKETCH_KEPT;
	for (k->nkeys = 0; k->nkeys < SKETCH_KEYS; k->nkeys++)
		k->keys[k->nkeys] = (uint64_t)prose_below(seed, 1u << 31) <<
		    31 | prose_below(seed, 1u << 31);
}

/* All keys there are, that no other number has. */
static inline void
fill_keys(uint64_t number, int64_t date, struct keys *k)
{
	digest_bytes(&number, sizeof(number), &k->guid);
	k->link = k->path = k->title = k->text = k->guid;
	k->link.b[0]++;
	k->path.b[0] += 2;
	k->title.b[0] += 3;
	k->text.b[0] += 4;
	k->date = date;
}

/* As what zlib makes of a text: nothing packs it any more. */
static inline void
fill_bytes(uint64_t *seed, void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((unsigned char *)p)[i] = (unsigned char)prose_below(seed, 256);
}

/* Reading a file that nobody writes to now waits for the disk again. */
static inline void
fill_forget_pages(const char *path)
{
	int	fd = open(path, O_RDONLY);

	if (fd == -1)
		return;
	fdatasync(fd);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	close(fd);
}

#endif
