#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "feed/charset.h"
#include "feed/charset_convert.h"
#include "feed/charset_detect.h"
#include "feed/charset_label.h"
#include "feed/charset_sample.h"
#include "feed/charset_utf8.h"
#include "feed/charset_wide.h"

#define DECLARATION_MAX	1024	/* bytes searched for encoding="..." */
#define COUNT_MAX	(1024 * 1024)	/* bytes that tell UTF-8 from others */
#define MULTI_SURE	8	/* UTF-8 sequences, no chance in Chinese */

void
charset_init(void)
{
	charset_convert_init();
	charset_detect_init();
}

/* What HTTP said after "charset=", or -1. */
static int
label_http(const char *content_type)
{
	const char	*p;

	if (content_type == NULL ||
	    (p = strcasestr(content_type, "charset=")) == NULL)
		return (-1);
	p += strlen("charset=");
	return (charset_label(p, strcspn(p, ";,")));
}

/* The encoding="..." of an XML declaration, or -1. */
static int
label_declared(const char *data, size_t len)
{
	const char	*p, *end, *q;

	if (len > DECLARATION_MAX)
		len = DECLARATION_MAX;
	if ((p = memmem(data, len, "<?xml", 5)) == NULL)
		return (-1);
	len -= (size_t)(p - data);
	if ((end = memmem(p, len, "?>", 2)) == NULL &&
	    (end = memchr(p, '>', len)) == NULL)
		return (-1);
	if ((p = memmem(p, (size_t)(end - p), "encoding", 8)) == NULL)
		return (-1);
	for (p += 8; p < end && strchr(" \t\r\n=", *p) != NULL; p++)
		;
	if (p == end || (*p != '"' && *p != '\''))
		return (-1);
	if ((q = memchr(p + 1, *p, (size_t)(end - p - 1))) == NULL)
		return (-1);
	return (charset_label(p + 1, (size_t)(q - p - 1)));
}

static int
is_legacy(int cs)
{
	return (cs != -1 && charsets[cs].kind != CHARSET_UTF8 &&
	    charsets[cs].kind != CHARSET_WIDE);
}

/*
 * Legacy text is hardly ever valid UTF-8 by chance; with wide legacy
 * encodings it takes more than a word to be sure.
 */
static int
is_really_utf8(int said, const char *data, size_t len)
{
	struct charset_utf8	n;

	if (!is_legacy(said) || charsets[said].kind != CHARSET_MULTI)
		return (1);
	charset_utf8_count(data, len < COUNT_MAX ? len : COUNT_MAX, &n);
	return (n.multibyte >= MULTI_SURE);
}

/*
 * The same where a few bytes are wrong, or cut off by counting bytes.  The
 * uppercase that begins sequences is rare in Western texts, so that a quarter
 * of them is no chance there.
 */
static int
is_mostly_utf8(int said, const char *data, size_t len)
{
	struct charset_utf8	n;
	size_t			bad;

	charset_utf8_count(data, len < COUNT_MAX ? len : COUNT_MAX, &n);
	bad = n.stray + n.cut;
	if (!is_legacy(said))
		return (n.multibyte >= bad || (n.multibyte * 4 >= bad &&
		    charset_detect(data, len) == CS_1252));
	return (n.multibyte >= 4 * MULTI_SURE * bad);
}

/* What Windows made of an ISO standard, whose label it kept. */
static int
windows_of(int cs)
{
	static const char *const	pairs[][2] = {
		{ "ISO-8859-2", "WINDOWS-1250" },
		{ "ISO-8859-4", "WINDOWS-1257" },
		{ "ISO-8859-5", "WINDOWS-1251" },
		{ "ISO-8859-6", "WINDOWS-1256" },
		{ "ISO-8859-7", "WINDOWS-1253" },
		{ "ISO-8859-8", "WINDOWS-1255" },
		{ "ISO-8859-13", "WINDOWS-1257" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (strcmp(charsets[cs].iconv, pairs[i][0]) == 0)
			return (charset_by_iconv(pairs[i][1],
			    strlen(pairs[i][1])));
	return (-1);
}

/* A label that can be right, or what it nearly is; -1 otherwise. */
static int
settle_label(int cs, const char *data, size_t len)
{
	int	windows, other;

	if (!is_legacy(cs) || !charset_detect_fits(cs, data, len))
		return (-1);
	if ((other = charset_detect_doubt(cs, data, len)) != cs)
		return (other);
	if ((windows = windows_of(cs)) != -1 &&
	    charset_sample_has_c1(data, len) &&
	    charset_detect(data, len) == windows)
		return (windows);
	return (cs);
}

/* What is known of a document when its encoding is. */
struct found {
	int	cs;
	int	ascii;		/* all of it, which most labels agree on */
	int	valid;		/* UTF-8, known to be well-formed */
};

/* The encoding of a document without a mark, whose labels are given. */
static int
find_charset(const char *data, size_t len, int http, int declared,
    struct found *f)
{
	int	said = http != -1 ? http : declared, cs;
	size_t	ascii = utf8_ascii(data, len);

	f->ascii = ascii == len;
	f->valid = f->ascii ||
	    ascii + utf8_valid(data + ascii, len - ascii) == len;
	if (f->ascii) {
		cs = charset_detect_escapes(data, len);
		return (cs != -1 ? cs : CS_UTF8);
	}
	if (f->valid ? is_really_utf8(said, data, len) :
	    is_mostly_utf8(said, data, len))
		return (CS_UTF8);
	if (is_legacy(http) && is_legacy(declared) && http != declared &&
	    charset_detect(data, len) == declared)
		return (declared);
	if ((cs = settle_label(http, data, len)) != -1 ||
	    (cs = settle_label(declared, data, len)) != -1)
		return (cs);
	return (charset_detect(data, len));
}

/* The input itself when nothing has to change. */
static int
decode_utf8(struct arena *a, const char *data, size_t len, int valid,
    const char **text, size_t *text_len, int *lied)
{
	struct charset_utf8	n;

	if (valid || utf8_valid(data, len) == len) {
		*text = data;
		*text_len = len;
		return (0);
	}
	*lied = 1;
	charset_utf8_count(data, len, &n);
	return (charset_utf8_mend(a, data, len, &n, text, text_len));
}

static int
is_lie(int said, const struct found *f)
{
	if (said == -1)
		said = CS_UTF8;
	if (charsets[said].kind == CHARSET_WIDE)
		return (charsets[f->cs].kind != CHARSET_WIDE);
	return (said != f->cs && !(f->ascii && f->cs == CS_UTF8));
}

static int
decode_wide(struct arena *a, int cs, const char *data, size_t len, int http,
    const char **text, size_t *text_len, int *lied)
{
	struct found	f = { .cs = cs };
	int		said = http;

	if (charset_wide_decode(a, cs, data, len, text, text_len) == -1)
		return (-1);
	if (said == -1)
		said = label_declared(*text, *text_len);
	*lied = said != -1 && is_lie(said, &f);
	return (0);
}

int
charset_decode(struct arena *a, const char *data, size_t len,
    const char *content_type, const char **text, size_t *text_len, int *lied)
{
	struct found	f = { 0 };
	int		http = label_http(content_type), declared, marked;
	size_t		skip;

	f.cs = charset_wide_find(data, len, &skip, &marked);
	data += skip;
	len -= skip;
	if (f.cs != -1 && f.cs != CS_UTF8)
		return (decode_wide(a, f.cs, data, len, http, text, text_len,
		    lied));
	declared = label_declared(data, len);
	if (!marked)
		f.cs = find_charset(data, len, http, declared, &f);
	else
		declared = CS_UTF8;
	*lied = is_lie(http != -1 ? http : declared, &f);
	if (f.cs == CS_UTF8)
		return (decode_utf8(a, data, len, f.valid, text, text_len,
		    lied));
	return (charset_convert(a, f.cs, data, len, text, text_len));
}

/*
 * Controls go, but C1 ones are windows-1252 gone through a converter that
 * knew no better, and read as such.
 */
static size_t
repair_char(const char *s, size_t n, char *out)
{
	unsigned char	c = (unsigned char)s[0];
	uint32_t	cp;

	if (n == 1 && (c >= 0x20 || c == '\t' || c == '\n') && c != 0x7f) {
		out[0] = s[0];
		return (1);
	}
	if (n == 1)
		return (0);
	if (n == 2 && c == 0xc2 && (unsigned char)s[1] < 0xa0) {
		cp = utf8_1252((unsigned char)s[1]);
		return (cp < 0xa0 ? 0 : utf8_put(out, cp));
	}
	memcpy(out, s, n);
	return (n);
}

/* How many bytes from the start stay as they are. */
static size_t
repair_plain(const char *s, size_t len)
{
	unsigned char	c;
	size_t		i, valid = utf8_valid(s, len);

	for (i = 0; i < valid; i++) {
		c = (unsigned char)s[i];
		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ||
		    (c == 0xc2 && (unsigned char)s[i + 1] < 0xa0))
			break;
	}
	return (i);
}

const char *
charset_repair(struct arena *a, const char *s, size_t len)
{
	size_t	 i = repair_plain(s, len), used = i, n;
	char	*out;

	if (i == len)
		return (arena_strndup(a, s, len));
	if (len > SIZE_MAX / 4 ||
	    (out = arena_bytes(a, i + (len - i) * 3 + 1)) == NULL)
		return (NULL);
	memcpy(out, s, i);
	while (i < len) {
		if (s[i] == '\r') {
			out[used++] = '\n';
			i += i + 1 < len && s[i + 1] == '\n' ? 2 : 1;
			continue;
		}
		if ((n = utf8_length(s + i, len - i)) == 0) {
			memcpy(out + used, CHARSET_REPLACEMENT, 3);
			used += 3;
			i++;
			continue;
		}
		used += repair_char(s + i, n, out + used);
		i += n;
	}
	out[used] = '\0';
	arena_shrink(a, out, used + 1);
	return (out);
}
