#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xmalloc.h"
#include "feed/topic.h"

#include "dice.h"
#include "tap.h"

/*
 * The engine against a slow and obvious evaluator: random expressions, many
 * in one set, over random stories.  Both must agree on the topics that hold
 * and on every place that is told.  The words are few and short, so that much
 * is found, in ASCII and between blanks, so that cutting them is plain.  In
 * every third set they are two letters, for keywords within one another.
 */

#define ROUNDS		300
#define TOPICS		60	/* expressions in a set */
#define STORIES		12
#define TEXTS_MAX	5
#define WORDS_MAX	12	/* in a text */
#define KIDS_MAX	6
#define LIST_MAX	4	/* operands of AND and OR */
#define PLACES_MAX	2000

static int	plain;		/* words are of one letter, phrases many */

enum kind { TERM, AND, OR, NOT, NEAR, ATLEAST };

struct expr {
	enum kind	 kind;
	unsigned int	 fields;	/* of a term */
	int		 exact;
	char		 words[3][24];	/* of a term */
	int		 n;		/* words or kids */
	unsigned int	 number;	/* of ATLEAST */
	unsigned int	 near[KIDS_MAX];
	int		 ordered[KIDS_MAX];
	char		 text[80];	/* of a term, as it is told */
	struct expr	*kids[KIDS_MAX];
};

struct text {
	enum topic_field field;
	char		 text[WORDS_MAX * 9];
	char		 words[WORDS_MAX][8];
	size_t		 start[WORDS_MAX];
	int		 n;
};

struct tale {
	struct text	 v[TEXTS_MAX];
	int		 n;
};

struct place {
	const char	*term;
	int		 text, first, last;
};

struct places {
	struct place	 v[PLACES_MAX];
	int		 n;
};

/* Making expressions and stories. */

static size_t
random_word(char *out)
{
	size_t	n = plain ? 1 : 1 + below(below(3) + 1) + below(2);

	for (size_t i = 0; i < n; i++)
		out[i] = (char)((below(6) == 0 ? 'A' : 'a') +
		    (int)below(plain ? 2 : 3));
	out[n] = '\0';
	return (n);
}

/* A word of a keyword, a third of them with wildcards. */
static void
random_pattern(char *out)
{
	char	word[8];
	size_t	n = random_word(word);
	int	wild = below(3) == 0;

	if (wild && below(3) == 0)
		*out++ = below(3) ? '*' : '?';
	for (size_t i = 0; i < n; i++) {
		*out++ = word[i];
		if (wild && below(3) == 0)
			*out++ = below(3) ? '*' : '?';
	}
	*out = '\0';
}

static struct expr *
expr_new(struct arena *a, enum kind kind)
{
	struct expr	*e = arena_alloc(a, sizeof(*e));

	e->kind = kind;
	return (e);
}

static struct expr *
random_term(struct arena *a, unsigned int fields, struct buf *b)
{
	static const char *const	names[] = { "title", "body", "author",
					    "category", "link", "feed" };
	struct expr			*e = expr_new(a, TERM);
	int				 quoted = below(4) == 0;
	uint32_t			 field = below(6);

	e->fields = fields != 0 ? fields : 0x0f;
	if (fields == 0 && below(6) == 0) {
		buf_printf(b, "%s:", names[field]);
		e->fields = 1u << field;
	}
	e->exact = below(6) == 0;
	e->n = below(plain ? 2 : 4) == 0 ? 2 + (int)below(2) : 1;
	snprintf(e->text, sizeof(e->text), "%s%s", e->exact ? "=" : "",
	    quoted ? "\"" : "");
	for (int i = 0; i < e->n; i++) {
		size_t	len = strlen(e->text);

		random_pattern(e->words[i]);
		snprintf(e->text + len, sizeof(e->text) - len, "%s%s%s",
		    i > 0 ? " " : "", e->words[i],
		    quoted && i + 1 == e->n ? "\"" : "");
	}
	buf_puts(b, e->text);
	return (e);
}

static struct expr	*random_expr(struct arena *, int, unsigned int,
			    struct buf *);

/* A term, or some of them between ORs. */
static struct expr *
random_operand(struct arena *a, unsigned int fields, struct buf *b)
{
	struct expr	*e;

	if (below(3) != 0)
		return (random_term(a, fields, b));
	e = expr_new(a, OR);
	e->n = 2 + (int)below(2);
	buf_puts(b, "(");
	for (int i = 0; i < e->n; i++) {
		buf_puts(b, i > 0 ? " OR " : "");
		e->kids[i] = random_term(a, fields, b);
	}
	buf_puts(b, ")");
	return (e);
}

/* Up to six operands, some of them the same. */
static struct expr *
random_near(struct arena *a, unsigned int fields, struct buf *b)
{
	struct expr	*e = expr_new(a, NEAR);

	size_t		 start[KIDS_MAX], len[KIDS_MAX];

	e->n = 2 + (int)below(below(KIDS_MAX - 1) + 1);
	for (int i = 0; i < e->n; i++) {
		e->near[i] = 1 + below(5);
		e->ordered[i] = below(3) == 0;
		if (i > 0)
			buf_printf(b, " %sNEAR/%u ", e->ordered[i] ? "O" : "",
			    e->near[i]);
		start[i] = b->len;
		if (i > 0 && below(4) == 0) {
			uint32_t	j = below((uint32_t)i);

			e->kids[i] = e->kids[j];
			buf_puts(b, arena_strndup(a, b->data + start[j],
			    len[j]));
		} else
			e->kids[i] = random_operand(a, fields, b);
		len[i] = b->len - start[i];
	}
	return (e);
}

static struct expr *
random_list(struct arena *a, int depth, unsigned int fields, struct buf *b)
{
	struct expr	*e = expr_new(a, below(2) ? AND : OR);

	e->n = 2 + (int)below(LIST_MAX - 1);
	for (int i = 0; i < e->n; i++) {
		if (i > 0)
			buf_puts(b, e->kind == AND ? " AND " : " OR ");
		buf_puts(b, "(");
		e->kids[i] = random_expr(a, depth - 1, fields, b);
		buf_puts(b, ")");
	}
	return (e);
}

static struct expr *
random_expr(struct arena *a, int depth, unsigned int fields, struct buf *b)
{
	struct expr	*e;
	uint32_t	 dice = below(12);

	if (depth == 0 || dice < 3)
		return (random_term(a, fields, b));
	if (fields == 0 && dice == 3) {
		buf_puts(b, "title:(");
		e = random_expr(a, depth - 1, 1, b);
		buf_puts(b, ")");
		return (e);
	}
	if (dice < 6)
		return (random_near(a, fields, b));
	if (dice < 8) {
		e = expr_new(a, dice == 6 ? NOT : ATLEAST);
		e->n = 1;
		e->number = 1 + below(4);
		if (e->kind == ATLEAST) {
			buf_printf(b, "ATLEAST/%u ", e->number);
			e->kids[0] = random_operand(a, fields, b);
		} else {
			buf_puts(b, "NOT (");
			e->kids[0] = random_expr(a, depth - 1, fields, b);
			buf_puts(b, ")");
		}
		return (e);
	}
	return (random_list(a, depth, fields, b));
}

static void
random_tale(struct tale *s)
{
	memset(s, 0, sizeof(*s));
	s->n = 1 + (int)below(TEXTS_MAX);
	for (int i = 0; i < s->n; i++) {
		struct text	*t = &s->v[i];
		size_t		 len = 0;

		t->field = (enum topic_field)below(6);
		t->n = 1 + (int)below(WORDS_MAX);
		for (int j = 0; j < t->n; j++) {
			t->start[j] = len;
			random_word(t->words[j]);
			len += (size_t)snprintf(t->text + len,
			    sizeof(t->text) - len, "%s%s", t->words[j],
			    below(4) ? " " : "\n");
		}
	}
}

/* The slow and obvious evaluator. */

static char
fold(char c, int exact)
{
	return (!exact && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
}

static int
pattern_is(const char *p, const char *w, int exact)
{
	if (*p == '*')
		return (pattern_is(p + 1, w, exact) ||
		    (*w != '\0' && pattern_is(p, w + 1, exact)));
	if (*p == '\0' || *w == '\0')
		return (*p == *w);
	return ((*p == '?' || fold(*p, exact) == fold(*w, exact)) &&
	    pattern_is(p + 1, w + 1, exact));
}

static void
put(struct places *p, const struct place *q)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->v[i].term, q->term) == 0 &&
		    p->v[i].text == q->text && p->v[i].first == q->first &&
		    p->v[i].last == q->last)
			return;
	if (p->n < PLACES_MAX)
		p->v[p->n++] = *q;
}

/* Places of a term or of an OR of them. */
static void
find(const struct expr *e, const struct tale *s, struct places *out)
{
	if (e->kind != TERM) {
		for (int i = 0; i < e->n; i++)
			find(e->kids[i], s, out);
		return;
	}
	for (int t = 0; t < s->n; t++)
		for (int i = 0; i + e->n <= s->v[t].n; i++) {
			struct place	p = { e->text, t, i, i + e->n - 1 };
			int		good = e->fields >> s->v[t].field & 1;

			for (int j = 0; j < e->n; j++)
				good = good && pattern_is(e->words[j],
				    s->v[t].words[i + j], e->exact);
			if (good)
				put(out, &p);
		}
}

static int
apart(const struct place *a, const struct place *b)
{
	if (a->text != b->text)
		return (0);
	if (a->last < b->first)
		return (b->first - a->last);
	return (b->last < a->first ? a->first - b->last : 0);
}

/* Every choice of a place for each operand; what is near goes to out. */
static int
near(const struct expr *e, const struct places *v, struct place *chosen,
    int n, struct places *out)
{
	int	found = 0;

	if (n == e->n) {
		for (int i = 0; i < n && out != NULL; i++)
			put(out, &chosen[i]);
		return (1);
	}
	for (int i = 0; i < v[n].n; i++) {
		int	least = 1000, good = 1;

		chosen[n] = v[n].v[i];
		for (int j = 0; j < n; j++) {
			int	d = apart(&chosen[j], &chosen[n]);

			good = good && d != 0 && (!e->ordered[n] ||
			    chosen[j].last < chosen[n].first);
			if (d < least)
				least = d;
		}
		if (n == 0 || (good && least <= (int)e->near[n]))
			found |= near(e, v, chosen, n + 1, out);
	}
	return (found);
}

static int
near_all(const struct expr *e, const struct tale *s, struct places *out)
{
	struct places	*v = xcalloc((size_t)e->n, sizeof(*v));
	struct place	 chosen[KIDS_MAX];
	int		 found;

	for (int i = 0; i < e->n; i++)
		find(e->kids[i], s, &v[i]);
	found = near(e, v, chosen, 0, out);
	free(v);
	return (found);
}

static unsigned int
count(const struct expr *e, const struct tale *s)
{
	struct places	*v = xcalloc(1, sizeof(*v));
	unsigned int	 n;
	int		 j;

	find(e, s, v);
	n = 0;
	for (int i = 0; i < v->n; i++) {
		for (j = 0; j < i; j++)
			if (v->v[i].text == v->v[j].text &&
			    v->v[i].first == v->v[j].first &&
			    v->v[i].last == v->v[j].last)
				break;
		n += j == i;
	}
	free(v);
	return (n);
}

static int
holds(const struct expr *e, const struct tale *s)
{
	int	n = 0;

	switch (e->kind) {
	case TERM:
		return (count(e, s) > 0);
	case AND:
	case OR:
		for (int i = 0; i < e->n; i++)
			n += holds(e->kids[i], s);
		return (e->kind == AND ? n == e->n : n > 0);
	case NOT:
		return (!holds(e->kids[0], s));
	case NEAR:
		return (near_all(e, s, NULL));
	case ATLEAST:
		return (count(e->kids[0], s) >= e->number);
	}
	return (0);
}

static void
collect(const struct expr *e, const struct tale *s, struct places *out)
{
	if (e->kind == NOT || !holds(e, s))
		return;
	if (e->kind == NEAR)
		near_all(e, s, out);
	else if (e->kind == TERM || e->kind == ATLEAST)
		find(e->kind == TERM ? e : e->kids[0], s, out);
	else
		for (int i = 0; i < e->n; i++)
			collect(e->kids[i], s, out);
}

/* Both against one another. */

struct set {
	struct arena		*arena;
	struct expr		*exprs[TOPICS];
	struct topic_rule	 rules[TOPICS];
	struct topic_set	*set;
	unsigned int		 refused;
};

static void
set_init(struct set *s)
{
	char		*cause = NULL;
	struct buf	 b;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < TOPICS;) {
		buf_reset(&b);
		s->exprs[i] = random_expr(s->arena, 3, 0, &b);
		s->rules[i] = (struct topic_rule){ "t", NULL, NULL, NULL,
		    NULL };
		s->rules[i].match = arena_strdup(s->arena, buf_string(&b));
		if (topic_check(s->rules[i].match, NULL, NULL) == 0)
			i++;
		else
			s->refused++;
	}
	buf_clear(&b);
	s->set = topic_set_new(s->rules, TOPICS, &cause);
	if (s->set == NULL)
		printf("# %s\n", cause);
}

static const char *
hits_differ(const struct topic_match *m, const struct places *p,
    const struct tale *s)
{
	const struct topic_hit	*h;
	int			 n = 0, i;

	for (h = m->hits; h != NULL; h = h->next, n++) {
		for (i = 0; i < p->n; i++) {
			const struct place	*q = &p->v[i];
			const struct text	*t = &s->v[q->text];

			if (strcmp(q->term, h->term) == 0 &&
			    (uint32_t)q->text == h->text &&
			    t->start[q->first] == h->start &&
			    t->start[q->last] + strlen(t->words[q->last]) ==
			    h->end)
				break;
		}
		if (i == p->n)
			return ("a place too many");
	}
	return (n == p->n && m->count == (uint32_t)n ? NULL :
	    "a place is missing");
}

/* NULL, or in what they differ. */
static const char *
compare(struct set *set, const struct tale *s, int *topic, unsigned int *n)
{
	struct places			*p = xcalloc(1, sizeof(*p));
	const struct topic_match	*m;
	struct topic_text		 t[TEXTS_MAX];
	struct arena			*a = arena_new(64 << 20);
	const char			*differ = NULL;

	for (int i = 0; i < s->n; i++)
		t[i] = (struct topic_text){ s->v[i].field, s->v[i].text,
		    strlen(s->v[i].text), NULL };
	m = topic_match(set->set, a, t, (size_t)s->n, NULL, 0);
	for (*topic = 0; *topic < TOPICS && differ == NULL; ++*topic) {
		int	mine = holds(set->exprs[*topic], s);
		int	its = m != NULL && m->topic == (uint32_t)*topic;

		*n += (unsigned int)mine;
		p->n = 0;
		collect(set->exprs[*topic], s, p);
		if (mine != its)
			differ = mine ? "it holds" : "it doesn't hold";
		else if (its)
			differ = hits_differ(m, p, s);
		else if (topic_why(set->set, a, (uint32_t)*topic) == NULL ||
		    *topic_why(set->set, a, (uint32_t)*topic) == '\0')
			differ = "no reason why not";
		if (its)
			m = m->next;
	}
	--*topic;
	arena_free(a);
	free(p);
	return (differ);
}

static void
tell(const struct set *set, int topic, const struct tale *s,
    const char *differ)
{
	printf("# %s: %s\n", set->rules[topic].match, differ);
	for (int i = 0; i < s->n; i++) {
		printf("#   %s: ", topic_field_name(s->v[i].field));
		for (int j = 0; j < s->v[i].n; j++)
			printf("%s ", s->v[i].words[j]);
		printf("\n");
	}
}

int
main(int argc, char *argv[])
{
	struct set	 set;
	struct tale	 story;
	const char	*differ;
	unsigned int	 good = 0, found = 0, refused = 0, rounds = ROUNDS;
	int		 topic;

	if (argc > 1)
		rounds = (unsigned int)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		dice_seed = strtoul(argv[2], NULL, 10);
	for (unsigned int i = 0; i < rounds; i++) {
		plain = i % 3 == 2;
		memset(&set, 0, sizeof(set));
		set.arena = arena_new(64 << 20);
		set_init(&set);
		for (int j = 0; j < STORIES; j++) {
			random_tale(&story);
			differ = compare(&set, &story, &topic, &found);
			if (differ == NULL)
				good++;
			else
				tell(&set, topic, &story, differ);
		}
		refused += set.refused;
		topic_set_free(set.set);
		arena_free(set.arena);
	}
	is_num(good, rounds * STORIES, "random stories");
	printf("# %u expressions, %u more were refused, %u matches\n",
	    rounds * TOPICS, refused, found);
	ok(found > rounds * STORIES, "much is found");
	ok(refused < rounds * TOPICS, "most expressions can be right");
	return (tap_done());
}
