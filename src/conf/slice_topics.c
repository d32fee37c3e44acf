#include <stdlib.h>

#include "base/arena.h"
#include "base/pack.h"
#include "base/xmalloc.h"

#include "conf/slice_topics.h"

#define TOPICS_VERSION	0x71

struct held {
	struct slice_topics	 slice;		/* first: freed by it */
	struct arena		*arena;
};

static void
put_strings(struct buf *b, const struct conf_strings *s)
{
	pack_put_u32(b, (uint32_t)s->n);
	for (size_t i = 0; i < s->n; i++)
		pack_put_string(b, s->v[i]);
}

void
slice_topics_put(struct buf *b, const struct conf *conf)
{
	const struct conf_topic	*t = conf->topics;

	pack_put_u8(b, TOPICS_VERSION);
	pack_put_u32(b, (uint32_t)conf->ntopics);
	for (size_t i = 0; i < conf->ntopics; i++, t++) {
		pack_put_string(b, t->name);
		pack_put_string(b, t->match);
		put_strings(b, &t->any);
		put_strings(b, &t->all);
		put_strings(b, &t->none);
	}
}

/* NULL for none, as in a rule of feed/topic.h. */
static const char *const *
get_strings(struct pack_reader *r, struct arena *a)
{
	const char	**v;
	size_t		  n = pack_get_count(r, 4);

	if (n == 0)
		return (NULL);
	if ((v = arena_array(a, n + 1, sizeof(*v))) == NULL) {
		r->failed = 1;
		return (NULL);
	}
	for (size_t i = 0; i < n; i++)
		if ((v[i] = pack_get_string(r)) == NULL)
			r->failed = 1;
	return (v);
}

static void
get_topic(struct pack_reader *r, struct arena *a, struct slice_topic *t)
{
	if ((t->name = pack_get_string(r)) == NULL)
		r->failed = 1;
	t->match = pack_get_string(r);
	t->any = get_strings(r, a);
	t->all = get_strings(r, a);
	t->none = get_strings(r, a);
}

static void
get_topics(struct pack_reader *r, struct held *h)
{
	size_t	n;

	if (pack_get_u8(r) != TOPICS_VERSION)
		r->failed = 1;
	n = pack_get_count(r, 20);
	h->slice.v = arena_array(h->arena, n, sizeof(*h->slice.v));
	if (h->slice.v == NULL)
		r->failed = 1;
	for (; !r->failed && h->slice.n < n; h->slice.n++)
		get_topic(r, h->arena, &h->slice.v[h->slice.n]);
}

struct slice_topics *
slice_topics_get(const void *data, size_t len)
{
	struct held		*h = xcalloc(1, sizeof(*h));
	struct pack_reader	 r;

	h->arena = arena_new(SIZE_MAX);
	pack_reader_init(&r, data, len);
	get_topics(&r, h);
	if (pack_get_end(&r) == 0)
		return (&h->slice);
	slice_topics_free(&h->slice);
	return (NULL);
}

void
slice_topics_free(struct slice_topics *s)
{
	struct held	*h = (struct held *)(void *)s;

	if (h == NULL)
		return;
	arena_free(h->arena);
	free(h);
}
