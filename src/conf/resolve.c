#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "base/order.h"
#include "base/xmalloc.h"
#include "conf/read.h"

/*
 * The last step: names are looked up, and each feed gets the topics it is
 * matched against.
 */

struct name {
	const char		*name;
	const struct conf_mark	*mark;
	size_t			 index;
};

struct names {				/* sorted */
	struct name	*v;
	size_t		 n;
};

struct limit {				/* a topic's feeds: */
	const char	**who;		/* feeds and groups, by address */
	size_t		 n;
};

struct resolver {
	struct reader	*reader;
	struct names	 topics, feeds, groups;
	struct limit	*limits;	/* by topic; NULL when there are none */
	uint32_t	*all;
	char		**last_names;	/* what last_topics were made from */
	uint32_t	*last_topics;
	size_t		 last_n;
};

static int
compare_names(const void *a, const void *b)
{
	const struct name	*x = a, *y = b;
	int			 order = strcmp(x->name, y->name);

	if (order != 0)
		return (order);
	return (x->index < y->index ? -1 : x->index > y->index);
}

static void
names_add(struct names *names, const char *name, const struct conf_mark *mark)
{
	names->v[names->n].name = name;
	names->v[names->n].mark = mark;
	names->v[names->n].index = names->n;
	names->n++;
}

static struct name *
names_find(const struct names *names, const char *name)
{
	size_t	low = 0, high = names->n, middle;
	int	order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(name, names->v[middle].name);
		if (order == 0)
			return (&names->v[middle]);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (NULL);
}

/* Sorts, and refuses a name that is there twice. */
static int
names_sort(struct reader *r, struct names *names, const char *key,
    const char *what)
{
	const struct name	*a, *b;

	qsort(names->v, names->n, sizeof(*names->v), compare_names);
	for (size_t i = 1; i < names->n; i++) {
		a = &names->v[i - 1];
		b = &names->v[i];
		if (strcmp(a->name, b->name) != 0)
			continue;
		return (read_error(r, b->mark, "%s: \"%s\" is already %s in "
		    "%s:%u; give one of them another name", key, b->name, what,
		    a->mark->file, a->mark->line));
	}
	return (0);
}

static int
unknown_name(struct reader *r, const struct conf_strings *s, size_t i,
    const char *key, const char *what, const struct names *a,
    const struct names *b)
{
	struct near	near;

	near_init(&near, s->v[i]);
	for (size_t j = 0; j < a->n; j++)
		near_try(&near, a->v[j].name);
	for (size_t j = 0; b != NULL && j < b->n; j++)
		near_try(&near, b->v[j].name);
	if (near_best(&near) != NULL)
		return (read_error(r, &s->marks[i], "%s: unknown %s \"%s\"; "
		    "did you mean %s?", key, what, s->v[i],
		    near_best(&near)));
	return (read_error(r, &s->marks[i], "%s: unknown %s \"%s\"; expected "
	    "one that is in this file or an included one", key, what,
	    s->v[i]));
}

static int
resolve_names(struct resolver *x)
{
	struct reader	*r = x->reader;
	struct conf	*conf = r->conf;

	x->topics.v = xcalloc(conf->ntopics + 1, sizeof(struct name));
	x->feeds.v = xcalloc(r->nfeeds + 1, sizeof(struct name));
	x->groups.v = xcalloc(r->ngroups + 1, sizeof(struct name));
	for (size_t i = 0; i < conf->ntopics; i++)
		names_add(&x->topics, conf->topics[i].name,
		    &conf->topics[i].mark);
	for (size_t i = 0; i < r->nfeeds; i++)
		names_add(&x->feeds, r->feeds[i].feed.name,
		    &r->feeds[i].feed.mark);
	for (size_t i = 0; i < r->ngroups; i++)
		names_add(&x->groups, r->groups[i].name, &r->groups[i].mark);
	if (names_sort(r, &x->topics, "topics",
	    "the name of a topic") == -1 ||
	    names_sort(r, &x->feeds, "name",
	    "the name of a feed") == -1 ||
	    names_sort(r, &x->groups, "group",
	    "the name of a group") == -1)
		return (-1);
	return (0);
}

/* A former name belongs to one feed, and to none that is still there. */
static int
resolve_former(struct resolver *x)
{
	struct reader		*r = x->reader;
	struct conf_feed	*f;
	struct name		*other;
	struct names		 former = { .n = 0 };
	int			 good = 0;

	former.v = xcalloc(r->nfeeds + 1, sizeof(struct name));
	for (size_t i = 0; good == 0 && i < r->nfeeds; i++) {
		f = &r->feeds[i].feed;
		if (f->was == NULL)
			continue;
		names_add(&former, f->was, &f->mark);
		if ((other = names_find(&x->feeds, f->was)) != NULL)
			good = read_error(r, &f->mark, "was: \"%s\" is still "
			    "the name of a feed in %s:%u; expected a name no "
			    "feed has", f->was, other->mark->file,
			    other->mark->line);
	}
	if (good == 0)
		good = names_sort(r, &former, "was",
		    "the former name of a feed");
	free(former.v);
	return (good);
}

static int
resolve_limit(struct resolver *x, const struct conf_topic *t,
    struct limit *limit)
{
	const struct conf_strings	*s = &t->feeds;
	const struct name		*feed, *group;

	limit->who = xcalloc(2 * s->n + 1, sizeof(*limit->who));
	for (size_t i = 0; i < s->n; i++) {
		feed = names_find(&x->feeds, s->v[i]);
		group = names_find(&x->groups, s->v[i]);
		if (feed == NULL && group == NULL)
			return (unknown_name(x->reader, s, i, "feeds",
			    "feed or group", &x->feeds, &x->groups));
		if (feed != NULL)
			limit->who[limit->n++] = feed->name;
		if (group != NULL)
			limit->who[limit->n++] = group->name;
	}
	return (0);
}

static int
resolve_limits(struct resolver *x)
{
	struct conf	*conf = x->reader->conf;

	for (size_t i = 0; i < conf->ntopics; i++) {
		if (!conf->topics[i].feeds.set)
			continue;
		if (x->limits == NULL)
			x->limits = xcalloc(conf->ntopics, sizeof(*x->limits));
		if (resolve_limit(x, &conf->topics[i], &x->limits[i]) == -1)
			return (-1);
	}
	return (0);
}

/* Names are compared by address: each is kept once. */
static int
is_within(const struct limit *limit, const struct conf_feed *f)
{
	if (limit->who == NULL)
		return (1);
	for (size_t i = 0; i < limit->n; i++)
		if (limit->who[i] == f->name || limit->who[i] == f->group)
			return (1);
	return (0);
}

/* Who wants all stories, or none, may not know the words for it. */
static int
unknown_topic(struct resolver *x, const struct conf_strings *s, size_t i)
{
	const char	*name = s->v[i];
	struct near	 near;

	near_init(&near, name);
	near_try(&near, "everything");
	if (strcmp(name, "all") == 0 || strcmp(name, "*") == 0 ||
	    near_best(&near) != NULL)
		return (read_error(x->reader, &s->marks[i], "topics: unknown "
		    "topic \"%s\"; did you mean topics: everything, which "
		    "delivers all stories?", name));
	if (strcmp(name, "none") == 0)
		return (read_error(x->reader, &s->marks[i], "topics: unknown "
		    "topic \"none\"; expected names of topics, or topics: "
		    "everything for all stories"));
	return (unknown_name(x->reader, s, i, "topics", "topic", &x->topics,
	    NULL));
}

/* The topics a list names, ascending; feeds with the same list share it. */
static int
resolve_list(struct resolver *x, const struct conf_strings *s,
    struct conf_feed *f)
{
	const struct name	*name;
	uint32_t		*v;
	size_t			 n = 0;

	if (x->last_names == s->v) {
		f->topics = x->last_topics;
		f->ntopics = x->last_n;
		return (0);
	}
	v = conf_keep(x->reader->conf, xcalloc(s->n, sizeof(*v)));
	for (size_t i = 0; i < s->n; i++) {
		if ((name = names_find(&x->topics, s->v[i])) == NULL)
			return (unknown_topic(x, s, i));
		v[i] = (uint32_t)name->index;
	}
	qsort(v, s->n, sizeof(*v), order_u32);
	for (size_t i = 0; i < s->n; i++)
		if (n == 0 || v[n - 1] != v[i])
			v[n++] = v[i];
	x->last_names = s->v;
	f->topics = x->last_topics = v;
	f->ntopics = x->last_n = n;
	return (0);
}

/* Leaves out topics that are limited to others; lists are shared: a copy. */
static void
apply_limits(struct resolver *x, struct conf_feed *f)
{
	uint32_t	*v;
	size_t		 n = 0, out = 0;

	for (size_t i = 0; x->limits != NULL && i < f->ntopics; i++)
		out += !is_within(&x->limits[f->topics[i]], f);
	if (out == 0)
		return;
	v = conf_keep(x->reader->conf, xcalloc(f->ntopics, sizeof(*v)));
	for (size_t i = 0; i < f->ntopics; i++)
		if (is_within(&x->limits[f->topics[i]], f))
			v[n++] = f->topics[i];
	f->topics = v;
	f->ntopics = n;
}

static int
resolve_topics(struct resolver *x, struct settings *s)
{
	struct conf_feed	*f = &s->feed;
	struct conf		*conf = x->reader->conf;

	if ((s->topics.set && s->topics.n == 0) ||
	    (!s->topics.set && conf->ntopics == 0)) {
		f->everything = 1;
		return (0);
	}
	if (s->topics.set) {
		if (resolve_list(x, &s->topics, f) == -1)
			return (-1);
	} else {
		f->topics = x->all;
		f->ntopics = conf->ntopics;
	}
	apply_limits(x, f);
	if (f->ntopics == 0)
		read_warn(x->reader, &f->mark, "topics: no topic is matched "
		    "against %s; nothing of it is delivered", f->name);
	return (0);
}

/* Every story that may be delivered has somewhere to go. */
static int
check_targets(struct reader *r, const struct conf_feed *f)
{
	const struct conf_topic	*t;

	if (f->deliver.n != 0)
		return (0);
	if (f->everything)
		return (read_error(r, &f->mark, "deliver: missing; nothing "
		    "says where stories of %s go, expected deliver: "
		    "maildir:PATH at the top of the file or on the feed",
		    f->name));
	for (size_t i = 0; i < f->ntopics; i++) {
		t = &r->conf->topics[f->topics[i]];
		if (t->deliver.n == 0)
			return (read_error(r, &t->mark, "deliver: missing; "
			    "nothing says where stories of topic %s go, "
			    "expected deliver: maildir:PATH at the top of the "
			    "file or on the topic", t->name));
	}
	return (0);
}

static int
resolve_feeds(struct resolver *x)
{
	struct reader	*r = x->reader;
	struct conf	*conf = r->conf;

	x->all = conf_keep(conf, xcalloc(conf->ntopics + 1, sizeof(*x->all)));
	for (size_t i = 0; i < conf->ntopics; i++)
		x->all[i] = (uint32_t)i;
	conf->feeds = xcalloc(r->nfeeds + 1, sizeof(*conf->feeds));
	for (size_t i = 0; i < r->nfeeds; i++) {
		if (resolve_topics(x, &r->feeds[i]) == -1 ||
		    check_targets(r, &r->feeds[i].feed) == -1)
			return (-1);
		conf->feeds[conf->nfeeds++] = r->feeds[i].feed;
	}
	return (0);
}

struct target_list {
	const struct conf_target	**v;
	size_t				  n;
};

static void
list_targets(struct target_list *l, const struct conf_targets *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if ((l->n & (l->n - 1)) == 0)
			l->v = xreallocarray(l->v, l->n != 0 ? 2 * l->n : 1,
			    sizeof(*l->v));
		l->v[l->n++] = &t->v[i];
	}
}

/* By path, and in the order of the file. */
static int
by_path(const void *a, const void *b)
{
	const struct conf_target	*x = *(const struct conf_target *const *)a;
	const struct conf_target	*y = *(const struct conf_target *const *)b;
	int				 cmp = strcmp(x->path, y->path);

	if (cmp == 0)
		cmp = strcmp(x->mark.file, y->mark.file);
	if (cmp != 0)
		return (cmp);
	if (x->mark.line != y->mark.line)
		return (x->mark.line < y->mark.line ? -1 : 1);
	return (x->mark.column < y->mark.column ? -1 :
	    x->mark.column > y->mark.column);
}

/* Who reads mail and who takes items would each meet the other's. */
static int
check_kinds(struct reader *r)
{
	struct conf		*conf = r->conf;
	struct target_list	 l = { 0 };
	int			 rc = 0;

	for (size_t i = 0; i < conf->nfeeds; i++)
		list_targets(&l, &conf->feeds[i].deliver);
	for (size_t i = 0; i < conf->ntopics; i++)
		list_targets(&l, &conf->topics[i].deliver);
	if (l.n != 0)
		qsort(l.v, l.n, sizeof(*l.v), by_path);
	for (size_t i = 1; rc == 0 && i < l.n; i++)
		if (l.v[i]->kind != l.v[i - 1]->kind &&
		    strcmp(l.v[i]->path, l.v[i - 1]->path) == 0)
			rc = read_error(r, &l.v[i]->mark, "deliver: %s is a "
			    "%s at %s:%u; expected a directory of its own for "
			    "the other", l.v[i]->path, l.v[i]->kind ==
			    CONF_SPOOL ? "maildir" : "spool",
			    l.v[i - 1]->mark.file, l.v[i - 1]->mark.line);
	free(l.v);
	return (rc);
}

static void
resolver_clear(struct resolver *x)
{
	for (size_t i = 0; x->limits != NULL &&
	    i < x->reader->conf->ntopics; i++)
		free(x->limits[i].who);
	free(x->limits);
	free(x->topics.v);
	free(x->feeds.v);
	free(x->groups.v);
}

static void
resolve_duplicates(struct conf *conf)
{
	for (size_t i = 0; i < conf->ntopics; i++)
		if (conf->topics[i].duplicates == CONF_DUPLICATES_UNSAID)
			conf->topics[i].duplicates = conf->duplicates;
}

int
resolve_all(struct reader *r)
{
	struct resolver		x = { .reader = r };
	struct conf_mark	top = { r->conf->path, 1, 1 };
	int			good = -1;

	if (resolve_names(&x) == 0 && resolve_former(&x) == 0 &&
	    resolve_limits(&x) == 0)
		good = resolve_feeds(&x);
	if (good == 0)
		good = check_kinds(r);
	if (good == 0)
		good = resolve_accounts(r);
	resolve_duplicates(r->conf);
	r->conf->deliver = r->base.feed.deliver;
	resolver_clear(&x);
	if (good == 0 && r->nfeeds == 0)
		read_warn(r, &top, "feeds: there are none; nothing will be "
		    "polled");
	return (good);
}
