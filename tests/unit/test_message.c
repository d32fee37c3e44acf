#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/header.h"
#include "feed/html.h"
#include "feed/message.h"
#include "feed/message_update.h"

#include "tap.h"

#define ZHONGGUO	"\u4e2d\u56fd\u4e2d\u56fd\u4e2d\u56fd"
#define NOW	1772366400	/* 2026-03-01 12:00 UTC */

static struct arena	*arena;
static struct buf	 mail;
static int		 want_8bit;

/* A value as it stands in the mail, unfolded; "" when it isn't there. */
static const char *
header(const char *name)
{
	static char	 value[4096];
	char		 field[64];
	const char	*p, *end = strstr(mail.data, "\n\n");
	size_t		 n = 0;

	snprintf(field, sizeof(field), "\n%s: ", name);
	value[0] = '\0';
	if (strncmp(mail.data, field + 1, strlen(field) - 1) == 0)
		p = mail.data + strlen(field) - 1;
	else if ((p = strstr(mail.data, field)) == NULL || p > end)
		return (value);
	else
		p += strlen(field);
	for (; (*p != '\n' || p[1] == ' ') && n < sizeof(value) - 1; p++)
		if (*p != '\n')
			value[n++] = *p;
	value[n] = '\0';
	return (value);
}

static struct message_input
input(const struct feed *feed, const struct story *story)
{
	struct message_input	in = {
		.feed = feed, .story = story, .feed_name = "Sky News",
		.domain = "news.example", .message_id = "abc@news.example",
		.now = NOW, .want_8bit = want_8bit
	};

	return (in);
}

/* Composes a story; the mail is in "mail". */
static void
compose(const struct story *story, const char *feed_name)
{
	static const struct feed	feed = { .title = "The Feed" };
	static const struct topic_source source;
	struct message_input		in = input(&feed, story);

	arena_reset(arena);
	buf_reset(&mail);
	in.texts = topic_texts(arena, &source, story, &in.ntexts);
	in.feed_name = feed_name;
	if (message_compose(&in, arena, &mail, NULL) == -1)
		ok(0, "message_compose");
}

/* Whether the mail holds this once quoted-printable is decoded. */
static int
holds(const char *what)
{
	struct buf	 b;
	const char	*p;
	int		 found;

	buf_init(&b, 16 << 20);
	for (p = mail.data; *p != '\0'; p++) {
		if (strncmp(p, "=\n", 2) == 0)
			p++;
		else if (*p == '=' && strspn(p + 1, "0123456789ABCDEF") >= 2) {
			buf_putc(&b, (char)strtol((char[]){ p[1], p[2], '\0' },
			    NULL, 16));
			p += 2;
		} else
			buf_putc(&b, *p);
	}
	found = strstr(buf_string(&b), what) != NULL;
	buf_clear(&b);
	return (found);
}

static int
count(const char *what)
{
	const char	*p = mail.data;
	int		 n = 0;

	for (; (p = strstr(p, what)) != NULL; p++)
		n++;
	return (n);
}

static size_t
longest_line(void)
{
	const char	*p = mail.data, *eol;
	size_t		 max = 0;

	for (; (eol = strchr(p, '\n')) != NULL; p = eol + 1)
		if ((size_t)(eol - p) > max)
			max = (size_t)(eol - p);
	return (max);
}

static void
test_headers(void)
{
	struct person	author = { .name = "Jane Doe",
			    .email = "jane@press.example" };
	struct tag	tag2 = { .text = "R&D, \"quoted\"" };
	struct tag	tag1 = { .text = "China", .next = &tag2 };
	struct story	s = {
		.title = "A story", .url = "https://e.example/a?b=1",
		.html = "<p>Text", .published = NOW - 60,
		.authors = &author, .tags = &tag1
	};

	compose(&s, "Sky News");
	is(header("From"),
	    "\"Jane Doe via Sky News\" <sky-news@news.example>", "From");
	ok(!holds("jane@press.example"),
	    "the author's address is nowhere");
	is(header("To"), "\"Sky News\" <sky-news@news.example>",
	    "To is the feed's by default");
	is(header("Subject"), "A story", "Subject");
	is(header("Date"), "Sun, 01 Mar 2026 11:59:00 +0000", "Date");
	is(header("Message-ID"), "<abc@news.example>", "Message-ID");
	is(header("List-Id"), "\"Sky News\" <sky-news.news.example>",
	    "List-Id");
	is(header("Archived-At"), "<https://e.example/a?b=1>", "Archived-At");
	is(header("Content-Location"), "https://e.example/a?b=1",
	    "Content-Location");
	is(header("Auto-Submitted"), "auto-generated", "Auto-Submitted");
	is(header("Keywords"), "\"China\", \"R&D, \\\"quoted\\\"\"",
	    "Keywords");
	is(header("Newsieve-Feed"), "Sky News", "Newsieve-Feed");
	is(header("Newsieve-Topic"), "", "no topic without a match");
	is(header("MIME-Version"), "1.0", "MIME-Version");
	ok(count("\nContent-Transfer-Encoding: 7bit\n") == 2,
	    "ASCII stays as it is");
	ok(strstr(header("Content-Type"), "multipart/alternative") != NULL,
	    "multipart/alternative");
	ok(strstr(mail.data, "text/plain; charset=utf-8") != NULL &&
	    strstr(mail.data, "text/plain") < strstr(mail.data, "text/html"),
	    "text/plain first");
	ok(mail.data[mail.len - 1] == '\n' &&
	    memchr(mail.data, '\r', mail.len) == NULL, "lines end in LF");
}

static void
test_dates(void)
{
	struct story	s = { .title = "t", .text = "x" };

	compose(&s, "f");
	is(header("Date"), "Sun, 01 Mar 2026 12:00:00 +0000",
	    "no date: first seen");
	s.published = NOW + 7 * 86400;
	compose(&s, "f");
	is(header("Date"), "Sun, 01 Mar 2026 12:15:00 +0000",
	    "the future is clamped");
	s.published = -62135596800;	/* year 1, an unset date of .NET */
	compose(&s, "f");
	is(header("Date"), "Sun, 01 Mar 2026 12:00:00 +0000",
	    "no year of mail: first seen");
	ok(holds("\nDate:    Sun, 01 Mar 2026 12:00 UTC (first seen)\n"),
	    "which the text says");
	s.modified = NOW - 60;
	compose(&s, "f");
	is(header("Date"), "Sun, 01 Mar 2026 11:59:00 +0000",
	    "unless a change is dated");
	s.published = -1;
	compose(&s, "f");
	is(header("Date"), "Wed, 31 Dec 1969 23:59:59 +0000",
	    "old stories are old");
	s.published = NOW + 60;
	compose(&s, "f");
	is(header("Date"), "Sun, 01 Mar 2026 12:01:00 +0000",
	    "the near future is not");
}

static void
test_subjects(void)
{
	struct story	s = { .text = "First words of a text.\nMore." };

	compose(&s, "f");
	is(header("Subject"), "First words of a text.",
	    "without a title: the text's beginning");
	s.title = "\u200b \u00a0";
	compose(&s, "f");
	is(header("Subject"), "First words of a text.", "or an empty one");
	s.text = " \n \n";
	s.url = "https://e.example/x";
	compose(&s, "f");
	is(header("Subject"), "https://e.example/x", "without text, too");
	s.title = "a\nBcc: victim@e.example\r\n\r\nbody";
	compose(&s, "f\nX-Evil: 1");
	is(header("Bcc"), "", "no header by way of a title");
	is(header("Subject"), "a Bcc: victim@e.example body",
	    "all of which is the subject");
	is(header("X-Evil"), "", "nor of a feed's name");
	s.title = "Look =?utf-8?Q?here?=";
	compose(&s, "f");
	is(header("Subject"), "Look =?utf-8?Q?=3D=3Futf-8=3FQ=3Fhere=3F=3D?=",
	    "what looks encoded is encoded");
	s.title = "\xe4\xb8\xad\xe5\x9b\xbd";
	s.authors = &(struct person){ .name = "jane@press.example" };
	compose(&s, "f");
	is(header("From"), "\"f\" <f@news.example>",
	    "an address is no author's name");
	s.authors = &(struct person){ .name = "f" };
	compose(&s, "f");
	is(header("From"), "\"f\" <f@news.example>", "nor is the feed's name");
	ok(!holds("Author:"), "which isn't told twice");
	s.authors = NULL;
	compose(&s, "f");
	is(header("Subject"), "=?utf-8?B?5Lit5Zu9?=", "Chinese by base64");
	s.title = "It\u2019s my caf\u00e9 in town";
	compose(&s, "f");
	is(header("Subject"), "=?utf-8?Q?It=E2=80=99s_my_caf=C3=A9?= in town",
	    "Latin by Q");
}

static void
test_lines(void)
{
	struct story	s = { .text = "x", .url = "https://e.example/" };
	struct person	p = { .name = "x" };
	char		long_title[2000], long_html[6000], *url;

	memset(long_title, 'w', sizeof(long_title) - 1);
	long_title[sizeof(long_title) - 1] = '\0';
	s.title = long_title;
	p.name = long_title;
	s.authors = &p;
	compose(&s, long_title);
	ok(longest_line() <= 78, "one endless word: header lines <= 78");
	memset(long_html, 'y', sizeof(long_html) - 1);
	long_html[sizeof(long_html) - 1] = '\0';
	s.title = "t";
	s.html = long_html;
	compose(&s, "f");
	ok(longest_line() <= 998, "an endless word in the body: <= 998");
	url = arena_printf(arena, "https://e.example/%s", long_title);
	s.url = url;
	compose(&s, "f");
	ok(longest_line() <= 998, "an endless link: lines <= 998");
	is(header("Archived-At"), "", "and no header of it");
	s.url = "https://e.example/a>\n b";
	compose(&s, "f");
	is(header("Archived-At"), "", "a link that isn't clean: no header");
}

static void
test_slugs(void)
{
	static const char *const pretty[][2] = {
		{ "\u00c9cole Caf\u00e9", "<ecole-cafe@" },
		{ "China-Cyber 24", "<china-cyber-24@" },
		{ "e.example/a.xml", "<e-example-a-xml@" },
	};
	static const char *const lost[] = {
		"A&B", "A.B", "A/B", "A_B", "A  B", "A - B", "A B!", " A B",
		"a.b/", "a.b//", "a.b?", "a.b"
	};
	struct story		 s = { .title = "t", .text = "x" };
	char			 first[128];

	for (size_t i = 0; i < sizeof(pretty) / sizeof(pretty[0]); i++) {
		compose(&s, pretty[i][0]);
		ok(strstr(header("From"), pretty[i][1]) != NULL, pretty[i][0]);
	}
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		compose(&s, lost[i]);
		ok(strstr(header("List-Id"), "<a-b-") != NULL, lost[i]);
		ok(i == 0 || strcmp(first, header("List-Id")) != 0,
		    "which is another");
		snprintf(first, sizeof(first), "%s", header("List-Id"));
	}
	compose(&s, "\xe4\xb8\xad\xe5\x9b\xbd");
	snprintf(first, sizeof(first), "%s", header("List-Id"));
	ok(strstr(first, "<feed-") != NULL, "no Latin letter: a digest");
	compose(&s, "\xe6\x97\xa5\xe6\x9c\xac");
	ok(strcmp(first, header("List-Id")) != 0, "which tells names apart");
}

static struct topic_hit
hit(const struct topic_text *t, uint32_t index, const char *word)
{
	const char	*p = strstr(t[index].text, word);

	return ((struct topic_hit){ .term = word, .field = t[index].field,
	    .text = index, .start = (size_t)(p - t[index].text),
	    .end = (size_t)(p - t[index].text) + strlen(word) });
}

static void
test_match(void)
{
	static const char *const names[] = { "cyber", "China" };
	static const struct feed feed = { .title = "The Feed" };
	struct story		 s = {
		.title = "Cyber news", .url = "https://e.example/",
		.html = "<p>Nothing here.</p><p>Hackers from "
		    "<b>Chi</b>na &amp; others. End.</p>"
	};
	struct topic_text	 t[2] = {
		{ .field = TOPIC_TITLE, .text = s.title },
		{ .field = TOPIC_BODY }
	};
	struct topic_hit	 h[2];
	struct topic_match	 m[2] = { { .topic = 0, .next = &m[1] },
				    { .topic = 1 } };
	struct message_input	 in = input(&feed, &s);

	arena_reset(arena);
	buf_reset(&mail);
	t[0].len = strlen(t[0].text);
	t[1].text = html_reduce(arena, s.html, &t[1].len);
	h[0] = hit(t, 0, "Cyber");
	h[1] = hit(t, 1, "China");
	m[0].hits = &h[0];
	m[1].hits = &h[1];
	in.texts = t;
	in.ntexts = 2;
	in.matches = m;
	in.topic_names = names;
	is_num(message_compose(&in, arena, &mail, NULL), 0, "composed");
	is(header("Newsieve-Topic"), "cyber, China", "Newsieve-Topic");
	is(header("Newsieve-Match"), "title: Cyber; body: China",
	    "Newsieve-Match: fields and words");
	ok(holds("  | Hackers from China & others.\n"),
	    "the sentence that matched");
	ok(holds("<mark>Cyber</mark> news"),
	    "the title's word is marked");
	ok(strstr(mail.data, "<strong><mark>Chi</mark></strong><mark>na"
	    "</mark> &#38;") !=
	    NULL, "a word across elements is marked");
}

/* The sentence isn't told twice where it is all there is. */
static void
test_short(void)
{
	static const char *const names[] = { "China" };
	static const struct feed feed = { .title = "The Feed" };
	struct story		 s = { .title = "t", .text = "Met in China. " };
	struct topic_text	 t = { .field = TOPIC_BODY, .text = s.text,
				    .len = strlen(s.text) };
	struct topic_hit	 h = hit(&t, 0, "China");
	struct topic_match	 m = { .hits = &h };
	struct message_input	 in = input(&feed, &s);

	in.texts = &t;
	in.ntexts = 1;
	in.matches = &m;
	in.topic_names = names;
	buf_reset(&mail);
	is_num(message_compose(&in, arena, &mail, NULL), 0, "composed");
	ok(!holds("  | ") && holds("\nMet in China.\n"),
	    "a body of one sentence isn't told twice");
	ok(holds("\nTopics:  China\n"), "nor a topic's name");
}

static void
test_bodies(void)
{
	struct enclosure	e = { .url = "https://e.example/a.mp3",
				    .type = "audio/mpeg", .size = 12345678,
				    .duration = 2710 };
	struct story		s = { .title = "t",
				    .url = "https://e.example/",
				    .summary_html = "<p>Short",
				    .comments_url = "https://e.example/c",
				    .enclosures = &e };

	compose(&s, "f");
	ok(holds("only this summary; the story is at the link above."),
	    "a teaser says so");
	ok(holds("* audio/mpeg, 12 MB, 45:10\n"
	    "  https://e.example/a.mp3\n"), "enclosures are listed");
	ok(holds("\nComments: https://e.example/c\n"),
	    "comments are linked");
	s.comments_url = s.url;
	compose(&s, "f");
	ok(!holds("Comments"), "but not if that is the story's link");
	s.image = "https://e.example/i.jpg";
	compose(&s, "f");
	ok(holds("\nImage:    https://e.example/i.jpg\n") &&
	    holds(">Image</a>"), "an image is linked");
	e.url = s.image;
	compose(&s, "f");
	ok(!holds("Image"), "but not if it is one of the files");
	s.text = "--=_ plain text\n\n> of the story";
	compose(&s, "f");
	ok(holds("\n--=_ plain text\n\n> of the story\n"),
	    "plain text stays as it is");
	s.url = "javascript:alert(1)";
	e.url = "javascript:alert(2)";
	compose(&s, "f");
	ok(!holds("href=\"javascript"),
	    "no link to scripts");
}

/* A story of many topics, with a lot of matter that each has found. */
static void
test_many_topics(void)
{
	static const char	*names[4096];
	static struct topic_match m[4096];
	struct story		 s = { .title = "t" };
	static const struct feed feed = { .title = "f" };
	struct topic_text	 t = { .field = TOPIC_BODY, .len = 200000 };
	struct topic_hit	 h = { .term = "x", .field = TOPIC_BODY,
				    .end = 200000 };
	struct message_input	 in = input(&feed, &s);
	char			*text = malloc(t.len + 1);

	memset(text, 'x', t.len);
	text[t.len] = '\0';
	s.text = t.text = text;
	in.texts = &t;
	in.ntexts = 1;
	in.matches = m;
	in.topic_names = names;
	for (uint32_t i = 0; i < 4096; i++) {
		names[i] = arena_printf(arena, "topic %u", i);
		m[i] = (struct topic_match){ .topic = i, .hits = &h,
		    .next = i < 4095 ? &m[i + 1] : NULL };
	}
	buf_reset(&mail);
	is_num(message_compose(&in, arena, &mail, NULL), 0,
	    "4,096 topics that have all found 200 kB");
	ok(mail.len < 650000, "make a mail of little more than its text");
	ok(holds(" and 4064 more\n"), "which tells some of them");
	ok(longest_line() <= 998, "in lines of at most 998");
	free(text);
}

static void
test_encodings(void)
{
	struct story	s = { .title = "t", .html = "<p>" ZHONGGUO ZHONGGUO
			    ZHONGGUO };

	compose(&s, "f");
	ok(count("\nContent-Transfer-Encoding: base64\n") == 1 &&
	    count("\nContent-Transfer-Encoding: quoted-printable\n") == 1,
	    "each body as it is shorter");
	want_8bit = 1;
	compose(&s, "f");
	want_8bit = 0;
	ok(count("\nContent-Transfer-Encoding: 8bit\n") == 2 &&
	    count("\n" ZHONGGUO ZHONGGUO) == 1, "8bit on request");
}

static void
test_same(void)
{
	struct story	s = { .title = "t", .html = "<p>a" };
	char		*first;

	compose(&s, "f");
	first = strdup(mail.data);
	compose(&s, "f");
	is(mail.data, first, "the same story gives the same bytes");
	free(first);
}

static void
test_limits(void)
{
	struct story		s = { .title = "t", .html = "<p>abcdefgh" };
	struct feed		feed = { .title = "f" };
	struct message_input	in = input(&feed, &s);
	struct arena		*small = arena_new(64);
	struct buf		 tiny;
	char			*cause = NULL;

	buf_init(&tiny, 300);
	is_num(message_compose(&in, small, &mail, &cause), -1,
	    "an arena that is full");
	ok(cause != NULL && *cause != '\0', "has a cause");
	free(cause);
	is_num(message_compose(&in, arena, &tiny, NULL), -1,
	    "a buf that is full");
	arena_free(small);
	buf_clear(&tiny);
}

static void
compose_update(const struct message_update *u)
{
	static const struct feed	feed = { .title = "The Feed" };
	static const struct story	story = { .title = "It & that",
		.html = "<p>The dog sat.</p>", .published = NOW - 86400 };
	struct message_input		in = input(&feed, &story);

	arena_reset(arena);
	buf_reset(&mail);
	in.update = u;
	ok(message_compose(&in, arena, &mail, NULL) == 0, "an update");
}

/* A reply that shows what changed, of the time when it did. */
static void
test_update(void)
{
	struct revision_piece	 d = { REVISION_SAME, "sat.", NULL };
	struct revision_piece	 c = { REVISION_IN, "dog", &d };
	struct revision_piece	 b = { REVISION_OUT, "<cat>", &c };
	struct revision_piece	 a = { REVISION_SAME, "The", &b };
	struct revision_passage	 p = { TOPIC_BODY, &a, NULL };
	struct revision_view	 v = { &p, 2, 0 };
	struct message_update	 u = { "s@x.example", NULL, NOW, &v };

	compose_update(&u);
	is(header("Subject"), "Re: It & that", "is a reply by its subject");
	is(header("In-Reply-To"), "<s@x.example>", "and its parent");
	is(header("References"), "<s@x.example>", "and its thread");
	is(header("Date"), "Sun, 01 Mar 2026 12:00:00 +0000",
	    "of the edit's date");
	ok(strstr(mail.data, "\n  | The [-<cat>-] {+dog+} sat.\n") != NULL,
	    "words that went and came");
	ok(strstr(mail.data, "\n(and 2 more)\n") != NULL, "and how many more");
	ok(strstr(mail.data, "The <del style=\"color:#a00\">&lt;cat&gt;</del> "
	    "<ins style=\"color:#060\">dog</ins> sat.") != NULL,
	    "the same in HTML");
	ok(strstr(mail.data, "\nThe dog sat.\n") != NULL, "the story whole");
	p.field = TOPIC_TITLE;
	p.pieces = &c;
	v.left_out = 0;
	v.rewritten = 1;
	u.last = "u@x.example";
	compose_update(&u);
	is(header("In-Reply-To"), "<u@x.example>", "a reply to the last");
	is(header("References"), "<s@x.example> <u@x.example>",
	    "in the story's thread");
	ok(strstr(mail.data, "\nThe text was rewritten, and:\n\n"
	    "  | Title: {+dog+} sat.\n") != NULL, "rewritten");
}

int
main(void)
{
	arena = arena_new(16 << 20);
	buf_init(&mail, 16 << 20);
	test_headers();
	test_dates();
	test_subjects();
	test_lines();
	test_slugs();
	test_match();
	test_short();
	test_bodies();
	test_many_topics();
	test_encodings();
	test_same();
	test_limits();
	test_update();
	arena_free(arena);
	buf_clear(&mail);
	return (tap_done());
}
