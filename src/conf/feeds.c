#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xmalloc.h"
#include "conf/address.h"
#include "conf/read.h"

#define SHORT_INTERVAL	((int64_t)5 * 60 * 1000)
#define TOPIC_NAME_MAX	256

/*
 * What isn't said here is as src has it; lists and maps as a whole, but
 * limits one by one: who raises one doesn't mean to reset the others.
 */
static void
inherit(struct settings *dst, const struct settings *src)
{
	const struct table_row	*row;

	for (size_t i = 0; (row = conf_table_row(i)) != NULL; i++) {
		if ((row->scopes & TABLE_DEFAULTS) == 0 ||
		    dst->set & (uint64_t)1 << i)
			continue;
		memcpy((char *)dst + row->offset,
		    (const char *)src + row->offset, row->size);
	}
	conf_limits_inherit(&dst->feed.limits, &src->feed.limits);
	dst->set |= src->set;
}

static int
is_set(const struct settings *s, const char *name)
{
	const struct table_row	*row = conf_table_find(TABLE_DEFAULTS, name);

	return ((s->set & (uint64_t)1 << conf_table_index(row)) != 0);
}

int
feeds_read_settings(struct reader *r, enum table_scope scope,
    const struct table_row *row, const struct tree_node *n,
    struct settings *s)
{
	const struct tree_node	*interval;
	struct conf_mark	 m;

	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	if (read_map(r, scope, n, s, &s->set) == -1)
		return (-1);
	interval = tree_get(n, "interval");
	if (interval != NULL && s->feed.interval < SHORT_INTERVAL) {
		m = read_mark(interval);
		read_warn(r, &m, "interval: %s is a burden on the server; "
		    "5m or more is polite", interval->text);
	}
	return (0);
}

static int
check_topic_name(struct reader *r, const struct tree_node *key)
{
	const char	*name = key->text;
	size_t		 len = strlen(name);

	if (len == 0 || len > TOPIC_NAME_MAX || name[0] == ' ' ||
	    name[len - 1] == ' ')
		return (read_error_at(r, key, "topics: \"%.20s\" can't be the "
		    "name of a topic; expected 1 to %d bytes without spaces "
		    "around them", name, TOPIC_NAME_MAX));
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
			return (read_error_at(r, key, "topics: the name of a "
			    "topic holds a line break or tab; expected one "
			    "line"));
	if (strcmp(name, "everything") == 0)
		return (read_error_at(r, key, "topics: everything can't be "
		    "the name of a topic; a feed with topics: everything "
		    "delivers all its stories"));
	return (0);
}

static int
read_topic(struct reader *r, const struct tree_node *key,
    const struct tree_node *n, struct conf_topic *t)
{
	struct table_row	any = *conf_table_find(TABLE_TOPIC, "any");

	any.name = key->text;
	if (check_topic_name(r, key) == -1)
		return (-1);
	memset(t, 0, sizeof(*t));
	t->name = conf_keep(r->conf, xstrdup(key->text));
	t->mark = read_mark(key);
	if (n->kind != TREE_MAP)
		return (complex_read(r, &any, n, &t->any));
	if (read_map(r, TABLE_TOPIC, n, t, NULL) == -1)
		return (-1);
	if (t->match != NULL || t->any.n != 0 || t->all.n != 0)
		return (parts_check(r, n));
	if (t->none.n != 0)
		return (read_error_at(r, key, "%s: not alone would find nearly "
		    "every story; expected match, any or all beside it",
		    t->name));
	return (read_error_at(r, key, "%s: a topic without keywords; expected "
	    "match, any or all", t->name));
}

int
feeds_read_topics(struct reader *r, const struct tree_node *root)
{
	const struct tree_node	*n = tree_get(root, "topics");
	struct conf		*conf = r->conf;

	if (n == NULL)
		return (0);
	if (n->kind != TREE_MAP)
		return (read_unexpected(r,
		    conf_table_find(TABLE_GLOBAL, "topics"), n));
	conf->topics = xreallocarray(conf->topics, conf->ntopics + n->n + 1,
	    sizeof(*conf->topics));
	for (struct tree_item *it = n->first; it != NULL; it = it->next)
		if (read_topic(r, it->key, it->value,
		    &conf->topics[conf->ntopics++]) == -1)
			return (-1);
	return (0);
}

/* At each power of two the room doubles. */
static struct settings *
feed_new(struct reader *r)
{
	size_t	n = r->nfeeds;

	if ((n & (n - 1)) == 0)
		r->feeds = xreallocarray(r->feeds, n != 0 ? 2 * n : 1,
		    sizeof(*r->feeds));
	memset(&r->feeds[n], 0, sizeof(*r->feeds));
	r->nfeeds++;
	return (&r->feeds[n]);
}

static int
read_feed_keys(struct reader *r, const struct tree_node *n,
    struct settings *s)
{
	const struct table_row	*row = conf_table_find(TABLE_FEED, "url");
	const struct tree_node	*named = n;

	if (n->kind == TREE_LIST)
		return (read_error_at(r, n, "feeds: expected a URL or a map "
		    "of a feed's keys, not a list"));
	if (n->kind == TREE_SCALAR) {
		if (value_read(r, row, n, &s->feed.url) == -1)
			return (-1);
	} else {
		if (feeds_read_settings(r, TABLE_FEED, row, n, s) == -1)
			return (-1);
		if ((named = tree_get(n, "url")) == NULL)
			return (read_error_at(r, n, "url: missing; expected "
			    "%s", conf_table_type_expected(row->type)));
		if (tree_get(n, "name") != NULL)
			named = tree_get(n, "name");
	}
	s->feed.mark = read_mark(named);
	return (0);
}

static void
warn_clear_password(struct reader *r, const struct conf_feed *f)
{
	if (f->auth.user != NULL && strncasecmp(f->url, "http:", 5) == 0)
		read_warn(r, &f->mark, "auth: over http the password can be "
		    "read on the way; use https");
}

static int
read_feed(struct reader *r, const struct tree_node *n,
    const struct settings *over)
{
	struct settings		*s = feed_new(r);
	struct conf_feed	*f = &s->feed;

	if (read_feed_keys(r, n, s) == -1)
		return (-1);
	inherit(s, over);
	f->group = over->feed.group;
	f->interval_set = is_set(s, "interval");
	if (f->name == NULL)
		f->name = conf_keep(r->conf,
		    xstrdup(conf_address_without_scheme(f->url)));
	warn_clear_password(r, f);
	return (0);
}

static int
check_feed_list(struct reader *r, enum table_scope scope,
    const struct tree_node *n)
{
	if (n->kind != TREE_LIST)
		return (read_unexpected(r, conf_table_find(scope, "feeds"), n));
	return (0);
}

static int
read_group(struct reader *r, const struct tree_node *n,
    const struct settings *over)
{
	const struct tree_node	*name = tree_get(n, "group");
	const struct tree_node	*feeds = tree_get(n, "feeds");
	const struct table_row	*row = conf_table_find(TABLE_GROUP, "group");
	struct settings		 s;

	memset(&s, 0, sizeof(s));
	if (name == NULL)
		return (read_error_at(r, n, "group: missing; a map with feeds "
		    "is a group and needs a name"));
	if (feeds == NULL)
		return (read_error_at(r, n, "feeds: missing; a group needs a "
		    "list of feeds"));
	if (feeds_read_settings(r, TABLE_GROUP, row, n, &s) == -1 ||
	    check_feed_list(r, TABLE_GROUP, feeds) == -1)
		return (-1);
	inherit(&s, over);
	r->groups = xreallocarray(r->groups, r->ngroups + 1,
	    sizeof(*r->groups));
	r->groups[r->ngroups].name = s.feed.group;
	r->groups[r->ngroups++].mark = read_mark(name);
	for (struct tree_item *it = feeds->first; it != NULL; it = it->next) {
		if (tree_get(it->value, "feeds") != NULL)
			return (read_error_at(r, it->value, "feeds: a group "
			    "can't hold a group; expected a feed"));
		if (read_feed(r, it->value, &s) == -1)
			return (-1);
	}
	return (0);
}

int
feeds_read(struct reader *r, const struct tree_node *root)
{
	const struct tree_node	*n = tree_get(root, "feeds"), *v;
	struct settings		 over = r->defaults;
	int			 good = 0;

	if (n == NULL)
		return (0);
	if (check_feed_list(r, TABLE_GLOBAL, n) == -1)
		return (-1);
	inherit(&over, &r->base);
	for (struct tree_item *it = n->first; good == 0 && it != NULL;
	    it = it->next) {
		v = it->value;
		if (tree_get(v, "group") != NULL ||
		    tree_get(v, "feeds") != NULL)
			good = read_group(r, v, &over);
		else
			good = read_feed(r, v, &over);
	}
	return (good);
}
