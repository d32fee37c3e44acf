#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/pack.h"
#include "base/xmalloc.h"

#include "config.h"
#include "conf/slice.h"

#define FETCH_VERSION	0xf2
#define PARSE_VERSION	0xa7
#define MEMORY_MAX	((size_t)1024 * 1024 * 1024)

struct held_fetch {
	struct slice_fetch	 slice;		/* first: freed by it */
	struct arena		*arena;
};

struct held_parse {
	struct slice_parse	 slice;
	struct arena		*arena;
};

static void
put_headers(struct buf *b, const struct conf_headers *h)
{
	pack_put_u32(b, (uint32_t)h->n);
	for (size_t i = 0; i < h->n; i++) {
		pack_put_string(b, h->v[i].name);
		pack_put_string(b, h->v[i].value);
	}
}

static void
put_tls(struct buf *b, const struct conf_tls *t)
{
	pack_put_string(b, t->ca);
	pack_put_string(b, t->cert);
	pack_put_string(b, t->key);
	pack_put_u8(b, t->verify != 0);
}

static void
put_private(struct buf *b, const struct conf_private *p)
{
	pack_put_u8(b, (uint8_t)p->mode);
	pack_put_u32(b, (uint32_t)p->n);
	for (size_t i = 0; i < p->n; i++) {
		pack_put_u8(b, p->nets[i].family == AF_INET6);
		pack_put_raw(b, p->nets[i].address,
		    sizeof(p->nets[i].address));
		pack_put_u8(b, (uint8_t)p->nets[i].bits);
	}
}

static void
put_fetch_feed(struct buf *b, const struct conf_feed *f, const char *agent)
{
	pack_put_string(b, f->name);
	pack_put_string(b, f->user_agent != NULL ? f->user_agent : agent);
	put_headers(b, &f->headers);
	pack_put_string(b, f->auth.user);
	pack_put_string(b, f->auth.password);
	pack_put_string(b, f->proxy);
	put_tls(b, &f->tls);
	pack_put_i64(b, f->timeout);
	pack_put_u64(b, f->max_size);
	put_private(b, &f->allow_private);
}

static void
put_account(struct buf *b, const struct conf_account *a)
{
	pack_put_string(b, a->server);
	pack_put_string(b, a->auth.user);
	pack_put_string(b, a->auth.password);
	put_tls(b, &a->tls);
	pack_put_u8(b, a->secure != 0);
	pack_put_string(b, a->from);
	pack_put_i64(b, a->timeout);
}

void
slice_fetch_put(struct buf *b, const struct conf *conf)
{
	char	*agent;

	agent = conf->contact != NULL ?
	    xasprintf("newsieve/%s (+%s)", PACKAGE_VERSION, conf->contact) :
	    xasprintf("newsieve/%s", PACKAGE_VERSION);
	pack_put_u8(b, FETCH_VERSION);
	pack_put_u64(b, conf->max_connections);
	pack_put_u64(b, conf->host_connections);
	pack_put_i64(b, conf->host_interval);
	pack_put_u32(b, (uint32_t)conf->nfeeds);
	for (size_t i = 0; i < conf->nfeeds; i++)
		put_fetch_feed(b, &conf->feeds[i], agent);
	pack_put_string(b, conf->domain);
	pack_put_u32(b, (uint32_t)conf->accounts.n);
	for (size_t i = 0; i < conf->accounts.n; i++)
		put_account(b, &conf->accounts.v[i]);
	free(agent);
}

/* A list of topics is written once for feeds in a row that share it. */
static void
put_topics(struct buf *b, const struct conf_feed *f,
    const struct conf_feed *last)
{
	int	same = last != NULL && last->topics == f->topics &&
		    last->ntopics == f->ntopics;

	pack_put_u8(b, (uint8_t)same);
	if (same)
		return;
	pack_put_u32(b, (uint32_t)f->ntopics);
	for (size_t i = 0; i < f->ntopics; i++)
		pack_put_u32(b, f->topics[i]);
}

/* So are limits, which are nearly always the same. */
static void
put_limits(struct buf *b, const struct conf_limits *l,
    const struct conf_feed *last)
{
	int	same = last != NULL &&
		    memcmp(l, &last->limits, sizeof(*l)) == 0;

	pack_put_u8(b, (uint8_t)same);
	for (unsigned int i = 0; !same && i < CONF_LIMITS; i++)
		pack_put_u64(b, l->max[i]);
}

static int
has_items(const struct conf_targets *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (conf_target_has_items(t->v[i].kind))
			return (1);
	return (0);
}

/* The answer of the feed before holds for one that shares its topics. */
static int
topics_have_items(const struct conf *conf, const struct conf_feed *f,
    const struct conf_feed *last, int answer)
{
	if (last != NULL && last->topics == f->topics &&
	    last->ntopics == f->ntopics)
		return (answer);
	for (size_t i = 0; i < f->ntopics; i++)
		if (has_items(&conf->topics[f->topics[i]].deliver))
			return (1);
	return (0);
}

void
slice_parse_put(struct buf *b, const struct conf *conf)
{
	const struct conf_feed	*f;
	int			 items = 0;

	pack_put_u8(b, PARSE_VERSION);
	pack_put_string(b, conf->domain);
	pack_put_u8(b, conf->archive != 0);
	pack_put_u32(b, (uint32_t)conf->ntopics);
	for (size_t i = 0; i < conf->ntopics; i++)
		pack_put_string(b, conf->topics[i].name);
	pack_put_u32(b, (uint32_t)conf->nfeeds);
	for (size_t i = 0; i < conf->nfeeds; i++) {
		f = &conf->feeds[i];
		pack_put_string(b, f->name);
		pack_put_string(b, f->to);
		pack_put_u8(b, f->everything != 0);
		items = topics_have_items(conf, f, i != 0 ? f - 1 : NULL,
		    items);
		pack_put_u8(b, (uint8_t)(items || has_items(&f->deliver)));
		pack_put_u8(b, (uint8_t)f->images);
		pack_put_u8(b, (uint8_t)f->links);
		pack_put_u8(b, (uint8_t)f->updates);
		pack_put_u8(b, f->encoding == CONF_ENCODING_8BIT);
		put_topics(b, f, i != 0 ? f - 1 : NULL);
		put_limits(b, &f->limits, i != 0 ? f - 1 : NULL);
	}
}

/* A string that must be there. */
static const char *
get_string(struct pack_reader *r)
{
	const char	*s = pack_get_string(r);

	if (s == NULL)
		r->failed = 1;
	return (s);
}

/* An array for a count that was read; a failed reader when memory is out. */
static void *
get_array(struct pack_reader *r, struct arena *a, size_t n, size_t size)
{
	void	*v = arena_array(a, n, size);

	if (v == NULL)
		r->failed = 1;
	return (v);
}

/* struct conf has char *; what is read is never written to. */
static char *
unconst(const char *s)
{
	union {
		const char	*in;
		char		*out;
	} u = { .in = s };

	return (u.out);
}

static void
get_headers(struct pack_reader *r, struct arena *a, struct conf_headers *h)
{
	size_t	n = pack_get_count(r, 8);

	h->v = get_array(r, a, n, sizeof(*h->v));
	for (h->n = 0; !r->failed && h->n < n; h->n++) {
		h->v[h->n].name = unconst(get_string(r));
		h->v[h->n].value = unconst(get_string(r));
	}
}

static void
get_tls(struct pack_reader *r, struct conf_tls *t)
{
	t->ca = unconst(pack_get_string(r));
	t->cert = unconst(pack_get_string(r));
	t->key = unconst(pack_get_string(r));
	t->verify = pack_get_u8(r);
}

static void
get_net(struct pack_reader *r, struct conf_net *net)
{
	uint8_t	six = pack_get_u8(r);

	net->family = six ? AF_INET6 : AF_INET;
	pack_get_raw(r, net->address, sizeof(net->address));
	net->bits = pack_get_u8(r);
	if (six > 1 || net->bits > (six ? 128u : 32u))
		r->failed = 1;
}

static void
get_private(struct pack_reader *r, struct arena *a, struct conf_private *p)
{
	uint8_t	mode = pack_get_u8(r);
	size_t	n = pack_get_count(r, 18);

	if (mode > CONF_PRIVATE_LIST)
		r->failed = 1;
	p->mode = (enum conf_private_mode)mode;
	p->nets = get_array(r, a, n, sizeof(*p->nets));
	for (p->n = 0; !r->failed && p->n < n; p->n++)
		get_net(r, &p->nets[p->n]);
}

static void
get_fetch_feed(struct pack_reader *r, struct arena *a,
    struct slice_fetch_feed *f)
{
	f->name = get_string(r);
	f->user_agent = get_string(r);
	get_headers(r, a, &f->headers);
	f->auth.user = unconst(pack_get_string(r));
	f->auth.password = unconst(pack_get_string(r));
	f->proxy = pack_get_string(r);
	get_tls(r, &f->tls);
	f->timeout = pack_get_i64(r);
	f->max_size = pack_get_u64(r);
	get_private(r, a, &f->allow_private);
	if (f->timeout < 0 || (f->auth.user != NULL) !=
	    (f->auth.password != NULL))
		r->failed = 1;
}

static void
get_account(struct pack_reader *r, struct slice_account *a)
{
	a->server = get_string(r);
	a->auth.user = unconst(pack_get_string(r));
	a->auth.password = unconst(pack_get_string(r));
	get_tls(r, &a->tls);
	a->secure = pack_get_u8(r);
	a->from = get_string(r);
	a->timeout = pack_get_i64(r);
	if (a->timeout <= 0 || (a->auth.user != NULL) !=
	    (a->auth.password != NULL))
		r->failed = 1;
}

static void
get_accounts(struct pack_reader *r, struct held_fetch *h)
{
	struct slice_fetch	*s = &h->slice;
	size_t			 n;

	s->domain = get_string(r);
	n = pack_get_count(r, 38);
	s->accounts = get_array(r, h->arena, n, sizeof(*s->accounts));
	for (; !r->failed && s->naccounts < n; s->naccounts++)
		get_account(r, &s->accounts[s->naccounts]);
}

static void
get_fetch(struct pack_reader *r, struct held_fetch *h)
{
	struct slice_fetch	*s = &h->slice;
	size_t			 n;

	if (pack_get_u8(r) != FETCH_VERSION)
		r->failed = 1;
	s->max_connections = pack_get_u64(r);
	s->host_connections = pack_get_u64(r);
	s->host_interval = pack_get_i64(r);
	n = pack_get_count(r, 60);
	s->feeds = get_array(r, h->arena, n, sizeof(*s->feeds));
	for (s->nfeeds = 0; !r->failed && s->nfeeds < n; s->nfeeds++)
		get_fetch_feed(r, h->arena, &s->feeds[s->nfeeds]);
	get_accounts(r, h);
}

struct slice_fetch *
slice_fetch_get(const void *data, size_t len)
{
	struct held_fetch	*h = xcalloc(1, sizeof(*h));
	struct pack_reader	 r;

	h->arena = arena_new(MEMORY_MAX);
	pack_reader_init(&r, data, len);
	get_fetch(&r, h);
	if (pack_get_end(&r) == 0)
		return (&h->slice);
	slice_fetch_free(&h->slice);
	return (NULL);
}

void
slice_fetch_free(struct slice_fetch *s)
{
	struct held_fetch	*h = (struct held_fetch *)(void *)s;

	if (h == NULL)
		return;
	arena_free(h->arena);
	free(h);
}

static void
get_topics(struct pack_reader *r, struct arena *a, struct slice_parse *s,
    struct slice_parse_feed *f)
{
	uint32_t	*v;
	uint8_t		 same = pack_get_u8(r);

	if (same > 1 || (same && f == s->feeds)) {
		r->failed = 1;
		return;
	}
	if (same) {
		f->topics = f[-1].topics;
		f->ntopics = f[-1].ntopics;
		return;
	}
	f->ntopics = pack_get_count(r, 4);
	f->topics = v = get_array(r, a, f->ntopics, sizeof(*v));
	for (size_t i = 0; v != NULL && i < f->ntopics; i++) {
		v[i] = pack_get_u32(r);
		if (v[i] >= s->ntopics || (i != 0 && v[i] <= v[i - 1]))
			r->failed = 1;
	}
}

/* What the reader of documents relies on: out of bounds is no slice. */
static void
get_limits(struct pack_reader *r, struct slice_parse *s,
    struct slice_parse_feed *f)
{
	uint8_t	same = pack_get_u8(r);

	if (same > 1 || (same && f == s->feeds)) {
		r->failed = 1;
		return;
	}
	if (same) {
		f->limits = f[-1].limits;
		return;
	}
	for (unsigned int i = 0; i < CONF_LIMITS; i++)
		f->limits.max[i] = pack_get_u64(r);
	if (!conf_limits_are_valid(&f->limits))
		r->failed = 1;
}

/* One of the first n of an enum. */
static uint8_t
get_choice(struct pack_reader *r, int n)
{
	uint8_t	choice = pack_get_u8(r);

	if (choice >= n)
		r->failed = 1;
	return (choice);
}

static void
get_parse_feeds(struct pack_reader *r, struct arena *a, struct slice_parse *s)
{
	struct slice_parse_feed	*f;
	size_t			 n = pack_get_count(r, 12);

	s->feeds = get_array(r, a, n, sizeof(*s->feeds));
	for (s->nfeeds = 0; !r->failed && s->nfeeds < n; s->nfeeds++) {
		f = &s->feeds[s->nfeeds];
		f->name = get_string(r);
		f->to = pack_get_string(r);
		f->everything = pack_get_u8(r);
		f->items = pack_get_u8(r);
		f->images = (enum conf_images)get_choice(r, CONF_IMAGES);
		f->links = (enum conf_links)get_choice(r, CONF_LINKS);
		f->updates = (enum conf_updates)get_choice(r, CONF_UPDATES);
		f->want_8bit = get_choice(r, 2);
		get_topics(r, a, s, f);
		get_limits(r, s, f);
	}
}

static void
get_parse(struct pack_reader *r, struct held_parse *h)
{
	struct slice_parse	*s = &h->slice;
	size_t			 n;

	if (pack_get_u8(r) != PARSE_VERSION)
		r->failed = 1;
	s->domain = get_string(r);
	if ((s->archive = pack_get_u8(r)) > 1)
		r->failed = 1;
	n = pack_get_count(r, 4);
	s->topics = get_array(r, h->arena, n, sizeof(*s->topics));
	for (s->ntopics = 0; !r->failed && s->ntopics < n; s->ntopics++)
		s->topics[s->ntopics] = get_string(r);
	get_parse_feeds(r, h->arena, s);
}

struct slice_parse *
slice_parse_get(const void *data, size_t len)
{
	struct held_parse	*h = xcalloc(1, sizeof(*h));
	struct pack_reader	 r;

	h->arena = arena_new(MEMORY_MAX);
	pack_reader_init(&r, data, len);
	get_parse(&r, h);
	if (pack_get_end(&r) == 0)
		return (&h->slice);
	slice_parse_free(&h->slice);
	return (NULL);
}

void
slice_parse_free(struct slice_parse *s)
{
	struct held_parse	*h = (struct held_parse *)(void *)s;

	if (h == NULL)
		return;
	arena_free(h->arena);
	free(h);
}
