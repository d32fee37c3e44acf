#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "feed/charset.h"
#include "feed/charset_label.h"
#include "base/utf8.h"

#include "tap.h"

static struct arena	*arena;

/* The text of n bytes said to be of that type; "lied " before it if so. */
static const char *
decode(const char *data, size_t n, const char *type)
{
	const char	*text;
	size_t		 len;
	int		 lied;

	if (charset_decode(arena, data, n, type, &text, &len, &lied) == -1)
		return (NULL);
	if (strlen(text) != len)
		return ("length and text differ");
	return (lied ? arena_printf(arena, "lied %s", text) : text);
}

#define DECODE(s, type)	decode(s, sizeof(s) - 1, type)
#define XML(enc)	"<?xml version='1.0' encoding='" enc "'?>"

static void
test_labels(void)
{
	struct { const char *label, *iconv; } const labels[] = {
		{ "UTF-8", "UTF-8" }, { " utf8\t", "UTF-8" },
		{ "\"ISO-8859-1\"", "WINDOWS-1252" },
		{ "ascii", "WINDOWS-1252" }, { "gb2312", "GB18030" },
		{ "x-sjis", "CP932" }, { "ks_c_5601-1987", "CP949" },
		{ "latin5", "WINDOWS-1254" }, { "iso-8859-8-i", "ISO-8859-8" },
		{ "Big5-HKSCS", "BIG5-HKSCS" }, { "unicode", "UTF-16LE" },
	};
	int	cs;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		cs = charset_label(labels[i].label, strlen(labels[i].label));
		is(cs != -1 ? charsets[cs].iconv : NULL, labels[i].iconv,
		    labels[i].label);
	}
	is_num(charset_label("x-klingon", 9), -1, "an unknown label");
	is_num(charset_label("", 0), -1, "an empty label");
	is_num(charset_label("utf-8 utf8", 10), -1, "two labels are none");
	is_num(charset_label("1251", 4), -1, "part of a label is none");
}

static void
test_order(void)
{
	is(DECODE("\xef\xbb\xbf" "a\xc3\xa9", NULL), "a\xc3\xa9", "BOM is off");
	is(DECODE("\xff\xfe" "a\0\xe9\0", "text/xml; charset=utf-8"),
	    "lied a\xc3\xa9", "a BOM wins over HTTP");
	is(DECODE(XML("windows-1251") "\xcc", "text/xml; charset=KOI8-R"),
	    XML("windows-1251") "\xd0\xbb", "HTTP wins over the declaration");
	is(DECODE(XML("windows-1251") "\xcc", "text/xml"),
	    XML("windows-1251") "\xd0\x9c", "the declaration counts");
	is(DECODE("<\0?\0", NULL), "<?", "UTF-16 without a BOM");
	is(DECODE("\0<\0?", NULL), "<?", "and big-endian");
	is(DECODE("caf\xe9", NULL), "lied caf\xc3\xa9", "windows-1252 is left");
	is(DECODE("caf\xc3\xa9", NULL), "caf\xc3\xa9", "UTF-8 where valid");
	is(DECODE("\x80\x81\x9f", "text/plain; charset=latin1"),
	    "\xe2\x82\xac\xc2\x81\xc5\xb8", "latin1 means windows-1252");
	is(DECODE("", NULL), "", "nothing");
}

static void
test_lies(void)
{
	is(DECODE(XML("iso-8859-1") "\xc3\xa9", NULL),
	    "lied " XML("iso-8859-1") "\xc3\xa9", "UTF-8 said to be latin1");
	is(DECODE(XML("utf-8") "\xe9 \xe8", NULL),
	    "lied " XML("utf-8") "\xc3\xa9 \xc3\xa8", "latin1 said to be UTF-8");
	is(DECODE(XML("windows-1251") "\xcc\xe8\xf0", "text/xml;charset=utf-8"),
	    "lied " XML("windows-1251") "\xd0\x9c\xd0\xb8\xd1\x80",
	    "HTTP wrong, the declaration right");
	is(DECODE(XML("utf-16") "\xc3\xa9", NULL),
	    "lied " XML("utf-16") "\xc3\xa9", "UTF-16 that can't be");
	is(DECODE(XML("gb2312") "\xd6\xd0\xb9\xfa", NULL),
	    XML("gb2312") "\xe4\xb8\xad\xe5\x9b\xbd", "Chinese stays Chinese");
	is(DECODE("\xc3\xa9\xc3\xa9\xc3\xa9 \xff \xc3\xa9\xe2\x82", NULL),
	    "lied \xc3\xa9\xc3\xa9\xc3\xa9 \xef\xbf\xbd \xc3\xa9"
	    "\xef\xbf\xbd\xef\xbf\xbd", "bad bytes in UTF-8 become U+FFFD");
	is(DECODE("\x82\xa0\xff\x82", "x; charset=shift_jis"),
	    "\xe3\x81\x82\xef\xbf\xbd\xef\xbf\xbd", "and in others");
}

static void
test_repair(void)
{
	is(charset_repair(arena, "a\0b", 3), "ab", "NUL goes");
	is(charset_repair(arena, "a\r\nb\rc\td\x1b\x7f", 10), "a\nb\nc\td",
	    "controls go, line ends are one");
	is(charset_repair(arena, "\xc2\x93q\xc2\x94\xc2\x81", 7),
	    "\xe2\x80\x9cq\xe2\x80\x9d", "C1 is windows-1252");
	is(charset_repair(arena, "\xed\xa0\x80", 3),
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "no surrogates");
	is(charset_repair(arena, "\xc0\xaf", 2), "\xef\xbf\xbd\xef\xbf\xbd",
	    "nothing overlong");
	is(charset_repair(arena, "\xf0\x9f\x98\x80", 4), "\xf0\x9f\x98\x80",
	    "four bytes");
	is(charset_repair(arena, "\xf4\x90\x80\x80", 4),
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
	    "nothing past U+10FFFF");
}

static void
test_converters(void)
{
	const char	*text;
	size_t		 len;
	int		 lied;
	char		 type[64];

	for (int i = 0; i < CHARSET_COUNT; i++) {
		snprintf(type, sizeof(type), "x/y; charset=%.*s",
		    (int)strcspn(charsets[i].labels, " "), charsets[i].labels);
		ok(charset_decode(arena, "<a>\xe9\xe8\xff</a>", 10, type,
		    &text, &len, &lied) == 0 && utf8_valid(text, len) == len,
		    charsets[i].iconv);
	}
}

static void
test_memory(void)
{
	struct arena	*small = arena_new(16);
	const char	*text;
	size_t		 len;
	int		 lied;

	is_num(charset_decode(small, "a long enough text", 18, NULL, &text,
	    &len, &lied), -1, "no room for UTF-8");
	arena_reset(small);
	is_num(charset_decode(small, "a long enough text", 18,
	    "x;charset=koi8-r", &text, &len, &lied), 0 - 1,
	    "no room for another");
	arena_free(small);
}

int
main(void)
{
	charset_init();
	arena = arena_new(1024 * 1024);
	test_labels();
	test_order();
	test_lies();
	test_repair();
	test_converters();
	test_memory();
	arena_free(arena);
	return (tap_done());
}
