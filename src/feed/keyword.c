#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <uninorm.h>

#include "base/cause.h"
#include "feed/glob.h"
#include "feed/keyword.h"
#include "feed/letter.h"

#define FORM_MAX	4096	/* bytes, of which a quarter is read */

/*
 * Signs that belong to a name (C++, .NET, AT&T, 100%), others than those
 * that only divide words or close sentences.
 */
static int
is_sign(uint32_t uc)
{
	if (uc < 0x80)
		return (uc != 0 && strchr("!#$%&+./<=>@\\^|~", (int)uc) != NULL);
	if (uc >= 0xff01 && uc <= 0xff5e)
		return (is_sign(uc - 0xfee0));
	return (uc_is_general_category(uc, UC_MATH_SYMBOL) ||
	    uc_is_general_category(uc, UC_CURRENCY_SYMBOL) ||
	    uc_is_general_category(uc, UC_OTHER_SYMBOL));
}

/* The run of signs at p, going right; sentences' ends off when trim. */
static uint32_t
signs_after(const char *p, const char *end, int trim)
{
	const char	*q = p;
	size_t		 n;

	while (q < end && is_sign(letter_decode(q, end, &n)))
		q += n;
	while (trim && q > p && (q[-1] == '.' || q[-1] == '!'))
		q--;
	return ((uint32_t)(q - p));
}

/* The run of signs that ends at end, not reaching before p. */
static uint32_t
signs_before(const char *p, const char *end)
{
	const char	*start = end;
	size_t		 n;

	while (p < end) {
		if (!is_sign(letter_decode(p, end, &n)))
			start = end;
		else if (start == end)
			start = p;
		p += n;
	}
	return ((uint32_t)(end - start));
}

static int
is_single(const char *p, const char *end)
{
	size_t	n;

	return (letter_get(letter_decode(p, end, &n))->kind == LETTER_SINGLE);
}

/*
 * A word of the keyword: one piece or several that only wildcards divide,
 * and the wildcards around them.
 */
struct piece {
	const struct word	*v;	/* what words_split made of it */
	size_t			 n;
	const char		*start, *end;	/* with wildcards */
};

static int
is_wild(char c)
{
	return (c == '*' || c == '?');
}

static int
all_wild(const char *p, const char *end)
{
	while (p < end && is_wild(*p))
		p++;
	return (p == end);
}

/* The pieces of all words, in the arena; NULL when that failed. */
static struct piece *
make_pieces(struct arena *a, const struct keyword_source *s,
    const struct words *w, size_t *n)
{
	struct piece	*v = arena_array(a, w->n + 1, sizeof(*v)), *q;

	*n = 0;
	for (size_t i = 0; v != NULL && i < w->n; i += q->n) {
		q = &v[(*n)++];
		q->v = &w->v[i];
		q->n = 1;
		while (i + q->n < w->n && q->v[q->n - 1].end <
		    q->v[q->n].start && all_wild(s->p + q->v[q->n - 1].end,
		    s->p + q->v[q->n].start))
			q->n++;
		q->start = s->p + q->v[0].start;
		while (q->start > s->p && is_wild(q->start[-1]))
			q->start--;
		q->end = s->p + q->v[q->n - 1].end;
		while (q->end < s->end && is_wild(*q->end))
			q->end++;
	}
	return (v);
}

/* What stands between word a and word b (NULL at the keyword's ends). */
static void
read_gap(const char *p, const char *end, struct keyword_word *a,
    struct keyword_word *b)
{
	if (a != NULL) {
		/* U.S. may lose its last dot, Inc. may not. */
		a->nafter = signs_after(p, end, b != NULL ||
		    memchr(a->folded, '.', a->len) != NULL);
		a->after = p;
		if (b != NULL && p != end &&
		    signs_after(p, end, 0) == (uint32_t)(end - p)) {
			a->nafter = (uint32_t)(end - p);
			a->glued = 1;
			return;
		}
	}
	if (b != NULL) {
		b->nbefore = signs_before(p, end);
		b->before = end - b->nbefore;
	}
}

/* A wildcard that no word touches. */
static int
check_gap(const char *p, const char *end, int alone, const char **at,
    char **cause)
{
	for (; p < end; p++)
		if (is_wild(*p)) {
			*at = p;
			return (cause_set(cause, alone ? "a lone %c finds "
			    "nothing; write a word beside it" : "no letter "
			    "touches this %c; it stands at, in or before a "
			    "word, as in cyber*", *p));
		}
	return (0);
}

/* Each such character is a word; nothing of a word is left for a wildcard. */
static int
check_single(const struct piece *q, const struct keyword_source *s,
    const char **at, char **cause)
{
	for (const char *p = q->start; p < q->end; p++)
		if (*p == '?' || (*p == '*' && p > s->p + q->v[0].start &&
		    p < s->p + q->v[q->n - 1].start)) {
			*at = p;
			return (cause_set(cause, "%c can't stand in a script "
			    "written without spaces; leave it out, parts of "
			    "words are found", *p));
		}
	return (0);
}

/* A letter's accents stay, its width goes; what is ignored goes, too. */
static size_t
put_form(const char *p, const char *end, char out[FORM_MAX])
{
	char	raw[FORM_MAX / 4], *got;
	size_t	n, len = 0, size = FORM_MAX, high = 0;

	for (; p < end && len + 4 <= sizeof(raw); p += n) {
		if (letter_get(letter_decode(p, end, &n))->kind ==
		    LETTER_IGNORED)
			continue;
		high |= (unsigned char)*p & 0x80;
		memcpy(raw + len, p, n);
		len += n;
	}
	if (!high) {
		memcpy(out, raw, len);
		return (len);
	}
	got = (char *)u8_normalize(UNINORM_NFKC, (const uint8_t *)raw, len,
	    (uint8_t *)out, &size);
	if (got == out)
		return (size);
	free(got);
	return (0);
}

/* The parts of a piece by way of its wildcards: its pattern. */
static int
put_pattern(struct arena *a, const struct keyword_source *s,
    const struct piece *q, int hangul, int form, const char **out,
    uint32_t *len)
{
	size_t		 size = (size_t)(q->end - q->start) + 2, n = 0, got;
	const char	*p = q->start;
	char		*to, buf[FORM_MAX];

	for (size_t i = 0; i < q->n; i++)
		size += form ? FORM_MAX : q->v[i].len;
	if ((to = arena_bytes(a, size)) == NULL)
		return (-1);
	for (size_t i = 0; i <= q->n; i++) {
		const char	*next = i < q->n ? s->p + q->v[i].start :
				    q->end;

		for (; p < next; p++)
			if (*p != '*' || n == 0 || to[n - 1] != '*')
				to[n++] = *p;
		if (i == q->n)
			break;
		p = s->p + q->v[i].end;
		got = form ? put_form(next, p, buf) : q->v[i].len;
		memcpy(to + n, form ? buf : q->v[i].folded, got);
		n += got;
	}
	if (hangul && to[n - 1] != '*')
		to[n++] = '*';
	*out = to;
	*len = (uint32_t)n;
	return (0);
}

/* One word of the keyword, with its wildcards. */
static int
read_word(struct arena *a, const struct keyword_source *s,
    const struct piece *q, struct keyword_word *k, const char **at,
    char **cause)
{
	const char	*first = s->p + q->v[0].start;
	struct piece	 bare = *q;
	size_t		 n;
	int		 hangul, wild;

	/*
	 * Korean particles follow their word without a blank; who writes = or
	 * begins with a star says himself where it ends.
	 */
	hangul = !s->exact && *q->start != '*' &&
	    letter_get(letter_decode(first, s->end, &n))->flags &
	    LETTER_HANGUL;
	wild = hangul || q->n > 1 || q->start != first ||
	    q->end != s->p + q->v[0].end;
	for (size_t i = 0; i < q->n; i++)
		if (is_single(s->p + q->v[i].start, s->end)) {
			if (check_single(q, s, at, cause) == -1)
				return (-1);
			if (q->n == 1)
				wild = 0;
		}
	k->hash = q->v[0].hash;
	k->folded = q->v[0].folded;
	k->len = q->v[0].len;
	k->wild = (uint8_t)(wild != 0);
	if (wild && put_pattern(a, s, q, hangul, 0, &k->folded, &k->len) == -1)
		return (cause_set(cause, "out of memory"));
	if (wild && memchr(k->folded, '?', k->len) != NULL) {
		/* Which letters were written is seen in the text only. */
		k->form = k->folded;
		k->nform = k->len;
	}
	if (wild)
		k->hash = word_hash(k->folded, k->len);
	if (!wild) {
		bare.start = first;
		bare.end = s->p + q->v[0].end;
	}
	if (s->exact && put_pattern(a, s, &bare, 0, 1, &k->form, &k->nform) == -1)
		return (cause_set(cause, "out of memory"));
	return (0);
}

static int
read_words(struct arena *a, const struct keyword_source *s,
    const struct piece *q, size_t n, struct keyword *k, const char **at,
    char **cause)
{
	const char	*p = s->p, *start;

	if ((k->v = arena_array(a, n + 1, sizeof(*k->v))) == NULL)
		return (cause_set(cause, "out of memory"));
	k->n = n;
	k->exact = s->exact;
	for (size_t i = 0; i <= n; i++) {
		start = i < n ? q[i].start : s->end;
		if (check_gap(p, start, n == 0, at, cause) == -1 ||
		    (i < n && read_word(a, s, &q[i], &k->v[i], at,
		    cause) == -1))
			return (-1);
		read_gap(p, start, i > 0 ? &k->v[i - 1] : NULL,
		    i < n ? &k->v[i] : NULL);
		if (i > 0 && i < n && p == start &&
		    (is_single(s->p + q[i - 1].v[q[i - 1].n - 1].start,
		    s->end) || is_single(start, s->end)))
			k->v[i].tight = 1;
		if (i < n)
			p = q[i].end;
	}
	k->literal = k->exact;
	for (size_t i = 0; i < n; i++)
		k->literal |= k->v[i].tight || k->v[i].nform != 0 ||
		    k->v[i].nbefore != 0 || k->v[i].nafter != 0;
	return (0);
}

int
keyword_parse(struct arena *a, const struct keyword_source *s,
    struct keyword *k, const char **at, char **cause)
{
	struct words	 w;
	struct piece	*q;
	size_t		 n;

	memset(k, 0, sizeof(*k));
	*at = s->p;
	if (words_split(a, s->p, (size_t)(s->end - s->p), &w) == -1 ||
	    (q = make_pieces(a, s, &w, &n)) == NULL)
		return (cause_set(cause, "out of memory"));
	if (n > KEYWORD_WORDS_MAX) {
		*at = q[KEYWORD_WORDS_MAX].start;
		return (cause_set(cause, "more than %d words in a row",
		    KEYWORD_WORDS_MAX));
	}
	if (read_words(a, s, q, n, k, at, cause) == -1)
		return (-1);
	if (n == 0)
		return (cause_set(cause, "no letter or digit in the keyword; "
		    "write a word"));
	return (0);
}

/* The next sign from *p on, width folded, ignored ones passed; 0: none. */
static uint32_t
next_sign(const char **p, const char *end)
{
	uint32_t	uc;
	size_t		n;

	while (*p < end) {
		uc = letter_decode(*p, end, &n);
		*p += n;
		if (letter_get(uc)->kind == LETTER_IGNORED)
			continue;
		return (uc >= 0xff01 && uc <= 0xff5e ? uc - 0xfee0 : uc);
	}
	return (0);
}

/* Whether signs stand at p; *behind is where they end. */
static int
signs_follow(const char *p, const char *end, const char *signs, size_t n,
    const char **behind)
{
	const char	*q = signs, *qend = signs + n;
	uint32_t	 want;

	while ((want = next_sign(&q, qend)) != 0)
		if (next_sign(&p, end) != want)
			return (0);
	*behind = p;
	return (1);
}

static const char *
step_back(const char *p, const char *start)
{
	const char	*limit = p - start > 4 ? p - 4 : start;

	for (p--; p > limit && ((unsigned char)*p & 0xc0) == 0x80; p--)
		;
	return (p);
}

/* Whether signs stand in front of p; *begin is where they start. */
static int
signs_precede(const char *start, const char *p, const char *signs, size_t n,
    const char **begin)
{
	const char	*q, *end = p, *behind;
	uint32_t	 uc;
	size_t		 len;

	for (q = signs; next_sign(&q, signs + n) != 0;) {
		do {
			if (p == start)
				return (0);
			p = step_back(p, start);
			uc = letter_decode(p, end, &len);
		} while (letter_get(uc)->kind == LETTER_IGNORED);
	}
	*begin = p;
	return (signs_follow(p, end, signs, n, &behind));
}

/* Nothing but white space and what is ignored. */
static int
only_blank(const char *p, const char *end)
{
	uint32_t	uc;

	while ((uc = next_sign(&p, end)) != 0)
		if (!uc_is_property_white_space(uc))
			return (0);
	return (1);
}

/* C+ isn't in C++, nor C# in C##; sentences may end in more than one dot. */
static int
ends_signs(const struct keyword_word *k, const char *p, const char *end)
{
	const char	*q = k->after;
	uint32_t	 last = 0, uc;

	while (q < k->after + k->nafter)
		last = next_sign(&q, k->after + k->nafter);
	uc = next_sign(&p, end);
	return ((uc != last || last == '.' || last == '!') &&
	    letter_get(uc)->kind != LETTER_WORD);
}

/* .NET isn't in example.net. */
static int
begins_signs(const struct keyword_word *k, const char *start, const char *p)
{
	const char	*q = k->before;
	uint32_t	 first, uc;
	size_t		 n;
	int		 kind;

	if (p == start)
		return (1);
	first = next_sign(&q, k->before + k->nbefore);
	uc = letter_decode(step_back(p, start), p, &n);
	kind = letter_get(uc)->kind;
	return (uc != first && kind != LETTER_WORD && kind != LETTER_DIGIT);
}

/* What stands between word i of the keyword and the one behind it. */
static int
gap_fits(const struct keyword *k, size_t i, const char *p, const char *next,
    const char *text)
{
	const struct keyword_word	*a = &k->v[i], *b = a + 1;
	const char			*at = p;

	if (b->tight && !only_blank(p, next))
		return (0);
	if (a->nafter != 0 &&
	    !signs_follow(p, next, a->after, a->nafter, &at))
		return (0);
	if (a->glued && next_sign(&at, next) != 0)
		return (0);
	return (b->nbefore == 0 ||
	    signs_precede(text, next, b->before, b->nbefore, &at));
}

/* Whether a word of the text is written as the keyword is. */
static int
form_fits(const struct keyword_word *k, const char *p, size_t len)
{
	char	buf[FORM_MAX];
	size_t	n = put_form(p, p + len, buf);

	if (k->wild)
		return (glob_match(k->form, k->nform, buf, n));
	return (n == k->nform && memcmp(buf, k->form, n) == 0);
}

/* Whether a word has a letter for each '?'. */
static int
letters_fit(const struct keyword_word *k, const struct word *w,
    const char *text)
{
	uint8_t	letters[GLOB_LETTERS_MAX];

	if (glob_match(k->form, k->nform, w->folded, w->len))
		return (1);
	return (w->len <= GLOB_LETTERS_MAX && word_letters(w, text,
	    letters) && glob_match_letters(k->form, k->nform, w->folded,
	    w->len, letters));
}

static int
word_fits(const struct keyword *k, size_t i, const struct word *w,
    const char *text)
{
	if (k->v[i].nform == 0)
		return (1);
	if (k->exact)
		return (form_fits(&k->v[i], text + w->start,
		    w->end - w->start));
	return (letters_fit(&k->v[i], w, text));
}

int
keyword_fits(const struct keyword *k, const char *text, size_t len,
    const struct word *v, size_t *start, size_t *end)
{
	const struct keyword_word	*last = &k->v[k->n - 1];
	const char			*p = text + v[0].start;
	const char			*q = text + v[k->n - 1].end;

	for (size_t i = 0; i + 1 < k->n; i++)
		if (!gap_fits(k, i, text + v[i].end, text + v[i + 1].start,
		    text))
			return (0);
	for (size_t i = 0; i < k->n; i++)
		if (!word_fits(k, i, &v[i], text))
			return (0);
	if (k->v[0].nbefore != 0 && (!signs_precede(text, p, k->v[0].before,
	    k->v[0].nbefore, &p) || !begins_signs(&k->v[0], text, p)))
		return (0);
	if (last->nafter != 0 && (!signs_follow(q, text + len, last->after,
	    last->nafter, &q) || !ends_signs(last, q, text + len)))
		return (0);
	*start = (size_t)(p - text);
	*end = (size_t)(q - text);
	return (1);
}
