#include <ctype.h>
#include <string.h>

#include "feed/revision_internal.h"

#define PASSAGES_MAX	20
#define AROUND_MAX	120		/* bytes of context on a side */
#define PIECE_MAX	800		/* bytes of words that went or came */
#define PASSAGE_MAX	((size_t)4000)	/* bytes after which one ends */
#define ELLIPSIS	"\342\200\246"

struct show {
	struct arena			*arena;
	const struct revision_side	*side;
	struct revision_passage		*passage;
	struct revision_piece		**tail;
	const char			*at;	/* what is shown of the text now */
	size_t				 size;	/* bytes of the passage */
};

static int
is_blank(char c)
{
	return (c == ' ' || c == '\n' || c == '\t');
}

/* Of a character that began before. */
static int
is_inside(char c)
{
	return (((unsigned char)c & 0xc0) == 0x80);
}

/* One line, without blanks around; what is long ends in an ellipsis. */
static const char *
line_of(struct arena *a, const char *from, const char *to)
{
	char	*out, *p;
	int	 cut = to - from > PIECE_MAX;

	if (cut)
		for (to = from + PIECE_MAX; to > from && is_inside(*to); to--)
			continue;
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	if ((p = out = arena_alloc(a, (size_t)(to - from) +
	    sizeof(ELLIPSIS))) == NULL)
		return (NULL);
	for (; from < to; from++)
		if (!is_blank(*from))
			*p++ = *from;
		else if (p[-1] != ' ')
			*p++ = ' ';
	if (cut)
		memcpy(p, ELLIPSIS, sizeof(ELLIPSIS));
	return (out);
}

static void
put(struct show *s, enum revision_kind kind, const char *text)
{
	struct revision_piece	*p;

	if (text == NULL || *text == '\0' ||
	    (p = arena_alloc(s->arena, sizeof(*p))) == NULL)
		return;
	p->kind = kind;
	p->text = text;
	s->size += strlen(text);
	*s->tail = p;
	s->tail = &p->next;
}

static void
put_range(struct show *s, enum revision_kind kind, const char *from,
    const char *to)
{
	put(s, kind, line_of(s->arena, from, to));
}

/* Whether a sentence ends right before p, in text. */
static int
is_border(const char *text, const char *p)
{
	static const char *const	wide[] = { "。", "！", "？" };
	size_t				len = (size_t)(p - text);

	if (len == 0)
		return (0);
	if (p[-1] == '\n' || (is_blank(*p) && strchr(".!?", p[-1]) != NULL))
		return (1);
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (len >= strlen(wide[i]) && memcmp(p - strlen(wide[i]),
		    wide[i], strlen(wide[i])) == 0)
			return (1);
	return (0);
}

/* Of a script that may be written without blanks. */
static int
is_wide(char c)
{
	return (((unsigned char)c & 0x80) != 0);
}

/* The beginning of the sentence before p, or a word not too far away. */
static const char *
begin_around(const char *text, const char *p, int *cut)
{
	const char	*q, *word;

	*cut = 0;
	for (q = p; q > text && p - q < AROUND_MAX; q--)
		if (q < p && is_border(text, q))
			return (q);
	if (q == text)
		return (q);
	*cut = 1;
	for (word = q; word < p && !is_blank(*word); word++)
		continue;
	if (word < p || !is_wide(*q))
		return (word);
	while (q < p && is_inside(*q))
		q++;
	return (q);
}

static const char *
end_around(const char *p, const char *end, int *cut)
{
	const char	*q, *word;

	*cut = 0;
	for (q = p; q < end && q - p < AROUND_MAX; q++)
		if (*q == '\n')
			return (q);
		else if (is_border(p, q + 1))
			return (q + 1);
	if (q == end)
		return (q);
	*cut = 1;
	for (word = q; word > p && !is_blank(*word); word--)
		continue;
	if (word > p || !is_wide(*q))
		return (word);
	while (q > p && is_inside(*q))
		q--;
	return (q);
}

/* The signs before the word i; i may be behind the last. */
static void
gap_before(const char *text, const struct words *w, uint32_t i,
    const char **from, const char **to)
{
	*from = text + (i > 0 ? w->v[i - 1].end : 0);
	*to = i < w->n ? text + w->v[i].start : *from + strlen(*from);
}

static const char *
skip_signs(const char *p, const char *end)
{
	while (p < end && !is_blank(*p))
		p++;
	return (p);
}

/* Whether a sentence or a block ends among these signs. */
static int
has_border(const char *p, const char *end)
{
	while (p < end && strchr("\n.!?", *p) == NULL)
		p++;
	return (p < end);
}

/*
 * Where words stand: whole sentences with the signs around them, and 1; else
 * just the words.
 */
static int
range_of(const char *text, const struct words *w, uint32_t first,
    uint32_t behind, const char **from, const char **to)
{
	const char	*before, *end;

	gap_before(text, w, first, &before, from);
	gap_before(text, w, behind, to, &end);
	if ((first > 0 && !has_border(before, *from)) ||
	    (behind < w->n && !has_border(*to, end)))
		return (0);
	while (*from > before && !is_blank((*from)[-1]))
		(*from)--;
	*to = skip_signs(*to, end);
	return (1);
}

/* Where a hunk stands in the text as it is now. */
static void
place_of(const struct revision_side *s, const struct revision_hunk *h,
    const char **from, const char **to)
{
	const char	*went, *end;

	if (h->b < h->b_end && h->a == h->a_end)
		range_of(s->now_text, &s->now, h->b, h->b_end, from, to);
	else if (h->b < h->b_end) {
		*from = s->now_text + s->now.v[h->b].start;
		*to = s->now_text + s->now.v[h->b_end - 1].end;
	} else {
		gap_before(s->now_text, &s->now, h->b, from, &end);
		if (range_of(s->old_text, &s->old, h->a, h->a_end, &went, to))
			*from = skip_signs(*from, end);
		*to = *from;
	}
}

/* And its words that went in the old one. */
static void
place_before(const struct revision_side *s, const struct revision_hunk *h,
    const char **from, const char **to)
{
	if (h->b == h->b_end)
		range_of(s->old_text, &s->old, h->a, h->a_end, from, to);
	else {
		*from = s->old_text + s->old.v[h->a].start;
		*to = s->old_text + s->old.v[h->a_end - 1].end;
	}
}

static void
begin_passage(struct show *s, struct revision_passage *p, const char *from)
{
	const char	*begin;
	int		 cut;

	p->field = s->side->field;
	s->passage = p;
	s->tail = &p->pieces;
	s->size = 0;
	begin = begin_around(s->at, from, &cut);
	if (cut && begin < from)
		put(s, REVISION_SAME, ELLIPSIS);
	put_range(s, REVISION_SAME, begin, from);
}

/* The next one, if any, begins behind limit. */
static void
end_passage(struct show *s, const char *limit)
{
	const char	*end;
	int		 cut;

	if (s->passage == NULL)
		return;
	end = end_around(s->at, limit, &cut);
	put_range(s, REVISION_SAME, s->at, end);
	if (cut)
		put(s, REVISION_SAME, ELLIPSIS);
	s->at = end;
	s->passage = NULL;
}

/*
 * Whether the sentence that is shown goes on up to there: not for ever, as
 * texts may have none that ends.
 */
static int
goes_on(const struct show *s, const char *from)
{
	int	cut;

	return (s->passage != NULL && s->size < PASSAGE_MAX &&
	    (from <= s->at || end_around(s->at, from, &cut) == from));
}

static void
put_hunk(struct show *s, const struct revision_hunk *h)
{
	const char	*from, *to, *went, *gone;

	place_of(s->side, h, &from, &to);
	if (s->at < from)
		put_range(s, REVISION_SAME, s->at, from);
	if (h->a < h->a_end) {
		place_before(s->side, h, &went, &gone);
		put_range(s, REVISION_OUT, went, gone);
	}
	put_range(s, REVISION_IN, from, to);
	s->at = to;
}

/* Its passages behind the others; how many there are by then. */
static size_t
show_side(struct show *s, struct revision_passage ***tail, size_t n,
    size_t *left_out)
{
	const struct revision_hunk	*h;
	struct revision_passage		*p;
	const char			*from, *to;

	s->at = s->side->now_text;
	for (h = s->side->hunks; h < s->side->hunks + s->side->n; h++) {
		place_of(s->side, h, &from, &to);
		if (!goes_on(s, from)) {
			end_passage(s, from);
			if (n == PASSAGES_MAX ||
			    (p = arena_alloc(s->arena, sizeof(*p))) == NULL)
				break;
			n++;
			**tail = p;
			*tail = &p->next;
			begin_passage(s, p, from);
			s->at = from;
		}
		put_hunk(s, h);
	}
	end_passage(s, s->side->now_text + strlen(s->side->now_text));
	*left_out += (size_t)(s->side->hunks + s->side->n - h);
	return (n);
}

int
revision_show(struct arena *a, const struct revision *r,
    struct revision_view *v)
{
	struct revision_passage	**tail = &v->passages;
	struct show		  s = { .arena = a };
	size_t			  n = 0;

	memset(v, 0, sizeof(*v));
	for (int i = 0; i < REVISION_SIDES; i++) {
		s.side = &r->sides[i];
		if (s.side->rewritten && s.side->n != 0)
			v->rewritten = 1;
		else
			n = show_side(&s, &tail, n, &v->left_out);
	}
	return (arena_failed(a) ? -1 : 0);
}
