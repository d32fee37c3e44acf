#include <string.h>

#include "feed/glob.h"
#include "feed/keyword_cover.h"

static int
same(const char *a, size_t na, const char *b, size_t nb)
{
	return (na == nb && memcmp(a, b, na) == 0);
}

/* Of folded words or of forms: what narrow is written like, wide is, too. */
static int
text_covers(const char *wide, size_t nwide, int wide_wild, const char *narrow,
    size_t nnarrow, int narrow_wild)
{
	if (!wide_wild)
		return (!narrow_wild && same(wide, nwide, narrow, nnarrow));
	if (narrow_wild)
		return (glob_covers(wide, nwide, narrow, nnarrow));
	return (glob_match(wide, nwide, narrow, nnarrow));
}

static int
word_covers(const struct keyword_word *wide, const struct keyword_word *narrow,
    int exact)
{
	return (text_covers(wide->folded, wide->len, wide->wild,
	    narrow->folded, narrow->len, narrow->wild) && (!exact ||
	    text_covers(wide->form, wide->nform, wide->wild,
	    narrow->form, narrow->nform, narrow->wild)));
}

/* What must stand between a word and the one behind it. */
static int
gap_covers(const struct keyword_word *wide, const struct keyword_word *narrow)
{
	if (wide[1].tight && !narrow[1].tight)
		return (0);
	if (wide[0].nafter != 0 && !same(wide[0].after, wide[0].nafter,
	    narrow[0].after, narrow[0].nafter))
		return (0);
	if (wide[0].glued && !narrow[0].glued)
		return (0);
	return (wide[1].nbefore == 0 || same(wide[1].before, wide[1].nbefore,
	    narrow[1].before, narrow[1].nbefore));
}

/*
 * Signs at the ends of a keyword are asked for more strictly than those
 * inside of it, so that only the same ones at the same end will do.
 */
static int
ends_cover(const struct keyword *wide, const struct keyword *narrow,
    size_t at)
{
	const struct keyword_word	*w = &wide->v[0], *n = &narrow->v[0];

	if (w->nbefore != 0 && (at != 0 || !same(w->before, w->nbefore,
	    n->before, n->nbefore)))
		return (0);
	w = &wide->v[wide->n - 1];
	n = &narrow->v[narrow->n - 1];
	return (w->nafter == 0 || (at + wide->n == narrow->n &&
	    same(w->after, w->nafter, n->after, n->nafter)));
}

int
keyword_covers(const struct keyword *wide, const struct keyword *narrow,
    size_t at)
{
	const struct keyword_word	*n = narrow->v + at;

	if (narrow->n < at + wide->n || (wide->exact && !narrow->exact))
		return (0);
	for (size_t i = 0; i < wide->n; i++)
		if (!word_covers(&wide->v[i], &n[i], wide->exact))
			return (0);
	for (size_t i = 0; i + 1 < wide->n; i++)
		if (!gap_covers(&wide->v[i], &n[i]))
			return (0);
	return (ends_cover(wide, narrow, at));
}

/* Two patterns may always have a word in common. */
static int
word_collides(const struct keyword_word *a, const struct keyword_word *b)
{
	if (a->wild && b->wild)
		return (0);
	if (b->wild)
		return (word_collides(b, a));
	if (a->wild)
		return (!glob_match_letters(a->folded, a->len, b->folded,
		    b->len, NULL));
	return (!same(a->folded, a->len, b->folded, b->len));
}

int
keyword_collides(const struct keyword *a, const struct keyword *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (word_collides(&a->v[i], &b->v[i]))
			return (1);
	return (0);
}
