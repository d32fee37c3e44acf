#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "conf/command.h"
#include "conf/read.h"

/* What stands in deliver:, one target at a time. */

/* {feed}, {group}, {topic} and no other brackets. */
static int
check_placeholders(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *path)
{
	static const char *const known[] = { "{feed}", "{group}", "{topic}" };
	struct conf_mark	 m = read_mark(n);
	const char		*p = path;
	size_t			 i;

	while ((p = strpbrk(p, "{}")) != NULL) {
		for (i = 0; i < 3; i++)
			if (strncmp(p, known[i], strlen(known[i])) == 0)
				break;
		if (i == 3) {
			tree_inside(n, (size_t)(p - n->text), &m.line,
			    &m.column);
			return (read_error(r, &m, "%s: expected {feed}, "
			    "{group} or {topic} here, not \"%.20s\"",
			    row->name, p));
		}
		p += strlen(known[i]);
	}
	return (0);
}

static int
read_directory(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *p, struct conf_target *t)
{
	char	*path;
	size_t	 len;

	if (check_placeholders(r, row, n, p) == -1)
		return (-1);
	if ((path = path_expand(p)) == NULL)
		return (read_error_at(r, n, "%s: expected an absolute path "
		    "behind %.*s, or one that begins with ~/, not \"%s\"",
		    row->name, (int)(p - n->text), n->text, p));
	for (len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
	t->path = conf_keep(r->conf, path);
	if (strcmp(path, "/") == 0)
		return (read_error_at(r, n, "%s: / is no %s; expected a "
		    "directory of its own", row->name, t->kind == CONF_SPOOL ?
		    "spool" : "maildir"));
	return (0);
}

static int
read_command(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *p, struct conf_target *t)
{
	char	*why, **words;
	size_t	 offset;

	(void)p;
	if ((words = conf_command_split(n->text, &offset, &why)) == NULL) {
		read_error_inside(r, row->name, n, offset, why);
		free(why);
		return (-1);
	}
	conf_command_free(words);
	t->path = conf_keep(r->conf, xstrdup(n->text));
	return (0);
}

/* Behind the prefix stands what the kind takes. */
static const struct {
	const char		*prefix;
	enum conf_target_kind	 kind;
	int			(*read)(struct reader *,
				    const struct table_row *,
				    const struct tree_node *, const char *,
				    struct conf_target *);
} kinds[] = {
	{ "maildir:", CONF_MAILDIR, read_directory },
	{ "spool:", CONF_SPOOL, read_directory },
	{ CONF_COMMAND_PREFIX, CONF_EXEC, read_command }
};

int
target_read(struct reader *r, const struct table_row *row,
    const struct tree_node *n, struct conf_target *t)
{
	const char	*s = n->text;
	size_t		 len;

	if (*s == '/' || strncmp(s, "~/", 2) == 0)
		return (read_error_at(r, n, "%s: expected a target, not a "
		    "path; did you mean maildir:%s?", row->name, s));
	t->mark = read_mark(n);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		len = strlen(kinds[i].prefix);
		if (strncmp(s, kinds[i].prefix, len) != 0)
			continue;
		t->kind = kinds[i].kind;
		return (kinds[i].read(r, row, n, s + len, t));
	}
	return (read_unexpected(r, row, n));
}
