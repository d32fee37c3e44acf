#include "feed/query.h"
#include "feed/topic_set.h"

/* Whether an atom is in one of the fields. */
static int
word_holds(struct topic_set *s, uint32_t atom, uint32_t fields)
{
	for (uint32_t i = topic_links(s, atom); i != IMAGE_NONE;
	    i = s->links[i].next)
		if (s->distinct[s->links[i].distinct].fields & fields)
			return (1);
	return (0);
}

/* One of which that can't be told is open: it may be anywhere. */
static enum topic_truth
term_holds(struct topic_set *s, const struct image_node *n)
{
	const struct places	*p = topic_find(s, n->first);

	for (uint32_t i = 0; i < p->n; i++)
		if (n->fields >> s->runs[p->v[i].text].text->field & 1)
			return (TOPIC_HOLDS);
	if (s->image.terms[n->first].flags & TERM_REGEX &&
	    topic_find_open(s, n->first) & n->fields)
		return (TOPIC_OPEN);
	return (TOPIC_FAILS);
}

static inline enum topic_truth
least(enum topic_truth a, enum topic_truth b)
{
	return (a < b ? a : b);
}

static inline enum topic_truth
most(enum topic_truth a, enum topic_truth b)
{
	return (a > b ? a : b);
}

static inline enum topic_truth
truth(int holds)
{
	return (holds ? TOPIC_HOLDS : TOPIC_FAILS);
}

enum topic_truth
topic_kid_holds(struct topic_set *s, const struct image_kid *k)
{
	if (kid_is_plain(k))
		return (truth(atom_bare(s, k->need & ~KID_PLAIN)));
	return (kid_possible(s, k) ? topic_holds(s, k->node) : TOPIC_FAILS);
}

static int
all_possible(const struct topic_set *s, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;

	for (uint32_t i = 0; i < n->nkids; i++)
		if (!kid_possible(s, &k[i]))
			return (0);
	return (1);
}

/* The operands of NEAR that are words or terms. */
static int
near_possible(const struct topic_set *s, const struct image_node *n)
{
	const struct image_node	*k;

	for (uint32_t i = 0; i < n->nkids; i++) {
		k = &s->image.nodes[s->image.kids[n->first + i].node];
		if (k->kind <= NODE_TERM && k->n != IMAGE_NONE &&
		    !atom_present(s, k->n))
			return (0);
	}
	return (1);
}

/* What most likely fails comes first, what is likely there and NOTs last. */
static enum topic_truth
all_hold(struct topic_set *s, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;
	enum topic_truth	 all = TOPIC_HOLDS;

	for (uint32_t i = 0; i < n->nkids && all != TOPIC_FAILS; i++)
		if (i != n->n && k[i].need != KID_NOT)
			all = least(all, topic_kid_holds(s, &k[i]));
	if (all != TOPIC_FAILS)
		all = least(all, topic_kid_holds(s, &k[n->n]));
	for (uint32_t i = 0; i < n->nkids && all != TOPIC_FAILS; i++)
		if (k[i].need == KID_NOT)
			all = least(all, topic_kid_holds(s, &k[i]));
	return (all);
}

static enum topic_truth
any_holds(struct topic_set *s, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;
	enum topic_truth	 any = TOPIC_FAILS;

	for (uint32_t i = 0; i < n->nkids && any != TOPIC_HOLDS; i++)
		any = most(any, topic_kid_holds(s, &k[i]));
	return (any);
}

uint32_t
topic_count(struct topic_set *s, uint32_t node)
{
	struct places	p = topic_find_node(s, node);
	uint32_t	n = 0;

	for (uint32_t i = 0; i < p.n; i++)
		n += i == 0 || p.v[i].text != p.v[i - 1].text ||
		    p.v[i].start != p.v[i - 1].start ||
		    p.v[i].end != p.v[i - 1].end;
	return (n);
}

static enum topic_truth
evaluate(struct topic_set *s, uint32_t node)
{
	const struct image_node	*n = &s->image.nodes[node];
	const struct image_kid	*k = s->image.kids + n->first;
	enum topic_truth	 found;

	switch ((enum node_kind)n->kind) {
	case NODE_WORD:
		if (!atom_present(s, n->n))
			return (TOPIC_FAILS);
		if (n->fields >> TOPIC_LANG & 1)
			return (term_holds(s, n));
		return (truth(word_holds(s, n->n, n->fields)));
	case NODE_TERM:
		return (term_holds(s, n));
	case NODE_AND:
		return (all_possible(s, n) ? all_hold(s, n) : TOPIC_FAILS);
	case NODE_OR:
		return (any_holds(s, n));
	case NODE_NOT:
		return (TOPIC_HOLDS - topic_kid_holds(s, k));
	case NODE_NEAR:
		return (near_possible(s, n) ? topic_near_holds(s, node) :
		    TOPIC_FAILS);
	case NODE_ATLEAST:
		found = topic_kid_holds(s, k);
		if (found == TOPIC_FAILS || topic_count(s, k->node) >= n->n)
			return (found);
		return (found == TOPIC_OPEN ? TOPIC_OPEN : TOPIC_FAILS);
	}
	return (TOPIC_FAILS);
}

enum topic_truth
topic_holds(struct topic_set *s, uint32_t node)
{
	struct topic_memo	*m = &s->memos[node / 64];
	uint64_t		 bit = 1ULL << (node % 64);
	enum topic_truth	 found;

	if (m->known & bit)
		return (m->open & bit ? TOPIC_OPEN : m->holds & bit ?
		    TOPIC_HOLDS : TOPIC_FAILS);
	found = evaluate(s, node);
	if (found == TOPIC_HOLDS)
		m->holds |= bit;
	else if (found == TOPIC_OPEN)
		m->open |= bit;
	if (m->known == 0)
		s->used[s->nused++] = node / 64;
	m->known |= bit;
	return (found);
}
