#include <stdlib.h>
#include <string.h>

#include "feed/query.h"
#include "feed/topic_set.h"

/*
 * Links are found by their atoms in slots.  An atom's first is chained to
 * others in its slot, its next ones are behind it; before that is made chain
 * is LINK_AGAIN in those.
 */
#define LINK_AGAIN	1

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
		s->runs[s->nruns] = (struct run){ &texts[i], w.v,
		    (uint32_t)total, (uint32_t)w.n, NULL, 0 };
		if (topic_passed_find(s, &s->runs[s->nruns++]) == -1)
			return (-1);
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

static void
add_token(struct topic_set *s, struct table *t, const struct word *w,
    uint32_t token, uint32_t text, enum topic_field field)
{
	uint32_t	 mask = (uint32_t)((1ULL << (64 - t->shift)) - 1);
	uint64_t	 mixed = image_mix(w->hash);
	uint32_t	 i = (uint32_t)(mixed >> t->shift);
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
		__builtin_prefetch(topic_known_slot(s, mixed));
	} else {
		d = &s->distinct[t->v[i] - 1];
		s->tokens[d->last].next = token;
	}
	d->last = token;
	d->count++;
	d->fields |= 1u << field;
	s->tokens[token] = (struct token){ t->v[i] - 1, IMAGE_NONE, text };
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
		const uint32_t	*atoms = topic_word_atoms(s, words[i], &n);

		if ((to = link_room(s, &size, n + WORD_FEW)) == NULL)
			return (-1);
		for (uint32_t j = 0; j < WORD_FEW; j++)
			to[j] = (struct link){ atoms[j], i, IMAGE_NONE, 0 };
		for (uint32_t j = WORD_FEW; j < n; j++)
			to[j] = (struct link){ atoms[j], i, IMAGE_NONE, 0 };
		s->nlinks += n;
	}
	return (0);
}

static void
set_atoms(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->nlinks; i++) {
		struct link		*l = &s->links[i];
		uint32_t		 leads = l->atom & WORD_LEADS;
		uint64_t		 bit;
		struct topic_bits	*b;

		l->atom &= ~WORD_LEADS;
		b = &s->bits[l->atom / 64];
		bit = 1ULL << (l->atom % 64);
		if (b->present & bit)
			l->chain = LINK_AGAIN;
		else if (leads) {
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
	uint32_t	*words = topic_words_find(s), n = 0;

	if (words == NULL || find_links(s, words) == -1) {
		s->nlinks = 0;
		return (-1);
	}
	for (uint32_t i = 0; i < s->nlinks; i++) {
		n += s->links[i].atom >= WORD_LEADS;
		__builtin_prefetch(&s->bits[(s->links[i].atom &
		    ~WORD_LEADS) / 64], 1);
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
	return (&s->slots[atom * 0x9e3779b1u >> s->slot_shift]);
}

/* The first link of an atom, the others behind it. */
static uint32_t
link_first(const struct topic_set *s, uint32_t atom)
{
	uint32_t	i = *link_slot(s, atom);

	while (i != IMAGE_NONE && s->links[i].atom != atom)
		i = s->links[i].chain;
	return (i);
}

static void
chain_link(struct topic_set *s, uint32_t i)
{
	struct link	*l = &s->links[i];
	uint32_t	*slot;

	if (l->chain == LINK_AGAIN) {
		slot = &s->links[link_first(s, l->atom)].next;
		l->next = *slot;
	} else {
		slot = link_slot(s, l->atom);
		l->chain = *slot;
	}
	*slot = i;
}

/* Few stories have what needs them. */
static int
make_slots(struct topic_set *s)
{
	size_t	size = 64;

	s->slot_shift = 32 - 6;
	for (; size < s->nlinks; size *= 2)
		s->slot_shift--;
	s->slots = arena_bytes(s->scratch, size * sizeof(*s->slots));
	if (s->slots == NULL)
		return (-1);
	memset(s->slots, 0xff, size * sizeof(*s->slots));
	for (uint32_t i = 0; i < s->nlinks; i++)
		chain_link(s, i);
	return (0);
}

uint32_t
topic_links(struct topic_set *s, uint32_t atom)
{
	if (s->slots == NULL && make_slots(s) == -1) {
		s->failed = 1;
		return (IMAGE_NONE);
	}
	return (link_first(s, atom));
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
	topic_words_forget(s);
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
