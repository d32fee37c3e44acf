#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "conf/address.h"
#include "conf/command.h"
#include "conf/read.h"
#include "conf/server.h"

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

/* How many bytes at p are one of a mailbox's name; 0: they are none. */
static size_t
name_byte(const char *p)
{
	static const char	hex[] = "0123456789abcdefABCDEF";

	if (*p != '%')
		return (1);
	if (p[1] == '\0' || strchr(hex, p[1]) == NULL || p[2] == '\0' ||
	    strchr(hex, p[2]) == NULL)
		return (0);
	return ((p[1] < '2' || (p[1] == '7' && strchr("fF", p[2]) != NULL)) ?
	    0 : 3);
}

static int
read_mailbox(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *place, struct conf_target *t)
{
	size_t	len;

	if (place[strspn(place, "/")] == '\0')
		return (read_error_at(r, n, "%s: no mailbox; expected %s/INBOX "
		    "or the like", row->name, t->path));
	for (const char *p = place; *p != '\0'; p += len)
		if ((len = name_byte(p)) == 0)
			return (read_error_inside(r, row->name, n,
			    (size_t)(p - n->text), "expected two hex digits of "
			    "a printable byte behind %"));
	return (check_placeholders(r, row, n, place));
}

static int
read_recipient(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *place)
{
	if (*place == '\0' || conf_address_is_mailbox(place))
		return (0);
	return (read_error_inside(r, row->name, n, (size_t)(place - n->text),
	    "expected an address such as news@example.org"));
}

/* The path is in the one form that says the same server. */
static int
read_server(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *p, struct conf_target *t)
{
	const char	*place;
	char		*why, *path;
	size_t		 len;
	int		 rc;

	(void)p;
	if ((why = conf_address_check(n->text, ADDRESS_SERVER)) != NULL) {
		read_error_at(r, n, "%s: %s", row->name, why);
		free(why);
		return (-1);
	}
	t->path = conf_keep(r->conf, conf_server(n->text, &place));
	if (strpbrk(t->path, "{}") != NULL)
		return (read_error_at(r, n, "%s: expected a host, not \"%s\"",
		    row->name, t->path));
	rc = t->kind == CONF_IMAP ? read_mailbox(r, row, n, place, t) :
	    read_recipient(r, row, n, place);
	if (rc == -1 || *place == '\0')
		return (rc);
	path = conf_keep(r->conf, xasprintf("%s/%s", t->path, place));
	for (len = strlen(path); path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
	t->path = path;
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
	{ CONF_COMMAND_PREFIX, CONF_EXEC, read_command },
	{ "smtp:", CONF_SMTP, read_server },
	{ "smtps:", CONF_SMTP, read_server },
	{ "imap:", CONF_IMAP, read_server },
	{ "imaps:", CONF_IMAP, read_server }
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
