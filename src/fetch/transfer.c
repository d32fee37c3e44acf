#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/address.h"
#include "fetch/multi.h"
#include "fetch/reason.h"
#include "fetch/setup.h"
#include "fetch/transfer.h"
#include "ipc/memfd.h"

#define PEEK_MAX	((size_t)4096)	/* kept of an error's body */
#define WASTE_MAX	((uint64_t)256 * 1024)	/* read of one at most */

struct transfer {
	struct transfers		*all;
	struct transfer			*next;	/* when it is spare */
	CURL				*easy;
	struct curl_slist		*headers;
	struct transfer_order		 order;
	struct header			 header;
	struct buf			 peek;
	struct digest_ctx		*digest;
	transfer_ended			*ended;
	void				*arg;
	char				*stopped;	/* by us, because */
	int				 enough;	/* of a useless body */
	int				 fd;
	uint64_t			 size;		/* of the body */
	uint64_t			 wasted;	/* bytes of another */
	char				 detail[CURL_ERROR_SIZE];
};

/* Handles and their memory are used again. */
struct transfers {
	struct multi	*multi;
	struct transfer	*spare;
};

static int
is_wanted(const struct transfer *t)
{
	return (t->header.status == 200 || t->header.status == 203);
}

/* Ends the transfer from inside a callback: what libcurl calls an error. */
static size_t
stop(struct transfer *t, char *why)
{
	if (t->stopped == NULL)
		t->stopped = why;
	else
		free(why);
	return (0);
}

static size_t
stop_too_large(struct transfer *t)
{
	char	size[REASON_SIZE];

	reason_size(t->order.max_size, size);
	return (stop(t, xasprintf("body larger than %s", size)));
}

/* The body of an answer we can't use: a glance at it, for what it says. */
static size_t
glance(struct transfer *t, const char *data, size_t len)
{
	size_t	room = PEEK_MAX - t->peek.len;

	for (size_t i = 0; i < len && i < room; i++)
		buf_putc(&t->peek, data[i] != '\0' ? data[i] : ' ');
	t->wasted += len;
	t->enough = t->wasted > WASTE_MAX;
	return (t->enough ? 0 : len);
}

static int
body_open(struct transfer *t)
{
	curl_off_t	announced = -1;

	curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
	    &announced);
	if (announced > 0 && (uint64_t)announced > t->order.max_size) {
		stop_too_large(t);
		return (-1);
	}
	if ((t->fd = memfd_new("body")) == -1) {
		stop(t, xasprintf("no memory for the body: %s",
		    strerror(errno)));
		return (-1);
	}
	return (0);
}

/* libcurl's write callback; data is decoded. */
static size_t
transfer_write(char *data, size_t one, size_t len, void *arg)
{
	struct transfer	*t = arg;

	(void)one;
	if (!is_wanted(t))
		return (glance(t, data, len));
	if (t->fd == -1 && body_open(t) == -1)
		return (0);
	if (len > t->order.max_size - t->size)
		return (stop_too_large(t));
	if (io_write(t->fd, data, len) == -1)
		return (stop(t, xasprintf("no memory for the body: %s",
		    strerror(errno))));
	digest_update(t->digest, data, len);
	t->size += len;
	return (len);
}

static size_t
transfer_header(char *line, size_t one, size_t len, void *arg)
{
	struct transfer	*t = arg;

	(void)one;
	if (header_line(&t->header, line, len) == -1)
		return (stop(t, xasprintf("a header of over %zuk",
		    HEADER_MAX / 1024)));
	return (len);
}

/* -1 and the reason noted when the feed may not be fetched from there. */
static int
judge(struct transfer *t, const struct sockaddr *sa)
{
	char	text[ADDRESS_SIZE];

	if (address_allowed(sa, &t->order.feed->allow_private))
		return (0);
	address_text(sa, text);
	free(t->stopped);
	t->stopped = xasprintf("address %s is private (%s; see "
	    "allow_private)", text, address_kind(sa));
	return (-1);
}

/*
 * libcurl's way of opening sockets, called for one address after the other:
 * one that may do makes up for those before it.  A proxy is the user's own
 * choice; where it connects to is out of our sight.
 */
static curl_socket_t
transfer_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer	*t = arg;
	int		 fd;

	if (purpose != CURLSOCKTYPE_IPCXN || (t->order.feed->proxy == NULL &&
	    judge(t, &a->addr) == -1))
		return (CURL_SOCKET_BAD);
	fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
	if (fd == -1)
		return (CURL_SOCKET_BAD);
	free(t->stopped);
	t->stopped = NULL;
	return (fd);
}

/*
 * A kept connection was opened for a feed that may have been allowed more, so
 * that the address is judged again before each request.
 */
static int
transfer_prereq(void *arg, char *ip, char *local, int port, int local_port)
{
	struct transfer		*t = arg;
	struct sockaddr_storage	 ss;

	(void)local;
	(void)port;
	(void)local_port;
	if (t->order.feed->proxy != NULL)
		return (CURL_PREREQFUNC_OK);
	if (address_parse(ip, &ss) == -1 ||
	    judge(t, (struct sockaddr *)&ss) == -1)
		return (CURL_PREREQFUNC_ABORT);
	return (CURL_PREREQFUNC_OK);
}

/*
 * A proxy would look names up for us; what can be told from the URL alone
 * is judged here.
 */
static int
judge_by_name(struct transfer *t, char **cause)
{
	const char		*host = t->order.place->host;
	size_t			 len = strlen(host);
	struct sockaddr_storage	 ss;

	if (t->order.feed->proxy == NULL)
		return (0);
	if (strcmp(host, "localhost") == 0 || (len > 10 &&
	    strcmp(host + len - 10, ".localhost") == 0))
		address_parse("127.0.0.1", &ss);
	else if (address_parse(host, &ss) == -1)
		return (0);
	if (judge(t, (struct sockaddr *)&ss) == 0)
		return (0);
	*cause = t->stopped;
	t->stopped = NULL;
	return (-1);
}

/* Ready for the next, or for nothing. */
static void
transfer_give(struct transfer *t)
{
	struct digest	unused;

	curl_slist_free_all(t->headers);
	t->headers = NULL;
	if (t->fd != -1)
		close(t->fd);
	t->fd = -1;
	if (t->size != 0)
		digest_final(t->digest, &unused);
	free(t->stopped);
	t->stopped = NULL;
	header_reset(&t->header);
	buf_reset(&t->peek);
	t->size = t->wasted = 0;
	t->enough = 0;
	t->next = t->all->spare;
	t->all->spare = t;
}

static char *
failure(struct transfer *t, CURLcode code)
{
	const struct place	*place = t->order.place;
	struct reason		 r = { .code = code, .detail = t->detail,
				    .host = place->host, .port = place->port,
				    .timeout = t->order.feed->timeout };
	curl_off_t		 connected = 0;
	long			 os_errno = 0;

	curl_easy_getinfo(t->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &os_errno);
	r.connected = connected != 0;
	if (!r.connected && r.timeout > SETUP_CONNECT_MAX)
		r.timeout = SETUP_CONNECT_MAX;
	r.os_errno = (int)os_errno;
	r.received = t->size + t->wasted;
	return (reason_failure(&r));
}

/* The body, if one was wanted; an empty one is a body, too. */
static char *
answer_body(struct transfer *t, struct transfer_answer *a)
{
	if (!is_wanted(t))
		return (NULL);
	if (t->fd == -1 && (t->fd = memfd_new("body")) == -1)
		return (xasprintf("no memory for the body: %s",
		    strerror(errno)));
	digest_final(t->digest, &a->digest);
	a->fd = t->fd;
	a->size = t->size;
	t->fd = -1;
	t->size = 0;
	return (NULL);
}

static void
transfer_done(CURL *easy, CURLcode code, void *private)
{
	struct transfer		*t = private;
	struct transfer_answer	 a = { .header = &t->header, .fd = -1 };
	curl_off_t		 received = 0;

	curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
	a.received = (uint64_t)received;
	if (code != CURLE_OK && t->stopped != NULL) {
		a.failure = t->stopped;
		t->stopped = NULL;
	} else if (code != CURLE_OK && !t->enough) {
		a.failure = failure(t, code);
		a.bad_coding = code == CURLE_BAD_CONTENT_ENCODING;
	} else
		a.failure = answer_body(t, &a);
	a.peek = buf_string(&t->peek);
	t->ended(&a, t->arg);
	free(a.failure);
	if (a.fd != -1)
		close(a.fd);
	transfer_give(t);
}

struct transfers *
transfers_new(struct event_base *base, long connections)
{
	struct transfers	*all = xcalloc(1, sizeof(*all));

	all->multi = multi_new(base, connections, transfer_done);
	return (all);
}

static struct transfer *
transfer_take(struct transfers *all)
{
	struct transfer	*t = all->spare;

	if (t != NULL) {
		all->spare = t->next;
		return (t);
	}
	t = xcalloc(1, sizeof(*t));
	t->all = all;
	t->fd = -1;
	t->digest = digest_new();
	header_init(&t->header);
	buf_init(&t->peek, PEEK_MAX);
	if ((t->easy = curl_easy_init()) == NULL)
		fatal("libcurl: no easy handle");
	return (t);
}

static void
transfer_destroy(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	digest_free(t->digest);
	header_clear(&t->header);
	buf_clear(&t->peek);
	free(t->stopped);
	free(t);
}

void
transfers_free(struct transfers *all)
{
	struct transfer	*t;

	if (all == NULL)
		return;
	while ((t = all->spare) != NULL) {
		all->spare = t->next;
		transfer_destroy(t);
	}
	multi_free(all->multi);
	free(all);
}

static unsigned int
set_callbacks(struct transfer *t)
{
	CURL	*easy = t->easy;

	return (curl_easy_setopt(easy, CURLOPT_PRIVATE, t) |
	    curl_easy_setopt(easy, CURLOPT_SHARE,
	    multi_share(t->all->multi)) |
	    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->detail) |
	    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers) |
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, transfer_write) |
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t) |
	    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, transfer_header) |
	    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t) |
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION,
	    transfer_socket) |
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t) |
	    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, transfer_prereq) |
	    curl_easy_setopt(easy, CURLOPT_PREREQDATA, t));
}

struct transfer *
transfer_start(struct transfers *all, const struct transfer_order *o,
    transfer_ended *ended, void *arg, char **cause)
{
	struct transfer	*t = transfer_take(all);

	t->order = *o;
	t->ended = ended;
	t->arg = arg;
	t->detail[0] = '\0';
	t->headers = setup_headers(o);
	curl_easy_reset(t->easy);
	if (set_callbacks(t) != 0)
		fatal("libcurl: a callback is refused");
	if (judge_by_name(t, cause) == -1 ||
	    setup_options(t->easy, o, cause) == -1) {
		transfer_give(t);
		return (NULL);
	}
	multi_add(all->multi, t->easy);
	return (t);
}

void
transfer_cancel(struct transfer *t)
{
	multi_remove(t->all->multi, t->easy);
	transfer_give(t);
}
