#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/image_build.h"

/*
 * How atoms are found by the words of a story: whole words by hash; patterns
 * by what they begin with and end with, the first and the last bytes together
 * or, where one side is open, all of the other, of each length that occurs;
 * those that are open on both sides by three bytes in a row, the rarest of
 * them among all the words asked for.
 */

#define AFFIX_LEAST	2	/* bytes, of a pattern with more in it */

struct affix {			/* a pattern under its key */
	uint64_t	hash;
	uint32_t	entry;		/* see image.h */
};

struct tables {
	struct image_builder	*b;
	struct affix		*v;
	size_t			 n;
	uint32_t		*grams;		/* how often one occurs */
	uint8_t			*prefixes, *suffixes;	/* by length of key */
};

#define GRAM_COUNTS	65536
#define LENGTH_MAX	8	/* of a key */

static size_t
gram_slot(const char *p)
{
	return (image_mix(image_gram(p, IMAGE_GRAM)) >> 48);
}

static void
count_grams(struct tables *t)
{
	const struct image_atom	*a = image_at(t->b, IMAGE_ATOMS, 0);
	size_t			 n = t->b->section[IMAGE_ATOMS].n;
	const char		*s;

	for (size_t i = 0; i < n; i++) {
		s = image_at(t->b, IMAGE_STRINGS, a[i].text);
		for (uint32_t j = 0; !a[i].wild && j + IMAGE_GRAM <= a[i].len; j++)
			t->grams[gram_slot(s + j)]++;
	}
}

static int
is_wild(char c)
{
	return (c == '*' || c == '?');
}

static void
affix_put(struct tables *t, enum image_affix_kind kind, uint64_t hash,
    uint32_t atom, int more)
{
	t->v[t->n++] = (struct affix){ image_affix_hash(kind, hash),
	    atom << 1 | (more != 0) };
}

/* The rarest gram of the longest run of letters; shorter where it is. */
static void
put_gram(struct tables *t, const char *s, uint32_t len, uint32_t atom)
{
	uint32_t	first = 0, n = 0, j, best;

	for (uint32_t i = 0; i < len; i = j + 1) {
		for (j = i; j < len && !is_wild(s[j]); j++)
			;
		if (j - i > n) {
			first = i;
			n = j - i;
		}
	}
	best = first;
	for (j = first; j + IMAGE_GRAM <= first + n; j++)
		if (t->grams[gram_slot(s + j)] < t->grams[gram_slot(s + best)])
			best = j;
	if (n > IMAGE_GRAM)
		n = IMAGE_GRAM;
	t->b->head.grams |= 1u << n;
	affix_put(t, AFFIX_GRAM, image_gram(s + best, n), atom, 1);
}

static uint64_t
back_hash(const char *s, size_t n)
{
	uint64_t	h = IMAGE_BACK_START;

	while (n > 0)
		h = (h ^ (unsigned char)s[--n]) * IMAGE_BACK_PRIME;
	return (h);
}

/* Few lengths, as each is tried on each word. */
static uint32_t
key_length(uint32_t n)
{
	return (n < LENGTH_MAX ? n : LENGTH_MAX);
}

/* A pattern under what it begins or ends with, or has inside. */
static void
put_pattern(struct tables *t, uint32_t atom)
{
	const struct image_atom	*a = image_at(t->b, IMAGE_ATOMS, atom);
	const char		*s = image_at(t->b, IMAGE_STRINGS, a->text);
	uint32_t		 begin = 0, end = 0;

	while (begin < a->len && !is_wild(s[begin]))
		begin++;
	while (end < a->len && !is_wild(s[a->len - 1 - end]))
		end++;
	if (begin >= AFFIX_LEAST && end >= AFFIX_LEAST) {
		size_t	b = begin < IMAGE_END_MAX ? begin : IMAGE_END_MAX;
		size_t	e = end < IMAGE_END_MAX ? end : IMAGE_END_MAX;

		t->b->head.ends |= image_ends_bit(b, e);
		affix_put(t, AFFIX_ENDS, image_ends(s, b, s + a->len, e),
		    atom, 1);
	} else if (begin >= AFFIX_LEAST || begin + 1 == a->len) {
		begin = key_length(begin);
		t->prefixes[begin] = 1;
		affix_put(t, AFFIX_PREFIX, word_hash(s, begin), atom,
		    begin + 1 != a->len || s[begin] != '*');
	} else if (end >= AFFIX_LEAST || end + 1 == a->len) {
		end = key_length(end);
		t->suffixes[end] = 1;
		affix_put(t, AFFIX_SUFFIX, back_hash(s + a->len - end, end),
		    atom, end + 1 != a->len || s[0] != '*');
	} else
		put_gram(t, s, a->len, atom);
}

static uint32_t
bits_for(size_t n)
{
	uint32_t	bits = 6;

	while (((size_t)1 << bits) < n)
		bits++;
	return (bits);
}

static uint64_t *
add_filter(struct image_builder *b, enum image_section section, size_t n,
    uint32_t *bits)
{
	*bits = bits_for(n * 16);
	return (vec_add(&b->section[section], ((size_t)1 << *bits) / 64));
}

static void
filter_set(uint64_t *filter, uint32_t bits, uint64_t hash)
{
	uint64_t	i = hash >> (64 - bits);

	filter[i / 64] |= 1ULL << (i % 64);
}

static void
make_exact(struct image_builder *b)
{
	const struct image_atom	*a = image_at(b, IMAGE_ATOMS, 0);
	struct image_exact	*v;
	size_t			 n = b->section[IMAGE_ATOMS].n, mask;
	uint64_t		*filter, h;

	b->head.exact_bits = bits_for(n * 2 + 2);
	mask = ((size_t)1 << b->head.exact_bits) - 1;
	v = vec_add(&b->section[IMAGE_EXACT], mask + 1);
	filter = add_filter(b, IMAGE_FILTER, n + 1, &b->head.filter_bits);
	for (size_t i = 0; i < n; i++) {
		size_t	j;

		if (a[i].wild)
			continue;
		h = image_mix(word_hash(image_at(b, IMAGE_STRINGS, a[i].text),
		    a[i].len));
		filter_set(filter, b->head.filter_bits, h);
		j = h >> (64 - b->head.exact_bits);
		while (v[j].atom != 0)
			j = (j + 1) & mask;
		v[j] = (struct image_exact){ (uint32_t)h, (uint32_t)i + 1 };
	}
}

static int
affix_compare(const void *a, const void *b)
{
	const struct affix	*x = a, *y = b;

	if (x->hash != y->hash)
		return (x->hash < y->hash ? -1 : 1);
	return (x->entry < y->entry ? -1 : x->entry > y->entry);
}

static void
make_affixes(struct tables *t)
{
	struct image_builder	*b = t->b;
	struct image_affix	*v;
	uint32_t		*bucket;
	uint64_t		*sieve;
	size_t			 mask, j, k;

	qsort(t->v, t->n, sizeof(*t->v), affix_compare);
	b->head.affix_bits = bits_for(t->n * 2 + 2);
	mask = ((size_t)1 << b->head.affix_bits) - 1;
	v = vec_add(&b->section[IMAGE_AFFIXES], mask + 1);
	sieve = add_filter(b, IMAGE_SIEVE, t->n + 1, &b->head.sieve_bits);
	bucket = vec_add(&b->section[IMAGE_BUCKETS], t->n);
	for (size_t i = 0; i < t->n; i = k) {
		for (k = i; k < t->n && t->v[k].hash == t->v[i].hash; k++)
			bucket[k] = t->v[k].entry;
		filter_set(sieve, b->head.sieve_bits, t->v[i].hash);
		j = t->v[i].hash >> (64 - b->head.affix_bits);
		while (v[j].n != 0)
			j = (j + 1) & mask;
		v[j] = (struct image_affix){ t->v[i].hash, k - i == 1 ?
		    t->v[i].entry : (uint32_t)i, (uint32_t)(k - i) };
	}
}

static void
put_lengths(struct image_builder *b, enum image_section section,
    const uint8_t *lengths)
{
	for (uint32_t i = 0; i <= LENGTH_MAX; i++)
		if (lengths[i])
			*(uint32_t *)vec_add(&b->section[section], 1) = i;
}

void
image_tables(struct image_builder *b)
{
	uint8_t		 prefixes[LENGTH_MAX + 1] = { 0 };
	uint8_t		 suffixes[LENGTH_MAX + 1] = { 0 };
	struct tables	 t = { .b = b, .prefixes = prefixes,
			    .suffixes = suffixes };
	size_t		 n = b->section[IMAGE_ATOMS].n;

	t.grams = xcalloc(GRAM_COUNTS, sizeof(*t.grams));
	t.v = xcalloc(n, sizeof(*t.v));
	count_grams(&t);
	for (size_t i = 0; i < n; i++)
		if (((const struct image_atom *)image_at(b, IMAGE_ATOMS,
		    i))->wild)
			put_pattern(&t, (uint32_t)i);
	make_exact(b);
	make_affixes(&t);
	put_lengths(b, IMAGE_PREFIXES, prefixes);
	put_lengths(b, IMAGE_SUFFIXES, suffixes);
	free(t.grams);
	free(t.v);
}
