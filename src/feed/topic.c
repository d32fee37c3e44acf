#include <stdlib.h>
#include <string.h>

#include "feed/topic_set.h"

#define KEPT_MAX	64	/* places told per term and text */
#define AHEAD		6	/* candidates, to be fetched early */
#define EPOCH_MAX	(UINT32_MAX >> 2)

/* A new story: what is known of the last one is void. */
static void
next_epoch(struct topic_set *s)
{
	const struct image_head	*h = s->image.head;

	s->nholding = 0;
	if (++s->epoch <= EPOCH_MAX)
		return;
	for (size_t i = 0; i < h->count[IMAGE_TERMS]; i++)
		s->terms[i].epoch = 0;
	memset(s->nodes, 0, h->count[IMAGE_NODES] * sizeof(*s->nodes));
	memset(s->seen, 0, h->count[IMAGE_TOPICS] * sizeof(*s->seen));
	memset(s->allowed, 0, h->count[IMAGE_TOPICS] * sizeof(*s->allowed));
	s->epoch = 1;
}

static void
add_candidate(struct topic_set *s, uint32_t topic, int limited)
{
	if (s->seen[topic] == s->epoch ||
	    (limited && s->allowed[topic] != s->epoch))
		return;
	s->seen[topic] = s->epoch;
	s->candidates[s->ncandidates++] = topic;
	__builtin_prefetch(&s->image.topics[topic]);
}

static int
index_compare(const void *a, const void *b)
{
	uint32_t	x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y ? -1 : x > y);
}

/* The topics that the story's words lead to, as far as they are allowed. */
static void
find_candidates(struct topic_set *s, int limited)
{
	const struct image	*m = &s->image;
	uint32_t		 n = 0, atom;

	s->ncandidates = 0;
	/* What leads nowhere isn't touched again until the next story. */
	for (uint32_t i = 0; i < s->ntouched; i++) {
		atom = s->touched[i];
		if (m->leads[atom / 64] >> (atom % 64) & 1) {
			s->leading[n++] = atom;
			__builtin_prefetch(&m->atoms[atom]);
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct image_atom		*a = &m->atoms[s->leading[i]];
		const struct image_posting	*p = m->postings + a->posting;

		atom = s->leading[i + AHEAD < n ? i + AHEAD : i];
		__builtin_prefetch(&m->postings[m->atoms[atom].posting]);
		for (uint32_t j = 0; j < a->npostings; j++)
			if (p[j].guard == IMAGE_NONE ||
			    atom_present(s, p[j].guard))
				add_candidate(s, p[j].topic, limited);
	}
	for (size_t i = 0; i < m->head->count[IMAGE_ALWAYS]; i++)
		add_candidate(s, m->always[i], limited);
}

/* Those that hold.  What comes next is fetched step by step meanwhile. */
static void
decide(struct topic_set *s)
{
	const struct image	*m = &s->image;
	const uint32_t		*v = s->candidates;
	uint32_t		 n = s->ncandidates, node;

	for (uint32_t i = 0; i < n; i++) {
		if (i + 2 * AHEAD < n) {
			node = m->topics[v[i + 2 * AHEAD]];
			__builtin_prefetch(&m->nodes[node]);
			__builtin_prefetch(&s->nodes[node], 1);
		}
		if (i + AHEAD < n) {
			node = m->topics[v[i + AHEAD]];
			__builtin_prefetch(&m->kids[m->nodes[node].first]);
		}
		if (topic_holds(s, m->topics[v[i]]))
			s->holding[s->nholding++] = v[i];
	}
	qsort(s->holding, s->nholding, sizeof(*s->holding), index_compare);
}

static void
allow(struct topic_set *s, const uint32_t *only, size_t nonly)
{
	for (size_t i = 0; i < nonly; i++)
		if (only[i] < s->image.head->count[IMAGE_TOPICS])
			s->allowed[only[i]] = s->epoch;
}

/* Whether one more place of a term may be told of this text. */
static int
is_told(struct topic_set *s, const struct place *p)
{
	struct term_state	*t = &s->terms[p->term];

	if (t->kept_text != p->text) {
		t->kept_text = p->text;
		t->kept = 0;
	}
	return (t->kept++ < KEPT_MAX);
}

static struct topic_match *
match_new(struct topic_set *s, struct arena *a, uint32_t topic)
{
	struct topic_match	*m = arena_alloc(a, sizeof(*m));
	struct places		 p;
	struct topic_hit	**tail, *h;

	if (m == NULL)
		return (NULL);
	m->topic = topic;
	tail = &m->hits;
	p = topic_places(s, s->image.topics[topic]);
	m->count = p.n;
	for (uint32_t i = 0; i < p.n; i++)
		s->terms[p.v[i].term].kept_text = IMAGE_NONE;
	for (uint32_t i = 0; i < p.n; i++) {
		if (!is_told(s, &p.v[i]))
			continue;
		if ((h = arena_alloc(a, sizeof(*h))) == NULL)
			return (NULL);
		h->term = s->image.strings +
		    s->image.terms[p.v[i].term].text;
		h->text = p.v[i].text;
		h->field = s->runs[h->text].text->field;
		h->start = p.v[i].start;
		h->end = p.v[i].end;
		*tail = h;
		tail = &h->next;
	}
	return (m);
}

/* Fails the caller's arena, which is how it learns that we ran out. */
static struct topic_match *
out_of_memory(struct arena *a)
{
	arena_array(a, SIZE_MAX, SIZE_MAX);
	return (NULL);
}

struct topic_match *
topic_match(struct topic_set *s, struct arena *a,
    const struct topic_text *texts, size_t ntexts, const uint32_t *only,
    size_t nonly)
{
	struct topic_match	*first = NULL, **tail = &first;

	next_epoch(s);
	if (topic_story_read(s, texts, ntexts) == -1)
		return (out_of_memory(a));
	if (only != NULL)
		allow(s, only, nonly);
	find_candidates(s, only != NULL);
	decide(s);
	for (uint32_t i = 0; i < s->nholding; i++) {
		if ((*tail = match_new(s, a, s->holding[i])) == NULL ||
		    s->failed)
			return (out_of_memory(a));
		tail = &(*tail)->next;
	}
	return (s->failed ? out_of_memory(a) : first);
}
