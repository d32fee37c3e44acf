#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/topic.h"

#include "tap.h"

static struct arena	*arena;

/*
 * What one keyword finds in one text: the places, with '|' between them; ""
 * when it isn't found, the cause when the keyword is refused.
 */
static const char *
find(const char *keyword, const char *text)
{
	const char		*any[] = { keyword, NULL };
	struct topic_rule	 rule = { "t", NULL, any, NULL, NULL };
	struct topic_text	 t = { TOPIC_BODY, text, strlen(text), NULL };
	struct topic_set	*set;
	struct topic_match	*m;
	struct topic_hit	*h;
	char			*cause, *out;
	size_t			 n = 0;

	if ((set = topic_set_new(&rule, 1, &cause)) == NULL) {
		out = arena_strdup(arena, cause);
		free(cause);
		return (out);
	}
	out = arena_alloc(arena, 65 * strlen(text) + 1);
	m = topic_match(set, arena, &t, 1, NULL, 0);
	for (h = m != NULL ? m->hits : NULL; h != NULL; h = h->next) {
		if (n > 0)
			out[n++] = '|';
		memcpy(out + n, text + h->start, h->end - h->start);
		n += h->end - h->start;
	}
	topic_set_free(set);
	return (out);
}

static void
test_words(void)
{
	is(find("China", "CHINA and china's, not Indochina or Chinas"),
	    "CHINA|china", "a word, whatever its case");
	is(find("cyber", "a cyber-attack, cyberattack"), "cyber",
	    "hyphens separate");
	is(find("cyber*", "Cyber-attack, cyberattack, CYBER; encyber"),
	    "Cyber|cyberattack|CYBER", "a trailing star");
	is(find("cyber*", "cyb\303\251r\303\251v\303\251nement"),
	    "cyb\303\251r\303\251v\303\251nement", "over accents");
	is(find("zero day", "Zero-day, zero\nday; zero days, zero a day"),
	    "Zero-day|zero\nday", "a phrase");
	is(find("\"zero day\"", "a zero day"), "zero day", "in quotes");
	is(find("zero* day*", "zeroes, daylight"), "zeroes, daylight",
	    "stars in a phrase");
	is(find("state-sponsored hackers",
	    "State sponsored; hackers. state-sponsored x hackers"),
	    "State sponsored; hackers", "whatever stands between");
	is(find("a b", "a a b b a b"), "a b|a b", "overlapping starts");
	is(find("a a", "a a a"), "a a|a a", "overlapping phrases");
	is(find("China's economy", "China\342\200\231s  economy"),
	    "China\342\200\231s  economy", "possessives in keywords");
	is(find("don't", "don\342\200\231t"), "don\342\200\231t",
	    "apostrophes of any kind");
	is(find("snake case", "snake_case"), "snake_case", "underscores");
	is(find("US", "the U.S. and us"), "us", "US is not U.S.");
	is(find("U.S.", "the U.S. and US, U.S officials"), "U.S|U.S",
	    "nor the other way");
	is(find("1000000", "1,000,000"), "", "1000000 is not 1,000,000");
	is(find("1,000,000", "1,000,000 1000000"), "1,000,000",
	    "nor the other way");
	is(find("cyberattack", "cy\302\255ber\342\200\213attack"),
	    "cy\302\255ber\342\200\213attack", "soft hyphens are ignored");
	is(find("cy\302\255berattack", "cyberattack"), "cyberattack",
	    "in keywords, too");
	is(find("  China ", "china"), "china", "blanks around a keyword");
	is(find("x", "y"), "", "not found");
	is(find("x", ""), "", "nothing in nothing");
}

static void
test_folding(void)
{
	is(find("Munchen", "M\303\274nchen MU\314\210NCHEN"),
	    "M\303\274nchen|MU\314\210NCHEN", "accents in the text");
	is(find("M\303\274nchen", "Munchen"), "Munchen", "in the keyword");
	is(find("Lodz", "\305\201\303\263d\305\272"),
	    "\305\201\303\263d\305\272", "stroked letters");
	is(find("strasse", "Stra\303\237e"), "Stra\303\237e", "sharp s");
	is(find("\320\265\320\273\320\272\320\260",
	    "\320\201\320\273\320\272\320\260"),
	    "\320\201\320\273\320\272\320\260", "Cyrillic yo");
	is(find("\316\261\316\270\316\267\316\275\316\261",
	    "\316\221\316\230\316\227\316\235\316\221 "
	    "\316\221\316\270\316\256\316\275\316\261"),
	    "\316\221\316\230\316\227\316\235\316\221|"
	    "\316\221\316\270\316\256\316\275\316\261", "Greek");
	is(find("China", "\357\274\243\357\275\210\357\275\211\357\275\216"
	    "\357\275\201"), "\357\274\243\357\275\210\357\275\211"
	    "\357\275\216\357\275\201", "width");
	is(find("finance", "\357\254\201nance"), "\357\254\201nance",
	    "ligatures");
	is(find("\340\244\255\340\244\260\340\244\244",
	    "\340\244\255\340\244\276\340\244\260\340\244\244"), "",
	    "Indic vowel signs count");
}

#define ZHONG	"\344\270\255"
#define GUO	"\345\233\275"
#define REN	"\344\272\272"

static void
test_scripts(void)
{
	is(find(ZHONG GUO, "x" ZHONG GUO REN "y"), ZHONG GUO,
	    "Han anywhere in a run");
	is(find(ZHONG GUO, ZHONG "\343\200\202" GUO), "",
	    "punctuation breaks the run");
	is(find(ZHONG GUO, ZHONG "\n" GUO), ZHONG "\n" GUO,
	    "white space doesn't");
	is(find(ZHONG " " GUO, ZHONG "\343\200\202" GUO),
	    ZHONG "\343\200\202" GUO, "a phrase of two does run over it");
	is(find(ZHONG, ZHONG ZHONG), ZHONG "|" ZHONG, "each one");
	is(find(ZHONG GUO "*", ZHONG GUO REN), ZHONG GUO,
	    "a star there stands for nothing");
	is(find("AI" ZHONG, "ai" ZHONG GUO), "ai" ZHONG, "mixed with Latin");
	is(find("AI" ZHONG, "ai, " ZHONG), "", "which punctuation breaks, too");
	is(find("\346\251\237\345\231\250", "\346\234\272\345\231\250"), "",
	    "traditional and simplified differ");
	is(find("\343\202\254", "\343\202\253"), "", "kana voicing counts");
	is(find("\343\202\254", "\357\275\266\357\276\236"),
	    "\357\275\266\357\276\236", "kana width doesn't");
	is(find("\340\271\204\340\270\227\340\270\242",
	    "\340\270\233\340\270\243\340\270\260\340\271\200\340\270\227"
	    "\340\270\250\340\271\204\340\270\227\340\270\242\340\271\201"),
	    "\340\271\204\340\270\227\340\270\242", "Thai");
	is(find("\354\244\221\352\265\255",
	    "\354\244\221\352\265\255\354\235\200 "
	    "\353\214\200\354\244\221\352\265\255"),
	    "\354\244\221\352\265\255\354\235\200",
	    "Hangul at the beginning of a word");
	is(find("\353\266\201\355\225\234 \355\225\264\354\273\244",
	    "\353\266\201\355\225\234\354\235\230 "
	    "\355\225\264\354\273\244\353\223\244"),
	    "\353\266\201\355\225\234\354\235\230 "
	    "\355\225\264\354\273\244\353\223\244", "particles in phrases");
	is(find("\320\272\320\260", "SMS\320\272\320\260"), "\320\272\320\260",
	    "a script change is a border");
	is(find("\327\246\327\224\"\327\234",
	    "\327\246\327\224\327\264\327\234"),
	    "\327\246\327\224\327\264\327\234", "Hebrew abbreviations");
	is(find("\"\327\246\327\224\"\327\234\"",
	    "\327\246\327\224\"\327\234"), "\327\246\327\224\"\327\234",
	    "in quotes");
	is(find("\331\205\330\265\330\261", "\331\201\331\212 "
	    "\331\205\330\265\330\261\330\214"), "\331\205\330\265\330\261",
	    "Arabic");
}

static void
test_signs(void)
{
	is(find("C++", "C, C++, c++; C+, C+++"), "C++|c++", "C++");
	is(find("C", "C++ and C#"), "C|C", "a bare C does find C++");
	is(find("C#", "C# C## C#x c#."), "C#|c#", "C#");
	is(find("C+", "C++"), "", "C+ isn't in C++");
	is(find("C++", "\357\274\243\357\274\213\357\274\213"),
	    "\357\274\243\357\274\213\357\274\213", "width of signs folds");
	is(find("C++", "C\342\201\240+\302\255+"), "C\342\201\240+\302\255+",
	    "joiners among signs are ignored");
	is(find("C++ compiler", "C++ compiler, C compiler, C++-compilers"),
	    "C++ compiler", "in a phrase");
	is(find(".NET", "NET .NET example.net ..net (.Net)"), ".NET|.Net",
	    ".NET");
	is(find("the .NET framework", "the NET framework the .net framework"),
	    "the .net framework", "in a phrase, too");
	is(find("AT&T", "AT&T at&t AT T AT & T AT& T AT-T"), "AT&T|at&t",
	    "AT&T");
	is(find("example.com", "example.com example com"), "example.com",
	    "a dot inside");
	is(find("TCP/IP", "tcp/ip tcp-ip"), "tcp/ip", "a slash inside");
	is(find("Yahoo!", "Yahoo Yahoo! yahoo!!"), "Yahoo!|yahoo!",
	    "an exclamation mark at the end");
	is(find("Yahoo! News", "Yahoo News"), "Yahoo News",
	    "not inside, where it ends a sentence");
	is(find("St. Petersburg", "St Petersburg, St. Petersburg"),
	    "St Petersburg|St. Petersburg", "nor do full stops");
	is(find("Inc.", "Inc, inc."), "inc.", "but at the end they do");
	is(find("$100", "100 $100 US$100"), "$100", "a sign in front");
	is(find("\342\202\254" "5", "5 \342\202\254" "5"), "\342\202\254" "5",
	    "not only ASCII");
	is(find("100%", "100 100%"), "100%", "per cent");
	is(find("\"AC/DC\"", "AC DC ac/dc"), "ac/dc", "in quotes as well");
}

struct refusal {
	const char	*keyword;
	size_t		 offset;
	const char	*says;		/* a part of the cause */
};

static const struct refusal refusals[] = {
	{ "", 0, "empty" },
	{ " \t", 0, "empty" },
	{ "*", 0, "lone *" },
	{ " ** ", 1, "lone *" },
	{ "...", 0, "no letter or digit" },
	{ "\"\"", 1, "no letter or digit" },
	{ "\360\237\224\245", 0, "no letter or digit" },
	{ "C++*", 3, "no letter touches" },
	{ "cyber **", 6, "no letter touches" },
	{ "zero * day", 5, "no letter touches" },
	{ "??", 0, "lone ?" },
	{ "\344\270\255?", 3, "without spaces" },
	{ "\344\270\255*\345\233\275", 3, "without spaces" },
	{ "\"x", 0, "closing quotation mark" },
	{ "\"x\" y", 4, "no operator in front" },
	{ "\"x\"y", 3, "a keyword of its own" },
	{ "x \"y\"", 2, "no operator in front" },
	{ "\"x \" y\"", 6, "around the whole keyword" },
	{ "cyber*, ransomware", 6, "a comma separates keywords only inside "
	    "brackets: [cyber*, ransomware]" },
	{ "cyber,", 5, "a comma separates" },
	{ "cyber; China", 5, "not a semicolon" },
	{ "-monday", 0, "write NOT monday to leave stories out" },
	{ " --x y", 1, "write NOT x y" }
};

static const char *const accepted[] = {
	"China", "zero day", "cyber*", "and", "\"AND\"", "\"a AND b\"",
	"\"(a)\"", "NOTE", "ANDROID", "AND1", "a/b", "24/7", "http://x",
	"x: y", "C++", "\"cyber* attack\"", "a-b", "'x'", "nearby", "Near",
	"\"title:x\"", "AND/OR x", "e=mc2", "1,000",
	"a;b", "\"a, b\"", "\"-x\"", "a -b", "https://example.com/x",
	"12:30", "C:\\x", "Re: x", "re:x", "tel:1", "mailto:a@b.c",
	"Update: x", "\"ttle:x\"", "titled x", "x :title"
};

static void
test_check(void)
{
	char	*cause, text[1000];
	size_t	 offset, n = 0;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal	*r = &refusals[i];

		cause = NULL;
		offset = 999;
		ok(topic_check(r->keyword, &offset, &cause) == -1 &&
		    offset == r->offset && strstr(cause, r->says) != NULL,
		    r->keyword);
		if (cause == NULL || offset != r->offset ||
		    strstr(cause, r->says) == NULL)
			printf("#   at %zu: %s\n", offset,
			    cause != NULL ? cause : "accepted");
		free(cause);
	}
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		cause = NULL;
		ok(topic_check(accepted[i], NULL, &cause) == 0, accepted[i]);
		if (cause != NULL)
			printf("#   %s\n", cause);
		free(cause);
	}
	for (int i = 0; i < 65; i++) {
		memcpy(text + n, "x ", 3);
		n += 2;
	}
	is_num(topic_check(text, &offset, &cause), -1, "65 words are too many");
	is(cause, "more than 64 words in a row", "it says");
	is_num(offset, 128, "and points at the first that is");
	free(cause);
	is_num(topic_check(text + 2, &offset, NULL), 0, "64 are not");
}

/* Names of the topics that hold for a text, joined by '+'. */
static const char *
holding(struct topic_set *set, const struct topic_rule *rules,
    const char *text, const uint32_t *only, size_t nonly)
{
	struct topic_text	 t = { TOPIC_BODY, text, strlen(text), NULL };
	struct topic_match	*m;
	const char		*out = "";

	for (m = topic_match(set, arena, &t, 1, only, nonly); m != NULL;
	    m = m->next)
		out = arena_printf(arena, "%s%s%s", out, *out != '\0' ? "+" :
		    "", rules[m->topic].name);
	return (out);
}

static const char *const cyber[] = { "cyber*", "hack*", NULL };
static const char *const china[] = { "China", "Chinese", "China", NULL };
static const char *const both[] = { "China", "cyber*", NULL };
static const char *const sport[] = { "football", NULL };
static const char *const empty[] = { NULL };

static const struct topic_rule rules[] = {
	{ "cyber", NULL, cyber, NULL, NULL },
	{ "china", NULL, china, empty, empty },
	{ "both", NULL, NULL, both, NULL },
	{ "serious", NULL, cyber, NULL, sport },
	{ "mixed", NULL, sport, both, NULL },
	{ "nosport", "/[a-z]{3}/i", NULL, NULL, sport },
	{ "same", NULL, both, both, NULL }
};

static void
test_rules(void)
{
	static const uint32_t	 only[] = { 5, 1, 77 };
	struct topic_set	*set;
	char			*cause = NULL;

	set = topic_set_new(rules, 7, &cause);
	ok(set != NULL, "a set of topics");
	is(holding(set, rules, "China", NULL, 0), "china+nosport", "any");
	is(holding(set, rules, "China football", NULL, 0), "china", "none");
	is(holding(set, rules, "hackers, cyberattack", NULL, 0),
	    "cyber+serious+nosport", "any of two");
	is(holding(set, rules, "Chinese hackers", NULL, 0),
	    "cyber+china+serious+nosport", "all isn't any");
	is(holding(set, rules, "cyber China", NULL, 0),
	    "cyber+china+both+serious+nosport+same", "all of all");
	is(holding(set, rules, "cyber China football", NULL, 0),
	    "cyber+china+both+mixed+same", "any and all together");
	is(holding(set, rules, "nothing", NULL, 0), "nosport", "by absence");
	is(holding(set, rules, "football", NULL, 0), "", "no topic");
	is(holding(set, rules, "cyber China", only, 3), "china+nosport",
	    "only those a feed is limited to");
	is(holding(set, rules, "cyber China", only, 0), "",
	    "which may be none");
	topic_set_free(set);
	set = topic_set_new(rules, 0, &cause);
	is(holding(set, rules, "cyber", NULL, 0), "", "no topics at all");
	topic_set_free(set);
	topic_set_free(NULL);
}

static void
test_bad_rules(void)
{
	const char		*bad[] = { "x", "(y", NULL };
	struct topic_rule	 rule = { "t", NULL, bad, NULL, NULL };
	char			*cause = NULL;

	ok(topic_set_new(&rule, 1, &cause) == NULL, "a bad keyword");
	is(cause, "topic t: \"(y\": this bracket isn't closed; write ) behind "
	    "what belongs into it", "says which");
	free(cause);
	rule.any = empty;
	ok(topic_set_new(&rule, 1, &cause) == NULL, "a topic of nothing");
	is(cause, "topic t: no keywords", "says so");
	free(cause);
}

static void
test_hits(void)
{
	const char		*any[] = { "China", "china", "Chin*", NULL };
	const char		*all[] = { "China", "x", "x", NULL };
	struct topic_rule	 rule = { "t", NULL, any, all, NULL };
	struct topic_text	 texts[] = {
		{ TOPIC_TITLE, "China, Chin", 11, NULL },
		{ TOPIC_AUTHOR, "Mr China", 8, NULL },
		{ TOPIC_CATEGORY, "x", 1, NULL },
		{ TOPIC_CATEGORY, "china", 5, NULL }
	};
	static const struct {
		const char		*term;
		enum topic_field	 field;
		uint32_t		 text;
		size_t			 start, end;
	} want[] = {
		{ "China", TOPIC_TITLE, 0, 0, 5 },
		{ "china", TOPIC_TITLE, 0, 0, 5 },
		{ "Chin*", TOPIC_TITLE, 0, 0, 5 },
		{ "Chin*", TOPIC_TITLE, 0, 7, 11 },
		{ "China", TOPIC_AUTHOR, 1, 3, 8 },
		{ "china", TOPIC_AUTHOR, 1, 3, 8 },
		{ "Chin*", TOPIC_AUTHOR, 1, 3, 8 },
		{ "x", TOPIC_CATEGORY, 2, 0, 1 },
		{ "China", TOPIC_CATEGORY, 3, 0, 5 },
		{ "china", TOPIC_CATEGORY, 3, 0, 5 },
		{ "Chin*", TOPIC_CATEGORY, 3, 0, 5 }
	};
	struct topic_set	*set = topic_set_new(&rule, 1, NULL);
	struct topic_match	*m = topic_match(set, arena, texts, 4, NULL, 0);
	struct topic_hit	*h = m->hits;
	int			 good = 1;

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		good &= h != NULL && strcmp(h->term, want[i].term) == 0 &&
		    h->field == want[i].field && h->text == want[i].text &&
		    h->start == want[i].start && h->end == want[i].end;
		if (h != NULL)
			h = h->next;
	}
	ok(good && h == NULL, "hits by text, place and term, each once");
	is_num(m->count, 11, "and their number");
	topic_set_free(set);
	is(topic_field_name(TOPIC_TITLE), "title", "title");
	is(topic_field_name(TOPIC_BODY), "body", "body");
	is(topic_field_name(TOPIC_AUTHOR), "author", "author");
	is(topic_field_name(TOPIC_CATEGORY), "category", "category");
}

/* Matches stay inside one text; many hits are counted but not all told. */
static void
test_texts(void)
{
	const char		*any[] = { "zero day", "x", NULL };
	struct topic_rule	 rule = { "t", NULL, any, NULL, NULL };
	struct topic_text	 t[] = {
		{ TOPIC_TITLE, "zero", 4, NULL }, { TOPIC_BODY, "day", 3, NULL },
		{ TOPIC_CATEGORY, "zero", 4, NULL },
		{ TOPIC_CATEGORY, "day", 3, NULL }
	};
	struct topic_set	*set = topic_set_new(&rule, 1, NULL);
	struct topic_match	*m;
	struct topic_hit	*h;
	char			*many = xmalloc(2000);
	size_t			 n = 0;

	ok(topic_match(set, arena, t, 4, NULL, 0) == NULL,
	    "phrases never cross texts");
	for (size_t i = 0; i < 2000; i += 2)
		memcpy(many + i, "x ", 2);
	t[0] = (struct topic_text){ TOPIC_TITLE, many, 2000, NULL };
	m = topic_match(set, arena, t, 2, NULL, 0);
	for (h = m != NULL ? m->hits : NULL; h != NULL; h = h->next)
		n++;
	ok(m != NULL && m->count == 1000 && n == 64,
	    "a thousand hits are counted, 64 told");
	t[1] = (struct topic_text){ TOPIC_BODY, many, 1500, NULL };
	m = topic_match(set, arena, t, 2, NULL, 0);
	for (n = 0, h = m != NULL ? m->hits : NULL; h != NULL; h = h->next)
		n++;
	ok(m != NULL && m->count == 1750 && n == 128, "of each text");
	topic_set_free(set);
	free(many);
}

static void
test_story(void)
{
	static const struct topic_source source;
	struct person		 nameless = { .email = "b@example.org" };
	struct person		 author = { "Ann", "a@example.org", NULL,
				    &nameless };
	struct tag		 tags[] = { { "one", &tags[1] },
				    { "two", NULL } };
	struct story		 s;
	struct topic_text	*t;
	size_t			 n;

	memset(&s, 0, sizeof(s));
	t = topic_texts(arena, &source, &s, &n);
	ok(t != NULL && n == 0, "a story of nothing has no texts");
	s.title = "Title";
	s.html = "<p>Cy<b>ber</b> &amp; <script>evil</script>co.</p>";
	s.text = "plain";
	s.summary_html = "short";
	s.authors = &author;
	s.tags = tags;
	t = topic_texts(arena, &source, &s, &n);
	is_num(n, 6, "title, body, authors, categories");
	is(t[0].text, "Title", "the title");
	is(t[1].text, "Cyber & co.", "the body without its markup");
	is(t[2].text, "Ann", "an author's name");
	is(t[3].text, "b@example.org", "or address");
	ok(t[4].field == TOPIC_CATEGORY && t[5].field == TOPIC_CATEGORY &&
	    strcmp(t[5].text, "two") == 0, "categories");
	s.html = "<img src=x>";
	t = topic_texts(arena, &source, &s, &n);
	is(t[1].text, "plain", "plain text where markup has none");
	s.html = s.text = NULL;
	t = topic_texts(arena, &source, &s, &n);
	is(t[1].text, "short", "the summary where there is no body");
}

/* Memory that runs out is told by the arena, not taken for "no topic". */
static void
test_memory(void)
{
	struct arena		*small = arena_new(64 * 1024);
	struct topic_text	 t = { TOPIC_BODY, "China", 5, NULL };
	struct topic_set	*set = topic_set_new(rules, 7, NULL);

	while (arena_alloc(small, 64) != NULL)
		;
	ok(topic_match(set, small, &t, 1, NULL, 0) == NULL &&
	    arena_failed(small), "a full arena");
	arena_reset(small);
	ok(topic_match(set, small, &t, 1, NULL, 0) != NULL,
	    "and the set is fine after it");
	topic_set_free(set);
	arena_free(small);
}

/* A set too large for one table or filter to begin with. */
static void
test_many(void)
{
	enum { N = 20000 };
	const char		***lists = xcalloc(N, sizeof(*lists));
	struct topic_rule	*many = xcalloc(N, sizeof(*many));
	struct topic_set	*set;
	struct topic_text	 t;
	struct topic_match	*m;
	char			*text;
	int			 wrong = 0;

	for (int i = 0; i < N; i++) {
		lists[i] = xcalloc(2, sizeof(**lists));
		lists[i][0] = xasprintf(i % 3 == 0 ? "w%d x%d" :
		    i % 3 == 1 ? "p%dq*" : "w%d", i, i);
		many[i] = (struct topic_rule){ "t", NULL, lists[i], NULL, NULL };
	}
	set = topic_set_new(many, N, NULL);
	for (int i = 0; i < N; i += 7) {
		text = xasprintf("a w%d-x%d p%dqqq, w%d.", i, i, i, i);
		t = (struct topic_text){ TOPIC_BODY, text, strlen(text), NULL };
		m = topic_match(set, arena, &t, 1, NULL, 0);
		wrong += m == NULL || m->topic != (uint32_t)i ||
		    m->next != NULL;
		free(text);
	}
	is_num(wrong, 0, "each of 20,000 topics found, and no other");
	topic_set_free(set);
	for (int i = 0; i < N; i++) {
		free((void *)(uintptr_t)lists[i][0]);
		free(lists[i]);
	}
	free(lists);
	free(many);
}

/* How many topics hold for a text; -1: not each step'th and no other. */
static int
count_steps(struct topic_set *set, const char *text, uint32_t first,
    uint32_t step, const uint32_t *only, size_t nonly)
{
	struct topic_text	 t = { TOPIC_BODY, text, strlen(text), NULL };
	struct topic_match	*m = topic_match(set, arena, &t, 1, only,
				    nonly);
	int			 n = 0;

	for (; m != NULL; m = m->next, n++)
		if (m->topic != first + (uint32_t)n * step ||
		    m->hits == NULL || m->hits->next != NULL)
			return (-1);
	return (n);
}

/* Stories of many words, new ones and those of stories before. */
static void
test_learning(void)
{
	enum { N = 6000 };
	char			(*words)[16] = xcalloc(N, sizeof(*words));
	struct topic_rule	 *many = xcalloc(N, sizeof(*many));
	struct topic_set	*set;
	struct buf		 even, all;
	static const uint32_t	 only[] = { 4, 64, 124, 184, N, UINT32_MAX };

	buf_init(&even, SIZE_MAX);
	buf_init(&all, SIZE_MAX);
	for (int i = 0; i < N; i++) {
		snprintf(words[i], sizeof(words[i]), "w%dv", i);
		many[i] = (struct topic_rule){ "t", words[i], NULL, NULL,
		    NULL };
		buf_printf(&all, "%s ", words[i]);
		if (i % 2 == 0)
			buf_printf(&even, "%s ", words[i]);
	}
	set = topic_set_new(many, N, NULL);
	is_num(count_steps(set, buf_string(&even), 0, 2, NULL, 0), N / 2,
	    "a story of 3,000 words");
	is_num(count_steps(set, buf_string(&all), 0, 1, NULL, 0), N,
	    "those and as many that are new");
	is_num(count_steps(set, buf_string(&all), 4, 60, only, 6), 4,
	    "only four topics are asked for");
	is_num(count_steps(set, buf_string(&even), 0, 2, NULL, 0), N / 2,
	    "and all again, as the first time");
	is_num(count_steps(set, "w7v", 7, 1, NULL, 0), 1,
	    "nothing is left of them for the next story");
	topic_set_free(set);
	buf_clear(&even);
	buf_clear(&all);
	free(words);
	free(many);
}

/* In the table of words met before, and in that of keywords. */
static void
test_like_hashes(void)
{
	static const char *const	 pairs[][2] = {
		{ "bifiku", "bofufi" }, { "bumude", "damame" },
		{ "bepupeka", "lukenibe" }, { "bunefisa", "losikosa" }
	};
	struct topic_rule		 rule = { "t", NULL, NULL, NULL, NULL };
	struct topic_set		*set;

	for (int i = 0; i < 4; i++) {
		rule.match = pairs[i][1];
		set = topic_set_new(&rule, 1, NULL);
		is_num(count_steps(set, pairs[i][0], 0, 1, NULL, 0), 0,
		    "a word that isn't asked for");
		is_num(count_steps(set, pairs[i][1], 0, 1, NULL, 0), 1,
		    "one with a like hash that is");
		is_num(count_steps(set, pairs[i][0], 0, 1, NULL, 0), 0,
		    "and the first again");
		topic_set_free(set);
	}
}

/* A word that has the letters of many patterns at each of its places. */
static void
test_long_word(void)
{
	enum { N = 400, LETTERS = 100000 };
	char			*text = xmalloc(LETTERS + 1);
	char			(*terms)[N + 8] = xcalloc(N, sizeof(*terms));
	struct topic_rule	*many = xcalloc(N, sizeof(*many));
	struct topic_set	*set;

	memset(text, 'a', LETTERS);
	text[LETTERS] = '\0';
	for (int i = 0; i < N; i++) {
		memcpy(terms[i], "*aaa", 4);
		memset(terms[i] + 4, '?', (size_t)i);
		terms[i][4 + i] = '*';
		many[i] = (struct topic_rule){ "t", terms[i], NULL, NULL,
		    NULL };
	}
	set = topic_set_new(many, N, NULL);
	is_num(count_steps(set, text, 0, 1, NULL, 0), N,
	    "400 patterns in a word of 100,000 letters");
	topic_set_free(set);
	free(text);
	free(terms);
	free(many);
}

/* The sentence around the first place of a keyword. */
static const char *
sentence(const char *keyword, const char *text, size_t max)
{
	struct topic_text	 t = { TOPIC_BODY, text, strlen(text), NULL };
	struct topic_hit	 h;
	const char		*p = strstr(text, keyword);

	memset(&h, 0, sizeof(h));
	h.start = (size_t)(p - text);
	h.end = h.start + strlen(keyword);
	return (topic_sentence(arena, &t, &h, max));
}

#define FOX	"The quick brown fox jumps over the lazy dog"
#define DOTS	"\342\200\246"

static void
test_sentence(void)
{
	is(sentence("two", "One. It is two! Three.", 100), "It is two!",
	    "a sentence");
	is(sentence("One", "One. Two.", 100), "One.", "the first");
	is(sentence("Two", "One. Two", 100), "Two", "the last");
	is(sentence("two", "The U.S. has two 3.14 e.g. small x. No.", 100),
	    "The U.S. has two 3.14 e.g. small x.",
	    "abbreviations and numbers");
	is(sentence("Pi", "Pi is 3.14 Rads. No.", 100), "Pi is 3.14 Rads.",
	    "numbers in front of capitals");
	is(sentence("two", "He said \"two.\" Then left.", 100),
	    "He said \"two.\"", "closing quotes");
	is(sentence("two", "One\nis two \t and\nthree", 100), "is two and",
	    "blocks end sentences, blanks are one");
	is(sentence("a\nb", "Is a\nb. No", 100), "Is a b.",
	    "a hit over a block's end");
	is(sentence("a. B", "Is a. Be. No", 100), "Is a. Be.",
	    "a hit over a sentence's end");
	is(sentence(GUO, REN "\343\200\202" ZHONG GUO "\343\200\202" REN, 100),
	    ZHONG GUO "\343\200\202", "Chinese");
	is(sentence("fox", FOX, 20), DOTS "brown fox jumps" DOTS,
	    "cut on both sides");
	is(sentence("The", FOX, 20), "The quick brown fox" DOTS,
	    "cut behind");
	is(sentence("dog", FOX, 20), DOTS "over the lazy dog",
	    "cut in front");
	is(sentence("quick brown fox jumps", FOX, 10), DOTS "quick" DOTS,
	    "a hit longer than that");
	is(sentence(GUO, REN REN REN REN GUO REN REN REN REN, 9),
	    DOTS REN GUO REN DOTS, "Han is cut between characters");
	is(sentence("x", "x", 0), DOTS, "no room at all");
	is(sentence("China", "Shanghai , China", 8), DOTS "China",
	    "no comma in front");
	is(sentence("China", "Shanghai -- , China", 11), DOTS "China",
	    "nor several signs");
	is(sentence(GUO, REN REN REN "\357\274\214" GUO REN, 9),
	    DOTS GUO REN, "nor Chinese ones");
	is(sentence("China", "we say (\"China\") is", 14),
	    DOTS "(\"China\")" DOTS, "what opens stays");
	is(sentence("China", "we say #China's is", 14),
	    DOTS "#China's" DOTS, "and what belongs to a word");
	is(sentence("China", "said \" China", 8), DOTS "China",
	    "a mark alone doesn't");
	is(sentence(".NET", "Shanghai , .NET", 7), DOTS ".NET",
	    "nor does what was found lose any");
	is(sentence("China", "China , but also , others in it", 9),
	    "China" DOTS, "nor at the end");
	is(sentence("China", "China (as others are)", 8), "China" DOTS,
	    "nor what opens there");
}

int
main(void)
{
	arena = arena_new(512 * 1024 * 1024);
	test_words();
	test_folding();
	test_scripts();
	test_signs();
	test_check();
	test_rules();
	test_bad_rules();
	test_hits();
	test_texts();
	test_story();
	test_memory();
	test_many();
	test_learning();
	test_like_hashes();
	test_long_word();
	test_sentence();
	arena_free(arena);
	return (tap_done());
}
