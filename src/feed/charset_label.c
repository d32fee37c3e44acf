#include <string.h>

#include "feed/charset_label.h"

#define LABEL_MAX	32

const struct charset charsets[CHARSET_COUNT] = {
	{ "UTF-8", CHARSET_UTF8, "unicode-1-1-utf-8 unicode11utf8 "
	    "unicode20utf8 utf-8 utf8 x-unicode20utf8 unicode-utf-8 cp65001 "
	    "65001 uft-8 utf" },
	{ "WINDOWS-1252", CHARSET_1252, "ansi_x3.4-1968 ascii cp1252 cp819 "
	    "csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
	    "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 "
	    "x-cp1252 win-1252 ansi ansi-1252 iso-latin-1" },
	{ "UTF-16LE", CHARSET_WIDE, "csunicode iso-10646-ucs-2 ucs-2 unicode "
	    "unicodefeff utf-16 utf-16le utf16" },
	{ "UTF-16BE", CHARSET_WIDE, "unicodefffe utf-16be" },
	{ "UTF-32LE", CHARSET_WIDE, "utf-32 utf-32le" },
	{ "UTF-32BE", CHARSET_WIDE, "utf-32be" },
	{ "CP866", CHARSET_SINGLE, "866 cp866 csibm866 ibm866" },
	{ "ISO-8859-2", CHARSET_SINGLE, "csisolatin2 iso-8859-2 iso-ir-101 "
	    "iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2" },
	{ "ISO-8859-3", CHARSET_SINGLE, "csisolatin3 iso-8859-3 iso-ir-109 "
	    "iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3" },
	{ "ISO-8859-4", CHARSET_SINGLE, "csisolatin4 iso-8859-4 iso-ir-110 "
	    "iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4" },
	{ "ISO-8859-5", CHARSET_SINGLE, "csisolatincyrillic cyrillic "
	    "iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
	    "iso_8859-5:1988" },
	{ "ISO-8859-6", CHARSET_SINGLE, "arabic asmo-708 csiso88596e "
	    "csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
	    "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 "
	    "iso_8859-6:1987" },
	{ "ISO-8859-7", CHARSET_SINGLE, "csisolatingreek ecma-118 elot_928 "
	    "greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 "
	    "iso_8859-7 iso_8859-7:1987 sun_eu_greek" },
	{ "ISO-8859-8", CHARSET_SINGLE, "csiso88598e csisolatinhebrew hebrew "
	    "iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
	    "iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i "
	    "logical" },
	{ "ISO-8859-10", CHARSET_SINGLE, "csisolatin6 iso-8859-10 iso-ir-157 "
	    "iso8859-10 iso885910 l6 latin6" },
	{ "ISO-8859-13", CHARSET_SINGLE, "iso-8859-13 iso8859-13 iso885913" },
	{ "ISO-8859-14", CHARSET_SINGLE, "iso-8859-14 iso8859-14 iso885914" },
	{ "ISO-8859-15", CHARSET_SINGLE, "csisolatin9 iso-8859-15 iso8859-15 "
	    "iso885915 iso_8859-15 l9" },
	{ "ISO-8859-16", CHARSET_SINGLE, "iso-8859-16" },
	{ "KOI8-R", CHARSET_SINGLE, "cskoi8r koi koi8 koi8-r koi8_r" },
	{ "KOI8-U", CHARSET_SINGLE, "koi8-ru koi8-u" },
	{ "MACINTOSH", CHARSET_SINGLE, "csmacintosh mac macintosh "
	    "x-mac-roman macroman" },
	{ "MAC-CYRILLIC", CHARSET_SINGLE, "x-mac-cyrillic x-mac-ukrainian" },
	{ "CP874", CHARSET_SINGLE, "dos-874 iso-8859-11 iso8859-11 iso885911 "
	    "tis-620 windows-874" },
	{ "WINDOWS-1250", CHARSET_SINGLE, "cp1250 windows-1250 x-cp1250 "
	    "win-1250" },
	{ "WINDOWS-1251", CHARSET_SINGLE, "cp1251 windows-1251 x-cp1251 "
	    "win-1251 ansi-1251" },
	{ "WINDOWS-1253", CHARSET_SINGLE, "cp1253 windows-1253 x-cp1253 "
	    "win-1253" },
	{ "WINDOWS-1254", CHARSET_SINGLE, "cp1254 csisolatin5 iso-8859-9 "
	    "iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
	    "latin5 windows-1254 x-cp1254 "
	    "win-1254" },
	{ "WINDOWS-1255", CHARSET_SINGLE, "cp1255 windows-1255 x-cp1255 "
	    "win-1255" },
	{ "WINDOWS-1256", CHARSET_SINGLE, "cp1256 windows-1256 x-cp1256 "
	    "win-1256" },
	{ "WINDOWS-1257", CHARSET_SINGLE, "cp1257 windows-1257 x-cp1257 "
	    "win-1257" },
	{ "WINDOWS-1258", CHARSET_SINGLE, "cp1258 windows-1258 x-cp1258 "
	    "win-1258" },
	{ "GB18030", CHARSET_MULTI, "chinese csgb2312 csiso58gb231280 gb2312 "
	    "gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030 cp936 x-gb "
	    "euc-cn" },
	{ "BIG5-HKSCS BIG5", CHARSET_MULTI, "big5 big5-hkscs cn-big5 csbig5 "
	    "x-x-big5 cp950 big5-eten big5-tw" },
	{ "EUC-JP-MS EUC-JP", CHARSET_MULTI, "cseucpkdfmtjapanese euc-jp "
	    "x-euc-jp ujis eucjp-win cp51932" },
	{ "ISO-2022-JP", CHARSET_MULTI, "csiso2022jp iso-2022-jp jis "
	    "iso-2022-jp-ms" },
	{ "CP932 SHIFT_JIS", CHARSET_MULTI, "csshiftjis ms932 ms_kanji "
	    "shift-jis shift_jis sjis windows-31j x-sjis cp932 sjis-win" },
	{ "CP949 EUC-KR", CHARSET_MULTI, "cseuckr csksc56011987 euc-kr "
	    "iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
	    "windows-949 cp949" },
	{ "ISO-2022-KR", CHARSET_MULTI, "csiso2022kr iso-2022-kr" },
};

/* Lower case; without anything but letters and digits when loose. */
static size_t
label_fold(const char *label, size_t len, int loose, char *out)
{
	size_t	n = 0;
	char	c;

	for (size_t i = 0; i < len; i++) {
		c = label[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!loose || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	return (n);
}

/* Whether the blank-separated names hold that one. */
static int
label_in(const char *names, const char *label, size_t len, int loose)
{
	char	folded[LABEL_MAX];
	size_t	n, m;

	for (; *names != '\0'; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		m = label_fold(names, n, loose, folded);
		if (m == len && memcmp(folded, label, len) == 0)
			return (1);
	}
	return (0);
}

static int
label_find(const char *label, size_t len, int loose)
{
	char	folded[LABEL_MAX];

	if ((len = label_fold(label, len, loose, folded)) == 0)
		return (-1);
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (label_in(charsets[i].labels, folded, len, loose))
			return (i);
	/* "utf8_general_ci", "UTF-8;", "UTF-8utf-8" */
	if (loose && len > 4 && memcmp(folded, "utf8", 4) == 0)
		return (CS_UTF8);
	return (-1);
}

/* As it should be written, else as it is meant. */
int
charset_label(const char *label, size_t len)
{
	int	cs;

	while (len > 0 && strchr(" \t\r\n\f\"'", label[0]) != NULL) {
		label++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n\f\"'", label[len - 1]) != NULL)
		len--;
	if (len >= LABEL_MAX)
		return (-1);
	cs = label_find(label, len, 0);
	return (cs != -1 ? cs : label_find(label, len, 1));
}

int
charset_by_iconv(const char *name, size_t len)
{
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (strncmp(charsets[i].iconv, name, len) == 0 &&
		    strchr(" ", charsets[i].iconv[len]) != NULL)
			return (i);
	return (-1);
}
