#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/image_build.h"

void
image_builder_init(struct image_builder *b)
{
	memset(b, 0, sizeof(*b));
	for (int i = 0; i < IMAGE_SECTIONS; i++) {
		vec_init(&b->section[i],
		    image_section_size((enum image_section)i));
		vec_add(&b->section[i], 0);
	}
	vec_add(&b->section[IMAGE_STRINGS], 1);
	vec_init(&b->leaves, sizeof(uint32_t));
}

void
image_builder_clear(struct image_builder *b)
{
	for (int i = 0; i < IMAGE_SECTIONS; i++)
		free(b->section[i].p);
	free(b->strings.v);
	free(b->atoms.v);
	free(b->terms.v);
	free(b->nodes.v);
	free(b->leaves.p);
}

struct bytes {
	const char	*p;
	size_t		 n;
};

/* Whether a string, by where it is, is some bytes. */
static int
string_same(const void *key, uint32_t id, const void *arg)
{
	const struct image_builder	*b = arg;
	const struct bytes		*k = key;
	const char			*s = image_at(b, IMAGE_STRINGS, id);

	return (b->section[IMAGE_STRINGS].n - id > k->n &&
	    memcmp(s, k->p, k->n) == 0 && s[k->n] == '\0');
}

/* Bytes with a NUL behind them; nothing is the empty string at 0. */
static uint32_t
string_add(struct image_builder *b, const char *p, size_t n)
{
	struct bytes		 key = { p, n };
	uint64_t		 hash = word_hash(p, n);
	struct intern_slot	*s;
	uint32_t		 id;

	if (n == 0)
		return (0);
	s = intern_find(&b->strings, hash, string_same, &key, b);
	if (s->id != 0)
		return (s->id - 1);
	id = (uint32_t)b->section[IMAGE_STRINGS].n;
	memcpy(vec_add(&b->section[IMAGE_STRINGS], n + 1), p, n);
	intern_take(&b->strings, s, hash, id);
	return (id);
}

static int
atom_same(const void *key, uint32_t id, const void *arg)
{
	const struct image_atom	*k = key, *a = image_at(arg, IMAGE_ATOMS, id);

	return (a->text == k->text && a->len == k->len && a->wild == k->wild);
}

static uint32_t
atom_add(struct image_builder *b, const struct keyword_word *w)
{
	struct image_atom	 key = { .text = string_add(b, w->folded,
				    w->len), .len = w->len, .wild = w->wild };
	uint64_t		 hash = w->hash * 3 + w->wild;
	struct intern_slot	*s;
	uint32_t		 id;

	s = intern_find(&b->atoms, hash, atom_same, &key, b);
	if (s->id != 0)
		return (s->id - 1);
	id = (uint32_t)b->section[IMAGE_ATOMS].n;
	memcpy(vec_add(&b->section[IMAGE_ATOMS], 1), &key, sizeof(key));
	intern_take(&b->atoms, s, hash, id);
	return (id);
}

static void
words_add(struct image_builder *b, struct image_term *t,
    const struct keyword *k)
{
	struct image_word	*w;

	t->word = (uint32_t)b->section[IMAGE_WORDS].n;
	t->nwords = (uint32_t)k->n;
	t->flags = (uint8_t)((k->literal ? TERM_LITERAL : 0) |
	    (k->exact ? TERM_EXACT : 0));
	for (size_t i = 0; i < k->n; i++) {
		const struct keyword_word	*s = &k->v[i];

		w = vec_add(&b->section[IMAGE_WORDS], 1);
		w->atom = atom_add(b, s);
		w->tight = s->tight;
		w->glued = s->glued;
		w->wild = s->wild;
		w->form = string_add(b, s->form, s->nform);
		w->before = string_add(b, s->before, s->nbefore);
		w->after = string_add(b, s->after, s->nafter);
		w->nform = s->nform;
		w->nbefore = s->nbefore;
		w->nafter = s->nafter;
	}
}

static int
term_same(const void *key, uint32_t id, const void *arg)
{
	const struct image_term	*t = image_at(arg, IMAGE_TERMS, id);

	return (string_same(key, t->text, arg));
}

/* What a keyword is follows from how it is written. */
static uint32_t
term_add(struct image_builder *b, const struct query *q)
{
	struct image_term	 t;
	struct bytes		 key = { q->text, strlen(q->text) };
	uint64_t		 hash = word_hash(key.p, key.n);
	struct intern_slot	*s;
	uint32_t		 id;

	s = intern_find(&b->terms, hash, term_same, &key, b);
	if (s->id != 0) {
		((struct image_term *)image_at(b, IMAGE_TERMS,
		    s->id - 1))->fields |= q->fields;
		return (s->id - 1);
	}
	id = (uint32_t)b->section[IMAGE_TERMS].n;
	intern_take(&b->terms, s, hash, id);
	memset(&t, 0, sizeof(t));
	if (q->kind == QUERY_REGEX) {
		t.word = string_add(b, q->pattern, q->npattern);
		t.nwords = (uint32_t)q->npattern;
		t.flags = TERM_REGEX;
		t.options = (uint8_t)q->flags;
		b->nregex++;
	} else
		words_add(b, &t, &q->keyword);
	t.text = string_add(b, key.p, key.n);
	t.fields = q->fields;
	memcpy(vec_add(&b->section[IMAGE_TERMS], 1), &t, sizeof(t));
	vec_add(&b->leaves, 1);
	return (id);
}

struct draft {
	struct image_node	 node;
	struct image_kid	*kids;
};

static int
node_same(const void *key, uint32_t id, const void *arg)
{
	const struct draft	*d = key;
	const struct image_node	*n = image_at(arg, IMAGE_NODES, id);

	if (n->kind != d->node.kind || n->fields != d->node.fields ||
	    n->forbids != d->node.forbids || n->n != d->node.n ||
	    n->nkids != d->node.nkids)
		return (0);
	if (n->kind <= NODE_TERM)
		return (n->first == d->node.first);
	return (memcmp(image_at(arg, IMAGE_KIDS, n->first), d->kids,
	    n->nkids * sizeof(*d->kids)) == 0);
}

static uint32_t
node_add(struct image_builder *b, struct draft *d)
{
	uint64_t		 hash = ((uint64_t)d->node.kind << 8 |
				    d->node.fields) * 0x9e3779b97f4a7c15ULL;
	struct intern_slot	*s;
	uint32_t		 id;

	hash = image_mix(hash ^ d->node.n ^ (uint64_t)d->node.first << 32);
	for (uint32_t i = 0; d->kids != NULL && i < d->node.nkids; i++)
		hash = image_mix(hash ^ d->kids[i].node ^
		    (uint64_t)d->kids[i].need << 32);
	s = intern_find(&b->nodes, hash, node_same, d, b);
	if (s->id != 0)
		return (s->id - 1);
	id = (uint32_t)b->section[IMAGE_NODES].n;
	intern_take(&b->nodes, s, hash, id);
	if (d->kids != NULL) {
		d->node.first = (uint32_t)b->section[IMAGE_KIDS].n;
		memcpy(vec_add(&b->section[IMAGE_KIDS], d->node.nkids),
		    d->kids, d->node.nkids * sizeof(*d->kids));
	}
	memcpy(vec_add(&b->section[IMAGE_NODES], 1), &d->node,
	    sizeof(d->node));
	return (id);
}

static uint32_t
leaf_add(struct image_builder *b, const struct query *q)
{
	struct draft			 d = { .kids = NULL };
	const struct image_term		*t;
	const struct image_word		*w;
	uint32_t			 id, *leaf;

	d.node.kind = NODE_TERM;
	d.node.fields = q->fields;
	d.node.first = term_add(b, q);
	leaf = (uint32_t *)(void *)b->leaves.p + d.node.first;
	if (q->fields == QUERY_BARE && *leaf != 0)
		return (*leaf - 1);
	t = image_at(b, IMAGE_TERMS, d.node.first);
	if (t->flags == 0 && t->nwords == 1) {
		w = image_at(b, IMAGE_WORDS, t->word);
		d.node.kind = NODE_WORD;
		d.node.n = w->atom;
	}
	id = node_add(b, &d);
	if (q->fields == QUERY_BARE)
		*leaf = id + 1;
	return (id);
}

uint32_t
image_add(struct image_builder *b, const struct query *q)
{
	static const enum node_kind	kinds[] = {
		[QUERY_AND] = NODE_AND, [QUERY_OR] = NODE_OR,
		[QUERY_NOT] = NODE_NOT, [QUERY_NEAR] = NODE_NEAR,
		[QUERY_ATLEAST] = NODE_ATLEAST
	};
	const struct query		*k;
	struct draft			 d = { .kids = NULL };
	uint32_t			 id, n = 0;

	if (q->kind <= QUERY_REGEX)
		return (leaf_add(b, q));
	d.node.kind = (uint8_t)kinds[q->kind];
	d.node.n = q->times;
	d.node.forbids = q->forbids;
	for (k = q->kids; k != NULL; k = k->next)
		d.node.nkids++;
	d.kids = xcalloc(d.node.nkids, sizeof(*d.kids));
	for (k = q->kids; k != NULL; k = k->next)
		d.kids[n++] = (struct image_kid){ image_add(b, k),
		    { q->kind == QUERY_NEAR ? k->near << 1 | k->ordered :
		    IMAGE_NONE } };
	id = node_add(b, &d);
	free(d.kids);
	return (id);
}

void
image_add_topic(struct image_builder *b, uint32_t node)
{
	*(uint32_t *)vec_add(&b->section[IMAGE_TOPICS], 1) = node;
}

static size_t
round_up(size_t n)
{
	return ((n + 7) & ~(size_t)7);
}

void *
image_finish(struct image_builder *b, size_t *size)
{
	struct image_head	*h = &b->head;
	char			*image;
	size_t			 at = round_up(sizeof(*h));

	image_order(b);
	image_tables(b);
	image_pivots(b);
	memcpy(h->magic, IMAGE_MAGIC, sizeof(h->magic));
	h->nregex = b->nregex;
	for (int i = 0; i < IMAGE_SECTIONS; i++) {
		h->offset[i] = at;
		h->count[i] = b->section[i].n;
		at = round_up(at + b->section[i].n * b->section[i].each);
	}
	h->size = at;
	image = image_memory(1, at);
	memcpy(image, h, sizeof(*h));
	for (int i = 0; i < IMAGE_SECTIONS; i++)
		if (b->section[i].n != 0)
			memcpy(image + h->offset[i], b->section[i].p,
			    b->section[i].n * b->section[i].each);
	*size = at;
	return (image);
}
