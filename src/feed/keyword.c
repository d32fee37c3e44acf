#include <string.h>

#include <unictype.h>

#include "base/cause.h"
#include "feed/keyword.h"
#include "feed/letter.h"

#define LATER	"of the query language, which this version doesn't have"

/* The part of a keyword that is looked for, without its quotation marks. */
struct source {
	const char	*p, *end;
	int		 quoted;
};

static int
fail(const char *text, const char *at, size_t *offset)
{
	*offset = (size_t)(at - text);
	return (-1);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

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

static const char *
outer_blanks(const char *text, struct source *s)
{
	s->p = text;
	s->end = text + strlen(text);
	while (s->p < s->end && is_blank(*s->p))
		s->p++;
	while (s->p < s->end && is_blank(s->end[-1]))
		s->end--;
	return (s->p);
}

/* A keyword all of which stands in quotation marks. */
static int
unquote(const char *text, struct source *s, size_t *offset, char **cause)
{
	const char	*close;

	if (*s->p != '"')
		return (0);
	close = memchr(s->p + 1, '"', (size_t)(s->end - s->p - 1));
	/* Hebrew abbreviations have one inside. */
	while (close != NULL && close + 1 < s->end &&
	    (unsigned char)close[1] >= 0x80 && (unsigned char)close[-1] >= 0x80)
		close = memchr(close + 1, '"', (size_t)(s->end - close - 1));
	if (close == NULL) {
		cause_set(cause, "the closing quotation mark is missing");
		return (fail(text, s->p, offset));
	}
	if (close + 1 != s->end) {
		cause_set(cause, "a quoted phrase ends here; write what "
		    "follows as a keyword of its own");
		return (fail(text, close + 1, offset));
	}
	s->p++;
	s->end--;
	s->quoted = 1;
	return (0);
}

struct operator {
	const char	*name;
	const char	*instead;
};

static const struct operator operators[] = {
	{ "AND", "use all: [a, b]" },
	{ "OR", "write a list of keywords: [a, b]" },
	{ "NOT", "use not: [a, b]" },
	{ "NEAR", "write a phrase, or use all: [a, b]" },
	{ "ONEAR", "write a phrase, or use all: [a, b]" },
	{ "ATLEAST", "leave it out" }
};

static const char *const fields[] = {
	"title", "body", "author", "category", "link", "feed", "lang"
};

/* One piece of an unquoted keyword, from blank to blank. */
static int
check_piece(const char *p, size_t len, char **cause)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t	n = strlen(operators[i].name);

		if (len < n || memcmp(p, operators[i].name, n) != 0 ||
		    (len > n && (p[n] != '/' || i < 3)))
			continue;
		return (cause_set(cause, "%s is an operator " LATER "; %s, or "
		    "quote the keyword where the word is meant",
		    operators[i].name, operators[i].instead));
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t	n = strlen(fields[i]);

		if (len > n && memcmp(p, fields[i], n) == 0 && p[n] == ':')
			return (cause_set(cause, "%s: is a field " LATER
			    "; leave it out, all fields are searched, or quote "
			    "the keyword", fields[i]));
	}
	return (0);
}

/* A list that was written as one keyword, or what would leave stories out. */
static int
check_list(const char *text, const struct source *s, size_t *offset,
    char **cause)
{
	const char	*p;

	if (*s->p == '-') {
		for (p = s->p; p < s->end && *p == '-'; p++)
			;
		cause_set(cause, "- has no meaning in front; use not: [%.*s] "
		    "to leave stories out", (int)(s->end - p), p);
		return (fail(text, s->p, offset));
	}
	for (p = s->p; p < s->end; p++) {
		if ((*p != ',' && *p != ';') ||
		    (p + 1 < s->end && !is_blank(p[1])))
			continue;
		cause_set(cause, "a %s separates keywords only inside "
		    "brackets: [cyber*, ransomware]", *p == ',' ? "comma" :
		    "comma, not a semicolon,");
		return (fail(text, p, offset));
	}
	return (0);
}

/* What would be syntax in the query language, outside quotation marks. */
static int
check_syntax(const char *text, const struct source *s, size_t *offset,
    char **cause)
{
	const char	*p, *q;

	if (check_list(text, s, offset, cause) == -1)
		return (-1);
	if (*s->p == '=') {
		cause_set(cause, "= (exactly so) is a sign " LATER
		    "; leave it out");
		return (fail(text, s->p, offset));
	}
	if (*s->p == '/') {
		cause_set(cause, "/ opens a regular expression " LATER
		    "; write words");
		return (fail(text, s->p, offset));
	}
	for (p = s->p; p < s->end; p = q) {
		for (; p < s->end && is_blank(*p); p++)
			;
		for (q = p; q < s->end && !is_blank(*q); q++)
			if (*q == '(' || *q == ')') {
				cause_set(cause, "brackets are signs " LATER
				    "; use any:, all: and not: lists, or quote "
				    "the keyword");
				return (fail(text, q, offset));
			}
		if (check_piece(p, (size_t)(q - p), cause) == -1)
			return (fail(text, p, offset));
	}
	return (0);
}

/* A '*' belongs right behind a word, where nothing of the word follows. */
static int
check_star(const char *p, const struct source *s, const char *word_end,
    const char *next_word, char **cause)
{
	if (p == word_end && p + 1 != next_word &&
	    (p + 1 == s->end || p[1] != '*'))
		return (0);
	if (word_end == NULL && next_word == NULL)
		return (cause_set(cause, "a lone * finds nothing; write a "
		    "word in front of it"));
	return (cause_set(cause, "* stands at the end of a word in this "
	    "version, as in cyber*"));
}

/* Wildcards and quotation marks between words i - 1 and i. */
static int
check_gap(const char *text, const struct source *s, const char *p,
    const char *end, char **cause, size_t *offset)
{
	const char	*word_end = p != s->p ? p : NULL;
	const char	*next_word = end != s->end ? end : NULL;

	for (; p < end; p++) {
		if (*p == '?') {
			cause_set(cause, "? (one letter) is a wildcard " LATER
			    "; leave it out");
			return (fail(text, p, offset));
		}
		if (*p == '"') {
			cause_set(cause, s->quoted ? "a quotation mark inside "
			    "a quoted phrase; leave it out" : "quotation marks "
			    "stand around the whole keyword");
			return (fail(text, p, offset));
		}
		if (*p == '*' &&
		    check_star(p, s, word_end, next_word, cause) == -1)
			return (fail(text, p, offset));
	}
	return (0);
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

/* What stands between word a and word b (NULL at the keyword's ends). */
static void
read_gap(const char *p, const char *end, struct keyword_word *a,
    struct keyword_word *b)
{
	if (a != NULL && p < end && *p == '*') {
		a->prefix = 1;
		p++;
	}
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

static void
read_word(struct keyword_word *k, const struct word *w, const char *p,
    const char *end)
{
	size_t	n;

	k->hash = w->hash;
	k->folded = w->folded;
	k->len = w->len;
	/* Korean particles follow their word without a blank. */
	if (letter_get(letter_decode(p + w->start, end, &n))->flags &
	    LETTER_HANGUL)
		k->prefix = 1;
}

static int
read_words(struct arena *a, const char *text, const struct source *s,
    const struct words *w, struct keyword *k, size_t *offset, char **cause)
{
	const char	*p = s->p, *start;

	if ((k->v = arena_array(a, w->n + 1, sizeof(*k->v))) == NULL)
		return (cause_set(cause, "out of memory"));
	k->n = w->n;
	for (size_t i = 0; i <= w->n; i++) {
		start = i < w->n ? s->p + w->v[i].start : s->end;
		if (check_gap(text, s, p, start, cause, offset) == -1)
			return (-1);
		if (i < w->n)
			read_word(&k->v[i], &w->v[i], s->p, s->end);
		read_gap(p, start, i > 0 ? &k->v[i - 1] : NULL,
		    i < w->n ? &k->v[i] : NULL);
		if (i > 0 && i < w->n && p == start &&
		    (is_single(s->p + w->v[i - 1].start, s->end) ||
		    is_single(start, s->end)))
			k->v[i].tight = 1;
		if (i < w->n)
			p = s->p + w->v[i].end;
	}
	for (size_t i = 0; i < w->n; i++) {
		if (is_single(s->p + w->v[i].start, s->end))
			k->v[i].prefix = 0;
		k->literal |= k->v[i].tight || k->v[i].nbefore != 0 ||
		    k->v[i].nafter != 0;
	}
	return (0);
}

int
keyword_parse(struct arena *a, const char *text, struct keyword *k,
    size_t *offset, char **cause)
{
	struct source	 s;
	struct words	 w;

	memset(k, 0, sizeof(*k));
	memset(&s, 0, sizeof(s));
	*offset = 0;
	outer_blanks(text, &s);
	if (s.p == s.end)
		return (cause_set(cause, "an empty keyword finds nothing; "
		    "write a word"));
	if (unquote(text, &s, offset, cause) == -1 ||
	    (!s.quoted && check_syntax(text, &s, offset, cause) == -1))
		return (-1);
	if (words_split(a, s.p, (size_t)(s.end - s.p), &w) == -1)
		return (cause_set(cause, "out of memory"));
	if (w.n > KEYWORD_WORDS_MAX) {
		cause_set(cause, "more than %d words in a row",
		    KEYWORD_WORDS_MAX);
		return (fail(text, s.p + w.v[KEYWORD_WORDS_MAX].start,
		    offset));
	}
	if (read_words(a, text, &s, &w, k, offset, cause) == -1)
		return (-1);
	if (w.n == 0) {
		cause_set(cause, "no letter or digit in the keyword; "
		    "write a word");
		return (fail(text, s.p, offset));
	}
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
