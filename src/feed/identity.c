#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/xmalloc.h"
#include "feed/html.h"
#include "feed/identity.h"
#include "feed/url.h"
#include "feed/word.h"

#define PIECE		(64 * 1024)
#define SCRATCH_MAX	(256 * 1024 * 1024)	/* bytes, for one story */

/*
 * What a story can be looked up by.  BARE entries are those of stories that
 * have neither guid nor link: their text alone may decide.
 */
enum entry_kind {
	ENTRY_GUID = 1, ENTRY_LINK, ENTRY_WEAK, ENTRY_TEXT_DATE, ENTRY_TEXT,
	ENTRY_BARE_DATE, ENTRY_BARE
};

struct entry {
	struct digest	 key;
	const void	*value;		/* NULL: a free slot */
};

struct table {
	struct entry	*v;
	size_t		 mask;
};

struct identity {
	struct table	table;
};

/* Room for n entries, half full at most. */
static void
table_init(struct table *t, size_t n)
{
	size_t	size = 16;

	while (size < n * 2)
		size *= 2;
	t->v = xcalloc(size, sizeof(*t->v));
	t->mask = size - 1;
}

static struct entry *
table_slot(const struct table *t, const struct digest *key)
{
	uint64_t	h;
	size_t		i;

	memcpy(&h, key->b, sizeof(h));
	for (i = (size_t)h & t->mask; t->v[i].value != NULL &&
	    !digest_equal(&t->v[i].key, key);)
		i = (i + 1) & t->mask;
	return (&t->v[i]);
}

/* The first value of a key stays. */
static void
table_add(struct table *t, const struct digest *key, const void *value)
{
	struct entry	*e = table_slot(t, key);

	if (e->value == NULL)
		*e = (struct entry){ *key, value };
}

static int
is_set(const struct digest *d)
{
	return (!digest_is_none(d));
}

/* A digest as the key of one kind of entry, with a date where it counts. */
static struct digest
entry_key(enum entry_kind kind, const struct digest *d, int64_t date)
{
	struct digest	k = *d;
	uint64_t	mix = (uint64_t)date * 0x9e3779b97f4a7c15ULL;

	for (size_t i = 0; i < 8; i++)
		k.b[i] = (uint8_t)(k.b[i] ^ (mix >> (8 * i)));
	k.b[15] = (uint8_t)(k.b[15] ^ (unsigned int)kind);
	return (k);
}

/* Both weak keys as one. */
static struct digest
weak_key(const struct keys *k)
{
	struct digest	d;

	for (size_t i = 0; i < sizeof(d.b); i++)
		d.b[i] = (uint8_t)(k->stamp.b[i] ^ k->text.b[15 - i]);
	return (entry_key(ENTRY_WEAK, &d, 0));
}

static int
is_bare(const struct keys *k)
{
	return (digest_is_none(&k->guid) && digest_is_none(&k->link));
}

static void
digest_words(struct digest_ctx *ctx, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		digest_update(ctx, w->v[i].folded, w->v[i].len);
		digest_update(ctx, " ", 1);
	}
}

/* At most PIECE, up to a blank where there is any. */
static size_t
piece_length(const char *text, size_t left)
{
	size_t	n = PIECE;

	if (left <= PIECE)
		return (left);
	while (n > 0 && text[n - 1] != ' ' && text[n - 1] != '\n')
		n--;
	if (n > 0)
		return (n);
	for (n = PIECE; ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	return (n);
}

/* In pieces that end between words: a body's words take more than the body. */
static int
add_words(struct arena *scratch, struct digest_ctx *ctx, const char *text,
    size_t *n)
{
	size_t			 len, left = text != NULL ? strlen(text) : 0;
	struct arena_mark	 mark = arena_mark(scratch);
	struct words		 w;

	for (; left > 0; text += len, left -= len) {
		len = piece_length(text, left);
		if (words_split(scratch, text, len, &w) == -1)
			return (-1);
		digest_words(ctx, &w);
		*n += w.n;
		arena_release(scratch, mark);
	}
	return (0);
}

static const char *
story_body(struct arena *scratch, const struct story *s)
{
	size_t	len;

	if (s->html != NULL)
		return (html_reduce(scratch, s->html, &len));
	if (s->text != NULL)
		return (s->text);
	return (s->summary_html != NULL ?
	    html_reduce(scratch, s->summary_html, &len) : NULL);
}

/* Title and body by their words alone, so that markup doesn't count. */
static int
make_text(struct arena *scratch, struct digest_ctx *ctx, const struct story *s,
    struct digest *out)
{
	size_t	n = 0;

	if (add_words(scratch, ctx, s->title, &n) == -1)
		return (-1);
	digest_update(ctx, "\n", 1);
	if (add_words(scratch, ctx, story_body(scratch, s), &n) == -1)
		return (-1);
	digest_final(ctx, out);
	if (n == 0)
		memset(out, 0, sizeof(*out));
	return (arena_failed(scratch) ? -1 : 0);
}

static int
make_stamp(struct arena *scratch, struct digest_ctx *ctx,
    const struct story *s, struct digest *out)
{
	char	date[24];
	size_t	n = 0;

	if (s->published == 0 || s->title == NULL)
		return (0);
	if (add_words(scratch, ctx, s->title, &n) == -1)
		return (-1);
	for (size_t i = 0; i < 8; i++)
		date[i] = (char)((uint64_t)s->published >> (8 * i));
	digest_update(ctx, date, 8);
	digest_final(ctx, out);
	if (n == 0)
		memset(out, 0, sizeof(*out));
	return (0);
}

/* A guid that is the story's address stands in for a link it lacks. */
static const char *
story_link(const struct story *s)
{
	if (s->original_url != NULL)
		return (s->original_url);
	if (s->url != NULL)
		return (s->url);
	return (s->guid_is_permalink ? s->guid : s->external_url);
}

static const char *
canonical(struct arena *scratch, const char *url)
{
	return (url != NULL ? url_canonical(scratch, url) : NULL);
}

/* The feed's own links, canonical. */
struct own_links {
	const char	*home, *self;	/* NULL: none */
};

/* A link to the site's front page says nothing about the story. */
static int
is_own(const struct own_links *own, const char *link)
{
	return ((own->home != NULL && strcmp(own->home, link) == 0) ||
	    (own->self != NULL && strcmp(own->self, link) == 0));
}

static int
make_keys(struct arena *scratch, struct digest_ctx *ctx,
    const struct own_links *own, const struct story *s, struct keys *k)
{
	const char	*link;

	k->date = s->published;
	if (s->guid != NULL && *s->guid != '\0')
		digest_bytes(s->guid, strlen(s->guid), &k->guid);
	if ((link = canonical(scratch, story_link(s))) != NULL &&
	    !is_own(own, link))
		digest_bytes(link, strlen(link), &k->link);
	if (make_stamp(scratch, ctx, s, &k->stamp) == -1 ||
	    make_text(scratch, ctx, s, &k->text) == -1)
		return (-1);
	return (arena_failed(scratch) ? -1 : 0);
}

/* A text too large for its keys: guid and link have to do. */
static void
forget_text(struct digest_ctx *ctx, struct keys *k)
{
	struct digest	unfinished;

	digest_final(ctx, &unfinished);
	memset(&k->stamp, 0, sizeof(k->stamp));
	memset(&k->text, 0, sizeof(k->text));
}

/* The same story listed twice, rather than two that share a key. */
static int
same_story(const struct keys *a, const struct keys *b)
{
	return (digest_equal(&a->guid, &b->guid) &&
	    digest_equal(&a->link, &b->link) &&
	    digest_equal(&a->text, &b->text) && a->date == b->date);
}

/* Notes in shared[] the stories whose key at offset others have, too. */
static void
find_shared(const struct keys *k, size_t n, size_t offset, uint8_t *shared,
    uint8_t bit)
{
	struct table	t;
	struct entry	*e;
	size_t		 i;

	table_init(&t, n);
	for (i = 0; i < n; i++) {
		const struct digest	*d = (const struct digest *)
				    (const void *)((const char *)&k[i] +
				    offset);

		if (digest_is_none(d))
			continue;
		e = table_slot(&t, d);
		if (e->value == NULL)
			*e = (struct entry){ *d, &k[i] };
		else if (!same_story(e->value, &k[i])) {
			shared[(const struct keys *)e->value - k] |= bit;
			shared[i] |= bit;
		}
	}
	/* The later ones of a run share with the first. */
	for (i = 0; i < n; i++) {
		const struct digest	*d = (const struct digest *)
				    (const void *)((const char *)&k[i] +
				    offset);

		if (is_set(d) && (shared[(const struct keys *)
		    table_slot(&t, d)->value - k] & bit))
			shared[i] |= bit;
	}
	free(t.v);
}

static void
drop_shared(struct keys *k, size_t n)
{
	uint8_t	*shared = xcalloc(n + 1, 1);

	find_shared(k, n, offsetof(struct keys, guid), shared, 1);
	find_shared(k, n, offsetof(struct keys, link), shared, 2);
	for (size_t i = 0; i < n; i++) {
		if (shared[i] & 1)
			memset(&k[i].guid, 0, sizeof(k[i].guid));
		if (shared[i] & 2)
			memset(&k[i].link, 0, sizeof(k[i].link));
	}
	free(shared);
}

struct keys *
identity_keys(struct arena *a, const struct feed *f)
{
	struct arena		*scratch;
	struct digest_ctx	*ctx;
	const struct story	*s;
	struct keys		*k;
	struct own_links	 own = { canonical(a, f->home_url),
				    canonical(a, f->feed_url) };
	size_t			 n = 0;

	if ((k = arena_array(a, f->nstories + 1, sizeof(*k))) == NULL)
		return (NULL);
	scratch = arena_new(SCRATCH_MAX);
	ctx = digest_new();
	for (s = f->stories; s != NULL && n < f->nstories; s = s->next) {
		arena_reset(scratch);
		if (make_keys(scratch, ctx, &own, s, &k[n]) == -1)
			forget_text(ctx, &k[n]);
		n++;
	}
	digest_free(ctx);
	arena_free(scratch);
	drop_shared(k, n);
	return (k);
}

static void
add(struct table *t, enum entry_kind kind, const struct digest *d,
    int64_t date, const struct known *value)
{
	struct digest	key = entry_key(kind, d, date);

	table_add(t, &key, value);
}

static void
add_known(struct table *t, const struct known *n)
{
	const struct keys	*k = &n->keys;
	struct digest		 weak;

	if (is_set(&k->guid))
		add(t, ENTRY_GUID, &k->guid, 0, n);
	if (is_set(&k->link))
		add(t, ENTRY_LINK, &k->link, 0, n);
	if (digest_is_none(&k->text))
		return;
	if (is_set(&k->stamp)) {
		weak = weak_key(k);
		table_add(t, &weak, n);
	}
	add(t, ENTRY_TEXT_DATE, &k->text, k->date, n);
	add(t, ENTRY_TEXT, &k->text, 0, n);
	if (is_bare(k)) {
		add(t, ENTRY_BARE_DATE, &k->text, k->date, n);
		add(t, ENTRY_BARE, &k->text, 0, n);
	}
}

struct identity *
identity_new(const struct known *known, size_t n)
{
	struct identity	*id = xcalloc(1, sizeof(*id));

	table_init(&id->table, n * 7);
	for (size_t i = 0; i < n; i++)
		add_known(&id->table, &known[i]);
	return (id);
}

void
identity_free(struct identity *id)
{
	if (id == NULL)
		return;
	free(id->table.v);
	free(id);
}

static const struct known *
find(const struct identity *id, enum entry_kind kind, const struct digest *d,
    int64_t date)
{
	struct digest	key = entry_key(kind, d, date);

	return (is_set(d) ? table_slot(&id->table, &key)->value : NULL);
}

/*
 * By text alone, when one side has no other key to go by: a date on one side
 * only contradicts nothing, two different ones do.
 */
static const struct known *
find_text(const struct identity *id, const struct keys *k)
{
	int			 bare = is_bare(k);
	enum entry_kind		 dated, any;
	const struct known	*n;

	dated = bare ? ENTRY_TEXT_DATE : ENTRY_BARE_DATE;
	any = bare ? ENTRY_TEXT : ENTRY_BARE;
	if (k->date == 0)
		return (find(id, any, &k->text, 0));
	if ((n = find(id, dated, &k->text, k->date)) != NULL)
		return (n);
	return (find(id, dated, &k->text, 0));
}

const struct known *
identity_find(const struct identity *id, const struct keys *k)
{
	const struct known	*n;
	struct digest		 weak;

	if ((n = find(id, ENTRY_GUID, &k->guid, 0)) != NULL ||
	    (n = find(id, ENTRY_LINK, &k->link, 0)) != NULL)
		return (n);
	if (digest_is_none(&k->text))
		return (NULL);
	if (is_set(&k->stamp)) {
		weak = weak_key(k);
		if ((n = table_slot(&id->table, &weak)->value) != NULL)
			return (n);
	}
	return (find_text(id, k));
}

const char *
identity_message_id(struct arena *a, const struct keys *k,
    const char *feed_name)
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 d;
	char			 hex[33];

	if (is_set(&k->link))
		d = k->link;
	else {
		digest_update(ctx, feed_name, strlen(feed_name) + 1);
		if (is_set(&k->guid))
			digest_update(ctx, &k->guid, sizeof(k->guid));
		else {
			digest_update(ctx, &k->stamp, sizeof(k->stamp));
			digest_update(ctx, &k->text, sizeof(k->text));
		}
		digest_final(ctx, &d);
	}
	digest_free(ctx);
	digest_hex(&d, hex);
	return (arena_strdup(a, hex));
}
