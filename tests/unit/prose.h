#ifndef TESTS_PROSE_H
#define TESTS_PROSE_H

/*
 * Texts of one vocabulary: few words make most of them, and each word has
 * its usual followers, so that unrelated texts share phrases as those of one
 * desk do.  The same seed gives the same texts.
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define PROSE_VOCABULARY	4000
#define PROSE_FOLLOWERS		12
#define PROSE_MAX		8192	/* words of a text */

struct prose {
	uint32_t	n;
	uint32_t	w[PROSE_MAX];
};

enum prose_edit {
	PROSE_LIGHT,	/* of 25 words one is another, gone or new */
	PROSE_HALF,	/* the first half */
	PROSE_REST,	/* the second half */
	PROSE_TAG,	/* an agency's words before and behind it */
	PROSE_HEADLINE,	/* the headline that the body begins with is another */
	PROSE_LIGHT_HALF,
	PROSE_EDITS
};

static const char *const prose_edits[] = {
	"light edits", "first half", "second half", "agency's tag",
	"another headline", "light edits, half"
};

static inline uint32_t
prose_below(uint64_t *seed, uint32_t n)
{
	uint64_t	z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return ((uint32_t)((z ^ z >> 31) % n));
}

/* The smaller the more often. */
static inline uint32_t
prose_word(uint64_t *seed)
{
	uint32_t	n = prose_below(seed, PROSE_VOCABULARY);

	return (prose_below(seed, prose_below(seed, n + 1) + 1));
}

static inline uint32_t
prose_next(uint64_t *seed, uint32_t before)
{
	uint64_t	usual;

	if (prose_below(seed, 10) < 3)
		return (prose_word(seed));
	usual = (uint64_t)before * 97 + prose_below(seed, PROSE_FOLLOWERS);
	return (prose_word(&usual));
}

/* p may be the text to be continued. */
static inline void
prose_write(struct prose *p, uint64_t *seed, uint32_t words)
{
	for (; words > 0 && p->n < PROSE_MAX; words--) {
		p->w[p->n] = prose_next(seed, p->n > 0 ? p->w[p->n - 1] : 0);
		p->n++;
	}
}

/* One word of rate is another, gone, or followed by a new one. */
static inline void
prose_change(const struct prose *from, struct prose *to, uint64_t *seed,
    uint32_t rate)
{
	uint32_t	change;

	to->n = 0;
	for (uint32_t i = 0; i < from->n && to->n < PROSE_MAX - 1; i++) {
		change = prose_below(seed, rate) == 0 ?
		    prose_below(seed, 4) : 4;
		if (change == 0)
			continue;
		to->w[to->n++] = change < 3 ? prose_word(seed) : from->w[i];
		if (change == 3)
			to->w[to->n++] = prose_word(seed);
	}
}

static inline void
prose_part(const struct prose *from, struct prose *to, uint32_t at, uint32_t n)
{
	to->n = n;
	memmove(to->w, from->w + at, n * sizeof(*to->w));
}

static inline void
prose_tag(const struct prose *from, struct prose *to, uint64_t *seed)
{
	to->n = 0;
	prose_write(to, seed, 5);
	for (uint32_t i = 0; i < from->n && to->n < PROSE_MAX; i++)
		to->w[to->n++] = from->w[i];
	prose_write(to, seed, 12);
}

static inline void
prose_headline(const struct prose *from, struct prose *to, uint64_t *seed)
{
	*to = *from;
	for (uint32_t i = 0; i < 8; i++)
		to->w[i] = prose_word(seed);
}

static inline void
prose_copy(const struct prose *from, struct prose *to, uint64_t *seed,
    enum prose_edit edit)
{
	static struct prose	whole;
	uint32_t		half = from->n / 2;

	switch (edit) {
	case PROSE_LIGHT:
		prose_change(from, to, seed, 25);
		break;
	case PROSE_HALF:
		prose_part(from, to, 0, half);
		break;
	case PROSE_REST:
		prose_part(from, to, half, from->n - half);
		break;
	case PROSE_TAG:
		prose_tag(from, to, seed);
		break;
	case PROSE_HEADLINE:
		prose_headline(from, to, seed);
		break;
	default:
		prose_change(from, &whole, seed, 25);
		prose_part(&whole, to, 0, whole.n / 2);
	}
}

/* As text: a word of letters for each number. */
static inline void
prose_put(struct buf *b, const struct prose *p)
{
	uint32_t	v;

	for (uint32_t i = 0; i < p->n; i++) {
		for (v = p->w[i] + 26; v > 0; v /= 26)
			buf_putc(b, (char)('a' + v % 26));
		buf_putc(b, i % 17 == 16 ? '.' : ' ');
		if (i % 17 == 16)
			buf_putc(b, ' ');
	}
}

#endif
