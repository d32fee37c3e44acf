/*
 * What feed_parse makes of a file, as jsonfeed_write shows it: for the golden
 * tests, which then need nothing but the feed library.
 *
 *	parse_feed [--base URL] [--content-type TYPE] [--limit NAME=N] FILE
 *
 * Exits 1 with the cause on stderr for what is no feed.  --cap BYTES is the
 * arena's, --quiet writes no document but how many stories there were, --usage
 * what it took: seconds of processor time and kB of memory.
 */

#include <sys/mman.h>
#include <sys/stat.h>

#include <err.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "../unit/sanitized.h"

#define ARENA_CAP	(512u * 1024 * 1024)

static const struct option options[] = {
	{ "base", required_argument, NULL, 'b' },
	{ "cap", required_argument, NULL, 'c' },
	{ "content-type", required_argument, NULL, 't' },
	{ "limit", required_argument, NULL, 'l' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "usage", no_argument, NULL, 'u' },
	{ NULL, 0, NULL, 0 }
};

/* As the daemon's worker has it: the pages of a file, none of them copied. */
static void
map_file(const char *path, struct feed_input *in)
{
	struct stat	st;
	void		*p;
	int		 fd = open(path, O_RDONLY);

	if (fd == -1 || fstat(fd, &st) == -1)
		err(2, "%s", path);
	in->len = (size_t)st.st_size;
	in->data = "";
	if (in->len > 0) {
		p = mmap(NULL, in->len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			err(2, "%s", path);
		in->data = p;
	}
	close(fd);
}

static void
print(struct buf *b)
{
	fwrite(buf_string(b), 1, b->len, stdout);
	buf_reset(b);
}

static void
print_feed(const struct feed *f, struct arena *a, int quiet)
{
	struct buf	b;

	if (quiet) {
		printf("%zu stories%s%s", f->nstories,
		    f->truncated ? " truncated" : "", f->bozo ? " bozo" : "");
		for (enum feed_limit i = 0; i < LIMITS; i++)
			if (f->met & 1u << i)
				printf(" %s", feed_limit_name(i));
		printf("\n");
		return;
	}
	buf_init(&b, SIZE_MAX / 2);
	jsonfeed_write(f, a, &b, print);
	if (b.failed || arena_failed(a))
		warnx("too large to be printed");
	else
		print(&b);
	buf_clear(&b);
}


/*
 * getrusage(2)'s peak is that of whoever started us, too.  A sanitizer's own
 * memory tells nothing.
 */
static void
print_usage(void)
{
	char	 line[128];
	FILE	*f = fopen("/proc/self/status", "r");
	long	 peak = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0 && !sanitized)
			peak = strtol(line + 6, NULL, 10);
	if (f != NULL)
		fclose(f);
	printf("%.3f %ld\n", (double)clock() / CLOCKS_PER_SEC, peak);
}

/* NAME=N */
static void
set_limit(struct feed_limits *limits, const char *s)
{
	size_t	n = strcspn(s, "=");

	for (enum feed_limit i = 0; i < LIMITS; i++)
		if (strlen(feed_limit_name(i)) == n &&
		    strncmp(feed_limit_name(i), s, n) == 0) {
			limits->max[i] = strtoul(s + n + 1, NULL, 10);
			return;
		}
	errx(2, "%s: no such limit", s);
}

int
main(int argc, char **argv)
{
	struct feed_limits	 limits = feed_limits_default;
	struct feed_input	 in = { .limits = &limits };
	struct arena		*a;
	struct feed		*f;
	char			*cause = NULL;
	size_t			 cap = ARENA_CAP;
	int			 ch, quiet = 0, usage = 0;

	while ((ch = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (ch) {
		case 'b':
			in.url = optarg;
			break;
		case 'c':
			cap = strtoul(optarg, NULL, 10);
			break;
		case 't':
			in.content_type = optarg;
			break;
		case 'l':
			set_limit(&limits, optarg);
			break;
		case 'q':
			quiet = 1;
			break;
		case 'u':
			usage = 1;
			break;
		default:
			return (2);
		}
	}
	if (argc - optind != 1)
		errx(2, "which file?");
	charset_init();
	map_file(argv[optind], &in);
	a = arena_new(cap);
	if (feed_parse(&in, a, &f, &cause) == -1)
		fprintf(stderr, "%s\n", cause);
	else
		print_feed(f, a, quiet);
	if (usage)
		print_usage();
	arena_free(a);
	ch = cause != NULL;
	free(cause);
	return (ch);
}
