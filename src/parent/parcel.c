#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "ipc/memfd.h"
#include "parent/daemon.h"
#include "parent/gather.h"
#include "parent/parcel.h"
#include "parent/state_told.h"

#define DAY		86400			/* seconds */
#define KNOWN_MAX	((size_t)256 << 20)
#define TOLD_MAX	((size_t)64 << 20)

/* The known stories of a feed, sealed in a memfd; -1 with a cause. */
static int
known_memfd(struct source *s, char **cause)
{
	struct buf	b;
	size_t		n;
	int		fd;

	buf_init(&b, KNOWN_MAX);
	if (state_known(s->daemon->state, s->saved.id, &b, &n, cause) == -1) {
		buf_clear(&b);
		return (-1);
	}
	if ((fd = memfd_of_buf("known", &b)) == -1)
		*cause = xasprintf("memory for %zu known stories: %s", n,
		    strerror(errno));
	return (fd);
}

/*
 * What was told of the stories that were in the last document, or may have
 * been: last_seen may lag by a day.
 */
static int
told_memfd(struct source *s, char **cause)
{
	int64_t		since = s->saved.last_read - 2 * DAY;
	struct buf	b;
	int		fd;

	buf_init(&b, TOLD_MAX);
	if (state_told_each(s->daemon->state, s->saved.id, since, &b,
	    cause) == -1) {
		buf_clear(&b);
		return (-1);
	}
	if ((fd = memfd_of_buf("told", &b)) == -1)
		*cause = xasprintf("memory for what was told: %s",
		    strerror(errno));
	return (fd);
}

/* One more descriptor, or -1 with a cause. */
static int
add_descriptor(int fds[WIRE_FDS], int *n, int fd, char **cause)
{
	if (fd != -1)
		fds[(*n)++] = fd;
	else if (*cause == NULL)
		*cause = xstrdup(strerror(errno));
	return (fd);
}

int
parcel_pack(struct source *s, int fds[WIRE_FDS], char **cause)
{
	int	n = 1;

	*cause = NULL;
	if (add_descriptor(fds, &n, known_memfd(s, cause), cause) == -1 ||
	    (s->result = memfd_new("result")) == -1 ||
	    add_descriptor(fds, &n, dup(s->result), cause) == -1 ||
	    (s->conf->updates != CONF_UPDATES_IGNORE &&
	    add_descriptor(fds, &n, told_memfd(s, cause), cause) == -1) ||
	    (s->gather != NULL && add_descriptor(fds, &n,
	    gather_memfd(s->gather), cause) == -1) ||
	    (s->gather == NULL && s->conf->images == CONF_IMAGES_EMBED &&
	    (s->again = dup(s->body)) == -1)) {
		if (*cause == NULL)
			*cause = xstrdup(strerror(errno));
		while (n > 1)
			close(fds[--n]);
		return (-1);
	}
	fds[0] = s->body;
	s->body = -1;
	return (n);
}
