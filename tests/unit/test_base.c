/* base/: arena, buf, pack, digest, keys, cause. */

#include <stdalign.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/cause.h"
#include "base/digest.h"
#include "base/keys.h"
#include "base/order.h"
#include "base/pack.h"
#include "base/utf8.h"
#include "tap.h"

static void
test_arena(void)
{
	struct arena	*a = arena_new(256 * 1024);
	char		*p, *q;

	p = arena_alloc(a, 3);
	q = arena_alloc(a, 1);
	ok(p != NULL && ((uintptr_t)q & (alignof(max_align_t) - 1)) == 0,
	    "arena: pieces are aligned for any type");
	is(arena_printf(a, "%d-%s", 42, "x"), "42-x", "arena: printf");
	is(arena_strndup(a, "abcdef", 3), "abc", "arena: strndup");
	p = arena_alloc(a, 16);
	memcpy(p, "0123456789abcdef", 16);
	q = arena_grow(a, p, 16, 64);
	ok(p == q, "arena: the newest piece grows in place");
	arena_alloc(a, 1);
	q = arena_grow(a, p, 64, 128);
	ok(q != p && memcmp(q, "0123456789abcdef", 16) == 0,
	    "arena: an older piece is copied");
	ok(arena_alloc(a, 300 * 1024) == NULL, "arena: the cap holds");
	ok(arena_failed(a) && arena_alloc(a, 1) == NULL,
	    "arena: the failure sticks");
	ok(arena_array(a, SIZE_MAX / 2, 4) == NULL, "arena: overflow fails");
	arena_reset(a);
	ok(!arena_failed(a), "arena: a reset forgets the failure");
	p = arena_alloc(a, 100 * 1024);
	ok(p != NULL && arena_alloc(a, 200 * 1024) == NULL,
	    "arena: large pieces within the cap after a reset");
	arena_free(a);
	arena_free(NULL);
}

/* What is given back is handed out again, and zeroed where that is promised. */
static void
test_arena_back(void)
{
	struct arena		*a = arena_new(4 << 20);
	struct arena_mark	 empty = arena_mark(a), mark;
	char			*p, *q, *keep;

	p = arena_bytes(a, 1000);
	memset(p, 'x', 1000);
	arena_shrink(a, p, 10);
	q = arena_alloc(a, 100);
	ok(q > p && q < p + 100, "arena: what was shrunk is used again");
	ok(q[0] == 0 && q[99] == 0, "arena: and zeroed");
	arena_shrink(a, p, 1);
	ok((char *)arena_bytes(a, 1) > q, "arena: only the newest is shrunk");
	keep = arena_strdup(a, "keep");
	mark = arena_mark(a);
	memset(arena_bytes(a, 1 << 20), 'x', 1 << 20);
	memset(arena_bytes(a, 2 << 20), 'x', 2 << 20);
	arena_release(a, mark);
	is(keep, "keep", "arena: what is older than a mark stays");
	ok(arena_bytes(a, 2 << 20) != NULL && arena_bytes(a, 1 << 20) != NULL,
	    "arena: what is newer is given back");
	ok(arena_alloc(a, 4 << 20) == NULL, "arena: the cap holds");
	arena_release(a, mark);
	ok(arena_failed(a), "arena: a failure isn't given back");
	arena_reset(a);
	p = arena_bytes(a, 500 * 1024);
	arena_reset(a);
	ok(arena_bytes(a, 500 * 1024) == p, "arena: the largest piece is kept");
	arena_reset(a);
	arena_release(a, empty);
	ok(arena_alloc(a, 1) != NULL, "arena: all may be given back");
	arena_free(a);
}

static void
test_buf(void)
{
	struct buf	b;
	char		*s;

	buf_init(&b, 1000);
	ok(buf_reserve(&b, 777) == 0 && b.size == 778 && b.len == 0,
	    "buf: just the room that was asked for");
	is_num(buf_reserve(&b, 1001), -1, "buf: but not over its maximum");
	ok(b.failed, "buf: which fails it");
	buf_clear(&b);
	buf_init(&b, 10);
	is(buf_string(&b), "", "buf: empty is a string");
	buf_puts(&b, "12345");
	buf_printf(&b, "%03d", 7);
	is(buf_string(&b), "12345007", "buf: puts and printf append");
	buf_put(&b, "90x", 3);
	ok(b.failed && b.len == 8, "buf: past its maximum it fails whole");
	buf_putc(&b, 'z');
	ok(b.len == 8, "buf: a failed buf takes no more");
	ok(buf_steal(&b) == NULL, "buf: nothing to steal from a failed one");
	buf_puts(&b, "0123456789");
	ok(!b.failed, "buf: exactly the maximum fits");
	s = buf_steal(&b);
	is(s, "0123456789", "buf: steal");
	free(s);
	s = buf_steal(&b);
	is(s, "", "buf: stealing nothing gives the empty string");
	free(s);
	buf_clear(&b);
}

static void
test_pack(void)
{
	struct pack_reader	 r;
	struct buf		 b;
	const char		*bytes;
	size_t			 len;

	buf_init(&b, 1000);
	pack_put_u8(&b, 200);
	pack_put_u16(&b, 0xbeef);
	pack_put_u32(&b, 0xdeadbeef);
	pack_put_u64(&b, UINT64_MAX - 1);
	pack_put_i64(&b, -5);
	pack_put_string(&b, "text");
	pack_put_string(&b, NULL);
	pack_put_string(&b, "");
	pack_put_bytes(&b, "a\0b", 3);
	ok((unsigned char)b.data[1] == 0xef && (unsigned char)b.data[2] == 0xbe,
	    "pack: integers are little-endian");

	pack_reader_init(&r, b.data, b.len);
	is_num(pack_get_u8(&r), 200, "pack: u8");
	is_num(pack_get_u16(&r), 0xbeef, "pack: u16");
	is_num(pack_get_u32(&r), 0xdeadbeef, "pack: u32");
	ok(pack_get_u64(&r) == UINT64_MAX - 1, "pack: u64");
	is_num(pack_get_i64(&r), -5, "pack: i64");
	is(pack_get_string(&r), "text", "pack: string");
	is(pack_get_string(&r), NULL, "pack: an absent string stays absent");
	is(pack_get_string(&r), "", "pack: an empty string isn't absent");
	bytes = pack_get_bytes(&r, &len);
	ok(len == 3 && memcmp(bytes, "a\0b", 3) == 0, "pack: bytes");
	is_num(pack_get_end(&r), 0, "pack: read to the end");

	for (size_t cut = 0, bad = 0; cut <= b.len; cut++) {
		pack_reader_init(&r, b.data, cut);
		pack_get_u8(&r);
		pack_get_u16(&r);
		pack_get_u32(&r);
		pack_get_u64(&r);
		pack_get_i64(&r);
		pack_get_string(&r);
		pack_get_string(&r);
		pack_get_string(&r);
		pack_get_bytes(&r, &len);
		bad += pack_get_end(&r) == 0;
		if (cut == b.len)
			is_num(bad, 1, "pack: every cut but none is noticed");
	}
	buf_reset(&b);
	pack_put_bytes(&b, "a\0b", 4);
	pack_reader_init(&r, b.data, b.len);
	ok(pack_get_string(&r) == NULL && r.failed,
	    "pack: a NUL inside a string fails");
	buf_reset(&b);
	pack_put_bytes(&b, "abc", 3);
	pack_reader_init(&r, b.data, b.len);
	ok(pack_get_string(&r) == NULL && r.failed,
	    "pack: a string without its NUL fails");
	buf_reset(&b);
	pack_put_u32(&b, 1000000);
	pack_reader_init(&r, b.data, b.len);
	ok(pack_get_count(&r, 8) == 0 && r.failed,
	    "pack: a count the message can't hold fails");
	buf_clear(&b);
}

static void
test_digest(void)
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 a, b, none = { { 0 } };
	char			 hex[33];

	/* FIPS 180-4's example "abc", cut to 16 bytes. */
	digest_bytes("abc", 3, &a);
	digest_hex(&a, hex);
	is(hex, "ba7816bf8f01cfea414140de5dae2223", "digest: of \"abc\"");
	ok(digest_of_hex(hex, &b) == 0 && digest_equal(&a, &b),
	    "digest: and back");
	hex[31] = 'g';
	is_num(digest_of_hex(hex, &b), -1, "digest: a digit that is none");
	is_num(digest_of_hex("ba78", &b), -1, "digest: too few of them");
	digest_update(ctx, "a", 1);
	digest_update(ctx, "bc", 2);
	digest_final(ctx, &b);
	ok(digest_equal(&a, &b), "digest: in pieces");
	digest_update(ctx, "abc", 3);
	digest_final(ctx, &b);
	ok(digest_equal(&a, &b), "digest: starts over after final");
	ok(digest_is_none(&none) && !digest_is_none(&a), "digest: none");
	digest_free(ctx);
}

/* RFC 4648's examples, and every byte there is. */
static void
test_base64(void)
{
	static const char *const	want[] = { "", "Zg==", "Zm8=", "Zm9v",
					    "Zm9vYg==", "Zm9vYmE=",
					    "Zm9vYmFy" };
	static const char *const	wrong[] = { "Zg", "Zg=", "Zh==", "Zm9=",
					    "Z===", "====", "Zg==Zg==",
					    "Zm9v\n", "Zm-v", "Z\xc3\xa4v" };
	char				all[256], name[32];
	struct buf			b, back;

	buf_init(&b, 1000);
	buf_init(&back, 1000);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		buf_reset(&b);
		buf_reset(&back);
		base64_put(&b, "foobar", i);
		is(buf_string(&b), want[i], "base64: of its letters");
		ok(base64_get(&back, want[i], strlen(want[i])) == 0 &&
		    back.len == i && memcmp(buf_string(&back), "foobar",
		    i) == 0, "base64: and back");
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(name, sizeof(name), "base64: wrong %zu", i);
		is_num(base64_get(&back, wrong[i], strlen(wrong[i])), -1, name);
	}
	buf_reset(&b);
	buf_reset(&back);
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	base64_put(&b, all, sizeof(all));
	ok(base64_get(&back, b.data, b.len) == 0 && back.len == 256 &&
	    memcmp(back.data, all, 256) == 0, "base64: every byte");
	buf_clear(&b);
	buf_clear(&back);
}

static void
test_keys(void)
{
	struct known		 k = { .id = 77, .flags = KNOWN_FILED,
				    .keys.date = -3 }, l;
	struct pack_reader	 r;
	struct buf		 b;

	digest_bytes("guid", 4, &k.keys.guid);
	digest_bytes("text", 4, &k.keys.text);
	digest_bytes("old", 3, &k.old_link);
	buf_init(&b, 1000);
	known_put(&b, &k);
	is_num(b.len, KNOWN_PACKED, "keys: a known story's size on the wire");
	pack_reader_init(&r, b.data, b.len);
	known_get(&r, &l);
	ok(pack_get_end(&r) == 0 && l.id == 77 && l.flags == KNOWN_FILED &&
	    memcmp(&k.keys, &l.keys, sizeof(k.keys)) == 0 &&
	    digest_equal(&k.old_link, &l.old_link) &&
	    digest_is_none(&l.old_guid), "keys: there and back");
	ok(!keys_new_words(&k.keys, &l.keys), "keys: the same words");
	digest_bytes("title", 5, &l.keys.title);
	ok(keys_new_words(&k.keys, &l.keys), "keys: a title is new");
	ok(!keys_new_words(&l.keys, &k.keys), "keys: one that is gone isn't");
	buf_clear(&b);
}

/* The fast loop against the rules, at each place of a word. */
static void
test_utf8(void)
{
	static const unsigned char	third[] = { 0x7f, 0x80, 0xbf, 0xc0 };
	char				s[40];
	size_t				n, at, bad = 0;

	for (unsigned int i = 0; i < 128 * 256 * 4 * 8; i++) {
		memset(s, 'a', sizeof(s));
		at = i & 7;
		s[at] = (char)(0x80 | (i >> 3 & 0x7f));
		s[at + 1] = (char)(i >> 10 & 0xff);
		s[at + 2] = (char)third[i >> 18];
		for (n = 0; n < 32 && utf8_length(s + n, 32 - n) != 0;)
			n += utf8_length(s + n, 32 - n);
		bad += utf8_valid(s, 32) != n || utf8_ascii(s, 32) != at;
	}
	is_num(bad, 0, "valid UTF-8 is what has characters only");
	is_num(utf8_valid("\xf0\x9f\x98\x80\xed\xa0\x80 so on", 13), 4,
	    "no surrogates");
	memset(s, 'a', sizeof(s));
	is_num(utf8_ascii(s, 39), 39, "all ASCII");
	is_num(utf8_valid(s, 0), 0, "nothing");
}

static void
test_order(void)
{
	uint32_t	 numbers[] = { 0, 7, UINT32_MAX };
	uint64_t	 large[] = { 1, UINT32_MAX, UINT64_MAX };
	const char	*names[] = { "", "a\x7f", "a\xc3\xa4" };

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int	want = (i > j) - (i < j), s;

			is_num(order_u32(&numbers[i], &numbers[j]), want,
			    "order: 32 bits");
			is_num(order_u64(&large[i], &large[j]), want,
			    "order: 64 bits");
			s = order_string(&names[i], &names[j]);
			is_num((s > 0) - (s < 0), want, "order: strings");
		}
}

int
main(void)
{
	char	*cause = NULL;

	test_arena();
	test_arena_back();
	test_utf8();
	test_buf();
	test_pack();
	test_digest();
	test_base64();
	test_keys();
	is_num(cause_set(&cause, "%d things", 3), -1, "cause: returns -1");
	is(cause, "3 things", "cause: words");
	free(cause);
	is_num(cause_set(NULL, "x"), -1, "cause: nobody wants to know");
	test_order();
	return (tap_done());
}
