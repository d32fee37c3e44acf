#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	if (memchr(text, '\0', len) != NULL)
		return ("a NUL");
	return (arena_printf(arena, "%s%.*s", lied ? "lied " : "", (int)len,
	    text));
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
		{ "x-sjis", "CP932 SHIFT_JIS" },
		{ "ks_c_5601-1987", "CP949 EUC-KR" },
		{ "latin5", "WINDOWS-1254" }, { "iso-8859-8-i", "ISO-8859-8" },
		{ "Big5-HKSCS", "BIG5-HKSCS BIG5" }, { "unicode", "UTF-16LE" },
		{ "utf8mb4", "UTF-8" }, { "UTF-8;", "UTF-8" },
		{ "UTF-8utf-8", "UTF-8" }, { "cp65001", "UTF-8" },
		{ "unicode-utf-8", "UTF-8" }, { "utf8_general_ci", "UTF-8" },
		{ "iso8859_1", "WINDOWS-1252" }, { "latin-1", "WINDOWS-1252" },
		{ "windows1252", "WINDOWS-1252" }, { "ANSI", "WINDOWS-1252" },
		{ "win-1252", "WINDOWS-1252" }, { "cp-1251", "WINDOWS-1251" },
		{ "x-gb", "GB18030" }, { "koi8r", "KOI8-R" },
		{ "ISO 8859-2", "ISO-8859-2" }, { "utf-16", "UTF-16LE" },
	};
	const char *const	none[] = {
		"x-klingon", "", "---", "1251", "koi8-r utf-8", "replacement",
		"x-user-defined", "hz-gb-2312", "iso-2022-cn",
		"iso-2022-cn-ext",
		"a label that is much too long for any encoding that there is",
	};
	int	cs;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		cs = charset_label(labels[i].label, strlen(labels[i].label));
		is(cs != -1 ? charsets[cs].iconv : NULL, labels[i].iconv,
		    labels[i].label);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		is_num(charset_label(none[i], strlen(none[i])), -1,
		    *none[i] != '\0' ? none[i] : "an empty label");
}

/* Every name is one encoding's only. */
static void
test_names(void)
{
	const char	*p;
	size_t		 n, bad = 0, count = 0;

	for (int i = 0; i < CHARSET_COUNT; i++)
		for (p = charsets[i].labels; *p != '\0';
		    p += n + (p[n] == ' '), count++) {
			n = strcspn(p, " ");
			bad += charset_label(p, n) != i;
		}
	is_num(bad, 0, "names are unique");
	ok(count > 240, "there are all of the WHATWG's");
	for (int i = 0; i < CHARSET_COUNT; i++) {
		n = strcspn(charsets[i].iconv, " ");
		bad += charset_by_iconv(charsets[i].iconv, n) != i;
	}
	is_num(bad, 0, "so are iconv's");
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
	is(DECODE(XML("utf-8") "a \xed\xa0\x80 b", NULL),
	    "lied " XML("utf-8") "a \xef\xbf\xbd b", "a surrogate alone");
	is(DECODE(XML("iso-8859-1") "\xc3\xa9", NULL),
	    "lied " XML("iso-8859-1") "\xc3\xa9", "UTF-8 said to be latin1");
	is(DECODE(XML("utf-8") "\xe9 \xe8", NULL),
	    "lied " XML("utf-8") "\xc3\xa9 \xc3\xa8",
	    "latin1 said to be UTF-8");
	is(DECODE(XML("windows-1251") "\xcc\xe8\xf0", "text/xml;charset=utf-8"),
	    "lied " XML("windows-1251") "\xd0\x9c\xd0\xb8\xd1\x80",
	    "HTTP wrong, the declaration right");
	is(DECODE(XML("utf-16") "\xc3\xa9", NULL),
	    "lied " XML("utf-16") "\xc3\xa9", "UTF-16 that can't be");
	is(DECODE(XML("gb2312") "\xd6\xd0\xb9\xfa", NULL),
	    XML("gb2312") "\xe4\xb8\xad\xe5\x9b\xbd", "Chinese stays Chinese");
	is(DECODE("\x82\xa0\xff\x82", "x; charset=shift_jis"),
	    "\xe3\x81\x82\xef\xbf\xbd\xef\xbf\xbd", "bad bytes are U+FFFD");
	is(DECODE("\x82<\x82\xa0\x81\xff\x82\xa0",
	    "x; charset=shift_jis"), "\xef\xbf\xbd<\xe3\x81\x82"
	    "\xef\xbf\xbd\xe3\x81\x82", "a lead takes no ASCII along");
	is(DECODE("\xb0\xff\xb0\xa1\xe8", "x; charset=euc-kr"),
	    "\xef\xbf\xbd\xea\xb0\x80\xef\xbf\xbd", "but others, in Korean");
	is(DECODE("\xb0<\xb0\xa1\xe8", "x; charset=euc-kr"),
	    "\xef\xbf\xbd<\xea\xb0\x80\xef\xbf\xbd", "and none of ASCII");
	is(DECODE("\xa2\xe8<\xb0\xa1\xa2\xe8", "x; charset=euc-kr"),
	    "\xef\xbf\xbd<\xea\xb0\x80\xef\xbf\xbd",
	    "nothing behind what Korean leaves out");
	is(DECODE("\x80\xd6\xd0", "x; charset=gbk"),
	    "\xe2\x82\xac\xe4\xb8\xad", "Windows' euro in Chinese");
	is(DECODE("\x1b$B%K\x1b(B", NULL), "lied \xe3\x83\x8b",
	    "escape sequences tell");
	is(DECODE("\x1b$B%K\xff%K\x1b(B!", "x;charset=iso-2022-jp"),
	    "\xe3\x83\x8b\xef\xbf\xbd\xe3\x83\x8b!", "and stay in force");
	is(DECODE("a\x1b[1mb", NULL), "a\x1b[1mb", "those of terminals don't");
	is(DECODE(XML("iso-8859-2") "b\xbe\x9e \x9a\x9d", NULL),
	    "lied " XML("iso-8859-2") "b\xc4\xbe\xc5\xbe \xc5\xa1\xc5\xa5",
	    "windows-1250 under the standard's name");
}

#define TEN(s)	s s s s s s s s s s

/* What a label says against what the bytes say. */
static void
test_doubts(void)
{
	const char	*text, *kana = TEN("\xbb\xfd\xa4\xc1");
	char		*s;

	is(DECODE("\xc2\xa9", "x;charset=gb2312"), "\xe6\xbc\x8f",
	    "few sequences are Chinese");
	is(DECODE(TEN("\xc2\xa9"), "x;charset=gb2312"),
	    "lied " TEN("\xc2\xa9"), "many are UTF-8");
	text = DECODE(TEN("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9") " \x92",
	    "x;charset=latin1");
	ok(text != NULL && strncmp(text, "lied \xc3\xa9\xc3\xa9", 9) == 0,
	    "UTF-8 with a stray byte, said to be latin1");
	is(DECODE("\xc3\xa9 \xe9", "x;charset=latin1"),
	    "\xc3\x83\xc2\xa9 \xc3\xa9", "but for one sequence");
	text = decode(kana, strlen(kana), "x;charset=shift_jis");
	ok(text != NULL && strncmp(text, "lied \xe6\x8c\x81\xe3\x81\xa1",
	    11) == 0, "EUC-JP said to be Shift_JIS");
	s = arena_alloc(arena, 100000);
	memset(s, 'x', 99999);
	memcpy(s, "\xdf<a ", 4);
	memcpy(s + 90000, "><b>\xf0\xe5\xea\xe0 \xf0\xe5\xea\xe0</b>", 17);
	text = decode(s, 99999, NULL);
	ok(text != NULL && strncmp(text, "lied \xd0\xaf", 7) == 0,
	    "tags aren't text");
}

#define KEPT	"\xc3\xa9\xe4\xb8\xad\xd0\x96\xf0\x9f\x98\x80 "
#define OUT	"lied " KEPT
#define BAD	"\xef\xbf\xbd"

/* UTF-8 with something wrong, behind four characters of all lengths. */
static void
test_mending(void)
{
	struct { const char *in, *out, *what; } const cases[] = {
		{ "caf\xe9 au", "caf\xc3\xa9 au", "a stray windows-1252 byte" },
		{ "it\x92s \xff", "it\xe2\x80\x99s \xc3\xbf", "and others" },
		{ "\x81.", BAD ".", "but for those it leaves out" },
		{ "\xe4\xb8<b>", BAD "<b>", "a cut sequence is one U+FFFD" },
		{ "\xf0\x9f\x98", BAD, "at the end as well" },
		{ "\xe4</b>", BAD "</b>", "a lone lead before markup" },
		{ "\xd0...", BAD "...", "or full stops" },
		{ "\xc3\xe2\x80\xa6", BAD "\xe2\x80\xa6", "or an ellipsis" },
		{ "\xc3", BAD, "or the end" },
		{ "caf\xe9</b>", "caf\xc3\xa9</b>",
		    "but none that begins nothing else here" },
		{ "caf\xe9\xbb,", "caf\xc3\xa9\xc2\xbb,", "nor one quoted" },
		{ "\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80",
		    "a pair of surrogates" },
		{ "\xed\xa0\xbdx", BAD "x", "one alone" },
		{ "\xed\xb8\x80\xed\xa0\xbd", BAD BAD, "two in wrong order" },
		{ "a\xc0\x80z", "az", "a NUL in two bytes" },
		{ "\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", BAD BAD BAD,
		    "nothing overlong" },
		{ "\xf4\x90\x80\x80", BAD, "nothing past U+10FFFF" },
		{ "\xc3\x83\xc2\xa9\xff", "\xc3\x83\xc2\xa9\xc3\xbf",
		    "encoded twice stays" },
	};
	const char	*in;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		in = arena_printf(arena, KEPT "%s", cases[i].in);
		is(decode(in, strlen(in), NULL),
		    arena_printf(arena, OUT "%s", cases[i].out), cases[i].what);
	}
}

static void
test_wide(void)
{
	is(DECODE("<\0\0\0?\0\0\0", NULL), "<?", "UTF-32 without a BOM");
	is(DECODE("\0\0\0<\0\0\0?", NULL), "<?", "and big-endian");
	is(DECODE("\xff\xfe\0\0<\0\0\0\0\0\x11\0", NULL), "<" BAD,
	    "nothing past U+10FFFF");
	is(DECODE(" \0\n\0<\0?\0", NULL), " \n<?", "blanks before it");
	is(DECODE("\n<\0?\0", NULL), "<?", "a narrow line end before it");
	is(DECODE("\n\xfe\xff\0<\x4e\x2d", NULL), "<\xe4\xb8\xad",
	    "and a BOM");
	is(DECODE("<\0\x2d\x4e\x2d\x4e>\0", NULL),
	    "<\xe4\xb8\xad\xe4\xb8\xad>", "wide characters early");
	is(DECODE("<\0?\0", "text/xml; charset=utf-8"), "lied <?",
	    "HTTP that says UTF-8 lies");
	is(DECODE("<\0?\0x\0m\0l\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0"
	    "u\0t\0f\0-\0" "8\0'\0?\0>\0", NULL),
	    "lied <?xml encoding='utf-8'?>", "so does its declaration");
	is(DECODE("<\0?\0", "text/xml; charset=utf-16"), "<?",
	    "UTF-16 is either");
	is(DECODE("<\0b\0>\0=\xd8\0\xde\0\xdc<\0<", NULL),
	    "<b>\xf0\x9f\x98\x80" BAD "<" BAD, "pairs, halves, half a unit");
	is(DECODE("<a/>", "text/xml; charset=utf-16"), "lied <a/>",
	    "ASCII said to be UTF-16");
}

/* NULL where the system lacks the encoding or that one the letters. */
static const char *
encode(const char *label, const char *text, size_t *len)
{
	int	 cs = charset_label(label, strlen(label));
	char	 name[64], *copy, *to, *in = arena_strdup(arena, text);
	size_t	 left = 1024, in_left = strlen(text), rc;
	iconv_t	 cd;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(charsets[cs].iconv,
	    " "), charsets[cs].iconv);
	if ((cd = iconv_open(name, "UTF-8")) == (iconv_t)-1)
		return (NULL);
	copy = to = arena_alloc(arena, left);
	rc = iconv(cd, &in, &in_left, &to, &left);
	iconv_close(cd);
	*len = (size_t)(to - copy);
	return (rc == (size_t)-1 ? NULL : copy);
}

/* Words in each script, as they are found without a label. */
static void
test_detect(void)
{
	struct { const char *label, *text, *hint; } const cases[] = {
		{ "windows-1251", "Река за ночь поднялась на метр", "" },
		{ "koi8-r", "Река за ночь поднялась на метр", "" },
		{ "iso-8859-5", "Река за ночь поднялась на метр", "" },
		{ "ibm866", "Река за ночь поднялась на метр", "" },
		{ "x-mac-cyrillic", "Река за ночь поднялась на метр", "" },
		{ "macintosh", "It didn’t – “so” he said", "" },
		{ "koi8-u", "Її вчора бачили біля річки", "" },
		{ "windows-1251", "ВЧЕРА В ГОРОДЕ ОТКРЫЛИ НОВЫЙ МУЗЕЙ", "" },
		{ "koi8-r", "ВЧЕРА В ГОРОДЕ ОТКРЫЛИ НОВЫЙ МУЗЕЙ", "" },
		{ "windows-1251", "РЕКА ПОДНЯЛАСЬ НА МЕТР, МОСТ ЗАКРЫТ",
		    "<language>ru</language>" },
		{ "koi8-r", "РЕКА ПОДНЯЛАСЬ НА МЕТР, МОСТ ЗАКРЫТ",
		    "<language>ru</language>" },
		{ "koi8-r", "МЧС: ПАВОДОК в Туле", "" },
		{ "windows-1253", "Το ποτάμι ανέβηκε τη νύχτα", "" },
		{ "windows-1255", "הנהר עלה במטר בלילה", "" },
		{ "windows-1256", "ارتفع النهر مترا خلال الليل", "" },
		{ "windows-874", "แม่น้ำสูงขึ้นหนึ่งเมตร", "" },
		{ "windows-1250", "Łódź przypłynęła późną nocą", "" },
		{ "iso-8859-2", "Łódź przypłynęła późną nocą", "" },
		{ "koi8-r", "a<![CDATA[Река за ночь]]> <!-- \"\" -->", "" },
		{ "koi8-r", "&lt;b&gt;Мир&lt;/b&gt;", "" },
		{ "iso-8859-5", "1 < 2, Река за ночь", "" },
		{ "koi8-r", "Река за ночь поднялась на метр",
		    "<language>en-us</language>" },
		{ "windows-1250", "čaká", "<language>sk</language>" },
		{ "windows-1257", "upė", "<language>lt-LT</language>" },
		{ "windows-1254", "Irmağın öbür kıyısı boştu", "" },
		{ "windows-1252", "La rivière a monté d’un mètre", "" },
		{ "macintosh", "La rivière a monté d’un mètre", "" },
		{ "windows-1252", "naïve", "" },
		{ "shift_jis", "川の水が一晩で増えた", "" },
		{ "shift_jis", "ﾆｭｰｽ速報", "<language>ja</language>" },
		{ "shift_jis", "ｻｯｶｰ代表、ﾌﾞﾗｼﾞﾙに勝つ", "" },
		{ "euc-jp", "川の水が一晩で増えた", "" },
		{ "gb18030", "河水一夜之间涨了一米", "" },
		{ "big5", "河水一夜之間漲了一米", "" },
		{ "euc-kr", "강물이 밤새 불어났다", "" },
	};
	const char	*in, *text, *type;
	size_t		 len;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text = arena_printf(arena, "%s<title>%s</title>", cases[i].hint,
		    cases[i].text);
		if ((in = encode(cases[i].label, text, &len)) == NULL) {
			ok(1, "an encoding that isn't known here");
			continue;
		}
		is(decode(in, len, NULL), arena_printf(arena, "lied %s", text),
		    cases[i].label);
		type = arena_printf(arena, "x;charset=%s", cases[i].label);
		is(decode(in, len, type), text, "and by its label");
	}
}

/* Labels of the same script, that a converter or a copied template left. */
static void
test_wrong_labels(void)
{
	struct { const char *said, *label, *tag, *text; } const cases[] = {
		{ "koi8-r", "windows-1251", "ru", "Новости дня" },
		{ "windows-1251", "koi8-r", "ru", "Новости дня" },
		{ "koi8-r", "windows-1251", "en", "Мост закрыли до утра" },
		{ "windows-1251", "koi8-r", "en", "Мост закрыли до утра" },
		{ "windows-1251", "koi8-r", "ru", "МОСТ ЗАКРЫЛИ ДО УТРА" },
		{ "iso-8859-5", "windows-1251", "ru", "Мост закрыли до утра" },
		{ "windows-1251", "iso-8859-5", "ru", "Мост закрыли до утра" },
		{ "ibm866", "koi8-r", "ru", "Мост закрыли до утра" },
		{ "koi8-r", "ibm866", "ru", "Мост закрыли до утра" },
		{ "koi8-r", "x-mac-cyrillic", "ru", "Мост закрыли до утра" },
		{ "koi8-u", "windows-1251", "uk", "Її бачили біля річки" },
		{ "iso-8859-6", "windows-1256", "ar",
		    "ارتفع النهر مترا خلال الليل" },
		{ "big5", "gb2312", "zh-CN", "股市行情，天气预报" },
		{ "gb2312", "big5", "zh-TW", "股市行情，天氣預報" },
		{ "shift_jis", "euc-jp", "ja", "新着情報" },
		{ "euc-jp", "shift_jis", "ja", "ﾆｭｰｽ速報" },
		{ "euc-kr", "shift_jis", "ja", "天気：明日は雨" },
	};
	const char	*in, *text, *type;
	size_t		 len;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text = arena_printf(arena, "<language>%s</language><b>%s</b>",
		    cases[i].tag, cases[i].text);
		type = arena_printf(arena, "x;charset=%s", cases[i].said);
		if ((in = encode(cases[i].label, text, &len)) == NULL)
			ok(1, "an encoding that isn't known here");
		else
			is(decode(in, len, type), arena_printf(arena, "lied %s",
			    text), arena_printf(arena, "%s said to be %s",
			    cases[i].label, cases[i].said));
	}
}

/* What says little against a label leaves it alone, whatever the language. */
static void
test_right_labels(void)
{
	struct { const char *label, *text; } const cases[] = {
		{ "koi8-r", "ЦБ" }, { "windows-1251", "ЩУКА" },
		{ "windows-1251", "СМИ: ЦБ РФ снизил ставку" },
		{ "koi8-r", "СМИ: ЦБ РФ снизил ставку" },
		{ "koi8-r", "Съезд" }, { "windows-1251", "Љубав и џез" },
		{ "windows-1251", "Њујорк" }, { "iso-8859-5", "Ўжо" },
		{ "x-mac-cyrillic", "О жизни" }, { "ibm866", "Ёж" },
		{ "windows-1252", "“It’s,” he said – “isn’t it?”" },
		{ "macintosh", "“It’s,” he said – “isn’t it?”" },
		{ "iso-8859-15", "Œuvre à 5 €" }, { "windows-1253", "Άρης" },
		{ "iso-8859-7", "Ο Άγιος" }, { "windows-1250", "Šéf žil" },
		{ "iso-8859-2", "Ľudia" }, { "windows-1257", "Šokolaad" },
		{ "gbk", "饕餮" }, { "big5", "饕餮" }, { "euc-jp", "齟齬" },
		{ "shift_jis", "齟齬" }, { "euc-kr", "햇볕" },
	};
	const char *const	tags[] = { "en", "ru", "uk", "fr", "ja", "ko" };
	const char		*in, *text, *type;
	size_t			 len, bad;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bad = 0;
		type = arena_printf(arena, "x;charset=%s", cases[i].label);
		for (size_t j = 0; j < sizeof(tags) / sizeof(tags[0]); j++) {
			text = arena_printf(arena,
			    "<language>%s</language><b>%s</b>", tags[j],
			    cases[i].text);
			in = encode(cases[i].label, text, &len);
			bad += in != NULL &&
			    strcmp(decode(in, len, type), text) != 0;
		}
		is_num(bad, 0, arena_printf(arena, "%s in %s", cases[i].text,
		    cases[i].label));
	}
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
	is(charset_repair(arena, "", 0), "", "nothing");
	is(charset_repair(arena, "plain \xc2\xa0\t\n\xc3", 11),
	    "plain \xc2\xa0\t\n\xef\xbf\xbd", "what is before stays");
}

/* A copy takes what it needs: no more for what is plain, little otherwise. */
static void
test_repair_room(void)
{
	struct arena	*small = arena_new(2048);
	char		 s[1024], exact[4] = { 'a', '\xc3', '\xa9', '\x80' };

	memset(s, 'x', sizeof(s));
	ok(charset_repair(small, s, sizeof(s)) != NULL &&
	    charset_repair(small, s, 900) != NULL, "plain text as it is");
	arena_reset(small);
	s[600] = '\0';
	ok(charset_repair(small, s, sizeof(s)) != NULL &&
	    charset_repair(small, s, 900) == NULL, "some is over for a while");
	is(charset_repair(arena, exact, 3), "a\xc3\xa9", "no NUL behind it");
	is(charset_repair(small, s, 4), NULL, "no room");
	arena_free(small);
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

/* Tables against the standard's index, a few bytes each. */
static void
test_tables(void)
{
	is(DECODE("\xf9\xd1\xec\xe5\xed\xa4", "x;charset=windows-1255"),
	    "\xd7\xa9\xd7\x81\xd7\x9c\xd7\x95\xd7\x9d\xe2\x82\xaa",
	    "Hebrew, its points as they come");
	is(DECODE("\xca\xd2\xd0", "x;charset=windows-1258"),
	    "\xc3\x8a\xcc\x89\xc4\x90", "Vietnamese as well");
	is(DECODE("\xa4\xbe", "x;charset=iso-8859-15"),
	    "\xe2\x82\xac\xc5\xb8", "the euro of latin9");
	is(DECODE("\xd0\xf0", "x;charset=latin5"), "\xc4\x9e\xc4\x9f",
	    "Turkish");
	is(DECODE("\xa1\xfb", "x;charset=tis-620"),
	    "\xe0\xb8\x81\xe0\xb9\x9b", "Thai");
	is(DECODE("\x84\x8e", "x;charset=x-mac-cyrillic"),
	    "\xd0\x94\xd0\x9e", "a Macintosh in Moscow");
}

static void
test_memory(void)
{
	struct arena	*small = arena_new(16);
	const char	*text;
	size_t		 len;
	int		 lied;

	is_num(charset_decode(small, "a long enough text\xe9", 19, NULL, &text,
	    &len, &lied), -1, "no room for windows-1252");
	arena_reset(small);
	is_num(charset_decode(small, "\xc3\xa9 a long enough text\xe9", 22,
	    NULL, &text, &len, &lied), -1, "no room for UTF-8");
	arena_reset(small);
	is_num(charset_decode(small, "<\0a\0b\0c\0d\0e\0f\0g\0h\0>\0", 20,
	    NULL, &text, &len, &lied), -1, "no room for UTF-16");
	arena_reset(small);
	is_num(charset_decode(small, "\x82\xa0\x82\xa0\x82\xa0\x82\xa0", 8,
	    "x;charset=shift_jis", &text, &len, &lied), -1,
	    "no room for another");
	arena_free(small);
}

/* What is well-formed isn't copied, nor read past its end. */
static void
test_copies(void)
{
	struct arena	*none = arena_new(0);
	const char	*in[] = { "<a>b</a>", "\xef\xbb\xbf<a>\xc3\xa9" };
	const char	*text;
	size_t		 len;
	int		 lied;
	char		*exact;

	for (size_t i = 0; i < 2; i++) {
		len = strlen(in[i]);
		exact = malloc(len);
		memcpy(exact, in[i], len);
		ok(charset_decode(none, exact, strlen(in[i]),
		    i == 0 ? "x;charset=koi8-r" : NULL, &text, &len,
		    &lied) == 0 && text == exact + 3 * i && !lied &&
		    len == strlen(in[i]) - 3 * i, i == 0 ?
		    "ASCII isn't copied" : "nor is UTF-8");
		free(exact);
	}
	arena_free(none);
}

/* Megabytes of what is wrong end, and soon. */
static void
test_size(void)
{
	struct { const char *unit, *type; } const cases[] = {
		{ "\xff", NULL }, { "\xe9 \xc3\xa9", NULL },
		{ "\xff", "x;charset=shift_jis" },
		{ "\x81 ", "x;charset=gbk" },
		{ "\xd6\xd0\xff", "x;charset=gbk" },
		{ "\x8f\xa1 ", "x;charset=euc-jp" },
		{ "\x1b$B\xff", "x;charset=iso-2022-jp" },
	};
	const char	*said = "x;charset=gbk";
	struct arena	*big = arena_new(400 << 20);
	size_t		 size = 8 << 20, len, n;
	char		*data = malloc(size);
	const char	*text;
	int		 lied;
	clock_t		 start;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n = strlen(cases[i].unit);
		for (size_t j = 0; j < size; j++)
			data[j] = cases[i].unit[j % n];
		start = clock();
		ok(charset_decode(big, data, size, cases[i].type, &text, &len,
		    &lied) == 0 && len <= 3 * size &&
		    utf8_valid(text, len) == len &&
		    clock() - start < 10 * CLOCKS_PER_SEC,
		    "8 MB of what is wrong");
		arena_reset(big);
	}
	for (size_t j = 0; j < size; j++)
		data[j] = j < 1 << 20 ? '\xd6' : '\xff';
	ok(charset_decode(big, data, size, said, &text, &len, &lied) == 0 &&
	    len < 3 << 20, "what goes wrong later becomes little");
	free(data);
	arena_free(big);
}

int
main(void)
{
	charset_init();
	arena = arena_new(1024 * 1024);
	test_labels();
	test_names();
	test_order();
	test_lies();
	test_doubts();
	test_mending();
	test_wide();
	test_detect();
	test_wrong_labels();
	test_right_labels();
	test_repair();
	test_repair_room();
	test_converters();
	test_tables();
	test_memory();
	test_copies();
	test_size();
	arena_free(arena);
	return (tap_done());
}
