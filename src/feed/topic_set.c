#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/topic_set.h"

/* What building needs and matching doesn't. */
struct builder {
	struct topic_set	*set;
	struct arena		*scratch;	/* for one keyword */
	struct use		*uses;		/* in the order of the rules */
	uint32_t		*use_terms;	/* the term of each */
	size_t			 nuses, uses_size;
	uint32_t		*seen;		/* by term: seen_mark */
	size_t			 seen_size;
};

/* Room for one more of an array that doubles. */
static void *
room(void *v, size_t n, size_t *size, size_t each)
{
	if (n < *size)
		return (v);
	*size = *size != 0 ? *size * 2 : 64;
	return (xreallocarray(v, *size, each));
}

int
topic_check(const char *keyword, size_t *offset, char **cause)
{
	struct arena	*a = arena_new(SIZE_MAX);
	struct keyword	 k;
	size_t		 where;
	int		 r;

	r = keyword_parse(a, keyword, &k, &where, cause);
	if (r == -1 && offset != NULL)
		*offset = where;
	arena_free(a);
	return (r);
}

static uint32_t
node_add(struct topic_set *s)
{
	s->nodes = room(s->nodes, s->nnodes, &s->nodes_size,
	    sizeof(*s->nodes));
	s->nodes[s->nnodes] = (struct node){ .term = NO_TERM };
	return ((uint32_t)s->nnodes++);
}

static struct edge *
edge_find_slot(const struct topic_set *s, const struct edge *e)
{
	size_t	i = edge_slot(e->hash, e->from, e->prefix) & s->edge_mask;

	while (s->edges[i].folded != NULL) {
		const struct edge	*o = &s->edges[i];

		if (o->hash == e->hash && o->from == e->from &&
		    o->prefix == e->prefix && o->len == e->len &&
		    memcmp(o->folded, e->folded, e->len) == 0)
			break;
		i = (i + 1) & s->edge_mask;
	}
	return (&s->edges[i]);
}

static void
edges_grow(struct topic_set *s)
{
	struct edge	*old = s->edges;
	size_t		 size = s->edge_mask + 1;

	if (old != NULL && s->nedges * 2 < size)
		return;
	size = old != NULL ? size * 2 : 64;
	s->edges = xcalloc(size, sizeof(*s->edges));
	s->edge_mask = size - 1;
	for (size_t i = 0; old != NULL && i < size / 2; i++)
		if (old[i].folded != NULL)
			*edge_find_slot(s, &old[i]) = old[i];
	free(old);
}

/* Lengths ascend, so that one pass over a word makes all hashes. */
static void
node_add_length(struct node *n, uint32_t len)
{
	uint32_t	i;

	for (i = 0; i < n->nlens && n->lens[i] < len; i++)
		;
	if (i < n->nlens && n->lens[i] == len)
		return;
	n->lens = xreallocarray(n->lens, n->nlens + 1, sizeof(*n->lens));
	memmove(n->lens + i + 1, n->lens + i,
	    (n->nlens - i) * sizeof(*n->lens));
	n->lens[i] = len;
	n->nlens++;
}

/* The node one word further than from; -1 when the arena failed. */
static int
edge_follow(struct topic_set *s, uint32_t from, const struct keyword_word *w,
    uint32_t *to)
{
	struct edge	 e = { .hash = w->hash, .folded = w->folded,
			    .len = w->len, .from = from, .prefix = w->prefix };
	struct edge	*slot;

	edges_grow(s);
	slot = edge_find_slot(s, &e);
	if (slot->folded == NULL) {
		e.folded = arena_strndup(s->arena, w->folded, w->len);
		if (e.folded == NULL)
			return (-1);
		e.to = node_add(s);
		*slot = e;
		s->nedges++;
		if (w->prefix)
			node_add_length(&s->nodes[from], w->len);
		else
			s->nodes[from].exact++;
	}
	*to = slot->to;
	return (0);
}

/* A copy of what keyword_fits needs; the words' spelling isn't. */
static int
keyword_keep(struct topic_set *s, struct keyword *k)
{
	struct keyword_word	*v;

	if (!k->literal) {
		k->v = NULL;
		return (0);
	}
	if ((v = arena_array(s->arena, k->n, sizeof(*v))) == NULL)
		return (-1);
	memcpy(v, k->v, k->n * sizeof(*v));
	k->v = v;
	return (0);
}

static uint32_t *
name_slot(const struct topic_set *s, const char *text)
{
	size_t	i = edge_slot(word_hash(text, strlen(text)), 0, 0) &
		    s->name_mask;

	while (s->names[i] != NO_TERM &&
	    strcmp(s->terms[s->names[i]].text, text) != 0)
		i = (i + 1) & s->name_mask;
	return (&s->names[i]);
}

static void
names_grow(struct topic_set *s)
{
	size_t	size = s->name_mask + 1;

	if (s->names != NULL && s->nterms * 2 < size)
		return;
	size = s->names != NULL ? size * 2 : 64;
	free(s->names);
	s->names = xreallocarray(NULL, size, sizeof(*s->names));
	s->name_mask = size - 1;
	memset(s->names, 0xff, size * sizeof(*s->names));
	for (size_t i = 0; i < s->nterms; i++)
		*name_slot(s, s->terms[i].text) = (uint32_t)i;
}

/* The term a keyword is, made when it is new. */
static int
term_get(struct builder *b, const char *text, uint32_t *term, char **cause)
{
	struct topic_set	*s = b->set;
	struct keyword		 k;
	uint32_t		*slot, node = 0;
	size_t			 offset;

	names_grow(s);
	slot = name_slot(s, text);
	if (*slot != NO_TERM) {
		*term = *slot;
		return (0);
	}
	arena_reset(b->scratch);
	if (keyword_parse(b->scratch, text, &k, &offset, cause) == -1)
		return (-1);
	for (size_t i = 0; i < k.n; i++)
		if (edge_follow(s, node, &k.v[i], &node) == -1)
			return (cause_set(cause, "out of memory"));
	if (keyword_keep(s, &k) == -1)
		return (cause_set(cause, "out of memory"));
	s->terms = room(s->terms, s->nterms, &s->terms_size,
	    sizeof(*s->terms));
	*term = *slot = (uint32_t)s->nterms;
	s->terms[s->nterms++] = (struct term){ .text = text, .keyword = k,
	    .next = s->nodes[node].term };
	s->nodes[node].term = *term;
	return (0);
}

/* Where it is noted which topic had this term last, and in which role. */
static uint32_t *
seen_slot(struct builder *b, uint32_t term)
{
	size_t	old = b->seen_size;

	while (term >= b->seen_size) {
		b->seen = room(b->seen, b->seen_size, &b->seen_size,
		    sizeof(*b->seen));
		memset(b->seen + old, 0,
		    (b->seen_size - old) * sizeof(*b->seen));
		old = b->seen_size;
	}
	return (&b->seen[term]);
}

static uint32_t
seen_mark(uint32_t topic, enum use_role role)
{
	return (topic * 3 + role + 1);
}

/* The terms whose places a topic tells: those of any and all, each once. */
static void
topic_term_add(struct topic_set *s, uint32_t topic, uint32_t term)
{
	s->topic_terms = room(s->topic_terms, s->ntopic_terms,
	    &s->topic_terms_size, sizeof(*s->topic_terms));
	s->topic_terms[s->ntopic_terms++] = term;
	s->topics[topic].nterms++;
}

static void
use_add(struct builder *b, uint32_t term, uint32_t topic, enum use_role role)
{
	size_t	size = b->uses_size;

	b->uses = room(b->uses, b->nuses, &b->uses_size, sizeof(*b->uses));
	if (b->uses_size != size)
		b->use_terms = xreallocarray(b->use_terms, b->uses_size,
		    sizeof(*b->use_terms));
	b->uses[b->nuses] = (struct use){ topic, role };
	b->use_terms[b->nuses++] = term;
	b->set->terms[term].nuses++;
}

/* Returns the number of different keywords in the list, or -1. */
static int64_t
list_add(struct builder *b, uint32_t topic, const char *const *list,
    enum use_role role, const char *name, char **cause)
{
	char		*why;
	uint32_t	 term = 0, *seen;
	int64_t		 n = 0;

	for (; list != NULL && *list != NULL; list++) {
		if (term_get(b, *list, &term, &why) == -1) {
			cause_set(cause, "topic %s: \"%s\": %s", name, *list,
			    why);
			free(why);
			return (-1);
		}
		seen = seen_slot(b, term);
		if (*seen == seen_mark(topic, role))
			continue;
		if (role != USE_NONE && *seen != seen_mark(topic, USE_ANY))
			topic_term_add(b->set, topic, term);
		*seen = seen_mark(topic, role);
		use_add(b, term, topic, role);
		n++;
	}
	return (n);
}

static int
topic_add(struct builder *b, uint32_t i, const struct topic_rule *rule,
    char **cause)
{
	struct topic	*t = &b->set->topics[i];
	int64_t		 any, all, none;

	t->first_term = (uint32_t)b->set->ntopic_terms;
	if ((any = list_add(b, i, rule->any, USE_ANY, rule->name, cause)) < 0 ||
	    (all = list_add(b, i, rule->all, USE_ALL, rule->name, cause)) < 0 ||
	    (none = list_add(b, i, rule->none, USE_NONE, rule->name,
	    cause)) < 0)
		return (-1);
	if (any == 0 && all == 0 && none == 0)
		return (cause_set(cause, "topic %s: no keywords", rule->name));
	t->nany = (uint32_t)any;
	t->nall = (uint32_t)all;
	if (any == 0 && all == 0)
		b->set->absent[b->set->nabsent++] = i;
	return (0);
}

/* The uses sorted by term, each term's in the order of the topics. */
static void
uses_sort(struct builder *b)
{
	struct topic_set	*s = b->set;
	uint32_t		 n = 0;

	s->uses = xcalloc(b->nuses + 1, sizeof(*s->uses));
	for (size_t i = 0; i < s->nterms; i++) {
		s->terms[i].first_use = n;
		n += s->terms[i].nuses;
		s->terms[i].nuses = 0;
	}
	for (size_t i = 0; i < b->nuses; i++) {
		struct term	*t = &s->terms[b->use_terms[i]];

		s->uses[t->first_use + t->nuses++] = b->uses[i];
	}
}

/* Most words of a story leave the root nowhere: a bit says so at once. */
static void
filter_fill(struct topic_set *s)
{
	size_t	bits = 1024;

	while (bits < s->nedges * 16)
		bits *= 2;
	s->filter = xcalloc(bits / 8, 1);
	s->filter_mask = bits - 1;
	for (size_t i = 0; s->edges != NULL && i <= s->edge_mask; i++)
		if (s->edges[i].folded != NULL && s->edges[i].from == 0) {
			size_t	bit = edge_slot(s->edges[i].hash, 0, 0) &
				    s->filter_mask;

			s->filter[bit / 8] |= (uint8_t)(1U << (bit % 8));
		}
}

struct topic_set *
topic_set_new(const struct topic_rule *rules, size_t n, char **cause)
{
	struct topic_set	*s = xcalloc(1, sizeof(*s));
	struct builder		 b = { .set = s };
	int			 r = 0;

	s->arena = arena_new(SIZE_MAX);
	s->scratch = arena_new(SIZE_MAX);
	b.scratch = arena_new(SIZE_MAX);
	s->ntopics = n;
	s->topics = xcalloc(n + 1, sizeof(*s->topics));
	s->touched = xcalloc(n + 1, sizeof(*s->touched));
	s->absent = xcalloc(n + 1, sizeof(*s->absent));
	node_add(s);
	edges_grow(s);
	for (size_t i = 0; i < n && r == 0; i++)
		r = topic_add(&b, (uint32_t)i, &rules[i], cause);
	uses_sort(&b);
	filter_fill(s);
	arena_free(b.scratch);
	free(b.uses);
	free(b.use_terms);
	free(b.seen);
	if (r == 0)
		return (s);
	topic_set_free(s);
	return (NULL);
}

void
topic_set_free(struct topic_set *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->nnodes; i++)
		free(s->nodes[i].lens);
	arena_free(s->arena);
	arena_free(s->scratch);
	free(s->edges);
	free(s->filter);
	free(s->nodes);
	free(s->terms);
	free(s->names);
	free(s->uses);
	free(s->topics);
	free(s->topic_terms);
	free(s->absent);
	free(s->touched);
	free(s);
}
