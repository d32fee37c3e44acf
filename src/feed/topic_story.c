#include <string.h>

#include "feed/glob.h"
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

static void
find_word(struct topic_set *s, uint32_t distinct, uint64_t hash)
{
	const struct image	*m = &s->image;
	const struct distinct	*d = &s->distinct[distinct];
	size_t			 mask = ((size_t)1 << m->head->exact_bits) - 1;
	size_t			 i = hash >> (64 - m->head->exact_bits);

	for (; m->exact[i].atom != 0; i = (i + 1) & mask)
		if (m->exact[i].tag == (uint32_t)hash &&
		    topic_atom_is(s, m->exact[i].atom - 1, d)) {
			atom_found(s, m->exact[i].atom - 1, distinct);
			return;
		}
}

/* The patterns under a key that the whole word is. */
static void
find_affix(struct topic_set *s, uint32_t distinct, uint64_t hash)
{
	const struct image	*m = &s->image;
	size_t			 mask = ((size_t)1 << m->head->affix_bits) - 1;
	size_t			 i = hash >> (64 - m->head->affix_bits);

	while (m->affixes[i].n != 0 && m->affixes[i].hash != hash)
		i = (i + 1) & mask;
	for (uint32_t j = 0; j < m->affixes[i].n && !s->failed; j++) {
		uint32_t	atom = m->buckets[m->affixes[i].bucket + j];

		if (topic_atom_is(s, atom, &s->distinct[distinct]))
			atom_found(s, atom, distinct);
	}
}

static void
try_affix(struct topic_set *s, uint32_t distinct, enum image_affix_kind kind,
    uint64_t hash)
{
	hash = image_affix_hash(kind, hash);
	if (filter_has(s->image.sieve, s->image.head->sieve_bits, hash))
		find_affix(s, distinct, hash);
}

static void
find_prefixes(struct topic_set *s, uint32_t i)
{
	const struct distinct	*d = &s->distinct[i];
	const uint32_t		*lens = s->image.prefixes;
	uint64_t		 n = s->image.head->count[IMAGE_PREFIXES];
	uint64_t		 h = word_hash("", 0);
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		h = word_hash_more(h, d->folded + done, *lens - done);
		done = *lens;
		try_affix(s, i, AFFIX_PREFIX, h);
	}
}

static void
find_suffixes(struct topic_set *s, uint32_t i)
{
	const struct distinct	*d = &s->distinct[i];
	const uint32_t		*lens = s->image.suffixes;
	uint64_t		 n = s->image.head->count[IMAGE_SUFFIXES];
	uint64_t		 h = IMAGE_BACK_START;
	uint32_t		 done = 0;

	for (; n > 0 && *lens <= d->len; lens++, n--) {
		for (; done < *lens; done++)
			h = (h ^ (unsigned char)d->folded[d->len - 1 -
			    done]) * IMAGE_BACK_PRIME;
		try_affix(s, i, AFFIX_SUFFIX, h);
	}
}

static void
find_grams(struct topic_set *s, uint32_t i)
{
	const struct distinct	*d = &s->distinct[i];

	for (uint32_t n = 1; n <= 3; n++) {
		if (!(s->image.head->grams >> n & 1))
			continue;
		for (uint32_t j = 0; j + n <= d->len; j++)
			try_affix(s, i, AFFIX_GRAM,
			    image_gram(d->folded + j, n));
	}
}

/* Each different word is looked at once, however often it is there. */
static void
find_atoms(struct topic_set *s)
{
	const struct image	*m = &s->image;
	uint64_t		 hash;

	for (uint32_t i = 0; i < s->ndistinct && !s->failed; i++) {
		hash = image_mix(s->distinct[i].hash);
		if (filter_has(m->filter, m->head->filter_bits, hash))
			find_word(s, i, hash);
		find_prefixes(s, i);
		find_suffixes(s, i);
		if (m->head->grams != 0)
			find_grams(s, i);
	}
}

/* Only the bits of the last story's atoms are set. */
static void
forget(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->ntouched; i++)
		s->present[s->touched[i] / 64] = 0;
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
	find_atoms(s);
	return (s->failed || arena_failed(s->scratch) ? -1 : 0);
}
