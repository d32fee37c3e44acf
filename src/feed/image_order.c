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

static void
count_uses(const struct image_builder *b, struct rank *ranks, size_t n)
{
	const struct image_node	*v = image_at(b, IMAGE_NODES, 0);
	const struct image_kid	*kids = image_at(b, IMAGE_KIDS, 0);
	const struct image_word	*w = image_at(b, IMAGE_WORDS, 0);
	const struct image_term	*t;

	for (size_t i = 0; i < n; i++)
		ranks[i].atom = (uint32_t)i;
	for (size_t i = 0; i < b->section[IMAGE_KIDS].n; i++) {
		if (v[kids[i].node].kind > NODE_TERM)
			continue;
		t = image_at(b, IMAGE_TERMS, v[kids[i].node].first);
		for (uint32_t j = 0; !(t->flags & TERM_REGEX) &&
		    j < t->nwords; j++)
			ranks[w[t->word + j].atom].uses++;
	}
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

/*
 * Words and terms first, the others behind them: what a topic is made of then
 * lies together.
 */
static void
order_nodes(struct image_builder *b)
{
	struct image_node	*v = image_at(b, IMAGE_NODES, 0);
	struct image_kid	*k = image_at(b, IMAGE_KIDS, 0);
	uint32_t		*topics = image_at(b, IMAGE_TOPICS, 0);
	size_t			 n = b->section[IMAGE_NODES].n, ninner = 0;
	struct image_node	*inner = xcalloc(n, sizeof(*inner));
	uint32_t		*to = xcalloc(n, sizeof(*to)), nleaves = 0;

	for (size_t i = 0; i < n; i++)
		nleaves += v[i].kind <= NODE_TERM;
	for (size_t i = 0, next = 0; i < n; i++) {
		if (v[i].kind <= NODE_TERM) {
			to[i] = (uint32_t)next;
			v[next++] = v[i];
		} else {
			to[i] = nleaves + (uint32_t)ninner;
			inner[ninner++] = v[i];
		}
	}
	if (ninner != 0)
		memcpy(v + nleaves, inner, ninner * sizeof(*inner));
	for (size_t i = 0; i < b->section[IMAGE_KIDS].n; i++)
		k[i].node = to[k[i].node];
	for (size_t i = 0; i < b->section[IMAGE_TOPICS].n; i++)
		topics[i] = to[topics[i]];
	free(inner);
	free(to);
}

void
image_order(struct image_builder *b)
{
	size_t		 n = b->section[IMAGE_ATOMS].n;
	struct rank	*ranks = xcalloc(n, sizeof(*ranks));

	count_uses(b, ranks, n);
	qsort(ranks, n, sizeof(*ranks), rank_compare);
	renumber(b, ranks, n);
	free(ranks);
	order_nodes(b);
}
