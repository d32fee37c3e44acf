#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "base/order.h"
#include "base/xmalloc.h"
#include "parent/maildir.h"
#include "parent/take.h"

/* A name in tmp/ is the one in SUB and this; bases have no colon. */
#define SUB_SIGN	':'
#define SUB_LENGTH	4		/* ":new", ":cur" */
#define LOOKS		2		/* in a row that find nothing more */
#define LOOKS_MAX	200

struct search {
	const char		*path;
	const char		*sub;
	const char *const	*bases;
	struct take		*takes;
	size_t			 n;
	int			 missed;	/* somebody else renamed one */
	int			 error;
};

/* What is to be taken under this name, unless it was; or NULL. */
static struct take *
find_take(const struct search *s, const char *name)
{
	char			*base = xstrndup(name,
				    maildir_base_length(name));
	const char		*key = base;
	const char *const	*p;
	struct take		*t = NULL;

	p = bsearch(&key, s->bases, s->n, sizeof(*s->bases),
	    order_string);
	if (p != NULL && s->takes[p - s->bases].name == NULL)
		t = &s->takes[p - s->bases];
	free(base);
	return (t);
}

static void
find_taken(const char *name, void *arg)
{
	struct search	*s = arg;
	struct take	*t = find_take(s, name);
	size_t		 len = strlen(name);

	if (t != NULL && len > SUB_LENGTH &&
	    name[len - SUB_LENGTH] == SUB_SIGN)
		t->name = xstrdup(name);
}

static void
take_name(const char *name, void *arg)
{
	struct search	*s = arg;
	struct take	*t = find_take(s, name);
	char		*from, *to;

	if (t == NULL)
		return;
	from = xasprintf("%s/%s/%s", s->path, s->sub, name);
	to = xasprintf("%s/tmp/%s%c%s", s->path, name, SUB_SIGN, s->sub);
	if (rename(from, to) == 0)
		t->name = xasprintf("%s%c%s", name, SUB_SIGN, s->sub);
	else if (errno == ENOENT)
		s->missed = 1;
	else
		s->error = errno;
	free(from);
	free(to);
}

static int
look(struct search *s, const char *sub, void (*each)(const char *, void *))
{
	s->sub = sub;
	return (maildir_names(s->path, sub, each, s));
}

static int
is_complete(const struct search *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->takes[i].name == NULL)
			return (0);
	return (1);
}

static int
fail(char **cause, const char *path, int error)
{
	return (cause_set(cause, "maildir %s: a mail can't be replaced: %s",
	    path, strerror(error)));
}

/*
 * A file that is renamed while its directory is read may be missed under both
 * names, so one look that finds nothing isn't enough.
 */
int
take_files(const char *path, const char *const *bases, size_t n,
    struct take *takes, char **cause)
{
	struct search	s = { .path = path, .bases = bases, .takes = takes,
			    .n = n };
	int		idle = 0;

	memset(takes, 0, n * sizeof(*takes));
	if (look(&s, "tmp", find_taken) == -1)
		return (fail(cause, path, errno));
	for (int i = 0; !is_complete(&s) && idle < LOOKS; i++) {
		s.missed = 0;
		if (look(&s, "new", take_name) == -1 ||
		    look(&s, "cur", take_name) == -1)
			return (fail(cause, path, errno));
		if (s.error != 0 || i == LOOKS_MAX)
			return (fail(cause, path, s.error != 0 ? s.error :
			    EBUSY));
		idle = s.missed ? 0 : idle + 1;
	}
	return (0);
}

static int
was_read(const struct take *t)
{
	return (strcmp(t->name + strlen(t->name) - SUB_LENGTH + 1,
	    "cur") == 0);
}

/* ":2,S" of "1.2.host,S=12:2,S:cur", "" where it has none. */
static char *
flags_of(const struct take *t)
{
	char	*name = xstrndup(t->name, strlen(t->name) - SUB_LENGTH);
	char	*info = strstr(name, ":2,"), *flags;

	flags = xstrdup(info != NULL ? info : "");
	free(name);
	return (flags);
}

static void
give_back(const char *path, const struct take *t)
{
	char	*from = xasprintf("%s/tmp/%s", path, t->name);
	char	*to = xasprintf("%s/%s/%.*s", path, was_read(t) ? "cur" :
		    "new", (int)(strlen(t->name) - SUB_LENGTH), t->name);

	rename(from, to);
	free(from);
	free(to);
}

int
take_replace(const char *path, const struct take *t, const char *base,
    char **cause)
{
	char	*flags = flags_of(t), *name = xasprintf("%s%s", base, flags);
	int	 rv;

	rv = maildir_link_as(path, base, was_read(t) ? "cur" : "new",
	    name, cause);
	if (rv == -1)
		give_back(path, t);
	free(flags);
	free(name);
	return (rv);
}

void
take_end(const char *path, const struct take *t)
{
	if (t->name != NULL)
		maildir_unstage(path, t->name, NULL);
}
