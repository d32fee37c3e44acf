/* feed/sentence, feed/abbreviation: where sentences end, and their marks. */

#include <string.h>

#include "feed/abbreviation.h"
#include "feed/sentence.h"
#include "tap.h"

static struct arena	*arena;

/* The sentence that "hit" stands in. */
static const char *
around(const char *text)
{
	struct topic_text	t = { .field = TOPIC_BODY, .text = text,
				    .len = strlen(text) };
	const char		*p = strstr(text, "hit");
	struct html_marks	none = { NULL, 0 };
	struct sentence		s;

	sentence_find(&t, (size_t)(p - text), (size_t)(p - text) + 3, 200, &s);
	return (sentence_line(arena, &t, &s, &none));
}

/* That the whole text is one sentence. */
static void
is_one(const char *text)
{
	is(around(text), text, text);
}

/* What stands before the bar is one, and its end. */
static void
ends_at(const char *text)
{
	char	whole[220], want[100];
	size_t	n = strcspn(text, "|");

	snprintf(want, sizeof(want), "%.*s", (int)n, text);
	snprintf(whole, sizeof(whole), "%s %s", want, text + n + 1);
	is(around(whole), want, whole);
}

static void
test_abbreviations(void)
{
	is_one("A hit for Mr. Smith and Mrs. Jones.");
	is_one("Then Dr. Who and Prof. Li hit St. Andrews.");
	is_one("Sen. Warren hit Gen. Milley.");
	is_one("A hit for J. K. Rowling and George W. Bush.");
	is_one("A hit on the U.S. Navy.");
	is_one("A hit on the U.S.S. Ohio (cf. U.S. Navy).");
	is_one("A hit for EE.UU. Hoy.");
	is_one("The No. 1 hit of Sept. 11.");
	is_one("A hit (Fig. 3) of Vol. 2, pp. 4.");
	is_one("Ein hit am 3. Oktober.");
	is_one("Ein hit, z.B. Nr. 5 oder ca. Zehn.");
	is_one("Ein hit von Mio. Euro.");
	is_one("Un hit de M. Macron.");
	is_one("A hit of 5 a.m. today.");
	is_one("(Mr. Smith hit \"Mr. Jones\")");
}

static void
test_ends(void)
{
	ends_at("It is a hit.|No. He left.");
	ends_at("It was a hit in 2020.|Then it ended.");
	ends_at("A hit at 5 p.m.|The show began.");
	ends_at("A hit, as am I.|Then it ended.");
	ends_at("A hit of example.com.|The rest.");
	ends_at("A hit of size x.|The rest.");
	ends_at("A hit, or no.|The rest.");
	ends_at("A hit of Sept.|The rest.");
	is(around("A hit of the Dr.\nWho it was."), "A hit of the Dr.",
	    "a block ends one always");
	ends_at("A hit!|Mr. Smith.");
	ends_at("A hit: Mister.|Smith.");
	is_num(abbreviation_is("", 0, 0), 0, "nothing is no abbreviation");
	is_num(abbreviation_is("\xff\xff.\xff", 4, 0), 0, "nor are bytes");
	is_num(abbreviation_is("\xc3\x89", 2, 0), 1, "an initial");
	is_num(abbreviation_is("Abschnitte", 10, 1), 0, "a long word is none");
}

/* A line with "<" and ">" around what is marked. */
static const char *
marked(const char *text, size_t at, size_t max, struct html_marks marks)
{
	static char		 out[500];
	struct topic_text	 t = { .field = TOPIC_BODY, .text = text,
				    .len = strlen(text) };
	struct sentence		 s;
	const char		*line;
	size_t			 n = 0;

	sentence_find(&t, at, at + 1, max, &s);
	line = sentence_line(arena, &t, &s, &marks);
	for (size_t i = 0, m = 0; i <= strlen(line); i++) {
		if (m < marks.n && marks.v[m].end == i) {
			out[n++] = '>';
			m++;
		}
		if (m < marks.n && marks.v[m].start == i)
			out[n++] = '<';
		out[n++] = line[i];
	}
	return (out);
}

static void
test_marks(void)
{
	static const char	text[] = "Before.  China \t and\nBeijing met.";
	static const struct html_mark	v[] = { { 0, 2 }, { 9, 14 },
					    { 17, 20 }, { 21, 28 }, { 29, 40 } };
	struct html_marks	all = { v, 5 }, none = { v, 0 };

	is(marked(text, 10, 100, all), "<China> <and>",
	    "every mark of a sentence");
	is(marked(text, 22, 100, all), "<Beijing> <met.>",
	    "to its end at most");
	is(marked(text, 0, 100, all), "<Be>fore.", "from its beginning");
	is(marked(text, 10, 100, none), "China and", "none");
	all.v = &(struct html_mark){ 9, 28 };
	all.n = 1;
	is(marked(text, 10, 100, all), "<China and>", "one that is longer");
	is(marked(text, 24, 100, all), "<Beijing> met.", "which goes on");
	is(marked("one two three four five", 8, 12, (struct html_marks){
	    (const struct html_mark[]){ { 0, 3 }, { 8, 13 }, { 14, 18 } }, 3 }),
	    "\xe2\x80\xa6two <three>\xe2\x80\xa6", "beside an ellipsis");
}

int
main(void)
{
	arena = arena_new((size_t)1 << 20);
	test_abbreviations();
	test_ends();
	test_marks();
	arena_free(arena);
	return (tap_done());
}
