#include <string.h>

#include "feed/glob.h"
#include "feed/query.h"
#include "feed/topic_set.h"

#define LINKS	1024

/* Slots of different words; twice as many as there are words. */
struct table {
	uint32_t	*v;		/* index plus 1 */
	uint32_t	 shift;
};

static int
split(struct topic_set *s, const struct topic_text *texts, size_t n)
{
	struct words	w;
	uint64_t	total = 0;

	s->runs = arena_array(s->scratch, n, sizeof(*s->runs));
	s->nruns = 0;
	if (s->runs == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		if (words_split(s->scratch, texts[i].text, texts[i].len,
		    &w) == -1)
			return (-1);
		s->runs[s->nruns++] = (struct run){ &texts[i], w.v,
		    (uint32_t)total, (uint32_t)w.n };
		total += w.n;
	}
	s->ntokens = (uint32_t)total;
	return (total < IMAGE_NONE ? 0 : -1);
}

static int
make_room(struct topic_set *s, struct table *t)
{
	size_t	size = 64;

	t->shift = 64 - 6;
	for (; size < 2 * (size_t)s->ntokens; size *= 2)
		t->shift--;
	t->v = arena_array(s->scratch, size, sizeof(*t->v));
	s->tokens = arena_bytes(s->scratch, s->ntokens * sizeof(*s->tokens));
	s->distinct = arena_bytes(s->scratch,
	    s->ntokens * sizeof(*s->distinct));
	s->links = arena_bytes(s->scratch, LINKS * sizeof(*s->links));
	s->links_size = LINKS;
	s->nlinks = s->ndistinct = 0;
	return (arena_failed(s->scratch) ? -1 : 0);
}

static void
add_token(struct topic_set *s, struct table *t, const struct word *w,
    uint32_t token, uint32_t text, enum topic_field field)
{
	uint32_t	 mask = (uint32_t)((1ULL << (64 - t->shift)) - 1);
	uint32_t	 i = (uint32_t)(image_mix(w->hash) >> t->shift);
	struct distinct	*d;

	for (; t->v[i] != 0; i = (i + 1) & mask) {
		d = &s->distinct[t->v[i] - 1];
		if (d->hash == w->hash && d->len == w->len &&
		    memcmp(d->folded, w->folded, w->len) == 0)
			break;
	}
	if (t->v[i] == 0) {
		d = &s->distinct[s->ndistinct];
		*d = (struct distinct){ w->hash, w->folded, w->len, token,
		    token, 0, 0 };
		t->v[i] = ++s->ndistinct;
	} else {
		d = &s->distinct[t->v[i] - 1];
		s->tokens[d->last].next = token;
	}
	d->last = token;
	d->count++;
	d->fields |= 1u << field;
	s->tokens[token] = (struct token){ t->v[i] - 1, IMAGE_NONE, text };
}

int
topic_atom_is(const struct topic_set *s, uint32_t atom,
    const struct distinct *d)
{
	const struct image_atom	*a = &s->image.atoms[atom];
	const char		*text = s->image.strings + a->text;

	if (a->wild)
		return (glob_match(text, a->len, d->folded, d->len));
	return (a->len == d->len && memcmp(text, d->folded, d->len) == 0);
}

static void
atom_found(struct topic_set *s, uint32_t atom, uint32_t distinct)
{
	if (!atom_present(s, atom)) {
		s->present[atom / 64] |= 1ULL << (atom % 64);
		s->touched[s->ntouched++] = atom;
		s->heads[atom] = IMAGE_NONE;
	} else if (s->links[s->heads[atom]].distinct == distinct)
		return;
	if (s->distinct[distinct].fields & QUERY_BARE)
		s->bare[atom / 64] |= 1ULL << (atom % 64);
	if (s->nlinks == s->links_size) {
		s->links = arena_grow(s->scratch, s->links,
		    s->links_size * sizeof(*s->links),
		    s->links_size * 2 * sizeof(*s->links));
		if (s->links == NULL) {
			s->failed = 1;
			return;
		}
		s->links_size *= 2;
	}
	s->links[s->nlinks] = (struct link){ distinct, s->heads[atom] };
	s->heads[atom] = s->nlinks++;
}

static inline int
filter_has(const uint64_t *filter, uint32_t bits, uint64_t hash)
{
	uint64_t	i = hash >> (64 - bits);

	return (filter[i / 64] >> (i % 64) & 1);
}

/*
 * Memory is far away.  So the steps from a word to its atoms are gone for many
 * words at a time, and what the next step needs is fetched meanwhile.
 */
#define QUEUE	512

struct probe {
	uint64_t	hash;
	uint32_t	distinct;
	uint32_t	entry;		/* an affix; or an entry of one */
};

struct queue {
	struct topic_set	*s;
	struct probe		 hashes[QUEUE], entries[QUEUE];
	uint32_t		 nhashes, nentries;
};

/* Patterns that have more than their affix are held against the word. */
static void
flush_entries(struct queue *q)
{
	struct topic_set	*s = q->s;
	const struct image	*m = &s->image;

	for (uint32_t i = 0; i < q->nentries; i++)
		if (q->entries[i].entry & 1)
			__builtin_prefetch(m->strings +
			    m->atoms[q->entries[i].entry >> 1].text);
	for (uint32_t i = 0; i < q->nentries && !s->failed; i++) {
		const struct probe	*p = &q->entries[i];

		if (!(p->entry & 1) || topic_atom_is(s, p->entry >> 1,
		    &s->distinct[p->distinct]))
			atom_found(s, p->entry >> 1, p->distinct);
	}
	q->nentries = 0;
}

static void
put_entry(struct queue *q, uint32_t entry, uint32_t distinct)
{
	if (entry & 1)
		__builtin_prefetch(&q->s->image.atoms[entry >> 1]);
	else
		__builtin_prefetch(&q->s->heads[entry >> 1], 1);
	q->entries[q->nentries++] = (struct probe){ 0, distinct, entry };
	if (q->nentries == QUEUE)
		flush_entries(q);
}

static void
find_word(struct queue *q, uint64_t hash, uint32_t distinct)
{
	const struct image	*m = &q->s->image;
	size_t			 mask = ((size_t)1 << m->head->exact_bits) - 1;
	size_t			 i = hash >> (64 - m->head->exact_bits);

	for (; m->exact[i].atom != 0; i = (i + 1) & mask)
		if (m->exact[i].hash == hash) {
			put_entry(q, (m->exact[i].atom - 1) << 1, distinct);
			return;
		}
}

/* The patterns under a key that a word has. */
static void
find_affix(struct queue *q, uint64_t hash, uint32_t distinct)
{
	const struct image	*m = &q->s->image;
	const struct image_affix *a;
	size_t			 mask = ((size_t)1 << m->head->affix_bits) - 1;
	size_t			 i = hash >> (64 - m->head->affix_bits);

	while (m->affixes[i].n != 0 && m->affixes[i].hash != hash)
		i = (i + 1) & mask;
	a = &m->affixes[i];
	if (a->n == 1)
		put_entry(q, a->bucket, distinct);
	for (uint32_t j = 0; a->n > 1 && j < a->n; j++)
		put_entry(q, m->buckets[a->bucket + j], distinct);
}

static void
flush_hashes(struct queue *q)
{
	for (uint32_t i = 0; i < q->nhashes; i++) {
		const struct probe	*p = &q->hashes[i];

		if (p->entry)
			find_affix(q, p->hash, p->distinct);
		else
			find_word(q, p->hash, p->distinct);
	}
	q->nhashes = 0;
}

static void
put_hash(struct queue *q, uint64_t hash, uint32_t distinct, int affix)
{
	q->hashes[q->nhashes++] = (struct probe){ hash, distinct,
	    (uint32_t)affix };
	if (q->nhashes == QUEUE)
		flush_hashes(q);
}

static void
try_word(struct queue *q, uint32_t i)
{
	const struct image	*m = &q->s->image;
	uint64_t		 hash = image_mix(q->s->distinct[i].hash);

	if (!filter_has(m->filter, m->head->filter_bits, hash))
		return;
	__builtin_prefetch(&m->exact[hash >> (64 - m->head->exact_bits)]);
	put_hash(q, hash, i, 0);
}

static inline void
try_affix(struct queue *q, uint32_t i, enum image_affix_kind kind,
    uint64_t hash)
{
	const struct image	*m = &q->s->image;

	hash = image_affix_hash(kind, hash);
	if (!filter_has(m->sieve, m->head->sieve_bits, hash))
		return;
	__builtin_prefetch(&m->affixes[hash >> (64 - m->head->affix_bits)]);
	put_hash(q, hash, i, 1);
}

static void
find_prefixes(struct queue *q, uint32_t i)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = &s->distinct[i];
	const uint32_t		*lens = s->image.prefixes;
	uint64_t		 n = s->image.head->count[IMAGE_PREFIXES];
	uint64_t		 h = word_hash("", 0);
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		h = word_hash_more(h, d->folded + done, *lens - done);
		done = *lens;
		try_affix(q, i, AFFIX_PREFIX, h);
	}
}

static void
find_suffixes(struct queue *q, uint32_t i)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = &s->distinct[i];
	const uint32_t		*lens = s->image.suffixes;
	uint64_t		 n = s->image.head->count[IMAGE_SUFFIXES];
	uint64_t		 h = IMAGE_BACK_START;
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		for (; done < *lens; done++)
			h = (h ^ (unsigned char)d->folded[d->len - 1 -
			    done]) * IMAGE_BACK_PRIME;
		try_affix(q, i, AFFIX_SUFFIX, h);
	}
}

static void
find_grams(struct queue *q, uint32_t i)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = &s->distinct[i];

	for (uint32_t n = 1; n <= 3; n++) {
		if (!(s->image.head->grams >> n & 1))
			continue;
		for (uint32_t j = 0; j + n <= d->len; j++)
			try_affix(q, i, AFFIX_GRAM,
			    image_gram(d->folded + j, n));
	}
}

static void
find_ends(struct queue *q, uint32_t i)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = &s->distinct[i];

	for (uint32_t b = 1; b <= IMAGE_END_MAX; b++)
		for (uint32_t e = 1; e <= IMAGE_END_MAX; e++)
			if (s->image.head->ends & image_ends_bit(b, e) &&
			    b + e <= d->len)
				try_affix(q, i, AFFIX_ENDS, image_ends(
				    d->folded, b, d->folded + d->len, e));
}

/* Each different word is looked at once, however often it is there. */
static int
find_atoms(struct topic_set *s)
{
	struct queue	q;

	q.s = s;
	q.nhashes = q.nentries = 0;
	for (uint32_t i = 0; i < s->ndistinct && !s->failed; i++) {
		try_word(&q, i);
		find_prefixes(&q, i);
		find_suffixes(&q, i);
		if (s->image.head->ends != 0)
			find_ends(&q, i);
		if (s->image.head->grams != 0)
			find_grams(&q, i);
	}
	flush_hashes(&q);
	flush_entries(&q);
	return (s->failed ? -1 : 0);
}

/* Only the bits of the last story's atoms are set. */
static void
forget(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->ntouched; i++)
		s->present[s->touched[i] / 64] =
		    s->bare[s->touched[i] / 64] = 0;
	s->ntouched = 0;
	s->failed = 0;
	arena_reset(s->scratch);
}

int
topic_story_read(struct topic_set *s, const struct topic_text *texts, size_t n)
{
	struct table	t;

	forget(s);
	if (split(s, texts, n) == -1 || make_room(s, &t) == -1)
		return (-1);
	for (uint32_t i = 0; i < s->nruns; i++)
		for (uint32_t j = 0; j < s->runs[i].n; j++)
			add_token(s, &t, &s->runs[i].v[j],
			    s->runs[i].base + j, i, texts[i].field);
	return (find_atoms(s));
}
