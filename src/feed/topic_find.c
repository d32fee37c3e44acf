#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "base/order.h"
#include "feed/keyword.h"
#include "feed/topic_set.h"

static void *
room(struct topic_set *s, size_t n, size_t each)
{
	void	*p = NULL;

	if (n <= SIZE_MAX / each)
		p = arena_bytes(s->scratch, n * each);
	if (p == NULL)
		s->failed = 1;
	return (p);
}

/* A term's words as keyword_fits wants them. */
static void
keyword_of(const struct image *m, const struct image_term *t,
    struct keyword_word *v, struct keyword *k)
{
	const struct image_word	*w = m->words + t->word;

	*k = (struct keyword){ v, t->nwords, t->flags & TERM_LITERAL,
	    t->flags & TERM_EXACT };
	for (uint32_t i = 0; i < t->nwords; i++)
		v[i] = (struct keyword_word){ .wild = w[i].wild,
		    .tight = w[i].tight, .glued = w[i].glued,
		    .form = m->strings + w[i].form, .nform = w[i].nform,
		    .before = m->strings + w[i].before,
		    .nbefore = w[i].nbefore,
		    .after = m->strings + w[i].after, .nafter = w[i].nafter };
}

/* How often an atom's words are there. */
static uint32_t
atom_count(struct topic_set *s, uint32_t atom)
{
	uint32_t	n = 0;

	if (!atom_present(s, atom))
		return (0);
	for (uint32_t i = topic_links(s, atom); i != IMAGE_NONE;
	    i = s->links[i].next)
		n += s->distinct[s->links[i].distinct].count;
	return (n);
}

/* The tokens of an atom, ascending. */
static uint32_t *
atom_tokens(struct topic_set *s, uint32_t atom, uint32_t n)
{
	uint32_t	*v = room(s, n, sizeof(*v));
	uint32_t	 k = 0, nlinks = 0;

	if (v == NULL)
		return (NULL);
	for (uint32_t i = topic_links(s, atom); i != IMAGE_NONE;
	    i = s->links[i].next, nlinks++)
		for (uint32_t j = s->distinct[s->links[i].distinct].first;
		    j != IMAGE_NONE; j = s->tokens[j].next)
			v[k++] = j;
	if (nlinks > 1)
		qsort(v, n, sizeof(*v), order_u32);
	return (v);
}

static int
token_is(struct topic_set *s, uint32_t token, uint32_t atom)
{
	uint32_t	d = s->tokens[token].distinct;
	uint32_t	i = topic_links(s, atom);

	/* Most atoms have one word here. */
	if (s->links[i].next == IMAGE_NONE)
		return (s->links[i].distinct == d);
	return (topic_atom_is(s, atom, &s->distinct[d]));
}

struct search {
	struct topic_set	*s;
	uint32_t		 id;		/* of the term */
	const struct image_term	*term;
	const struct image_word	*words;
	struct keyword		 keyword;	/* where signs or forms count */
	struct places		*out;
};

/* A word s, which is the only one that takes a possessive s in a phrase. */
static int
wants_s(const struct search *q, uint32_t i)
{
	const struct image_atom	*a = &q->s->image.atoms[q->words[i].atom];

	return (a->len == 1 && q->s->image.strings[a->text] == 's');
}

/*
 * The words of a text, counted from its first, that a phrase is held against
 * when one of them is known: those in a row but for what is passed over; -1
 * when the text ends before.
 */
static int
choose_words(const struct search *q, const struct run *r, uint32_t known,
    uint32_t chosen[KEYWORD_WORDS_MAX])
{
	uint32_t	i, at = chosen[known];
	int		s, last;

	if (topic_passed_is(r, at) && !wants_s(q, known))
		return (-1);
	for (i = known, last = wants_s(q, i); i > 0; last = s) {
		s = wants_s(q, --i);
		if (at-- == 0)
			return (-1);
		if (!s && !last && topic_passed_is(r, at))
			at--;
		chosen[i] = at;
	}
	at = chosen[known];
	for (i = known, last = wants_s(q, i); i + 1 < q->term->nwords;
	    last = s) {
		s = wants_s(q, ++i);
		if (!s && !last && topic_passed_is(r, at + 1))
			at++;
		if (++at >= r->n)
			return (-1);
		chosen[i] = at;
	}
	return (0);
}

/* A keyword at words of a text, of which the known one is its. */
static void
try_words(struct search *q, uint32_t text, const uint32_t *chosen,
    uint32_t known)
{
	struct topic_set	*s = q->s;
	const struct run	*r = &s->runs[text];
	struct word		 v[KEYWORD_WORDS_MAX];
	uint32_t		 n = q->term->nwords;
	size_t			 start, end;

	for (uint32_t i = 0; i < n; i++)
		if (i != known && !token_is(s, r->base + chosen[i],
		    q->words[i].atom))
			return;
	start = r->v[chosen[0]].start;
	end = r->v[chosen[n - 1]].end;
	if ((q->term->flags & (TERM_LITERAL | TERM_EXACT)) != 0) {
		for (uint32_t i = 0; i < n; i++)
			v[i] = r->v[chosen[i]];
		if (!keyword_fits(&q->keyword, r->text->text, r->text->len, v,
		    &start, &end))
			return;
	}
	q->out->v[q->out->n++] = (struct place){ q->id, text,
	    topic_passed_position(r, chosen[0]),
	    topic_passed_position(r, chosen[n - 1]), (uint32_t)start,
	    (uint32_t)end };
}

/* A keyword one of whose words is token. */
static void
try_place(struct search *q, uint32_t token, uint32_t known)
{
	uint32_t		 text = q->s->tokens[token].text;
	const struct run	*r = &q->s->runs[text];
	uint32_t		 at = token - r->base, n = q->term->nwords;
	uint32_t		 chosen[KEYWORD_WORDS_MAX];

	chosen[known] = at;
	if (r->npassed != 0 && n > 1) {
		if (choose_words(q, r, known, chosen) == -1)
			return;
	} else if (at < known || r->n - (at - known) < n)
		return;
	else
		for (uint32_t i = 0; i < n; i++)
			chosen[i] = at - known + i;
	if (r->text->field == TOPIC_LANG && chosen[0] != 0)
		return;
	try_words(q, text, chosen, known);
}

static void
find_words(struct topic_set *s, uint32_t id, struct places *out)
{
	struct keyword_word	 words[KEYWORD_WORDS_MAX];
	struct search		 q = { .s = s, .id = id, .out = out,
				    .term = &s->image.terms[id] };
	uint32_t		 best = 0, least = UINT32_MAX, n, *v;

	q.words = s->image.words + q.term->word;
	for (uint32_t i = 0; i < q.term->nwords; i++) {
		if ((n = atom_count(s, q.words[i].atom)) == 0)
			return;
		if (n < least) {
			least = n;
			best = i;
		}
	}
	if (q.term->flags != 0)
		keyword_of(&s->image, q.term, words, &q.keyword);
	v = atom_tokens(s, q.words[best].atom, least);
	out->v = room(s, least, sizeof(*out->v));
	if (v == NULL || out->v == NULL)
		return;
	for (uint32_t i = 0; i < least; i++)
		try_place(&q, v[i], best);
}

/* The first word of a text that ends behind a byte. */
static uint32_t
word_after(const struct run *r, size_t at)
{
	uint32_t	low = 0, high = r->n;

	while (low < high) {
		uint32_t	mid = low + (high - low) / 2;

		if (r->v[mid].end > at)
			high = mid;
		else
			low = mid + 1;
	}
	return (low);
}

/* Signs between words count as the word behind them. */
static struct place
regex_place(const struct run *r, uint32_t id, uint32_t text, size_t start,
    size_t end)
{
	uint32_t	first = word_after(r, start), last = first;

	while (last + 1 < r->n && r->v[last + 1].start < end)
		last++;
	return ((struct place){ id, text, topic_passed_position(r, first),
	    topic_passed_position(r, last), (uint32_t)start, (uint32_t)end });
}

/* Up to the first byte that is no UTF-8. */
static size_t
valid_length(const struct topic_text *t)
{
	const uint8_t	*p = (const uint8_t *)t->text, *bad;

	bad = u8_check(p, t->len);
	return (bad != NULL ? (size_t)(bad - p) : t->len);
}

static int
add_place(struct topic_set *s, struct places *out, uint32_t *size,
    struct place p)
{
	if (out->n == *size) {
		out->v = arena_grow(s->scratch, out->v,
		    *size * sizeof(*out->v), (*size * 2 + 8) *
		    sizeof(*out->v));
		*size = *size * 2 + 8;
	}
	if (out->v == NULL) {
		s->failed = 1;
		out->n = 0;
		return (-1);
	}
	out->v[out->n++] = p;
	return (0);
}

static void
find_regex(struct topic_set *s, uint32_t id, struct find *f)
{
	struct query_regex	*regex = s->regexes[id];
	uint32_t		 size = 0, from;
	size_t			 start, end;
	int			 rv;

	for (uint32_t i = 0; i < s->nruns; i++) {
		const struct run	*r = &s->runs[i];

		if (!(s->image.terms[id].fields >> r->text->field & 1) ||
		    r->text->len > UINT32_MAX)
			continue;
		from = f->found.n;
		query_regex_start(regex, r->text->text,
		    valid_length(r->text));
		while (f->found.n - from < REGEX_MATCHES_MAX && (rv =
		    query_regex_next(regex, &start, &end)) != 0) {
			if (rv == -1) {
				f->open |= 1u << r->text->field;
				break;
			}
			if (add_place(s, &f->found, &size, regex_place(r, id,
			    i, start, end)) == -1)
				return;
		}
	}
}

/* What is there of a term, to be filled in; NULL when scratch is out. */
static struct find *
find_new(struct topic_set *s, uint32_t term)
{
	uint32_t	 size = s->finds_size;
	struct find	*f = room(s, 1, sizeof(*f));

	if (s->nfinds == size) {
		s->finds = arena_grow(s->scratch, s->finds,
		    size * sizeof(*s->finds),
		    (size * 2 + 64) * sizeof(*s->finds));
		s->finds_size = size * 2 + 64;
	}
	if (f == NULL || s->finds == NULL) {
		s->failed = 1;
		s->nfinds = s->finds_size = 0;
		return (NULL);
	}
	*f = (struct find){ term, 0, { NULL, 0 } };
	s->terms[term].find = s->nfinds;
	s->finds[s->nfinds++] = f;
	return (f);
}

const struct places *
topic_find(struct topic_set *s, uint32_t term)
{
	static const struct places	 none;
	uint32_t			 i = s->terms[term].find;
	struct find			*f;

	if (i < s->nfinds && s->finds[i]->term == term)
		return (&s->finds[i]->found);
	if ((f = find_new(s, term)) == NULL)
		return (&none);
	if (s->image.terms[term].flags & TERM_REGEX)
		find_regex(s, term, f);
	else
		find_words(s, term, &f->found);
	return (&f->found);
}

uint32_t
topic_find_open(struct topic_set *s, uint32_t term)
{
	topic_find(s, term);
	return (s->nfinds != 0 ? s->finds[s->terms[term].find]->open : 0);
}

static int
place_compare(const void *a, const void *b)
{
	const struct place	*x = a, *y = b;

	/* Behind a text's last word begins the next text. */
	if (x->text != y->text)
		return (x->text < y->text ? -1 : 1);
	if (x->first != y->first)
		return (x->first < y->first ? -1 : 1);
	if (x->last != y->last)
		return (x->last < y->last ? -1 : 1);
	if (x->start != y->start)
		return (x->start < y->start ? -1 : 1);
	if (x->end != y->end)
		return (x->end < y->end ? -1 : 1);
	return (x->term < y->term ? -1 : x->term > y->term);
}

uint32_t
topic_find_count(struct topic_set *s, uint32_t id)
{
	const struct image_node	*n = &s->image.nodes[id];
	uint32_t		 sum = 0;

	if (n->kind <= NODE_TERM)
		return (topic_find(s, n->first)->n);
	for (uint32_t i = 0; i < n->nkids; i++)
		if (kid_possible(s, &s->image.kids[n->first + i]))
			sum += topic_find_count(s,
			    s->image.kids[n->first + i].node);
	return (sum);
}

static void
copy_places(struct topic_set *s, uint32_t id, struct places *out)
{
	const struct image_node	*n = &s->image.nodes[id];
	const struct places	*p;

	if (n->kind > NODE_TERM) {
		for (uint32_t i = 0; i < n->nkids; i++)
			if (kid_possible(s, &s->image.kids[n->first + i]))
				copy_places(s,
				    s->image.kids[n->first + i].node, out);
		return;
	}
	p = topic_find(s, n->first);
	for (uint32_t i = 0; i < p->n; i++)
		if (n->fields >> s->runs[p->v[i].text].text->field & 1)
			out->v[out->n++] = p->v[i];
}

struct places
topic_find_node(struct topic_set *s, uint32_t id)
{
	struct places	out = { NULL, 0 };
	uint32_t	n = topic_find_count(s, id);

	if (n == 0 || (out.v = room(s, n, sizeof(*out.v))) == NULL)
		return (out);
	copy_places(s, id, &out);
	if (s->image.nodes[id].kind == NODE_OR)
		qsort(out.v, out.n, sizeof(*out.v), place_compare);
	return (out);
}
