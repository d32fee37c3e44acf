#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/identity.h"

#include "tap.h"

#define N	10		/* stories in a feed */
#define DAY	1772366400	/* 2026-03-01, noon */

static struct arena	*arena;

/* A feed of ten stories that have everything. */
static struct feed *
feed_new(void)
{
	struct feed	*f = arena_alloc(arena, sizeof(*f));
	struct story	*s = arena_array(arena, N, sizeof(*s));

	f->home_url = "http://example.org/";
	f->feed_url = "http://example.org/feed.xml";
	f->stories = s;
	f->nstories = N;
	for (int i = 0; i < N; i++) {
		s[i].guid = arena_printf(arena, "http://example.org/?p=%d", i);
		s[i].url = arena_printf(arena, "http://example.org/story/%d",
		    i);
		s[i].title = arena_printf(arena, "Story number %d", i);
		s[i].html = arena_printf(arena, "<p>Body <b>of</b> %d.</p>",
		    i);
		s[i].published = DAY + i * 3600;
		s[i].next = i + 1 < N ? &s[i + 1] : NULL;
	}
	return (f);
}

static struct known *
known_from(const struct feed *f)
{
	const struct keys	*k = identity_keys(arena, f);
	struct known		*v = arena_array(arena, f->nstories,
				    sizeof(*v));

	for (size_t i = 0; i < f->nstories; i++)
		v[i] = (struct known){ i + 1, 0, k[i] };
	return (v);
}

/* How many stories of now are new to someone who knows before. */
static int
count_new(const struct feed *before, const struct feed *now)
{
	const struct known	*v = known_from(before), *hit;
	const struct keys	*k = identity_keys(arena, now);
	struct identity		*id = identity_new(v, before->nstories);
	int			 n = 0;

	for (size_t i = 0; i < now->nstories; i++) {
		hit = identity_find(id, &k[i]);
		if (hit == NULL)
			n++;
		else if (hit != &v[i])
			n += 100;	/* taken for another */
	}
	identity_free(id);
	return (n);
}

typedef void change(struct story *, int);

static void
change_all(struct feed *f, change *c)
{
	for (int i = 0; i < N && c != NULL; i++)
		c(&f->stories[i], i);
}

/* Both polls' stories changed in one way, the second's in another, too. */
static int
after(change *both, change *second)
{
	struct feed	*before = feed_new(), *now = feed_new();

	change_all(before, both);
	change_all(now, both);
	change_all(now, second);
	return (count_new(before, now));
}

/* Each poll's stories changed in their own way. */
static int
between(change *first, change *second)
{
	struct feed	*before = feed_new(), *now = feed_new();

	change_all(before, first);
	change_all(now, second);
	return (count_new(before, now));
}

static void
edit_title(struct story *s, int i)
{
	s->title = arena_printf(arena, "Corrected %d", i);
}

static void
edit_body(struct story *s, int i)
{
	s->html = arena_printf(arena, "<p>Rewritten %d</p>", i);
}

static void
edit_both(struct story *s, int i)
{
	edit_title(s, i);
	edit_body(s, i);
	s->published += 60;
}

static void
edit_markup(struct story *s, int i)
{
	s->html = arena_printf(arena, "<div>\n  Body of<br> <i>%d</i>.</div>",
	    i);
}

static void
new_guid(struct story *s, int i)
{
	s->guid = arena_printf(arena, "urn:%d", i);
}

static void
secure_guid(struct story *s, int i)
{
	s->guid = arena_printf(arena, "https://example.org/?p=%d", i);
}

static void
new_link(struct story *s, int i)
{
	s->url = arena_printf(arena, "http://example.net/%d", i);
}

static void
new_guid_and_link(struct story *s, int i)
{
	new_guid(s, i);
	new_link(s, i);
}

static void
new_all(struct story *s, int i)
{
	new_guid_and_link(s, i);
	s->published += 7 * 86400;
}

static void
track_link(struct story *s, int i)
{
	s->url = arena_printf(arena,
	    "https://example.org/story/%d?utm_source=rss#x", i);
}

static void
restamp(struct story *s, int i)
{
	s->published += 86400 + i;
}

static void
no_guid(struct story *s, int i)
{
	(void)i;
	s->guid = NULL;
}

static void
no_keys(struct story *s, int i)
{
	no_guid(s, i);
	s->url = NULL;
}

static void
no_keys_no_date(struct story *s, int i)
{
	no_keys(s, i);
	s->published = 0;
}

static void
lose_date(struct story *s, int i)
{
	(void)i;
	s->published = 0;
}

static void
new_guid_undated(struct story *s, int i)
{
	new_guid_and_link(s, i);
	s->published = 0;
}

static void
no_title(struct story *s, int i)
{
	(void)i;
	s->title = NULL;
}

static void
same_guid(struct story *s, int i)
{
	(void)i;
	s->guid = "1";
}

static void
same_guid_no_link(struct story *s, int i)
{
	same_guid(s, i);
	s->url = NULL;
}

static void
same_link(struct story *s, int i)
{
	(void)i;
	s->url = "http://example.org/all";
}

static void
same_link_no_guid(struct story *s, int i)
{
	same_link(s, i);
	s->guid = NULL;
}

static void
fragment_link(struct story *s, int i)
{
	s->url = arena_printf(arena, "http://example.org/all#%d", i);
	s->guid = NULL;
}

static void
same_guid_and_link(struct story *s, int i)
{
	same_guid(s, i);
	same_link(s, i);
}

static void
home_link(struct story *s, int i)
{
	(void)i;
	s->guid = NULL;
	s->url = "https://EXAMPLE.org";
}

static void
permalink_guid(struct story *s, int i)
{
	s->guid = arena_printf(arena, "http://example.org/story/%d", i);
	s->guid_is_permalink = 1;
	s->url = NULL;
}

static void
secure_permalink_guid(struct story *s, int i)
{
	s->guid = arena_printf(arena, "https://example.org/story/%d", i);
}

static void
column(struct story *s, int i)
{
	no_guid(s, i);
	s->title = "Weekly column";
	s->html = "Open thread.";
	s->url = arena_printf(arena, "http://example.org/%d/%jd", i,
	    (intmax_t)s->published);
}

static void
bare_column(struct story *s, int i)
{
	column(s, i);
	s->url = NULL;
}

static void
test_polls(void)
{
	is_num(after(NULL, NULL), 0, "nothing changed: none new");
	is_num(after(NULL, edit_title), 0, "titles edited");
	is_num(after(NULL, edit_body), 0, "bodies edited");
	is_num(after(NULL, edit_both), 0, "all of the text and date edited");
	is_num(after(NULL, new_guid), 0, "guids changed");
	is_num(after(NULL, secure_guid), 0, "http to https in the guid");
	is_num(after(NULL, new_link), 0, "links changed, guids the same");
	is_num(after(NULL, new_guid_and_link), 0,
	    "guids and links changed, title, date and text the same");
	is_num(after(NULL, new_all), N, "all new but the text: new stories");
	is_num(after(no_guid, track_link), 0,
	    "no guid; utm_*, https and a fragment on the links");
	is_num(after(no_guid, restamp), 0, "no guid; dates re-stamped");
	is_num(after(no_guid, edit_both), 0, "no guid; edited");
	is_num(after(no_keys, NULL), 0, "no guid, no link");
	is_num(after(no_keys, edit_markup), 0, "nor; markup and blanks edited");
	is_num(after(no_keys, edit_body), N, "nor; body edited: weak keys "
	    "must both be known");
	is_num(after(no_keys, restamp), N, "nor; another date contradicts");
	is_num(after(no_keys, lose_date), 0, "nor; no date contradicts none");
	is_num(after(no_keys_no_date, NULL), 0, "no guid, link or date");
	is_num(after(no_keys_no_date, edit_body), N, "nor; edited");
	is_num(after(NULL, no_keys), 0, "guid and link lost");
	is_num(between(no_keys_no_date, NULL), 0,
	    "guid, link and date gained");
	is_num(between(lose_date, no_keys_no_date), 0,
	    "no dates; guid and link lost");
	is_num(between(no_keys_no_date, lose_date), 0, "or gained");
	is_num(between(no_keys_no_date, no_keys), 0, "a date gained");
	is_num(between(no_keys, no_keys_no_date), 0, "or lost");
	is_num(between(lose_date, new_guid_undated), N,
	    "text alone decides only where there is no guid nor link");
	is_num(after(no_title, no_keys), 0,
	    "no title; guid and link lost, text and date the same");
	is_num(after(no_title, new_guid_and_link), N,
	    "no title; guid and link new: one weak key isn't enough");
	is_num(after(permalink_guid, NULL), 0, "a guid for a link");
	is_num(after(permalink_guid, secure_permalink_guid), 0,
	    "http to https in a guid that is the link");
}

static void
test_shared(void)
{
	struct feed		*f = feed_new();
	const struct keys	*k;

	is_num(after(same_guid, NULL), 0, "the same guid on all: by link");
	is_num(after(same_guid, edit_both), 0, "same; edited");
	is_num(after(same_guid_no_link, NULL), 0, "no link either: by text");
	is_num(after(same_link, edit_both), 0, "the same link: by guid");
	is_num(after(same_link_no_guid, NULL), 0, "no guid either: by text");
	is_num(after(same_link_no_guid, edit_both), N, "edited: new");
	is_num(after(fragment_link, NULL), 0, "but for the fragment");
	is_num(after(fragment_link, edit_both), N, "which doesn't count");
	is_num(after(same_guid_and_link, NULL), 0, "both shared");
	is_num(after(same_guid_and_link, edit_both), N, "both; edited");
	home_link(&f->stories[0], 0);
	ok(digest_is_none(&identity_keys(arena, f)->link),
	    "a link to the front page is none");
	f->stories[0].url = "http://example.org/feed.xml";
	ok(digest_is_none(&identity_keys(arena, f)->link),
	    "nor is one to the feed");
	f = feed_new();
	is_num(after(column, NULL), 0, "a weekly column");
	is_num(after(bare_column, restamp), N, "next week's are new");

	for (int i = 0; i < N; i++)
		f->stories[i].guid = i < 3 ? "x" : f->stories[i].guid;
	k = identity_keys(arena, f);
	ok(digest_is_none(&k[0].guid) && digest_is_none(&k[1].guid) &&
	    digest_is_none(&k[2].guid) && !digest_is_none(&k[3].guid) &&
	    !digest_is_none(&k[0].link), "only what is shared is dropped");
	f = feed_new();
	f->stories[9] = f->stories[0];
	f->stories[9].next = NULL;
	k = identity_keys(arena, f);
	ok(!digest_is_none(&k[0].guid) && !digest_is_none(&k[9].link) &&
	    memcmp(&k[0], &k[9], sizeof(k[0])) == 0,
	    "a story listed twice keeps its keys");
	f->stories[5].guid = f->stories[0].guid;
	k = identity_keys(arena, f);
	ok(digest_is_none(&k[0].guid) && digest_is_none(&k[5].guid) &&
	    digest_is_none(&k[9].guid) && !digest_is_none(&k[9].link),
	    "unless a third shares them");
}

static void
test_keys(void)
{
	struct feed		*f = feed_new();
	struct story		*s = f->stories;
	const struct keys	*k;
	struct keys		 first;

	first = identity_keys(arena, f)[0];
	is_num(first.date, DAY, "the date");
	s[0].title = "  STORY number\n0 ";
	edit_markup(&s[0], 0);
	k = identity_keys(arena, f);
	ok(digest_equal(&k->text, &first.text) &&
	    digest_equal(&k->stamp, &first.stamp),
	    "markup, blanks and case don't change the weak keys");
	s[0].title = "Story number";
	s[0].html = "0 Body of 0.";
	k = identity_keys(arena, f);
	ok(!digest_equal(&k->text, &first.text),
	    "words moved from title to body do");
	s[0].html = NULL;
	s[0].text = "Body of 0.";
	s[0].title = "Story number 0";
	k = identity_keys(arena, f);
	ok(digest_equal(&k->text, &first.text), "plain text is text, too");
	s[0].original_url = "http://example.org/original";
	k = identity_keys(arena, f);
	ok(!digest_equal(&k->link, &first.link), "the original link counts");
	s[0].title = s[0].text = NULL;
	s[0].guid = "";
	k = identity_keys(arena, f);
	ok(digest_is_none(&k->text) && digest_is_none(&k->stamp) &&
	    digest_is_none(&k->guid), "no title, no text, an empty guid");
	s[0].title = "Story";
	s[0].published = 0;
	k = identity_keys(arena, f);
	ok(digest_is_none(&k->stamp) && !digest_is_none(&k->text),
	    "no stamp without a date");
	f->nstories = 0;
	f->stories = NULL;
	ok(identity_keys(arena, f) != NULL, "a feed without stories");
}

static void
test_find(void)
{
	struct keys		 none;
	struct known		 known;
	struct identity		*id = identity_new(NULL, 0);
	struct arena		*small = arena_new(100);

	memset(&none, 0, sizeof(none));
	memset(&known, 0, sizeof(known));
	ok(identity_find(id, &none) == NULL, "nothing known");
	identity_free(id);
	id = identity_new(&known, 1);
	ok(identity_find(id, &none) == NULL, "no keys are nobody's");
	none.guid.b[3] = 1;
	known.keys.link.b[3] = 1;
	identity_free(id);
	id = identity_new(&known, 1);
	ok(identity_find(id, &none) == NULL, "a guid is no link");
	identity_free(id);
	identity_free(NULL);
	ok(identity_keys(small, feed_new()) == NULL, "a full arena");
	arena_free(small);
}

static void
test_message_id(void)
{
	struct feed	*f = feed_new();
	struct keys	*k = identity_keys(arena, f), copy;
	char		 hex[33];
	const char	*a, *b;

	digest_hex(&k[0].link, hex);
	is(identity_message_id(arena, &k[0], "x"), hex, "from the link");
	copy = k[0];
	memset(&copy.guid, 0, sizeof(copy.guid));
	is(identity_message_id(arena, &copy, "y"), hex,
	    "whatever the guid and the feed");
	copy = k[0];
	memset(&copy.link, 0, sizeof(copy.link));
	a = identity_message_id(arena, &copy, "x");
	b = identity_message_id(arena, &copy, "y");
	ok(strlen(a) == 32 && strcmp(a, b) != 0 && strcmp(a, hex) != 0,
	    "else from guid and feed");
	copy.text.b[0] ^= 1;
	is(identity_message_id(arena, &copy, "x"), a, "whatever the text");
	memset(&copy.guid, 0, sizeof(copy.guid));
	a = identity_message_id(arena, &copy, "x");
	copy.text.b[0] ^= 1;
	b = identity_message_id(arena, &copy, "x");
	ok(strcmp(a, b) != 0, "else from title, date and text");
	ok(strcmp(b, identity_message_id(arena, &copy, "y")) != 0,
	    "and feed");
}

/* A hundred thousand stories with one text, or one guid, take no time. */
static void
test_many(void)
{
	enum { MANY = 100000 };
	struct feed		*f = arena_alloc(arena, sizeof(*f));
	struct story		*s = arena_array(arena, MANY, sizeof(*s));
	const struct keys	*k;
	struct known		*v;
	struct identity		*id;
	int			 wrong = 0;

	f->stories = s;
	f->nstories = MANY;
	for (int i = 0; i < MANY; i++) {
		s[i].guid = "same";
		s[i].title = "Same";
		s[i].published = 1000 + i;
		s[i].next = i + 1 < MANY ? &s[i + 1] : NULL;
	}
	k = identity_keys(arena, f);
	v = known_from(f);
	id = identity_new(v, MANY);
	for (int i = 0; i < MANY; i++)
		wrong += identity_find(id, &k[i]) != &v[i];
	is_num(wrong, 0, "each of 100,000 that differ in date alone");
	identity_free(id);
}

int
main(void)
{
	arena = arena_new(512 * 1024 * 1024);
	test_polls();
	test_shared();
	test_keys();
	test_find();
	test_message_id();
	test_many();
	arena_free(arena);
	return (tap_done());
}
