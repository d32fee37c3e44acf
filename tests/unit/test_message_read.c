/* feed/message_read: a mail's fields, whatever was done to its file. */

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/xmalloc.h"
#include "feed/feed.h"
#include "feed/message.h"
#include "feed/message_read.h"
#include "tap.h"

static struct arena	*arena;

/* Through a copy of its own size, for the sanitizer. */
static int
read_text(const char *text, size_t len, struct message_fields *f)
{
	char	*copy = xmalloc(len + 1);
	int	 rv;

	memcpy(copy, text, len);
	rv = message_read(arena, copy, len, f);
	free(copy);
	return (rv);
}

static void
is_read(const char *text, const char *id, const char *subject,
    const char *link, const char *name)
{
	struct message_fields	f;

	if (!ok(read_text(text, strlen(text), &f) == 0, name))
		return;
	is(f.message_id, id, "... its Message-ID");
	is(f.subject, subject, "... its subject");
	is(f.link, link, "... its link");
}

static void
test_files(void)
{
	is_read("Message-ID: <a@b>\nSubject: x y\nArchived-At: <http://x/>\n"
	    "\nSubject: no\n", "a@b", "x y", "http://x/", "a plain mail");
	is_read("Message-ID: <a@b>\r\nSubject: x\r\n\ty\r\n"
	    "Archived-At:\r\n <http://x/>\r\n\r\nbody\r\n", "a@b", "x\ty",
	    "http://x/", "one with CRLF, and folded");
	is_read("From MAILER-DAEMON Thu Nov 26 07:00:00 2026\n"
	    "Message-Id: <a@b>\n\n", "a@b", NULL, NULL, "one of an mbox");
	is_read("\n\n>From x Thu\nmessage-id:<a@b>\nMESSAGE-ID: <c@d>\n\n",
	    "a@b", NULL, NULL, "quoted, and the first of two");
	is_read("\xef\xbb\xbfSubject: =?utf-8?B?5Lit5Zu9?=\n =?utf-8?Q?_x?=\n"
	    "Message-ID: a@b", "a@b", "中国 x", NULL,
	    "behind a byte order mark, encoded, without an end");
	is_read("From: x <y@z>\nSubject:\n\n", NULL, NULL, NULL,
	    "one that says nothing");
	is_read("Message-ID: <a@b\nX: <c@d>\n\n", "a@b", NULL, NULL,
	    "a bracket that is never closed");
}

static void
test_none(void)
{
	static const char *const	none[] = { "", "\n\n", "hello\n",
					    "<?xml version='1.0'?>\n",
					    " Subject: x\n", ": x\n" };
	struct message_fields		f;
	char				*deep = xcalloc(1, 400002);

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		is_num(read_text(none[i], strlen(none[i]), &f), -1,
		    "what is no mail");
	ok(read_text("Message-ID: <\xff\xfe>\nSubject: a\xff\n\n", 29, &f) == 0
	    && f.message_id == NULL && utf8_valid(f.subject,
	    strlen(f.subject)) == strlen(f.subject), "bytes that are no text");
	is_num(read_text("Subject: a\0b\n", 13, &f), 0, "a NUL");
	is(f.subject, "a", "ends the text");
	memcpy(deep, "Subject: x", 10);
	for (size_t i = 10; i + 4 < 400000; i += 4)
		memcpy(deep + i, "\n yz", 4);
	is_num(read_text(deep, strlen(deep), &f), 0, "a field without end");
	ok(f.subject != NULL && strlen(f.subject) <= 64 * 1024,
	    "is read up to a limit");
	free(deep);
}

/* What message_compose makes is what message_read finds. */
static void
test_own(void)
{
	static const struct feed	feed = { .title = "Zeitung für China" };
	static const struct story	story = { .title = "Größer", .url =
					    "http://x/a?b=c&d=e" };
	static const char *const	names[] = { "Übersee, fern", "b" };
	struct topic_match		b = { .topic = 1 },
					a = { .topic = 0, .next = &b };
	struct message_input		in = {
		.feed = &feed, .story = &story, .matches = &a,
		.topic_names = names, .feed_name = "Zeitung für China",
		.domain = "d.example", .message_id = "1@d.example"
	};
	struct message_fields		f;
	struct buf			mail;

	buf_init(&mail, 1 << 20);
	ok(message_compose(&in, arena, &mail, NULL) == 0, "composed");
	ok(read_text(mail.data, mail.len, &f) == 0, "and read");
	is(f.message_id, "1@d.example", "Message-ID");
	is(f.subject, "Größer", "Subject");
	is(f.feed, "Zeitung für China", "Newsieve-Feed");
	is(f.topics, "Übersee, fern, b", "Newsieve-Topic");
	is(f.link, "http://x/a?b=c&d=e", "Archived-At");
	buf_clear(&mail);
}

int
main(void)
{
	arena = arena_new((size_t)16 << 20);
	test_files();
	test_none();
	test_own();
	arena_free(arena);
	return (tap_done());
}
