#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/dialogue.h"
#include "fetch/lane.h"
#include "fetch/reason.h"
#include "fetch/session.h"
#include "ipc/memfd.h"

#define IDLE_SECONDS	20	/* that a session is kept without a mail */

struct lane {
	struct event_base	*base;
	const struct slice_account *account;
	const char		*domain;
	lane_sent		*sent;
	void			*arg;
	const struct dialogue_class *class;
	struct session		*session;	/* NULL: none */
	void			*dialogue;	/* NULL: not opened yet */
	struct event		*timer;		/* a mail's end, or idleness */
	struct event		*drop;		/* ends a session from the loop */
	int			 ready;
	int			 used;		/* the session had a mail before */
	int			 committed;
	uint64_t		 id;
	struct dialogue_mail	 mail;		/* data NULL: none */
};

static void	open_session(struct lane *);

static void
arm(struct lane *l, int64_t ms)
{
	struct timeval	tv = { ms / 1000, (ms % 1000) * 1000 };

	if (evtimer_add(l->timer, &tv) == -1)
		fatal("a timer can't be armed");
}

static void
drop_session(struct lane *l)
{
	if (l->dialogue != NULL)
		l->class->free(l->dialogue);
	session_free(l->session);
	l->session = NULL;
	l->dialogue = NULL;
	l->ready = l->used = 0;
	event_del(l->drop);
}

static void
clear_mail(struct lane *l)
{
	memfd_unmap(l->mail.data, l->mail.len);
	free((char *)(uintptr_t)l->mail.place);
	memset(&l->mail, 0, sizeof(l->mail));
}

static void
finish(struct lane *l, enum send_result result, const char *why)
{
	struct message_sent	m = { .result = (uint8_t)result,
				    .why = result != SEND_TAKEN ? why : NULL };

	clear_mail(l);
	l->committed = 0;
	arm(l, IDLE_SECONDS * 1000);
	l->sent(l->id, &m, l->arg);
}

void
lane_done(struct lane *l, enum send_result result, const char *fmt, ...)
{
	va_list	ap;
	char	why[512];

	assert(l->mail.data != NULL);
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	l->used = 1;
	if (result == SEND_TROUBLE) {
		/* Another connection may do better. */
		l->ready = 0;
		event_active(l->drop, EV_TIMEOUT, 0);
	}
	finish(l, result, why);
}

/* In doubt it is sent again; IMAP's servers are asked before. */
static void
fail(struct lane *l, const char *why)
{
	char	text[512];

	snprintf(text, sizeof(text), "%s%s", why, l->committed ?
	    "; it may have been taken" : "");
	drop_session(l);
	finish(l, SEND_TROUBLE, text);
}

/*
 * A session that was kept may have been at its end when the mail was begun:
 * that is no trouble yet.
 */
static void
on_closed(const char *why, void *arg)
{
	struct lane	*l = arg;
	int		 again = l->used && !l->committed;

	if (l->mail.data == NULL) {
		drop_session(l);
		evtimer_del(l->timer);
	} else if (again) {
		drop_session(l);
		open_session(l);
	} else
		fail(l, why);
}

static void
send_mail(struct lane *l)
{
	if (!l->ready || l->mail.data == NULL)
		return;
	l->ready = 0;
	l->class->send(l->dialogue, &l->mail);
}

void
lane_ready(struct lane *l)
{
	l->ready = 1;
	send_mail(l);
}

void
lane_committed(struct lane *l)
{
	l->committed = 1;
}

static void
on_opened(void *arg)
{
	struct lane	*l = arg;

	l->dialogue = l->class->open(l, l->session, l->account, l->domain);
}

static void
on_line(const char *line, void *arg)
{
	struct lane	*l = arg;

	l->class->hear(l->dialogue, line);
}

static const struct session_class	session_class = {
	.opened = on_opened, .hear = on_line, .closed = on_closed
};

static void
open_session(struct lane *l)
{
	l->session = session_new(l->base, l->account, l->domain,
	    &session_class, l);
}

static void
on_timer(int fd, short what, void *arg)
{
	struct lane	*l = arg;
	char		 time[REASON_SIZE], why[64];

	(void)fd;
	(void)what;
	if (l->mail.data == NULL) {
		if (l->dialogue != NULL)
			l->class->leave(l->dialogue);
		drop_session(l);
		return;
	}
	reason_time(l->account->timeout, time);
	snprintf(why, sizeof(why), "not sent within %s", time);
	fail(l, why);
}

static void
on_drop(int fd, short what, void *arg)
{
	struct lane	*l = arg;

	(void)fd;
	(void)what;
	drop_session(l);
	if (l->mail.data != NULL)
		open_session(l);
}

struct lane *
lane_new(struct event_base *base, const struct slice_account *account,
    const char *domain, lane_sent *sent, void *arg)
{
	struct lane	*l = xcalloc(1, sizeof(*l));

	l->base = base;
	l->account = account;
	l->domain = domain;
	l->sent = sent;
	l->arg = arg;
	l->class = strncmp(account->server, "smtp", 4) == 0 ?
	    &dialogue_smtp : &dialogue_imap;
	l->timer = evtimer_new(base, on_timer, l);
	l->drop = evtimer_new(base, on_drop, l);
	if (l->timer == NULL || l->drop == NULL)
		fatal("out of memory for a timer");
	return (l);
}

void
lane_free(struct lane *l)
{
	if (l == NULL)
		return;
	drop_session(l);
	if (l->mail.data != NULL)
		clear_mail(l);
	event_free(l->timer);
	event_free(l->drop);
	free(l);
}

int
lane_is_busy(const struct lane *l)
{
	return (l->mail.data != NULL);
}

void
lane_send(struct lane *l, uint64_t id, const char *place, int fd, size_t size)
{
	assert(!lane_is_busy(l));
	l->id = id;
	if ((l->mail.data = memfd_map(fd, size)) == NULL)
		fatal("mapping a mail failed");
	close(fd);
	l->mail.len = size;
	l->mail.place = xstrdup(place);
	arm(l, l->account->timeout);
	if (l->session == NULL)
		open_session(l);
	else
		send_mail(l);
}
