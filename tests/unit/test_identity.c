#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	const struct identity	*id = identity_stories(arena, f, NULL);
	struct known		*v = arena_array(arena, f->nstories + 1,
				    sizeof(*v));

	for (size_t i = 0; i < f->nstories; i++)
		v[i] = (struct known){ .id = i + 1, .keys = id[i].keys };
	return (v);
}

static struct keys
keys_of(const struct feed *f)
{
	return (identity_stories(arena, f, NULL)->keys);
}

/* How many stories of now are new to someone who knows before. */
static int
count_new(const struct feed *before, const struct feed *now)
{
	const struct known	*v = known_from(before);
	struct identity		*id = identity_stories(arena, now, NULL);
	struct guid_quality	 q = { 0 };
	int			 n = 0;

	identity_match(id, now->nstories, v, before->nstories, &q);
	for (size_t i = 0; i < now->nstories; i++) {
		if (id[i].known == NULL)
			n++;
		else if (id[i].known != &v[i])
			n += 100;	/* taken for another */
	}
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
	is_num(after(no_title, new_guid_and_link), 0,
	    "no title; guid and link new, text and date the same");
	is_num(after(permalink_guid, NULL), 0, "a guid for a link");
	is_num(after(permalink_guid, secure_permalink_guid), 0,
	    "http to https in a guid that is the link");
}

static void
test_shared(void)
{
	struct feed		*f = feed_new();
	const struct identity	*k;

	is_num(after(same_guid, NULL), 0, "the same guid on all: by link");
	is_num(after(same_guid, edit_both), 0, "same; edited");
	is_num(after(same_guid_no_link, NULL), 0, "no link either: by text");
	is_num(after(same_link, edit_both), 0, "the same link: by guid");
	is_num(after(same_link_no_guid, NULL), 0, "no guid either: by text");
	is_num(after(same_link_no_guid, edit_both), N, "edited: new");
	is_num(after(fragment_link, NULL), 0, "but for the fragment");
	is_num(after(fragment_link, edit_title), 0, "which is a weak key");
	is_num(after(fragment_link, edit_both), N, "and no strong one");
	is_num(after(same_guid_and_link, NULL), 0, "both shared");
	is_num(after(same_guid_and_link, edit_both), N, "both; edited");
	home_link(&f->stories[0], 0);
	ok(digest_is_none(&identity_stories(arena, f, NULL)->keys.link),
	    "a link to the front page is none");
	f->stories[0].url = "http://example.org/feed.xml";
	ok(digest_is_none(&identity_stories(arena, f, NULL)->keys.link),
	    "nor is one to the feed");
	f = feed_new();
	is_num(after(column, NULL), 0, "a weekly column");
	is_num(after(bare_column, restamp), N, "next week's are new");

	for (int i = 0; i < N; i++)
		f->stories[i].guid = i < 3 ? "x" : f->stories[i].guid;
	k = identity_stories(arena, f, NULL);
	ok(digest_is_none(&k[0].keys.guid) && digest_is_none(&k[1].keys.guid) &&
	    digest_is_none(&k[2].keys.guid) &&
	    !digest_is_none(&k[3].keys.guid) &&
	    !digest_is_none(&k[0].keys.link), "only what is shared is dropped");
	ok(k[0].guid_lies && k[2].guid_lies && !k[3].guid_lies,
	    "and the guid lies");
	f = feed_new();
	f->stories[9] = f->stories[0];
	f->stories[9].next = NULL;
	k = identity_stories(arena, f, NULL);
	ok(!digest_is_none(&k[0].keys.guid) && !digest_is_none(&k[0].keys.link)
	    && !k[0].guid_lies && !k[0].repeated && k[9].repeated,
	    "a story listed twice keeps its keys");
	f->stories[9].html = "<p>Edited</p>";
	k = identity_stories(arena, f, NULL);
	ok(digest_is_none(&k[0].keys.guid) && digest_is_none(&k[9].keys.guid) &&
	    !k[9].repeated && !k[0].guid_lies,
	    "an edited one loses them, but the guid is no lie");
	f->stories[5].guid = f->stories[0].guid;
	k = identity_stories(arena, f, NULL);
	ok(digest_is_none(&k[0].keys.guid) && digest_is_none(&k[5].keys.guid) &&
	    k[0].guid_lies && k[5].guid_lies,
	    "unless a third shares it, with a link of its own");
}

static void
test_keys(void)
{
	struct feed	*f = feed_new();
	struct story	*s = f->stories;
	struct keys	 first = keys_of(f), k;

	is_num(first.date, DAY, "the date");
	s[0].title = "  STORY number\n0 ";
	edit_markup(&s[0], 0);
	k = keys_of(f);
	ok(digest_equal(&k.text, &first.text) &&
	    digest_equal(&k.title, &first.title),
	    "markup, blanks and case don't change the weak keys");
	s[0].title = "Story number";
	s[0].html = "0 Body of 0.";
	k = keys_of(f);
	ok(!digest_equal(&k.text, &first.text) &&
	    !digest_equal(&k.title, &first.title),
	    "words moved from title to body do");
	s[0].html = NULL;
	s[0].text = "Body of 0.";
	k = keys_of(f);
	ok(digest_equal(&k.text, &first.text), "plain text is text, too");
	s[0].original_url = "http://example.org/original";
	k = keys_of(f);
	ok(!digest_equal(&k.link, &first.link), "the original link counts");
	s[0].title = s[0].text = NULL;
	s[0].guid = "";
	k = keys_of(f);
	ok(digest_is_none(&k.text) && digest_is_none(&k.title) &&
	    digest_is_none(&k.guid), "no title, no text, an empty guid");
	f->nstories = 0;
	f->stories = NULL;
	ok(identity_stories(arena, f, NULL) != NULL, "a feed without stories");
}

static const struct known *
find_one(const struct keys *k, const struct known *known, size_t n)
{
	struct identity		id = { .keys = *k };
	struct guid_quality	q = { 0 };

	identity_match(&id, 1, known, n, &q);
	return (id.known);
}

static void
test_find(void)
{
	struct keys	 none;
	struct known	 known;
	struct arena	*small = arena_new(100);

	memset(&none, 0, sizeof(none));
	memset(&known, 0, sizeof(known));
	ok(find_one(&none, NULL, 0) == NULL, "nothing known");
	ok(find_one(&none, &known, 1) == NULL, "no keys are nobody's");
	none.guid.b[3] = 1;
	known.keys.link.b[3] = 1;
	ok(find_one(&none, &known, 1) == NULL, "a guid is no link");
	known.old_guid.b[3] = 1;
	ok(find_one(&none, &known, 1) == &known, "the guid before is one");
	none.link.b[4] = known.old_link.b[4] = 1;
	none.guid.b[5] = 1;
	ok(find_one(&none, &known, 1) == &known, "so is the link before");
	ok(identity_stories(small, feed_new(), NULL) == NULL, "a full arena");
	arena_free(small);
}

static void
test_message_id(void)
{
	struct keys	 k = keys_of(feed_new()), copy;
	char		 hex[33];
	const char	*a, *b;

	digest_hex(&k.link, hex);
	is(identity_message_id(arena, &k, 0, "x", 0), hex, "from the link");
	copy = k;
	memset(&copy.guid, 0, sizeof(copy.guid));
	is(identity_message_id(arena, &copy, 0, "y", 1), hex,
	    "whatever the guid and the feed");
	copy = k;
	memset(&copy.link, 0, sizeof(copy.link));
	a = identity_message_id(arena, &copy, 0, "x", 0);
	b = identity_message_id(arena, &copy, 0, "y", 0);
	ok(strlen(a) == 32 && strcmp(a, b) != 0 && strcmp(a, hex) != 0,
	    "else from guid and feed");
	copy.text.b[0] ^= 1;
	is(identity_message_id(arena, &copy, 0, "x", 0), a, "whatever the text");
	a = identity_message_id(arena, &copy, 0, "x", 1);
	copy.text.b[0] ^= 1;
	ok(strcmp(a, identity_message_id(arena, &copy, 0, "x", 1)) != 0,
	    "which counts with weak guids");
	memset(&copy.guid, 0, sizeof(copy.guid));
	a = identity_message_id(arena, &copy, 0, "x", 0);
	copy.date++;
	b = identity_message_id(arena, &copy, 0, "x", 0);
	ok(strcmp(a, b) != 0, "else from title, date and text");
	ok(strcmp(b, identity_message_id(arena, &copy, 0, "y", 0)) != 0,
	    "and feed");
}

/* A link that goes from story to story, as "/latest" does, names none. */
static void
test_passed(void)
{
	struct feed		*f = feed_new();
	struct known		*v = known_from(f);
	struct guid_quality	 q = { 0 };
	struct identity		*id;
	char			 hex[33];

	f->stories[0].guid = "another";
	f->stories[0].title = "Another";
	f->stories[1].url = "http://example.org/its/own";
	v[1].keys.link = v[0].keys.link;
	v[1].old_link = v[0].old_link;
	v[0] = v[9];
	id = identity_stories(arena, f, NULL);
	identity_match(id, 9, v, 9, &q);
	ok(id[0].known == NULL && id[0].link_passed, "from one in the document");
	ok(id[1].known == &v[1] && !id[1].link_passed, "who has another now");
	ok(!id[2].link_passed, "a story's own isn't passed on");
	v[1].old_link = v[1].keys.link;
	v[1].keys.link = id[1].keys.link;
	id = identity_stories(arena, f, NULL);
	identity_match(id, 9, v, 9, &q);
	ok(id[0].link_passed, "from one that had it before");
	v[2].old_link = v[2].keys.link;
	id = identity_stories(arena, f, NULL);
	identity_match(id, 9, v, 9, &q);
	ok(!id[2].link_passed, "its own is no other's when it comes back");
	digest_hex(&id[0].keys.link, hex);
	ok(strcmp(hex, identity_message_id(arena, &id[0].keys, 1, "x", 0)) != 0,
	    "there is no Message-ID from such a link");
}

/* What the state makes of a feed's documents, one after another. */
struct memory {
	struct known		 v[1000];
	size_t			 n;
	struct guid_quality	 guids;
};

static void
keep(struct digest *old, struct digest *key, const struct digest *now)
{
	if (digest_is_none(now) || digest_equal(key, now))
		return;
	if (old != NULL && !digest_is_none(key))
		*old = *key;
	*key = *now;
}

static void
remember(struct memory *m, const struct identity *id)
{
	struct known	*k = id->known != NULL ? &m->v[id->known - m->v] :
			    &m->v[m->n];

	if (id->known == NULL)
		*k = (struct known){ .id = ++m->n };
	keep(&k->old_guid, &k->keys.guid, &id->keys.guid);
	keep(&k->old_link, &k->keys.link, &id->keys.link);
	keep(NULL, &k->keys.path, &id->keys.path);
	keep(NULL, &k->keys.title, &id->keys.title);
	keep(NULL, &k->keys.text, &id->keys.text);
	if (id->keys.date != 0)
		k->keys.date = id->keys.date;
}

/* How many stories of the document are new; -1 when two are one. */
static int
poll_memory(struct memory *m, const struct feed *f)
{
	struct identity	*id = identity_stories(arena, f, NULL);
	uint8_t		 seen[1000] = { 0 };
	int		 new = 0, merged = 0;

	identity_match(id, f->nstories, m->v, m->n, &m->guids);
	for (size_t i = 0; i < f->nstories; i++) {
		if (id[i].repeated)
			continue;
		if (id[i].known == NULL)
			new++;
		else if (seen[id[i].known - m->v]++)
			merged = 1;
	}
	for (size_t i = 0; i < f->nstories; i++)
		if (!id[i].repeated)
			remember(m, &id[i]);
	return (merged ? -1 : new);
}

/* Stories first to last of a document that change c has gone over. */
static struct feed *
feed_part(change *c, int first, int n)
{
	struct feed	*f = feed_new();

	for (int i = 0; i < n; i++)
		c(&f->stories[i], first + i);
	f->nstories = (size_t)n;
	f->stories[n - 1].next = NULL;
	return (f);
}

static struct memory *
memory_new(void)
{
	return (arena_alloc(arena, sizeof(struct memory)));
}

static void
numbered(struct story *s, int i)
{
	s->guid = arena_printf(arena, "urn:%d", i);
	s->url = arena_printf(arena, "http://example.org/no/%d", i);
	s->title = arena_printf(arena, "Number %d", i);
	s->html = arena_printf(arena, "Text %d", i);
	s->published = DAY + i * 60;
}

static void
incident(struct story *s, int i)
{
	numbered(s, i);
	s->title = "Outage";
	s->html = "We look into it.";
	s->published = DAY + 1;
}

static void
parameter(struct story *s, int i)
{
	numbered(s, i);
	s->guid = NULL;
	s->url = arena_printf(arena, "http://example.org/x?cmpid=%d", i);
}

static void
edited_parameter(struct story *s, int i)
{
	parameter(s, i);
	edit_both(s, i);
}

static void
test_apart(void)
{
	struct memory	*m = memory_new();

	is_num(poll_memory(m, feed_part(incident, 0, 1)), 1, "one incident");
	is_num(poll_memory(m, feed_part(incident, 0, 3)), 2,
	    "two more that say the same, the first being there");
	is_num(poll_memory(m, feed_part(incident, 3, 4)), 4,
	    "four, the others gone: several have those keys");
	is_num(poll_memory(m, feed_part(incident, 0, 7)), 0, "all again");
	m = memory_new();
	is_num(poll_memory(m, feed_part(parameter, 0, 5)), 5,
	    "links that differ in a tracker alone");
	is_num(poll_memory(m, feed_part(parameter, 5, 5)), 5, "others");
	is_num(poll_memory(m, feed_part(edited_parameter, 0, 10)), 0,
	    "all, edited, by their whole links");
	is_num(poll_memory(m, feed_part(parameter, 4, 1)), 0,
	    "one of them alone, edited back");
}

static int	salt;

static void
salted_guid(struct story *s, int i)
{
	numbered(s, i);
	s->guid = arena_printf(arena, "urn:%d:%d", i, salt);
}

static void
salted_twin(struct story *s, int i)
{
	salted_guid(s, i);
	s->url = NULL;
	s->title = s->html = "Both the same";
	s->published = 0;
}

static void
guid_by_place(struct story *s, int i)
{
	numbered(s, i);
	s->guid = arena_printf(arena, "%d", i % 10);
}

static void
guid_of_all(struct story *s, int i)
{
	numbered(s, i);
	s->guid = "all";
}

static void
corrected(struct story *s, int i)
{
	numbered(s, i);
	if (i == 0)
		s->guid = arena_printf(arena, "urn:0:%d", salt);
}

static void
is_quality(const struct memory *m, const char *want, const char *name)
{
	is(guid_state_name(m->guids.state), want, name);
}

static void
test_quality(void)
{
	struct memory	*m = memory_new();

	poll_memory(m, feed_part(numbered, 0, 10));
	is_quality(m, "untested", "guids, at first");
	poll_memory(m, feed_part(numbered, 5, 10));
	is_quality(m, "stable", "half of them again");
	for (salt = 1; salt < 4; salt++)
		is_num(poll_memory(m, feed_part(salted_guid, 5, 10)), 0,
		    "a new guid each time");
	is_quality(m, "changing", "is noticed");
	for (int i = 0; i < 1 + GUID_RUNS; i++) {
		is_quality(m, "changing", "until some documents were good");
		poll_memory(m, feed_part(numbered, 5, 10));
	}
	is_quality(m, "stable", "then it is forgotten");
	poll_memory(m, feed_part(guid_of_all, 5, 10));
	is_quality(m, "repeated", "one guid for all");
	is_num(poll_memory(m, feed_part(guid_of_all, 15, 1)), 1,
	    "one more of it alone");
	is_num(poll_memory(m, feed_part(guid_of_all, 16, 1)), 1, "and another");

	m = memory_new();
	poll_memory(m, feed_part(guid_by_place, 0, 10));
	is_num(poll_memory(m, feed_part(guid_by_place, 20, 10)), 10,
	    "guids that are places in the list");
	is_quality(m, "reused", "are noticed");

	m = memory_new();
	poll_memory(m, feed_part(corrected, 0, 10));
	for (salt = 1; salt < 9; salt++)
		poll_memory(m, feed_part(corrected, 0, 10));
	is_quality(m, "stable", "one new guid in ten is a correction");
	poll_memory(m, feed_part(salted_guid, 0, 10));
	for (salt++; salt < 19; salt++)
		poll_memory(m, feed_part(corrected, 0, 10));
	is_quality(m, "changing", "but no proof that all is well again");

	m = memory_new();
	poll_memory(m, feed_part(salted_twin, 0, 10));
	is_num((intmax_t)m->n, 10, "ten twins");
	for (salt++; salt < 23; salt++)
		is_num(poll_memory(m, feed_part(salted_twin, 0, 10)), 0,
		    "with a new guid each time");
}

/* A choice of n that the test can repeat. */
static unsigned int
choose(unsigned int n)
{
	static uint32_t	x = 1;

	x = x * 1664525 + 1013904223;
	return ((x >> 16) % n);
}

static void
any_story(struct story *s, int i)
{
	(void)i;
	s->guid = choose(3) == 0 ? NULL : arena_printf(arena, "%u", choose(4));
	s->url = choose(3) == 0 ? NULL : arena_printf(arena,
	    "http://%c.example/%u%s", 'a' + (int)choose(2), choose(3),
	    choose(4) == 0 ? "#x" : choose(4) == 0 ? "?utm_a=1" : "");
	s->title = arena_printf(arena, "Title %u", choose(3));
	s->html = choose(3) == 0 ? NULL : arena_printf(arena, "Text %u",
	    choose(3));
	s->published = choose(3) == 0 ? 0 : DAY + choose(3);
}

/*
 * Of feeds as confused as can be: no two stories become one, and a document
 * that comes again and again, until what it taught of guids is learned, has
 * nothing new.
 */
static void
test_any(void)
{
	int	merged = 0, again = 0;

	for (int round = 0; round < 3000; round++) {
		struct arena_mark	 mark = arena_mark(arena);
		struct memory		*m = memory_new();

		for (int i = 0; i < 4; i++) {
			struct feed	*f = feed_part(any_story, 0,
					    1 + (int)choose(8));

			for (int j = 0; j < 6; j++)
				merged += poll_memory(m, f) == -1;
			again += poll_memory(m, f) != 0;
		}
		arena_release(arena, mark);
	}
	is_num(merged, 0, "no two stories of a document are one known");
	is_num(again, 0, "a document that comes again has nothing new");
}

/* A hundred thousand stories that differ in date alone take no time. */
static void
test_many(void)
{
	enum { MANY = 100000 };
	struct feed		*f = arena_alloc(arena, sizeof(*f));
	struct story		*s = arena_array(arena, MANY, sizeof(*s));
	struct guid_quality	 q = { 0 };
	struct identity		*id;
	struct known		*v;
	int			 wrong = 0;

	f->stories = s;
	f->nstories = MANY;
	for (int i = 0; i < MANY; i++) {
		s[i].guid = "same";
		s[i].url = "http://example.org/same";
		s[i].title = "Same";
		s[i].published = 1000 + i;
		s[i].next = i + 1 < MANY ? &s[i + 1] : NULL;
	}
	id = identity_stories(arena, f, NULL);
	v = known_from(f);
	identity_match(id, MANY, v, MANY, &q);
	for (int i = 0; i < MANY; i++)
		wrong += id[i].known != &v[i];
	is_num(wrong, 0, "each of 100,000 that differ in date alone");
	for (int i = 0; i < MANY; i++)
		s[i].published += MANY;
	id = identity_stories(arena, f, NULL);
	identity_match(id, MANY, v, MANY, &q);
	wrong = 0;
	for (int i = 0; i < MANY; i++)
		wrong += id[i].known != NULL;
	is_num(wrong, 0, "and none of 100,000 others");
}

/* Dates whose lowest bits are those of all others crowd no table. */
static void
test_crowd(void)
{
	enum { MANY = 20000, STEP = 65536 };
	struct feed		*f = arena_alloc(arena, sizeof(*f));
	struct story		*s = arena_array(arena, MANY, sizeof(*s));
	struct guid_quality	 q = { 0 };
	struct identity		*id;
	struct known		*v;
	clock_t			 begin = clock();
	int			 wrong = 0;

	f->stories = s;
	f->nstories = MANY;
	for (int i = 0; i < MANY; i++) {
		s[i].title = "Same";
		s[i].published = (int64_t)STEP * (i + 1);
		s[i].next = i + 1 < MANY ? &s[i + 1] : NULL;
	}
	id = identity_stories(arena, f, NULL);
	v = known_from(f);
	for (int i = 0; i < MANY; i++)
		v[i].keys.date += (int64_t)STEP * MANY;
	identity_match(id, MANY, v, MANY, &q);
	for (int i = 0; i < MANY; i++)
		wrong += id[i].known != NULL;
	is_num(wrong, 0, "none of 20,000 of other dates is known");
	ok(clock() - begin < 5 * CLOCKS_PER_SEC, "and that takes no time");
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
	test_passed();
	test_apart();
	test_quality();
	test_any();
	test_many();
	test_crowd();
	arena_free(arena);
	return (tap_done());
}
