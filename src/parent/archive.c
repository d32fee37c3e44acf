#include <stdlib.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/archive.h"
#include "parent/daemon.h"
#include "parent/state_archive.h"

#define STORIES_FIRST	3600		/* seconds: the feeds were polled then */
#define STORIES_EVERY	(24 * 3600)
#define TEXTS_EVERY	3600
#define TEXTS_NEXT	1		/* while there are more */
#define TEXTS_LOT	500		/* forgotten in one transaction */
#define KEEP_DAYS	90		/* stories, at least */
#define DAY		((int64_t)24 * 3600)

struct archive {
	struct daemon	*daemon;
	struct event	*stories, *texts;
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

static void
forget_stories(struct daemon *d)
{
	int64_t	 keep = archive_keep(d->conf);
	char	*cause;
	size_t	 n;

	if (state_expire(d->state, daemon_now(), keep, &n, &cause) == -1) {
		log_error("%s", cause);
		free(cause);
	} else if (n != 0)
		log_info("%zu stories forgotten that no feed has had for %lld "
		    "days", n, (long long)(keep / DAY));
}

static void
on_stories(int fd, short what, void *arg)
{
	struct archive	*ar = arg;

	(void)fd;
	(void)what;
	forget_stories(ar->daemon);
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
	arm(ar->texts, forget_texts(ar->daemon) ? TEXTS_NEXT : TEXTS_EVERY);
}

void
archive_finish(struct archive *ar)
{
	forget_stories(ar->daemon);
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
