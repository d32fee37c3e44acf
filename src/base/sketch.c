#include "base/sketch.h"

#define SHARE		80	/* percent of the shorter text's runs */
#define SHARE_SAMPLED	78	/* the same where only some runs are known */
#define COMPARED_MIN	16

/* How many of the runs are below limit. */
static uint32_t
count_below(const struct sketch *s, uint32_t limit)
{
	uint32_t	low = 0, high = s->nruns, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->runs[middle] < limit)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

static uint32_t
count_shared(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
	uint32_t	i = 0, j = 0, n = 0;

	while (i < na && j < nb) {
		n += a[i] == b[j];
		if (a[i] == b[j]) {
			i++;
			j++;
		} else if (a[i] < b[j])
			i++;
		else
			j++;
	}
	return (n);
}

int
sketch_alike(const struct sketch *a, const struct sketch *b)
{
	uint32_t	limit = a->limit < b->limit ? a->limit : b->limit;
	uint32_t	na = count_below(a, limit), nb = count_below(b, limit);
	uint32_t	shorter = na < nb ? na : nb;
	uint32_t	share = limit == SKETCH_ALL ? SHARE : SHARE_SAMPLED;

	if (shorter < COMPARED_MIN)
		return (0);
	return (100 * count_shared(a->runs, na, b->runs, nb) >=
	    share * shorter);
}

/* Seven bits a byte, the lowest first. */
static void
put_number(struct buf *b, uint32_t v)
{
	for (; v >= 0x80; v >>= 7)
		pack_put_u8(b, (uint8_t)(v | 0x80));
	pack_put_u8(b, (uint8_t)v);
}

static uint32_t
get_number(struct pack_reader *r)
{
	uint32_t	v = 0;
	uint8_t		byte = 0x80;

	for (unsigned int shift = 0; byte & 0x80 && shift < 28; shift += 7) {
		byte = pack_get_u8(r);
		v |= (uint32_t)(byte & 0x7f) << shift;
	}
	r->failed |= byte >> 7;
	return (v);
}

/* Each run as its distance from the one before: two bytes, mostly. */
void
sketch_put_runs(struct buf *b, const struct sketch *s)
{
	put_number(b, s->limit);
	put_number(b, s->nruns);
	for (uint32_t i = 0; i < s->nruns; i++)
		put_number(b, s->runs[i] - (i > 0 ? s->runs[i - 1] : 0));
}

int
sketch_get_runs(struct pack_reader *r, struct sketch *s)
{
	uint32_t	distance, run = 0;

	s->limit = get_number(r);
	s->nruns = get_number(r);
	s->nkept = s->nkeys = 0;
	if (r->failed || s->limit > SKETCH_ALL || s->nruns > SKETCH_RUNS)
		return (-1);
	for (uint32_t i = 0; i < s->nruns; i++) {
		distance = get_number(r);
		run += distance;
		if ((i > 0 && distance == 0) || run >= s->limit)
			return (-1);
		s->runs[i] = run;
	}
	return (r->failed ? -1 : 0);
}

void
sketch_put(struct buf *b, const struct sketch *s)
{
	sketch_put_runs(b, s);
	pack_put_u8(b, (uint8_t)s->nkept);
	pack_put_u8(b, (uint8_t)s->nkeys);
	for (uint32_t i = 0; i < s->nkeys; i++)
		pack_put_u64(b, s->keys[i]);
}

int
sketch_get(struct pack_reader *r, struct sketch *s)
{
	if (sketch_get_runs(r, s) == -1)
		return (-1);
	s->nkept = pack_get_u8(r);
	s->nkeys = pack_get_u8(r);
	if (s->nkeys > SKETCH_KEYS || s->nkept > SKETCH_KEPT ||
	    s->nkept > s->nkeys)
		return (-1);
	for (uint32_t i = 0; i < s->nkeys; i++)
		s->keys[i] = pack_get_u64(r);
	return (r->failed ? -1 : 0);
}
