/*
 * What feed_parse makes of a file, as jsonfeed_write shows it: for the golden
 * tests, which then need nothing but the feed library.
 *
 *	parse_feed [--base URL] [--content-type TYPE] [--limit NAME=N] FILE
 *
 * Exits 1 with the cause on stderr for what is no feed.  --cap BYTES is the
 * arena's, --quiet writes no document but how many stories there were.
 */

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"

#define ARENA_CAP	(512u * 1024 * 1024)

static const struct option options[] = {
	{ "base", required_argument, NULL, 'b' },
	{ "cap", required_argument, NULL, 'c' },
	{ "content-type", required_argument, NULL, 't' },
	{ "limit", required_argument, NULL, 'l' },
	{ "quiet", no_argument, NULL, 'q' },
	{ NULL, 0, NULL, 0 }
};

static void
read_file(const char *path, struct buf *b)
{
	char	 chunk[65536];
	FILE	*f = fopen(path, "rb");
	size_t	 n;

	if (f == NULL)
		err(2, "%s", path);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(b, chunk, n);
	fclose(f);
	if (b->failed)
		errx(2, "%s: too large", path);
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
	jsonfeed_write(f, a, &b);
	if (b.failed || arena_failed(a))
		errx(2, "out of memory");
	fwrite(b.data, 1, b.len, stdout);
	buf_clear(&b);
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
	struct buf		 data;
	char			*cause = NULL;
	size_t			 cap = ARENA_CAP;
	int			 ch, quiet = 0;

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
		default:
			return (2);
		}
	}
	if (argc - optind != 1)
		errx(2, "which file?");
	charset_init();
	buf_init(&data, SIZE_MAX / 2);
	read_file(argv[optind], &data);
	in.data = buf_string(&data);
	in.len = data.len;
	a = arena_new(cap);
	if (feed_parse(&in, a, &f, &cause) == -1)
		fprintf(stderr, "%s\n", cause);
	else
		print_feed(f, a, quiet);
	arena_free(a);
	buf_clear(&data);
	ch = cause != NULL;
	free(cause);
	return (ch);
}
