#include <string.h>

#include "feed/revision_diff.h"

/*
 * reach[d] has, for each diagonal k = -d, -d + 2 .. d, how far in a a path of d
 * edits gets on it; k is x - y.
 */
struct diff {
	struct arena		*arena;
	const uint64_t		*a, *b;
	int32_t			 na, nb;
	uint64_t		*steps;
	int32_t			*reach[REVISION_EDITS + 1];
	struct revision_hunk	*hunks;
	size_t			 n;
};

static int32_t
reach_at(const struct diff *f, int32_t d, int32_t k)
{
	return (k < -d || k > d ? -1 : f->reach[d][(k + d) / 2]);
}

/* Where d - 1 edits and one more lead to on k, inside of both lists, or -1. */
static int32_t
by_deletion(const struct diff *f, int32_t d, int32_t k)
{
	int32_t	x = reach_at(f, d - 1, k - 1);

	return (x == -1 || x == f->na ? -1 : x + 1);
}

static int32_t
by_insertion(const struct diff *f, int32_t d, int32_t k)
{
	int32_t	x = reach_at(f, d - 1, k + 1);

	return (x == -1 || x - k > f->nb ? -1 : x);
}

static int
is_inserted(const struct diff *f, int32_t d, int32_t k)
{
	return (by_insertion(f, d, k) > by_deletion(f, d, k));
}

static int32_t
step_to(const struct diff *f, int32_t d, int32_t k)
{
	if (d == 0)
		return (0);
	return (is_inserted(f, d, k) ? by_insertion(f, d, k) :
	    by_deletion(f, d, k));
}

/* Where the path goes on from x while words are the same; -1: no steps left. */
static int32_t
slide(struct diff *f, int32_t x, int32_t k)
{
	int32_t	from = x;

	while (x < f->na && x - k < f->nb && f->a[x] == f->b[x - k])
		x++;
	if (*f->steps <= (uint64_t)(x - from))
		return (-1);
	*f->steps -= (uint64_t)(x - from) + 1;
	return (x);
}

/*
 * The diagonals that d edits reach; 1 when the end is among them, 0, or -1
 * without steps or memory.
 */
static int
advance(struct diff *f, int32_t d)
{
	int32_t	x;

	f->reach[d] = arena_array(f->arena, (size_t)d + 1, sizeof(int32_t));
	if (f->reach[d] == NULL)
		return (-1);
	for (int32_t k = -d; k <= d; k += 2) {
		x = step_to(f, d, k);
		if (x != -1 && (x = slide(f, x, k)) == -1)
			return (-1);
		f->reach[d][(k + d) / 2] = x;
		if (x == f->na && x - k == f->nb)
			return (1);
	}
	return (0);
}

/* Puts an edit before those that are there: one that touches, or a new one. */
static void
put_edit(struct diff *f, int32_t x, int32_t y, int inserted)
{
	struct revision_hunk	*h = f->n != 0 ? &f->hunks[f->n - 1] : NULL;
	uint32_t		 a = (uint32_t)x, b = (uint32_t)y;

	if (h == NULL || a + !inserted != h->a || b + !!inserted != h->b) {
		h = &f->hunks[f->n++];
		h->a_end = a + !inserted;
		h->b_end = b + !!inserted;
	}
	h->a = a;
	h->b = b;
}

/* From the end back to the beginning; hunks come in the wrong order. */
static int
trace_back(struct diff *f, int32_t d)
{
	int32_t	k = f->na - f->nb, x;
	int	inserted;

	f->hunks = arena_array(f->arena, (size_t)d + 1, sizeof(*f->hunks));
	if (f->hunks == NULL)
		return (-1);
	for (; d > 0; d--) {
		inserted = is_inserted(f, d, k);
		x = step_to(f, d, k);
		put_edit(f, inserted ? x : x - 1, inserted ? x - k - 1 :
		    x - k, inserted);
		k += inserted ? 1 : -1;
	}
	return (0);
}

static void
put_in_order(struct revision_hunk *v, size_t n, uint32_t before)
{
	struct revision_hunk	h;

	for (size_t i = 0; i < n / 2; i++) {
		h = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = h;
	}
	for (size_t i = 0; i < n; i++) {
		v[i].a += before;
		v[i].a_end += before;
		v[i].b += before;
		v[i].b_end += before;
	}
}

static struct revision_hunk *
one_hunk(struct diff *f, uint32_t before)
{
	struct revision_hunk	*h = arena_alloc(f->arena, sizeof(*h));

	if (h != NULL) {
		h->a = h->b = before;
		h->a_end = before + (uint32_t)f->na;
		h->b_end = before + (uint32_t)f->nb;
	}
	return (h);
}

/* How many words both lists begin with. */
static size_t
same_before(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	size_t	i;

	for (i = 0; i < na && i < nb && a[i] == b[i]; i++)
		continue;
	return (i);
}

static size_t
same_behind(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	size_t	i;

	for (i = 0; i < na && i < nb && a[na - 1 - i] == b[nb - 1 - i]; i++)
		continue;
	return (i);
}

/* How many edits lead from one to the other; -1: too many. */
static int32_t
count_edits(struct diff *f)
{
	int	found = 0;

	for (int32_t d = 0; d <= REVISION_EDITS; d++)
		if ((found = advance(f, d)) != 0)
			return (found == 1 ? d : -1);
	return (-1);
}

struct revision_hunk *
revision_diff(struct arena *arena, const uint64_t *a, size_t na,
    const uint64_t *b, size_t nb, uint64_t *steps, size_t *n, int *whole)
{
	struct diff	f = { .arena = arena, .steps = steps };
	size_t		before = same_before(a, na, b, nb), behind;
	int32_t		d;

	behind = same_behind(a + before, na - before, b + before,
	    nb - before);
	f.a = a + before;
	f.b = b + before;
	f.na = (int32_t)(na - before - behind);
	f.nb = (int32_t)(nb - before - behind);
	*whole = 0;
	*n = f.na != 0 || f.nb != 0;
	if (f.na == 0 || f.nb == 0)
		return (one_hunk(&f, (uint32_t)before));
	if ((d = count_edits(&f)) == -1) {
		*whole = 1;
		return (one_hunk(&f, (uint32_t)before));
	}
	if (trace_back(&f, d) == -1)
		return (NULL);
	*n = f.n;
	put_in_order(f.hunks, f.n, (uint32_t)before);
	return (f.hunks);
}
