#include <sys/socket.h>

#include <stdlib.h>

#include "config.h"
#include "conf/slice.h"
#include "conf/slice_topics.h"
#include "tap.h"

static const char	text[] =
    "deliver: maildir:/m\n"
    "accounts:\n"
    "  - url: imaps://M.example:993\n"
    "    auth: {user: u, password: p}\n"
    "    timeout: 7s\n"
    "domain: d.example\n"
    "contact: m@d.example\n"
    "max_connections: 7\n"
    "host_connections: 2\n"
    "host_interval: 3s\n"
    "topics:\n"
    "  one: [a, b]\n"
    "  two: {all: c, not: [d]}\n"
    "  three: {match: e, deliver: ['exec:/s', 'smtp://s.example/a@b.example',"
    " 'imaps://m.example/x']}\n"
    "feeds:\n"
    "  - {url: 'https://a/', name: A, topics: [one, three], to: x@y.example}\n"
    "  - group: G\n"
    "    topics: [two]\n"
    "    updates: reply\n"
    "    encoding: 8bit\n"
    "    feeds: ['https://b/', 'https://c/']\n"
    "  - url: https://d/\n"
    "    topics: everything\n"
    "    user_agent: me/1\n"
    "    headers: {H: v, I: w}\n"
    "    auth: {user: u, password: p}\n"
    "    proxy: http://p.example/\n"
    "    tls: {verify: no}\n"
    "    timeout: 5s\n"
    "    max_size: 1M\n"
    "    allow_private: [10.0.0.0/8, 'fd00::/8']\n"
    "    images: embed\n"
    "    links: clean\n"
    "    limits: {stories: 9, memory: 5M}\n";

static void
check_fetch(const struct slice_fetch *s)
{
	const struct slice_fetch_feed	*f;

	is_num(s->max_connections, 7, "max_connections");
	is_num(s->host_connections, 2, "host_connections");
	is_num(s->host_interval, 3000, "host_interval");
	is_num(s->nfeeds, 4, "feeds");
	f = &s->feeds[0];
	is(f->name, "A", "a name");
	is(f->user_agent, "newsieve/" PACKAGE_VERSION " (+m@d.example)",
	    "the User-Agent with the contact");
	ok(f->auth.user == NULL && f->proxy == NULL && f->tls.ca == NULL &&
	    f->headers.n == 0, "what is absent");
	is_num(f->tls.verify, 1, "verify");
	is_num(f->allow_private.mode, CONF_PRIVATE_NO, "private: no");
	f = &s->feeds[3];
	is(f->user_agent, "me/1", "a feed's own User-Agent");
	is_num(f->headers.n, 2, "headers");
	is(f->headers.v[1].name, "I", "a header's name");
	is(f->headers.v[1].value, "w", "a header's value");
	is(f->auth.user, "u", "user");
	is(f->auth.password, "p", "password");
	is(f->proxy, "http://p.example/", "proxy");
	is_num(f->tls.verify, 0, "no verify");
	is_num(f->timeout, 5000, "timeout");
	is_num(f->max_size, 1048576, "max_size");
	is_num(f->allow_private.mode, CONF_PRIVATE_LIST, "private: a list");
	is_num(f->allow_private.nets[0].family, AF_INET, "IPv4");
	is_num(f->allow_private.nets[0].address[0], 10, "its address");
	is_num(f->allow_private.nets[0].bits, 8, "its bits");
	is_num(f->allow_private.nets[1].family, AF_INET6, "IPv6");
	is_num(f->allow_private.nets[1].address[0], 0xfd, "its address");
	is(s->domain, "d.example", "domain");
	is_num(s->naccounts, 2, "accounts");
	is(s->accounts[0].server, "imaps://m.example", "a server");
	is(s->accounts[0].auth.password, "p", "its password");
	is(s->accounts[0].from, "newsieve@d.example", "its sender");
	is_num(s->accounts[0].timeout, 7000, "its timeout");
	ok(s->accounts[0].secure && !s->accounts[1].secure,
	    "with a password it must be secure");
	is(s->accounts[1].server, "smtp://s.example", "one without account");
	is_num(s->accounts[1].tls.verify, 1, "and with defaults");
}

static void
check_parse(const struct slice_parse *s)
{
	is(s->domain, "d.example", "domain");
	is_num(s->archive, 1, "archive");
	is_num(s->ntopics, 3, "topics");
	is(s->topics[1], "two", "a topic's name");
	is_num(s->nfeeds, 4, "feeds");
	is(s->feeds[0].to, "x@y.example", "to");
	ok(s->feeds[1].to == NULL, "no to");
	is_num(s->feeds[0].ntopics, 2, "a feed's topics");
	is_num(s->feeds[0].topics[1], 2, "by index");
	is_num(s->feeds[1].topics[0], 1, "a group's topics");
	ok(s->feeds[1].topics == s->feeds[2].topics, "shared");
	is_num(s->feeds[2].ntopics, 1, "and as many");
	is_num(s->feeds[3].everything, 1, "everything");
	ok(s->feeds[1].want_8bit && !s->feeds[3].want_8bit, "encoding");
	ok(s->feeds[0].items && !s->feeds[1].items && !s->feeds[2].items &&
	    !s->feeds[3].items, "items where a topic has a command");
	is_num(s->feeds[3].ntopics, 0, "by no topic");
	is_num(s->feeds[0].images, CONF_IMAGES_LINK, "images by default");
	is_num(s->feeds[3].images, CONF_IMAGES_EMBED, "a feed's images");
	is_num(s->feeds[0].links, CONF_LINKS_PUBLISHED, "links by default");
	is_num(s->feeds[3].links, CONF_LINKS_CLEAN, "a feed's links");
	ok(s->feeds[0].updates == CONF_UPDATES_IGNORE &&
	    s->feeds[2].updates == CONF_UPDATES_REPLY, "a group's updates");
	is_num(s->feeds[0].limits.max[CONF_LIMIT_DEPTH], 200, "limits");
	is_num(s->feeds[2].limits.max[CONF_LIMIT_LIST], 128, "shared ones");
	is_num(s->feeds[3].limits.max[CONF_LIMIT_STORIES], 9, "a feed's own");
	is_num(s->feeds[3].limits.max[CONF_LIMIT_MEMORY], 5 << 20, "memory");
}

static void
check_topics(const struct slice_topics *s)
{
	is_num(s->n, 3, "topics");
	is(s->v[0].name, "one", "a topic's name");
	is(s->v[0].any[1], "b", "a keyword");
	ok(s->v[0].any[2] == NULL, "the list ends");
	ok(s->v[0].all == NULL && s->v[0].none == NULL &&
	    s->v[1].any == NULL && s->v[1].match == NULL,
	    "what is absent is NULL");
	is(s->v[1].all[0], "c", "all");
	is(s->v[1].none[0], "d", "not");
	is(s->v[2].match, "e", "an expression");
}

/* A slice of each kind, read and let go of. */
static void *
get_fetch(const void *data, size_t len)
{
	return (slice_fetch_get(data, len));
}

static void *
get_parse(const void *data, size_t len)
{
	return (slice_parse_get(data, len));
}

static void *
get_topics(const void *data, size_t len)
{
	return (slice_topics_get(data, len));
}

static void
free_fetch(void *s)
{
	slice_fetch_free(s);
}

static void
free_parse(void *s)
{
	slice_parse_free(s);
}

static void
free_topics(void *s)
{
	slice_topics_free(s);
}

struct kind {
	void	*(*get)(const void *, size_t);
	void	 (*free)(void *);
};

static const struct kind	fetch_kind = { get_fetch, free_fetch };
static const struct kind	parse_kind = { get_parse, free_parse };
static const struct kind	topics_kind = { get_topics, free_topics };

/* Cut anywhere or longer, with a copy of its own size for the sanitizer. */
static void
test_broken(const struct buf *b, const struct kind *k)
{
	void	*s;
	char	*copy;
	size_t	 read = 0;

	for (size_t len = 0; len < b->len; len++) {
		copy = malloc(len + 1);
		memcpy(copy, b->data, len);
		s = k->get(copy, len);
		read += s != NULL;
		k->free(s);
		free(copy);
	}
	is_num(read, 0, "no part of a slice is a slice");
	copy = calloc(1, b->len + 1);
	memcpy(copy, b->data, b->len);
	ok(k->get(copy, b->len + 1) == NULL, "nor is a longer one");
	copy[0] ^= 1;
	ok(k->get(copy, b->len) == NULL, "nor one of another version");
	free(copy);
}

/* An index past the topics would be used as one. */
static void
test_index(struct conf *conf)
{
	struct slice_parse	*s;
	struct buf		 b;
	uint32_t		 was = conf->feeds[0].topics[1];

	buf_init(&b, 1024 * 1024);
	conf->ntopics = 2;
	slice_parse_put(&b, conf);
	conf->ntopics = 3;
	ok((s = slice_parse_get(b.data, b.len)) == NULL,
	    "no topic past the last");
	slice_parse_free(s);
	conf->feeds[0].topics[1] = 0;
	buf_reset(&b);
	slice_parse_put(&b, conf);
	ok((s = slice_parse_get(b.data, b.len)) == NULL, "none twice");
	slice_parse_free(s);
	conf->feeds[0].topics[1] = was;
	buf_clear(&b);
}

/* The reader's arrays are made for these bounds. */
static void
test_bounds(struct conf *conf)
{
	struct slice_parse	*s;
	struct buf		 b;
	uint64_t		*depth;

	buf_init(&b, 1024 * 1024);
	depth = &conf->feeds[3].limits.max[CONF_LIMIT_DEPTH];
	*depth = 251;
	slice_parse_put(&b, conf);
	ok((s = slice_parse_get(b.data, b.len)) == NULL,
	    "no limit out of bounds");
	slice_parse_free(s);
	*depth = 250;
	buf_reset(&b);
	slice_parse_put(&b, conf);
	ok((s = slice_parse_get(b.data, b.len)) != NULL, "but at them");
	slice_parse_free(s);
	buf_clear(&b);
}

int
main(void)
{
	struct conf		*conf;
	struct slice_fetch	*fetch;
	struct slice_parse	*parse;
	struct slice_topics	*topics;
	struct buf		 b;

	conf = conf_parse("f", text, strlen(text), NULL, NULL);
	if (conf == NULL)
		abort();
	buf_init(&b, 1024 * 1024);
	slice_fetch_put(&b, conf);
	fetch = slice_fetch_get(b.data, b.len);
	if (ok(fetch != NULL, "a slice for fetch"))
		check_fetch(fetch);
	test_broken(&b, &fetch_kind);
	slice_fetch_free(fetch);

	buf_reset(&b);
	slice_parse_put(&b, conf);
	parse = slice_parse_get(b.data, b.len);
	if (ok(parse != NULL, "a slice for parse"))
		check_parse(parse);
	test_broken(&b, &parse_kind);
	slice_parse_free(parse);

	buf_reset(&b);
	slice_topics_put(&b, conf);
	topics = slice_topics_get(b.data, b.len);
	if (ok(topics != NULL, "a slice of topics"))
		check_topics(topics);
	test_broken(&b, &topics_kind);
	slice_topics_free(topics);
	test_index(conf);
	test_bounds(conf);
	buf_clear(&b);
	conf_free(conf);
	return (tap_done());
}
