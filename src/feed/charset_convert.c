#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/charset_convert.h"
#include "feed/charset_label.h"

#define SAMPLE	(16 * 1024)	/* bytes */
#define FAULTS_MAX	65536	/* then it isn't that encoding */
#define ICONV_NONE	((iconv_t)-1)

static struct converter {
	iconv_t		 cd;
	int		 opened;
	int		 known;		/* table holds something */
	uint16_t	 table[128];	/* of single-byte encodings */
	unsigned char	 lead[128];	/* of others: begins a character */
} converters[CHARSET_COUNT];

/* The reading of a few bytes; 0 and errno when there is none. */
static uint32_t
read_bytes(iconv_t cd, const char *bytes, size_t len)
{
	char		*in = (char *)(uintptr_t)bytes, buf[16], *to = buf;
	size_t		 left = sizeof(buf);
	uint32_t	 c;

	iconv(cd, NULL, NULL, NULL, NULL);
	errno = 0;
	/* A letter that marks may follow waits for them. */
	if (iconv(cd, &in, &len, &to, &left) == (size_t)-1 ||
	    iconv(cd, NULL, NULL, &to, &left) == (size_t)-1 ||
	    utf8_get(buf, (size_t)(to - buf), &c) == 0)
		return (0);
	return (c);
}

static void
converter_fill(int cs)
{
	struct converter	*v = &converters[cs];
	uint32_t		 c;
	char			 byte;

	for (int i = 0; i < 128; i++) {
		byte = (char)(i + 128);
		if (charsets[cs].kind == CHARSET_1252) {
			v->table[i] = (uint16_t)utf8_1252((unsigned char)byte);
			continue;
		}
		c = read_bytes(v->cd, &byte, 1);
		v->table[i] = (uint16_t)(c < 0xffff ? c : 0);
		v->lead[i] = c == 0 && errno == EINVAL;
	}
	v->known = 1;
}

static struct converter *
converter(int cs)
{
	struct converter	*v = &converters[cs];
	char			 name[32];
	const char		*names = charsets[cs].iconv;
	size_t			 n;

	if (v->opened)
		return (v);
	v->opened = 1;
	v->cd = ICONV_NONE;
	for (; *names != '\0' && v->cd == ICONV_NONE &&
	    charsets[cs].kind != CHARSET_1252;
	    names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		memcpy(name, names, n);
		name[n] = '\0';
		v->cd = iconv_open("UTF-8", name);
	}
	if (v->cd != ICONV_NONE || charsets[cs].kind == CHARSET_1252)
		converter_fill(cs);
	return (v);
}

void
charset_convert_init(void)
{
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (charsets[i].kind == CHARSET_1252 ||
		    charsets[i].kind == CHARSET_SINGLE ||
		    charsets[i].kind == CHARSET_MULTI)
			converter(i);
}

const uint16_t *
charset_convert_table(int cs)
{
	struct converter	*v = converter(cs);

	return (v->known ? v->table : NULL);
}

static int
convert_single(struct arena *a, const uint16_t *table, const char *data,
    size_t len, const char **text, size_t *text_len)
{
	unsigned char	 c;
	size_t		 used = 0, high = 0;
	char		*out;

	for (size_t i = 0; i < len; i++)
		high += (unsigned char)data[i] >= 0x80;
	if ((out = arena_bytes(a, len + 2 * high + 1)) == NULL)
		return (-1);
	for (size_t i = 0; i < len; i++) {
		c = (unsigned char)data[i];
		if (c < 0x80)
			out[used++] = data[i];
		else
			used += utf8_put(out + used, table[c - 0x80] != 0 ?
			    table[c - 0x80] : 0xfffd);
	}
	out[used] = '\0';
	arena_shrink(a, out, used + 1);
	*text = out;
	*text_len = used;
	return (0);
}

/* Text in the arena that grows. */
struct output {
	struct arena	*arena;
	char		*data;
	size_t		 len, size;
};

/* Room for need more bytes and a NUL; -1 without. */
static int
output_reserve(struct output *o, size_t need)
{
	size_t	 want = o->len + need + 1;
	char	*p;

	if (want <= o->size)
		return (0);
	if (o->size != 0 && want < o->size + o->size / 2)
		want = o->size + o->size / 2;
	if ((p = arena_grow(o->arena, o->data, o->len, want)) == NULL)
		return (-1);
	o->data = p;
	o->size = want;
	return (0);
}

static int
output_put(struct output *o, const char *s, size_t len)
{
	if (output_reserve(o, len) == -1)
		return (-1);
	memcpy(o->data + o->len, s, len);
	o->len += len;
	return (0);
}

/*
 * How many bytes one U+FFFD stands for: a lead takes its wrong trail along
 * unless that is ASCII, which may be markup (as the WHATWG has it).
 */
static size_t
fault_length(const struct converter *v, const char *in, size_t len)
{
	unsigned char	c = (unsigned char)in[0];

	return (len > 1 && c >= 0x80 && v->lead[c - 0x80] &&
	    (unsigned char)in[1] >= 0x80 ? 2 : 1);
}

static int
put_fault(struct output *o, int cs, const char *in, size_t len)
{
	/* Windows' Chinese has the euro there. */
	if (len > 0 && (unsigned char)in[0] == 0x80 &&
	    strcmp(charsets[cs].iconv, "GB18030") == 0)
		return (output_put(o, "\xe2\x82\xac", 3));
	return (output_put(o, CHARSET_REPLACEMENT, 3));
}

/* What is of no encoding: ASCII, and one U+FFFD for a run of the rest. */
static int
put_garbage(struct output *o, const char *in, size_t len)
{
	const char	*end = in + len, *p;

	while (in < end) {
		for (p = in; p < end && (unsigned char)*p < 0x80; p++)
			;
		if (output_put(o, in, (size_t)(p - in)) == -1)
			return (-1);
		for (in = p; in < end && (unsigned char)*in >= 0x80; in++)
			;
		if (in > p && output_put(o, CHARSET_REPLACEMENT, 3) == -1)
			return (-1);
	}
	return (0);
}

/*
 * glibc's Korean complains of pairs that mean nothing when it is already past
 * them, others stay before them: who gets no further is asked twice.  Returns
 * the bytes to leave out.
 */
static size_t
fault_skip(const struct converter *v, const char *in, size_t len,
    const char **at)
{
	if (*at != in) {
		*at = in;
		return (0);
	}
	*at = NULL;
	return (fault_length(v, in, len));
}

static int
convert_multi(struct output *o, int cs, const char *data, size_t len)
{
	struct converter	*v = &converters[cs];
	size_t			 left, rc, n, faults = 0;
	char			*in = (char *)(uintptr_t)data, *to;
	const char		*at = NULL;

	iconv(v->cd, NULL, NULL, NULL, NULL);
	while (len > 0 && faults < FAULTS_MAX) {
		if (output_reserve(o, len + len / 2 + 16) == -1)
			return (-1);
		to = o->data + o->len;
		left = o->size - o->len - 1;
		rc = iconv(v->cd, &in, &len, &to, &left);
		o->len = (size_t)(to - o->data);
		if (rc != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL)
			return (output_put(o, CHARSET_REPLACEMENT, 3));
		n = fault_skip(v, in, len, &at);
		if (n == 0 && put_fault(o, cs, in, len) == -1)
			return (-1);
		faults += n == 0;
		in += n;
		len -= n;
	}
	return (put_garbage(o, in, len));
}

/* How much text it will be, by its beginning, with a little to spare. */
static size_t
estimate(int cs, const char *data, size_t len)
{
	static char	out[3 * SAMPLE];
	size_t		n = len < SAMPLE ? len : SAMPLE, used, faults;

	if (charset_convert_try(cs, data, n, out, sizeof(out), &used,
	    &faults) == -1 || n == 0)
		return (len);
	return ((size_t)((double)len / (double)n * (double)used * 1.05) + 64);
}

int
charset_convert(struct arena *a, int cs, const char *data, size_t len,
    const char **text, size_t *text_len)
{
	struct output	o = { .arena = a };

	if (!converter(cs)->known)
		cs = CS_1252;
	if (charsets[cs].kind != CHARSET_MULTI)
		return (convert_single(a, charset_convert_table(cs), data, len,
		    text, text_len));
	if (output_reserve(&o, estimate(cs, data, len)) == -1 ||
	    convert_multi(&o, cs, data, len) == -1 ||
	    output_reserve(&o, 0) == -1)
		return (-1);
	o.data[o.len] = '\0';
	arena_shrink(a, o.data, o.len + 1);
	*text = o.data;
	*text_len = o.len;
	return (0);
}

int
charset_convert_try(int cs, const char *data, size_t len, char *out,
    size_t size, size_t *used, size_t *faults)
{
	struct converter	*v = converter(cs);
	char			*in = (char *)(uintptr_t)data, *to = out;
	const char		*at = NULL;
	size_t			 n;

	*faults = *used = 0;
	if (!v->known)
		return (-1);
	iconv(v->cd, NULL, NULL, NULL, NULL);
	while (len > 0 && iconv(v->cd, &in, &len, &to, &size) == (size_t)-1 &&
	    errno == EILSEQ && *faults < FAULTS_MAX) {
		n = fault_skip(v, in, len, &at);
		*faults += n == 0;
		in += n;
		len -= n;
	}
	*used = (size_t)(to - out);
	return (0);
}
