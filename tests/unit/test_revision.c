/* feed/revision*: what counts as an edit, and what is shown of it. */

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "feed/revision.h"
#include "feed/revision_diff.h"
#include "feed/revision_words.h"
#include "tap.h"

#define STEPS	((uint64_t)100000000)
#define LIST	12

static struct arena	*arena;

/* The length of the longest list that both have, the plain way. */
static size_t
common(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	size_t	t[LIST + 1][LIST + 1] = { { 0 } };

	for (size_t i = 1; i <= na; i++)
		for (size_t j = 1; j <= nb; j++)
			if (a[i - 1] == b[j - 1])
				t[i][j] = t[i - 1][j - 1] + 1;
			else
				t[i][j] = t[i - 1][j] > t[i][j - 1] ?
				    t[i - 1][j] : t[i][j - 1];
	return (t[na][nb]);
}

/* Whether the hunks lead from a to b, in as few edits as there can be. */
static int
is_right(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	struct revision_hunk	*h;
	uint64_t		 steps = STEPS;
	size_t			 n, x = 0, y = 0, edits = 0;
	int			 whole;

	arena_reset(arena);
	h = revision_diff(arena, a, na, b, nb, &steps, &n, &whole);
	for (size_t i = 0; i < n; i++, h++) {
		if (i > 0 && x == h->a)
			return (0);
		for (; x < h->a; x++, y++)
			if (y >= nb || a[x] != b[y])
				return (0);
		if (y != h->b || h->a_end < h->a || h->b_end < h->b)
			return (0);
		edits += h->a_end - h->a + h->b_end - h->b;
		x = h->a_end;
		y = h->b_end;
	}
	for (; x < na; x++, y++)
		if (y >= nb || a[x] != b[y])
			return (0);
	return (y == nb && !whole &&
	    edits == na + nb - 2 * common(a, na, b, nb));
}

static void
test_diff(void)
{
	uint64_t	 a[LIST], b[LIST], seed = 1;
	size_t		 na, nb;
	int		 wrong = 0;

	for (int round = 0; round < 20000; round++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		na = seed >> 33 & 7;
		nb = seed >> 37 & 7;
		na += seed >> 60 & 3;
		for (size_t i = 0; i < na; i++)
			a[i] = seed >> (i * 3 % 60) & 3;
		for (size_t i = 0; i < nb; i++)
			b[i] = seed >> (i * 5 % 61 + 1) & 3;
		wrong += !is_right(a, na, b, nb);
	}
	is_num(wrong, 0, "of 20,000 pairs of lists each has its fewest edits");
}

/* All words differ, or the same few come again and again. */
static void
test_hostile(void)
{
	static uint64_t		 a[50000], b[50000];
	struct revision_hunk	*h;
	uint64_t		 steps = 4000000;
	size_t			 n;
	int			 whole;

	for (size_t i = 0; i < 50000; i++) {
		a[i] = i % 3 + i / 7 % 2;
		b[i] = i % 2 + i / 5 % 3;
	}
	arena_reset(arena);
	h = revision_diff(arena, a, 50000, b, 50000, &steps, &n, &whole);
	ok(h != NULL && n == 1 && whole, "50,000 words that are like others");
	ok(steps <= 4000000, "take no more steps than they may");
	for (size_t i = 0; i < 50000; i++)
		b[i] = i + 100;
	steps = STEPS;
	h = revision_diff(arena, a, 50000, b, 50000, &steps, &n, &whole);
	ok(h != NULL && n == 1 && whole && h->a == 0 && h->a_end == 50000,
	    "so many that differ are one change");
	ok(STEPS - steps < 2000000, "known after few steps");
}

/* Words that each seem to begin a URL, up to the end of the text. */
static void
test_no_urls(void)
{
	static char	 text[8 * 40000 + 1];
	struct words	 w;
	int		 cut;

	for (size_t i = 0; i < sizeof(text) - 1; i += 8)
		memcpy(text + i, "http://:", 8);
	arena_reset(arena);
	is_num(revision_words(arena, text, &w, &cut), 0,
	    "40,000 beginnings of URLs, all in one");
	ok(w.n == 1 && w.v[0].start == 0 && !cut, "are read through once");
}

static struct revision *
compare(const char *before, const char *now)
{
	struct revision_texts	x = { "A title", before };
	struct revision_texts	y = { "A title", now };
	uint64_t		steps = STEPS;

	arena_reset(arena);
	return (revision_compare(arena, &x, &y, &steps));
}

static void
is_noise(const char *before, const char *now)
{
	size_t	there = revision_changes(compare(before, now));
	size_t	back = revision_changes(compare(now, before));
	char	name[400];

	snprintf(name, sizeof(name), "no change: %s | %s", before, now);
	is_num((intmax_t)(there + back), 0, name);
}

static void
is_change(const char *before, const char *now)
{
	char	name[400];

	snprintf(name, sizeof(name), "a change: %s | %s", before, now);
	ok(revision_changes(compare(before, now)) > 0 &&
	    revision_changes(compare(now, before)) > 0, name);
}

static void
test_noise(void)
{
	is_noise("Dull prose.", "dull  PROSE");
	is_noise("It ends here.", "It ends\nhere!");
	is_noise("It ends here.", "It ends here. Updated 10:45");
	is_noise("Last updated: Mon, 23 Nov 2026 09:12 GMT. It is so.",
	    "Last updated: Tue, 24 Nov 2026 at 17:03:11 CET. It is so.");
	is_noise("Posted on November 3, 2026", "Posted on November 24, 2026");
	is_noise("On 3 May all met.", "On 10 June all met.");
	is_noise("On Monday all met.", "On Thursday all met.");
	is_noise("Stand: 23.11.2026", "Stand: 24.11.2026, 10.45 Uhr");
	is_noise("2026-11-23T10:45:00Z so it was",
	    "2026-11-24T11:01:17Z so it was");
	is_noise("11/23/2026 so it was", "11/24/2026 so it was");
	is_noise("3 min ago it began", "2 hours ago it began");
	is_noise("Il y a 3 heures, dit-il", "Il y a 4 heures, dit-il");
	is_noise("Begun vor 3 Stunden", "Begun vor 12 Stunden");
	is_noise("Said so. 12 comments", "Said so. 1,015 comments");
	is_noise("Said so. No comments", "Said so. 1 comment");
	is_noise("Said so. Comments (12)", "Said so. Comments (13)");
	is_noise("Points: 12 # Comments: 5", "Points: 154 # Comments: 61");
	is_noise("12 points, 3 comments", "18 points, 9 comments");
	is_noise("1.2k views", "1.3k views");
	is_noise("See http://a.example/x?utm_source=rss for it",
	    "See https://a.example/x?utm_source=atom&utm_medium=x for it");
	is_noise("2026年11月23日 中国", "2026年11月24日 中国");
	is_num((intmax_t)revision_changes(compare("It is so.", "")), 0,
	    "a body that isn't there is no change");
	is_num((intmax_t)revision_changes(compare("", "It is so.")), 1,
	    "one that comes is");
	is_change("At least 12 people died.", "At least 15 people died.");
	is_change("At least 12 may have died.", "At least 15 may have died.");
	is_change("They sold 12 shares.", "They sold 15 shares.");
	is_change("It won by 12 votes.", "It won by 15 votes.");
	is_change("It lost 12 points.", "It lost 15 points.");
	is_change("They march on.", "They walk on.");
	is_change("The match took 12 minutes.", "The match took 15 minutes.");
	is_change("It costs 1,000 euros.", "It costs 1,100 euros.");
	is_change("The minister said so.", "The minister denied it.");
	is_change("It is so. There is more.", "It is so.");
	is_change("See http://a.example/x for it",
	    "See http://a.example/y for it");
	is_change("See http://:x for it", "See http://:y for it");
	is_change("中国人", "中国的人");
}

/* "A [-b-] {+c+} d", passages one a line. */
static const char *
shown(const struct revision *r)
{
	static struct buf	 b;
	struct revision_view	 v = { NULL, 0, 0 };
	struct revision_passage	*p;
	struct revision_piece	*q;

	if (b.max == 0)
		buf_init(&b, 65536);
	buf_reset(&b);
	revision_show(arena, r, &v);
	for (p = v.passages; p != NULL; p = p->next) {
		buf_puts(&b, p->field == TOPIC_TITLE ? "T:" : "B:");
		for (q = p->pieces; q != NULL; q = q->next)
			buf_printf(&b, " %s%s%s", q->kind == REVISION_OUT ?
			    "[-" : q->kind == REVISION_IN ? "{+" : "",
			    q->text, q->kind == REVISION_OUT ? "-]" :
			    q->kind == REVISION_IN ? "+}" : "");
		buf_putc(&b, '\n');
	}
	if (v.left_out != 0)
		buf_printf(&b, "%zu more\n", v.left_out);
	if (v.rewritten)
		buf_puts(&b, "rewritten\n");
	return (buf_string(&b));
}

static void
test_show(void)
{
	struct revision_texts	x = { "Old title", "Same." };
	struct revision_texts	y = { "New title", "Same." };
	struct revision		*r;
	struct buf		 b;
	uint64_t		 steps = STEPS;

	is(shown(compare("First one. The cat sat on it. Last one.",
	    "First one. The dog sat on it. Last one.")),
	    "B: The [-cat-] {+dog+} sat on it.\n", "in its sentence");
	is(shown(compare("The cat sat on it.", "The cat sat.")),
	    "B: The cat sat [-on it-] .\n", "words that went");
	is(shown(compare("One.\nTwo.", "One.\nA half.\nTwo.")),
	    "B: {+A half.+}\n", "words that came");
	is(shown(compare("One.\nTwo.", "One.\nHe said (\"a half\").\nTwo.")),
	    "B: {+He said (\"a half\").+}\n", "a sentence with its signs");
	is(shown(compare("One. Two.", "One. \"A half!\" Two.")),
	    "B: {+\"A half!\"+} Two.\n", "and those before it");
	is(shown(compare("One. He said (\"a half\"). Two.", "One. Two.")),
	    "B: One. [-He said (\"a half\").-] Two.\n",
	    "one that went, too");
	is(shown(compare("One.\nHe said (\"a half\").\nTwo.", "One.\nTwo.")),
	    "B: One. [-He said (\"a half\").-]\n",
	    "and behind a block");
	is(shown(compare("He is big.", "He is big indeed.")),
	    "B: He is big {+indeed+} .\n", "not so a part of one");
	is(shown(compare("A b c d e f.", "A x c d e y.")),
	    "B: A [-b-] {+x+} c d e [-f-] {+y+} .\n",
	    "two in one sentence");
	is(shown(compare("Ab cd. Ef gh. Ij kl.", "Ab xx. Ef gh. Ij yy.")),
	    "B: Ab [-cd-] {+xx+} .\nB: Ij [-kl-] {+yy+} .\n", "in two");
	is(shown(compare("The man of the year is big and nice.",
	    "The one in a town is big and nice.")),
	    "B: The [-man of the year-] {+one in a town+} is big and nice.\n",
	    "a word amid a change is part of it");
	is(shown(compare("他们来了。他们坐船走了。天气好。",
	    "他们来了。他们坐车走了。天气好。")),
	    "B: 他们坐 [-船-] {+车+} 走了。\n", "of a script without blanks");
	arena_reset(arena);
	is(shown(revision_compare(arena, &x, &y, &steps)),
	    "T: [-Old-] {+New+} title\n", "of the title");
	r = compare("a 1 b.\nc 2 d.", "a 3 b.\nc 4 d.");
	is_num((intmax_t)revision_changes(r), 2, "two changes");
	revision_drop(r, 0);
	is(shown(r), "B: c [-2-] {+4+} d.\n", "less one");
	buf_init(&b, 65536);
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "was%d written ", i);
	x.body = arena_strdup(arena, b.data);
	buf_reset(&b);
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "is%d here ", i);
	x.title = y.title;
	y.body = b.data;
	is(shown(revision_compare(arena, &x, &y, &steps)), "rewritten\n",
	    "a text that isn't the same any more");
	buf_clear(&b);
}

/* A text without the end of a sentence, and with changes all over. */
static void
test_endless(void)
{
	struct revision_view	 v;
	struct revision		*r;
	struct buf		 b[2];
	size_t			 most = 0, n, passages = 0, changes = 0;

	for (int k = 0; k < 2; k++) {
		buf_init(&b[k], 1 << 20);
		for (int i = 0; i < 450; i++)
			buf_printf(&b[k], "%s%d%0*d and these stay as they "
			    "are ", k == 0 ? "was" : "is", i, 100, 7);
	}
	r = compare(buf_string(&b[0]), buf_string(&b[1]));
	is_num(revision_show(arena, r, &v), 0, "it is shown");
	for (struct revision_passage *p = v.passages; p != NULL;
	    p = p->next, passages++) {
		n = 0;
		for (struct revision_piece *q = p->pieces; q != NULL;
		    q = q->next) {
			n += strlen(q->text);
			changes += q->kind == REVISION_IN;
		}
		most = n > most ? n : most;
	}
	ok(passages > 10 && most < 8000, "in passages that have an end");
	is_num((intmax_t)(changes + v.left_out), 450, "each change once");
	buf_clear(&b[0]);
	buf_clear(&b[1]);
}

/* The same without blanks: characters stay whole. */
static void
test_unblanked(void)
{
	struct buf	b[2];
	const char	*text;

	for (int k = 0; k < 2; k++) {
		buf_init(&b[k], 4096);
		for (int i = 0; i < 200; i++)
			buf_puts(&b[k], i == 100 ? k == 0 ? "船" : "车" : "走");
	}
	text = shown(compare(buf_string(&b[0]), buf_string(&b[1])));
	ok(strncmp(text, "B: … 走走走", 16) == 0 && strstr(text,
	    "走 [-船-] {+车+} 走") != NULL && strstr(text, "走 …\n") != NULL,
	    "text around a change amid much of it");
	is_num((intmax_t)utf8_valid(text, strlen(text)),
	    (intmax_t)strlen(text), "in whole characters");
	buf_clear(&b[0]);
	buf_clear(&b[1]);
}

/* What is the same in several stories hashes alike, wherever it stands. */
static void
test_hash(void)
{
	uint64_t	h, g;

	h = revision_hash(compare("One of them.",
	    "One of them. Subscribe now"), 0);
	g = revision_hash(compare("Quite another.",
	    "Quite another.\nSubscribe now!"), 0);
	ok(h == g, "the same words added");
	g = revision_hash(compare("Quite another. Subscribe now",
	    "Quite another."), 0);
	ok(h != g, "are not the same words gone");
}

static void
test_joined(void)
{
	is_num((intmax_t)revision_changes(compare("a b c d x y e f g h",
	    "i j k l x y m n o p")), 1,
	    "two words between larger changes are part of one");
	is_num((intmax_t)revision_changes(compare("a b c d x y z e f g h",
	    "i j k l x y z m n o p")), 2, "three divide them");
	is_num((intmax_t)revision_changes(compare("a x y e", "i x y m")), 2,
	    "as do two between small ones");
}

int
main(void)
{
	arena = arena_new((size_t)64 << 20);
	test_diff();
	test_hostile();
	test_no_urls();
	test_noise();
	test_show();
	test_endless();
	test_unblanked();
	test_hash();
	test_joined();
	arena_free(arena);
	return (tap_done());
}
