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

static int
term_holds(struct topic_set *s, const struct image_node *n)
{
	const struct places	*p = topic_find(s, n->first);

	for (uint32_t i = 0; i < p->n; i++)
		if (n->fields >> s->runs[p->v[i].text].text->field & 1)
			return (1);
	return (0);
}

int
topic_kid_holds(struct topic_set *s, const struct image_kid *k)
{
	if (kid_is_plain(k))
		return (atom_bare(s, k->need & ~KID_PLAIN));
	return (kid_possible(s, k) && topic_holds(s, k->node));
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
static int
all_hold(struct topic_set *s, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;

	for (uint32_t i = 0; i < n->nkids; i++)
		if (i != n->n && k[i].need != KID_NOT &&
		    !topic_kid_holds(s, &k[i]))
			return (0);
	if (!topic_kid_holds(s, &k[n->n]))
		return (0);
	for (uint32_t i = 0; i < n->nkids; i++)
		if (k[i].need == KID_NOT && !topic_kid_holds(s, &k[i]))
			return (0);
	return (1);
}

static int
any_holds(struct topic_set *s, const struct image_node *n)
{
	const struct image_kid	*k = s->image.kids + n->first;

	for (uint32_t i = 0; i < n->nkids; i++)
		if (topic_kid_holds(s, &k[i]))
			return (1);
	return (0);
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

static int
evaluate(struct topic_set *s, uint32_t node)
{
	const struct image_node	*n = &s->image.nodes[node];
	const struct image_kid	*k = s->image.kids + n->first;

	switch ((enum node_kind)n->kind) {
	case NODE_WORD:
		if (!atom_present(s, n->n))
			return (0);
		if (n->fields >> TOPIC_LANG & 1)
			return (term_holds(s, n));
		return (word_holds(s, n->n, n->fields));
	case NODE_TERM:
		return (term_holds(s, n));
	case NODE_AND:
		return (all_possible(s, n) && all_hold(s, n));
	case NODE_OR:
		return (any_holds(s, n));
	case NODE_NOT:
		return (!topic_kid_holds(s, k));
	case NODE_NEAR:
		return (near_possible(s, n) && topic_near_holds(s, node));
	case NODE_ATLEAST:
		return (topic_kid_holds(s, k) && topic_count(s, k->node) >= n->n);
	}
	return (0);
}

int
topic_holds(struct topic_set *s, uint32_t node)
{
	struct topic_memo	*m = &s->memos[node / 64];
	uint64_t		 bit = 1ULL << (node % 64);

	if (m->known & bit)
		return ((m->holds & bit) != 0);
	if (evaluate(s, node))
		m->holds |= bit;
	if (m->known == 0)
		s->used[s->nused++] = node / 64;
	m->known |= bit;
	return ((m->holds & bit) != 0);
}
