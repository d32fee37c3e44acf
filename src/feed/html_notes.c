#include <string.h>

#include "feed/html_notes.h"

/*
 * FNV-1a: a collision costs a step, not correctness.  Who makes many of them
 * on purpose gets two notes for one link.
 */
#define STEPS_MAX	256

static size_t
hash(const char *s)
{
	uint64_t	h = 0xcbf29ce484222325;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	return ((size_t)(h ^ (h >> 32)));
}

/* The url's slot or a free one; NULL: too many steps away. */
static uint32_t *
find(const struct html_notes *notes, const char *url)
{
	size_t	i, steps, mask = notes->nslots - 1;

	i = hash(url) & mask;
	for (steps = 0; steps < STEPS_MAX; steps++, i = (i + 1) & mask)
		if (notes->slots[i] == 0 ||
		    strcmp(notes->urls[notes->slots[i] - 1], url) == 0)
			return (&notes->slots[i]);
	return (NULL);
}

/* Twice the room, all numbers at their new places. */
static int
grow(struct html_notes *notes, struct arena *a)
{
	size_t	  i, size = notes->size != 0 ? notes->size * 2 : 32;
	uint32_t *slot;
	void	 *urls;

	urls = arena_grow(a, notes->urls, notes->n * sizeof(*notes->urls),
	    size * sizeof(*notes->urls));
	notes->slots = arena_array(a, 2 * size, sizeof(*notes->slots));
	if (urls == NULL || notes->slots == NULL)
		return (-1);
	notes->urls = urls;
	notes->size = size;
	notes->nslots = 2 * size;
	for (i = 0; i < notes->n; i++)
		if ((slot = find(notes, notes->urls[i])) != NULL)
			*slot = (uint32_t)(i + 1);
	return (0);
}

size_t
html_notes_add(struct html_notes *notes, struct arena *a, const char *url)
{
	uint32_t	*slot;

	if (arena_failed(a) ||
	    (notes->n == notes->size && grow(notes, a) == -1))
		return (0);
	slot = find(notes, url);
	if (slot != NULL && *slot != 0)
		return (*slot);
	notes->urls[notes->n++] = url;
	if (slot != NULL)
		*slot = (uint32_t)notes->n;
	return (notes->n);
}

void
html_notes_put(const struct html_notes *notes, int blank, struct buf *out)
{
	size_t	i;

	if (blank && notes->n > 0)
		buf_putc(out, '\n');
	for (i = 0; i < notes->n; i++)
		buf_printf(out, "[%zu] %s\n", i + 1, notes->urls[i]);
}
