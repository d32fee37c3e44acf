#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/image_build.h"

/*
 * Atoms that many ask for are met in many stories: they get the first numbers,
 * so that what is known of them lies close together.
 */

struct rank {
	uint32_t	uses, atom;
};

static int
rank_compare(const void *a, const void *b)
{
	const struct rank	*x = a, *y = b;

	if (x->uses != y->uses)
		return (x->uses > y->uses ? -1 : 1);
	return (x->atom < y->atom ? -1 : x->atom > y->atom);
}

uint32_t *
image_uses(const struct image_builder *b)
{
	const struct image_node	*v = image_at(b, IMAGE_NODES, 0), *k;
	const struct image_kid	*kids = image_at(b, IMAGE_KIDS, 0);
	const struct image_word	*w = image_at(b, IMAGE_WORDS, 0);
	const struct image_term	*t;
	uint32_t		*uses;

	uses = image_memory(b->section[IMAGE_ATOMS].n, sizeof(*uses));
	for (size_t i = 0; i < b->section[IMAGE_KIDS].n; i++) {
		k = &v[kids[i].node];
		if (k->kind == NODE_WORD)
			uses[k->n]++;
		if (k->kind != NODE_TERM)
			continue;
		t = image_at(b, IMAGE_TERMS, k->first);
		for (uint32_t j = 0; !(t->flags & TERM_REGEX) &&
		    j < t->nwords; j++)
			uses[w[t->word + j].atom]++;
	}
	return (uses);
}

/* Atoms by their new numbers, and what refers to them. */
static void
renumber(struct image_builder *b, const struct rank *ranks, size_t n)
{
	struct image_atom	*a = image_at(b, IMAGE_ATOMS, 0);
	struct image_atom	*old = xcalloc(n, sizeof(*old));
	struct image_word	*w = image_at(b, IMAGE_WORDS, 0);
	struct image_node	*v = image_at(b, IMAGE_NODES, 0);
	uint32_t		*to = xcalloc(n, sizeof(*to));

	if (n != 0)
		memcpy(old, a, n * sizeof(*old));
	for (size_t i = 0; i < n; i++) {
		to[ranks[i].atom] = (uint32_t)i;
		a[i] = old[ranks[i].atom];
	}
	for (size_t i = 0; i < b->section[IMAGE_WORDS].n; i++)
		w[i].atom = to[w[i].atom];
	for (size_t i = 0; i < b->section[IMAGE_NODES].n; i++)
		if (v[i].kind == NODE_WORD)
			v[i].n = to[v[i].n];
	free(old);
	free(to);
}

/* The numbers that nodes shall have: see struct image_node. */
static uint32_t *
number_nodes(const struct image_builder *b)
{
	const struct image_node	*v = image_at(b, IMAGE_NODES, 0);
	size_t			 n = b->section[IMAGE_NODES].n;
	uint32_t		 next = (uint32_t)b->section[IMAGE_TERMS].n;
	uint32_t		*to = xcalloc(n, sizeof(*to));
	uint32_t		*first = xcalloc(next, sizeof(*first));

	/* Of a term's nodes the one that most likely is asked for; plus 1. */
	for (size_t i = 0; i < n; i++)
		if (v[i].kind <= NODE_TERM && (first[v[i].first] == 0 ||
		    v[i].fields == QUERY_BARE))
			first[v[i].first] = (uint32_t)i + 1;
	for (size_t i = 0; i < n; i++)
		if (v[i].kind <= NODE_TERM)
			to[i] = first[v[i].first] == i + 1 ? v[i].first :
			    next++;
	for (size_t i = 0; i < n; i++)
		if (v[i].kind > NODE_TERM)
			to[i] = next++;
	free(first);
	return (to);
}

/* What a topic is made of lies together then. */
static void
order_nodes(struct image_builder *b)
{
	struct image_node	*v = image_at(b, IMAGE_NODES, 0);
	struct image_kid	*k = image_at(b, IMAGE_KIDS, 0);
	uint32_t		*topics = image_at(b, IMAGE_TOPICS, 0);
	uint32_t		*to = number_nodes(b);
	size_t			 n = b->section[IMAGE_NODES].n;
	struct image_node	*old = xcalloc(n, sizeof(*old));

	if (n != 0)
		memcpy(old, v, n * sizeof(*old));
	for (size_t i = 0; i < n; i++)
		v[to[i]] = old[i];
	for (size_t i = 0; i < b->section[IMAGE_KIDS].n; i++)
		k[i].node = to[k[i].node];
	for (size_t i = 0; i < b->section[IMAGE_TOPICS].n; i++)
		topics[i] = to[topics[i]];
	free(old);
	free(to);
}

void
image_order(struct image_builder *b)
{
	size_t		 n = b->section[IMAGE_ATOMS].n;
	struct rank	*ranks = xcalloc(n, sizeof(*ranks));
	uint32_t	*uses = image_uses(b);

	for (size_t i = 0; i < n; i++)
		ranks[i] = (struct rank){ uses[i], (uint32_t)i };
	free(uses);
	qsort(ranks, n, sizeof(*ranks), rank_compare);
	renumber(b, ranks, n);
	free(ranks);
	order_nodes(b);
}
