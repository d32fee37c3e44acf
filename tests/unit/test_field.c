/* base/header: mail's header fields by RFC 5322 and RFC 2047. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/header.h"
#include "tap.h"

#define GUO	"\xe5\x9b\xbd"
#define A10	"aaaaaaaaaa"
#define Q10	"\"\"\"\"\"\"\"\"\"\""
#define E10	"=22=22=22=22=22=22=22=22=22=22"
#define A60	A10 A10 A10 A10 A10 A10
#define A70	A60 A10

static struct buf	b;

static const char *
text(const char *s)
{
	buf_reset(&b);
	header_put_text(&b, "X", s);
	return (buf_string(&b));
}

static const char *
phrase(const char *s)
{
	struct header	h;

	buf_reset(&b);
	header_begin(&h, "X", &b);
	header_phrase(&h, s, ",");
	header_phrase(&h, "y", "");
	header_end(&h);
	return (buf_string(&b));
}

static void
test_text(void)
{
	is(text("plain words"), "X: plain words\n", "plain words");
	is(text(" a\n\t b\r\nBcc: c\x01 "), "X: a b Bcc: c\n",
	    "one line, whatever was in it");
	is(text(""), "X:\n", "nothing");
	is(text("my caf\xc3\xa9 au lait, gar\xc3\xa7on, please"),
	    "X: my =?utf-8?Q?caf=C3=A9_au_lait=2C_gar=C3=A7on=2C?= please\n",
	    "from the first to the last word that needs it");
	is(text(GUO GUO), "X: =?utf-8?B?5Zu95Zu9?=\n", "base64 where shorter");
	is(text("\xf0\x9f\x98\x80 x"), "X: =?utf-8?B?8J+YgA==?= x\n", "emoji");
	is(text("a =?utf-8?Q?b?= c"),
	    "X: a =?utf-8?Q?=3D=3Futf-8=3FQ=3Fb=3F=3D?= c\n",
	    "what looks encoded");
	is(text("1 = 2? =x ?= y"), "X: 1 = 2? =x ?= y\n", "and what doesn't");
	is(text(A60 " x"), "X: " A60 " x\n", "a long word");
	is(text(A60 "aaa " A10), "X: =?utf-8?Q?" A60
	    "?=\n =?utf-8?Q?aaa?= " A10 "\n",
	    "a longer one is encoded");
	is(text(A60 " aaaa " A10), "X: " A60 " aaaa\n " A10 "\n",
	    "folded between words");
}

static void
test_phrase(void)
{
	is(phrase("Jane Doe"), "X: \"Jane Doe\", \"y\"\n", "a quoted phrase");
	is(phrase("a \"b\" \\, <c@d>"),
	    "X: \"a \\\"b\\\" \\\\, <c@d>\", \"y\"\n", "with all signs");
	is(phrase("Zo\xc3\xab, R&D"), "X: =?utf-8?B?Wm/Dqyw=?= R&D, \"y\"\n",
	    "one that is encoded where it must be");
	is(phrase("Zo\xc3\xab \"Z.\" Li"),
	    "X: =?utf-8?Q?Zo=C3=AB_=22Z=2E=22?= Li, \"y\"\n",
	    "and where it would have to be quoted");
	is(phrase(""), "X: \"\", \"y\"\n", "an empty one");
	is(phrase(Q10 Q10 Q10 "\"\"\"\"\"\"\"\""), "X: =?utf-8?Q?" E10 E10
	    "?=\n =?utf-8?Q?" E10 "=22=22=22=22=22=22=22=22?=, \"y\"\n",
	    "one that quoting would make too long");
}

/* Lines of at most 78, or 76 with words of at most 75; whole characters. */
static int
is_folded(const char *s)
{
	size_t	len, n;

	for (; *s != '\0'; s += len + 1) {
		len = strcspn(s, "\n");
		for (size_t i = 0; i < len; i += n + 1) {
			n = strcspn(s + i, " \n");
			if (n > 75 || (unsigned char)s[i] >= 0x80)
				return (0);
		}
		if (len > (memmem(s, len, "=?", 2) != NULL ? 76 : 78))
			return (0);
	}
	return (1);
}

static void
test_long(void)
{
	static const char *const	pieces[] = { GUO, "\xc3\xa9", "a", "?",
					    "\xf0\x9f\x98\x80", "=", " " };
	struct buf			 all;
	const char			*s;
	int				 good = 1;

	buf_init(&all, 2000);
	for (size_t i = 0; i < 300; i++)
		buf_puts(&all, pieces[i * i * 7 % 13 % 7]);
	s = buf_string(&all);
	for (size_t i = 0; s[i] != '\0'; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			good &= is_folded(text(s + i)) &&
			    is_folded(phrase(s + i));
	buf_clear(&all);
	ok(good, "whatever comes: lines of 76, words of 75");
	header_put_token(&b, "Message-ID", "<" A70 A70 "@x>");
	ok(strstr(b.data, "Message-ID:\n <" A70 A70 "@x>\n") != NULL,
	    "but for a token, which stays whole");
}

/* The same behind names of all lengths, with a comma behind it. */
static void
test_columns(void)
{
	static const char	name[] = "A-name-as-long-as-may-be";
	struct header		h;
	char			mark[200];
	int			good = 1;

	memset(mark, '"', sizeof(mark) - 1);
	mark[sizeof(mark) - 1] = '\0';
	for (size_t i = 0; i < 24 * 60; i++) {
		buf_reset(&b);
		header_put_text(&b, name + i % 24, GUO GUO GUO GUO GUO GUO GUO
		    GUO GUO GUO GUO GUO GUO GUO GUO GUO GUO GUO GUO GUO);
		good &= is_folded(buf_string(&b));
		buf_reset(&b);
		header_begin(&h, name + i % 24, &b);
		header_phrase(&h, mark + 60 + i / 24, ",");
		header_token(&h, "x");
		header_end(&h);
		good &= is_folded(buf_string(&b));
	}
	ok(good, "behind whatever name: the same");
}

static void
is_decoded(const char *body, const char *want)
{
	buf_reset(&b);
	header_decode(body, &b);
	is(buf_string(&b), want, body);
}

static void
test_decode(void)
{
	is_decoded("plain  words", "plain  words");
	is_decoded("", "");
	is_decoded("a =?utf-8?Q?b_=C3=a9=5F?= c", "a b \xc3\xa9_ c");
	is_decoded("=?UTF-8?b?5Zu9?= \t =?utf-8*de?q?x?=", GUO "x");
	is_decoded("=?us-ascii?Q?x?=,=?utf-8?Q?y?=", "x,y");
	is_decoded("=?utf-8?B?5Zs=?= =?utf-8?B?vQ==?=", GUO);
	is_decoded("=?utf-8?B?5Z?= x", "=?utf-8?B?5Z?= x");
	is_decoded("=?utf-8?B?5Zu9Zg?=", "=?utf-8?B?5Zu9Zg?=");
	is_decoded("=?koi8-r?Q?=C1?=", "=?koi8-r?Q?=C1?=");
	is_decoded("=?utf-8?Q?=?=", "=");
	is_decoded("=?utf-8?Q?a b?=", "=?utf-8?Q?a b?=");
	is_decoded("=?utf-8?Q?", "=?utf-8?Q?");
	is_decoded("=?utf-8?X?a?=", "=?utf-8?X?a?=");
	is_decoded("=?", "=?");
	is_decoded("=?utf-8?Q?=4?= =?", "=4 =?");
}

static void
test_full(void)
{
	struct buf	small;

	buf_init(&small, 20);
	header_put_text(&small, "X", GUO GUO GUO GUO);
	is_num(small.failed, 1, "a buf that is full");
	buf_clear(&small);
}

int
main(void)
{
	buf_init(&b, 100000);
	test_text();
	test_phrase();
	test_long();
	test_columns();
	test_decode();
	test_full();
	buf_clear(&b);
	return (tap_done());
}
