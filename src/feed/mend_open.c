#include <assert.h>
#include <string.h>
#include <strings.h>

#include "feed/mend_open.h"

#define VAIN_MAX	(1024 * 1024)	/* names looked at */
#define VAIN_DEPTH	8

/* By length and letters of any case. */
static uint32_t
name_hash(const char *name, size_t len)
{
	uint32_t	h = (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		h = h * 31 + ((unsigned char)name[i] | 0x20);
	return (h ^ h >> 15);
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
	o->nbindings = all->nbindings;
	all->names[o->hash & 0xff]++;
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
	const struct open	*o = opens_top(all);

	all->names[o->hash & 0xff]--;
	all->nbindings = o->nbindings;
	all->n--;
}

size_t
opens_find(struct opens *all, const char *name, size_t len)
{
	const struct open	*o;
	uint32_t		 h = name_hash(name, len);
	size_t			 i, stop = 0;

	if (all->names[h & 0xff] == 0)
		return (0);
	if (all->looked > VAIN_MAX && all->n > VAIN_DEPTH)
		stop = all->n - VAIN_DEPTH;
	for (i = all->n; i > stop; i--) {
		o = &all->v[i - 1];
		if (o->hash == h && o->len == len &&
		    strncasecmp(o->name, name, len) == 0)
			return (i);
	}
	all->looked += all->n - stop;
	return (0);
}

static int
is(const char *a, size_t alen, const char *b, size_t blen)
{
	return (alen == blen && memcmp(a, b, alen) == 0);
}

int
opens_bind(struct opens *all, const char *prefix, size_t prefix_len,
    const char *uri, size_t uri_len)
{
	struct binding	*b;

	for (b = all->bindings + all->nbindings; b > all->bindings;) {
		b--;
		if (!is(b->prefix, b->prefix_len, prefix, prefix_len))
			continue;
		if (is(b->uri, b->uri_len, uri, uri_len))
			return (0);
		break;
	}
	if (all->nbindings == OPENS_BINDINGS)
		return (-1);
	all->bindings[all->nbindings++] = (struct binding){ prefix, uri,
	    prefix_len, uri_len };
	return (1);
}
