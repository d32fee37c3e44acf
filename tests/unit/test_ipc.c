/* ipc/: wire, memfd, messages, results, channels. */

#include <sys/mman.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/io.h"
#include "base/sketch.h"
#include "ipc/channel.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/result.h"
#include "ipc/wire.h"
#include "tap.h"

static struct wire	w;

/* A byte more than a message may have, and otherwise a good one. */
static void
long_message(const int sv[2])
{
	static char	data[WIRE_MAX + 1] = { WIRE_VERSION, WIRE_FETCH };

	ok(send(sv[0], data, sizeof(data), 0) == sizeof(data) &&
	    wire_recv(sv[1], &w) == -1 && errno == EBADMSG,
	    "wire: a message that is too long is refused, not cut");
}

static void
test_wire(void)
{
	struct buf	b;
	char		junk[4] = { 9, 1, 0, 0 };
	int		sv[2], fds[2];

	wire_pair(sv);
	fds[0] = memfd_of("a", "alpha", 5);
	fds[1] = memfd_of("b", "beta", 4);
	wire_begin(&b, WIRE_FETCH, 1234567890123);
	pack_put_string(&b, "hello");
	is_num(wire_send(sv[0], &b, fds, 2), 0, "wire: sent");
	is_num(wire_recv(sv[1], &w), 1, "wire: received");
	ok(w.type == WIRE_FETCH && w.poll == 1234567890123, "wire: header");
	is(pack_get_string(&w.body), "hello", "wire: body");
	ok(w.fds[0] != -1 && w.fds[1] != -1 && w.fds[2] == -1,
	    "wire: descriptors");
	ok(fcntl(w.fds[0], F_GETFD) & FD_CLOEXEC, "wire: close-on-exec");
	wire_close_fds(&w);
	ok(w.fds[0] == -1, "wire: descriptors are closed once");
	ok(send(sv[0], junk, sizeof(junk), 0) == 4 &&
	    wire_recv(sv[1], &w) == -1 && errno == EBADMSG,
	    "wire: a message of another version is refused");
	b.data[1] = WIRE_TYPES;
	ok(wire_send(sv[0], &b, fds, 2) == 0 && wire_recv(sv[1], &w) == -1 &&
	    errno == EBADMSG && w.fds[0] == -1,
	    "wire: an unknown type is refused, its descriptors closed");
	long_message(sv);
	buf_clear(&b);
	b.max = WIRE_MAX;
	for (int i = 0; i < 2000; i++)
		pack_put_string(&b, "0123456789012345678901234567890123456789");
	ok(wire_send(sv[0], &b, NULL, 0) == -1 && errno == EMSGSIZE,
	    "wire: what is too large isn't sent");
	buf_clear(&b);
	close(sv[0]);
	is_num(wire_recv(sv[1], &w), 0, "wire: end of file");
	close(sv[1]);
	close(fds[0]);
	close(fds[1]);
}

static void
test_memfd(void)
{
	const char	*p;
	int		 fd = memfd_of("x", "12345", 5), plain, sv[2];
	char		*map;

	p = memfd_map(fd, 5);
	ok(memcmp(p, "12345", 5) == 0, "memfd: map");
	memfd_unmap(p, 5);
	ok(pwrite(fd, "x", 1, 0) == -1, "memfd: sealed against writing");
	is_num(memfd_seal(fd, 5, 5), 0, "memfd: a sealed one passes");
	is_num(memfd_seal(fd, 4, 5), -1, "memfd: not of the size it said");
	is_num(memfd_seal(fd, 5, 4), -1, "memfd: larger than allowed");
	close(fd);

	fd = memfd_new("y");
	io_write(fd, "abc", 3);
	map = mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	is_num(memfd_seal(fd, 3, 10), -1, "memfd: mapped for writing still");
	munmap(map, 3);
	is_num(memfd_seal(fd, 3, 10), 0, "memfd: no longer");
	ok(ftruncate(fd, 10) == -1 && ftruncate(fd, 1) == -1,
	    "memfd: sealed against growing and shrinking");
	close(fd);

	plain = open("/dev/null", O_RDWR | O_CLOEXEC);
	is_num(memfd_seal(plain, 0, 10), -1, "memfd: a device is none");
	close(plain);
	wire_pair(sv);
	is_num(memfd_seal(sv[0], 0, 10), -1, "memfd: a socket is none");
	close(sv[0]);
	close(sv[1]);
	ok(memfd_map(-1, 0) != NULL, "memfd: nothing maps to something");
}

/* Puts one message through a real socket. */
static void
transfer(struct buf *b)
{
	int	sv[2];

	wire_pair(sv);
	wire_send(sv[0], b, NULL, 0);
	wire_recv(sv[1], &w);
	close(sv[0]);
	close(sv[1]);
}

static void
long_location(struct message_fetch_done *d)
{
	static char	text[MESSAGE_FIELD_MAX + 2];
	const char	*was = d->content_location;
	struct message_fetch_done d2;
	struct buf	b;

	memset(text, 'x', sizeof(text) - 1);
	d->content_location = text;
	wire_begin(&b, WIRE_FETCH_DONE, 1);
	message_fetch_done_put(&b, d);
	transfer(&b);
	is_num(message_fetch_done_get(&w, &d2), -1,
	    "message: a Content-Location that is too long");
	buf_clear(&b);
	d->content_location = was;
}

static void
test_messages(void)
{
	struct message_fetch		f = { FETCH_IMAGE, 7, "http://x/",
					    { "\"e\0t\"", 5 },
					    { NULL, 0 } }, f2;
	struct message_fetch_done	d = { .result = FETCH_OK, .status = 200,
					    .url = "http://x/", .max_age = 60,
					    .content_location = "/y\xff",
					    .retry_after = -1, .size = 9 }, d2;
	struct message_parse		p = { 3, "http://x/", NULL, "/y\xff", 99,
					    20, -1, { GUID_REUSED, 1 } }, p2;
	struct message_done	q = { 0, "no feed", 9, 4 }, q2;
	struct buf			b;

	wire_begin(&b, WIRE_FETCH, 1);
	message_fetch_put(&b, &f);
	transfer(&b);
	ok(message_fetch_get(&w, &f2) == 0 && f2.kind == FETCH_IMAGE &&
	    f2.feed == 7 &&
	    f2.etag.len == 5 && memcmp(f2.etag.p, "\"e\0t\"", 5) == 0 &&
	    f2.last_modified.len == 0, "message: fetch");
	is(f2.url, "http://x/", "message: fetch's url");
	buf_putc(&b, 'x');
	transfer(&b);
	is_num(message_fetch_get(&w, &f2), -1, "message: a byte too many");
	buf_clear(&b);
	f.kind = FETCH_KINDS;
	wire_begin(&b, WIRE_FETCH, 1);
	message_fetch_put(&b, &f);
	transfer(&b);
	is_num(message_fetch_get(&w, &f2), -1, "message: no such kind");
	buf_clear(&b);

	wire_begin(&b, WIRE_FETCH_DONE, 1);
	message_fetch_done_put(&b, &d);
	transfer(&b);
	ok(message_fetch_done_get(&w, &d2) == 0 && d2.status == 200 &&
	    d2.max_age == 60 && d2.retry_after == -1 && d2.size == 9 &&
	    d2.error == NULL && d2.moved == NULL, "message: fetch done");
	is(d2.content_location, "/y\xff", "message: its Content-Location");
	buf_clear(&b);
	long_location(&d);
	d.result = FETCH_FAILED;
	wire_begin(&b, WIRE_FETCH_DONE, 1);
	message_fetch_done_put(&b, &d);
	transfer(&b);
	is_num(message_fetch_done_get(&w, &d2), -1,
	    "message: a failure must say why");
	buf_clear(&b);

	wire_begin(&b, WIRE_PARSE, 1);
	message_parse_put(&b, &p);
	transfer(&b);
	ok(message_parse_get(&w, &p2) == 0 && p2.feed == 3 && p2.now == 99 &&
	    p2.content_type == NULL && p2.guids.state == GUID_REUSED &&
	    p2.guids.runs == 1, "message: parse");
	is(p2.content_location, "/y\xff", "message: parse's Content-Location");
	buf_clear(&b);
	p.guids.state = GUID_STATES;
	wire_begin(&b, WIRE_PARSE, 1);
	message_parse_put(&b, &p);
	transfer(&b);
	is_num(message_parse_get(&w, &p2), -1,
	    "message: guids of no known quality are refused");
	buf_clear(&b);
	wire_begin(&b, WIRE_PARSE_DONE, 1);
	message_done_put(&b, &q);
	transfer(&b);
	ok(message_done_get(&w, &q2) == 0 && !q2.ok && q2.wanted == 4,
	    "message: parse done");
	is(q2.cause, "no feed", "message: its cause");
	buf_clear(&b);
	q.wanted = 10;
	wire_begin(&b, WIRE_PARSE_DONE, 1);
	message_done_put(&b, &q);
	transfer(&b);
	is_num(message_done_get(&w, &q2), -1, "message: more than there is");
	buf_clear(&b);
}

static void
test_images(void)
{
	struct result_image	a = { { { 1 } }, "abc", 3 },
				e = { { { 2 } }, "", 0 }, i;
	struct pack_reader	r;
	struct buf		b;

	buf_init(&b, 1000);
	result_image_put(&b, &a);
	result_image_put(&b, &e);
	pack_reader_init(&r, b.data, b.len);
	ok(result_image_get(&r, &i) == 1 && i.len == 3 && i.url.b[0] == 1 &&
	    memcmp(i.data, "abc", 3) == 0, "images: one");
	ok(result_image_get(&r, &i) == 1 && i.len == 0, "images: an empty one");
	is_num(result_image_get(&r, &i), 0, "images: the end");
	pack_reader_init(&r, b.data, b.len - 1);
	is_num(result_image_get(&r, &i), 1, "images: what is whole");
	is_num(result_image_get(&r, &i), -1, "images: one that was cut");
	buf_clear(&b);
}

static void
test_notice(void)
{
	static struct message_notice_feed v[MESSAGE_NOTICE_FEEDS],
				    many[MESSAGE_NOTICE_FEEDS + 1];
	const struct message_notice_feed f[2] = {
		{ "A", "http://a/", "no answer", 1, 2, 3, 4, 0 },
		{ "B", "http://b/", NULL, 5, 6, 0, 7, 1 }
	};
	struct message_notice	m = { .kind = NOTICE_WORKS, .feed = 3,
				    .now = 99, .host = "h", .hosts = 1, .total = 700,
				    .n = 2, .feeds = f }, m2;
	struct pack_reader	r;
	struct buf		b;
	size_t			len;

	buf_init(&b, 100000);
	message_notice_put(&b, &m);
	pack_reader_init(&r, b.data, b.len);
	ok(message_notice_get(&r, &m2, v) == 0 && m2.feed == 3 &&
	    m2.now == 99 && m2.total == 700 && m2.n == 2 && m2.path == NULL &&
	    v[0].failures == 4 && v[1].text == NULL && v[1].works &&
	    v[0].since == 1 && v[0].last == 2 && v[0].next == 3,
	    "notice: as it was");
	is(v[0].text, "no answer", "notice: its error");
	is(m2.host, "h", "notice: its host");
	for (len = 0; len < b.len; len++) {
		pack_reader_init(&r, b.data, len);
		if (message_notice_get(&r, &m2, v) == 0)
			break;
	}
	is_num((long)len, (long)b.len, "notice: no part of it is one");
	buf_reset(&b);
	m.kind = NOTICE_DAMAGED;
	message_notice_put(&b, &m);
	pack_reader_init(&r, b.data, b.len);
	is_num(message_notice_get(&r, &m2, v), -1, "notice: damage of what?");
	m.kind = NOTICE_WORKS;
	m.feeds = many;
	for (uint32_t i = 0; i <= MESSAGE_NOTICE_FEEDS; i++)
		many[i] = f[0];
	for (m.n = MESSAGE_NOTICE_FEEDS; m.n <= MESSAGE_NOTICE_FEEDS + 1;
	    m.n++) {
		buf_reset(&b);
		message_notice_put(&b, &m);
		pack_reader_init(&r, b.data, b.len);
		is_num(message_notice_get(&r, &m2, v), m.n ==
		    MESSAGE_NOTICE_FEEDS ? 0 : -1, m.n ==
		    MESSAGE_NOTICE_FEEDS ? "notice: of many feeds" :
		    "notice: of one too many");
	}
	buf_clear(&b);
}

static void
test_send_messages(void)
{
	struct message_send	s = { .account = 2, .place = "News" }, s2;
	struct message_sent	a = { .result = SEND_LATER, .why = "450" }, a2;
	struct buf		b;

	wire_begin(&b, WIRE_SEND, 7);
	message_send_put(&b, &s);
	transfer(&b);
	ok(message_send_get(&w, &s2) == 0 && w.poll == 7 && s2.account == 2,
	    "message: send");
	is(s2.place, "News", "message: where to");
	buf_clear(&b);
	for (int i = 0; i < 4; i++) {
		a.result = i < 2 ? SEND_LATER : i == 2 ? SEND_TAKEN :
		    SEND_RESULTS;
		a.why = i == 0 || i == 3 ? "450" : NULL;
		wire_begin(&b, WIRE_SENT, 7);
		message_sent_put(&b, &a);
		transfer(&b);
		is_num(message_sent_get(&w, &a2), i % 2 ? -1 : 0, i == 0 ?
		    "message: sent" : i == 1 ? "message: not without why" :
		    i == 2 ? "message: taken" : "message: no such result");
		buf_clear(&b);
	}
}

static void
takes_edit(const struct result_story *s, int want, const char *name)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct result_story	got;
	struct pack_reader	r;
	struct buf		b;

	buf_init(&b, 100000);
	result_story_put(&b, s);
	pack_reader_init(&r, b.data, b.len);
	is_num(result_story_get(&r, &got, topics), want, name);
	buf_clear(&b);
}

static void
test_edits(void)
{
	const struct result_story	 s = { .kind = RESULT_STORY, .known = 4,
					    .message_id = "a@b",
					    .mail = "From: x\n", .mail_len = 8,
					    .told = RESULT_TOLD_ANEW,
					    .texts = "texts", .texts_len = 5,
					    .revised = 1, .update_id = "u@b",
					    .update = "x", .update_len = 1 };
	struct result_story		 e = s;

	takes_edit(&e, 0, "edit: one that is told by mail");
	e.update_id = NULL;
	takes_edit(&e, -1, "edit: not by one without a Message-ID");
	e.update_len = 0;
	takes_edit(&e, 0, "edit: one that is told in place");
	e.known = 0;
	takes_edit(&e, -1, "edit: not of a new story");
	e = s;
	e.message_id = NULL;
	e.mail_len = 0;
	takes_edit(&e, -1, "edit: not without the story as it is now");
	e = s;
	e.told = RESULT_TOLD_FIRST;
	takes_edit(&e, -1, "edit: not of what was never told");
	e = s;
	e.texts_len = 0;
	takes_edit(&e, -1, "edit: not without its texts");
	e.told = RESULT_TOLD_LOOKED;
	e.revised = 0;
	takes_edit(&e, -1, "edit: no mail about none");
	e.update_id = NULL;
	e.update_len = 0;
	takes_edit(&e, 0, "edit: none");
	e.texts_len = 5;
	takes_edit(&e, -1, "edit: that has no texts");
	e = s;
	e.revised = 2;
	takes_edit(&e, -1, "edit: yes or no");
	e = s;
	e.told = RESULT_TOLDS;
	takes_edit(&e, -1, "edit: told in no way there is");
}

/* Whether a story with these bytes for a sketch is read. */
static int
takes_sketch(struct result_story s, const void *p, size_t len)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct result_story	got;
	struct pack_reader	r;
	struct buf		b;
	int			rv;

	buf_init(&b, 100000);
	s.sketch = p;
	s.sketch_len = len;
	result_story_put(&b, &s);
	pack_reader_init(&r, b.data, b.len);
	rv = result_story_get(&r, &got, topics) == 0 &&
	    got.sketch_len == len && pack_get_end(&r) == 0 &&
	    (len == 0 || memcmp(got.sketch, p, len) == 0);
	buf_clear(&b);
	return (rv);
}

static void
test_result_sketch(const struct result_story *s)
{
	struct sketch	k = { .limit = SKETCH_ALL, .nruns = SKETCH_RUNS,
			    .nkept = SKETCH_KEPT, .nkeys = SKETCH_KEYS };
	struct sketch	bad;
	struct buf	b;

	for (uint32_t i = 0; i < SKETCH_RUNS; i++)
		k.runs[i] = i * 16000 + 1;
	buf_init(&b, 10000);
	ok(takes_sketch(*s, NULL, 0), "result: no sketch");
	sketch_put(&b, &k);
	ok(takes_sketch(*s, b.data, b.len), "result: a sketch");
	ok(!takes_sketch(*s, b.data, b.len - 1), "result: half a sketch");
	pack_put_u8(&b, 0);
	ok(!takes_sketch(*s, b.data, b.len), "result: more than a sketch");
	for (int i = 0; i < 6; i++) {
		bad = k;
		buf_reset(&b);
		bad.limit += i == 0;
		bad.limit = i == 1 ? k.runs[SKETCH_RUNS - 1] : bad.limit;
		bad.runs[7] = i == 2 ? k.runs[6] : bad.runs[7];
		bad.nkept += i == 3;
		bad.nkeys = i == 4 ? k.nkept - 1 : bad.nkeys;
		bad.runs[7] = i == 5 ? k.runs[6] - 1 : bad.runs[7];
		sketch_put(&b, &bad);
		ok(!takes_sketch(*s, b.data, b.len),
		    "result: a sketch that is none");
	}
	buf_clear(&b);
}

static void
test_result(void)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	const uint32_t		mine[] = { 1, 5 };
	struct result_head	h = { .ttl = 3600, .met = 0x41,
				    .skip_hours = 3, .nstories = 2,
				    .guids = { GUID_REPEATED, 2 } }, h2;
	struct result_story	s = { .kind = RESULT_STORY, .known = 4,
				    .message_id = "a@b",
				    .topics = mine, .ntopics = 2,
				    .mail = "From: x\n", .mail_len = 8,
				    .archive = "texts", .archive_len = 5 }, s2;
	static char		large[RESULT_ARCHIVE_MAX + 1];
	struct result_story	rep = { .kind = RESULT_REPEATED };
	struct pack_reader	r;
	struct buf		b;

	buf_init(&b, 2 * RESULT_ARCHIVE_MAX);
	result_head_put(&b, &h);
	result_story_put(&b, &s);
	result_story_put(&b, &rep);
	pack_reader_init(&r, b.data, b.len);
	ok(result_head_get(&r, &h2) == 0 && h2.ttl == 3600 && h2.met == 0x41 &&
	    h2.skip_hours == 3 && h2.nstories == 2 &&
	    h2.guids.state == GUID_REPEATED && h2.guids.runs == 2,
	    "result: head");
	ok(result_story_get(&r, &s2, topics) == 0 && s2.known == 4 &&
	    s2.ntopics == 2 && s2.topics[1] == 5 && s2.mail_len == 8 &&
	    s2.archive_len == 5 && memcmp(s2.archive, "texts", 5) == 0,
	    "result: a story");
	ok(result_story_get(&r, &s2, topics) == 0 &&
	    s2.kind == RESULT_REPEATED, "result: a repeated one");
	is_num(pack_get_end(&r), 0, "result: nothing is left");
	test_result_sketch(&s);
	buf_reset(&b);
	s.message_id = NULL;
	result_story_put(&b, &s);
	pack_reader_init(&r, b.data, b.len);
	is_num(result_story_get(&r, &s2, topics), -1,
	    "result: a mail without a Message-ID is refused");
	s.message_id = "a@b";
	s.archive = large;
	for (int more = 0; more < 2; more++) {
		buf_reset(&b);
		s.archive_len = RESULT_ARCHIVE_MAX + (size_t)more;
		result_story_put(&b, &s);
		pack_reader_init(&r, b.data, b.len);
		is_num(result_story_get(&r, &s2, topics), -more, more ?
		    "result: too much to keep is refused" :
		    "result: as much to keep as may be");
	}
	pack_reader_init(&r, b.data, b.len - 1);
	is_num(result_story_get(&r, &s2, topics), -1,
	    "result: one that is cut is refused");
	buf_reset(&b);
	h.met = 1 << RESULT_LIMITS;
	result_head_put(&b, &h);
	pack_put_u16(&b, 0);
	pack_reader_init(&r, b.data, b.len);
	is_num(result_head_get(&r, &h2), -1,
	    "result: a limit that is none is refused");
	buf_reset(&b);
	h.met = 0;
	h.guids.runs = GUID_RUNS;
	result_head_put(&b, &h);
	pack_put_u16(&b, 0);
	pack_reader_init(&r, b.data, b.len);
	is_num(result_head_get(&r, &h2), -1,
	    "result: more runs than make guids stable are refused");
	buf_reset(&b);
	pack_put_u8(&b, RESULT_KINDS);
	pack_reader_init(&r, b.data, b.len);
	is_num(result_story_get(&r, &s2, topics), -1,
	    "result: an unknown kind is refused");
	buf_clear(&b);
}

struct peer {
	struct event_base	*base;
	size_t			 messages, want, closed;
};

static void
on_message(struct wire *m, void *arg)
{
	struct peer	*p = arg;

	(void)m;
	if (++p->messages == p->want)
		event_base_loopbreak(p->base);
}

static void
on_closed(const char *why, void *arg)
{
	struct peer	*p = arg;

	(void)why;
	p->closed++;
	event_base_loopbreak(p->base);
}

static void
test_channel(void)
{
	struct peer	 left = { 0 }, right = { .want = 5000 };
	struct channel	*a, *b;
	struct timeval	 tv = { .tv_sec = 20 };
	struct buf	 msg;
	int		 sv[2], fd;

	left.base = right.base = event_base_new();
	wire_pair(sv);
	a = channel_new(left.base, sv[0], on_message, on_closed, &left);
	b = channel_new(left.base, sv[1], on_message, on_closed, &right);
	for (int i = 0; i < 5000; i++) {
		fd = memfd_of("n", "x", 1);
		wire_begin(&msg, WIRE_FETCH, 1);
		channel_send(a, &msg, &fd, 1);
	}
	ok(msg.data == NULL, "channel: send takes the buf");
	event_base_loopexit(left.base, &tv);
	event_base_dispatch(left.base);
	is_num(right.messages, 5000,
	    "channel: more than the socket holds arrives");
	is_num(dup(0) < 20, 1, "channel: and no descriptor is left open");
	channel_free(b);
	event_base_dispatch(left.base);
	is_num(left.closed, 1, "channel: the other end is told");
	channel_free(a);
	channel_free(NULL);
	event_base_free(left.base);
}

int
main(void)
{
	test_wire();
	test_memfd();
	test_messages();
	test_images();
	test_notice();
	test_edits();
	test_send_messages();
	test_result();
	test_channel();
	return (tap_done());
}
