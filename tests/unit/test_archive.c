/* feed/archive: what comes out is what went in, and nothing else does. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/pack.h"
#include "base/xmalloc.h"
#include "feed/archive.h"
#include "tap.h"

static struct archive_writer	*writer;
static struct arena		*arena;

static struct topic_text
text_of(enum topic_field field, const char *text)
{
	struct topic_text	t = { field, text, strlen(text), NULL };

	return (t);
}

/* Through a copy of its own size, for the sanitizer. */
static int
read_back(const struct buf *b, size_t len, struct archive_story *s)
{
	void	*copy = xmalloc(len + 1);
	int	 rv;

	memcpy(copy, b->data, len);
	rv = archive_read(arena, copy, len, s);
	free(copy);
	return (rv);
}

static void
is_same(const struct archive_story *got, const struct archive_story *want)
{
	is(got->guid, want->guid, "guid");
	is(got->url, want->url, "url");
	is_num(got->published, want->published, "date");
	is_num(got->ntexts, want->ntexts, "as many texts");
	for (size_t i = 0; i < got->ntexts && i < want->ntexts; i++) {
		is_num(got->texts[i].field, want->texts[i].field, "a field");
		is_num(got->texts[i].len, want->texts[i].len, "its length");
		is(got->texts[i].text, want->texts[i].text, "its text");
	}
}

static void
test_round(void)
{
	struct topic_text	t[] = {
		text_of(TOPIC_TITLE, "Kräne für den Hafen"),
		text_of(TOPIC_BODY, "In Beijing said \n\nofficials 中国"),
		text_of(TOPIC_AUTHOR, "A"), text_of(TOPIC_CATEGORY, ""),
		text_of(TOPIC_LINK, "http://x/"), text_of(TOPIC_LANG, "en"),
	};
	struct archive_story	 s = { "guid", "http://x/", 1772366400, t, 6,
				    0 }, got;
	const struct buf	*b;

	b = archive_write(writer, &s);
	ok(b != NULL && read_back(b, b->len, &got) == 0, "a story");
	is_same(&got, &s);
	is_num(got.cut, 0, "is whole");
	is(archive_title(&got), t[0].text, "its title");
	s = (struct archive_story){ .texts = t + 1, .ntexts = 1,
	    .published = -1 };
	b = archive_write(writer, &s);
	ok(read_back(b, b->len, &got) == 0, "a story of a body alone");
	is_same(&got, &s);
	is(archive_title(&got), NULL, "has no title");
	s.ntexts = 0;
	b = archive_write(writer, &s);
	ok(read_back(b, b->len, &got) == 0 && got.ntexts == 0, "and of none");
}

/* A repeated text of len bytes, two a letter; what zlib can't make small. */
static char *
long_text(size_t len, unsigned int seed)
{
	char	*s = xmalloc(len + 1);

	for (size_t i = 0; i + 1 < len; i += 2) {
		seed = seed * 1103515245 + 12345;
		memcpy(s + i, "\xd0", 1);
		s[i + 1] = (char)(0x90 + (seed >> 16 & 0x2f));
	}
	s[len - len % 2] = '\0';
	return (s);
}

static void
test_long(void)
{
	char			*body = long_text(1 << 20, 1), *id;
	char			*link = long_text(100001, 2);
	struct topic_text	 t[] = {
		text_of(TOPIC_TITLE, "x"), text_of(TOPIC_BODY, body),
		text_of(TOPIC_LINK, link),
	};
	struct archive_story	 s = { .texts = t, .ntexts = 3 }, got;
	const struct buf	*b;

	b = archive_write(writer, &s);
	ok(b != NULL && b->len <= ARCHIVE_MAX &&
	    read_back(b, b->len, &got) == 0, "a story too long");
	is_num(got.cut, 1, "says that it was cut");
	is(got.texts[0].text, "x", "its title is whole");
	is(got.texts[2].text, link, "what is behind the body, too");
	ok(got.texts[1].len + 1 + got.texts[2].len == ARCHIVE_TEXT_MAX - 1,
	    "the body has all the room left, in whole letters");
	ok(memcmp(got.texts[1].text, body, got.texts[1].len) == 0,
	    "and is the beginning of itself");
	t[0] = text_of(TOPIC_TITLE, body);
	b = archive_write(writer, &s);
	ok(b != NULL && read_back(b, b->len, &got) == 0 &&
	    got.texts[0].len == ARCHIVE_TEXT_MAX && got.texts[1].len == 0,
	    "a title alone can take it all");
	id = long_text(1026, 3);
	s = (struct archive_story){ .guid = id, .url = id };
	b = archive_write(writer, &s);
	read_back(b, b->len, &got);
	is(got.guid, NULL, "a guid that is too long is left out");
	is(got.url, id, "as a link it isn't");
	free(id);
	free(link);
	free(body);
}

static void
test_many(void)
{
	struct topic_text	*t = xcalloc(5000, sizeof(*t));
	struct archive_story	 s = { .texts = t, .ntexts = 5000 }, got;
	const struct buf	*b;

	for (size_t i = 0; i < 5000; i++)
		t[i] = text_of(TOPIC_CATEGORY, "tag");
	b = archive_write(writer, &s);
	ok(b != NULL && read_back(b, b->len, &got) == 0 &&
	    got.ntexts == 4096 && got.cut, "more texts than are kept");
	free(t);
}

/* Some bits of a stream, such as those behind its end, say nothing. */
static int
is_other(const struct buf *b, size_t len, const struct archive_story *want)
{
	struct archive_story	got;
	int			other;

	other = read_back(b, len, &got) == 0 && (len < b->len ||
	    got.ntexts != 2 || got.published != 1 || got.cut ||
	    strcmp(got.texts[0].text, want->texts[0].text) != 0 ||
	    strcmp(got.texts[1].text, want->texts[1].text) != 0);
	arena_reset(arena);
	return (other);
}

/* A record, flipped bit by bit and cut byte by byte. */
static void
test_broken(void)
{
	struct topic_text	 t[] = { text_of(TOPIC_TITLE, "Bread"),
				    text_of(TOPIC_BODY, "Flour is dear.") };
	struct archive_story	 s = { "g", "http://x/", 1, t, 2, 0 }, got;
	const struct buf	*b = archive_write(writer, &s);
	size_t			 taken = 0;

	for (size_t i = 0; i < b->len; i++) {
		taken += (size_t)is_other(b, i, &s);
		for (int bit = 0; bit < 8; bit++) {
			b->data[i] = (char)(b->data[i] ^ (1 << bit));
			taken += (size_t)is_other(b, b->len, &s);
			b->data[i] = (char)(b->data[i] ^ (1 << bit));
		}
	}
	is_num(taken, 0, "no broken record is taken for another one");
	ok(read_back(b, b->len, &got) == 0, "the whole one is read");
}

/* What claims a size, and is a bomb of more. */
static void
test_bomb(void)
{
	char			*zeros = xcalloc(1, 200001);
	struct topic_text	 t[1];
	struct archive_story	 s = { .texts = t, .ntexts = 1 }, got;
	struct arena		*small = arena_new(64 * 1024);
	const struct buf	*b;

	memset(zeros, 'a', 200000);
	t[0] = text_of(TOPIC_BODY, zeros);
	b = archive_write(writer, &s);
	ok(b->len < 2000, "much in little");
	is_num(archive_read(small, b->data, b->len, &got), -1,
	    "is read within the arena's limit only");
	b->data[1] = b->data[2] = b->data[3] = b->data[4] = (char)0xff;
	is_num(read_back(b, b->len, &got), -1, "a size past all limits");
	memcpy(b->data + 1, "\x10\0\0\0", 4);
	is_num(read_back(b, b->len, &got), -1, "a size that is too small");
	arena_free(small);
	free(zeros);
}

int
main(void)
{
	writer = archive_writer_new();
	arena = arena_new((size_t)64 << 20);
	test_round();
	test_long();
	test_many();
	test_broken();
	test_bomb();
	archive_writer_free(writer);
	archive_writer_free(NULL);
	arena_free(arena);
	return (tap_done());
}
