#include "query_find.h"
#include "tap.h"

/* Expressions that can't be right: newsieved.yaml(5), TOPICS. */

struct refusal {
	const char	*expression;
	const char	*says;		/* how the answer begins */
};

static const struct refusal refusals[] = {
	{ "", "at 0: an empty keyword" },
	{ "a b \"c\"", "at 4: no operator in front" },
	{ "\"a\" b", "at 4: no operator" },
	{ "a title:b", "at 2: no operator" },
	{ "(a) (b)", "at 4: no operator" },
	{ "(a)b", "at 3: no operator" },
	{ "a NOT b", "at 2: no operator in front of NOT; write AND NOT" },
	{ "a AND", "at 5: a keyword is missing at the end" },
	{ "AND a", "at 0: a keyword is missing in front of AND" },
	{ "a OR OR b", "at 5: a keyword is missing in front of OR" },
	{ "a AND OR b", "at 6: a keyword is missing in front of OR" },
	{ "NOT", "at 3: nothing follows NOT" },
	{ "a AND NOT", "at 9: nothing follows NOT" },
	{ "(a", "at 0: this bracket isn't closed" },
	{ "a AND (b OR (c)", "at 6: this bracket isn't closed" },
	{ "a)", "at 1: no bracket is open here" },
	{ "()", "at 0: nothing in the brackets" },
	{ "(a OR )", "at 6: a keyword is missing in front of )" },
	{ "NOT a", "at 0: NOT alone" },
	{ "NOT a AND NOT b", "at 0: NOT alone" },
	{ "NOT (a OR b)", "at 0: NOT alone" },
	{ "a OR NOT b", "at 5: this side of OR" },
	{ "a OR (NOT b AND NOT c)", "at 6: this side of OR" },
	{ "a AND NOT NOT b", "at 6: NOT NOT" },
	{ "a NEAR b", "at 6: NEAR needs a number: NEAR/8" },
	{ "a NEAR/ b", "at 7: NEAR needs a number: NEAR/8" },
	{ "a NEAR/x b", "at 7: no number; write NEAR/8" },
	{ "a NEAR/5x b", "at 8: no number" },
	{ "a NEAR/0 b", "at 7: the number of NEAR goes from 1 to 1000" },
	{ "a ONEAR/1001 b", "at 8: the number of ONEAR goes from 1" },
	{ "a NEAR/99999999999999999999 b", "at 7: the number of NEAR" },
	{ "ATLEAST/0 a", "at 8: the number of ATLEAST goes from 1" },
	{ "ATLEAST a", "at 7: ATLEAST needs a number: ATLEAST/3" },
	{ "ATLEAST/2 (a AND b)", "at 11: ATLEAST counts" },
	{ "ATLEAST/2 NOT a", "at 10: ATLEAST counts" },
	{ "(a AND b) NEAR/2 c", "at 1: AND can't stand in the brackets" },
	{ "a NEAR/2 (b OR c AND d)", "at 15: AND can't" },
	{ "NOT a NEAR/2 b", "at 0: NOT can't stand beside NEAR" },
	{ "a NEAR/2 NOT b", "at 9: NOT can't stand beside NEAR" },
	{ "ATLEAST/2 a NEAR/2 b", "at 0: ATLEAST can't stand beside" },
	{ "a NEAR/2 (b NEAR/2 c)", "at 12: a NEAR can't be the right" },
	{ "title:a NEAR/2 body:b", "at 20: this is never near" },
	{ "lang:a NEAR/2 b", "at 14: this is never near" },
	{ "title:(a OR body:b)", "at 12: body: inside of another field" },
	{ "title:", "at 0: title: stands in front of a keyword" },
	{ "title:NOT a", "at 0: title: stands in front" },
	{ "=", "at 0: = stands right in front" },
	{ "= a", "at 0: = stands right in front" },
	{ "==a", "at 0: = stands right in front" },
	{ "=/a/", "at 0: = stands right in front" },
	{ "/a", "at 0: the closing / of the regular expression" },
	{ "/a/g", "at 3: behind a regular expression" },
	{ "//", "at 0: an empty regular expression" },
	{ "/a*/", "at 1: the regular expression finds nothing at all" },
	{ "/[/", "at 0: the closing /" },
	{ "/(/", "at 2: the regular expression: " },
	{ "x AND /a(?<b/", "at 12: the regular expression: " },
	{ "a AND *", "at 6: a lone *" },
	{ "a AND \"...\"", "at 7: no letter or digit" },
	{ "a && b", "at 2: && is no operator; write AND" },
	{ "a | b", "at 2: | is no operator; write OR" },
	{ "a AND Title:b", "at 6: fields are written small: title: (or" },
	{ "a LINK:b", "at 2: fields are written small: link:" },
	{ "a OR -b", "at 5: - has no meaning in front; write NOT b to leave" },
	{ "a OR - b", "at 5: - has no meaning in front; write NOT b to leave" },
	{ "a AND !b", "at 6: ! has no meaning in front; write NOT b, or" },
	{ "a OR +b", "at 5: + has no meaning in front; write b, or quote" },
	{ "~b", "at 0: ~ has no meaning in front; write b, or quote it" },
	{ "/./", "at 0: this regular expression is found in nearly every" },
	{ "/\\w/", "at 0: this regular expression is found in nearly" },
	{ "a OR /[^x]/", "at 5: this side of OR holds for nearly every" },
	{ "title:/\\s|x/", "at 6: this regular expression is found" },
	{ "a OR -", "at 5: - has no meaning in front; write NOT to leave" },
	{ "a OR b, c", "at 6: a comma separates" },
	{ "a AND \"b", "at 6: the closing quotation mark" },
	{ "a AND b\"c\"", "at 7: quotation marks stand around" },
	{ "ttle:x", "at 0: there is no field \"ttle:\"; did you mean title:?" },
	{ "a OR titel: x", "at 5: there is no field \"titel:\"; did you mean "
	    "title:?" },
	{ "boddy:(a OR b)", "at 0: there is no field \"boddy:\"; did you mean "
	    "body:?" },
	{ "x autor:\"y\"", "at 2: there is no field \"autor:\"; did you mean "
	    "author:?" },
	{ "catgory:/x/", "at 0: there is no field \"catgory:\"; did you mean "
	    "category:? (or quote the keyword)" },
	{ "intitle:x", "at 0: there is no field \"intitle:\"; did you mean "
	    "title:?" },
	{ "URL:x", "at 0: there is no field \"URL:\"; did you mean link:?" },
	{ "language:en", "at 0: there is no field \"language:\"; did you mean "
	    "lang:?" },
	{ "title\357\274\232x", "at 0: the colon of a field is a plain one: "
	    "title:" },
	{ "=title:x y", "at 1: the = stands behind the field: title:=x" },
	{ "\357\274\210" "a OR b\357\274\211 AND c", "at 0: brackets are "
	    "plain ones: ( and )" },
	{ "a OR b\357\274\211", "at 6: brackets are plain ones" },
	{ "a\001b", "at 1: a control character, U+0001; remove it" },
	{ "\"a \302\205\"", "at 3: a control character, U+0085" },
	{ "a AND /b\177/", "at 8: a control character, U+007F" },
	{ "a OR \303\251\377", "at 7: the byte 0xff is no UTF-8" },
	{ "\303", "at 0: the byte 0xc3 is no UTF-8; write" },
	{ "\342\200\234" "a AND b", "at 0: the closing quotation mark" },
	{ "a \342\200\234" "b AND c\342\200\235", "at 2: no operator in "
	    "front" },
	{ "a\342\200\234" "b AND c\342\200\235", "at 1: quotation marks "
	    "stand around the whole keyword" },
	{ "\302\253" "a\302\273" "b", "at 5: a quoted phrase ends here" }
};

/* What contradicts itself, and what nearly does. */
static const struct refusal contradictions[] = {
	{ "a AND NOT a", "at 6: this NOT excludes a, which must be there; "
	    "the expression never holds; leave one of them out" },
	{ "NOT a AND a", "at 0: this NOT excludes a, which" },
	{ "a AND (b AND (c AND NOT A))", "at 20: this NOT excludes a," },
	{ "a AND NOT (b OR A)", "at 6: this NOT excludes a," },
	{ "(a OR b) AND NOT (b OR a)", "at 13: this NOT excludes a or b, of "
	    "which one must be there; the expression never" },
	{ "(a OR title:b OR c) AND NOT (b OR c OR a)", "at 24: this NOT "
	    "excludes a, title:b or c, of" },
	{ "a AND (b OR c) AND NOT b AND NOT c", "at 19: this NOT excludes b "
	    "or c, of which" },
	{ "a AND NOT (a AND b) AND b", "at 6: this NOT excludes what must" },
	{ "a AND (b OR NOT a) AND NOT b", "at 23: this NOT excludes what" },
	{ "(p OR q) AND (p OR NOT q) AND (NOT p OR q) AND (NOT p OR NOT q)",
	    "at 48: this NOT excludes what must be there; the" },
	/* Keywords within one another. */
	{ "cyber AND NOT cyber*", "at 10: this NOT excludes cyber," },
	{ "cyber* AND NOT cyber", "no" },
	{ "cyb* AND NOT c*b*", "at 9: this NOT excludes cyb*," },
	{ "c*b* AND NOT cyb*", "no" },
	{ "a? AND NOT a*", "at 7: this NOT excludes a?," },
	{ "a* AND NOT a?", "no" },
	{ "a* AND NOT a?*", "no" },
	{ "\"a b\" AND NOT a", "at 10: this NOT excludes \"a b\"," },
	{ "a b c AND NOT b c*", "at 10: this NOT excludes a b c," },
	{ "a b AND NOT b a", "no" },
	{ "a AND NOT a b", "no" },
	{ "=WHO AND NOT who", "at 9: this NOT excludes =WHO," },
	{ "who AND NOT =WHO", "no" },
	{ "=WHO AND NOT =W*", "at 9: this NOT excludes =WHO," },
	{ "=WHO AND NOT =w*", "no" },
	{ "C++ AND NOT C", "at 8: this NOT excludes C++," },
	{ "C AND NOT C++", "no" },
	{ "use C++ AND NOT C++", "at 12: this NOT excludes use C++," },
	{ "C++ use AND NOT C++", "no" },
	{ "use .NET AND NOT .NET", "no" },
	{ "AT T AND NOT AT&T", "no" },
	{ "\"AT& T\" AND NOT AT&T", "no" },
	{ "C x++ AND NOT C++", "no" },
	{ ".x NET AND NOT .NET", "no" },
	{ "\344\270\255\345\233\275\344\272\272 AND NOT "
	    "\345\233\275\344\272\272", "at 14: this NOT" },
	{ "\"\344\270\255 \345\233\275\" AND NOT "
	    "\344\270\255\345\233\275", "no" },
	{ "\355\225\234\352\265\255\354\235\270 AND NOT "
	    "\355\225\234\352\265\255", "at 14: this NOT" },
	{ "\355\225\234\352\265\255 AND NOT "
	    "\355\225\234\352\265\255\354\235\270", "no" },
	{ "/a/ AND NOT /a/", "at 8: this NOT excludes /a/," },
	{ "/a/ AND NOT /a/i", "no" },
	/* Fields. */
	{ "title:a AND NOT a", "at 12: this NOT excludes title:a," },
	{ "a AND NOT title:a AND NOT body:a", "no" },
	{ "a AND NOT title:a AND NOT body:a AND NOT author:a AND NOT "
	    "category:a", "at 54: this NOT excludes a," },
	{ "a AND NOT link:a", "no" },
	/* NEAR and ATLEAST. */
	{ "a NEAR/3 b AND NOT a", "at 15: this NOT excludes a," },
	{ "a NEAR/3 title:b AND NOT title:a", "at 21: this NOT excludes" },
	{ "a NEAR/3 b AND NOT (b NEAR/5 a*)", "at 15: this NOT excludes" },
	{ "a NEAR/5 b AND NOT (a NEAR/3 b)", "no" },
	{ "a ONEAR/3 b AND NOT (a NEAR/3 b)", "at 16: this NOT excludes" },
	{ "a NEAR/3 b AND NOT (a ONEAR/3 b)", "no" },
	{ "a NEAR/3 b AND NOT (a NEAR/3 title:b)", "no" },
	{ "a b NEAR/1 c AND NOT (a NEAR/1 c)", "no" },
	{ "a NEAR/2 b AND NOT (b ONEAR/2 a)", "no" },
	{ "a NEAR/2 b AND NOT (b NEAR/2 a NEAR/2 c)", "no" },
	{ "a NEAR/2 b NEAR/3 c AND NOT (a NEAR/2 b)", "at 24: this NOT" },
	{ "a NEAR/2 b AND NOT (a NEAR/2 b NEAR/3 c)", "no" },
	{ "ATLEAST/3 a AND NOT a", "at 16: this NOT excludes a," },
	{ "a AND NOT ATLEAST/1 a", "at 6: this NOT excludes a," },
	{ "a AND NOT ATLEAST/3 a", "no" },
	{ "ATLEAST/3 a AND NOT ATLEAST/2 a*", "at 16: this NOT excludes" },
	{ "ATLEAST/2 a AND NOT ATLEAST/3 a", "no" },
	{ "ATLEAST/2 (C OR C++) AND NOT ATLEAST/2 C", "no" },
	{ "ATLEAST/2 a b AND NOT ATLEAST/2 b", "at 18: this NOT excludes" },
	/* A language begins in one way. */
	{ "lang:en AND lang:de", "at 17: a story has one language, but there "
	    "must be lang:en; the expression never holds; write OR" },
	{ "lang:(en OR de) AND a AND lang:(fr OR it)", "at 32: a story has" },
	{ "lang:en-US AND lang:en-GB", "at 20: a story has one language" },
	{ "lang:en AND lang:en-GB", "no" },
	{ "lang:en AND lang:e*", "no" },
	{ "lang:en AND lang:d*", "at 17: a story has one language" },
	{ "lang:en-GB AND NOT lang:en", "at 15: this NOT excludes lang:en-GB" },
	{ "lang:en-GB AND NOT lang:gb", "no" },
	{ "lang:en AND NOT lang:en-GB", "no" },
	{ "lang:en OR lang:de", "no" },
	{ "lang:en NEAR/2 lang:gb", "at 20: a story has one language" },
	{ "lang:en NEAR/2 lang:/GB/", "no" },
	{ "ATLEAST/2 lang:en", "at 0: the language is told once; the expression "
	    "never holds; leave ATLEAST out" },
	{ "ATLEAST/2 lang:(en OR en-GB)", "no" },
	/* What is said twice, or in vain, can still hold. */
	{ "cyber* OR cyber", "no" },
	{ "a AND a", "no" },
	{ "b OR (a AND NOT a)", "no" },
	{ "b AND (a OR NOT a)", "no" },
	{ "a AND NOT (b OR NOT a)", "no" },
	{ "a OR NOT a", "at 5: this side of OR holds for nearly every" },
	{ "NOT (a AND NOT b)", "at 0: NOT alone holds for nearly every" },
	{ "NOT (a AND NOT a)", "at 0: NOT alone holds for nearly every" },
	{ "a AND NOT a a a a a a a a a a a a a a a a a a a a a a", "no" },
	{ "=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AND NOT a*",
	    "at 111: this NOT excludes what must be there; the" },
	{ "a\tb AND NOT a", "at 8: this NOT excludes a b," }
};

/* Whether what an expression is refused for begins so. */
static void
is_refused(const struct refusal *r)
{
	const char	*got = find(r->expression, "x");

	if (!ok(strncmp(got, r->says, strlen(r->says)) == 0, r->expression))
		printf("#    got: %s\n#   want: %s\n", got, r->says);
}

static void
test_contradictions(void)
{
	for (size_t i = 0; i < sizeof(contradictions) /
	    sizeof(contradictions[0]); i++)
		is_refused(&contradictions[i]);
}

/* n keywords between operators: "(a0 OR a1 OR a2)" */
static const char *
many(const char *name, int n, const char *operator)
{
	char	*out = arena_alloc(arena, (size_t)n * 32 + 32), *p = out;

	for (int i = 0; i < n; i++)
		p += snprintf(p, 32, "%s%s%d", i == 0 ? "(" : operator, name,
		    i);
	memcpy(p, ")", 2);
	return (out);
}

/* Past some number of steps nothing is refused any more. */
static void
test_bounds(void)
{
	const char	*list = many("b", 3000, " OR ");

	is(find(arena_printf(arena, "a AND NOT %s", list), "a"), "a",
	    "thousands of NOTs");
	is(find(arena_printf(arena, "%s AND NOT %s", many("a", 3000, " OR "),
	    list), "a1"), "a1", "beside thousands of words");
	is(find(arena_printf(arena, "%s AND NOT %s", list, list), "b1"),
	    "no", "too many to be sure that none is left");
	is(find(arena_printf(arena, "a AND NOT %s AND NOT a", many("b", 900,
	    " OR ")), "a"), "at 7103: this NOT excludes a, which must be "
	    "there; the expression never holds; leave one of them out",
	    "but hundreds are few");
	/* One choice is left, and each of those that are left then. */
	list = "a";
	for (int i = 0; i < 20; i++)
		list = arena_printf(arena, "%s AND (a%d OR b%d) AND NOT "
		    "(b%d AND a)", list, i, i, i);
	ok(strncmp(find(list, "a"), "no", 2) == 0, "choices that are none");
	/* Seven in six places: no story holds, which takes too long to see. */
	list = "x";
	for (int i = 0; i < 7; i++)
		list = arena_printf(arena, "%s AND %s", list,
		    many(arena_printf(arena, "p%dh", i), 6, " OR "));
	for (int i = 0; i < 7 * 7 * 6; i++)
		if (i / 6 % 7 < i / 42)
			list = arena_printf(arena, "%s AND NOT (p%dh%d AND "
			    "p%dh%d)", list, i / 6 % 7, i % 6, i / 42, i % 6);
	is(find(list, "x"), "no", "ways by the thousand");
}

static void
test_refusals(void)
{
	char	deep[300];
	size_t	n = 0;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		is_refused(&refusals[i]);
	for (int i = 0; i < 70; i++)
		deep[n++] = '(';
	memcpy(deep + n, "a", 2);
	ok(strncmp(find(deep, "x"), "at 64: more than 64", 19) == 0,
	    "70 brackets");
	for (n = 0; n < 70 * 4; n += 4)
		memcpy(deep + n, "NOT ", 4);
	memcpy(deep + n, "a", 2);
	ok(strncmp(find(deep, "x"), "at 256: more than 64", 20) == 0,
	    "70 NOTs");
}

int
main(void)
{
	arena = arena_new(64 * 1024 * 1024);
	test_refusals();
	test_contradictions();
	test_bounds();
	arena_free(arena);
	return (tap_done());
}
