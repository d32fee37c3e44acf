#include <string.h>

#include "feed/revision.h"
#include "feed/revision_diff.h"
#include "feed/revision_internal.h"
#include "feed/revision_words.h"

static uint64_t *
hashes_of(struct arena *a, const struct words *w)
{
	uint64_t	*v = arena_array(a, w->n + 1, sizeof(*v));

	for (size_t i = 0; v != NULL && i < w->n; i++)
		v[i] = w->v[i].hash;
	return (v);
}

static uint32_t
size_of(const struct revision_hunk *h)
{
	uint32_t	a = h->a_end - h->a, b = h->b_end - h->b;

	return (a > b ? a : b);
}

/* Words that stayed between larger changes say nothing: they become one. */
static size_t
join_hunks(struct revision_hunk *v, size_t n)
{
	size_t		to = 0;
	uint32_t	gap;

	for (size_t i = 1; i < n; i++) {
		gap = v[i].b - v[to].b_end;
		if (gap <= 2 && gap < size_of(&v[to]) &&
		    gap < size_of(&v[i])) {
			v[to].a_end = v[i].a_end;
			v[to].b_end = v[i].b_end;
		} else
			v[++to] = v[i];
	}
	return (n != 0 ? to + 1 : 0);
}

/* Of texts that were cut the last change may be but where they were. */
static size_t
without_end(const struct revision_side *s, size_t n)
{
	const struct revision_hunk	*h = s->hunks + n - 1;

	return (n != 0 && s->cut && h->a_end == s->old.n &&
	    h->b_end == s->now.n ? n - 1 : n);
}

#define MANY		60	/* words */

/* Three of four words are others: that is better read anew. */
static int
is_rewritten(const struct revision_side *s)
{
	size_t	n = 0, most = s->now.n > s->old.n ? s->now.n : s->old.n;

	for (size_t i = 0; i < s->n; i++)
		n += s->old.n != 0 ? size_of(&s->hunks[i]) : 0;
	return (n > MANY && n > most / 4 * 3);
}

static int
compare_side(struct arena *a, struct revision_side *s, uint64_t *steps)
{
	uint64_t	*x, *y;
	int		 cut_old, cut_now;

	if (revision_words(a, s->old_text, &s->old, &cut_old) == -1 ||
	    revision_words(a, s->now_text, &s->now, &cut_now) == -1 ||
	    (x = hashes_of(a, &s->old)) == NULL ||
	    (y = hashes_of(a, &s->now)) == NULL)
		return (-1);
	s->cut = cut_old || cut_now;
	s->hunks = revision_diff(a, x, s->old.n, y, s->now.n, steps, &s->n,
	    &s->rewritten);
	if (s->hunks == NULL)
		return (-1);
	s->n = without_end(s, join_hunks(s->hunks, s->n));
	s->rewritten |= is_rewritten(s);
	return (0);
}

struct revision *
revision_compare(struct arena *a, const struct revision_texts *before,
    const struct revision_texts *now, uint64_t *steps)
{
	struct revision	*r = arena_alloc(a, sizeof(*r));

	if (r == NULL)
		return (NULL);
	r->sides[0].field = TOPIC_TITLE;
	r->sides[0].old_text = before->title != NULL ? before->title : "";
	r->sides[0].now_text = now->title != NULL ? now->title :
	    r->sides[0].old_text;
	r->sides[1].field = TOPIC_BODY;
	r->sides[1].old_text = before->body != NULL ? before->body : "";
	r->sides[1].now_text = now->body != NULL && *now->body != '\0' ?
	    now->body : r->sides[1].old_text;
	for (int i = 0; i < REVISION_SIDES; i++)
		if (compare_side(a, &r->sides[i], steps) == -1)
			return (NULL);
	return (r);
}

size_t
revision_changes(const struct revision *r)
{
	return (r->sides[0].n + r->sides[1].n);
}

static uint64_t
hash_words(uint64_t h, const struct word *w, uint32_t from, uint32_t to)
{
	for (; from < to; from++)
		h = word_hash_more(h, (const char *)&w[from].hash,
		    sizeof(w[from].hash));
	return (word_hash_more(h, "/", 1));
}

uint64_t
revision_hash(const struct revision *r, size_t i)
{
	const struct revision_side	*s = &r->sides[i >= r->sides[0].n];
	const struct revision_hunk	*h;
	uint64_t			 hash;

	h = &s->hunks[i - (s != r->sides ? r->sides[0].n : 0)];
	hash = hash_words(word_hash("", 0), s->old.v, h->a, h->a_end);
	return (hash_words(hash, s->now.v, h->b, h->b_end));
}

void
revision_drop(struct revision *r, size_t i)
{
	struct revision_side	*s = &r->sides[i >= r->sides[0].n];
	size_t			 at = i - (s != r->sides ? r->sides[0].n : 0);

	s->n--;
	memmove(s->hunks + at, s->hunks + at + 1, (s->n - at) *
	    sizeof(*s->hunks));
}
