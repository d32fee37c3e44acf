/*
 * The bench's publisher: N generated feeds, each on a loopback address of its
 * own, as a thousand hosts would be.  Prints the feeds' URLs, one a line, then
 * an empty line, and serves until its standard input ends.
 */

#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

#define STORIES		20
#define WORDS		190		/* of a story: about 1.4 kB */

struct page {
	char	*data;
	size_t	 len;
	char	 etag[32];
};

static const char *const words[] = {
	"harbour", "council", "morning", "reported", "the", "of", "and", "to",
	"market", "bridge", "weather", "season", "a", "in", "that", "for",
	"railway", "museum", "river", "engineers", "was", "on", "with", "by",
	"library", "growers", "harvest", "minister", "from", "after", "who",
	"factory", "students", "concert", "village", "new", "two", "said",
	"northern", "valley", "timetable", "ferry", "an", "at", "its", "be"
};

/* The same sequence in every run (Numerical Recipes' generator). */
static unsigned int
next(unsigned int *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8);
}

static void
put_story(FILE *f, unsigned int feed, unsigned int story, unsigned int *seed)
{
	unsigned int	n = sizeof(words) / sizeof(words[0]);

	fprintf(f, "<item><title>Report %u-%u %s %s</title>"
	    "<link>https://feed%u.example/%u</link>"
	    "<guid isPermaLink=\"false\">%u-%u</guid>"
	    "<pubDate>Tue, 11 Mar 2025 %02u:00:00 GMT</pubDate>"
	    "<description>&lt;p&gt;", feed, story, words[next(seed) % n],
	    words[next(seed) % n], feed, story, feed, story, story);
	for (unsigned int i = 0; i < WORDS; i++) {
		if (i % 40 == 39)
			fprintf(f, "&lt;/p&gt;\n&lt;p&gt;");
		/* One story of a feed's twenty is on topic. */
		if (story == feed % STORIES && i == WORDS / 2)
			fprintf(f, "ransomware ");
		fprintf(f, "%s ", words[next(seed) % n]);
	}
	fprintf(f, "&lt;/p&gt;</description></item>\n");
}

static void
make_page(struct page *page, unsigned int feed)
{
	unsigned int	 seed = feed + 1;
	FILE		*f;

	if ((f = open_memstream(&page->data, &page->len)) == NULL)
		err(1, "open_memstream");
	fprintf(f, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<rss version=\"2.0\"><channel><title>Feed %u</title>"
	    "<link>https://feed%u.example/</link>"
	    "<description>Generated</description>\n", feed, feed);
	for (unsigned int i = 0; i < STORIES; i++)
		put_story(f, feed, i, &seed);
	fprintf(f, "</channel></rss>\n");
	if (fclose(f) == EOF)
		err(1, "open_memstream");
	snprintf(page->etag, sizeof(page->etag), "\"v1-%u\"", feed);
}

static void
serve(struct evhttp_request *req, void *arg)
{
	const struct page	*page = arg;
	struct evkeyvalq	*out = evhttp_request_get_output_headers(req);
	const char		*seen;

	seen = evhttp_find_header(evhttp_request_get_input_headers(req),
	    "If-None-Match");
	evhttp_add_header(out, "ETag", page->etag);
	if (seen != NULL && strcmp(seen, page->etag) == 0) {
		evhttp_send_reply(req, 304, "Not Modified", NULL);
		return;
	}
	evhttp_add_header(out, "Content-Type", "application/rss+xml");
	evbuffer_add_reference(evhttp_request_get_output_buffer(req),
	    page->data, page->len, NULL, NULL);
	evhttp_send_reply(req, 200, "OK", NULL);
}

/* Listens on 127.1.x.y and says where. */
static void
publish(struct event_base *base, struct page *page, unsigned int feed)
{
	struct evhttp_bound_socket	*bound;
	struct evhttp			*http;
	struct sockaddr_in		 sin;
	char				 host[32];
	socklen_t			 len = sizeof(sin);

	snprintf(host, sizeof(host), "127.1.%u.%u", feed / 250,
	    feed % 250 + 1);
	if ((http = evhttp_new(base)) == NULL ||
	    (bound = evhttp_bind_socket_with_handle(http, host, 0)) == NULL)
		err(1, "%s", host);
	evhttp_set_gencb(http, serve, page);
	if (getsockname(evhttp_bound_socket_get_fd(bound),
	    (struct sockaddr *)&sin, &len) == -1)
		err(1, "getsockname");
	printf("http://%s:%u/feed.rss\n", host, ntohs(sin.sin_port));
}

static void
end(evutil_socket_t fd, short what, void *base)
{
	char	c;

	(void)what;
	if (read(fd, &c, 1) <= 0)
		event_base_loopexit(base, NULL);
}

int
main(int argc, char *argv[])
{
	struct event_base	*base = event_base_new();
	struct rlimit		 files;
	struct page		*pages;
	long			 n;

	n = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	if (n < 1 || n > 50000)
		errx(1, "usage: server [NUMBER-OF-FEEDS]");
	if (getrlimit(RLIMIT_NOFILE, &files) == -1)
		err(1, "getrlimit");
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) == -1)
		err(1, "setrlimit");
	if ((pages = calloc((size_t)n, sizeof(*pages))) == NULL)
		err(1, NULL);
	for (long i = 0; i < n; i++) {
		make_page(&pages[i], (unsigned int)i);
		publish(base, &pages[i], (unsigned int)i);
	}
	printf("\n");
	fflush(stdout);
	event_add(event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, end,
	    base), NULL);
	event_base_dispatch(base);
	return (0);
}
