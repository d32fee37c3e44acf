/* parent/also: other feeds of a story, put into the texts of its mail. */

#include <stdlib.h>

#include "base/buf.h"
#include "parent/also.h"
#include "tap.h"

#define PLAIN	"--=_1\nContent-Type: text/plain; charset=utf-8\n" \
		"Content-Transfer-Encoding: "
#define HTML	"--=_1\nContent-Type: text/html; charset=utf-8\n" \
		"Content-Transfer-Encoding: "
#define END	"--=_1--\n"

static void
is_also(const char *parts, const char *names, const char *want,
    const char *name)
{
	struct buf	b;

	buf_init(&b, 1 << 20);
	also_put(&b, parts, strlen(parts), names);
	is(buf_string(&b), want, name);
	buf_clear(&b);
}

static void
test_texts(void)
{
	is_also("Subject: x\n\n" PLAIN "7bit\n\nText.\n\n" HTML "7bit\n\n"
	    "<p>Text.</p>\n</body>\n</html>\n\n" END, "A, B",
	    "Subject: x\n\n" PLAIN "7bit\n\nText.\n\nAlso in:  A, B\n\n"
	    HTML "7bit\n\n<p>Text.</p>\n<p>Also in: A, B</p>\n</body>\n"
	    "</html>\n\n" END, "both texts, at their ends");
	is_also(PLAIN "7bit\n\nText.\n\n" HTML "8bit\n\n<p>\u00e4</p>\n"
	    "</body>\n</html>\n\n" END, "\u00c4 & <B>", PLAIN
	    "quoted-printable\n\nText.\n\nAlso in:  =C3=84 & <B>\n\n" HTML
	    "8bit\n\n<p>\u00e4</p>\n<p>Also in: \u00c4 &#38; &#60;B&#62;</p>\n"
	    "</body>\n</html>\n\n" END, "encoded as they have to be");
	is_also(PLAIN "base64\n\n5Lit5Zu95Lit5Zu95Lit5Zu9Cg==\n\n" END, "A",
	    PLAIN "base64\n\n5Lit5Zu95Lit5Zu95Lit5Zu9CgpBbHNvIGluOiAgQQo=\n"
	    "\n" END, "base64 is decoded first");
	is_also(PLAIN "7bit\n\nx\n\n" END, "The first of several names, "
	    "The second of several names, The third of several names",
	    PLAIN "7bit\n\nx\n\nAlso in:  The first of several names, The "
	    "second of several names,\n          The third of several names\n"
	    "\n" END, "many names are wrapped");
	is_also("--=_2\nContent-Type: multipart/related;\n\tboundary=\"=_1\"\n\n"
	    HTML "7bit\n\n</body>\n</html>\n\n--=_1\nContent-Type: image/png\n"
	    "\nAAAA\n\n--=_1--\n\n--=_2--\n", "A", "--=_2\nContent-Type: "
	    "multipart/related;\n\tboundary=\"=_1\"\n\n" HTML "7bit\n\n"
	    "<p>Also in: A</p>\n</body>\n</html>\n\n--=_1\nContent-Type: "
	    "image/png\n\nAAAA\n\n--=_1--\n\n--=_2--\n",
	    "beside images");
}

static void
is_left(const char *parts, const char *name)
{
	is_also(parts, "A", parts, name);
}

static void
test_others(void)
{
	is_left("", "nothing");
	is_left("Subject: x\n\nbody\n", "a mail without parts");
	is_left(PLAIN "7bit\n\nText.\n", "a part without an end");
	is_left("--=_2\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: 7bit\n\nText.\n\n" PLAIN
	    "7bit\n\nx\n\n" END, "nor another inside it");
	is_left(PLAIN "base64\n\nZg\n\n" END, "base64 that is none");
	is_left("--=_2\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n\n" PLAIN "7bit\n\nText.\n\n"
	    END "\n--=_2--\n", "nor is looked for another inside");
	is_left(PLAIN "quoted-printable\n\na=4\n\n" END, "nor quoted-printable");
	is_left(PLAIN "x-other\n\na\n\n" END, "an encoding that isn't ours");
	is_left(PLAIN "7bit\nX: y\n\na\n\n" END, "a header that isn't");
	is_left("--=_1\nContent-Type: text/csv\n\na\n\n" END, "another type");
	is_left(HTML "7bit\n\n<p>x\n\n" END, "HTML that ends otherwise");
	is_left("--=_1", "a line without an end");
}

int
main(void)
{
	test_texts();
	test_others();
	return (tap_done());
}
