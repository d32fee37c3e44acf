#include <sys/stat.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/shingle.h"
#include "fill.h"
#include "parent/state_copy.h"
#include "parent/state_filing.h"
#include "../unit/tree.h"

/*
 * Copies across feeds: bench_copies [STORIES [DIRECTORY]].  What share of
 * them is found and what share of unrelated stories is taken for copies; and
 * what a new story costs in a state that remembers a million, sketches and
 * transactions included.
 */

#define COPIES		1000
#define UNRELATED	3000
#define FEEDS		3000
#define BATCH		20	/* new stories of a poll */
#define FILL		1000
#define MEASURED	5000
#define T0		((int64_t)1800000000)

static struct arena	*arena;
static uint64_t		 seed = 7;
static int64_t		 feeds[FEEDS];	/* ids in the state that is open */

/* The sketch of a text that is alone in its document. */
static int
sketch_of(const struct prose *p, struct sketch *k)
{
	struct shingles	*sh = shingles_new(1);
	struct words	 w;
	struct buf	 b;
	int		 rv;

	buf_init(&b, 1 << 20);
	prose_put(&b, p);
	arena_reset(arena);
	words_split(arena, buf_string(&b), b.len, &w);
	shingles_add(sh, &w);
	shingles_end(sh, 1);
	rv = shingles_sketch(sh, 0, k);
	shingles_free(sh);
	buf_clear(&b);
	return (rv);
}

static int
share_key(const struct sketch *kept, const struct sketch *new)
{
	for (uint32_t i = 0; i < kept->nkept; i++)
		for (uint32_t j = 0; j < new->nkeys; j++)
			if (kept->keys[i] == new->keys[j])
				return (1);
	return (0);
}

static void
write_story(struct prose *p, uint32_t min, uint32_t max)
{
	p->n = 0;
	prose_write(p, &seed, min + prose_below(&seed, max - min));
}

static void
print_found(const char *what, uint32_t min, uint32_t max,
    enum prose_edit edit, uint32_t part)
{
	static struct prose	a, b;
	struct sketch		ka, kb;
	int			found = 0;

	for (int i = 0; i < COPIES; i++) {
		write_story(&a, min, max);
		if (part != 0)
			prose_part(&a, &b, 0, a.n / part > 60 ?
			    a.n / part : 60);
		else
			prose_copy(&a, &b, &seed, edit);
		found += sketch_of(&a, &ka) && sketch_of(&b, &kb) &&
		    share_key(&ka, &kb) && sketch_alike(&ka, &kb);
	}
	printf("%-18s of %4u to %4u words: %5.1f %% found\n", what, min, max,
	    100.0 * found / COPIES);
}

/* A million pairs and more of texts of one vocabulary. */
static void
print_false(void)
{
	static struct prose	 a;
	struct sketch		*k = xcalloc(UNRELATED, sizeof(*k));
	long			 alike = 0, met = 0;

	for (int i = 0; i < UNRELATED; i++) {
		write_story(&a, 60, 900);
		sketch_of(&a, &k[i]);
		for (int j = 0; j < i; j++) {
			met += share_key(&k[j], &k[i]);
			alike += sketch_alike(&k[j], &k[i]);
		}
	}
	printf("%d unrelated stories, %ld pairs: %ld share a key, %ld taken "
	    "for copies\n", UNRELATED, (long)UNRELATED * (UNRELATED - 1) / 2,
	    met, alike);
	free(k);
}

/* What a copy changes per hundred words, and how many are found. */
static void
print_edits(void)
{
	static struct prose	a, b;
	struct sketch		ka, kb;
	int			found;

	for (uint32_t rate = 40; rate >= 5; rate -= rate > 10 ? 5 : 1) {
		found = 0;
		for (int i = 0; i < COPIES; i++) {
			write_story(&a, 300, 900);
			prose_change(&a, &b, &seed, rate);
			found += sketch_of(&a, &ka) && sketch_of(&b, &kb) &&
			    share_key(&ka, &kb) && sketch_alike(&ka, &kb);
		}
		printf("one word of %2u changed: %5.1f %% found\n", rate,
		    100.0 * found / COPIES);
	}
}

/* What the worker pays for each text, copies or not. */
static void
print_making(void)
{
	static struct prose	 p;
	struct shingles		*sh;
	struct sketch		 k;
	struct words		 w;
	struct buf		 b;
	double			 start, split = 0, make = 0;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < COPIES; i++) {
		write_story(&p, 500, 501);
		buf_reset(&b);
		prose_put(&b, &p);
		arena_reset(arena);
		start = now_us(CLOCK_MONOTONIC);
		words_split(arena, buf_string(&b), b.len, &w);
		split += now_us(CLOCK_MONOTONIC) - start;
		sh = shingles_new(1);
		start = now_us(CLOCK_MONOTONIC);
		shingles_add(sh, &w);
		shingles_end(sh, 1);
		shingles_sketch(sh, 0, &k);
		make += now_us(CLOCK_MONOTONIC) - start;
		shingles_free(sh);
	}
	printf("a sketch of 500 words: %.1f us, cutting them %.1f us\n",
	    make / COPIES, split / COPIES);
	buf_clear(&b);
}

static uint64_t
add_story(struct state *st, int64_t feed, int target)
{
	struct keys	k;
	uint64_t	story = 0, number = seed;
	char		base[32], *cause;
	int64_t		filing;

	fill_keys(number, T0, &k);
	snprintf(base, sizeof(base), "%llu", (unsigned long long)number);
	if (state_story_put(st, feed, &k, 1,
	    "0123456789abcdef0123456789abcdef@news.example", T0, &story,
	    &cause) == -1 || (target && (state_filing_intend(st, story,
	    "/box", base, NULL, 0, &filing, &cause) == -1 ||
	    state_filing_mark(st, filing, &cause) == -1)))
		die(cause);
	return (story);
}

static void
find_and_add(struct state *st, int64_t feed, uint64_t story,
    const struct sketch *k)
{
	uint64_t	stories[STATE_COPIES];
	size_t		n;
	char		*id, *cause;

	if (state_copy_find(st, feed, k, stories, &n, &cause) == -1 ||
	    state_copy_first(st, stories, n, "/box", &id, &cause) == -1 ||
	    state_copy_add(st, story, k, &cause) == -1)
		die(cause);
	free(id);
}

static int64_t
feed_of(struct state *st, long number)
{
	struct state_feed	f;
	char			name[32], *cause;
	int64_t			*id = &feeds[number % FEEDS];

	if (*id != 0)
		return (*id);
	snprintf(name, sizeof(name), "feed %ld", number % FEEDS);
	if (state_feed_load(st, name, NULL, &f, &cause) == -1)
		die(cause);
	*id = f.id;
	state_feed_clear(&f);
	return (*id);
}

/* Whole batches, with what copies take or without: microseconds a story. */
static void
run(struct state *st, long stories, long batch, int with, double *wall,
    double *cpu)
{
	struct sketch	k;
	char		*cause;
	double		 w = now_us(CLOCK_MONOTONIC);
	double		 c = now_us(CLOCK_PROCESS_CPUTIME_ID);

	for (long i = 0; i < stories; i++) {
		int64_t	feed = feed_of(st, i / batch);

		if (i % batch == 0 && state_begin(st, &cause) == -1)
			die(cause);
		uint64_t story = add_story(st, feed, 1);
		if (with) {
			fill_sketch(&seed, &k);
			find_and_add(st, feed, story, &k);
		}
		if ((i % batch == batch - 1 || i == stories - 1) &&
		    state_commit(st, &cause) == -1)
			die(cause);
	}
	*wall = (now_us(CLOCK_MONOTONIC) - w) / (double)stories;
	*cpu = (now_us(CLOCK_PROCESS_CPUTIME_ID) - c) / (double)stories;
}

static long
resident_kb(void)
{
	char	line[256];
	long	kb = 0;
	FILE	*f = fopen("/proc/self/status", "r");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	if (f != NULL)
		fclose(f);
	return (kb);
}

static struct state *
open_state(const char *dir)
{
	struct state	*st;
	char		*cause;

	if (state_open(dir, &st, &cause) == -1)
		die(cause);
	memset(feeds, 0, sizeof(feeds));
	return (st);
}

/* The whole state, that the write-ahead log is part of. */
static double
state_bytes(const char *dir)
{
	struct stat	sb;
	double		n = 0;
	const char	*names[] = { "state.db", "state.db-wal" };

	for (int i = 0; i < 2; i++) {
		char	*path = xasprintf("%s/%s", dir, names[i]);

		if (stat(path, &sb) == 0)
			n += (double)sb.st_size;
		free(path);
	}
	return (n);
}

static void
print_cost(const char *root, long stories)
{
	char		*dir = xasprintf("%s/with", root);
	char		*bare = xasprintf("%s/without", root);
	struct state	*st = open_state(bare);
	struct sketch	 k;
	double		 wall, cpu, wall0, cpu0, fill, start, size0;
	long		 kb;

	run(st, 20000, FILL, 0, &fill, &cpu);
	size0 = state_bytes(bare) / 20000;
	run(st, MEASURED, BATCH, 0, &wall0, &cpu0);
	state_close(st);
	st = open_state(dir);
	run(st, stories, FILL, 1, &fill, &cpu);
	state_close(st);
	printf("%ld stories: %.0f bytes of state each, %.0f without "
	    "sketches\n", stories, state_bytes(dir) / (double)stories, size0);
	kb = resident_kb();
	st = open_state(dir);
	start = now_us(CLOCK_MONOTONIC);
	fill_sketch(&seed, &k);
	if (state_begin(st, NULL) == -1)
		die(NULL);
	find_and_add(st, feed_of(st, 0), add_story(st, feed_of(st, 0), 1), &k);
	printf("keys read in %.0f ms",
	    (now_us(CLOCK_MONOTONIC) - start) / 1e3);
	printf(", %.1f bytes of memory a story\n",
	    (double)(resident_kb() - kb) * 1024 / (double)stories);
	if (state_commit(st, NULL) == -1)
		die(NULL);
	run(st, MEASURED, BATCH, 1, &wall, &cpu);
	printf("a new story: %.0f us, of it processor %.0f us; without "
	    "sketches %.0f us, processor %.0f us\n", wall, cpu, wall0, cpu0);
	state_close(st);
	free(dir);
	free(bare);
}

int
main(int argc, char *argv[])
{
	long	 stories = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
	char	*root = xasprintf("%s/bench-copies-XXXXXX",
		    argc > 2 ? argv[2] : ".");

	setvbuf(stdout, NULL, _IOLBF, 0);
	arena = arena_new(64 << 20);
	for (int e = 0; e < PROSE_EDITS; e++) {
		print_found(prose_edits[e], 130, 260, (enum prose_edit)e, 0);
		print_found(prose_edits[e], 300, 1500, (enum prose_edit)e, 0);
	}
	for (uint32_t part = 4; part <= 32; part *= 2) {
		char	*what = xasprintf("cut to 1 of %u", part);

		print_found(what, part * 61, part * 62 + 40, PROSE_HALF, part);
		free(what);
	}
	print_edits();
	print_false();
	print_making();
	if (stories > 0 && mkdtemp(root) == NULL)
		die(root);
	if (stories > 0) {
		print_cost(root, stories);
		tree_remove(root);
	}
	arena_free(arena);
	free(root);
	return (0);
}
