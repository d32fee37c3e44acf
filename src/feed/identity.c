#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/xmalloc.h"
#include "feed/html.h"
#include "feed/identity.h"
#include "feed/identity_table.h"
#include "feed/url.h"
#include "feed/word.h"

#define PIECE		(64 * 1024)
#define SCRATCH_MAX	(256 * 1024 * 1024)	/* bytes, for one story */

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
    struct shingles *runs, size_t *n)
{
	size_t			 len, left = text != NULL ? strlen(text) : 0;
	struct arena_mark	 mark = arena_mark(scratch);
	struct words		 w;

	for (; left > 0; text += len, left -= len) {
		len = piece_length(text, left);
		if (words_split(scratch, text, len, &w) == -1)
			return (-1);
		digest_words(ctx, &w);
		if (runs != NULL)
			shingles_add(runs, &w);
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

/* By its words alone, so that markup and blanks don't count. */
static int
make_words(struct arena *scratch, struct digest_ctx *ctx, const char *text,
    struct shingles *runs, struct digest *out)
{
	size_t	n = 0;

	if (add_words(scratch, ctx, text, runs, &n) == -1)
		return (-1);
	digest_final(ctx, out);
	if (n == 0)
		memset(out, 0, sizeof(*out));
	return (arena_failed(scratch) ? -1 : 0);
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
canonical(struct arena *a, const char *url)
{
	return (url != NULL ? url_canonical(a, url) : NULL);
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

/* What a site serves for a folder, without which the path says the same. */
static size_t
without_index(const char *path, size_t n)
{
	static const char *const	names[] = {
		"/index.html", "/index.htm", "/index.php", "/index.asp",
		"/index.aspx", "/default.asp", "/default.aspx"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t	len = strlen(names[i]);

		if (n >= len && strncmp(path + n - len, names[i], len) == 0)
			return (n - len);
	}
	return (n);
}

/*
 * The link without its host, whatever its case: hosts alias one another, and
 * some servers don't tell A from a.
 */
static void
make_path(struct arena *scratch, const char *link, struct digest *out)
{
	char	*s = arena_strdup(scratch, link + strlen("http://"));
	size_t	 n, all;

	if (s == NULL)
		return;
	s += strcspn(s, "/");
	all = strlen(s);
	for (size_t i = 0; i < all; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] = (char)(s[i] + ('a' - 'A'));
	n = without_index(s, strcspn(s, "?#"));
	memmove(s + n, s + strcspn(s, "?#"), all - strcspn(s, "?#") + 1);
	if (strcmp(s, "/") != 0 && *s != '\0')
		digest_bytes(s, strlen(s), out);
}

static void
make_links(struct arena *scratch, const struct own_links *own,
    const struct story *s, struct identity *id)
{
	const char	*url = story_link(s), *link, *whole = NULL, *spot;

	if (url == NULL || (link = url_forms(scratch, url, &whole)) == NULL ||
	    is_own(own, link) || whole == NULL)
		return;
	digest_bytes(link, strlen(link), &id->keys.link);
	make_path(scratch, link, &id->keys.path);
	digest_bytes(whole, strlen(whole), &id->spot);
	if ((spot = strchr(whole, '#')) != NULL && spot[1] != '!')
		digest_bytes(whole, (size_t)(spot - whole), &id->whole);
	else
		id->whole = id->spot;
}

/* A text too large for its key: the others have to do. */
static void
make_keys(struct arena *scratch, struct digest_ctx *ctx,
    const struct own_links *own, const struct story *s, struct shingles *runs,
    struct identity *id)
{
	struct keys	*k = &id->keys;
	struct digest	 unfinished;
	int		 good;

	k->date = s->published;
	if (s->guid != NULL && *s->guid != '\0')
		digest_bytes(s->guid, strlen(s->guid), &k->guid);
	make_links(scratch, own, s, id);
	good = make_words(scratch, ctx, s->title, NULL, &k->title) == 0 &&
	    make_words(scratch, ctx, story_body(scratch, s), runs,
	    &k->text) == 0;
	if (!good) {
		digest_final(ctx, &unfinished);
		memset(&k->title, 0, sizeof(k->title));
		memset(&k->text, 0, sizeof(k->text));
	}
	if (runs != NULL)
		shingles_end(runs, good);
}

/*
 * All that tells two stories of a document apart.  A fragment or a tracker
 * in the link does so only where little else is there to go by.
 */
static void
make_print(struct digest_ctx *ctx, const struct identity *id,
    struct digest *out)
{
	const struct keys	*k = &id->keys;
	int			 enough = !digest_is_none(&k->guid) ||
				    (k->date != 0 && !digest_is_none(&k->text));

	digest_update(ctx, &k->guid, sizeof(k->guid));
	digest_update(ctx, &k->link, sizeof(k->link));
	digest_update(ctx, &k->title, sizeof(k->title));
	digest_update(ctx, &k->text, sizeof(k->text));
	digest_update(ctx, &k->date, sizeof(k->date));
	if (!enough)
		digest_update(ctx, &id->spot, sizeof(id->spot));
	digest_final(ctx, out);
}

static void
find_repeated(struct digest_ctx *ctx, struct identity *v, size_t n)
{
	struct digest	d;
	struct table	t;

	table_init(&t, n);
	for (size_t i = 0; i < n; i++) {
		make_print(ctx, &v[i], &d);
		v[i].repeated = table_add(&t, &d, (uint32_t)i)->value != i;
	}
	table_free(&t);
}

static struct digest *
digest_at(struct identity *id, size_t offset)
{
	return ((struct digest *)(void *)((char *)id + offset));
}

/*
 * Notes in shared[], by story, the first of those that have the same digest
 * at offset, where there are two or more; TABLE_NONE elsewhere.
 */
static void
find_shared(struct identity *v, size_t n, size_t offset, uint32_t *shared)
{
	struct table		 t;
	struct table_slot	*slot;
	const struct digest	*d;

	table_init(&t, n);
	for (size_t i = 0; i < n; i++) {
		shared[i] = TABLE_NONE;
		d = digest_at(&v[i], offset);
		if (v[i].repeated || digest_is_none(d))
			continue;
		slot = table_add(&t, d, (uint32_t)i);
		if (slot->value != i)
			shared[i] = shared[slot->value] = slot->value;
	}
	table_free(&t);
}

/* One story listed twice with an edit in between shares its link, too. */
static void
drop_guids(struct identity *v, size_t n, uint32_t *shared)
{
	static const struct digest	none;
	const struct identity		*first;

	find_shared(v, n, offsetof(struct identity, keys.guid), shared);
	for (size_t i = 0; i < n; i++) {
		if (shared[i] == TABLE_NONE)
			continue;
		first = &v[shared[i]];
		if (&v[i] != first && (digest_is_none(&v[i].keys.link) ||
		    !digest_equal(&v[i].keys.link, &first->keys.link)))
			v[i].guid_lies = v[shared[i]].guid_lies = 1;
		v[i].keys.guid = none;
	}
}

/* A digest that stories share is none for them. */
static void
drop_digests(struct identity *v, size_t n, size_t offset, uint32_t *shared)
{
	static const struct digest	none;

	find_shared(v, n, offset, shared);
	for (size_t i = 0; i < n; i++)
		if (shared[i] != TABLE_NONE)
			*digest_at(&v[i], offset) = none;
}

/*
 * Parameters are left off only where the links stay different: else the link
 * with them is the key, if it is one.  One with its fragment is a weak key:
 * it may be the name of a story or of a place in the list.
 */
static void
drop_links(struct identity *v, size_t n, uint32_t *shared)
{
	static const struct digest	none;

	drop_digests(v, n, offsetof(struct identity, whole), shared);
	drop_digests(v, n, offsetof(struct identity, spot), shared);
	find_shared(v, n, offsetof(struct identity, keys.link), shared);
	for (size_t i = 0; i < n; i++)
		if (shared[i] != TABLE_NONE)
			v[i].keys.link = v[i].whole;
	find_shared(v, n, offsetof(struct identity, keys.path), shared);
	for (size_t i = 0; i < n; i++)
		if (shared[i] != TABLE_NONE)
			v[i].keys.path = digest_is_none(&v[i].keys.link) ?
			    v[i].spot : none;
}

struct identity *
identity_stories(struct arena *a, const struct feed *f, struct shingles *runs)
{
	struct arena		*scratch;
	struct digest_ctx	*ctx;
	const struct story	*s;
	struct identity		*v;
	struct own_links	 own = { canonical(a, f->home_url),
				    canonical(a, f->feed_url) };
	uint32_t		*shared;
	size_t			 n = 0;

	if ((v = arena_array(a, f->nstories + 1, sizeof(*v))) == NULL)
		return (NULL);
	scratch = arena_new(SCRATCH_MAX);
	ctx = digest_new();
	for (s = f->stories; s != NULL && n < f->nstories; s = s->next) {
		arena_reset(scratch);
		make_keys(scratch, ctx, &own, s, runs, &v[n++]);
	}
	arena_free(scratch);
	find_repeated(ctx, v, n);
	digest_free(ctx);
	shared = xcalloc(n + 1, sizeof(*shared));
	drop_guids(v, n, shared);
	drop_links(v, n, shared);
	free(shared);
	return (v);
}

const char *
identity_message_id(struct arena *a, const struct keys *k, int link_passed,
    const char *feed_name, int weak_guids)
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 d;
	char			 hex[33];

	if (!digest_is_none(&k->link) && !link_passed)
		d = k->link;
	else {
		digest_update(ctx, feed_name, strlen(feed_name) + 1);
		digest_update(ctx, &k->guid, sizeof(k->guid));
		if (digest_is_none(&k->guid) || weak_guids) {
			digest_update(ctx, &k->path, sizeof(k->path));
			digest_update(ctx, &k->title, sizeof(k->title));
			digest_update(ctx, &k->text, sizeof(k->text));
			digest_update(ctx, &k->date, sizeof(k->date));
		}
		digest_final(ctx, &d);
	}
	digest_free(ctx);
	digest_hex(&d, hex);
	return (arena_strdup(a, hex));
}

const char *
identity_update_id(struct arena *a, const char *message_id,
    const struct digest *words)
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 d;
	char			 hex[33];

	digest_update(ctx, "edit\n", 5);
	digest_update(ctx, words, sizeof(*words));
	digest_update(ctx, message_id, strlen(message_id));
	digest_final(ctx, &d);
	digest_free(ctx);
	digest_hex(&d, hex);
	return (arena_strdup(a, hex));
}
