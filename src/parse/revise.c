#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/xmalloc.h"
#include "feed/archive.h"
#include "parse/revise.h"

#define STEPS_STORY	((uint64_t)4000000)	/* of comparing */
#define STEPS_DOCUMENT	((uint64_t)200000000)
#define CHANGES_MAX	((size_t)1 << 20)	/* of a document */

struct entry {
	struct known_told	*told;		/* NULL: not looked at */
	enum revise_verdict	 verdict;
	size_t			 first, n;	/* of the changes */
};

struct change {
	uint64_t	hash;
	uint32_t	story;
};

struct revise {
	struct known_told	*told;		/* by id */
	size_t			 ntold;
	struct entry		*entries;
	size_t			 nentries;
	struct change		*changes;	/* by story */
	size_t			 nchanges;
	uint64_t		*shared;	/* those of templates, ascending */
	size_t			 nshared;
	uint64_t		 steps;
	int			 replies;
};

struct revise *
revise_new(const void *told, size_t len, size_t n, int replies)
{
	struct revise		*v = xcalloc(1, sizeof(*v));
	struct pack_reader	 r;
	struct known_told	 t;

	pack_reader_init(&r, told, len);
	while (known_told_get(&r, &t) == 0) {
		if ((v->ntold & (v->ntold - 1)) == 0)
			v->told = xreallocarray(v->told, v->ntold != 0 ?
			    2 * v->ntold : 1, sizeof(*v->told));
		v->told[v->ntold++] = t;
	}
	v->entries = xcalloc(n + 1, sizeof(*v->entries));
	v->nentries = n;
	v->steps = STEPS_DOCUMENT;
	v->replies = replies;
	return (v);
}

void
revise_free(struct revise *v)
{
	if (v == NULL)
		return;
	free(v->told);
	free(v->entries);
	free(v->changes);
	free(v->shared);
	free(v);
}

static int
by_id(const void *a, const void *b)
{
	const uint64_t			*x = a;
	const struct known_told	*y = b;

	return (*x < y->id ? -1 : *x > y->id);
}

static void
texts_of(const struct topic_text *t, size_t n, struct revision_texts *out)
{
	memset(out, 0, sizeof(*out));
	for (; n > 0; n--, t++)
		if (t->field == TOPIC_TITLE && out->title == NULL)
			out->title = t->text;
		else if (t->field == TOPIC_BODY && out->body == NULL)
			out->body = t->text;
}

/* What was told, and how that was changed. */
static struct revision *
compare(struct revise *v, struct arena *a, const struct known_told *told,
    const struct topic_text *texts, size_t ntexts)
{
	struct archive_story	 kept;
	struct revision_texts	 before, now;
	struct revision		*r;
	uint64_t		 may, left;

	if (archive_read(a, told->texts, told->len, &kept) == -1)
		return (NULL);
	texts_of(kept.texts, kept.ntexts, &before);
	texts_of(texts, ntexts, &now);
	may = left = v->steps < STEPS_STORY ? v->steps : STEPS_STORY;
	r = revision_compare(a, &before, &now, &left);
	v->steps -= may - left;
	return (r);
}

static void
add_change(struct revise *v, size_t number, uint64_t hash)
{
	struct entry	*e = &v->entries[number];

	if (v->nchanges == CHANGES_MAX)
		return;
	if ((v->nchanges & (v->nchanges - 1)) == 0)
		v->changes = xreallocarray(v->changes, v->nchanges != 0 ?
		    2 * v->nchanges : 1, sizeof(*v->changes));
	v->changes[v->nchanges++] = (struct change){ hash, (uint32_t)number };
	e->n++;
}

int
revise_is_known(struct revise *v, size_t number, uint64_t id,
    const struct digest *words)
{
	struct entry	*e = &v->entries[number];

	assert(number < v->nentries);
	e->verdict = REVISE_FIRST;
	if (v->ntold == 0 || (e->told = bsearch(&id, v->told, v->ntold,
	    sizeof(*v->told), by_id)) == NULL)
		return (1);
	if (!e->told->archived)
		e->verdict = REVISE_NOTHING;
	return (digest_equal(&e->told->looked, words));
}

/* What is hidden is changed where it waits, and nobody gets a mail more. */
static int
is_heard(const struct revise *v, const struct entry *e)
{
	return (v->replies && !e->told->hidden);
}

void
revise_survey(struct revise *v, struct arena *a, size_t number,
    const struct digest *words, const struct topic_text *texts, size_t ntexts)
{
	struct entry	*e = &v->entries[number];
	struct revision	*r;
	size_t		 n;

	if ((r = compare(v, a, e->told, texts, ntexts)) == NULL) {
		e->verdict = REVISE_ADOPT;
		return;
	}
	e->first = v->nchanges;
	n = revision_changes(r);
	for (size_t i = 0; i < n; i++)
		add_change(v, number, revision_hash(r, i));
	if (n != 0)
		e->verdict = is_heard(v, e) && known_told_has_seen(e->told,
		    words) ? REVISE_ADOPT : REVISE_TELL;
	else if (!e->told->archived)
		e->verdict = REVISE_LOOKED;
}

static int
by_hash(const void *a, const void *b)
{
	const struct change	*x = a, *y = b;

	if (x->hash != y->hash)
		return (x->hash < y->hash ? -1 : 1);
	return (x->story < y->story ? -1 : x->story > y->story);
}

/* Hashes are of words that feeds choose: sorted, they cost what others do. */
static void
find_shared(struct revise *v)
{
	struct change	*all = xcalloc(v->nchanges + 1, sizeof(*all));
	size_t		 stories = 0;

	v->shared = xcalloc(v->nchanges + 1, sizeof(*v->shared));
	if (v->nchanges != 0)
		memcpy(all, v->changes, v->nchanges * sizeof(*all));
	qsort(all, v->nchanges, sizeof(*all), by_hash);
	for (size_t i = 0; i < v->nchanges; i++) {
		if (i == 0 || all[i].hash != all[i - 1].hash)
			stories = 1;
		else
			stories += all[i].story != all[i - 1].story;
		if (stories >= REVISE_SHARED && (v->nshared == 0 ||
		    v->shared[v->nshared - 1] != all[i].hash))
			v->shared[v->nshared++] = all[i].hash;
	}
	free(all);
}

static int
is_shared(const struct revise *v, uint64_t hash)
{
	return (v->nshared != 0 && bsearch(&hash, v->shared, v->nshared,
	    sizeof(hash), order_u64) != NULL);
}

/* Whether a template changed, and nothing else. */
static int
has_shared_only(const struct revise *v, const struct entry *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (!is_shared(v, v->changes[e->first + i].hash))
			return (0);
	return (e->n != 0);
}

void
revise_decide(struct revise *v)
{
	struct entry	*e;
	size_t		 n = 0;

	find_shared(v);
	for (e = v->entries; e < v->entries + v->nentries; e++) {
		if (e->verdict == REVISE_TELL && has_shared_only(v, e))
			e->verdict = REVISE_ADOPT;
		n += e->verdict == REVISE_TELL && is_heard(v, e);
	}
	if (n <= REVISE_MANY)
		return;
	for (e = v->entries; e < v->entries + v->nentries; e++)
		if (e->verdict == REVISE_TELL && is_heard(v, e))
			e->verdict = REVISE_CROWD;
}

enum revise_verdict
revise_verdict(const struct revise *v, size_t number)
{
	return (v->entries[number].verdict);
}

const struct known_told *
revise_told(const struct revise *v, size_t number)
{
	return (v->entries[number].told);
}

struct revision *
revise_compare(struct revise *v, struct arena *a, size_t number,
    const struct topic_text *texts, size_t ntexts)
{
	struct revision	*r = compare(v, a, v->entries[number].told, texts,
			    ntexts);

	for (size_t i = r != NULL ? revision_changes(r) : 0; i-- > 0;)
		if (is_shared(v, revision_hash(r, i)))
			revision_drop(r, i);
	return (r);
}
