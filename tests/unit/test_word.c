#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/glob.h"
#include "feed/letter.h"
#include "feed/word.h"

#include "tap.h"

static struct arena	*arena;

/* The folded words of a text with '|' between them. */
static const char *
split(const char *text)
{
	struct words	 w;
	char		*out;
	size_t		 n = 0;

	if (words_split(arena, text, strlen(text), &w) == -1)
		return (NULL);
	out = arena_alloc(arena, 16 * strlen(text) + 64);
	for (size_t i = 0; i < w.n; i++) {
		if (i > 0)
			out[n++] = '|';
		memcpy(out + n, w.v[i].folded, w.v[i].len);
		n += w.v[i].len;
		if (w.v[i].hash != word_hash(w.v[i].folded, w.v[i].len))
			return ("(wrong hash)");
		if (w.v[i].start >= w.v[i].end || w.v[i].end > strlen(text) ||
		    (i > 0 && w.v[i].start < w.v[i - 1].end))
			return ("(wrong place)");
	}
	return (out);
}

/* The same as they stood in the text. */
static const char *
places(const char *text)
{
	struct words	 w;
	char		*out;
	size_t		 n = 0;

	if (words_split(arena, text, strlen(text), &w) == -1)
		return (NULL);
	out = arena_alloc(arena, 2 * strlen(text) + 64);
	for (size_t i = 0; i < w.n; i++) {
		if (i > 0)
			out[n++] = '|';
		memcpy(out + n, text + w.v[i].start, w.v[i].end - w.v[i].start);
		n += w.v[i].end - w.v[i].start;
	}
	return (out);
}

static void
test_borders(void)
{
	is(split(""), "", "no words in nothing");
	is(split(" .,;-- \n"), "", "nor in signs");
	is(split("China"), "china", "case folds");
	is(split("cyber-attack on G20, 5G"), "cyber|attack|on|g20|5g",
	    "hyphens separate, letters and digits join");
	is(split("China's can\342\200\231t l'Europe"),
	    "china|s|can|t|l|europe", "apostrophes separate");
	is(split("\320\274\312\274\321\217\321\202\320\260 o\312\273o"),
	    "\320\274|\321\217\321\202\320\260|o|o",
	    "letters that are apostrophes, too");
	is(split("snake_case_x"), "snake|case|x", "underscores separate");
	is(split("U.S. and the U.K., p.m."), "u.s|and|the|u.k|p.m",
	    "abbreviations of single letters are one word");
	is(split("in China.Beijing said"), "in|china|beijing|said",
	    "a full stop without a blank separates");
	is(split("J.Smith A.\320\221"), "j|smith|a|\320\261",
	    "and between an initial and a name, and between scripts");
	is(split("1,000,000 and 3.14 and 1, 2. x"),
	    "1,000,000|and|3.14|and|1|2|x", "numbers keep their signs");
	is(split("192.168.1.1 1.x x.1"), "192.168.1.1|1|x|x|1",
	    "only between digits");
	is(split("Headline:China a/b a|b a+b"),
	    "headline|china|a|b|a|b|a|b", "all else separates");
	is(split("\303\251t\303\251,\303\251t\303\251"), "ete|ete",
	    "a comma between letters separates");
	is(split("x\360\237\230\200y\342\204\242"), "x|y",
	    "emoji and trade marks separate");
}

static void
test_folding(void)
{
	is(split("\303\211t\303\251 na\303\257ve \303\234ber "
	    "Dvo\305\231\303\241k"),
	    "ete|naive|uber|dvorak", "Latin accents");
	is(split("e\314\201te\314\201 Vie\314\243\314\202t"), "ete|viet",
	    "decomposed ones");
	is(split("Vi\341\273\207t \304\220\341\273\251c"), "viet|duc",
	    "Vietnamese");
	is(split("\305\201\303\263d\305\272 \303\230resund \303\206sir "
	    "\305\222uvre stra\303\237e STRA\341\272\236E"),
	    "lodz|oresund|aesir|oeuvre|strasse|strasse",
	    "letters with a stroke, ligated letters, sharp s");
	is(split("\304\260stanbul Diyarbak\304\261r"), "istanbul|diyarbakir",
	    "Turkish i");
	is(split("\357\274\243\357\275\210\357\275\211\357\275\216"
	    "\357\275\201"),
	    "china", "width");
	is(split("\357\254\201nance o\357\254\203ce"), "finance|office",
	    "ligatures");
	is(split("\316\221\316\270\316\256\316\275\316\261 "
	    "\316\221\316\230\316\227\316\235\316\221 "
	    "\316\273\317\214\316\263\316\277\317\202"),
	    "\316\261\316\270\316\267\316\275\316\261|"
	    "\316\261\316\270\316\267\316\275\316\261|"
	    "\316\273\316\277\316\263\316\277\317\203",
	    "Greek accents and final sigma");
	is(split("\320\237\320\276\320\273\321\221\321\202 "
	    "\320\267\320\260\314\201\320\274\320\276\320\272"),
	    "\320\277\320\276\320\273\320\265\321\202|"
	    "\320\267\320\260\320\274\320\276\320\272",
	    "Cyrillic: yo is ye, stress marks are off");
	is(split("CO\342\202\202 China\302\271"), "co2|china",
	    "subscripts belong to a word, superscripts are notes");
	is(split("\342\205\243 \360\235\220\202\360\235\220\241"), "iv|ch",
	    "compatibility letters");
	is(split("\302\265m \316\274m"), "\316\274|m|\316\274|m",
	    "the micro sign is a mu");
	is(split("col\302\267lecci\303\263 NEWS\302\267China"),
	    "col\302\267leccio|news|china", "Catalan l\302\267l alone joins");
}

static void
test_ignored(void)
{
	is(split("cy\302\255ber\342\200\213at\342\201\240ta\357\273\277ck"),
	    "cyberattack", "soft hyphen, zero width, joiner, BOM");
	is(places("a cy\302\255ber\302\255 b"), "a|cy\302\255ber|b",
	    "kept inside, not at the end");
	is(split("\342\200\216China\342\200\217 \302\255"), "china",
	    "marks of direction; alone they are no word");
	is(split("\331\205\333\214\342\200\214\330\256\331\210"),
	    "\331\205\333\214\330\256\331\210", "Persian half blank");
	is(split("3\302\255.\302\255" "14"), "3.14", "around joining signs");
	is(split("\314\201 \314\201x"), "x", "a mark without a letter");
}

static void
test_scripts(void)
{
	is(split("\344\270\255\345\233\275\343\200\202\344\270\255"),
	    "\344\270\255|\345\233\275|\344\270\255", "Han, one each");
	is(split("iPhone\346\211\213\346\234\272 5G\347\275\221"),
	    "iphone|\346\211\213|\346\234\272|5g|\347\275\221",
	    "Latin in Han");
	is(split("\357\275\266\357\276\236\357\275\260 "
	    "\343\202\253\343\202\231 \343\202\254"), "\343\202\254|\343\203\274|\343\202\254|"
	    "\343\202\254", "Kana: narrow and decomposed voicing stay voiced");
	is(split("\343\202\253\343\201\213"), "\343\202\253|\343\201\213",
	    "Katakana and Hiragana differ");
	is(split("\340\270\233\340\270\243\340\270\260\340\271\200\340\270\227"
	    "\340\270\250"), "\340\270\233|\340\270\243|\340\270\260|"
	    "\340\271\200|\340\270\227|\340\270\250", "Thai, one each");
	is(split("\340\270\231\340\271\211\340\270\263"),
	    "\340\270\231\340\271\211|\340\270\263",
	    "Thai tone marks stay with their letter");
	is(split("\354\244\221\352\265\255\354\235\200 AI\352\260\200"),
	    "\354\244\221\352\265\255\354\235\200|ai|\352\260\200",
	    "Hangul by words, borders between scripts");
	is(split("\341\204\200\341\205\241\341\206\250 \352\260\201"),
	    "\352\260\201|\352\260\201", "composed Hangul equals jamo");
	is(split("\340\244\255\340\244\276\340\244\260\340\244\244 "
	    "\340\244\255\340\244\260\340\244\244"),
	    "\340\244\255\340\244\276\340\244\260\340\244\244|"
	    "\340\244\255\340\244\260\340\244\244",
	    "Devanagari keeps its vowel signs");
	is(split("\340\244\225\340\244\274 \340\245\230"),
	    "\340\244\225\340\244\274|\340\244\225\340\244\274",
	    "and its nukta, composed or not");
	is(split("\327\242\327\250\327\221\327\231\327\252 "
	    "\327\242\326\264\327\221\327\250\327\231\327\252"),
	    "\327\242\327\250\327\221\327\231\327\252|"
	    "\327\242\326\264\327\221\327\250\327\231\327\252",
	    "Hebrew points stay");
	is(split("\327\246\327\224\"\327\234 \327\246\327\224\327\264\327\234 "
	    "\"\327\246\""),
	    "\327\246\327\224\"\327\234|\327\246\327\224\"\327\234|\327\246",
	    "Hebrew abbreviations");
	is(split("SMS\320\272\320\260 x\316\261"),
	    "sms|\320\272\320\260|x|\316\261", "a script change is a border");
	is(split("\331\243\331\254\331\240 \331\243\331\253\331\241"),
	    "\331\243,\331\240|\331\243,\331\241", "Arabic digits");
}

static void
test_hostile(void)
{
	struct arena	*small = arena_new(200000);
	struct words	 w;
	char		*long_word = xmalloc(3000001);

	is(split("\377\376a\300\257b\355\240\200c\364\220\200\200"), "a|b|c",
	    "bytes that aren't UTF-8 separate");
	is(split("a\303"), "a", "a letter cut off at the end");
	memset(long_word, 'x', 3000000);
	long_word[3000000] = '\0';
	ok(words_split(arena, long_word, 3000000, &w) == 0 && w.n == 1 &&
	    w.v[0].len == 3000000, "a word of three million letters");
	for (size_t i = 0; i < 3000000; i += 3)
		memcpy(long_word + i, i == 0 ? "\340\244\225" :
		    "\340\245\215", 3);
	ok(words_split(arena, long_word, 3000000, &w) == 0 && w.n == 1,
	    "a letter with a million marks");
	ok(words_split(small, long_word, 3000000, &w) == -1,
	    "a full arena is told");
	for (size_t i = 0; i < 3000000; i += 2)
		memcpy(long_word + i, "X.", 2);
	ok(words_split(arena, long_word, 3000000, &w) == 0 && w.n == 1 &&
	    w.v[0].len == 2999999, "a million initials");
	is_num((intmax_t)word_hash("ab", 2),
	    (intmax_t)word_hash_more(word_hash("a", 1), "b", 1),
	    "hashes can be made bit by bit");
	free(long_word);
	arena_free(small);
}

/* A '?' may be any letter, of which a pattern has to know what it folds to. */
static void
test_letters(void)
{
	char	fold[LETTER_FOLD_MAX], name[32];
	size_t	n, wrong = 0, several = 0;

	for (uint32_t uc = 0x80; uc < 0x32000; uc++) {
		const struct letter	*l = letter_get(uc);

		if (l->kind == LETTER_NONE || l->kind >= LETTER_MARK)
			continue;
		n = l->flags & LETTER_LONG ? letter_fold_long(uc, fold) :
		    l->nfold;
		if (!(l->flags & LETTER_LONG))
			memcpy(fold, l->fold, n);
		several += n > 1;
		if (glob_match_letters("?", 1, fold, n, NULL))
			continue;
		wrong++;
		snprintf(name, sizeof(name), "U+%04X is one ?", uc);
		ok(0, name);
	}
	is_num(wrong, 0, "each letter is one ?");
	ok(several > 500, "also those that fold to several");
	ok(!glob_match_letters("a?", 2, "abc", 3, NULL), "but not any two");
}

int
main(void)
{
	arena = arena_new(512 * 1024 * 1024);
	test_borders();
	test_folding();
	test_ignored();
	test_scripts();
	test_hostile();
	test_letters();
	arena_free(arena);
	return (tap_done());
}
