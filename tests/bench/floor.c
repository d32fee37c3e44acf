/*
 * What a fetch of these URLs costs at least: libcurl's multi_socket on
 * libevent and nothing else.  URLs come on standard input, one a line, and
 * after a blank an ETag to ask with.  Prints a line for each: status, bytes,
 * ETag.  The argument is how many transfers run at a time.
 */

#include <sys/queue.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <event2/event.h>

struct job {
	char			*url;
	char			 etag[64];	/* to ask with, then received */
	struct curl_slist	*headers;
	size_t			 bytes;
	long			 status;
	STAILQ_ENTRY(job)	 entry;
};

STAILQ_HEAD(jobs, job);

struct floor {
	struct event_base	*base;
	CURLM			*multi;
	struct event		*timer;
	struct jobs		 waiting, done;
	unsigned int		 running;
	unsigned int		 max;
};

static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct job	*job = arg;

	(void)data;
	job->bytes += size * n;
	return (size * n);
}

static size_t
on_header(char *data, size_t size, size_t n, void *arg)
{
	struct job	*job = arg;
	char		 line[128];

	snprintf(line, sizeof(line), "%.*s", (int)(size * n), data);
	if (strncasecmp(line, "ETag: ", 6) == 0)
		snprintf(job->etag, sizeof(job->etag), "%.*s",
		    (int)strcspn(line + 6, "\r\n"), line + 6);
	return (size * n);
}

static void
start(struct floor *f, struct job *job)
{
	CURL	*easy;
	char	 header[128];

	if ((easy = curl_easy_init()) == NULL)
		errx(1, "curl_easy_init");
	if (job->etag[0] != '\0') {
		snprintf(header, sizeof(header), "If-None-Match: %s",
		    job->etag);
		job->headers = curl_slist_append(NULL, header);
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
	}
	curl_easy_setopt(easy, CURLOPT_URL, job->url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_multi_add_handle(f->multi, easy);
	f->running++;
}

static void
admit(struct floor *f)
{
	struct job	*job;

	while (f->running < f->max &&
	    (job = STAILQ_FIRST(&f->waiting)) != NULL) {
		STAILQ_REMOVE_HEAD(&f->waiting, entry);
		start(f, job);
	}
}

static void
collect(struct floor *f)
{
	CURLMsg		*message;
	CURL		*easy;
	struct job	*job;
	CURLcode	 code;
	int		 left;

	while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
		easy = message->easy_handle;
		code = message->data.result;
		curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &job->status);
		if (code != CURLE_OK)
			errx(1, "%s: %s", job->url, curl_easy_strerror(code));
		curl_multi_remove_handle(f->multi, easy);
		curl_easy_cleanup(easy);
		curl_slist_free_all(job->headers);
		STAILQ_INSERT_TAIL(&f->done, job, entry);
		f->running--;
	}
	admit(f);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct floor	*f = arg;
	int		 mask, running;

	mask = ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
	    ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0);
	curl_multi_socket_action(f->multi, (curl_socket_t)fd, mask, &running);
	collect(f);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct floor	*f = arg;
	int		 running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(f->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(f);
}

static int
set_timer(CURLM *multi, long ms, void *arg)
{
	struct floor	*f = arg;
	struct timeval	 tv;

	(void)multi;
	if (ms < 0) {
		event_del(f->timer);
		return (0);
	}
	tv.tv_sec = ms / 1000;
	tv.tv_usec = (ms % 1000) * 1000;
	event_add(f->timer, &tv);
	return (0);
}

static int
set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *mine)
{
	struct floor	*f = arg;
	struct event	*ev = mine;
	short		 events = EV_PERSIST;

	(void)easy;
	if (ev != NULL)
		event_free(ev);
	ev = NULL;
	if (what != CURL_POLL_REMOVE) {
		if ((what & CURL_POLL_IN) != 0)
			events |= EV_READ;
		if ((what & CURL_POLL_OUT) != 0)
			events |= EV_WRITE;
		ev = event_new(f->base, fd, events, on_event, f);
		event_add(ev, NULL);
	}
	curl_multi_assign(f->multi, fd, ev);
	return (0);
}

static void
read_jobs(struct floor *f)
{
	struct job	*job;
	char		 line[512], *etag;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if ((job = calloc(1, sizeof(*job))) == NULL)
			err(1, NULL);
		if ((etag = strchr(line, ' ')) != NULL) {
			*etag++ = '\0';
			snprintf(job->etag, sizeof(job->etag), "%s", etag);
		}
		if ((job->url = strdup(line)) == NULL)
			err(1, NULL);
		STAILQ_INSERT_TAIL(&f->waiting, job, entry);
	}
}

int
main(int argc, char *argv[])
{
	struct floor	 f;
	struct job	*job;

	memset(&f, 0, sizeof(f));
	STAILQ_INIT(&f.waiting);
	STAILQ_INIT(&f.done);
	f.max = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 50;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (f.max == 0 || (f.base = event_base_new()) == NULL ||
	    (f.multi = curl_multi_init()) == NULL)
		errx(1, "usage: floor [TRANSFERS]");
	f.timer = event_new(f.base, -1, 0, on_timer, &f);
	curl_multi_setopt(f.multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(f.multi, CURLMOPT_SOCKETDATA, &f);
	curl_multi_setopt(f.multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(f.multi, CURLMOPT_TIMERDATA, &f);
	curl_multi_setopt(f.multi, CURLMOPT_MAXCONNECTS, (long)f.max);
	read_jobs(&f);
	admit(&f);
	while (f.running != 0 && event_base_loop(f.base, EVLOOP_ONCE) == 0)
		continue;
	STAILQ_FOREACH(job, &f.done, entry)
		printf("%ld %zu %s %s\n", job->status, job->bytes, job->url,
		    job->etag);
	curl_multi_cleanup(f.multi);
	return (0);
}
