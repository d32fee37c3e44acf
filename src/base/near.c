#include <ctype.h>
#include <string.h>

#include "base/near.h"

#define LENGTH	64	/* longer names aren't compared */

void
near_init(struct near *near, const char *wanted)
{
	near->wanted = wanted;
	near->best = NULL;
	near->distance = strlen(wanted) / 3;
	if (near->distance == 0)
		near->distance = 1;
	near->distance++;
}

static int
same(char a, char b)
{
	return (tolower((unsigned char)a) == tolower((unsigned char)b));
}

static size_t
least(size_t a, size_t b)
{
	return (a < b ? a : b);
}

/* Optimal string alignment; case doesn't count. */
static size_t
distance(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t	row[3][LENGTH + 1], *now, *last, *before, d;

	for (size_t j = 0; j <= blen; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= alen; i++) {
		now = row[i % 3];
		last = row[(i + 2) % 3];
		before = row[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= blen; j++) {
			d = last[j - 1] + !same(a[i - 1], b[j - 1]);
			d = least(d, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				d = least(d, before[j - 2] + 1);
			now[j] = d;
		}
	}
	return (row[alen % 3][blen]);
}

void
near_try(struct near *near, const char *name)
{
	size_t	alen = strlen(near->wanted), blen = strlen(name), d;

	if (alen > LENGTH || blen > LENGTH)
		return;
	if ((alen > blen ? alen - blen : blen - alen) >= near->distance)
		return;
	if ((d = distance(near->wanted, alen, name, blen)) < near->distance) {
		near->distance = d;
		near->best = name;
	}
}

const char *
near_best(const struct near *near)
{
	return (near->best);
}
