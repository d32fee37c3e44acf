#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/image_build.h"

/*
 * What leads from a story to a topic.  A topic can only hold when one of some
 * atoms is in the story: the rarest of what AND, NEAR and a phrase want, one
 * of each side of an OR.  These atoms get a posting each, with one more atom
 * as guard where the topic takes it in any case.  Topics without such atoms,
 * as regular expressions are, are looked at for every story.
 *
 * How rare a word is, nobody tells; it is guessed by its length and by how
 * many topics ask for it.
 */

#define NEVER	1e30f		/* no atom leads there */

struct pivots {
	struct image_builder	*b;
	float			*atoms;		/* cost of each */
	float			*nodes;		/* of the way to each */
	uint32_t		*needs;		/* atom each can't do without */
	struct vec		 found;		/* struct found */
	uint32_t		 topic;
};

struct found {
	uint32_t	atom;
	struct image_posting posting;
};

static const char *const common[] = {
	"a", "about", "after", "all", "also", "an", "and", "are", "as", "at",
	"au", "be", "been", "but", "by", "com", "das", "de", "dem", "den",
	"der", "des", "die", "du", "e", "ein", "eine", "el", "en", "es", "et",
	"for", "from", "ha", "had", "has", "have", "he", "his", "http",
	"https", "i", "il", "im", "in", "is", "ist", "it", "its", "la", "le",
	"les", "los", "mit", "more", "new", "news", "not", "of", "on", "one",
	"or", "que", "s", "said", "sie", "that", "the", "their", "they",
	"this", "to", "und", "un", "une", "us", "von", "was", "we", "were",
	"which", "who", "will", "with", "would", "www", "year", "you", "zu"
};

static int
word_compare(const void *key, const void *word)
{
	return (strcmp(key, *(const char *const *)word));
}

static float
atom_cost(const struct image_builder *b, const struct image_atom *a,
    uint32_t uses)
{
	static const float	by_length[] = {
		4000, 3000, 1200, 500, 250, 120, 70, 50, 40
	};
	const char		*s = image_at(b, IMAGE_STRINGS, a->text);
	size_t			 n = 0;
	float			 cost;

	for (uint32_t i = 0; i < a->len; i++)
		if (s[i] != '*' && s[i] != '?')
			n += ((unsigned char)s[i] & 0xc0) != 0x80;
	cost = n < sizeof(by_length) / sizeof(by_length[0]) ? by_length[n] :
	    30;
	/* One Han or Thai letter says as much as several others. */
	if ((unsigned char)s[0] >= 0xe0 && n < 3)
		cost /= 4;
	if (a->wild)
		cost *= 6;
	else if (bsearch(s, common, sizeof(common) / sizeof(common[0]),
	    sizeof(common[0]), word_compare) != NULL)
		cost = 20000;
	return (cost * (1 + (float)uses));
}

static void
cost_atoms(struct pivots *p)
{
	const struct image_atom	*a = image_at(p->b, IMAGE_ATOMS, 0);
	size_t			 n = p->b->section[IMAGE_ATOMS].n;
	uint32_t		*uses = image_uses(p->b);

	for (size_t i = 0; i < n; i++)
		p->atoms[i] = atom_cost(p->b, &a[i], uses[i]);
	free(uses);
}

/* The rarest and the second rarest word of a term; IMAGE_NONE: none. */
static void
term_atoms(const struct pivots *p, uint32_t term, uint32_t atoms[2])
{
	const struct image_term	*t = image_at(p->b, IMAGE_TERMS, term);
	const struct image_word	*w;

	atoms[0] = atoms[1] = IMAGE_NONE;
	if (t->flags & TERM_REGEX)
		return;
	w = image_at(p->b, IMAGE_WORDS, t->word);
	for (uint32_t i = 0; i < t->nwords; i++) {
		uint32_t	a = w[i].atom;

		if (a == atoms[0] || a == atoms[1])
			continue;
		if (atoms[0] == IMAGE_NONE ||
		    p->atoms[a] < p->atoms[atoms[0]]) {
			atoms[1] = atoms[0];
			atoms[0] = a;
		} else if (atoms[1] == IMAGE_NONE ||
		    p->atoms[a] < p->atoms[atoms[1]])
			atoms[1] = a;
	}
}

static float
cost_of_need(const struct pivots *p, uint32_t atom)
{
	return (atom == IMAGE_NONE ? NEVER : p->atoms[atom]);
}

/* Plain: a word that may be anywhere but in the fields that want a name. */
static uint32_t
kid_need(const struct pivots *p, uint32_t id)
{
	const struct image_node	*n = image_at(p->b, IMAGE_NODES, id);

	if (n->kind == NODE_NOT)
		return (KID_NOT);
	if (n->kind == NODE_WORD && n->fields == QUERY_BARE)
		return (p->needs[id] | KID_PLAIN);
	return (p->needs[id]);
}

/* AND and NEAR: the best of the operands; OR: all of them. */
static void
cost_node(struct pivots *p, uint32_t id)
{
	struct image_node	*n = image_at(p->b, IMAGE_NODES, id);
	struct image_kid	*k = image_at(p->b, IMAGE_KIDS, 0);
	uint32_t		 atoms[2], need;
	float			 cost = n->kind == NODE_OR ? 0 : NEVER;

	p->needs[id] = IMAGE_NONE;
	if (n->kind <= NODE_TERM) {
		term_atoms(p, n->first, atoms);
		p->needs[id] = atoms[0];
		p->nodes[id] = cost_of_need(p, atoms[0]);
		n->n = atoms[0];
		return;
	}
	k += n->first;
	for (uint32_t i = 0; i < n->nkids; i++) {
		need = p->needs[k[i].node];
		if (n->kind != NODE_NEAR)
			k[i].need = kid_need(p, k[i].node);
		if (n->kind == NODE_NOT)
			continue;
		if (n->kind == NODE_OR)
			cost += p->nodes[k[i].node];
		else if (p->nodes[k[i].node] < cost) {
			cost = p->nodes[k[i].node];
			if (n->kind == NODE_AND)
				n->n = i;
		}
		if (n->kind != NODE_OR && cost_of_need(p, need) <
		    cost_of_need(p, p->needs[id]))
			p->needs[id] = need;
	}
	p->nodes[id] = cost < NEVER ? cost : NEVER;
}

static void
put_posting(struct pivots *p, uint32_t atom, uint32_t guard)
{
	struct found	*f = vec_add(&p->found, 1);

	f->atom = atom;
	f->posting.topic = p->topic;
	f->posting.guard = guard != atom ? guard : IMAGE_NONE;
}

static uint32_t
rarer(const struct pivots *p, uint32_t a, uint32_t b)
{
	return (cost_of_need(p, b) < cost_of_need(p, a) ? b : a);
}

/* Postings for what a node takes; guard is taken by what is around it. */
static void
emit(struct pivots *p, uint32_t id, uint32_t guard)
{
	const struct image_node	*n = image_at(p->b, IMAGE_NODES, id);
	const struct image_kid	*k;
	uint32_t		 atoms[2], best = 0;

	if (n->kind <= NODE_TERM) {
		if (n->kind == NODE_TERM &&
		    (guard == IMAGE_NONE || guard == n->n)) {
			term_atoms(p, n->first, atoms);
			guard = atoms[1];
		}
		put_posting(p, n->n, guard);
		return;
	}
	k = image_at(p->b, IMAGE_KIDS, n->first);
	if (n->kind == NODE_OR) {
		for (uint32_t i = 0; i < n->nkids; i++)
			emit(p, k[i].node, guard);
		return;
	}
	for (uint32_t i = 1; i < n->nkids; i++)
		if (p->nodes[k[i].node] < p->nodes[k[best].node])
			best = i;
	for (uint32_t i = 0; i < n->nkids; i++)
		if (i != best && n->kind != NODE_NOT)
			guard = rarer(p, guard, p->needs[k[i].node]);
	emit(p, k[best].node, guard);
}

static void
emit_topics(struct pivots *p)
{
	const uint32_t	*topics = image_at(p->b, IMAGE_TOPICS, 0);
	size_t		 n = p->b->section[IMAGE_TOPICS].n;

	for (uint32_t i = 0; i < n; i++) {
		p->topic = i;
		if (p->nodes[topics[i]] >= NEVER)
			*(uint32_t *)vec_add(&p->b->section[IMAGE_ALWAYS],
			    1) = i;
		else
			emit(p, topics[i], IMAGE_NONE);
	}
}

/* By atom; each atom's in the order of the topics. */
static void
sort_postings(struct pivots *p)
{
	struct image_atom	*a = image_at(p->b, IMAGE_ATOMS, 0);
	const struct found	*f = (const void *)p->found.p;
	struct image_posting	*v;
	uint64_t		*leads;
	uint32_t		 n = 0;

	for (size_t i = 0; i < p->found.n; i++)
		a[f[i].atom].npostings++;
	for (size_t i = 0; i < p->b->section[IMAGE_ATOMS].n; i++) {
		a[i].posting = n;
		n += a[i].npostings;
		a[i].npostings = 0;
	}
	v = vec_add(&p->b->section[IMAGE_POSTINGS], p->found.n);
	leads = vec_add(&p->b->section[IMAGE_LEADS],
	    p->b->section[IMAGE_ATOMS].n / 64 + 1);
	for (size_t i = 0; i < p->found.n; i++) {
		struct image_atom	*to = &a[f[i].atom];

		v[to->posting + to->npostings++] = f[i].posting;
		leads[f[i].atom / 64] |= 1ULL << (f[i].atom % 64);
	}
}

void
image_pivots(struct image_builder *b)
{
	struct pivots	p = { .b = b };
	size_t		n = b->section[IMAGE_NODES].n;

	p.atoms = image_memory(b->section[IMAGE_ATOMS].n, sizeof(*p.atoms));
	p.nodes = image_memory(n, sizeof(*p.nodes));
	p.needs = image_memory(n, sizeof(*p.needs));
	vec_init(&p.found, sizeof(struct found));
	cost_atoms(&p);
	for (uint32_t i = 0; i < n; i++)
		cost_node(&p, i);
	emit_topics(&p);
	sort_postings(&p);
	free(p.found.p);
	free(p.atoms);
	free(p.nodes);
	free(p.needs);
}
