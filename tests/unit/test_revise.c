/* parse/revise: which edits of a document are told. */

#include <stdlib.h>

#include "base/xmalloc.h"
#include "feed/archive.h"
#include "parse/revise.h"
#include "tap.h"

#define STORIES	40

static struct arena		*arena;
static struct archive_writer	*writer;
static uint8_t	hidden;
static struct buf		 told;

static struct digest
words(const char *title, const char *body)
{
	struct keys	k = { .date = 0 };
	struct digest	d;

	digest_bytes(title, strlen(title), &k.title);
	digest_bytes(body, strlen(body), &k.text);
	keys_words(&k, &d);
	return (d);
}

static void
set_texts(struct topic_text t[2], const char *title, const char *body)
{
	t[0] = (struct topic_text){ .field = TOPIC_TITLE, .text = title,
	    .len = strlen(title) };
	t[1] = (struct topic_text){ .field = TOPIC_BODY, .text = body,
	    .len = strlen(body) };
}

static void
tell(uint64_t id, const char *body, const char *seen, int archived)
{
	struct topic_text	 t[2];
	struct archive_story	 s = { .texts = t, .ntexts = 2 };
	struct known_told	 k = { .id = id, .message_id = "m@x",
				    .archived = (uint8_t)archived,
				    .hidden = hidden };
	struct digest		 d;
	const struct buf	*b;

	set_texts(t, "Title", body);
	b = archive_write(writer, &s);
	k.texts = b->data;
	k.len = b->len;
	k.looked = words("Title", body);
	d = words("Title", seen != NULL ? seen : body);
	k.seen = &d;
	k.seen_len = sizeof(d);
	known_told_put(&told, &k);
}

static void
see(struct revise *v, size_t number, uint64_t id, const char *body)
{
	struct topic_text	t[2];
	struct digest		d = words("Title", body);

	set_texts(t, "Title", body);
	arena_reset(arena);
	if (!revise_is_known(v, number, id, &d))
		revise_survey(v, arena, number, &d, t, 2);
}

static void
test_verdicts(void)
{
	struct revise	*v;

	buf_reset(&told);
	tell(1, "It is so.", NULL, 0);
	tell(2, "It is two. 3 comments", NULL, 0);
	tell(3, "It is three.", NULL, 0);
	tell(5, "It is five.", "It was five.", 0);
	tell(6, "It is six.", NULL, 1);
	tell(7, "It is seven.", NULL, 1);
	for (int replies = 0; replies < 2; replies++) {
		v = revise_new(told.data, told.len, 7, replies);
		see(v, 0, 1, "It is so.");
		see(v, 1, 2, "It is two. 4 comments");
		see(v, 2, 3, "It was three.");
		see(v, 3, 4, "It is four.");
		see(v, 4, 5, "It was five.");
		see(v, 5, 6, "It is six.");
		see(v, 6, 7, "It is now seven.");
		revise_decide(v);
		is_num(revise_verdict(v, 0), REVISE_NOTHING, "the same words");
		is_num(revise_verdict(v, 1), REVISE_LOOKED, "a counter");
		is_num(revise_verdict(v, 2), REVISE_TELL, "an edit");
		is_num(revise_verdict(v, 3), REVISE_FIRST, "an unknown one");
		is_num(revise_verdict(v, 4), replies ? REVISE_ADOPT :
		    REVISE_TELL, "what was told before");
		is_num(revise_verdict(v, 5), REVISE_FIRST, "as archived");
		is_num(revise_verdict(v, 6), REVISE_TELL, "edited since that");
		ok(revise_told(v, 2) != NULL && revise_told(v, 2)->id == 3 &&
		    revise_told(v, 3) == NULL, "what was told of it");
		revise_free(v);
	}
}

/* n stories with the same line more, and one of them with another edit. */
static void
test_shared(int n)
{
	struct topic_text	 t[2];
	struct revision		*r;
	struct revise		*v;
	char			 body[64];

	buf_reset(&told);
	for (int i = 0; i < n; i++) {
		snprintf(body, sizeof(body), "All of number %d.", i);
		tell((uint64_t)i + 1, body, NULL, 0);
	}
	v = revise_new(told.data, told.len, (size_t)n, 1);
	for (int i = 0; i < n; i++) {
		snprintf(body, sizeof(body), "%s of number %d. Read on",
		    i == 0 ? "None" : "All", i);
		see(v, (size_t)i, (uint64_t)i + 1, body);
	}
	revise_decide(v);
	is_num(revise_verdict(v, 0), REVISE_TELL, "an edit of its own");
	is_num(revise_verdict(v, 1), n < REVISE_SHARED ? REVISE_TELL :
	    REVISE_ADOPT, "a line that others have, too");
	arena_reset(arena);
	set_texts(t, "Title", "None of number 0. Read on");
	r = revise_compare(v, arena, 0, t, 2);
	is_num((intmax_t)revision_changes(r), n < REVISE_SHARED ? 2 : 1,
	    "isn't shown as a change");
	revise_free(v);
}

static void
test_crowd(int n, int replies, enum revise_verdict want)
{
	struct revise	*v;
	char		 body[64];
	int		 right = 0;

	buf_reset(&told);
	for (int i = 0; i < n; i++)
		tell((uint64_t)i + 1, "All of it.", NULL, 0);
	v = revise_new(told.data, told.len, (size_t)n, replies);
	for (int i = 0; i < n; i++) {
		snprintf(body, sizeof(body), "All of it, and %d.", i);
		see(v, (size_t)i, (uint64_t)i + 1, body);
	}
	revise_decide(v);
	for (int i = 0; i < n; i++)
		right += revise_verdict(v, (size_t)i) == want;
	snprintf(body, sizeof(body), "%d edits, %s", n, replies ?
	    "by reply" : "in place");
	is_num(right, n, body);
	revise_free(v);
}

/* What nobody has yet is edited where it waits, back and forth. */
static void
test_hidden(void)
{
	struct revise	*v;

	buf_reset(&told);
	hidden = 1;
	tell(1, "It is so.", "It was so.", 0);
	hidden = 0;
	v = revise_new(told.data, told.len, 1, 1);
	see(v, 0, 1, "It was so.");
	revise_decide(v);
	is_num(revise_verdict(v, 0), REVISE_TELL, "as it was before");
	revise_free(v);
}

/* What came is cut off or overwritten anywhere. */
static void
test_damaged(void)
{
	struct revise	*v;
	struct buf	 b;
	char		*copy;

	buf_reset(&told);
	tell(1, "It is so.", NULL, 0);
	tell(2, "It is two.", NULL, 0);
	buf_init(&b, 1 << 20);
	buf_put(&b, told.data, told.len);
	for (size_t i = 0; i < b.len; i++) {
		copy = xmalloc(b.len);
		memcpy(copy, b.data, b.len);
		copy[i] ^= 0x55;
		v = revise_new(copy, i % 2 ? b.len : i, 2, 1);
		see(v, 0, 1, "It was so.");
		see(v, 1, 2, "It was two.");
		revise_decide(v);
		revise_free(v);
		free(copy);
	}
	ok(1, "damage does no harm");
	buf_clear(&b);
}

int
main(void)
{
	arena = arena_new((size_t)64 << 20);
	writer = archive_writer_new();
	buf_init(&told, (size_t)16 << 20);
	test_verdicts();
	test_shared(2);
	test_shared(3);
	test_shared(12);
	test_crowd(REVISE_MANY, 1, REVISE_TELL);
	test_crowd(REVISE_MANY + 1, 1, REVISE_CROWD);
	test_crowd(STORIES, 0, REVISE_TELL);
	hidden = 1;
	test_crowd(STORIES, 1, REVISE_TELL);
	test_hidden();
	test_damaged();
	buf_clear(&told);
	archive_writer_free(writer);
	arena_free(arena);
	return (tap_done());
}
