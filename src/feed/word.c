#include <string.h>

#include <uninorm.h>

#include "feed/letter.h"
#include "feed/word.h"

#define FOLD_BLOCK	8192
#define NORMALISE_MAX	1024	/* bytes; longer words are no words */

struct splitter {
	struct arena	*arena;
	const char	*text, *end;
	struct words	*words;
	size_t		 room;		/* words allocated */
	char		*fold;		/* where the next folded word goes */
	size_t		 nfold, fold_size;
	int		 failed;
};

/* A word being read, letter by letter. */
struct draft {
	const char	*start, *end;	/* end: behind the last real letter */
	uint8_t		 script;
	uint8_t		 last;		/* kind of the last letter */
	uint8_t		 flags;		/* of the last letter */
	char		 ell;		/* 'l' when that was the last letter */
	int		 joins;		/* NFC is due */
	size_t		 run;		/* letters since the start or a dot */
};

#define FNV_START	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

uint64_t
word_hash_more(uint64_t h, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)p[i]) * FNV_PRIME;
	return (h);
}

uint64_t
word_hash(const char *folded, size_t len)
{
	return (word_hash_more(FNV_START, folded, len));
}

static int
is_ascii_alnum(unsigned char c)
{
	return ((unsigned char)((c | 0x20) - 'a') < 26 ||
	    (unsigned char)(c - '0') < 10);
}

static void
emit(struct splitter *s, const char *folded, size_t len, const char *start,
    const char *end, uint64_t hash)
{
	struct words	*w = s->words;

	if (w->n == s->room) {
		w->v = arena_grow(s->arena, w->v, s->room * sizeof(*w->v),
		    s->room * 2 * sizeof(*w->v));
		if (w->v == NULL) {
			s->failed = 1;
			return;
		}
		s->room *= 2;
	}
	w->v[w->n++] = (struct word){ hash, folded, (uint32_t)len,
	    (uint32_t)(start - s->text), (uint32_t)(end - s->text) };
}

/* Room for n more bytes behind the word being folded, which may move. */
static char *
fold_room(struct splitter *s, size_t n)
{
	char	*p;
	size_t	 size;

	if (s->failed || n <= s->fold_size - s->nfold)
		return (s->failed ? NULL : s->fold + s->nfold);
	size = (s->nfold + n) * 2;
	if (size < FOLD_BLOCK)
		size = FOLD_BLOCK;
	if ((p = arena_alloc(s->arena, size)) == NULL) {
		s->failed = 1;
		return (NULL);
	}
	if (s->nfold != 0)
		memcpy(p, s->fold, s->nfold);
	s->fold = p;
	s->fold_size = size;
	return (p + s->nfold);
}

static void
fold_put(struct splitter *s, const char *p, size_t n)
{
	char	*to = fold_room(s, n);

	if (to == NULL)
		return;
	memcpy(to, p, n);
	s->nfold += n;
}

/* Leaves the folded word where it is and starts the next behind it. */
static const char *
fold_take(struct splitter *s)
{
	const char	*p = s->fold;

	s->fold += s->nfold;
	s->fold_size -= s->nfold;
	s->nfold = 0;
	return (p);
}

static void
fold_normalise(struct splitter *s)
{
	uint8_t	out[NORMALISE_MAX * 3];
	size_t	n = sizeof(out);

	if (s->nfold > NORMALISE_MAX ||
	    u8_normalize(UNINORM_NFC, (const uint8_t *)s->fold, s->nfold, out,
	    &n) != out)
		return;
	s->nfold = 0;
	fold_put(s, (const char *)out, n);
}

static void
draft_add(struct splitter *s, struct draft *d, const struct letter *l,
    uint32_t uc, const char *end)
{
	char	out[LETTER_FOLD_MAX];

	d->end = end;
	if (l->kind == LETTER_MARK && (d->flags & LETTER_BARE))
		return;
	if (l->flags & LETTER_LONG)
		fold_put(s, out, letter_fold_long(uc, out));
	else
		fold_put(s, l->fold, l->nfold);
	d->joins |= l->flags & LETTER_JOINS;
	if (l->kind == LETTER_MARK)
		return;
	if (l->script != 0)
		d->script = l->script;
	d->last = l->kind;
	d->flags = l->flags;
	d->ell = l->nfold != 0 && l->fold[0] == 'l' ? 'l' : '\0';
	d->run++;
}

/* The next character that counts, from p on; NULL at the end. */
static const struct letter *
next_letter(const struct splitter *s, const char **p, uint32_t *uc)
{
	const struct letter	*l;
	size_t			 n;

	while (*p < s->end) {
		*uc = letter_decode(*p, s->end, &n);
		l = letter_get(*uc);
		*p += n;
		if (l->kind != LETTER_IGNORED)
			return (l);
	}
	return (NULL);
}

/* A letter with no other letter behind it, as in "U.S." */
static int
stands_alone(const struct splitter *s, const char *p)
{
	const struct letter	*l;
	uint32_t		 uc;

	do
		l = next_letter(s, &p, &uc);
	while (l != NULL && l->kind == LETTER_MARK);
	return (l == NULL ||
	    (l->kind != LETTER_WORD && l->kind != LETTER_DIGIT));
}

/*
 * Whether a joining sign keeps the word together; p is behind the sign.  Where
 * it does, the sign becomes part of the folded word.
 */
static int
joins(struct splitter *s, struct draft *d, const struct letter *sign,
    const char *p)
{
	const struct letter	*l;
	uint32_t		 uc;

	if ((l = next_letter(s, &p, &uc)) == NULL)
		return (0);
	switch (sign->kind) {
	case LETTER_DOT:
		if (d->last == LETTER_WORD && d->run == 1 &&
		    l->kind == LETTER_WORD && l->script == d->script &&
		    stands_alone(s, p))
			break;
		/* FALLTHROUGH */
	case LETTER_COMMA:
		if (d->last == LETTER_DIGIT && l->kind == LETTER_DIGIT)
			break;
		return (0);
	case LETTER_QUOTE:
		if (d->flags & l->flags & LETTER_HEBREW)
			break;
		return (0);
	case LETTER_MIDDOT:
		if (d->ell != '\0' && (uc == 'l' || uc == 'L'))
			break;
		/* FALLTHROUGH */
	default:
		return (0);
	}
	d->run = 0;
	if (sign->kind == LETTER_MIDDOT)
		fold_put(s, "\302\267", 2);
	else
		fold_put(s, sign->kind == LETTER_DOT ? "." :
		    sign->kind == LETTER_COMMA ? "," : "\"", 1);
	return (1);
}

/* Whether the letter goes on with the word, given what it is. */
static int
draft_takes(struct splitter *s, struct draft *d, const struct letter *l,
    const char *behind)
{
	switch (l->kind) {
	case LETTER_MARK:
	case LETTER_IGNORED:
		return (1);
	case LETTER_DIGIT:
		return (d->last != LETTER_SINGLE);
	case LETTER_WORD:
		return (d->last != LETTER_SINGLE && (l->script == 0 ||
		    d->script == 0 || l->script == d->script));
	case LETTER_DOT:
	case LETTER_COMMA:
	case LETTER_QUOTE:
	case LETTER_MIDDOT:
		return (d->last != LETTER_SINGLE && joins(s, d, l, behind));
	default:
		return (0);
	}
}

/* One word of any script that begins at p; returns where to go on. */
static const char *
split_word(struct splitter *s, const char *p, const struct letter *l,
    uint32_t uc, size_t n)
{
	struct draft	 d;
	const char	*folded;
	size_t		 len;

	memset(&d, 0, sizeof(d));
	d.start = p;
	p += n;
	draft_add(s, &d, l, uc, p);
	while (p < s->end) {
		uc = letter_decode(p, s->end, &n);
		l = letter_get(uc);
		if (!draft_takes(s, &d, l, p + n))
			break;
		p += n;
		if (l->kind >= LETTER_WORD && l->kind <= LETTER_MARK)
			draft_add(s, &d, l, uc, p);
	}
	if (d.joins)
		fold_normalise(s);
	if (s->failed)
		return (s->end);
	len = s->nfold;
	folded = fold_take(s);
	if (len != 0)
		emit(s, folded, len, d.start, d.end,
		    word_hash(folded, len));
	return (p);
}

/* Whether an ASCII word ends at p, seen from there alone. */
static int
ends_plainly(const char *p, const char *end)
{
	if (p == end)
		return (1);
	if ((unsigned char)*p >= 0x80)
		return (0);
	if ((*p != '.' && *p != ',') || p + 1 == end)
		return (1);
	return (!is_ascii_alnum((unsigned char)p[1]) &&
	    (unsigned char)p[1] < 0x80);
}

/*
 * The common case: ASCII letters and digits that nothing else is joined to.
 * NULL when the word needs split_word.
 */
static const char *
split_ascii(struct splitter *s, const char *start)
{
	const char	*p = start, *folded = start;
	uint64_t	 h = FNV_START;
	unsigned char	 c, upper = 0;
	size_t		 len;
	char		*to;

	for (; p < s->end && is_ascii_alnum(c = (unsigned char)*p); p++) {
		/* Digits have the bit set that makes letters small. */
		upper |= (unsigned char)~c;
		h = (h ^ (c | 0x20)) * FNV_PRIME;
	}
	if (!ends_plainly(p, s->end))
		return (NULL);
	len = (size_t)(p - start);
	if (upper & 0x20) {
		if ((to = fold_room(s, len)) == NULL)
			return (s->end);
		for (size_t i = 0; i < len; i++)
			to[i] = (char)(start[i] | 0x20);
		s->nfold = len;
		folded = fold_take(s);
	}
	emit(s, folded, len, start, p, h);
	return (p);
}

int
words_split(struct arena *a, const char *text, size_t len, struct words *w)
{
	struct splitter	 s = { .arena = a, .text = text, .words = w };
	const char	*p = text, *next;

	if (len > UINT32_MAX)
		len = UINT32_MAX;
	s.end = text + len;
	s.room = len / 8 + 8;
	w->n = 0;
	if ((w->v = arena_array(a, s.room, sizeof(*w->v))) == NULL)
		return (-1);
	while (p < s.end && !s.failed) {
		const struct letter	*l;
		uint32_t		 uc;
		size_t			 n;

		if ((unsigned char)*p < 0x80) {
			if (!is_ascii_alnum((unsigned char)*p)) {
				p++;
				continue;
			}
			if ((next = split_ascii(&s, p)) != NULL) {
				p = next;
				continue;
			}
		}
		uc = letter_decode(p, s.end, &n);
		l = letter_get(uc);
		if (l->kind >= LETTER_WORD && l->kind <= LETTER_SINGLE)
			p = split_word(&s, p, l, uc, n);
		else
			p += n;
	}
	return (s.failed ? -1 : 0);
}
