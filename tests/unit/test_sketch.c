/* base/sketch.c and feed/shingle.c: copies are known, others aren't. */

#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/sketch.h"
#include "feed/shingle.h"
#include "prose.h"
#include "tap.h"

static struct arena	*arena;
static uint64_t		 seed = 1;

static void
add_text(struct shingles *sh, const char *text)
{
	struct words	w;

	arena_reset(arena);
	words_split(arena, text, strlen(text), &w);
	shingles_add(sh, &w);
	shingles_end(sh, 1);
}

static void
add_prose(struct shingles *sh, const struct prose *p)
{
	struct buf	b;

	buf_init(&b, 1 << 20);
	prose_put(&b, p);
	add_text(sh, buf_string(&b));
	buf_clear(&b);
}

/* Of a story that is alone in its document. */
static int
sketch_of(const struct prose *p, struct sketch *k)
{
	struct shingles	*sh = shingles_new(1);
	int		 rv;

	add_prose(sh, p);
	rv = shingles_sketch(sh, 0, k);
	shingles_free(sh);
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

/* As the state does it: kept is remembered, new comes. */
static int
is_copy(const struct sketch *kept, const struct sketch *new)
{
	return (share_key(kept, new) && sketch_alike(kept, new));
}

/* What share of the shorter text's runs, all of them, is in the other. */
static double
true_share(const struct prose *a, const struct prose *b)
{
	static uint64_t	run[2][PROSE_MAX];
	const struct prose *p[] = { a, b };
	size_t		n[2] = { 0, 0 }, shared = 0;

	for (int t = 0; t < 2; t++)
		for (uint32_t i = 0; i + 2 < p[t]->n; i++) {
			uint64_t	v = ((uint64_t)p[t]->w[i] << 40) |
					    ((uint64_t)p[t]->w[i + 1] << 20) |
					    p[t]->w[i + 2];
			size_t		j = 0;

			while (j < n[t] && run[t][j] != v)
				j++;
			if (j == n[t])
				run[t][n[t]++] = v;
		}
	for (size_t i = 0; i < n[0]; i++)
		for (size_t j = 0; j < n[1]; j++)
			shared += run[0][i] == run[1][j];
	return ((double)shared / (double)(n[0] < n[1] ? n[0] : n[1]));
}

#define COPIES	200

static void
named(int good, enum prose_edit edit, const char *what)
{
	char	name[80];

	snprintf(name, sizeof(name), "%s: %s", prose_edits[edit], what);
	ok(good, name);
}

static void
measure(enum prose_edit edit)
{
	static struct prose	a, b;
	struct sketch		ka, kb;
	int			copies = 0, found = 0, back = 0;

	for (int i = 0; i < COPIES; i++) {
		a.n = 0;
		prose_write(&a, &seed, 130 + prose_below(&seed, 1200));
		prose_copy(&a, &b, &seed, edit);
		if (true_share(&a, &b) < 0.8)
			continue;
		copies++;
		if (!sketch_of(&a, &ka) || !sketch_of(&b, &kb))
			continue;
		found += is_copy(&ka, &kb);
		back += is_copy(&kb, &ka);
	}
	printf("# %s: %d copies, %d found, %d the other way\n",
	    prose_edits[edit], copies, found, back);
	named(copies >= COPIES * 8 / 10, edit, "makes copies");
	named(found * 100 >= copies * 95, edit, "95 % are found");
	named(back * 100 >= copies * 95, edit, "and the other way round");
}

/* An eighth of a text is found by its beginning alone. */
static void
test_teasers(void)
{
	static struct prose	a, b;
	struct sketch		ka, kb;
	int			found = 0;

	for (int i = 0; i < COPIES; i++) {
		a.n = 0;
		prose_write(&a, &seed, 8 * (65 + prose_below(&seed, 60)));
		prose_part(&a, &b, 0, a.n / 8);
		found += sketch_of(&a, &ka) && sketch_of(&b, &kb) &&
		    is_copy(&ka, &kb) && is_copy(&kb, &ka);
	}
	printf("# of %d teasers %d are found, both ways\n", COPIES, found);
	ok(found * 100 >= COPIES * 95, "a text is known by its teaser");
}

#define UNRELATED	600

static void
test_unrelated(void)
{
	static struct prose	a;
	static struct sketch	k[UNRELATED];
	int			alike = 0, met = 0;

	for (int i = 0; i < UNRELATED; i++) {
		a.n = 0;
		prose_write(&a, &seed, 60 + prose_below(&seed, 900));
		sketch_of(&a, &k[i]);
		for (int j = 0; j < i; j++) {
			met += share_key(&k[j], &k[i]);
			alike += sketch_alike(&k[j], &k[i]);
		}
	}
	printf("# %d unrelated texts: %d pairs share a key\n", UNRELATED, met);
	ok(met > 0, "unrelated texts of one vocabulary share runs");
	is_num(alike, 0, "none of their pairs is alike");
}

/* n words that are nowhere else. */
static void
write_own(struct prose *p, uint32_t n)
{
	static uint32_t	next = 1000000;

	for (; n > 0; n--)
		p->w[p->n++] = next++;
}

static int
sketch_own(uint32_t words, struct sketch *k)
{
	static struct prose	p;

	p.n = 0;
	write_own(&p, words);
	return (sketch_of(&p, k));
}

static void
test_lengths(void)
{
	static struct prose	same;
	struct sketch		k;
	int			good = 1;

	is_num(sketch_own(59, &k), 0, "59 words are too few");
	is_num(sketch_own(60, &k), 1, "60 are enough");
	ok(k.nruns == 58 && k.limit == SKETCH_ALL, "58 runs, and all of them");
	is_num(k.nkept, SKETCH_KEPT, "with all keys that are kept");
	is_num(sketch_own(258, &k), 1, "258 words");
	ok(k.nruns == 256 && k.limit == SKETCH_ALL, "have 256 runs");
	is_num(sketch_own(8000, &k), 1, "8000 words");
	ok(k.nruns > 250 && k.nruns <= 256, "have no more in their sketch");
	ok(k.limit > SKETCH_ALL / 8000 * 200 &&
	    k.limit < SKETCH_ALL / 8000 * 312, "the smallest");
	for (uint32_t i = 0; i < k.nruns; i++)
		good &= k.runs[i] < k.limit && (i == 0 ||
		    k.runs[i] > k.runs[i - 1]);
	ok(good, "ascending, below the limit");
	for (same.n = 0; same.n < 500; same.n++)
		same.w[same.n] = same.n % 3;
	is_num(sketch_of(&same, &k), 0, "the same words again and again");
}

/* What a sketch is doesn't depend on where words_split was stopped. */
static void
test_pieces(void)
{
	static struct prose	p;
	struct shingles		*sh = shingles_new(1);
	struct sketch		whole, pieces;
	struct words		w, piece;
	struct buf		b;

	p.n = 0;
	prose_write(&p, &seed, 700);
	sketch_of(&p, &whole);
	buf_init(&b, 1 << 20);
	prose_put(&b, &p);
	arena_reset(arena);
	words_split(arena, b.data, b.len, &w);
	for (size_t i = 0; i < w.n; i += piece.n) {
		piece.v = w.v + i;
		piece.n = i % 3 + 1 < w.n - i ? i % 3 + 1 : w.n - i;
		shingles_add(sh, &piece);
	}
	shingles_end(sh, 1);
	is_num(shingles_sketch(sh, 0, &pieces), 1, "words in pieces");
	ok(memcmp(&whole, &pieces, sizeof(whole)) == 0, "make the same sketch");
	is_num(shingles_sketch(sh, 1, &pieces), 0, "no story, no sketch");
	shingles_free(sh);
	buf_clear(&b);
}

/* A story that couldn't be read to its end has none, nor shifts the next. */
static void
test_failed(void)
{
	static struct prose	p;
	struct shingles		*sh = shingles_new(2);
	struct sketch		k, alone;
	struct words		w;
	const char		*text = "some words of a story that is cut";

	words_split(arena, text, strlen(text), &w);
	for (int i = 0; i < 20; i++)
		shingles_add(sh, &w);
	shingles_end(sh, 0);
	write_own(&p, 100);
	add_prose(sh, &p);
	is_num(shingles_sketch(sh, 0, &k), 0, "a story that failed");
	is_num(shingles_sketch(sh, 1, &k), 1, "the next has a sketch");
	sketch_of(&p, &alone);
	ok(memcmp(&alone, &k, sizeof(k)) == 0, "as if it were alone");
	add_prose(sh, &p);
	is_num(shingles_sketch(sh, 2, &k), 0, "more than were announced");
	shingles_free(sh);
}

/* The sketch of the last of n stories of own words above one footer. */
static int
with_footer(uint32_t n, uint32_t others, uint32_t own,
    const struct prose *footer, struct sketch *k)
{
	static struct prose	p;
	struct shingles		*sh = shingles_new(n);
	int			rv;

	for (uint32_t i = 0; i < n; i++) {
		p.n = 0;
		write_own(&p, i == n - 1 ? own : others);
		memcpy(p.w + p.n, footer->w, footer->n * sizeof(*p.w));
		p.n += footer->n;
		add_prose(sh, &p);
	}
	rv = shingles_sketch(sh, n - 1, k);
	shingles_free(sh);
	return (rv);
}

static void
test_footers(void)
{
	static struct prose	footer;
	struct sketch		a, b;

	write_own(&footer, 150);
	is_num(with_footer(5, 25, 25, &footer, &a), 0,
	    "short texts above one footer have no sketch");
	is_num(with_footer(5, 3000, 25, &footer, &a), 0,
	    "nor has a short one among long ones");
	is_num(with_footer(2, 25, 25, &footer, &a), 1,
	    "two stories say nothing about a footer");
	ok(with_footer(5, 100, 100, &footer, &a) &&
	    with_footer(5, 100, 100, &footer, &b) && !sketch_alike(&a, &b),
	    "longer ones have, and aren't alike by the footer");
	ok(!share_key(&a, &b), "which is no key of theirs");
	is_num(a.nruns, 100, "what is their own is all there");
}

/* What a story says three times is still its own. */
static void
test_refrain(void)
{
	static struct prose	p;
	struct shingles		*sh = shingles_new(3);
	struct sketch		k;

	for (int i = 0; i < 3; i++) {
		p.n = 0;
		write_own(&p, 100);
		memcpy(p.w + 100, p.w, 100 * sizeof(*p.w));
		memcpy(p.w + 200, p.w, 100 * sizeof(*p.w));
		p.n = 300;
		add_prose(sh, &p);
	}
	is_num(shingles_sketch(sh, 1, &k), 1, "a story that repeats itself");
	is_num(k.nruns, 100, "has its runs once, and all of them");
	shingles_free(sh);
}

static void
test_packing(void)
{
	struct pack_reader	r;
	struct sketch		k, got;
	struct buf		b;

	memset(&got, 0, sizeof(got));
	sketch_own(1000, &k);
	buf_init(&b, 4096);
	sketch_put(&b, &k);
	pack_reader_init(&r, b.data, b.len);
	ok(sketch_get(&r, &got) == 0 && pack_get_end(&r) == 0 &&
	    memcmp(&k, &got, sizeof(k)) == 0, "packed and unpacked");
	buf_reset(&b);
	sketch_put_runs(&b, &k);
	printf("# runs of 1000 words take %zu bytes\n", b.len);
	ok(b.len < 600, "two bytes a run, and few more");
	pack_reader_init(&r, b.data, b.len - 1);
	is_num(sketch_get_runs(&r, &got), -1, "cut short it is none");
	pack_reader_init(&r, "\xff\xff\xff\xff\xff\xff", 6);
	is_num(sketch_get_runs(&r, &got), -1, "a number without an end");
	buf_clear(&b);
}

/* As in feed/shingle.c: publishers can read it, too. */
static uint64_t
mix(uint64_t h)
{
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	return (h ^ h >> 32);
}

/* A word after "x y" that makes a small run of the same 32nd of them all. */
static void
put_crowding(struct buf *b)
{
	static uint64_t	x, y, count;
	uint64_t	before, run, n;
	char		word[17];

	x = word_hash("x", 1);
	y = word_hash("y", 1);
	before = (x ^ x >> 29) * 0x9e3779b97f4a7c15ULL + y;
	before = (before ^ before >> 29) * 0x9e3779b97f4a7c15ULL;
	do {
		n = count++;
		for (int i = 0; i < 8; i++, n >>= 4)
			word[i] = (char)('a' + (n & 15));
		run = mix(before + word_hash(word, 8));
	} while (run >> 60 != 0 || (mix(run) >> 12 & 31) != 0);
	word[8] = '\0';
	buf_printf(b, "x y %s ", word);
}

/* Runs that were searched for crowd no table. */
static void
test_crowd(void)
{
	enum { STORIES = 120, WORDS = 400 };
	struct shingles	*sh = shingles_new(STORIES);
	struct sketch	 k;
	struct buf	 b;
	clock_t		 begin;
	size_t		 made = 0;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < STORIES; i++) {
		buf_reset(&b);
		for (int j = 0; j < WORDS; j++)
			put_crowding(&b);
		add_text(sh, buf_string(&b));
	}
	begin = clock();
	for (size_t i = 0; i < STORIES; i++)
		made += (size_t)shingles_sketch(sh, i, &k);
	is_num(made, STORIES, "runs that were searched for have sketches");
	ok(clock() - begin < CLOCKS_PER_SEC / 2, "and that takes no time");
	shingles_free(sh);
	buf_clear(&b);
}

int
main(void)
{
	arena = arena_new(64 << 20);
	test_lengths();
	test_pieces();
	test_failed();
	test_footers();
	test_refrain();
	test_packing();
	test_crowd();
	for (int e = 0; e < PROSE_EDITS; e++)
		measure((enum prose_edit)e);
	test_teasers();
	test_unrelated();
	arena_free(arena);
	return (tap_done());
}
