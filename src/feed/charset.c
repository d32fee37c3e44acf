#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "feed/charset.h"
#include "feed/charset_label.h"

#define REPLACEMENT	"\xef\xbf\xbd"
#define DECLARATION_MAX	1024	/* bytes searched for encoding="..." */
#define MULTI_SURE	8	/* UTF-8 sequences no Chinese text has by chance */

enum { UTF8, W1252, UTF16LE, UTF16BE, UTF32LE, UTF32BE };

/* Opened once and kept, so that their modules stay loaded. */
static iconv_t	converters[CHARSET_COUNT];
static int	opened[CHARSET_COUNT];

static iconv_t
converter_open(int cs)
{
	if (!opened[cs]) {
		converters[cs] = iconv_open("UTF-8", charsets[cs].iconv);
		opened[cs] = 1;
	}
	if (converters[cs] != (iconv_t)-1)
		iconv(converters[cs], NULL, NULL, NULL, NULL);
	return (converters[cs]);
}

void
charset_init(void)
{
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (charsets[i].kind >= CHARSET_SINGLE)
			converter_open(i);
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

/* A byte order mark's encoding and length, or -1. */
static int
label_bom(const unsigned char *p, size_t len, size_t *skip)
{
	static const struct {
		const char	*bytes;
		size_t		 len;
		int		 charset;
	} marks[] = {
		{ "\xef\xbb\xbf", 3, UTF8 },
		{ "\xff\xfe\0\0", 4, UTF32LE },
		{ "\0\0\xfe\xff", 4, UTF32BE },
		{ "\xff\xfe", 2, UTF16LE },
		{ "\xfe\xff", 2, UTF16BE },
	};

	*skip = 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (len >= marks[i].len &&
		    memcmp(p, marks[i].bytes, marks[i].len) == 0) {
			*skip = marks[i].len;
			return (marks[i].charset);
		}
	return (-1);
}

/* UTF-16 without a mark shows in the zeros beside its first sign. */
static int
label_wide(const unsigned char *p, size_t len)
{
	if (len < 4)
		return (-1);
	if (p[0] != 0 && p[1] == 0 && p[2] != 0 && p[3] == 0)
		return (UTF16LE);
	if (p[0] == 0 && p[1] != 0 && p[2] == 0 && p[3] != 0)
		return (UTF16BE);
	return (-1);
}

/*
 * Legacy text is hardly ever valid UTF-8 by chance; with wide legacy
 * encodings it takes more than a word to be sure.
 */
static int
is_really_utf8(int said, const struct utf8_count *n)
{
	if (n->invalid != 0)
		return (0);
	switch (charsets[said].kind) {
	case CHARSET_UTF8:
	case CHARSET_WIDE:
		return (1);
	case CHARSET_1252:
	case CHARSET_SINGLE:
		return (n->multibyte > 0);
	default:
		return (n->multibyte >= MULTI_SURE);
	}
}

/* The encoding of a document without a mark; *said as it claims, or -1. */
static int
charset_guess(const char *data, size_t len, int http, int *said)
{
	struct utf8_count	n;
	int			declared, wide;

	if ((wide = label_wide((const unsigned char *)data, len)) != -1)
		return (*said = wide);
	declared = label_declared(data, len);
	*said = http != -1 ? http : declared;
	utf8_count(data, len, &n);
	if (*said != -1 && is_really_utf8(*said, &n))
		return (UTF8);
	if (*said != -1 && charsets[*said].kind != CHARSET_UTF8 &&
	    charsets[*said].kind != CHARSET_WIDE)
		return (*said);
	if (n.invalid == 0)
		return (UTF8);
	if (declared != -1 && charsets[declared].kind != CHARSET_UTF8 &&
	    charsets[declared].kind != CHARSET_WIDE)
		return (declared);
	return (n.multibyte > n.invalid ? UTF8 : W1252);
}

/* Room for need more bytes and a NUL at *out + used; -1 without. */
static int
out_reserve(struct arena *a, char **out, size_t used, size_t *size,
    size_t need)
{
	size_t	 want;
	char	*p;

	if (*size - used > need)
		return (0);
	want = *size * 2 > used + need ? *size * 2 : used + need + 1;
	if ((p = arena_grow(a, *out, used, want)) == NULL)
		return (-1);
	*out = p;
	*size = want;
	return (0);
}

static int
decode_utf8(struct arena *a, const char *data, size_t len, const char **text,
    size_t *text_len, int *lied)
{
	struct utf8_count	 n;
	size_t			 i = 0, used = 0, run;
	char			*out;

	utf8_count(data, len, &n);
	*lied |= n.invalid != 0;
	if ((out = arena_alloc(a, len + 2 * n.invalid + 1)) == NULL)
		return (-1);
	while (i < len) {
		run = utf8_valid(data + i, len - i);
		memcpy(out + used, data + i, run);
		used += run;
		i += run;
		if (i == len)
			break;
		memcpy(out + used, REPLACEMENT, 3);
		used += 3;
		i++;
	}
	*text = out;
	*text_len = used;
	return (0);
}

static int
decode_1252(struct arena *a, const char *data, size_t len, const char **text,
    size_t *text_len)
{
	unsigned char	 c;
	size_t		 used = 0, high = 0;
	char		*out;

	for (size_t i = 0; i < len; i++)
		high += (unsigned char)data[i] >= 0x80;
	if ((out = arena_alloc(a, len + 2 * high + 1)) == NULL)
		return (-1);
	for (size_t i = 0; i < len; i++) {
		c = (unsigned char)data[i];
		if (c < 0x80)
			out[used++] = data[i];
		else
			used += utf8_put(out + used, utf8_1252(c));
	}
	*text = out;
	*text_len = used;
	return (0);
}

/* iconv(3) over all of it; each byte it can't read becomes U+FFFD. */
static int
decode_iconv(struct arena *a, int cs, const char *data, size_t len,
    const char **text, size_t *text_len)
{
	iconv_t	 cd = converter_open(cs);
	size_t	 used = 0, size = 0, left, got, rc;
	char	*in, *out = NULL, *to;
	int	 step = charsets[cs].kind == CHARSET_WIDE ? 2 : 1;

	if (cd == (iconv_t)-1)
		return (decode_1252(a, data, len, text, text_len));
	in = (char *)(uintptr_t)data;
	while (len > 0) {
		if (out_reserve(a, &out, used, &size, len + len / 2 + 64) == -1)
			return (-1);
		left = size - used - 1;
		to = out + used;
		rc = iconv(cd, &in, &len, &to, &left);
		got = (size_t)(to - out);
		used = got;
		if (rc != (size_t)-1 || errno == E2BIG)
			continue;
		if (out_reserve(a, &out, used, &size, 3) == -1)
			return (-1);
		memcpy(out + used, REPLACEMENT, 3);
		used += 3;
		if (errno == EINVAL || len < (size_t)step)
			break;
		in += step;
		len -= (size_t)step;
	}
	if (out_reserve(a, &out, used, &size, 1) == -1)
		return (-1);
	out[used] = '\0';
	*text = out;
	*text_len = used;
	return (0);
}

int
charset_decode(struct arena *a, const char *data, size_t len,
    const char *content_type, const char **text, size_t *text_len, int *lied)
{
	size_t	skip;
	int	said, found, http = label_http(content_type);

	found = label_bom((const unsigned char *)data, len, &skip);
	data += skip;
	len -= skip;
	if (found == -1)
		found = charset_guess(data, len, http, &said);
	else
		said = http != -1 ? http : found;
	if (said == -1)
		said = UTF8;
	*lied = said != found && charsets[said].kind != charsets[found].kind;
	switch (charsets[found].kind) {
	case CHARSET_UTF8:
		return (decode_utf8(a, data, len, text, text_len, lied));
	case CHARSET_1252:
		return (decode_1252(a, data, len, text, text_len));
	default:
		return (decode_iconv(a, found, data, len, text, text_len));
	}
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

const char *
charset_repair(struct arena *a, const char *s, size_t len)
{
	size_t	 i = 0, used = 0, n;
	char	*out;

	if (len > SIZE_MAX / 4 || (out = arena_alloc(a, len * 3 + 1)) == NULL)
		return (NULL);
	while (i < len) {
		if (s[i] == '\r') {
			out[used++] = '\n';
			i += i + 1 < len && s[i + 1] == '\n' ? 2 : 1;
			continue;
		}
		if ((n = utf8_length(s + i, len - i)) == 0) {
			memcpy(out + used, REPLACEMENT, 3);
			used += 3;
			i++;
			continue;
		}
		used += repair_char(s + i, n, out + used);
		i += n;
	}
	out[used] = '\0';
	return (out);
}
