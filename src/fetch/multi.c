#include <stdlib.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/multi.h"

/*
 * Events are kept by descriptor: a socket may be closed, and its number used
 * anew, before libcurl says REMOVE.
 */
struct multi {
	CURLM			*curlm;
	CURLSH			*share;
	struct event_base	*base;
	struct event		*timer;
	struct event		**sockets;
	size_t			 nsockets;
	multi_done		*done;
	int			 keep;
};

/* The message is libcurl's own and gone once the handle is removed. */
static void
drain(struct multi *m)
{
	CURLMsg		*msg;
	CURL		*easy;
	CURLcode	 code;
	void		*private;
	int		 left;

	while ((msg = curl_multi_info_read(m->curlm, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		easy = msg->easy_handle;
		code = msg->data.result;
		curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
		if (!m->keep)
			curl_multi_remove_handle(m->curlm, easy);
		m->done(easy, code, private);
	}
}

static void
multi_act(struct multi *m, curl_socket_t fd, int bits)
{
	int	running;

	if (curl_multi_socket_action(m->curlm, fd, bits, &running) !=
	    CURLM_OK)
		log_warn("libcurl: an action on socket %d failed", fd);
	drain(m);
}

static void
multi_event(int fd, short what, void *arg)
{
	multi_act(arg, fd, (what & EV_READ ? CURL_CSELECT_IN : 0) |
	    (what & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void
on_timer(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	multi_act(arg, CURL_SOCKET_TIMEOUT, 0);
}

/* Called by libcurl: only arms, even for 0 ms, since it isn't reentrant. */
static int
timer_wanted(CURLM *curlm, long ms, void *arg)
{
	struct multi	*m = arg;
	struct timeval	 tv = { ms / 1000, (ms % 1000) * 1000 };

	(void)curlm;
	if (ms < 0)
		return (evtimer_del(m->timer));
	return (evtimer_add(m->timer, &tv));
}

static void
watch(struct multi *m, int fd, short what)
{
	size_t	i = (size_t)fd, size;

	if (i >= m->nsockets) {
		size = i + 64;
		m->sockets = xreallocarray(m->sockets, size,
		    sizeof(*m->sockets));
		while (m->nsockets < size)
			m->sockets[m->nsockets++] = NULL;
	}
	if (m->sockets[i] == NULL)
		m->sockets[i] = event_new(m->base, fd, what | EV_PERSIST,
		    multi_event, m);
	else {
		event_del(m->sockets[i]);
		event_assign(m->sockets[i], m->base, fd, what | EV_PERSIST,
		    multi_event, m);
	}
	if (m->sockets[i] == NULL || event_add(m->sockets[i], NULL) == -1)
		fatal("no event for socket %d", fd);
}

static int
socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *mine)
{
	struct multi	*m = arg;

	(void)easy;
	(void)mine;
	if (what != CURL_POLL_REMOVE)
		watch(m, fd, (short)((what & CURL_POLL_IN ? EV_READ : 0) |
		    (what & CURL_POLL_OUT ? EV_WRITE : 0)));
	else if ((size_t)fd < m->nsockets && m->sockets[fd] != NULL)
		event_del(m->sockets[fd]);
	return (0);
}

struct multi *
multi_new(struct event_base *base, long connections, multi_done *done)
{
	struct multi	*m = xcalloc(1, sizeof(*m));

	m->base = base;
	m->done = done;
	m->curlm = curl_multi_init();
	m->share = curl_share_init();
	m->timer = evtimer_new(base, on_timer, m);
	if (m->curlm == NULL || m->share == NULL || m->timer == NULL)
		fatal("libcurl: no multi handle");
	curl_multi_setopt(m->curlm, CURLMOPT_SOCKETFUNCTION, socket_wanted);
	curl_multi_setopt(m->curlm, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->curlm, CURLMOPT_TIMERFUNCTION, timer_wanted);
	curl_multi_setopt(m->curlm, CURLMOPT_TIMERDATA, m);
	curl_multi_setopt(m->curlm, CURLMOPT_MAXCONNECTS, connections);
	curl_share_setopt(m->share, CURLSHOPT_SHARE,
	    CURL_LOCK_DATA_SSL_SESSION);
	return (m);
}

void
multi_keep(struct multi *m)
{
	m->keep = 1;
}

void
multi_free(struct multi *m)
{
	if (m == NULL)
		return;
	curl_multi_cleanup(m->curlm);
	curl_share_cleanup(m->share);
	for (size_t i = 0; i < m->nsockets; i++)
		if (m->sockets[i] != NULL)
			event_free(m->sockets[i]);
	free(m->sockets);
	event_free(m->timer);
	free(m);
}

void
multi_add(struct multi *m, CURL *easy)
{
	if (curl_multi_add_handle(m->curlm, easy) != CURLM_OK)
		fatal("libcurl: a transfer can't be added");
}

void
multi_remove(struct multi *m, CURL *easy)
{
	curl_multi_remove_handle(m->curlm, easy);
}

CURLSH *
multi_share(struct multi *m)
{
	return (m->share);
}
