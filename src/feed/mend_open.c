#include <assert.h>
#include <stdint.h>
#include <strings.h>

#include "feed/mend_open.h"

/* By length and letters of any case. */
static unsigned char
name_hash(const char *name, size_t len)
{
	uint32_t	h = (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		h = h * 31 + ((unsigned char)name[i] | 0x20);
	return ((unsigned char)(h ^ h >> 8));
}

void
opens_push(struct opens *all, const char *name, size_t len)
{
	struct open	*o;

	assert(all->n < LIMIT_DEPTH_MAX);
	o = &all->v[all->n++];
	o->name = name;
	o->len = len;
	o->hash = name_hash(name, len);
	all->names[o->hash]++;
}

const struct open *
opens_top(const struct opens *all)
{
	assert(all->n > 0);
	return (&all->v[all->n - 1]);
}

void
opens_pop(struct opens *all)
{
	all->names[opens_top(all)->hash]--;
	all->n--;
}

size_t
opens_find(const struct opens *all, const char *name, size_t len)
{
	unsigned char	h = name_hash(name, len);
	size_t		i = all->names[h] > 0 ? all->n : 0;

	for (; i > 0; i--)
		if (all->v[i - 1].hash == h && all->v[i - 1].len == len &&
		    strncasecmp(all->v[i - 1].name, name, len) == 0)
			break;
	return (i);
}
