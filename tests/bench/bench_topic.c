#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/topic.h"
#include "feed/word.h"

#include "bench.h"

/*
 * How fast texts go past topics: MB/s by script and number of keywords, and
 * how long a set takes to build.  The texts are made here from a fixed seed.
 */

#define TEXT	(256 * 1024)	/* bytes of a text */
#define LEAST	0.4		/* seconds for each figure */

struct script {
	const char	*name;
	uint32_t	 first, count;	/* letters, the signs on them last */
	uint32_t	 initials;	/* of those that begin a word */
	uint32_t	 least, most;	/* letters in a word */
	uint32_t	 keyword;	/* at least in a keyword */
};

static const struct script scripts[] = {
	{ "Latin", 'a', 26, 26, 2, 9, 5 },
	{ "accented", 0xe0, 22, 22, 2, 9, 5 },
	{ "Cyrillic", 0x430, 32, 32, 2, 9, 5 },
	{ "Han", 0x4e00, 3000, 3000, 2, 12, 2 },
	{ "Hangul", 0xac00, 2000, 2000, 1, 5, 2 },
	{ "Devanagari", 0x905, 72, 53, 2, 7, 5 }
};

static size_t
put_letter(char *out, uint32_t uc)
{
	if (uc < 0x80) {
		out[0] = (char)uc;
		return (1);
	}
	if (uc < 0x800) {
		out[0] = (char)(0xc0 | uc >> 6);
		out[1] = (char)(0x80 | (uc & 0x3f));
		return (2);
	}
	out[0] = (char)(0xe0 | uc >> 12);
	out[1] = (char)(0x80 | (uc >> 6 & 0x3f));
	out[2] = (char)(0x80 | (uc & 0x3f));
	return (3);
}

/* The nth word of a script's vocabulary, always the same. */
static size_t
put_word(const struct script *s, uint32_t least, uint32_t n, char *out)
{
	uint64_t	keep = seed;
	size_t		len = 0;

	seed = n * 0x9e3779b97f4a7c15ULL + 1;
	random_below(2);
	for (uint32_t i = least + random_below(s->most - least + 1); i > 0;
	    i--)
		len += put_letter(out + len, s->first +
		    random_below(len == 0 ? s->initials : s->count));
	seed = keep;
	return (len);
}

/* Words by a rough Zipf distribution, with capitals and punctuation. */
static char *
make_text(const struct script *s)
{
	char	*text = xmalloc(TEXT + 64);
	size_t	 n = 0, start;

	while (n < TEXT) {
		start = n;
		n += put_word(s, s->least,
		    random_below(1 + random_below(20000)), text + n);
		if (s->first == 'a' && random_below(10) == 0)
			text[start] = (char)(text[start] - 'a' + 'A');
		if (random_below(12) == 0)
			text[n++] = random_below(2) ? ',' : '.';
		text[n++] = ' ';
	}
	text[n] = '\0';
	return (text);
}

/*
 * One topic a keyword: words, every tenth a phrase, every seventh a star.
 * Most of them don't occur in the text, as is the way of keywords.
 */
static struct topic_set *
make_set(const struct script *s, uint32_t n, double *seconds)
{
	struct topic_rule	*rules = xcalloc(n, sizeof(*rules));
	struct topic_set	*set;
	char			*cause, word[256];
	double			 start;

	for (uint32_t i = 0; i < n; i++) {
		const char	**list = xcalloc(2, sizeof(*list));
		size_t		  len = put_word(s, s->keyword,
				    15000 + i * 401, word);

		if (i % 10 == 0) {
			word[len++] = ' ';
			len += put_word(s, s->keyword, 20000 + i,
			    word + len);
		} else if (i % 7 == 0)
			word[len++] = '*';
		list[0] = xstrndup(word, len);
		rules[i] = (struct topic_rule){ "t", NULL, list, NULL, NULL };
	}
	start = now();
	set = topic_set_new(rules, n, &cause);
	*seconds = now() - start;
	if (set == NULL) {
		fprintf(stderr, "bench_topic: %s\n", cause);
		exit(1);
	}
	return (set);
}

static double
megabytes_a_second(struct topic_set *set, const char *text, size_t *topics)
{
	struct arena		*a = arena_new(256 * 1024 * 1024);
	struct topic_text	 t = { TOPIC_BODY, text, strlen(text) };
	struct topic_match	*m;
	double			 start = now(), spent;
	size_t			 bytes = 0;

	do {
		arena_reset(a);
		*topics = 0;
		for (m = topic_match(set, a, &t, 1, NULL, 0); m != NULL;
		    m = m->next)
			++*topics;
		bytes += t.len;
	} while ((spent = now() - start) < LEAST);
	arena_free(a);
	return ((double)bytes / spent / 1e6);
}

static double
split_alone(const char *text)
{
	struct arena	*a = arena_new(256 * 1024 * 1024);
	struct words	 w;
	double		 start = now(), spent;
	size_t		 bytes = 0;

	do {
		arena_reset(a);
		words_split(a, text, strlen(text), &w);
		bytes += strlen(text);
	} while ((spent = now() - start) < LEAST);
	arena_free(a);
	return ((double)bytes / spent / 1e6);
}

int
main(void)
{
	static const uint32_t	sizes[] = { 50, 5000, 200000 };
	struct topic_set	*set;
	double			 build, rate;
	size_t			 topics;

	printf("%-11s %9s %10s %10s %8s\n", "script", "keywords", "build ms",
	    "MB/s", "topics");
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		char	*text = make_text(&scripts[i]);

		printf("%-11s %9s %10s %10.1f\n", scripts[i].name, "words",
		    "-", split_alone(text));
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
			set = make_set(&scripts[i], sizes[j], &build);
			rate = megabytes_a_second(set, text, &topics);
			printf("%-11s %9u %10.2f %10.1f %8zu\n",
			    scripts[i].name, sizes[j], build * 1e3, rate,
			    topics);
			topic_set_free(set);
		}
		free(text);
	}
	return (0);
}
