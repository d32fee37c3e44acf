#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/topic.h"
#include "feed/word.h"

#include "bench.h"

/*
 * How many stories a second go past a monitoring desk's queries.  Everything
 * is made here from a fixed seed:
 *
 * A story has 5 kB: words by Zipf's law over 50,000, and every fortieth a name
 * out of a million, by Zipf's law from the SHIFTth rank on.  A query has 2 to 30
 * terms: names, 20 % of them with a second word as a phrase, most joined by
 * OR; four fifths take one of some less common words, too; 15 % have a NEAR,
 * 30 % a NOT; 10 % of the terms have a wildcard at the end, the start or
 * inside.
 */

#define STORY		5000
#define NSTORIES	1500
#define NWORDS		50000
#define NNAMES		1000000
#define SHIFT		20000	/* rank of the name that is met most */
#define LEAST		3.0	/* seconds for each figure */

struct ranks {
	double	*sum;		/* of probabilities up to each */
	uint32_t n;
};

static struct ranks	words, names;

static void
make_ranks(struct ranks *r, uint32_t n, uint32_t shift)
{
	double	all = 0;

	r->n = n;
	r->sum = xcalloc(n, sizeof(*r->sum));
	for (uint32_t i = 0; i < n; i++)
		r->sum[i] = all += 1.0 / (i + 1 + shift);
	for (uint32_t i = 0; i < n; i++)
		r->sum[i] /= all;
}

static uint32_t
pick(const struct ranks *r)
{
	double		x = (random_below(1u << 30) + 0.5) / (1u << 30);
	uint32_t	low = 0, high = r->n - 1;

	while (low < high) {
		uint32_t	mid = (low + high) / 2;

		if (r->sum[mid] >= x)
			high = mid;
		else
			low = mid + 1;
	}
	return (low);
}

/* Pronounceable, common ones short; the same for the same number. */
static size_t
spell(uint64_t n, uint32_t least, uint32_t most, char *out)
{
	static const char	on[] = "bcdfghklmnprstvwz", vowels[] = "aeiou";
	uint64_t		h = (n + 1) * 0x9e3779b97f4a7c15ULL;
	uint32_t		len;

	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ULL;
	h ^= h >> 32;
	len = least + (uint32_t)(h % (most - least + 1));
	h = (h ^ n << 20) * 0x94d049bb133111ebULL;
	for (uint32_t i = 0; i < len; i++) {
		h = h * 6364136223846793005ULL + 1442695040888963407ULL;
		out[i] = i % 2 ? vowels[(h >> 40) % 5] : on[(h >> 40) % 17];
	}
	return (len);
}

static size_t
put_word(uint32_t rank, char *out)
{
	uint32_t	least = rank < 50 ? 2 : rank < 500 ? 3 : 4;

	return (spell(rank, least, least + (rank < 50 ? 2 : 6), out));
}

static size_t
put_name(uint32_t rank, char *out)
{
	size_t	n = spell(1000000 + (uint64_t)rank, 6, 11, out);

	out[0] = (char)(out[0] - 'a' + 'A');
	return (n);
}

static char *
make_story(void)
{
	char	*text = xmalloc(STORY + 64);
	size_t	 n = 0, column = 0;

	while (n < STORY) {
		size_t	start = n;

		if (random_below(40) == 0)
			n += put_name(pick(&names), text + n);
		else
			n += put_word(pick(&words), text + n);
		if (column == 0 && text[start] >= 'a')
			text[start] = (char)(text[start] - 'a' + 'A');
		column++;
		if (random_below(14) == 0)
			text[n++] = ',';
		else if (random_below(18) == 0) {
			text[n++] = '.';
			column = 0;
		}
		text[n++] = column == 0 && random_below(5) == 0 ? '\n' : ' ';
	}
	text[n] = '\0';
	return (text);
}

/* A tenth has a wildcard: most at the end, some at the start or inside. */
static size_t
put_wild(char *out, size_t n)
{
	uint32_t	kind = random_below(100);

	if (kind >= 10 || n < 5)
		return (n);
	if (kind < 6) {
		n -= random_below(2);
		out[n++] = '*';
	} else if (kind < 8) {
		memmove(out + 1, out + 1 + random_below(2), n - 2);
		out[0] = '*';
	} else
		out[2 + random_below((uint32_t)n - 4)] = kind == 8 ? '?' :
		    '*';
	return (n);
}

static void
put_term(struct buf *b, int name)
{
	char	 text[64];
	size_t	 n;

	if (name) {
		n = put_wild(text, put_name(pick(&names), text));
		if (random_below(5) == 0) {
			text[n++] = ' ';
			n += put_name(pick(&names), text + n);
		}
	} else
		n = put_wild(text, put_word(300 + random_below(NWORDS - 300),
		    text));
	buf_put(b, text, n);
}

static void
put_group(struct buf *b, uint32_t n, int name)
{
	if (n > 1)
		buf_puts(b, "(");
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(b, " OR ");
		put_term(b, name);
	}
	if (n > 1)
		buf_puts(b, ")");
}

static char *
make_query(void)
{
	uint32_t	terms = 2 + random_below(random_below(4) ? 8 : 29);
	uint32_t	others = random_below(5) ? (terms + 1) / 2 : 0;
	struct buf	b;

	buf_init(&b, 65536);
	put_group(&b, terms - others, 1);
	if (random_below(100) < 15) {
		buf_printf(&b, " %sNEAR/%u ", random_below(3) ? "" : "O",
		    2 + random_below(20));
		put_group(&b, 1 + random_below(3), 0);
	}
	if (others > 0) {
		buf_puts(&b, " AND ");
		put_group(&b, others, 0);
	}
	if (random_below(100) < 30) {
		buf_puts(&b, " AND NOT ");
		put_group(&b, 1 + random_below(4), random_below(3) == 0);
	}
	return (buf_steal(&b));
}

static void
tokenise(char *const *stories)
{
	struct arena	*a = arena_new(64 << 20);
	struct words	 w;
	double		 start = now(), spent;
	size_t		 bytes = 0;

	do {
		for (int i = 0; i < NSTORIES; i++) {
			arena_reset(a);
			words_split(a, stories[i], strlen(stories[i]), &w);
			bytes += strlen(stories[i]);
		}
	} while ((spent = now() - start) < LEAST / 3);
	arena_free(a);
	printf("tokenising: %.0f MB/s\n", (double)bytes / spent / 1e6);
}

static double
match_all(struct topic_set *set, char *const *stories)
{
	struct arena		*a = arena_new(256 << 20);
	struct topic_match	*m;
	double			 start, spent;
	size_t			 n = 0, found = 0;

	start = now();
	do {
		for (int i = 0; i < NSTORIES; i++, n++) {
			struct topic_text	t = { TOPIC_BODY, stories[i],
						    strlen(stories[i]) };

			arena_reset(a);
			for (m = topic_match(set, a, &t, 1, NULL, 0);
			    m != NULL; m = m->next)
				found++;
		}
	} while ((spent = now() - start) < LEAST);
	arena_free(a);
	printf("%10.0f stories/s %8.1f matches a story", (double)n / spent,
	    (double)found / (double)n);
	return ((double)n / spent);
}

static double
run(uint32_t n, char *const *stories)
{
	struct topic_rule	*rules = xcalloc(n, sizeof(*rules));
	struct topic_set	*set;
	void			*image;
	char			*cause, **queries = xcalloc(n,
				    sizeof(*queries));
	size_t			 size;
	double			 start, built, rate;

	for (uint32_t i = 0; i < n; i++) {
		queries[i] = make_query();
		rules[i] = (struct topic_rule){ "t", queries[i], NULL, NULL,
		    NULL };
	}
	start = now();
	if ((image = topic_compile(rules, n, &size, &cause)) == NULL ||
	    (set = topic_set_open(image, size, &cause)) == NULL) {
		fprintf(stderr, "bench_query: %s\n", cause);
		exit(1);
	}
	built = now() - start;
	printf("%7u topics: compiled in %.2f s, image %.1f MB, always %zu\n"
	    "          ", n, built, (double)size / 1e6,
	    topic_set_always(set));
	rate = match_all(set, stories);
	printf("\n          such as: %s\n", queries[0]);
	topic_set_free(set);
	free(image);
	for (uint32_t i = 0; i < n; i++)
		free(queries[i]);
	free(queries);
	free(rules);
	return (rate);
}

int
main(int argc, char *argv[])
{
	static char	*stories[NSTORIES];
	uint32_t	 many = argc > 1 ? (uint32_t)strtoul(argv[1], NULL,
			    10) : 225000;
	uint32_t	 least = argc > 2 ? (uint32_t)strtoul(argv[2], NULL,
			    10) : 1000;
	double		 few;

	make_ranks(&words, NWORDS, 0);
	make_ranks(&names, NNAMES, SHIFT);
	for (int i = 0; i < NSTORIES; i++)
		stories[i] = make_story();
	tokenise(stories);
	few = run(least, stories);
	printf("drop from %u to %u topics: %.2f times\n", least, many,
	    few / run(many, stories));
	for (int i = 0; i < NSTORIES; i++)
		free(stories[i]);
	free(words.sum);
	free(names.sum);
	return (0);
}
