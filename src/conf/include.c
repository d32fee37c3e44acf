#include <sys/stat.h>

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "base/order.h"
#include "base/xmalloc.h"
#include "conf/read.h"

#define FILE_MAX	((size_t)64 * 1024 * 1024)
#define DEPTH_MAX	16
#define FILES_MAX	10000

/* Called with errno as conf_file_read left it. */
static int
open_failed(struct reader *r, const char *path, const char *why,
    const struct tree_node *from)
{
	char	*no_default;

	if (from != NULL)
		return (read_error_at(r, from, "include: %s: %s", path, why));
	if (errno == ENOENT && (no_default = path_no_default(path)) != NULL) {
		cause_set(r->cause, "%s", no_default);
		free(no_default);
		return (-1);
	}
	return (cause_set(r->cause, "%s: can't be read: %s", path, why));
}

/* Included by itself, over whatever ways: from is in it or below it. */
static int
is_cycle(const struct reader *r, size_t source, const struct tree_node *from)
{
	const struct reader_source	*s;

	while (from != NULL) {
		if (r->sources[source].tree == from->tree)
			return (1);
		for (s = r->sources; s->tree != from->tree; s++)
			;
		from = s->from;
	}
	return (0);
}

int
include_open(struct reader *r, const char *path, const struct tree_node *from)
{
	struct reader_source	 like = { .from = from };
	struct stat		 st;
	const char		*why;
	char			*text;
	size_t			 len;

	if (r->nsources == FILES_MAX)
		return (read_error_at(r, from, "include: more than %d files",
		    FILES_MAX));
	if ((text = conf_file_read(path, from == NULL, FILE_MAX, &len, &st,
	    &why)) == NULL)
		return (open_failed(r, path, why, from));
	for (size_t i = 0; S_ISREG(st.st_mode) && i < r->nsources; i++) {
		if (r->sources[i].dev != st.st_dev ||
		    r->sources[i].ino != st.st_ino)
			continue;
		free(text);
		if (is_cycle(r, i, from))
			return (read_error_at(r, from, "include: %s includes "
			    "itself; remove it here", path));
		return (0);
	}
	like.dev = st.st_dev;
	like.ino = st.st_ino;
	like.world = (st.st_mode & S_IROTH) != 0;
	return (read_source(r, path, text, len, &like));
}

/* Only what can be joined may stand in an included file. */
static int
check_keys(struct reader *r, const struct tree_node *root)
{
	if (root->kind != TREE_MAP)
		return (read_error_at(r, root, "expected keys such as feeds:, "
		    "not a %s", root->kind == TREE_LIST ? "list" : "text"));
	for (struct tree_item *it = root->first; it != NULL; it = it->next) {
		if (strcmp(it->key->text, "topics") == 0 ||
		    strcmp(it->key->text, "feeds") == 0 ||
		    strcmp(it->key->text, "include") == 0)
			continue;
		if (conf_table_find(TABLE_GLOBAL, it->key->text) != NULL)
			return (read_error_at(r, it->key, "%s: only the main "
			    "file may say this; an included one holds topics, "
			    "feeds and include", it->key->text));
		return (read_unknown(r, TABLE_GLOBAL, it->key));
	}
	return (0);
}

static char *
absolute_pattern(const char *including, const char *pattern)
{
	const char	*slash;
	char		*path;

	if ((path = path_expand(pattern)) != NULL)
		return (path);
	if ((slash = strrchr(including, '/')) == NULL)
		return (xstrdup(pattern));
	return (xasprintf("%.*s/%s", (int)(slash - including), including,
	    pattern));
}

static int
include_path(struct reader *r, const char *path, const struct tree_node *from,
    size_t depth)
{
	size_t	n = r->nsources;

	if (depth == DEPTH_MAX)
		return (read_error_at(r, from, "include: nested too deeply"));
	if (include_open(r, path, from) == -1)
		return (-1);
	if (r->nsources == n)
		return (0);
	if (check_keys(r, tree_root(r->sources[n].tree)) == -1)
		return (-1);
	return (include_read(r, n, depth + 1));
}

static int
include_pattern(struct reader *r, const char *pattern,
    const struct tree_node *from, size_t depth)
{
	glob_t	g;
	int	good = 0;

	if (strpbrk(pattern, "*?[") == NULL)
		return (include_path(r, pattern, from, depth));
	switch (glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &g)) {
	case 0:
		break;
	case GLOB_NOMATCH:
		return (0);
	case GLOB_ABORTED:
		if (errno == ENOENT || errno == ENOTDIR)
			return (0);
		/* FALLTHROUGH */
	default:
		return (open_failed(r, pattern, strerror(errno), from));
	}
	qsort(g.gl_pathv, g.gl_pathc, sizeof(*g.gl_pathv), order_string);
	for (size_t i = 0; good == 0 && i < g.gl_pathc; i++)
		good = include_path(r, g.gl_pathv[i], from, depth);
	globfree(&g);
	return (good);
}

static int
include_one(struct reader *r, size_t source, const struct tree_node *n,
    size_t depth)
{
	const struct table_row	*row = conf_table_find(TABLE_GLOBAL, "include");
	char			*pattern;
	int			 good;

	if (n->kind != TREE_SCALAR || tree_is_null(n) || n->text[0] == '\0')
		return (read_unexpected(r, row, n));
	if (r->in_memory)
		return (read_error_at(r, n, "include: no files are read "
		    "here"));
	pattern = absolute_pattern(r->sources[source].path, n->text);
	good = include_pattern(r, pattern, n, depth);
	free(pattern);
	return (good);
}

int
include_read(struct reader *r, size_t source, size_t depth)
{
	const struct tree_node	*n;
	struct tree_item	*it;

	n = tree_get(tree_root(r->sources[source].tree), "include");
	if (n == NULL)
		return (0);
	if (n->kind != TREE_LIST)
		return (include_one(r, source, n, depth));
	for (it = n->first; it != NULL; it = it->next)
		if (include_one(r, source, it->value, depth) == -1)
			return (-1);
	return (0);
}
