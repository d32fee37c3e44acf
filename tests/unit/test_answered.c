/* feed/answered: what a story is a reply to (RFC 4685). */

#include <stdlib.h>
#include <string.h>

#include "feed/answered.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "tap.h"

#define REPLY(attributes)	"<entry><id>r</id><title>r</title>" \
				"<t:in-reply-to " attributes "/></entry>"
#define STORY	"<entry><id>s</id><title>s</title>" \
		"<link href='https://e.example/s?utm_source=x'/></entry>"
#define BARE	"<entry><id>b</id><title>b</title></entry>"

static struct arena	*arena;

static struct feed *
parse(const char *entries, struct identity **ids)
{
	struct feed_input	 in = { .url = "https://e.example/feed" };
	struct feed		*f;
	char			*cause;

	in.data = arena_printf(arena, "<feed xmlns='http://www.w3.org/2005/Atom'"
	    " xmlns:t='http://purl.org/syndication/thread/1.0'>%s</feed>",
	    entries);
	in.len = strlen(in.data);
	if (feed_parse(&in, arena, &f, &cause) == -1) {
		printf("# %s\n", cause);
		exit(1);
	}
	*ids = identity_stories(arena, f, NULL);
	return (f);
}

static const char *
id_of(const char *entries)
{
	struct identity	*ids;

	parse(entries, &ids);
	return (identity_message_id(arena, &ids[0].keys, 0, "f", 0));
}

/* Of the first entry's reply, with what is known. */
static const char *
reply_id(const char *entries, const struct known *known, size_t nknown,
    int weak)
{
	struct identity	*ids;
	struct feed	*f = parse(entries, &ids);

	return (answered_id(answered_new(arena, f, ids, known, nknown), arena,
	    f->stories, "f", weak));
}

static void
test_document(void)
{
	is(reply_id(REPLY("ref='s'") STORY, NULL, 0, 0), id_of(STORY),
	    "a story of the document");
	is(reply_id(REPLY("ref='b'") STORY BARE, NULL, 0, 0), id_of(BARE),
	    "also one without a link");
	is(reply_id(REPLY("ref=' b '") BARE, NULL, 0, 0), id_of(BARE),
	    "blanks around don't count");
	is(reply_id(REPLY("ref='x'") STORY, NULL, 0, 0), NULL,
	    "one that isn't there");
	is(reply_id(STORY BARE, NULL, 0, 0), NULL, "no reply");
	is(reply_id(REPLY("ref='b'") BARE, NULL, 0, 1), NULL,
	    "guids that are weak tell nothing");
}

static void
test_elsewhere(void)
{
	struct known	 k[2] = { { .id = 1 }, { .id = 2 } };
	struct identity	*ids;

	parse(STORY BARE, &ids);
	k[0].keys = ids[0].keys;
	k[1].keys = ids[1].keys;
	is(reply_id(REPLY("ref='b'"), k, 2, 0), id_of(BARE), "a known story");
	is(reply_id(REPLY("ref='x' href='http://www.e.example/s'"), NULL, 0, 0),
	    id_of(STORY), "one of another feed, by its link");
	is(reply_id(REPLY("ref='x' href='/s'"), NULL, 0, 1), id_of(STORY),
	    "a relative one, with weak guids");
	is(reply_id(REPLY("ref='b' href='/s'"), k, 2, 0), id_of(BARE),
	    "the guid goes first");
	is(reply_id(REPLY("ref='x' href='mailto:a@b'"), NULL, 0, 0), NULL,
	    "a link that is no page");
}

int
main(void)
{
	charset_init();
	arena = arena_new((size_t)64 << 20);
	test_document();
	test_elsewhere();
	arena_free(arena);
	return (tap_done());
}
