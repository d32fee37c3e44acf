#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "conf/read.h"

#define WORKERS_MAX	256	/* as in the table */

struct conf_mark
read_mark(const struct tree_node *n)
{
	return ((struct conf_mark){ .file = tree_file(n->tree),
	    .line = n->line, .column = n->column });
}

static char *at_mark(const struct conf_mark *, const char *, va_list)
		__attribute__((format(printf, 2, 0)));

/* "FILE:LINE:COLUMN: text" */
static char *
at_mark(const struct conf_mark *m, const char *fmt, va_list ap)
{
	char	*text, *line;

	if (vasprintf(&text, fmt, ap) == -1)
		text = xstrdup(fmt);
	line = xasprintf("%s:%u:%u: %s", m->file, m->line, m->column, text);
	free(text);
	return (line);
}

int
read_error(struct reader *r, const struct conf_mark *m, const char *fmt, ...)
{
	va_list	 ap;
	char	*line;

	va_start(ap, fmt);
	line = at_mark(m, fmt, ap);
	va_end(ap);
	cause_set(r->cause, "%s", line);
	free(line);
	return (-1);
}

int
read_error_at(struct reader *r, const struct tree_node *n, const char *fmt,
    ...)
{
	struct conf_mark	 m = read_mark(n);
	va_list			 ap;
	char			*line;

	va_start(ap, fmt);
	line = at_mark(&m, fmt, ap);
	va_end(ap);
	cause_set(r->cause, "%s", line);
	free(line);
	return (-1);
}

int
read_error_inside(struct reader *r, const char *name,
    const struct tree_node *n, size_t offset, const char *why)
{
	struct conf_mark	m = read_mark(n);
	size_t			character = 1;

	tree_inside(n, offset, &m.line, &m.column);
	for (size_t i = 0; i < offset; i++)
		character += ((unsigned char)n->text[i] & 0xc0) != 0x80;
	return (read_error(r, &m, "%s: at character %zu: %s", name, character,
	    why));
}

void
read_warn(struct reader *r, const struct conf_mark *m, const char *fmt, ...)
{
	struct conf	*conf = r->conf;
	va_list		 ap;

	conf->warnings = xreallocarray(conf->warnings, conf->nwarnings + 1,
	    sizeof(*conf->warnings));
	va_start(ap, fmt);
	conf->warnings[conf->nwarnings++] = conf_keep(conf,
	    at_mark(m, fmt, ap));
	va_end(ap);
}

static int
no_value(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	char	*hidden = tree_quote_comment(n);

	if (hidden != NULL)
		read_error_at(r, n, "%s: no value, as # begins a comment; put "
		    "text that begins with it into quotation marks: %s",
		    row->name, hidden);
	else
		read_error_at(r, n, "%s: no value; expected %s", row->name,
		    conf_table_type_expected(row->type));
	free(hidden);
	return (-1);
}

int
read_unexpected(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	const char	*expected = conf_table_type_expected(row->type);

	if (tree_is_null(n))
		return (no_value(r, row, n));
	if (n->kind != TREE_SCALAR)
		return (read_error_at(r, n, "%s: expected %s, not a %s",
		    row->name, expected,
		    n->kind == TREE_LIST ? "list" : "map"));
	return (read_error_at(r, n, "%s: expected %s, not \"%s\"", row->name,
	    expected, n->text));
}

/* Global rows live in the configuration or are what feeds start from. */
static int
read_value(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *home)
{
	void	*field;

	if (row->size == 0)
		return (0);
	if (home == NULL)
		home = row->scopes & TABLE_SETTINGS ? (void *)&r->base :
		    (void *)r->conf;
	field = (char *)home + row->offset;
	if (row->type >= TABLE_TARGETS)
		return (complex_read(r, row, n, field));
	return (value_read(r, row, n, field));
}

int
read_unknown(struct reader *r, enum table_scope scope,
    const struct tree_node *key)
{
	char	*why = conf_table_unknown(scope, key->text);

	read_error_at(r, key, "%s", why);
	free(why);
	return (-1);
}

int
read_map(struct reader *r, enum table_scope scope,
    const struct tree_node *map, void *home, uint64_t *set)
{
	const struct table_row	*row;
	struct tree_item	*it;
	size_t			 index;

	for (it = map->first; it != NULL; it = it->next) {
		if ((row = conf_table_find(scope, it->key->text)) == NULL)
			return (read_unknown(r, scope, it->key));
		if (read_value(r, row, it->value, home) == -1)
			return (-1);
		if (set == NULL)
			continue;
		index = conf_table_index(row);
		assert(index < 64);
		*set |= (uint64_t)1 << index;
	}
	return (0);
}

/* The table's own values are read like a user's. */
void
read_defaults(struct reader *r, unsigned int scopes, void *home)
{
	const struct table_row	*row;
	struct tree		*t;
	int			 good;

	for (size_t i = 0; (row = conf_table_row(i)) != NULL; i++) {
		if ((row->scopes & scopes) == 0 || row->value == NULL)
			continue;
		t = tree_new("built-in", row->value, strlen(row->value),
		    r->cause);
		assert(t != NULL);
		good = read_value(r, row, tree_root(t), home);
		assert(good == 0);
		tree_free(t);
	}
}

/* The main file: what holds for all, and the defaults of feeds. */
static int
read_root(struct reader *r, const struct tree_node *root)
{
	const struct tree_node	*n;

	if (root->kind != TREE_MAP)
		return (read_error_at(r, root, "expected keys such as feeds:, "
		    "not a %s", root->kind == TREE_LIST ? "list" : "text"));
	if (read_map(r, TABLE_GLOBAL, root, NULL, NULL) == -1)
		return (-1);
	if ((n = tree_get(root, "defaults")) == NULL)
		return (0);
	return (feeds_read_settings(r, TABLE_DEFAULTS,
	    conf_table_find(TABLE_GLOBAL, "defaults"), n, &r->defaults));
}

static void
set_defaults(struct reader *r)
{
	struct conf	*conf = r->conf;
	long		 cores;

	if (conf->state == NULL)
		conf->state = conf_keep(conf, conf_default_state());
	if (conf->socket == NULL)
		conf->socket = conf_keep(conf, conf_default_socket());
	if (conf->domain == NULL)
		conf->domain = conf_keep(conf, path_host_name());
	if (conf->workers == 0) {
		cores = sysconf(_SC_NPROCESSORS_ONLN);
		conf->workers = cores < 1 ? 1 : cores > WORKERS_MAX ?
		    WORKERS_MAX : (uint64_t)cores;
	}
}

static int
read_all(struct reader *r)
{
	const struct tree_node	*root = tree_root(r->sources[0].tree);

	read_defaults(r, TABLE_GLOBAL, NULL);
	read_defaults(r, TABLE_SETTINGS, &r->base);
	read_defaults(r, TABLE_TLS, &r->base.feed.tls);
	read_defaults(r, TABLE_LIMITS, &r->base.feed.limits);
	if (read_root(r, root) == -1 || include_read(r, 0, 0) == -1)
		return (-1);
	set_defaults(r);
	for (size_t i = 0; i < r->nsources; i++)
		if (feeds_read_topics(r, tree_root(r->sources[i].tree)) == -1)
			return (-1);
	for (size_t i = 0; i < r->nsources; i++)
		if (feeds_read(r, tree_root(r->sources[i].tree)) == -1)
			return (-1);
	return (resolve_all(r));
}

static void
reader_clear(struct reader *r)
{
	for (size_t i = 0; i < r->nsources; i++) {
		tree_free(r->sources[i].tree);
		free(r->sources[i].text);
	}
	free(r->sources);
	free(r->feeds);
	free(r->groups);
}

/* Takes text. */
int
read_source(struct reader *r, const char *path, char *text, size_t len,
    const struct reader_source *like)
{
	struct reader_source	*s;

	r->sources = xreallocarray(r->sources, r->nsources + 1,
	    sizeof(*r->sources));
	s = &r->sources[r->nsources];
	*s = *like;
	s->path = conf_keep(r->conf, xstrdup(path));
	s->text = text;
	if ((s->tree = tree_new(s->path, text, len, r->cause)) == NULL) {
		free(text);
		return (-1);
	}
	r->nsources++;
	return (0);
}

static struct conf *
finish(struct reader *r, int good)
{
	if (good == 0)
		good = read_all(r);
	reader_clear(r);
	if (good == 0)
		return (r->conf);
	conf_free(r->conf);
	return (NULL);
}

struct conf *
conf_read(const char *path, conf_keyword_check *check, char **cause)
{
	struct reader	 r = { .check = check, .cause = cause };

	r.conf = xcalloc(1, sizeof(*r.conf));
	r.conf->path = conf_keep(r.conf, xstrdup(path));
	return (finish(&r, include_open(&r, path, NULL)));
}

struct conf *
conf_parse(const char *name, const char *text, size_t len,
    conf_keyword_check *check, char **cause)
{
	struct reader		 r = { .check = check, .cause = cause };
	struct reader_source	 like = { .tree = NULL };
	char			*copy;

	r.in_memory = 1;
	r.conf = xcalloc(1, sizeof(*r.conf));
	r.conf->path = conf_keep(r.conf, xstrdup(name));
	copy = xmalloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return (finish(&r, read_source(&r, name, copy, len, &like)));
}
