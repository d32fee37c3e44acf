#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "conf/read.h"

#define PASSWORD_MAX	4096
#define PEM_MAX		(4 * 1024 * 1024)

/* Where a secret is; NULL and an error when it can't be said. */
static char *
secret_path(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	const char	*dir = getenv("CREDENTIALS_DIRECTORY");
	char		*path;

	if (n->kind != TREE_SCALAR || tree_is_null(n) || n->text[0] == '\0') {
		read_unexpected(r, row, n);
		return (NULL);
	}
	if (r->in_memory) {
		read_error_at(r, n, "%s: no files are read here", row->name);
		return (NULL);
	}
	if ((path = path_expand(n->text)) != NULL)
		return (path);
	if (dir == NULL) {
		read_error_at(r, n, "%s: expected an absolute path, not "
		    "\"%s\"; a name alone is a credential of systemd, and "
		    "$CREDENTIALS_DIRECTORY isn't set", row->name, n->text);
		return (NULL);
	}
	if (strchr(n->text, '/') != NULL) {
		read_error_at(r, n, "%s: expected an absolute path or the "
		    "name of a credential, not \"%s\"", row->name, n->text);
		return (NULL);
	}
	return (xasprintf("%s/%s", dir, n->text));
}

static void
warn_exposed(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const char *path)
{
	struct conf_mark	m = read_mark(n);

	read_warn(r, &m, "%s: anybody may read %s; chmod o-r it", row->name,
	    path);
}

static char *
secret_read(struct reader *r, const struct table_row *row,
    const struct tree_node *n, size_t max, size_t *len, int *exposed)
{
	struct stat	 st;
	const char	*why;
	char		*path, *text;

	if ((path = secret_path(r, row, n)) == NULL)
		return (NULL);
	if ((text = conf_file_read(path, 0, max, len, &st, &why)) == NULL)
		read_error_at(r, n, "%s: %s: %s", row->name, path, why);
	else {
		conf_keep(r->conf, text);
		*exposed = (st.st_mode & S_IROTH) != 0;
		if (row->type == TABLE_SECRET_FILE && *exposed)
			warn_exposed(r, row, n, path);
	}
	free(path);
	return (text);
}

/* The file's one line. */
char *
secret_read_password(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	char	*text;
	size_t	 len;
	int	 exposed;

	text = secret_read(r, row, n, PASSWORD_MAX, &len, &exposed);
	if (text == NULL)
		return (NULL);
	if (len != 0 && text[len - 1] == '\n')
		text[--len] = '\0';
	if (len != 0 && text[len - 1] == '\r')
		text[--len] = '\0';
	if (len == 0 || strlen(text) != len || strpbrk(text, "\r\n") != NULL) {
		read_error_at(r, n, "%s: %s: expected one line with the "
		    "password", row->name, n->text);
		return (NULL);
	}
	return (text);
}

/* Only a file with a key in it is a secret. */
char *
secret_read_pem(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	char	*text;
	size_t	 len;
	int	 exposed;

	text = secret_read(r, row, n, PEM_MAX, &len, &exposed);
	if (text == NULL)
		return (NULL);
	if (strlen(text) != len || strstr(text, "-----BEGIN ") == NULL) {
		read_error_at(r, n, "%s: %s: expected a PEM file, with "
		    "-----BEGIN in it", row->name, n->text);
		return (NULL);
	}
	if (exposed && strstr(text, "PRIVATE KEY-----") != NULL)
		warn_exposed(r, row, n, n->text);
	return (text);
}

int
secret_is_exposed(const struct reader *r, const struct tree_node *n)
{
	for (size_t i = 0; i < r->nsources; i++)
		if (r->sources[i].tree == n->tree)
			return (r->sources[i].world);
	return (0);
}
