#include <stdlib.h>
#include <string.h>

#include "feed/answered.h"
#include "feed/url.h"

struct entry {
	const struct keys	*keys;
	int			 link_passed;
};

struct answered {
	struct entry	*v;		/* by guid */
	size_t		 n;
};

static int
by_guid(const void *a, const void *b)
{
	const struct entry	*x = a, *y = b;

	return (memcmp(&x->keys->guid, &y->keys->guid,
	    sizeof(x->keys->guid)));
}

static int
has_replies(const struct feed *f)
{
	const struct story	*s = f->stories;

	while (s != NULL && s->in_reply_to == NULL &&
	    s->in_reply_to_url == NULL)
		s = s->next;
	return (s != NULL);
}

static void
add(struct answered *r, const struct keys *k, int link_passed)
{
	if (!digest_is_none(&k->guid))
		r->v[r->n++] = (struct entry){ k, link_passed };
}

/* A story that is known, too, is so under what it was filed as. */
struct answered *
answered_new(struct arena *a, const struct feed *f,
    const struct identity *ids, const struct known *known, size_t nknown)
{
	struct answered	*r;

	if (!has_replies(f) || (r = arena_alloc(a, sizeof(*r))) == NULL ||
	    (r->v = arena_array(a, f->nstories + nknown + 1,
	    sizeof(*r->v))) == NULL)
		return (NULL);
	for (size_t i = 0; i < nknown; i++)
		add(r, &known[i].keys, 0);
	for (size_t i = 0; i < f->nstories; i++)
		if (ids[i].known == NULL)
			add(r, &ids[i].keys, ids[i].link_passed);
	qsort(r->v, r->n, sizeof(*r->v), by_guid);
	return (r);
}

const char *
answered_id(const struct answered *r, struct arena *a, const struct story *s,
    const char *feed_name, int weak_guids)
{
	struct keys		 k;
	struct entry		 key = { .keys = &k };
	const struct entry	*found = NULL;
	const char		*link;

	memset(&k, 0, sizeof(k));
	if (r != NULL && s->in_reply_to != NULL && !weak_guids) {
		digest_bytes(s->in_reply_to, strlen(s->in_reply_to), &k.guid);
		found = bsearch(&key, r->v, r->n, sizeof(*r->v), by_guid);
	}
	if (found != NULL)
		return (identity_message_id(a, found->keys,
		    found->link_passed, feed_name, weak_guids));
	if (s->in_reply_to_url == NULL || (link = url_canonical(a,
	    s->in_reply_to_url)) == NULL)
		return (NULL);
	digest_bytes(link, strlen(link), &k.link);
	return (identity_message_id(a, &k, 0, feed_name, weak_guids));
}
