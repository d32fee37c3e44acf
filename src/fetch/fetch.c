#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/slice.h"
#include "fetch/fetch.h"
#include "fetch/lane.h"
#include "fetch/request.h"
#include "ipc/channel.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/sandbox.h"

#define SLICE_MAX	((uint64_t)1 << 30)
#define MAIL_MAX	((uint64_t)1 << 30)	/* as a worker's result */
#define FILES_MAX	((rlim_t)65536)

struct fetch {
	struct event_base	*base;
	struct channel		*channel;
	const void		*data;		/* of the slice, mapped */
	size_t			 len;
	struct slice_fetch	*slice;		/* NULL before WIRE_CONFIG */
	struct requests		*requests;
	struct lane		**lanes;	/* by account */
};

static void
on_started(uint64_t poll, void *arg)
{
	struct fetch	*f = arg;
	struct buf	 b;

	wire_begin(&b, WIRE_FETCH_STARTED, poll);
	channel_send(f->channel, &b, NULL, 0);
}

static void
on_done(uint64_t poll, const struct message_fetch_done *m, int fd, void *arg)
{
	struct fetch	*f = arg;
	struct buf	 b;

	wire_begin(&b, WIRE_FETCH_DONE, poll);
	message_fetch_done_put(&b, m);
	channel_send(f->channel, &b, &fd, fd != -1 ? 1 : 0);
}

static void
on_sent(uint64_t id, const struct message_sent *m, void *arg)
{
	struct fetch	*f = arg;
	struct buf	 b;

	wire_begin(&b, WIRE_SENT, id);
	message_sent_put(&b, m);
	channel_send(f->channel, &b, NULL, 0);
}

/* Every transfer takes a socket and every body a descriptor. */
static void
raise_files(void)
{
	struct rlimit	rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) == -1 || rl.rlim_cur >= FILES_MAX)
		return;
	rl.rlim_cur = rl.rlim_max < FILES_MAX ? rl.rlim_max : FILES_MAX;
	if (setrlimit(RLIMIT_NOFILE, &rl) == -1)
		log_warn("more open files: %s", strerror(errno));
}

/*
 * Memory isn't limited: threads that look names up reserve much and use
 * little; what can grow has limits of its own.
 */
static void
configure(struct fetch *f, struct wire *w)
{
	struct stat	st;
	int		fd = w->fds[0];

	if (f->slice != NULL || fd == -1 || pack_get_end(&w->body) == -1)
		fatal("a configuration that nobody waits for");
	if (fstat(fd, &st) == -1 ||
	    memfd_seal(fd, (uint64_t)st.st_size, SLICE_MAX) == -1)
		fatal("the configuration: %s", strerror(errno));
	f->len = (size_t)st.st_size;
	if ((f->data = memfd_map(fd, f->len)) == NULL)
		fatal("mapping the configuration: %s", strerror(errno));
	if ((f->slice = slice_fetch_get(f->data, f->len)) == NULL)
		fatal("the configuration is of another version");
	raise_files();
	sandbox_enter(0, 0);
	f->requests = requests_new(f->base, f->slice, on_started, on_done, f);
	f->lanes = xcalloc(f->slice->naccounts + 1, sizeof(struct lane *));
	for (size_t i = 0; i < f->slice->naccounts; i++)
		f->lanes[i] = lane_new(f->base, &f->slice->accounts[i],
		    f->slice->domain, on_sent, f);
}

static void
fetch(struct fetch *f, struct wire *w)
{
	struct message_fetch	m;

	if (f->slice == NULL || message_fetch_get(w, &m) == -1 ||
	    m.feed >= f->slice->nfeeds)
		fatal("a fetch that is none");
	request_new(f->requests, w->poll, &m);
}

static void
send_mail(struct fetch *f, struct wire *w)
{
	struct message_send	m;
	struct stat		st;
	int			fd = w->fds[0];

	if (f->slice == NULL || fd == -1 || message_send_get(w, &m) == -1 ||
	    m.account >= f->slice->naccounts ||
	    lane_is_busy(f->lanes[m.account]))
		fatal("a mail that can't be sent");
	if (fstat(fd, &st) == -1 ||
	    memfd_seal(fd, (uint64_t)st.st_size, MAIL_MAX) == -1)
		fatal("a mail: %s", strerror(errno));
	lane_send(f->lanes[m.account], w->poll, m.place, wire_take_fd(w, 0),
	    (size_t)st.st_size);
}

static void
taken(struct fetch *f, struct wire *w)
{
	if (f->slice == NULL || pack_get_end(&w->body) == -1)
		fatal("a body that nobody has sent");
	requests_taken(f->requests);
}

static void
on_message(struct wire *w, void *arg)
{
	switch (w->type) {
	case WIRE_CONFIG:
		configure(arg, w);
		break;
	case WIRE_FETCH:
		fetch(arg, w);
		break;
	case WIRE_TAKEN:
		taken(arg, w);
		break;
	case WIRE_SEND:
		send_mail(arg, w);
		break;
	default:
		fatal("a message of type %d", w->type);
	}
}

static void
on_closed(const char *why, void *arg)
{
	struct fetch	*f = arg;

	log_debug("the parent: %s", why != NULL ? why : "closed its socket");
	event_base_loopbreak(f->base);
}

int
fetch_main(int fd)
{
	struct fetch	f = { 0 };

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (f.base = event_base_new()) == NULL)
		fatal("libcurl or libevent can't be started");
	f.channel = channel_new(f.base, fd, on_message, on_closed, &f);
	if (event_base_dispatch(f.base) == -1)
		fatal("the event loop failed");
	requests_free(f.requests);
	for (size_t i = 0; f.slice != NULL && i < f.slice->naccounts; i++)
		lane_free(f.lanes[i]);
	free(f.lanes);
	channel_free(f.channel);
	slice_fetch_free(f.slice);
	memfd_unmap(f.data, f.len);
	event_base_free(f.base);
	curl_global_cleanup();
	return (0);
}
