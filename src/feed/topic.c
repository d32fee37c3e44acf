#include <stdlib.h>
#include <string.h>

#include "feed/html.h"
#include "feed/topic_set.h"

#define KEPT_MAX	64	/* places told per term and text */

/* A text on its way through the set. */
struct run {
	struct topic_set	*set;
	const struct topic_text	*text;
	uint32_t		 index;		/* of the text */
	const struct word	*v;
	size_t			 n;
	int			 failed;
};

const char *
topic_field_name(enum topic_field field)
{
	static const char *const	names[TOPIC_FIELDS] = {
		"title", "body", "author", "category"
	};

	return (names[field]);
}

static void
text_put(struct topic_text *t, size_t *n, enum topic_field field,
    const char *text)
{
	if (text != NULL && *text != '\0')
		t[(*n)++] = (struct topic_text){ field, text, strlen(text) };
}

/* The body as topics see it: its markup, else its text, else the summary. */
static const char *
body_text(struct arena *a, const struct story *story)
{
	const char	*text = NULL;
	size_t		 len;

	if (story->html != NULL)
		text = html_reduce(a, story->html, &len);
	if ((text == NULL || *text == '\0') && story->text != NULL)
		text = story->text;
	if ((text == NULL || *text == '\0') && story->summary_html != NULL)
		text = html_reduce(a, story->summary_html, &len);
	return (text);
}

struct topic_text *
topic_texts(struct arena *a, const struct story *story, size_t *n)
{
	const struct person	*p;
	const struct tag	*g;
	struct topic_text	*t;
	size_t			 max = 2;

	for (p = story->authors; p != NULL; p = p->next)
		max++;
	for (g = story->tags; g != NULL; g = g->next)
		max++;
	*n = 0;
	if ((t = arena_array(a, max, sizeof(*t))) == NULL)
		return (NULL);
	text_put(t, n, TOPIC_TITLE, story->title);
	text_put(t, n, TOPIC_BODY, body_text(a, story));
	for (p = story->authors; p != NULL; p = p->next)
		text_put(t, n, TOPIC_AUTHOR,
		    p->name != NULL ? p->name : p->email);
	for (g = story->tags; g != NULL; g = g->next)
		text_put(t, n, TOPIC_CATEGORY, g->text);
	return (arena_failed(a) ? NULL : t);
}

/* The first time a term is met in a story: its topics hear of it. */
static void
term_announce(struct topic_set *s, struct term *t)
{
	t->epoch = s->epoch;
	t->count = 0;
	t->kept = 0;
	t->text_read = UINT32_MAX;
	t->found = NULL;
	t->tail = &t->found;
	for (uint32_t i = 0; i < t->nuses; i++) {
		const struct use	*u = &s->uses[t->first_use + i];
		struct topic		*topic = &s->topics[u->topic];

		if (topic->epoch != s->epoch) {
			topic->epoch = s->epoch;
			topic->any = topic->all = topic->none = 0;
			s->touched[s->ntouched++] = u->topic;
		}
		if (u->role == USE_ANY)
			topic->any++;
		else if (u->role == USE_ALL)
			topic->all++;
		else
			topic->none++;
	}
}

static void
term_found(struct run *r, uint32_t term, size_t first, size_t last)
{
	struct term	*t = &r->set->terms[term];
	struct found	*f;
	size_t		 start = r->v[first].start, end = r->v[last].end;

	if (t->keyword.literal && !keyword_fits(&t->keyword, r->text->text,
	    r->text->len, &r->v[first], &start, &end))
		return;
	if (t->epoch != r->set->epoch)
		term_announce(r->set, t);
	t->count++;
	if (t->text_read != r->index) {
		t->text_read = r->index;
		t->kept = 0;
	}
	if (t->kept == KEPT_MAX)
		return;
	if ((f = arena_alloc(r->set->scratch, sizeof(*f))) == NULL) {
		r->failed = 1;
		return;
	}
	*f = (struct found){ NULL, term, r->index, start, end };
	*t->tail = f;
	t->tail = &f->next;
	t->kept++;
}

static const struct edge *
edge_find(const struct topic_set *s, uint32_t from, uint32_t prefix,
    uint64_t hash, const char *folded, uint32_t len)
{
	size_t	i = edge_slot(hash, from, prefix) & s->edge_mask;

	for (; s->edges[i].folded != NULL; i = (i + 1) & s->edge_mask) {
		const struct edge	*e = &s->edges[i];

		if (e->hash == hash && e->from == from &&
		    e->prefix == prefix && e->len == len &&
		    memcmp(e->folded, folded, len) == 0)
			return (e);
	}
	return (NULL);
}

static void	walk(struct run *, uint32_t, size_t, size_t);

static void
arrive(struct run *r, uint32_t node, size_t first, size_t last)
{
	const struct node	*n = &r->set->nodes[node];
	uint32_t		 t;

	for (t = n->term; t != NO_TERM; t = r->set->terms[t].next)
		term_found(r, t, first, last);
	if (last + 1 < r->n && (n->exact != 0 || n->nlens != 0))
		walk(r, node, first, last + 1);
}

/* Prefixes: word_hash of ever more bytes of the word, in one pass. */
static void
walk_prefixes(struct run *r, uint32_t node, size_t first, size_t at)
{
	const struct topic_set	*s = r->set;
	const struct node	*n = &s->nodes[node];
	const struct word	*w = &r->v[at];
	const struct edge	*e;
	uint64_t		 h = word_hash("", 0);
	uint32_t		 done = 0;

	for (uint32_t i = 0; i < n->nlens && n->lens[i] <= w->len; i++) {
		h = word_hash_more(h, w->folded + done, n->lens[i] - done);
		done = n->lens[i];
		if ((node != 0 || filter_has(s, h)) &&
		    (e = edge_find(s, node, 1, h, w->folded, done)) != NULL)
			arrive(r, e->to, first, at);
	}
}

/* From a node by the word at; goes no deeper than the longest keyword. */
static void
walk(struct run *r, uint32_t node, size_t first, size_t at)
{
	const struct topic_set	*s = r->set;
	const struct word	*w = &r->v[at];
	const struct edge	*e;

	if (s->nodes[node].exact != 0 && (node != 0 ||
	    filter_has(s, w->hash)) &&
	    (e = edge_find(s, node, 0, w->hash, w->folded, w->len)) != NULL)
		arrive(r, e->to, first, at);
	if (s->nodes[node].nlens != 0)
		walk_prefixes(r, node, first, at);
}

static int
read_text(struct topic_set *s, const struct topic_text *text, uint32_t index)
{
	struct run	r = { .set = s, .text = text, .index = index };
	struct words	w;

	if (words_split(s->scratch, text->text, text->len, &w) == -1)
		return (-1);
	r.v = w.v;
	r.n = w.n;
	for (size_t i = 0; i < w.n; i++)
		walk(&r, 0, i, i);
	return (r.failed ? -1 : 0);
}

static int
topic_holds(const struct topic_set *s, uint32_t topic)
{
	const struct topic	*t = &s->topics[topic];

	if (t->epoch != s->epoch)
		return (t->nany == 0 && t->nall == 0);
	return (t->none == 0 && (t->nany == 0 || t->any != 0) &&
	    t->all == t->nall);
}

/* By text, start, end; of equal places the term of the earlier rule. */
static int
found_compare(const void *a, const void *b)
{
	const struct found	*f = *(const struct found *const *)a;
	const struct found	*g = *(const struct found *const *)b;

	if (f->text != g->text)
		return (f->text < g->text ? -1 : 1);
	if (f->start != g->start)
		return (f->start < g->start ? -1 : 1);
	if (f->end != g->end)
		return (f->end < g->end ? -1 : 1);
	return (f->term < g->term ? -1 : f->term > g->term);
}

/* All places of a topic's terms, an array in scratch; NULL: none or failed. */
static const struct found **
collect(struct topic_set *s, const struct topic *topic, size_t *n)
{
	const uint32_t		 *ids = s->topic_terms + topic->first_term;
	const struct found	**v, *f;
	size_t			  max = 0;

	*n = 0;
	for (uint32_t i = 0; i < topic->nterms; i++)
		if (s->terms[ids[i]].epoch == s->epoch)
			for (f = s->terms[ids[i]].found; f != NULL; f = f->next)
				max++;
	if (max == 0 ||
	    (v = arena_array(s->scratch, max, sizeof(*v))) == NULL)
		return (NULL);
	for (uint32_t i = 0; i < topic->nterms; i++)
		if (s->terms[ids[i]].epoch == s->epoch)
			for (f = s->terms[ids[i]].found; f != NULL; f = f->next)
				v[(*n)++] = f;
	qsort(v, *n, sizeof(*v), found_compare);
	return (v);
}

/* What the story has of a topic's terms, told or not. */
static uint32_t
count_hits(const struct topic_set *s, const struct topic *topic)
{
	const uint32_t	*ids = s->topic_terms + topic->first_term;
	uint32_t	 n = 0;

	for (uint32_t i = 0; i < topic->nterms; i++)
		if (s->terms[ids[i]].epoch == s->epoch)
			n += s->terms[ids[i]].count;
	return (n);
}

static struct topic_match *
match_new(struct topic_set *s, struct arena *a, uint32_t topic)
{
	const struct found	**v;
	struct topic_match	 *m = arena_alloc(a, sizeof(*m));
	struct topic_hit	**tail, *h;
	size_t			  n;

	if (m == NULL)
		return (NULL);
	m->topic = topic;
	tail = &m->hits;
	m->count = count_hits(s, &s->topics[topic]);
	v = collect(s, &s->topics[topic], &n);
	for (size_t i = 0; i < n; i++) {
		if ((h = arena_alloc(a, sizeof(*h))) == NULL)
			return (NULL);
		h->term = s->terms[v[i]->term].text;
		h->field = (enum topic_field)0;
		h->text = v[i]->text;
		h->start = v[i]->start;
		h->end = v[i]->end;
		*tail = h;
		tail = &h->next;
	}
	return (m);
}

static int
index_compare(const void *a, const void *b)
{
	uint32_t	x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y ? -1 : x > y);
}

/* Leaves in touched the topics that hold and are allowed, ascending. */
static void
decide(struct topic_set *s, const uint32_t *only, size_t nonly)
{
	size_t	n = 0;

	for (size_t i = 0; i < s->nabsent; i++)
		if (s->topics[s->absent[i]].epoch != s->epoch)
			s->touched[s->ntouched++] = s->absent[i];
	if (s->ntouched == 0)
		return;
	for (size_t i = 0; only != NULL && i < nonly; i++)
		if (only[i] < s->ntopics)
			s->topics[only[i]].allowed = s->epoch;
	for (size_t i = 0; i < s->ntouched; i++)
		if (topic_holds(s, s->touched[i]) && (only == NULL ||
		    s->topics[s->touched[i]].allowed == s->epoch))
			s->touched[n++] = s->touched[i];
	s->ntouched = n;
	qsort(s->touched, n, sizeof(*s->touched), index_compare);
}

/* A new story: what is counted from the last one is void. */
static void
next_epoch(struct topic_set *s)
{
	arena_reset(s->scratch);
	s->ntouched = 0;
	if (++s->epoch != 0)
		return;
	for (size_t i = 0; i < s->nterms; i++)
		s->terms[i].epoch = 0;
	for (size_t i = 0; i < s->ntopics; i++)
		s->topics[i].epoch = s->topics[i].allowed = 0;
	s->epoch = 1;
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
	struct topic_hit	*h;

	next_epoch(s);
	for (size_t i = 0; i < ntexts; i++)
		if (read_text(s, &texts[i], (uint32_t)i) == -1)
			return (out_of_memory(a));
	decide(s, only, nonly);
	for (size_t i = 0; i < s->ntouched; i++) {
		if ((*tail = match_new(s, a, s->touched[i])) == NULL ||
		    arena_failed(s->scratch))
			return (out_of_memory(a));
		for (h = (*tail)->hits; h != NULL; h = h->next)
			h->field = texts[h->text].field;
		tail = &(*tail)->next;
	}
	return (first);
}
