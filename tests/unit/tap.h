#ifndef TESTS_TAP_H
#define TESTS_TAP_H

/*
 * TAP for unit tests: is()/ok() count and print, tap_done() ends main.
 * A failing check says file, line, what it got and what was wanted.
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int	tap_count, tap_failed;

static inline int
tap_result(int good, const char *name, const char *file, int line)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, name);
	if (!good) {
		tap_failed++;
		printf("#   at %s:%d\n", file, line);
	}
	fflush(stdout);
	return (good);
}

static inline int
tap_string(const char *got, const char *want, const char *name,
    const char *file, int line)
{
	int	good = got == want ||
		    (got != NULL && want != NULL && strcmp(got, want) == 0);

	tap_result(good, name, file, line);
	if (!good)
		printf("#    got: %s\n#   want: %s\n",
		    got != NULL ? got : "(null)", want != NULL ? want : "(null)");
	return (good);
}

static inline int
tap_number(intmax_t got, intmax_t want, const char *name, const char *file,
    int line)
{
	tap_result(got == want, name, file, line);
	if (got != want)
		printf("#    got: %jd\n#   want: %jd\n", got, want);
	return (got == want);
}

#define ok(cond, name)	tap_result((cond) != 0, name, __FILE__, __LINE__)
#define is(got, want, name)						\
	tap_string(got, want, name, __FILE__, __LINE__)
#define is_num(got, want, name)						\
	tap_number((intmax_t)(got), (intmax_t)(want), name, __FILE__, __LINE__)

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return (tap_failed != 0);
}

#endif
