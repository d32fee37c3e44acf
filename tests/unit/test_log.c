/* base/log: one clean line, whole characters. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "tap.h"

static char	line[8192];

/* What standard error gets. */
static const char *
logged(const char *feed, const char *text)
{
	FILE	*f = tmpfile();
	int	 old = dup(STDERR_FILENO);
	size_t	 len;

	if (f == NULL || old == -1 || dup2(fileno(f), STDERR_FILENO) == -1)
		exit(1);
	log_feed(LOG_WARNING, feed, "%s", text);
	dup2(old, STDERR_FILENO);
	close(old);
	rewind(f);
	len = fread(line, 1, sizeof(line) - 1, f);
	line[len] = '\0';
	fclose(f);
	return (line);
}

/* n times "é" behind pad of one byte each. */
static const char *
accents(size_t pad, size_t n)
{
	static char	s[8000];

	memset(s, 'x', pad);
	for (size_t i = 0; i < n; i++)
		memcpy(s + pad + 2 * i, "\u00e9", 2);
	s[pad + 2 * n] = '\0';
	return (s);
}

static void
is_whole(const char *got, const char *name)
{
	is_num((long)utf8_valid(got, strlen(got)), (long)strlen(got), name);
	ok(strchr(got, '\n') == got + strlen(got) - 1, "one line");
}

int
main(void)
{
	char	want[300];

	unsetenv("JOURNAL_STREAM");
	log_open("test", LOG_INFO);
	is(logged("A\nB", "c\td\x1b\xc2\x9b"), "test: A B: c d   \n",
	    "no controls");
	snprintf(want, sizeof(want), "test: %s: x\n", accents(0, 128));
	is(logged(accents(0, 128), "x"), want, "the longest name");
	for (size_t pad = 0; pad < 2; pad++) {
		is_whole(logged(accents(pad, 200), "x"), "a URL for a name");
		is_whole(logged("x", accents(pad, 2000)), "a long text");
	}
	return (tap_done());
}
