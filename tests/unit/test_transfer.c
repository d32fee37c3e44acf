/* base/transfer: bodies of mail by RFC 2045, 6. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/transfer.h"
#include "tap.h"

#define A10	"aaaaaaaaaa"
#define A70	A10 A10 A10 A10 A10 A10 A10
#define EURO	"\xe2\x82\xac"

static struct buf	b;

static const char *
encoded(enum transfer t, const char *text)
{
	buf_reset(&b);
	transfer_put(&b, t, text, strlen(text));
	return (buf_string(&b));
}

static const char *
quoted(const char *text)
{
	return (encoded(TRANSFER_QUOTED, text));
}

static const char *
chosen(const char *text, int want_8bit)
{
	return (transfer_name(transfer_choose(text, strlen(text), want_8bit)));
}

static void
test_choose(void)
{
	char	*line = malloc(1000);

	is(chosen("plain\ntext\n", 0), "7bit", "ASCII stays as it is");
	is(chosen("plain\ntext\n", 1), "7bit", "and is called that");
	is(chosen("", 0), "7bit", "nothing");
	is(chosen("Caf\xc3\xa9 au lait, s'il vous pla\xc3\xaet\n", 0),
	    "quoted-printable", "Latin-like text");
	is(chosen("\xe4\xb8\xad\xe5\x9b\xbd and more\n", 0), "base64",
	    "what would get longer otherwise");
	is(chosen("\xe4\xb8\xad\xe5\x9b\xbd\n", 1), "8bit", "8bit on request");
	is(chosen("x\nFrom y\n", 0), "quoted-printable", "an mbox's line");
	is(chosen("\xe4\xb8\xad\xe5\x9b\xbd\nFrom y\n", 1), "base64",
	    "also if 8bit was asked for");
	is(chosen("From: y\n>From y\n From y\nFrom", 0), "7bit",
	    "what only looks like one");
	memset(line, 'x', 999);
	line[999] = '\0';
	is(chosen(line, 1), "quoted-printable", "a line of 999 bytes");
	line[998] = '\0';
	is(chosen(line, 0), "7bit", "one of 998");
	free(line);
}

static void
test_quoted(void)
{
	is(quoted("a=b \tc\n"), "a=3Db \tc\n", "the sign itself");
	is(quoted("caf\xc3\xa9\n\n" EURO), "caf=C3=A9\n\n=E2=82=AC",
	    "bytes, empty lines, no newline at the end");
	is(quoted("x \ny\t\nz "), "x=20\ny=09\nz=20", "blanks at ends of lines");
	is(quoted("From x\n.\n..\nxFrom \n"), "=46rom x\n=2E\n..\nxFrom=20\n",
	    "what may not begin a line");
	is(quoted("a\x7f\x01z\n"), "a=7F=01z\n", "controls");
	is(quoted("\xff" "a\xc3\n"), "=FFa=C3\n", "what is no UTF-8");
	is(quoted(A70 "aaaaaa\n"), A70 "aaaaaa\n", "76 letters are a line");
	is(quoted(A70 "aaaaaaa\n"), A70 "aaaaa=\naa\n", "77 are two");
	is(quoted(A70 "aa" EURO "b\n"), A70 "aa=\n=E2=82=ACb\n",
	    "characters stay whole");
	is(quoted(A10 A10 A10 A10 A10 A10 " words as long as this\n"),
	    A10 A10 A10 A10 A10 A10 " words as long =\nas this\n",
	    "and words");
	is(quoted("x " A70 "aaaaaa\n"), "x " A70 "aaa=\naaa\n",
	    "but for long ones");
	is(quoted(A70 " From me on\n"), A70 " From=\n me on\n",
	    "and those that may not begin a line");
	is(quoted(A70 "aaaaa" "From me\n"), A70 "aaaaa=\n=46rom me\n",
	    "nor after a soft break");
	is(quoted(A70 "aaaaa" ".\n"), A70 "aaaaa.\n", "a dot at the end");
	is(quoted(A70 "aaaaaa" ".\n"), A70 "aaaaa=\na.\n",
	    "goes with a letter");
}

static void
test_base64(void)
{
	is(encoded(TRANSFER_BASE64, "foob"), "Zm9vYg==\n", "base64");
	is(encoded(TRANSFER_BASE64, A10 A10 A10 A10 A10 "12345678"),
	    "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYW"
	    "ExMjM0NTY3\nOA==\n", "in lines of 76");
	is(encoded(TRANSFER_8BIT, EURO "\n"), EURO "\n", "8bit");
	is(encoded(TRANSFER_BASE64, ""), "", "nothing");
}

static int
decodes(enum transfer t, const char *text)
{
	buf_reset(&b);
	return (transfer_get(&b, t, text, strlen(text)));
}

static void
test_get(void)
{
	static const char	text[] = "caf\xc3\xa9 = x \nFrom y\n" A70 A70
				    "\n.\n" EURO EURO EURO "\n";
	enum transfer		t, found;
	char			*copy;

	for (t = TRANSFER_7BIT; t <= TRANSFER_BASE64; t++) {
		copy = strdup(encoded(t, text));
		is_num(decodes(t, copy), 0, transfer_name(t));
		is(buf_string(&b), text, "is decoded");
		ok(transfer_of_name(transfer_name(t), strlen(transfer_name(t)),
		    &found) == 0 && found == t, "has a name");
		free(copy);
	}
	is_num(transfer_of_name("7bits", 5, &t), -1, "no name");
	is_num(decodes(TRANSFER_QUOTED, "a=4g"), -1, "no digit");
	is_num(decodes(TRANSFER_QUOTED, "a=4"), -1, "one digit");
	is_num(decodes(TRANSFER_QUOTED, "="), -1, "none");
	is_num(decodes(TRANSFER_BASE64, "Zg==\nZg\n"), -1, "no base64");
	is_num(decodes(TRANSFER_BASE64, "Zg=="), -1, "no line");
}

int
main(void)
{
	buf_init(&b, 10000);
	test_choose();
	test_quoted();
	test_base64();
	test_get();
	buf_clear(&b);
	return (tap_done());
}
