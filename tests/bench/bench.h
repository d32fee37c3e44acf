#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

/* What the benchmarks share: numbers from a fixed seed, and processor time. */

#include <stdint.h>
#include <time.h>

static uint64_t	seed = 88172645463325252ULL;

static uint32_t
random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((uint32_t)(seed >> 33) % n);
}

static double
now(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

#endif
