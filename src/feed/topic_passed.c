#include <unictype.h>

#include "feed/letter.h"
#include "feed/topic_set.h"

/*
 * A possessive s is a word like others where it is asked for, but none that
 * stands between two: "China's trade" has China beside trade.
 */

static int
is_s(const struct word *w)
{
	return (w->len == 1 && w->folded[0] == 's');
}

/*
 * Whether word i of a text is one: right behind an apostrophe, with no blank
 * up to the word before it, which may end with signs as C++ does.
 */
static int
is_possessive(const struct run *r, uint32_t i)
{
	const char	*p = r->text->text + r->v[i - 1].end;
	const char	*end = r->text->text + r->v[i].start;
	uint32_t	 uc;
	size_t		 n;
	int		 marks = 0, last = 0;

	if (is_s(&r->v[i - 1]))
		return (0);
	for (; p < end; p += n) {
		uc = letter_decode(p, end, &n);
		if (letter_get(uc)->kind == LETTER_IGNORED)
			continue;
		if (uc_is_property_white_space(uc))
			return (0);
		last = letter_is_apostrophe(uc);
		marks += last;
	}
	return (last && marks == 1);
}

int
topic_passed_find(struct topic_set *s, struct run *r)
{
	uint32_t	n = 0;

	r->passed = NULL;
	r->npassed = 0;
	for (uint32_t i = 1; i < r->n; i++)
		if (is_s(&r->v[i]))
			n++;
	if (n == 0)
		return (0);
	if ((r->passed = arena_bytes(s->scratch, n * sizeof(*r->passed))) ==
	    NULL)
		return (-1);
	for (uint32_t i = 1; i < r->n; i++)
		if (is_s(&r->v[i]) && is_possessive(r, i))
			r->passed[r->npassed++] = i;
	return (0);
}

/* How many of them stand in front of word i. */
static uint32_t
count_before(const struct run *r, uint32_t i)
{
	uint32_t	low = 0, high = r->npassed;

	while (low < high) {
		uint32_t	mid = low + (high - low) / 2;

		if (r->passed[mid] < i)
			low = mid + 1;
		else
			high = mid;
	}
	return (low);
}

int
topic_passed_is(const struct run *r, uint32_t i)
{
	uint32_t	k = count_before(r, i);

	return (k < r->npassed && r->passed[k] == i);
}

uint32_t
topic_passed_position(const struct run *r, uint32_t i)
{
	return (r->base + i - count_before(r, i + 1));
}
