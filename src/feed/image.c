#include <string.h>

#include "base/cause.h"
#include "feed/image.h"
#include "feed/image_build.h"

static const size_t	sizes[IMAGE_SECTIONS] = {
	[IMAGE_STRINGS] = 1,
	[IMAGE_ATOMS] = sizeof(struct image_atom),
	[IMAGE_EXACT] = sizeof(struct image_exact),
	[IMAGE_FILTER] = sizeof(uint64_t),
	[IMAGE_AFFIXES] = sizeof(struct image_affix),
	[IMAGE_SIEVE] = sizeof(uint64_t),
	[IMAGE_BUCKETS] = sizeof(uint32_t),
	[IMAGE_PREFIXES] = sizeof(uint32_t),
	[IMAGE_SUFFIXES] = sizeof(uint32_t),
	[IMAGE_TERMS] = sizeof(struct image_term),
	[IMAGE_WORDS] = sizeof(struct image_word),
	[IMAGE_NODES] = sizeof(struct image_node),
	[IMAGE_KIDS] = sizeof(struct image_kid),
	[IMAGE_POSTINGS] = sizeof(struct image_posting),
	[IMAGE_LEADS] = sizeof(uint64_t),
	[IMAGE_TOPICS] = sizeof(uint32_t),
	[IMAGE_ALWAYS] = sizeof(uint32_t)
};

size_t
image_section_size(enum image_section section)
{
	return (sizes[section]);
}

static int
check_sections(const struct image_head *h, size_t size)
{
	for (int i = 0; i < IMAGE_SECTIONS; i++)
		if (h->offset[i] > size || h->offset[i] % 8 != 0 ||
		    h->count[i] > (size - h->offset[i]) / sizes[i])
			return (-1);
	return (0);
}

int
image_open(struct image *m, const void *data, size_t size, char **cause)
{
	const struct image_head	*h = data;
	const char		*p = data;

	if (size < sizeof(*h) || memcmp(h->magic, IMAGE_MAGIC,
	    sizeof(h->magic)) != 0 || h->size != size ||
	    check_sections(h, size) == -1)
		return (cause_set(cause, "the topics were compiled by another "
		    "version"));
	m->head = h;
	m->strings = p + h->offset[IMAGE_STRINGS];
	m->atoms = (const void *)(p + h->offset[IMAGE_ATOMS]);
	m->exact = (const void *)(p + h->offset[IMAGE_EXACT]);
	m->filter = (const void *)(p + h->offset[IMAGE_FILTER]);
	m->affixes = (const void *)(p + h->offset[IMAGE_AFFIXES]);
	m->sieve = (const void *)(p + h->offset[IMAGE_SIEVE]);
	m->buckets = (const void *)(p + h->offset[IMAGE_BUCKETS]);
	m->prefixes = (const void *)(p + h->offset[IMAGE_PREFIXES]);
	m->suffixes = (const void *)(p + h->offset[IMAGE_SUFFIXES]);
	m->terms = (const void *)(p + h->offset[IMAGE_TERMS]);
	m->words = (const void *)(p + h->offset[IMAGE_WORDS]);
	m->nodes = (const void *)(p + h->offset[IMAGE_NODES]);
	m->kids = (const void *)(p + h->offset[IMAGE_KIDS]);
	m->postings = (const void *)(p + h->offset[IMAGE_POSTINGS]);
	m->leads = (const void *)(p + h->offset[IMAGE_LEADS]);
	m->topics = (const void *)(p + h->offset[IMAGE_TOPICS]);
	m->always = (const void *)(p + h->offset[IMAGE_ALWAYS]);
	return (0);
}
