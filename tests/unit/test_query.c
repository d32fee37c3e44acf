#include "query_find.h"
#include "tap.h"

/* The query language, row by row: newsieved.yaml(5), TOPICS. */

static void
test_operators(void)
{
	static const struct story_texts	s = { .title = "zero day" };

	is(find("a AND b", "b a"), "b|a", "AND");
	is(find("a AND b", "b"), "no", "takes both");
	is(find("a OR b", "b x"), "b", "OR");
	is(find("a OR b", "x"), "no", "takes one");
	is(find("a AND NOT b", "a"), "a", "AND NOT");
	is(find("a AND NOT b", "a b"), "no", "forbids");
	is(find("NOT b AND a", "a"), "a", "in front, too");
	is(find("a OR b AND c", "a"), "a", "AND binds tighter than OR");
	is(find("a OR b AND c", "b"), "no", "on both sides");
	is(find("a AND NOT title:a", "a"), "a", "the word elsewhere");
	is(find("a AND NOT (a AND b)", "a"), "a", "the word alone");
	is(find("(a OR b) AND c", "a"), "no", "brackets");
	is(find("a AND NOT b OR c", "b c"), "c", "NOT tighter than OR");
	is(find("a AND NOT (b OR c)", "a c"), "no", "NOT of brackets");
	is(find("a AND NOT (b AND c)", "a c"), "a", "of which one is there");
	is(find("c AND (a OR NOT b)", "c"), "c", "OR NOT inside of AND");
	is(find("((a))", "a"), "a", "brackets in brackets");
	is(find("(a)AND(b)", "a b"), "a|b", "no blanks beside brackets");
	is(find("a\nAND\tb", "a b"), "a|b", "blanks of all kinds");
	is(find("salt and pepper", "salt and pepper, salt pepper"),
	    "salt and pepper", "small operators are words");
	is(find("to be or not to be", "to be or not to be"),
	    "to be or not to be", "all of them");
	is(find("\"AND\" AND \"a OR b\"", "a or b and"), "a or b|and",
	    "quoted operators are words");
	is(find("near/5", "near 5, near/5"), "near/5", "small near/5, too");
	is(find("(a AND b) OR c", "a c"), "c",
	    "nothing is told of a failed branch");
	is(find("a OR (a AND b)", "a b a"), "a|b|a", "each place once");
	is(find("a OR b", "b a b"), "b|a|b", "both sides of OR");
	is(find_in("zero \n\tday OR \"a\nb\"", &s, 0),
	    "zero day:title=zero day", "a keyword of two lines is told in one");
}

static void
test_quotes(void)
{
	is(find("\342\200\234zero AND day\342\200\235", "zero and day, "
	    "zero day"), "zero and day", "those of word processors");
	is(find("\342\200\236" "a OR b\342\200\234 AND c", "a or b c"),
	    "a or b|c", "German ones");
	is(find("\302\253\302\240" "a b\302\240\302\273 OR \302\273" "c d"
	    "\302\253", "c d a b"), "c d|a b", "French ones, either way");
	is(find("\342\200\235" "a b\342\200\235", "a b"), "a b",
	    "Swedish ones");
	is(find("=\342\200\234White House\342\200\235", "White House, white "
	    "house"), "White House", "behind =");
	is(find("body:\342\200\234" "a b\342\200\235", "a b"), "a b",
	    "behind a field");
	is(find("\"a \342\200\234" "b\"", "a b"), "a b",
	    "others inside are signs");
	is(find("\327\246\327\224\342\200\235\327\234",
	    "\327\246\327\224\342\200\235\327\234"),
	    "\327\246\327\224\342\200\235\327\234", "in Hebrew");
	is(find("a\302\240" "AND\343\200\200" "b", "b a"), "b|a",
	    "blanks of all scripts");
	is(find("\344\270\255\357\274\210\345\233\275\357\274\211",
	    "\344\270\255\357\274\210\345\233\275\357\274\211"),
	    "\344\270\255\357\274\210\345\233\275",
	    "wide brackets inside are punctuation");
}

static void
test_wildcards(void)
{
	is(find("*ware", "malware ware wares soft-ware"),
	    "malware|ware|ware", "at the start");
	is(find("cy*er", "cyber cyer cypher cy-er cyberx"),
	    "cyber|cyer|cypher", "inside");
	is(find("*hack*", "unhackable hack hac"), "unhackable|hack",
	    "on both ends");
	is(find("wom?n", "woman women womn wommen"), "woman|women",
	    "one letter");
	is(find("?at", "cat at flat"), "cat", "at the start");
	is(find("M?nchen", "M\303\274nchen Munchen M\316\261nchen"),
	    "M\303\274nchen|Munchen", "a letter of any length");
	is(find("\344\270\255* AND cyb**", "\344\270\255\345\233\275 cyber"),
	    "\344\270\255|cyber", "for nothing behind Han");
	is(find("zero* day*", "zeroes, daylight"), "zeroes, daylight",
	    "in a phrase");
	is(find("\"*time *war?\"", "wartime software"), "wartime software",
	    "in a quoted one");
	is(find("a*b?c", "axxbyc abc abxc a*b"), "axxbyc|abxc", "both");
	is(find("\355\225\264\355\202\271", "\355\225\264\355\202\271\354\235\200"
	    " \353\260\261\355\225\264\355\202\271"),
	    "\355\225\264\355\202\271\354\235\200", "Hangul has one");
	is(find("*\355\202\271", "\355\225\264\355\202\271\354\235\200 "
	    "\355\225\264\355\202\271"), "\355\225\264\355\202\271",
	    "but not behind one");
	is(find("*\355\202\271*", "\355\225\264\355\202\271\354\235\200"),
	    "\355\225\264\355\202\271\354\235\200", "which two say");
	is(find("?\355\202\271", "\355\225\264\355\202\271\354\235\200"),
	    "\355\225\264\355\202\271\354\235\200",
	    "behind a letter it has");
	is(find("1*0", "1,000 100 1.0"), "1,000|100|1.0", "in numbers");
	is(find("C++ AND wor*+", "C++ work+"), "C++|work+", "beside signs");
	is(find("stra?e", "Stra\303\237e strate STRA\341\272\236E strasse"),
	    "Stra\303\237e|strate|STRA\341\272\236E",
	    "a letter that folds to two");
	is(find("stra??e", "Stra\303\237e strasse strate"),
	    "Stra\303\237e|strasse", "each of the two");
	is(find("?tra?e", "stra\303\237e stra\303\237en"), "stra\303\237e",
	    "two of them");
	is(find("?ther", "\303\206ther other \303\276" "er"),
	    "\303\206ther|other", "at the start");
	is(find("*rla?", "K\303\274rla\303\237 erlass erlas"),
	    "K\303\274rla\303\237|erlas", "at the end");
	is(find("?nance OR o?ce", "\357\254\201nance o\357\254\203" "ce oce"),
	    "\357\254\201nance|o\357\254\203ce", "ligatures");
	is(find("??ance AND o???ce", "\357\254\201ance o\357\254\203" "ce"),
	    "\357\254\201ance|o\357\254\203ce", "and what is in them");
	is(find("f?\303\237?*\303\237", "fu\303\237x\303\246\303\237 "
	    "fu\303\237\303\246\303\237 fusssss fu\303\237\303\237"),
	    "fu\303\237x\303\246\303\237|fu\303\237\303\246\303\237|"
	    "fusssss", "beside others and a star");
	is(find("w?m?n", "woman wooman womaan"), "woman", "and no more");
	is(find("\340\244\225?", "\340\244\225\340\244\250\340\245\207 "
	    "\340\244\225\340\244\250\340\244\250"),
	    "\340\244\225\340\244\250\340\245\207",
	    "a letter and its marks");
	is(find("a NEAR/1 b?", "a bcd a bc"), "a|bc", "near to it, too");
	is(find("ATLEAST/2 b?", "bc bcd"), "no", "counted");
	is(find("a AND NOT b?", "a bcd"), "a", "and forbidden");
	is(find("zero da?", "zero day, zero date"), "zero day", "in a phrase");
	is(find("b? OR b?*", "bcd"), "bcd", "beside one that is looser");
	is(find("a*", "a ab b"), "a|ab", "of one letter");
	is(find("*a*", "xax b"), "xax", "of one inside");
	is(find("*ab*", "xabx ba"), "xabx", "of two inside");
}

static void
test_exact(void)
{
	is(find("=WHO", "the WHO, who, Who"), "WHO", "case counts");
	is(find("=Caf\303\251", "Cafe\314\201 Caf\303\251 Cafe caf\303\251"),
	    "Cafe\314\201|Caf\303\251", "composed equals decomposed");
	is(find("=Cafe", "Caf\303\251"), "no", "accents count");
	is(find("=Wh*", "Who what WHO"), "Who", "with wildcards");
	is(find("=*\303\251", "Caf\303\251 cafe"), "Caf\303\251",
	    "at the start, too");
	is(find("=\"White House\"", "white house, White-House"),
	    "White-House", "phrases");
	is(find("=White House", "White House white House"), "White House",
	    "bare ones");
	is(find("=Stra?e", "Stra\303\237e stra\303\237e Strasse Strate"),
	    "Stra\303\237e|Strate", "one written letter");
	is(find("=Stra??e", "Stra\303\237e Strasse"), "Strasse", "is one ?");
	is(find("=\355\225\264\355\202\271", "\355\225\264\355\202\271"
	    "\354\235\200 \355\225\264\355\202\271"),
	    "\355\225\264\355\202\271", "Hangul without particles");
	is(find("=\355\225\264\355\202\271*", "\355\225\264\355\202\271"
	    "\354\235\200"), "\355\225\264\355\202\271\354\235\200",
	    "but for a wildcard");
	is(find("=C++", "c++ C++"), "C++", "with signs");
	is(find("title:=WHO", "WHO"), "no", "behind a field");
	is(find("=W\302\255HO", "WH\302\255O"), "WH\302\255O",
	    "ignored signs stay ignored");
	is(find("=\303\270l", "\303\270l ol"), "\303\270l", "strokes count");
}

static const char *
repeat(const char *text, int n)
{
	struct buf	 b;
	const char	*out;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < n; i++)
		buf_puts(&b, text);
	out = arena_strdup(arena, buf_string(&b));
	buf_clear(&b);
	return (out);
}

/* Only the places of one keyword. */
static const char *
find_only(const char *expression, const char *body, const char *term)
{
	struct story_texts	 s = { .body = body };
	const char		*all = find_in(expression, &s, 0);
	const char		*start = arena_printf(arena, "%s:", term);
	const char		*out = "", *p;
	int			 n = 0;

	for (p = all; (p = strstr(p, start)) != NULL; p++)
		n++;
	out = arena_printf(arena, "%d %s", n, term);
	return (strcmp(all, "no") == 0 ? all : out);
}

static void
test_regex(void)
{
	is(find("/CVE-\\d{4}-\\d+/", "CVE-2024-123, cve-2024-1"),
	    "CVE-2024-123", "a regular expression");
	is(find("/cve-\\d+/i", "CVE-1 cve-2"), "CVE-1|cve-2", "i");
	is(find("/^b/m", "a\nb"), "b", "m");
	is(find("/^b/", "a\nb"), "no", "without it");
	is(find("/a.b/s", "a\nb"), "a\nb", "s");
	is(find("/a b # c/x", "ab"), "ab", "x");
	is(find("/a\\/b/", "a/b"), "a/b", "an escaped slash");
	is(find("/[/]b/", "a/b"), "/b", "one in a class");
	is(find("/a b/ AND c", "a b c"), "a b|c", "blanks in it");
	is(find("(/a)b/ OR c)", "a c"), "at 3: the regular expression: "
	    "unmatched closing parenthesis", "errors in it have a place");
	is(find("/\303\274+/", "\303\274\303\274"), "\303\274\303\274",
	    "letters, not bytes");
	is(find("/(a+)+$/ OR b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! b"),
	    "b", "of too many steps nothing is told");
	is(find("b AND NOT /(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! "
	    "b"), "b", "nor that it isn't there");
	is(find("b AND (/(a+)+$/ OR x)", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aa! b"), "b", "the topic counts as one that holds");
	is(find("x AND /(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! b"),
	    "no", "unless something else fails");
	is(find("ATLEAST/1 /(a+)+$/ AND b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaa! b"), "b", "so with ATLEAST");
	is(find_only("/China.*sabotage/s", arena_printf(arena,
	    "China and sabotage. %s", repeat("word ", 3000)),
	    "/China.*sabotage/s"), "1 /China.*sabotage/s", "a long text");
	is(find_only("/(UK|US|EU).*(hack).*(Beijing|China).*nowhere|heatwave/s",
	    arena_printf(arena, "US UK EU hack hack Beijing China %sheatwave",
	    repeat("word ", 800)), "heatwave"), "0 heatwave",
	    "and one with many ways");
	is(find("/\\bx\\b/ NEAR/2 b", "x a b"), "x|b", "near to a word");
	is(find("/x/ NEAR/1 b", "x a b"), "no", "or not");
	is(find("24/7", "24/7"), "24/7", "a slash inside opens none");
}

static void
test_fields(void)
{
	struct story_texts	s = { "alpha", "beta", "Gamma Ray", "delta",
				    "https://www.example.com/alpha/eps",
				    "The Feed", "en-GB" };

	is(find_in("title:alpha", &s, 0), "alpha:title=alpha", "title");
	is(find_in("body:beta", &s, 0), "beta:body=beta", "body");
	is(find_in("author:gamma ray", &s, 0),
	    "gamma ray:author=Gamma Ray", "author");
	is(find_in("category:d*", &s, 0), "d*:category=delta", "category");
	is(find_in("link:example.com", &s, 0),
	    "example.com:link=example.com", "link");
	is(find_in("feed:\"the feed\"", &s, 0),
	    "\"the feed\":feed=The Feed", "feed");
	is(find_in("lang:en", &s, 0), "en:lang=en", "lang finds en-GB");
	is(find_in("lang:en-GB", &s, 0), "en-GB:lang=en-GB", "by all of it");
	is(find_in("lang:gb", &s, 0), "no", "not by its end");
	is(find_in("lang:en-US", &s, 0), "no", "nor another");
	is(find_in("eps OR feed OR en", &s, 0), "no",
	    "three fields want to be named");
	is(find_in("title:beta", &s, 0), "no", "not elsewhere");
	is(find_in("title:(beta OR alpha)", &s, 0), "alpha:title=alpha",
	    "brackets");
	is(find_in("alpha AND NOT link:alpha", &s, 0), "no", "in NOT");
	is(find_in("title: alpha", &s, 0), "alpha:title=alpha",
	    "a blank behind it");
	is(find_in("title:(title:alpha)", &s, 0), "alpha:title=alpha",
	    "the same within itself");
	is(find_in("ATLEAST/2 link:(alpha OR eps)", &s, 0),
	    "alpha:link=alpha|eps:link=eps", "in ATLEAST");
	is(find_in("link:/\\/alp/", &s, 0), "/\\/alp/:link=/alp",
	    "a regular expression");
	is(find_in("beta AND title:(alpha AND NOT beta)", &s, 0),
	    "alpha:title=alpha|beta:body=beta", "operators in a field");
	is(find_in("alpha beta", &s, 0), "no", "no phrase over fields");
	is(find_in("alpha NEAR/9 beta", &s, 0), "no", "nor NEAR");
	is(find_in("\"Title:alpha\"", &s, 0), "no", "a phrase, no field");
}

static void
test_near(void)
{
	is(find("a NEAR/2 b", "a x b"), "a|b", "a word between");
	is(find("a NEAR/1 b", "a x b"), "no", "too far");
	is(find("a NEAR/1 b", "b a"), "b|a", "either order");
	is(find("a ONEAR/1 b", "b a"), "no", "ONEAR has one");
	is(find("a ONEAR/2 b", "b a x b"), "a|b", "only what is in order");
	is(find("a NEAR/1 a", "a"), "no", "a word isn't near itself");
	is(find("a NEAR/1 a", "a a"), "a|a", "but to another");
	is(find("a NEAR/1 a*", "a ab"), "a|ab", "a word and a pattern");
	is(find("a NEAR/1 a*", "a"), "no", "that is the same word");
	is(find("\"x y z\" NEAR/1 a", "x y z a"), "x y z|a",
	    "a phrase counts from its nearest word");
	is(find("\"x y z\" NEAR/1 y", "x y z"), "no",
	    "a word of a phrase isn't near to it");
	is(find("a NEAR/1 b NEAR/1 c", "a b c"), "a|b|c", "a chain");
	is(find("a NEAR/1 b NEAR/1 c", "c a b"), "c|a|b",
	    "near to any that stand before");
	is(find("a NEAR/2 b NEAR/1 c", "a c b"), "a|c|b", "between them");
	is(find("a NEAR/1 b NEAR/1 c", "a b x c"), "no", "too far");
	is(find("(a NEAR/1 b) NEAR/1 c", "c a b"), "c|a|b", "in brackets");
	is(find("a ONEAR/1 b ONEAR/2 c", "a b x c"), "a|b|c", "ordered");
	is(find("a ONEAR/2 b ONEAR/2 c", "a c b"), "no",
	    "behind both of them");
	is(find("a NEAR/1 b ONEAR/1 c", "b a c"), "b|a|c", "mixed");
	is(find("(a OR b) NEAR/1 (c OR d)", "a c x b x d"), "a|c",
	    "brackets of ORs");
	is(find("a NEAR/1 b AND c", "a b c"), "a|b|c", "tighter than AND");
	is(find("NOT (a NEAR/1 b) AND a", "a x b"), "a", "NOT of NEAR");
	is(find("a NEAR/3 b", "a\n\nb"), "a|b", "over blocks");
	is(find("a NEAR/1 b", "a b x a x b a"), "a|b|b|a",
	    "every place that is near, and no other");
	is(find("a NEAR/1 b NEAR/1 a", "a b x a"), "no",
	    "one a for each a of a chain");
	is(find("a NEAR/1 b NEAR/1 a", "a b a"), "a|b|a", "there are two");
	is(find("(b OR \"a b c\") NEAR/1 x NEAR/1 y", "y b x a b c x y"),
	    "y|b|x|a b c|x|y", "keywords within one another");
	is(find("a NEAR/9 b NEAR/9 a* NEAR/9 ?a", "a b ab"), "no",
	    "three words for four operands");
}

static void
test_near_texts(void)
{
	struct story_texts	 s = { "x ;", "; y", "a", "b a", NULL, NULL,
				    NULL };

	is(find_in("(/;/ OR y) NEAR/1 x", &s, 0), "x:title=x|/;/:title=;",
	    "signs behind the last word of a text");
	is(find_in("a NEAR/1 b", &s, 0), "b:category=b|a:category=a",
	    "each text for itself");
	is(find_in("title:a NEAR/1 (title:b OR title:c)", &s, 0), "no",
	    "in a field");
	is(find_in("category:a NEAR/1 category:b", &s, 0),
	    "b:category=b|a:category=a", "or in another");
}

static void
test_near_many(void)
{
	const char	*far = arena_printf(arena, "%s%sa b c d",
			    repeat("a b ", 1000), repeat("x ", 30));
	const char	*chain = arena_printf(arena, "%sb",
			    repeat("a NEAR/1000 ", 15));
	const char	*few = arena_printf(arena, "%s%s", repeat("a b ", 5),
			    repeat("a ", 9));

	is(find_only("a NEAR/1000 b NEAR/1 c", far, "c"), "1 c",
	    "a chain behind a thousand pairs");
	is(find_only("a NEAR/1000 b NEAR/1 c ONEAR/1 d", far, "d"), "1 d",
	    "of four, too");
	is(find("a ONEAR/1000 c ONEAR/1 x", far), "no", "or there is none");
	is(find_only("c ONEAR/1000 (a OR b)", arena_printf(arena, "%s c x b",
	    far), "b"), "1 b", "many on the wrong side");
	is(find_only(chain, few, "b"), "5 b",
	    "what is not decided counts as found");
	is(find_only(arena_printf(arena, "b AND NOT (%s)", chain), few, "b"),
	    "5 b", "and as not found behind NOT");
	is(find_only(arena_printf(arena, "b AND NOT (x OR NOT (%s))", chain),
	    few, "b"), "5 b", "whichever way it is asked");
	is(find(arena_printf(arena, "%s AND x", chain), few), "no",
	    "where nothing else fails");
	is(find_only(arena_printf(arena, "b AND NOT (b AND %s)", chain), few,
	    "b"), "5 b", "AND is as open as that");
	is(find(arena_printf(arena, "a AND NOT (%s OR b)", chain), few), "no",
	    "OR where nothing else holds");
}

/* The s of "China's" is passed over by all but a word s. */
static void
test_possessive(void)
{
	is(find("China trade", "China's trade, CHINA\342\200\231S TRADE"),
	    "China's trade|CHINA\342\200\231S TRADE", "in a phrase");
	is(find("China NEAR/1 trade", "China's trade"), "China|trade",
	    "it is no distance");
	is(find("trade ONEAR/1 China", "China's trade"), "no", "nor order");
	is(find("a NEAR/2 b NEAR/1 c", "a's x's b's c"), "a|b|c", "in a chain");
	is(find("a NEAR/1 b", "a's x's b"), "no", "words between count");
	is(find("x y NEAR/1 a", "x y's a"), "x y|a", "behind a phrase");
	is(find("/tr.*e/ NEAR/1 China", "China's trade"), "China|trade",
	    "beside a regular expression");
	is(find("s", "China's s"), "s|s", "it is a word s");
	is(find("China's trade", "China trade, China's trade"),
	    "China's trade", "that may be asked for");
	is(find("China s", "China's s, China s"), "China's|China s",
	    "in a phrase as well");
	is(find("s trade", "China's trade, s's trade"), "s trade|s trade",
	    "at its start");
	is(find("China s*", "China's steel"), "China's steel",
	    "a wildcard is no s");
	is(find("s* trade", "China's trade, steel's trade"),
	    "steel's trade", "on either side");
	is(find("?? trade", "UK's trade"), "at 0: no letter touches this ?; "
	    "it stands at, in or before a word, as in cyber*", "of none");
	is(find("a b c", "a's b's c a b's c x's a's b"), "a's b's c|a b's c",
	    "several");
	is(find("China trade", "China 's trade, China''s trade, Chinas trade"),
	    "no", "it stands right behind an apostrophe");
	is(find("a b", "a's's b"), "no", "once");
	is(find("don't worry", "don't worry"), "don't worry", "other letters");
	is(find("don worry", "don't worry"), "no", "count");
	is(find("=White House", "White's House"), "White's House", "behind =");
	is(find("C++ code", "C++'s code"), "C++'s code", "behind signs");
	is(find("AT&T", "AT's &T"), "no", "not among them");
	is(find("ATLEAST/2 (China OR s)", "China's"), "China|s", "counted");
}

static void
test_atleast(void)
{
	struct story_texts	s = { "a", "a", "a b", "b a", NULL, NULL,
				    NULL };

	is(find("ATLEAST/2 a", "a x a"), "a|a", "twice");
	is(find("ATLEAST/3 a", "a x a"), "no", "not three times");
	is(find_in("ATLEAST/4 a", &s, 0),
	    "a:title=a|a:body=a|a:author=a|a:category=a",
	    "over all fields");
	is(find_in("ATLEAST/5 a", &s, 0), "no", "of them");
	is(find("ATLEAST/2 (a OR b)", "a b"), "a|b", "brackets of ORs");
	is(find("ATLEAST/2 (a OR a*)", "a"), "no", "each place once");
	is(find("ATLEAST/2 (a OR a*)", "a ab"), "a|a|ab", "of each");
	is(find("ATLEAST/2 zero day", "zero day, zero-day"),
	    "zero day|zero-day", "a phrase");
	is(find("b AND ATLEAST/2 a", "a b"), "no", "in AND");
	is(find("ATLEAST/2 /a/", "banana"), "a|a|a", "a regular expression");
	is(find("b AND NOT ATLEAST/2 a", "a b"), "b", "in NOT");
}

static void
test_why(void)
{
	static const struct story_texts	far = { .title = "a x x b" };

	is(why("China OR Chinese OR Beijing", "x"),
	    "no China, Chinese or Beijing in any field", "OR");
	is(why("a AND b AND c", "b"), "no a and no c in any field", "AND");
	is(why("cyber* AND (China OR Beijing)", "cyber"),
	    "no China or Beijing in any field", "the part that failed");
	is(why("a AND NOT b*", "a Bc"), "b* is there (body: Bc), which NOT "
	    "forbids", "NOT");
	is(why("a AND NOT (b OR c OR d)", "a c b"), "b is there (body: b) and "
	    "c is there (body: c), which NOT forbids", "NOT of two");
	is(why("a AND NOT (b AND c)", "a c b"), "b is there (body: b) and c is "
	    "there (body: c), which NOT forbids together", "of both");
	is(why("a AND NOT (b OR (b AND c))", "a b c b"), "b is there (body: b) "
	    "and c is there (body: c), which NOT forbids", "each once");
	is(why("a AND NOT (NOT b AND NOT c)", "a"),
	    "no b and no c in any field", "NOT of NOTs");
	is(why("a AND NOT (NOT b AND NOT title:c AND NOT d)", "a"),
	    "no b and no d in any field and no c in the title",
	    "of several fields");
	is(why("a AND NOT (b AND NOT c)", "a b"), "b is there (body: b) and no "
	    "c in any field, which NOT forbids", "of one of them");
	is(why("a AND NOT (b AND NOT (c AND NOT d))", "a b c d"), "b is there "
	    "(body: b) and d is there (body: d), which NOT forbids together", "and so on");
	is(why("a AND NOT b AND NOT c AND d", "c a b"), "b is there (body: b), "
	    "which NOT forbids; c is there (body: c), which NOT forbids; no d "
	    "in any field", "several NOTs");
	is(why("a AND NOT (b NEAR/3 c)", "a b x c"), "b is within 3 words of "
	    "c, which NOT forbids", "NOT of NEAR");
	is(why("a AND NOT (b ONEAR/3 c ONEAR/1 d)", "a b x c d"), "c is within "
	    "3 words after b with d within 1 word after both, which NOT "
	    "forbids", "of a chain");
	is(why("a AND NOT ATLEAST/2 b", "a b b b"), "b is there 3 times, which "
	    "NOT forbids", "of ATLEAST");
	is(why("a AND NOT b c", "a b\n c"), "b c is there (body: b  c), which "
	    "NOT forbids", "in one line");
	is(why("a AND NOT /b.*/", "a bcdefghijklmnopqrstuvwxyzbcdefghijklmnopqr"
	    "stuvwxyzbcdefgh\303\274ijklmnopqrstuvwxyz"), "/b.*/ is there "
	    "(body: bcdefghijklmnopqrstuvwxyzbcdefghijklmnopqrstuvwxyzbcdefgh"
	    "\303\274i\342\200\246), which NOT forbids", "cut");
	is(why("title:a AND link:b", "a"), "no a in the title; no b in the "
	    "link", "fields");
	is(why("China NEAR/10 sabotage", "China"),
	    "no sabotage in any field", "what isn't there at all");
	is(why("China NEAR/8 trade", "China 1 2 3 4 5 6 7 8 trade"),
	    "no China within 8 words of trade", "too far");
	is(why("a ONEAR/1 (b OR c)", "b a"),
	    "no b or c within 1 word after a", "in order");
	is(why("title:(a NEAR/2 b)", "a b"), "no a in the title; no b in the "
	    "title", "elsewhere");
	is(find_in("title:(a NEAR/2 b)", &far, 1),
	    "no a within 2 words of b in the title", "in a field");
	is(why("a NEAR/2 b NEAR/3 c", "a x x b c"),
	    "no a within 2 words of b with c within 3 words of either",
	    "a chain");
	is(why("a NEAR/2 b NEAR/3 c ONEAR/1 d NEAR/4 e", "a x x b c d e"),
	    "no a within 2 words of b with c within 3 words of either and d "
	    "within 1 word after all of them and e within 4 words of any of "
	    "them", "a long one");
	is(why("a ONEAR/2 b ONEAR/1 c", "c b a"), "no b within 2 words after "
	    "a with c within 1 word after both", "an ordered one");
	is(why("ATLEAST/3 a", "a a"), "a is there only twice, not 3 times",
	    "too few");
	is(why("ATLEAST/2 (a OR b)", "a"), "a or b is there only once, not "
	    "twice", "of two");
	is(why("ATLEAST/3 a", "b"), "no a in any field", "none");
	is(why("(a AND b) OR (c AND d)", "a c"),
	    "no b in any field; no d in any field", "of several branches");
}

/* What one set says of a story isn't left for the next. */
static void
test_sequence(void)
{
	static const struct topic_rule	 rules[] = {
		{ "a", "ab* AND NOT c", NULL, NULL, NULL },
		{ "b", "*bc OR d?e", NULL, NULL, NULL },
		{ "c", "/x+/", NULL, NULL, NULL },
		{ "d", "lang:en AND b", NULL, NULL, NULL }
	};
	struct topic_text		 t[2];
	struct topic_set		*set = topic_set_new(rules, 4, NULL);
	struct topic_match		*m;

	is_num(topic_set_always(set), 1, "one topic no word leads to");
	for (int i = 0; i < 3; i++) {
		t[0] = (struct topic_text){ TOPIC_BODY, "abc", 3, NULL };
		m = topic_match(set, arena, t, 1, NULL, 0);
		ok(m != NULL && m->topic == 0 && m->next != NULL &&
		    m->next->topic == 1 && m->next->next == NULL,
		    "two topics by one word");
		t[0] = (struct topic_text){ TOPIC_BODY, "b", 1, NULL };
		t[1] = (struct topic_text){ TOPIC_LANG, "en", 2, NULL };
		m = topic_match(set, arena, t, 2, NULL, 0);
		ok(m != NULL && m->topic == 3 && m->next == NULL,
		    "another story");
		ok(topic_match(set, arena, t, 0, NULL, 0) == NULL,
		    "a story of nothing");
	}
	topic_set_free(set);
}

/* An image works wherever it is put, and only whole. */
static void
test_image(void)
{
	static const struct topic_rule	 rule = { "t", "a NEAR/2 /b/",
					    NULL, NULL, NULL };
	struct topic_text		 t = { TOPIC_BODY, "b a", 3, NULL };
	struct topic_set		*set;
	char				*cause = NULL;
	size_t				 size;
	uint64_t			*copy;
	void				*image = topic_compile(&rule, 1,
					    &size, NULL);

	copy = malloc(size);
	memcpy(copy, image, size);
	memset(image, 0xff, size);
	free(image);
	set = topic_set_open(copy, size, &cause);
	ok(set != NULL && topic_match(set, arena, &t, 1, NULL, 0) != NULL,
	    "a copy of an image");
	topic_set_free(set);
	ok(topic_set_open(copy, size - 8, &cause) == NULL, "one that is cut");
	is(cause, "the topics were compiled by another version", "says so");
	free(cause);
	*copy = 0;
	ok(topic_set_open(copy, size, NULL) == NULL, "one that is none");
	free(copy);
}

int
main(void)
{
	arena = arena_new(64 * 1024 * 1024);
	test_operators();
	test_quotes();
	test_wildcards();
	test_exact();
	test_regex();
	test_fields();
	test_near();
	test_possessive();
	test_near_texts();
	test_near_many();
	test_atleast();
	test_why();
	test_sequence();
	test_image();
	arena_free(arena);
	return (tap_done());
}
