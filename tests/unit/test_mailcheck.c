/* parent/mailcheck: what a worker calls a mail is looked at first. */

#include <stdlib.h>

#include "base/buf.h"
#include "parent/mailcheck.h"
#include "parent/thread.h"
#include "tap.h"

#define ID	"abc@example.org"
#define HEAD	"From: a <a@b>\nSubject: x\nMessage-Id: <" ID ">\n"

static int
check(const char *mail, const char *id)
{
	return (mailcheck(mail, strlen(mail), id));
}

static int
item(const char *s)
{
	return (itemcheck(s, strlen(s)));
}

static void
test_items(void)
{
	is_num(item("{\n  \"title\": \"中国 \\u0007\"\n}\n"), 0, "an item");
	is_num(item("{}"), -1, "one that doesn't end in a line end");
	is_num(item("x {}\n"), -1, "one that isn't an object");
	is_num(item("{\"a\": 1\n"), -1, "one that isn't closed");
	is_num(item("{\"\x07\": 1}\n"), -1, "a control");
	is_num(item("{\"\r\": 1}\n"), -1, "a carriage return");
	is_num(item("{\"\xff\": 1}\n"), -1, "bytes that are no UTF-8");
	is_num(itemcheck("{\0}\n", 4), -1, "a NUL");
	is_num(item("}\n"), -1, "less than an object");
	is_num(item(""), -1, "no item");
}

/* The mail as a reply to id, which is refused where want is NULL. */
static void
is_reply(const char *mail, const char *id, const char *want, const char *name)
{
	size_t	 len = 7;
	char	*reply = thread_mail(mail, strlen(mail), id, NULL, &len);

	ok(want == NULL ? reply == NULL && len == 7 : reply != NULL &&
	    len == strlen(want) && memcmp(reply, want, len) == 0, name);
	if (reply != NULL)
		is_num(mailcheck(reply, len, ID), 0, "... and is still a mail");
	free(reply);
}

static void
is_also(const char *names, const char *want, const char *name)
{
	static const char	mail[] = HEAD "\nbody\n";
	size_t			len = 0;
	char			line[200] = "", *also;

	also = thread_mail(mail, strlen(mail), NULL, names, &len);
	if (want != NULL)
		snprintf(line, sizeof(line), HEAD "Newsieve-Also-In: %s\n"
		    "\nbody\n", want);
	ok(want == NULL ? also == NULL : also != NULL &&
	    len == strlen(line) && memcmp(also, line, len) == 0, name);
	if (also != NULL)
		is_num(mailcheck(also, len, ID), 0, "... in a mail");
	free(also);
}

static void
test_replies(void)
{
	is_reply(HEAD "To: c\n\nbody\n", "f@g", HEAD "In-Reply-To: <f@g>\n"
	    "References: <f@g>\nTo: c\n\nbody\n", "a reply");
	is_reply("Message-Id:\n <" ID ">\nTo: c\n\nx\n", "f@g", "Message-Id:\n <"
	    ID ">\nIn-Reply-To: <f@g>\nReferences: <f@g>\nTo: c\n\nx\n",
	    "behind a folded field");
	is_reply(HEAD "\nTo: c\nReferences: x\n", "f@g", HEAD
	    "In-Reply-To: <f@g>\nReferences: <f@g>\n\nTo: c\n"
	    "References: x\n", "the body isn't looked at");
	is_reply(HEAD "References: <x@y>\n\nbody\n", "f@g", NULL,
	    "a mail that has its thread stays there");
	is_reply("In-Reply-To: <x@y>\n" HEAD "\nbody\n", "f@g", NULL,
	    "also one that says so first");
	is_reply(HEAD "\nbody\n", "f@g>\nBcc: <h@i", NULL,
	    "an id that is none is not written");
	is_reply(HEAD "\nbody\n", "", NULL, "nor an empty one");
	is_also("A", "A", "the name of another feed");
	is_also("Die Zeitung, \xc3\x84rger", "Die Zeitung, "
	    "=?utf-8?Q?=C3=84rger?=", "names that are encoded");
	is_also(NULL, NULL, "no feed");
	is_reply("Subject: x\n\nMessage-Id: <" ID ">\n", "f@g", NULL,
	    "nor where there is no Message-ID");
}

int
main(void)
{
	struct buf	b;

	is_num(check(HEAD "\nbody\n", ID), 0, "a plain mail");
	is_num(check("Subject: a\n b\n\tc\nMessage-Id:\n <" ID ">\n\nx\n", ID),
	    0, "folded fields");
	is_num(check(HEAD "\n", ID), 0, "an empty body");
	is_num(check(HEAD, ID), -1, "no body at all");
	is_num(check(HEAD "Bcc: x@y\n\nbody\n", ID), -1,
	    "a field that isn't ours");
	is_num(check(HEAD "Subject: y\n\nbody\n", ID), -1, "a field twice");
	is_num(check(HEAD "not a field\n\nbody\n", ID), -1, "no field");
	is_num(check(" x\n" HEAD "\nbody\n", ID), -1,
	    "folding before the first field");
	is_num(check("Subject: x\n\nbody\n", ID), -1, "no Message-ID");
	is_num(check(HEAD "\nbody\n", "other@example.org"), -1,
	    "another Message-ID than was said");
	is_num(check("Subject: <" ID ">\nMessage-Id: <x@y>\n\nb\n", ID), -1,
	    "the id in another field");
	is_num(check(HEAD "\nbody", ID), -1, "no newline at the end");
	is_num(check(HEAD "\nbo\rdy\n", ID), -1, "a carriage return");
	is_num(mailcheck(HEAD "\nbo\0dy\n", sizeof(HEAD "\nbo\0dy\n") - 1, ID),
	    -1, "a NUL");
	is_num(check(HEAD "\nbody\n", "abc>@example.org"), -1,
	    "an id that ends too early");
	is_num(check(HEAD "\nbody\n", "abc"), -1, "an id without a domain");
	is_num(check("", ID), -1, "nothing");

	buf_init(&b, 10000);
	buf_puts(&b, HEAD "\n");
	for (int i = 0; i < 998; i++)
		buf_putc(&b, 'x');
	buf_putc(&b, '\n');
	is_num(mailcheck(b.data, b.len, ID), 0, "a line of 998 bytes");
	b.data[b.len - 1] = 'x';
	buf_putc(&b, '\n');
	is_num(mailcheck(b.data, b.len, ID), -1, "a line of 999 bytes");
	buf_clear(&b);
	test_items();
	test_replies();
	return (tap_done());
}
