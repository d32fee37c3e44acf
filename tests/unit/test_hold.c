#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/topic.h"

#include "dice.h"
#include "tap.h"

/*
 * Expressions that never hold, which are refused, against the engine: what is
 * refused is found in no story, neither of many random ones nor of all there
 * are of a few words; and of those found in none of all, most are
 * refused.  The engine is asked about a refused X as "otherwise OR (X)".
 */

#define ROUNDS		60
#define TOPICS		400	/* expressions in a set */
#define STORIES		300	/* random ones for a set */
#define OTHERWISE	"otherwise OR ("

/* Words that have something to do with one another, and keywords of them. */
struct vocabulary {
	const char *const	*keywords, *const *languages, *const *words,
				*const *spoken;
	unsigned int		 times;		/* of ATLEAST */
};

#define TEN(a, b, c, d, e, f, g, h, i, j) a, b, c, d, e, f, g, h, i, j

static const char *const	many_keywords[] = {
	TEN("ab", "ab*", "a*", "*b", "?b", "a?", "abc", "a*c", "*b*", "b"),
	TEN("=AB", "=ab", "=A*", "=\"AB b\"", "ab b", "ab b*", "b ab abc",
	    "\"a* b\"", "C", "C++"),
	TEN("C+", "use C++", "C++ use", "=c++", ".NET", "NET", "use .NET",
	    "AT&T", "AT", "AT T"),
	TEN("\344\270\255\345\233\275",
	    "\344\270\255\345\233\275\344\272\272", "\345\233\275",
	    "\344\272\272", "\"\344\270\255 \345\233\275\"",
	    "\355\225\234\352\265\255", "\355\225\234\352\265\255\354\235\270",
	    "*\352\265\255", "=\355\225\234\352\265\255", "\355\225\234?*"),
	TEN("/ab/", "/ab/i", "/b/", "=\303\244b", "\303\244b", "\303\244*",
	    "12", "1*", "1,000", "U.S."),
	NULL
};
static const char *const	many_words[] = {
	TEN("ab", "AB", "Ab", "abc", "b", "B", "bb", "a", "C", "c"),
	TEN("C++", "c++", "C+", "C+++", "use", ".NET", "NET", "x.NET", "AT",
	    "T"),
	TEN("AT&T", "\344\270\255\345\233\275",
	    "\344\270\255\345\233\275\344\272\272", "\345\233\275",
	    "\344\272\272", "\355\225\234\352\265\255",
	    "\355\225\234\352\265\255\354\235\270\354\235\200",
	    "\353\266\201\355\225\234\352\265\255", "\303\204b", "a\314\210b"),
	TEN("12", "1,000", "U.S.", "100", "ab\302\255c", "abb", "x", "cab",
	    "C#", "1"),
	NULL
};
static const char *const	many_languages[] = {
	"en", "en-GB", "de", "d*", "GB", "e?", "=EN", "/en/", NULL
};
static const char *const	many_spoken[] = {
	"", "en", "en-GB", "EN", "de", "de-AT", "GB", NULL
};

static const char *const	few_keywords[] = {
	"ab", "ab*", "a*", "*b", "b", "=AB", "=b", "ab b", "a* b", "\"b ab\"",
	NULL
};
static const char *const	few_words[] = { "ab", "AB", "b", "B", "ac",
	NULL };
static const char *const	few_languages[] = { "en", "en-GB", "de", "e*",
	NULL };
static const char *const	few_spoken[] = { "", "en", "en-GB", "de", "fr",
	NULL };

static const struct vocabulary	many = { many_keywords, many_languages,
	many_words, many_spoken, 3 };
static const struct vocabulary	few = { few_keywords, few_languages,
	few_words, few_spoken, 2 };

static uint32_t
length(const char *const *v)
{
	uint32_t	n = 0;

	while (v[n] != NULL)
		n++;
	return (n);
}

static const char *
pick(const char *const *v)
{
	return (v[below(length(v))]);
}

/* A dozen in a row, which have more to do with one another than all. */
static const char *const *
window(const char *const *v, const char *dozen[13])
{
	uint32_t	from = below(length(v) - 11);

	memcpy(dozen, v + from, 12 * sizeof(*dozen));
	dozen[12] = NULL;
	return (dozen);
}

static void
put_keyword(const struct vocabulary *v, struct buf *b)
{
	static const char *const	fields[] = { "", "", "", "", "",
					    "title:", "body:", NULL };

	buf_printf(b, "%s%s", pick(fields), pick(v->keywords));
}

/* A keyword, or some of them between ORs. */
static void
put_operand(const struct vocabulary *v, struct buf *b)
{
	if (below(3) != 0) {
		put_keyword(v, b);
		return;
	}
	buf_puts(b, "(");
	put_keyword(v, b);
	buf_puts(b, " OR ");
	put_keyword(v, b);
	buf_puts(b, ")");
}

static void
put_near(const struct vocabulary *v, struct buf *b)
{
	put_operand(v, b);
	for (uint32_t n = 1 + below(4) / 3; n > 0; n--) {
		buf_printf(b, " %sNEAR/%u ", below(3) ? "" : "O",
		    1 + below(3));
		put_operand(v, b);
	}
}

static void
put_simple(const struct vocabulary *v, struct buf *b)
{
	switch (below(4)) {
	case 0:
		put_operand(v, b);
		break;
	case 1:
		buf_printf(b, "ATLEAST/%u ", 1 + below(v->times));
		put_operand(v, b);
		break;
	default:
		put_near(v, b);
	}
}

static void
put_expression(const struct vocabulary *v, struct buf *b, int depth)
{
	uint32_t	dice = below(16);

	if (depth == 0 || dice < 4)
		put_keyword(v, b);
	else if (dice == 4)
		buf_printf(b, "lang:%s", pick(v->languages));
	else if (dice == 5)
		put_near(v, b);
	else if (dice == 6) {
		buf_printf(b, "ATLEAST/%u ", 1 + below(v->times));
		put_operand(v, b);
	} else if (dice < 11) {
		buf_puts(b, "NOT (");
		put_expression(v, b, depth - 1);
		buf_puts(b, ")");
	} else {
		const char	*operator = dice < 14 ? " AND " : " OR ";

		for (uint32_t n = 2 + below(3), i = 0; i < n; i++) {
			buf_printf(b, "%s(", i > 0 ? operator : "");
			put_expression(v, b, depth - 1);
			buf_puts(b, ")");
		}
	}
}

/* What may contradict itself: A AND NOT B, or any things between ANDs. */
static void
put_topic(const struct vocabulary *v, struct buf *b)
{
	if (below(3) == 0) {
		buf_puts(b, "(");
		put_simple(v, b);
		buf_puts(b, ") AND NOT (");
		put_simple(v, b);
		buf_puts(b, ")");
		return;
	}
	for (uint32_t n = 2 + below(3), i = 0; i < n; i++) {
		buf_puts(b, i > 0 ? " AND (" : "(");
		put_expression(v, b, 2);
		buf_puts(b, ")");
	}
}

struct set {
	struct arena		*arena;
	struct topic_rule	 rules[TOPICS];
	int			 refused[TOPICS];
	unsigned int		 found[TOPICS];	/* in how many stories */
	struct topic_set	*set;
};

/* 1: it never holds; 0: it may; -1: it is wrong otherwise. */
static int
never_holds(const char *expression)
{
	char	*cause = NULL;
	int	 never;

	if (topic_check(expression, NULL, &cause) == 0)
		return (0);
	never = strstr(cause, "the expression never holds") != NULL ? 1 : -1;
	free(cause);
	return (never);
}

static void
set_init(struct set *s, const struct vocabulary *v)
{
	char		*cause = NULL;
	struct buf	 b;

	memset(s, 0, sizeof(*s));
	s->arena = arena_new(256 << 20);
	buf_init(&b, 1 << 20);
	for (int i = 0; i < TOPICS;) {
		buf_reset(&b);
		buf_puts(&b, OTHERWISE);
		put_topic(v, &b);
		s->refused[i] = never_holds(buf_string(&b) +
		    strlen(OTHERWISE));
		buf_puts(&b, ")");
		if (s->refused[i] == -1)
			continue;
		s->rules[i].name = "t";
		s->rules[i++].match = arena_strdup(s->arena, buf_string(&b));
	}
	buf_clear(&b);
	s->set = topic_set_new(s->rules, TOPICS, &cause);
	if (s->set == NULL)
		printf("# %s\n", cause);
}

static void
set_clear(struct set *s)
{
	topic_set_free(s->set);
	arena_free(s->arena);
}

struct tale {
	struct buf	 title, body;
	const char	*language;
};

static void
tale_init(struct tale *t)
{
	buf_init(&t->title, 4096);
	buf_init(&t->body, 4096);
}

static void
tale_clear(struct tale *t)
{
	buf_clear(&t->title);
	buf_clear(&t->body);
}

static void
run(struct set *s, const struct tale *story)
{
	struct arena			*a = arena_new(64 << 20);
	const struct topic_text		 t[] = {
		{ TOPIC_TITLE, buf_string(&story->title), story->title.len,
		    NULL },
		{ TOPIC_BODY, buf_string(&story->body), story->body.len, NULL },
		{ TOPIC_LANG, story->language, strlen(story->language),
		    NULL }
	};
	const struct topic_match	*m;

	for (m = topic_match(s->set, a, t, 3, NULL, 0); m != NULL;
	    m = m->next) {
		if (s->refused[m->topic] && s->found[m->topic] == 0)
			printf("# %s\n#  title: %s\n#  body: %s\n#  lang: "
			    "%s\n", s->rules[m->topic].match,
			    buf_string(&story->title),
			    buf_string(&story->body), story->language);
		s->found[m->topic]++;
	}
	arena_free(a);
}

static void
random_text(const struct vocabulary *v, struct buf *out)
{
	static const char *const	between[] = { " ", " ", " ", "-", ", ",
					    "", NULL };

	buf_reset(out);
	for (uint32_t n = below(8); n > 0; n--) {
		buf_puts(out, pick(v->words));
		buf_puts(out, pick(between));
	}
}

static unsigned int
count_wrong(const struct set *s, unsigned int *refused)
{
	unsigned int	wrong = 0;

	for (int i = 0; i < TOPICS; i++) {
		*refused += s->refused[i] == 1;
		wrong += s->refused[i] && s->found[i] != 0;
	}
	return (wrong);
}

static void
test_random(unsigned int rounds)
{
	struct set		 s;
	struct tale		 story;
	struct vocabulary	 v = many;
	const char		*keywords[13], *words[13];
	unsigned int		 wrong = 0, refused = 0;

	tale_init(&story);
	for (unsigned int i = 0; i < rounds; i++) {
		v.keywords = window(many.keywords, keywords);
		set_init(&s, &v);
		for (int j = 0; j < STORIES; j++) {
			v.words = window(many.words, words);
			random_text(&v, &story.title);
			random_text(&v, &story.body);
			story.language = pick(many.spoken);
			run(&s, &story);
		}
		wrong += count_wrong(&s, &refused);
		set_clear(&s);
	}
	tale_clear(&story);
	is_num(wrong, 0, "what is refused is found in no story");
	printf("# %u of %u were refused\n", refused, rounds * TOPICS);
	ok(refused > rounds * TOPICS / 20, "some are refused");
	ok(refused < rounds * TOPICS / 2, "others aren't");
}

/* The n-th text of up to max words; 0: there is none. */
static int
nth_text(uint32_t n, uint32_t max, struct buf *out)
{
	uint32_t	base = length(few.words), all = 1;

	buf_reset(out);
	for (uint32_t len = 0; len <= max; len++, all *= base) {
		if (n >= all) {
			n -= all;
			continue;
		}
		for (; len > 0; len--, n /= base) {
			buf_puts(out, few.words[n % base]);
			buf_putc(out, ' ');
		}
		return (1);
	}
	return (0);
}

static void
run_all(struct set *s)
{
	struct tale	story;

	tale_init(&story);
	for (uint32_t i = 0; nth_text(i, 2, &story.title); i++)
		for (uint32_t j = 0; nth_text(j, 3, &story.body); j++)
			for (uint32_t k = 0; few.spoken[k] != NULL; k++) {
				story.language = few.spoken[k];
				run(s, &story);
			}
	tale_clear(&story);
}

/* Stories too long to be among all. */
static void
run_longer(struct set *s)
{
	struct tale	story;

	tale_init(&story);
	for (int i = 0; i < 10 * STORIES; i++) {
		random_text(&few, &story.title);
		random_text(&few, &story.body);
		story.language = pick(few.spoken);
		run(s, &story);
	}
	tale_clear(&story);
}

static void
test_all(unsigned int rounds, int tell)
{
	struct set	s;
	unsigned int	wrong = 0, refused = 0, never = 0;

	for (unsigned int i = 0; i < rounds; i++) {
		set_init(&s, &few);
		run_all(&s);
		run_longer(&s);
		wrong += count_wrong(&s, &refused);
		for (int j = 0; j < TOPICS; j++) {
			never += s.found[j] == 0;
			if (tell && s.found[j] == 0 && !s.refused[j])
				printf("# missed: %s\n", s.rules[j].match +
				    strlen(OTHERWISE));
		}
		set_clear(&s);
	}
	is_num(wrong, 0, "what is refused is found in none of all stories");
	printf("# %u of %u hold for none of them, %u of these were refused\n",
	    never, rounds * TOPICS, refused);
	ok(refused * 100 > never * 85, "most of those are refused");
}

int
main(int argc, char *argv[])
{
	unsigned int	rounds = ROUNDS;

	if (argc > 1)
		rounds = (unsigned int)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		dice_seed = strtoul(argv[2], NULL, 10);
	test_random(rounds);
	test_all((rounds + 19) / 20, argc > 3);
	return (tap_done());
}
