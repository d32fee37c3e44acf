#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/order.h"
#include "base/xmalloc.h"
#include "parent/maildir.h"
#include "parent/notify.h"
#include "parent/recall.h"
#include "parent/state_filing.h"
#include "parent/state_recall.h"

#define HEAD_CHUNK	4096		/* bytes read at once */
#define HEAD_MAX	(64 * 1024)	/* a head that is longer has no id */
#define ID_HEX		32		/* digits that begin each of ours */
#define TELL_EVERY	1000		/* mails */

struct recall {
	struct state	*state;
	int64_t		 now;
	int		 all;		/* not only what is ahead of it */
	uint64_t	*bases;		/* hashes of what it knows of */
	size_t		 nbases;
	uint64_t	 newest;	/* number of ours that was met */
	size_t		 read, found;
	char		*trouble;
	char		**cause;
};

/* FNV-1a: names are no secrets, and a hit by chance spares one look. */
static uint64_t
hash_name(const char *name, size_t len)
{
	uint64_t	h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
	return (h);
}

static void
add_base(const char *base, void *arg)
{
	struct recall	*r = arg;

	if ((r->nbases & (r->nbases - 1)) == 0)
		r->bases = xreallocarray(r->bases, r->nbases != 0 ?
		    2 * r->nbases : 1, sizeof(*r->bases));
	r->bases[r->nbases++] = hash_name(base, strlen(base));
}

static int
is_wanted(struct recall *r, const char *name)
{
	uint64_t	number, hash;

	number = maildir_number(name, state_tag(r->state));
	if (number > r->newest)
		r->newest = number;
	if (number > state_mails(r->state))
		return (1);
	if (!r->all || r->nbases == 0)
		return (r->all);
	hash = hash_name(name, maildir_base_length(name));
	return (bsearch(&hash, r->bases, r->nbases, sizeof(*r->bases),
	    order_u64) == NULL);
}

/* What stands before the @ of an id such as ours, or NULL. */
static char *
local_part(const char *s)
{
	size_t	len;

	s += strspn(s, " \t\r\n");
	if (*s++ != '<' || strspn(s, "0123456789abcdef") < ID_HEX)
		return (NULL);
	len = strcspn(s, "@<> \t\r\n");
	return (s[len] == '@' ? xstrndup(s, len) : NULL);
}

/* The same of an item in a spool. */
static int
find_item_id(const char *head, char **id)
{
	static const char	 key[] = "\"message_id\": \"";
	const char		*p = strstr(head, key);
	size_t			 len;

	*id = NULL;
	if (p == NULL || strchr(p, '\n') == NULL)
		return (0);
	p += strlen(key);
	len = strcspn(p, "@\"\n");
	if (p[len] == '@' && strspn(p, "0123456789abcdef") >= ID_HEX)
		*id = xstrndup(p, len);
	return (1);
}

/*
 * The id in what has been read of a mail.  Whether that was enough to tell:
 * the field and the line after it, or the whole head.
 */
static int
find_id(const char *head, char **id)
{
	const char	*line = head, *next;

	*id = NULL;
	for (; (next = strchr(line, '\n')) != NULL; line = next + 1) {
		if (line == next || (line + 1 == next && *line == '\r'))
			return (1);
		if (strncasecmp(line, "Message-ID:", 11) == 0 &&
		    strchr(next + 1, '\n') != NULL) {
			*id = local_part(line + 11);
			return (1);
		}
	}
	return (0);
}

static char *
read_id(int dir, const char *name)
{
	static char	 head[HEAD_MAX + 1];
	int		(*find)(const char *, char **) =
			    maildir_is_spooled(name) ? find_item_id : find_id;
	size_t		 len = 0;
	ssize_t		 n;
	char		*id = NULL;
	int		 fd;

	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd == -1)
		return (NULL);
	do {
		n = read(fd, head + len, len + HEAD_CHUNK <= HEAD_MAX ?
		    HEAD_CHUNK : HEAD_MAX - len);
		len += n > 0 ? (size_t)n : 0;
		head[len] = '\0';
	} while (n > 0 && !find(head, &id) && len < HEAD_MAX);
	close(fd);
	return (id);
}

/* A mail that can't be read, or has just been moved, is none of ours. */
static int
recall_mail(struct recall *r, int dir, const char *target, const char *name)
{
	char	*id = read_id(dir, name);
	int	 rv = 0;

	if (++r->read % TELL_EVERY == 0)
		notify_send("EXTEND_TIMEOUT_USEC=60000000");
	if (id != NULL) {
		rv = state_recall_add(r->state, target, id, r->now, r->cause);
		r->found++;
	}
	free(id);
	return (rv);
}

static void
note_trouble(struct recall *r, const char *path)
{
	if (r->trouble == NULL)
		cause_set(&r->trouble, "%s: %s", path, strerror(errno));
}

static int
recall_names(struct recall *r, DIR *d, const char *target, const char *path)
{
	struct dirent	*e;

	while ((errno = 0, e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && is_wanted(r, e->d_name) &&
		    recall_mail(r, dirfd(d), target, e->d_name) == -1)
			return (-1);
	if (errno != 0)
		note_trouble(r, path);
	return (0);
}

/* new/ first: a mail that is moved meanwhile is met twice, but not missed. */
static int
recall_target(struct recall *r, const char *target)
{
	static const char *const	subs[] = { "new", "cur" };
	char				*path;
	DIR				*d;
	int				 rv = 0;

	for (size_t i = 0; rv == 0 && i < 2; i++) {
		path = xasprintf("%s/%s", target, subs[i]);
		if ((d = opendir(path)) != NULL) {
			rv = recall_names(r, d, target, path);
			closedir(d);
		} else if (errno != ENOENT)
			note_trouble(r, path);
		free(path);
	}
	return (rv);
}

/* A directory on the way that is there but can't be read. */
static int
is_unreadable(const char *path, int error)
{
	(void)path;
	errno = error;
	return (error != ENOENT && error != ENOTDIR);
}

static int
recall_pattern(struct recall *r, const char *pattern)
{
	glob_t	g;
	int	rc, rv = 0;

	rc = glob(pattern, GLOB_NOSORT, is_unreadable, &g);
	if (rc != 0 && rc != GLOB_NOMATCH)
		note_trouble(r, pattern);
	for (size_t i = 0; rc == 0 && rv == 0 && i < g.gl_pathc; i++)
		rv = recall_target(r, g.gl_pathv[i]);
	globfree(&g);
	return (rv);
}

struct patterns {
	char	**v;
	size_t	  n;
};

static void
add_patterns(struct patterns *p, const struct conf_targets *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!conf_path_is_directory(t->v[i].path))
			continue;
		if ((p->n & (p->n - 1)) == 0)
			p->v = xreallocarray(p->v, p->n != 0 ? 2 * p->n : 1,
			    sizeof(*p->v));
		p->v[p->n++] = conf_target_pattern(&t->v[i]);
	}
}

/* All targets of the configuration: many feeds and topics have the same. */
static int
recall_conf(struct recall *r, const struct conf *conf)
{
	struct patterns	p = { 0 };
	int		rv = 0;

	for (size_t i = 0; i < conf->nfeeds; i++)
		add_patterns(&p, &conf->feeds[i].deliver);
	for (size_t i = 0; i < conf->ntopics; i++)
		add_patterns(&p, &conf->topics[i].deliver);
	if (p.n != 0)
		qsort(p.v, p.n, sizeof(*p.v), order_string);
	for (size_t i = 0; i < p.n; i++) {
		if (rv == 0 && (i == 0 || strcmp(p.v[i], p.v[i - 1]) != 0))
			rv = recall_pattern(r, p.v[i]);
	}
	for (size_t i = 0; i < p.n; i++)
		free(p.v[i]);
	free(p.v);
	return (rv);
}

/* Whether mails may be missing in the state that aren't ahead of it. */
static int
is_poorer(struct recall *r, const struct conf *conf)
{
	int	rv = 1;

	if (state_recall_is_due(r->state))
		return (1);
	for (size_t i = 0; rv == 1 && i < conf->nfeeds; i++)
		rv = state_feed_is_remembered(r->state, conf->feeds[i].name,
		    conf->feeds[i].was, r->cause);
	return (rv == -1 ? -1 : !rv);
}

static int
begin(struct recall *r, const struct conf *conf)
{
	if ((r->all = is_poorer(r, conf)) == -1)
		return (-1);
	if (!r->all)
		return (0);
	if (state_filing_bases(r->state, add_base, r, r->cause) == -1)
		return (-1);
	if (r->nbases != 0)
		qsort(r->bases, r->nbases, sizeof(*r->bases), order_u64);
	return (0);
}

int
recall_mails(struct state *st, const struct conf *conf, int64_t now,
    size_t *found, char **trouble, char **cause)
{
	struct recall	r = { .state = st, .now = now, .cause = cause };
	int		rv = state_begin(st, cause);

	if (rv == 0 && (begin(&r, conf) == -1 ||
	    recall_conf(&r, conf) == -1)) {
		state_rollback(st);
		rv = -1;
	} else if (rv == 0) {
		if (r.trouble == NULL)
			state_recall_done(st, r.newest);
		if ((rv = state_commit(st, cause)) == -1)
			state_rollback(st);
	}
	free(r.bases);
	*found = r.found;
	*trouble = r.trouble;
	if (rv == -1) {
		free(r.trouble);
		*trouble = NULL;
	}
	return (rv);
}
