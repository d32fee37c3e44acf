#include <stdlib.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/archive.h"
#include "parent/daemon.h"
#include "parent/state_archive.h"
#include "parent/state_told.h"

#define STORIES_FIRST	3600		/* seconds: the feeds were polled then */
#define STORIES_EVERY	(24 * 3600)
#define STORIES_LOT	50		/* each with rows in six tables */
#define TEXTS_EVERY	3600
#define TEXTS_LOT	500		/* forgotten in one transaction */
#define NEXT_LOT	1		/* while there are more */
#define KEEP_DAYS	90		/* stories, at least */
#define DAY		((int64_t)24 * 3600)

struct archive {
	struct daemon	*daemon;
	struct event	*stories, *texts;
	size_t		 forgotten;	/* stories, by now */
};

static void
arm(struct event *ev, int64_t seconds)
{
	struct timeval	tv = { .tv_sec = seconds };

	if (evtimer_add(ev, &tv) == -1)
		fatal("a timer can't be armed");
}

/* At least as long as its texts are kept. */
int64_t
archive_keep(const struct conf *conf)
{
	int64_t	days = (conf->archive / 1000 + DAY - 1) / DAY;

	return ((days > KEEP_DAYS ? days : KEEP_DAYS) * DAY);
}

/* Whether there may be more; told of when there are none. */
static int
forget_stories(struct archive *ar)
{
	struct daemon	*d = ar->daemon;
	int64_t		 keep = archive_keep(d->conf);
	char		*cause;
	size_t		 n = 0;

	if (state_expire(d->state, daemon_now(), keep, STORIES_LOT, &n,
	    &cause) == -1) {
		log_error("%s", cause);
		free(cause);
	}
	ar->forgotten += n;
	if (n == STORIES_LOT)
		return (1);
	if (ar->forgotten != 0)
		log_info("%zu stories forgotten that no feed has had for %lld "
		    "days", ar->forgotten, (long long)(keep / DAY));
	ar->forgotten = 0;
	return (0);
}

/* What was told where edits aren't told any more. */
static void
forget_told(struct daemon *d)
{
	char	*cause;

	for (size_t i = 0; i < d->nsources; i++)
		if (d->sources[i].conf->updates == CONF_UPDATES_IGNORE &&
		    state_told_forget(d->state, d->sources[i].saved.id,
		    &cause) == -1) {
			log_error("%s", cause);
			free(cause);
			return;
		}
}

static void
on_stories(int fd, short what, void *arg)
{
	struct archive	*ar = arg;

	(void)fd;
	(void)what;
	if (forget_stories(ar)) {
		arm(ar->stories, NEXT_LOT);
		return;
	}
	forget_told(ar->daemon);
	arm(ar->stories, STORIES_EVERY);
}

/* Whether there may be more. */
static int
forget_texts(struct daemon *d)
{
	char	*cause;
	size_t	 n = 0;

	if (state_archive_expire(d->state, daemon_now() -
	    d->conf->archive / 1000, TEXTS_LOT, &n, &cause) == -1) {
		log_error("%s", cause);
		free(cause);
	}
	return (n == TEXTS_LOT);
}

static void
on_texts(int fd, short what, void *arg)
{
	struct archive	*ar = arg;

	(void)fd;
	(void)what;
	arm(ar->texts, forget_texts(ar->daemon) ? NEXT_LOT : TEXTS_EVERY);
}

void
archive_finish(struct archive *ar)
{
	while (forget_stories(ar))
		continue;
	forget_told(ar->daemon);
	while (forget_texts(ar->daemon))
		continue;
}

struct archive *
archive_new(struct daemon *d)
{
	struct archive	*ar = xcalloc(1, sizeof(*ar));

	ar->daemon = d;
	ar->stories = evtimer_new(d->base, on_stories, ar);
	ar->texts = evtimer_new(d->base, on_texts, ar);
	if (ar->stories == NULL || ar->texts == NULL)
		fatal("out of memory for a timer");
	arm(ar->stories, STORIES_FIRST);
	on_texts(-1, 0, ar);
	return (ar);
}

void
archive_free(struct archive *ar)
{
	if (ar == NULL)
		return;
	event_free(ar->stories);
	event_free(ar->texts);
	free(ar);
}
