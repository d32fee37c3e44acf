#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "conf/command.h"
#include "parent/parent.h"
#include "parent/target.h"

struct paths {
	int			 items;
	char			**v;
	uint8_t			*duplicates;
	size_t			 n;
};

static void
add(struct paths *p, char *path, enum conf_duplicates mode)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i], path) == 0) {
			if (p->duplicates[i] < mode)
				p->duplicates[i] = (uint8_t)mode;
			free(path);
			return;
		}
	p->v = xreallocarray(p->v, p->n + 2, sizeof(*p->v));
	p->duplicates = xreallocarray(p->duplicates, p->n + 1, 1);
	p->duplicates[p->n] = (uint8_t)mode;
	p->v[p->n++] = path;
	p->v[p->n] = NULL;
}

static void
add_targets(struct paths *p, const struct conf_targets *t,
    const struct conf_feed *feed, const char *topic, enum conf_duplicates mode)
{
	for (size_t i = 0; i < t->n; i++)
		if (conf_target_has_items(t->v[i].kind) == p->items)
			add(p, conf_target_path(&t->v[i], feed, topic), mode);
}

char **
target_paths(const struct conf *conf, int items, const struct conf_feed *feed,
    const uint32_t *topics, uint32_t n, uint8_t **duplicates)
{
	struct paths	p = { .items = items };

	if (n == 0)
		add_targets(&p, &feed->deliver, feed, NULL, conf->duplicates);
	for (uint32_t i = 0; i < n; i++) {
		const struct conf_topic	*t = &conf->topics[topics[i]];

		add_targets(&p, t->deliver.n != 0 ? &t->deliver :
		    &feed->deliver, feed, t->name, t->duplicates);
	}
	*duplicates = p.duplicates;
	return (p.v);
}

void
target_paths_free(char **v)
{
	for (size_t i = 0; v != NULL && v[i] != NULL; i++)
		free(v[i]);
	free(v);
}

/*
 * Whether path, or what of it there is already, can be written to.  What a
 * placeholder stands for is not known before its story, so path ends there.
 */
static int
path_is_writable(char *path)
{
	struct stat	 st;
	char		*slash;

	path[strcspn(path, "{")] = '\0';
	while (stat(path, &st) == -1) {
		if ((errno != ENOENT && errno != ENOTDIR) ||
		    (slash = strrchr(path, '/')) == NULL)
			return (-1);
		slash[slash == path] = '\0';
		if (slash == path && stat(path, &st) == -1)
			return (-1);
	}
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return (-1);
	}
	return (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS));
}

static int
check_directory(const struct conf_target *t, char **cause)
{
	char	*path = xstrdup(t->path);
	int	 rc = 0;

	if (path_is_writable(path) == -1)
		rc = cause_set(cause, "%s:%u:%u: deliver: %s can't be "
		    "written to: %s: %s", t->mark.file, t->mark.line,
		    t->mark.column, t->path, path, strerror(errno));
	free(path);
	return (rc);
}

/* 0, or why not. */
static int
can_run(const char *path)
{
	struct stat	st;

	if (stat(path, &st) == -1)
		return (errno);
	if (!S_ISREG(st.st_mode))
		return (EACCES);
	return (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? 0 : errno);
}

static int
check_command(const struct conf_target *t, char **cause)
{
	char		**words;
	size_t		 offset;
	int		 error, rc = 0;

	if ((words = conf_command_split(t->path, &offset, cause)) == NULL)
		return (-1);
	if ((error = can_run(words[0])) != 0)
		rc = cause_set(cause, "%s:%u:%u: deliver: %s can't be run: "
		    "%s", t->mark.file, t->mark.line, t->mark.column,
		    words[0], strerror(error));
	conf_command_free(words);
	return (rc);
}

static int
check_targets(const struct conf_targets *t, char **cause)
{
	int	rc = 0;

	for (size_t i = 0; i < t->n && rc == 0; i++) {
		if (conf_path_is_directory(t->v[i].path))
			rc = check_directory(&t->v[i], cause);
		else if (t->v[i].kind == CONF_EXEC)
			rc = check_command(&t->v[i], cause);
	}
	return (rc);
}

int
parent_check_targets(const struct conf *conf, char **cause)
{
	for (size_t i = 0; i < conf->nfeeds; i++)
		if (check_targets(&conf->feeds[i].deliver, cause) == -1)
			return (-1);
	for (size_t i = 0; i < conf->ntopics; i++)
		if (check_targets(&conf->topics[i].deliver, cause) == -1)
			return (-1);
	return (0);
}
