#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/glob.h"
#include "feed/image_build.h"
#include "feed/query.h"
#include "feed/topic_set.h"

#define KNOWN_LEAST	10	/* bits: words */
#define KNOWN_MOST	18
#define WAYS		4

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
	s->ndistinct = 0;
	return (arena_failed(s->scratch) ? -1 : 0);
}

/* WAYS places where a word may be. */
static struct topic_known *
known_slot(struct topic_set *s, uint64_t mixed)
{
	return (&s->known[(mixed >> (64 - s->known_bits)) &
	    ~(uint64_t)(WAYS - 1)]);
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
		__builtin_prefetch(known_slot(s, image_mix(w->hash)));
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

static inline int
filter_has(const uint64_t *filter, uint32_t bits, uint64_t hash)
{
	uint64_t	i = hash >> (64 - bits);

	return (filter[i / 64] >> (i % 64) & 1);
}

/*
 * What is known of words that were met before: their atoms.  Stories share
 * most of their words, so that few have to be looked up in the image.  A word
 * lies in the pool as two numbers, its letters and its atoms.  Past POOL_KEEP
 * numbers in it all is forgotten; one story may not add more than POOL_MAX.
 */
enum { WORD_LEN, WORD_ATOMS, WORD_LETTERS };
#define ATOM_LEADS	0x80000000u	/* it has postings */
#define FEW		4		/* readable behind any word */

#define POOL_KEEP	((size_t)4 << 20)
#define POOL_MAX	((size_t)32 << 20)

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
	    ATOM_LEADS : 0);
	s->npool++;
	s->pool[word + WORD_ATOMS]++;
}

/* Where in the pool the atoms of a word begin. */
static size_t
word_atoms(const struct topic_set *s, size_t word)
{
	return (word + WORD_LETTERS + ((size_t)s->pool[word] + 3) / 4);
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

static int
slot_compare(const void *a, const void *b)
{
	uint32_t	x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y ? -1 : x > y);
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
	qsort(v, n, sizeof(*v), slot_compare);
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
	pool_room(s, FEW);
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
	const struct topic_known	*k = known_slot(s, mixed);
	uint32_t			 word = IMAGE_NONE;

	/* Without a jump that nobody could foresee. */
	for (int i = WAYS; i-- > 0;)
		word = k[i].tag == mixed >> 32 ? k[i].word : word;
	return (word);
}

/* The word met longest ago gives way. */
static void
put_known(struct topic_set *s, struct topic_known known)
{
	struct topic_known	*k = known_slot(s, (uint64_t)known.tag << 32);

	memmove(k + 1, k, (WAYS - 1) * sizeof(*k));
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

/* The words of the story in the pool, those that are new learnt. */
static uint32_t *
find_words(struct topic_set *s)
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

static struct link *
link_room(struct topic_set *s, uint32_t *size, uint32_t n)
{
	uint32_t	more = *size + n;

	if (*size - s->nlinks >= n)
		return (s->links + s->nlinks);
	s->links = arena_grow(s->scratch, s->links,
	    *size * sizeof(*s->links), (*size + more) * sizeof(*s->links));
	if (s->links == NULL)
		return (NULL);
	*size += more;
	return (s->links + s->nlinks);
}

/* All atoms of all words in a row.  Most words have few: no loop for those. */
static int
find_links(struct topic_set *s, const uint32_t *words)
{
	uint32_t	 n, size = 0;
	struct link	*to;

	s->links = NULL;
	for (uint32_t i = 0; i < s->ndistinct; i++) {
		const uint32_t	*atoms = s->pool + word_atoms(s, words[i]);

		n = s->pool[words[i] + WORD_ATOMS];
		if ((to = link_room(s, &size, n + FEW)) == NULL)
			return (-1);
		for (uint32_t j = 0; j < FEW; j++)
			to[j] = (struct link){ atoms[j], i, IMAGE_NONE };
		for (uint32_t j = FEW; j < n; j++)
			to[j] = (struct link){ atoms[j], i, IMAGE_NONE };
		s->nlinks += n;
	}
	return (0);
}

static void
set_atoms(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->nlinks; i++) {
		struct link		*l = &s->links[i];
		uint32_t		 leads = l->atom & ATOM_LEADS;
		uint64_t		 bit;
		struct topic_bits	*b;

		l->atom &= ~ATOM_LEADS;
		b = &s->bits[l->atom / 64];
		bit = 1ULL << (l->atom % 64);
		if (leads && !(b->present & bit)) {
			s->leading[s->nleading++] = l->atom;
			__builtin_prefetch(&s->image.atoms[l->atom]);
		}
		b->present |= bit;
		if (s->distinct[l->distinct].fields & QUERY_BARE)
			b->bare |= bit;
	}
}

/*
 * Each different word is looked at once, however often it is there.  Memory is
 * far away: what is needed next of it is fetched meanwhile.
 */
static int
find_atoms(struct topic_set *s)
{
	uint32_t	*words = find_words(s), n = 0;

	if (words == NULL || find_links(s, words) == -1) {
		s->nlinks = 0;
		return (-1);
	}
	for (uint32_t i = 0; i < s->nlinks; i++) {
		n += s->links[i].atom >= ATOM_LEADS;
		__builtin_prefetch(&s->bits[(s->links[i].atom &
		    ~ATOM_LEADS) / 64], 1);
	}
	s->leading = arena_bytes(s->scratch, n * sizeof(*s->leading));
	if (s->leading == NULL) {
		s->nlinks = 0;
		return (-1);
	}
	s->nleading = 0;
	set_atoms(s);
	return (0);
}

static uint32_t *
link_slot(const struct topic_set *s, uint32_t atom)
{
	return (&s->slots[atom * 0x9e3779b1u >> s->link_shift]);
}

/* Few stories hold what needs them. */
static int
make_slots(struct topic_set *s)
{
	size_t		 size = 64;
	uint32_t	*slot;

	s->link_shift = 32 - 6;
	for (; size < s->nlinks; size *= 2)
		s->link_shift--;
	s->slots = arena_bytes(s->scratch, size * sizeof(*s->slots));
	if (s->slots == NULL)
		return (-1);
	memset(s->slots, 0xff, size * sizeof(*s->slots));
	for (uint32_t i = 0; i < s->nlinks; i++) {
		slot = link_slot(s, s->links[i].atom);
		s->links[i].next = *slot;
		*slot = i;
	}
	return (0);
}

static uint32_t
link_of(const struct topic_set *s, uint32_t link, uint32_t atom)
{
	while (link != IMAGE_NONE && s->links[link].atom != atom)
		link = s->links[link].next;
	return (link);
}

uint32_t
topic_link_first(struct topic_set *s, uint32_t atom)
{
	if (s->slots == NULL && make_slots(s) == -1) {
		s->failed = 1;
		return (IMAGE_NONE);
	}
	return (link_of(s, *link_slot(s, atom), atom));
}

uint32_t
topic_link_next(const struct topic_set *s, uint32_t link)
{
	return (link_of(s, s->links[link].next, s->links[link].atom));
}

/* Before a story, as the words of one are pointed to. */
static void
forget_words(struct topic_set *s)
{
	if (s->known != NULL && s->npool <= POOL_KEEP)
		return;
	free(s->known);
	make_known(s, KNOWN_LEAST);
	free(s->pool);
	s->pool = NULL;
	s->npool = s->pool_size = 0;
}

/* Only the bits of the last story's atoms are set. */
static void
forget_atoms(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->nlinks; i++)
		s->bits[s->links[i].atom / 64] = (struct topic_bits){ 0, 0 };
	s->nlinks = 0;
}

static void
forget(struct topic_set *s)
{
	forget_atoms(s);
	s->slots = NULL;
	s->failed = 0;
	arena_reset(s->scratch);
	forget_words(s);
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
