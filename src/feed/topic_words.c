#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/xmalloc.h"
#include "feed/glob.h"
#include "feed/image_build.h"
#include "feed/topic_set.h"

/*
 * What is known of words that were met before: their atoms.  Stories share
 * most of their words, so that few have to be looked up in the image.  A word
 * lies in the pool as two numbers, its letters and its atoms.  Past POOL_KEEP
 * numbers in it all is forgotten; one story may not add more than POOL_MAX.
 */
#define POOL_KEEP	((size_t)4 << 20)
#define POOL_MAX	((size_t)32 << 20)

#define KNOWN_LEAST	10	/* bits: words */
#define KNOWN_MOST	18

int
topic_atom_is(const struct topic_set *s, uint32_t atom,
    const struct distinct *d)
{
	const struct image_atom	*a = &s->image.atoms[atom];
	const char		*text = s->image.strings + a->text;

	if (a->wild)
		return (glob_match(text, a->len, d->folded, d->len) ||
		    (memchr(text, '?', a->len) != NULL && glob_match_letters(
		    text, a->len, d->folded, d->len, NULL)));
	return (a->len == d->len && memcmp(text, d->folded, d->len) == 0);
}

static inline int
filter_has(const uint64_t *filter, uint32_t bits, uint64_t hash)
{
	uint64_t	i = hash >> (64 - bits);

	return (filter[i / 64] >> (i % 64) & 1);
}

static uint32_t *
pool_room(struct topic_set *s, size_t n)
{
	if (s->pool_size - s->npool < n) {
		s->pool_size = (s->pool_size + n) * 2;
		s->pool = xreallocarray(s->pool, s->pool_size,
		    sizeof(*s->pool));
	}
	if (s->npool + n > POOL_MAX)
		s->failed = 1;
	return (s->pool + s->npool);
}

/* One more atom of the word that is being learnt. */
static void
learn_atom(struct topic_set *s, size_t word, uint32_t atom)
{
	const uint64_t	*leads = s->image.leads;

	*pool_room(s, 1) = atom | (leads[atom / 64] >> (atom % 64) & 1 ?
	    WORD_LEADS : 0);
	s->npool++;
	s->pool[word + WORD_ATOMS]++;
}

struct study {
	struct topic_set	*s;
	const struct distinct	*d;
	size_t			 word;		/* in the pool */
};

static void
find_word(struct study *q)
{
	const struct image	*m = &q->s->image;
	size_t			 mask = ((size_t)1 << m->head->exact_bits) - 1;
	uint64_t		 hash = image_mix(q->d->hash);
	size_t			 i = hash >> (64 - m->head->exact_bits);

	if (!filter_has(m->filter, m->head->filter_bits, hash))
		return;
	for (; m->exact[i].atom != 0; i = (i + 1) & mask)
		if (m->exact[i].tag == (uint32_t)hash &&
		    topic_atom_is(q->s, m->exact[i].atom - 1, q->d)) {
			learn_atom(q->s, q->word, m->exact[i].atom - 1);
			return;
		}
}

/* Patterns that have more than their affix are held against the word. */
static void
try_entry(struct study *q, uint32_t entry)
{
	if (!(entry & 1) || topic_atom_is(q->s, entry >> 1, q->d))
		learn_atom(q->s, q->word, entry >> 1);
}

/* Where in the table a key is or, if it isn't, would be. */
static uint32_t
affix_slot(const struct image *m, uint64_t hash)
{
	size_t	mask = ((size_t)1 << m->head->affix_bits) - 1;
	size_t	i = hash >> (64 - m->head->affix_bits);

	while (m->affixes[i].n != 0 && m->affixes[i].hash != hash)
		i = (i + 1) & mask;
	return ((uint32_t)i);
}

/* The patterns under a key. */
static void
try_bucket(struct study *q, const struct image_affix *a)
{
	if (a->n == 1)
		try_entry(q, a->bucket);
	for (uint32_t j = 0; a->n > 1 && j < a->n; j++)
		try_entry(q, q->s->image.buckets[a->bucket + j]);
}

/* The patterns under a key that a word has. */
static void
try_affix(struct study *q, enum image_affix_kind kind, uint64_t hash)
{
	const struct image	*m = &q->s->image;

	hash = image_affix_hash(kind, hash);
	if (filter_has(m->sieve, m->head->sieve_bits, hash))
		try_bucket(q, &m->affixes[affix_slot(m, hash)]);
}

static void
find_prefixes(struct study *q)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = q->d;
	const uint32_t		*lens = s->image.prefixes;
	uint64_t		 n = s->image.head->count[IMAGE_PREFIXES];
	uint64_t		 h = word_hash("", 0);
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		h = word_hash_more(h, d->folded + done, *lens - done);
		done = *lens;
		try_affix(q, AFFIX_PREFIX, h);
	}
}

static void
find_suffixes(struct study *q)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = q->d;
	const uint32_t		*lens = s->image.suffixes;
	uint64_t		 n = s->image.head->count[IMAGE_SUFFIXES];
	uint64_t		 h = IMAGE_BACK_START;
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		for (; done < *lens; done++)
			h = (h ^ (unsigned char)d->folded[d->len - 1 -
			    done]) * IMAGE_BACK_PRIME;
		try_affix(q, AFFIX_SUFFIX, h);
	}
}

/* Slots of the letters in a row that a word has, as often as it has them. */
static size_t
gram_slots(const struct study *q, uint32_t *v)
{
	const struct image	*m = &q->s->image;
	size_t			 k = 0;
	uint64_t		 hash;

	for (uint32_t n = 1; n <= IMAGE_GRAM; n++) {
		if (!(m->head->grams >> n & 1))
			continue;
		for (uint32_t j = 0; j + n <= q->d->len; j++) {
			hash = image_affix_hash(AFFIX_GRAM,
			    image_gram(q->d->folded + j, n));
			if (filter_has(m->sieve, m->head->sieve_bits, hash))
				v[k++] = affix_slot(m, hash);
		}
	}
	return (k);
}

/* Each pattern once, as a word may have its letters at many places. */
static void
find_grams(struct study *q)
{
	struct arena_mark	 mark = arena_mark(q->s->scratch);
	uint32_t		*v;
	size_t			 n;

	v = arena_bytes(q->s->scratch,
	    IMAGE_GRAM * (size_t)q->d->len * sizeof(*v));
	if (v == NULL) {
		q->s->failed = 1;
		return;
	}
	n = gram_slots(q, v);
	qsort(v, n, sizeof(*v), order_u32);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || v[i] != v[i - 1])
			try_bucket(q, &q->s->image.affixes[v[i]]);
	arena_release(q->s->scratch, mark);
}

static void
find_ends(struct study *q)
{
	const struct topic_set	*s = q->s;
	const struct distinct	*d = q->d;

	for (uint32_t b = 1; b <= IMAGE_END_MAX; b++)
		for (uint32_t e = 1; e <= IMAGE_END_MAX; e++)
			if (s->image.head->ends & image_ends_bit(b, e) &&
			    b + e <= d->len)
				try_affix(q, AFFIX_ENDS, image_ends(
				    d->folded, b, d->folded + d->len, e));
}

/* Looks a word up; where it then is in the pool. */
static uint32_t
learn(struct topic_set *s, const struct distinct *d)
{
	struct study	 q = { s, d, s->npool };
	uint32_t	*p;
	size_t		 n = WORD_LETTERS + ((size_t)d->len + 3) / 4;

	p = pool_room(s, n);
	p[WORD_LEN] = d->len;
	p[WORD_ATOMS] = 0;
	memcpy(p + WORD_LETTERS, d->folded, d->len);
	s->npool += n;
	find_word(&q);
	find_prefixes(&q);
	find_suffixes(&q);
	if (s->image.head->ends != 0)
		find_ends(&q);
	if (s->image.head->grams != 0)
		find_grams(&q);
	pool_room(s, WORD_FEW);
	return ((uint32_t)q.word);
}

static int
is_known(const struct topic_set *s, uint32_t word, const struct distinct *d)
{
	const uint32_t	*p = s->pool + word;

	return (p[WORD_LEN] == d->len &&
	    memcmp(p + WORD_LETTERS, d->folded, d->len) == 0);
}

static uint32_t
find_known(struct topic_set *s, uint64_t mixed)
{
	const struct topic_known	*k = topic_known_slot(s, mixed);
	uint32_t			 word = IMAGE_NONE;

	/* Without a jump that nobody could foresee. */
	for (int i = KNOWN_WAYS; i-- > 0;)
		word = k[i].tag == mixed >> 32 ? k[i].word : word;
	return (word);
}

/* The word met longest ago gives way. */
static void
put_known(struct topic_set *s, struct topic_known known)
{
	struct topic_known	*k = topic_known_slot(s, (uint64_t)known.tag << 32);

	memmove(k + 1, k, (KNOWN_WAYS - 1) * sizeof(*k));
	k[0] = known;
	s->nknown++;
}

static void
make_known(struct topic_set *s, uint32_t bits)
{
	size_t	n = (size_t)1 << bits;

	s->known = image_memory(n, sizeof(*s->known));
	s->known_bits = bits;
	s->nknown = 0;
	for (size_t i = 0; i < n; i++)
		s->known[i].word = IMAGE_NONE;
}

/* A table as large as the words need, up to a point. */
static void
grow_known(struct topic_set *s)
{
	struct topic_known	*old = s->known;
	size_t			 n = (size_t)1 << s->known_bits;

	if (s->known_bits == KNOWN_MOST || s->nknown < n / 2)
		return;
	make_known(s, s->known_bits + 2);
	while (n-- > 0)
		if (old[n].word != IMAGE_NONE)
			put_known(s, old[n]);
	free(old);
}

static void
keep_known(struct topic_set *s, uint64_t mixed, uint32_t word)
{
	grow_known(s);
	put_known(s, (struct topic_known){ (uint32_t)(mixed >> 32), word });
}

uint32_t *
topic_words_find(struct topic_set *s)
{
	uint32_t	*v;

	v = arena_bytes(s->scratch, s->ndistinct * sizeof(*v));
	if (v == NULL)
		return (NULL);
	for (uint32_t i = 0; i < s->ndistinct; i++) {
		v[i] = find_known(s, image_mix(s->distinct[i].hash));
		if (v[i] != IMAGE_NONE)
			__builtin_prefetch(&s->pool[v[i]]);
	}
	for (uint32_t i = 0; i < s->ndistinct && !s->failed; i++) {
		const struct distinct	*d = &s->distinct[i];

		if (v[i] == IMAGE_NONE || !is_known(s, v[i], d)) {
			v[i] = learn(s, d);
			keep_known(s, image_mix(d->hash), v[i]);
		}
	}
	return (s->failed ? NULL : v);
}

void
topic_words_forget(struct topic_set *s)
{
	if (s->known != NULL && s->npool <= POOL_KEEP)
		return;
	free(s->known);
	make_known(s, KNOWN_LEAST);
	free(s->pool);
	s->pool = NULL;
	s->npool = s->pool_size = 0;
}
