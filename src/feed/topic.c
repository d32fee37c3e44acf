#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "feed/topic_set.h"

#define KEPT_MAX	64	/* places told per term and text */
#define AHEAD		6	/* candidates, to be fetched early */

/* A new story: what is known of the last one is void. */
static void
forget_found(struct topic_set *s)
{
	for (uint32_t i = 0; i < s->nused; i++)
		s->memos[s->used[i]] = (struct topic_memo){ 0, 0, 0 };
	s->nused = 0;
	s->finds = NULL;
	s->nfinds = s->finds_size = 0;
}

/* What is n before an index, if there is so much. */
static uint32_t
before(uint32_t i, uint32_t n)
{
	return (i < n ? 0 : i - n);
}

static void
add_candidate(struct topic_set *s, uint32_t topic, int limited)
{
	uint64_t	bit = 1ULL << (topic % 64);

	if (s->seen[topic / 64] & bit ||
	    (limited && !(s->allowed[topic / 64] & bit)))
		return;
	s->seen[topic / 64] |= bit;
	s->candidates[s->ncandidates++] = topic;
	__builtin_prefetch(&s->image.topics[topic]);
}

/* The topics that the story's words lead to, as far as they are allowed. */
static void
find_candidates(struct topic_set *s, int limited)
{
	const struct image	*m = &s->image;
	uint32_t		 n = s->nleading, atom;

	s->ncandidates = 0;
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

/* The terms by which a topic holds are going to be told. */
static void
fetch_terms(const struct topic_set *s, uint32_t node)
{
	const struct image	*m = &s->image;
	const struct image_node	*n = &m->nodes[node];

	if (n->kind != NODE_AND && n->kind != NODE_OR)
		return;
	for (uint32_t i = 0; i < n->nkids; i++) {
		const struct image_kid	*k = &m->kids[n->first + i];

		if (!kid_is_plain(k))
			fetch_terms(s, k->node);
		else if (atom_bare(s, k->need & ~KID_PLAIN))
			__builtin_prefetch(&m->terms[topic_term(m, k->node)]);
	}
}

/*
 * Those that hold.  What comes next is fetched step by step meanwhile: most
 * topics have a few operators and a dozen operands, the outermost last.
 */
static void
decide(struct topic_set *s)
{
	const struct image	*m = &s->image;
	uint32_t		*v = s->candidates;
	uint32_t		 n = s->ncandidates, holding = 0, node, kid;

	for (uint32_t i = 0; i < n; i++) {
		s->seen[v[i] / 64] = 0;
		if (i + 2 * AHEAD < n) {
			node = m->topics[v[i + 2 * AHEAD]];
			__builtin_prefetch(&m->nodes[node]);
			__builtin_prefetch(&s->memos[node / 64], 1);
			__builtin_prefetch(&m->nodes[before(node, 3)]);
		}
		if (i + AHEAD < n) {
			kid = m->nodes[m->topics[v[i + AHEAD]]].first;
			__builtin_prefetch(&m->kids[kid]);
			__builtin_prefetch(&m->kids[before(kid, 8)]);
			__builtin_prefetch(&m->kids[before(kid, 16)]);
		}
		if (topic_holds(s, m->topics[v[i]])) {
			fetch_terms(s, m->topics[v[i]]);
			v[holding++] = v[i];
		}
	}
	s->ncandidates = holding;
	qsort(v, holding, sizeof(*v), order_u32);
}

static void
allow(struct topic_set *s, const uint32_t *only, size_t nonly)
{
	for (size_t i = 0; i < nonly; i++)
		if (only[i] < s->image.head->count[IMAGE_TOPICS])
			s->allowed[only[i] / 64] |= 1ULL << (only[i] % 64);
}

static void
disallow(struct topic_set *s, const uint32_t *only, size_t nonly)
{
	for (size_t i = 0; i < nonly; i++)
		if (only[i] < s->image.head->count[IMAGE_TOPICS])
			s->allowed[only[i] / 64] = 0;
}

/* Nothing of the places of the text that begins at i is told yet. */
static void
begin_text(struct topic_set *s, const struct places *p, uint32_t i)
{
	uint32_t	text = p->v[i].text;

	for (; i < p->n && p->v[i].text == text; i++)
		s->terms[p->v[i].term].kept = 0;
}

/* Whether one more place of a term may be told of this text. */
static int
is_told(struct topic_set *s, const struct places *p, uint32_t i)
{
	if (p->n <= KEPT_MAX)
		return (1);
	if (i == 0 || p->v[i - 1].text != p->v[i].text)
		begin_text(s, p, i);
	return (s->terms[p->v[i].term].kept++ < KEPT_MAX);
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
	for (uint32_t i = 0; i < p.n; i++) {
		if (!is_told(s, &p, i))
			continue;
		if ((h = arena_bytes(a, sizeof(*h))) == NULL)
			return (NULL);
		*h = (struct topic_hit){ s->image.strings +
		    s->image.terms[p.v[i].term].text,
		    s->runs[p.v[i].text].text->field, p.v[i].text,
		    p.v[i].start, p.v[i].end, NULL };
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

	forget_found(s);
	if (topic_story_read(s, texts, ntexts) == -1)
		return (out_of_memory(a));
	if (only != NULL)
		allow(s, only, nonly);
	find_candidates(s, only != NULL);
	if (only != NULL)
		disallow(s, only, nonly);
	decide(s);
	for (uint32_t i = 0; i < s->ncandidates; i++) {
		if ((*tail = match_new(s, a, s->candidates[i])) == NULL ||
		    s->failed)
			return (out_of_memory(a));
		tail = &(*tail)->next;
	}
	return (s->failed ? out_of_memory(a) : first);
}
