#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "config.h"

#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/source.h"
#include "feed/url.h"

#define SOURCE_MAX	(64 * 1024 * 1024)	/* bytes, decoded */
#define SOURCE_TIME	30L			/* seconds */
#define SOURCE_HOPS	20L

#define ACCEPT "Accept: application/rss+xml, application/atom+xml, "	\
	"application/feed+json, application/rdf+xml, "			\
	"application/xml;q=0.9, text/xml;q=0.9, "			\
	"application/json;q=0.8, */*;q=0.1"

/* The length of "scheme:" before "//"; 0: this is no URL. */
static size_t
scheme_length(const char *s)
{
	size_t	n;

	if (!isalpha((unsigned char)*s))
		return (0);
	for (n = 1; isalnum((unsigned char)s[n]) || s[n] == '+' ||
	    s[n] == '-' || s[n] == '.'; n++)
		;
	return (strncmp(s + n, "://", 3) == 0 ? n + 1 : 0);
}

static int
is_http(const char *url)
{
	return (strncasecmp(url, "http://", 7) == 0 ||
	    strncasecmp(url, "https://", 8) == 0);
}

static size_t
source_write(char *data, size_t size, size_t n, void *arg)
{
	struct buf	*b = arg;

	buf_put(b, data, size * n);
	return (b->failed ? 0 : size * n);
}

static enum ctl_exit
source_too_large(const struct source *src)
{
	log_error("%s: larger than %d MB", src->typed,
	    SOURCE_MAX / (1024 * 1024));
	return (CTL_FAILED);
}

static CURL *
source_handle(struct source *src, struct curl_slist *headers, char *error)
{
	CURL	*curl;

	if ((curl = curl_easy_init()) == NULL)
		return (NULL);
	curl_easy_setopt(curl, CURLOPT_URL, src->typed);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, SOURCE_HOPS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, SOURCE_TIME);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "newsieve/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, source_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &src->data);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	return (curl);
}

/* Where the document came from; --base stands for all that HTTP says of it. */
static void
source_place(CURL *curl, struct source *src)
{
	struct curl_header	*h;
	char			*url = NULL;

	if (src->url != NULL)
		return;
	curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
	src->url = xstrdup(url != NULL ? url : src->typed);
	if (curl_easy_header(curl, "Content-Location", 0, CURLH_HEADER, -1,
	    &h) == CURLHE_OK)
		src->content_location = xstrdup(h->value);
}

static enum ctl_exit
source_fetched(CURL *curl, CURLcode code, const char *error,
    struct source *src)
{
	char	*type = NULL;
	long	 status = 0;

	if (src->data.failed)
		return (source_too_large(src));
	if (code != CURLE_OK) {
		log_error("%s: %s", src->typed, *error != '\0' ? error :
		    curl_easy_strerror(code));
		return (CTL_FAILED);
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200 || status > 299) {
		log_error("%s: the server answered %ld", src->typed, status);
		return (CTL_FAILED);
	}
	source_place(curl, src);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	if (src->content_type == NULL && type != NULL)
		src->content_type = xstrdup(type);
	return (CTL_OK);
}

static enum ctl_exit
source_fetch(struct source *src)
{
	char			 error[CURL_ERROR_SIZE] = "";
	struct curl_slist	*headers;
	enum ctl_exit		 result;
	CURL			*curl;

	headers = curl_slist_append(NULL, ACCEPT);
	curl = source_handle(src, headers, error);
	if (curl == NULL || headers == NULL)
		fatal("libcurl has no memory");
	result = source_fetched(curl, curl_easy_perform(curl), error, src);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return (result);
}

/*
 * A regular file's bytes are room enough; it is read all the same, as one
 * that is mapped and then cut ends the process.
 */
static enum ctl_exit
source_read_fd(struct source *src, int fd)
{
	char		chunk[64 * 1024];
	struct stat	st;
	ssize_t		n;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    buf_reserve(&src->data, (size_t)st.st_size) == -1)
		return (source_too_large(src));
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			log_error("%s: %s", src->typed, strerror(errno));
			return (CTL_FAILED);
		}
		buf_put(&src->data, chunk, (size_t)n);
		if (src->data.failed)
			return (source_too_large(src));
	}
	return (CTL_OK);
}

static enum ctl_exit
source_read_file(struct source *src)
{
	enum ctl_exit	result;
	int		fd;

	if (strcmp(src->typed, "-") == 0) {
		src->typed = "standard input";
		return (source_read_fd(src, STDIN_FILENO));
	}
	if ((fd = open(src->typed, O_RDONLY | O_CLOEXEC)) == -1) {
		log_error("%s: %s", src->typed, strerror(errno));
		return (CTL_FAILED);
	}
	result = source_read_fd(src, fd);
	close(fd);
	return (result);
}

static enum ctl_exit
source_check_base(const char *base)
{
	struct arena	*arena = arena_new(1024 * 1024);
	int		 good = url_resolve(arena, NULL, base) != NULL;

	arena_free(arena);
	if (good)
		return (CTL_OK);
	log_error("--base: \"%s\" is no absolute URL", base);
	return (CTL_USAGE);
}

enum ctl_exit
source_read(const struct ctl *ctl, struct source *src)
{
	size_t	scheme;

	memset(src, 0, sizeof(*src));
	buf_init(&src->data, SOURCE_MAX);
	src->typed = ctl->args[0];
	if (ctl->base != NULL) {
		if (source_check_base(ctl->base) != CTL_OK)
			return (CTL_USAGE);
		src->url = xstrdup(ctl->base);
	}
	if (ctl->content_type != NULL)
		src->content_type = xstrdup(ctl->content_type);
	if ((scheme = scheme_length(src->typed)) == 0)
		return (source_read_file(src));
	if (is_http(src->typed))
		return (source_fetch(src));
	log_error("%s: only http: and https: are fetched, not %.*s",
	    src->typed, (int)scheme, src->typed);
	return (CTL_FAILED);
}

void
source_clear(struct source *src)
{
	buf_clear(&src->data);
	free(src->url);
	free(src->content_type);
	free(src->content_location);
}

enum ctl_exit
source_parse(const struct source *src, struct arena *arena,
    struct feed **feed)
{
	struct feed_input	 in = { .data = buf_string(&src->data),
				    .len = src->data.len, .url = src->url,
				    .content_type = src->content_type,
				    .content_location =
				    src->content_location };
	char			*cause = NULL;

	if (feed_parse(&in, arena, feed, &cause) == 0)
		return (CTL_OK);
	log_error("%s: %s", src->typed, cause);
	free(cause);
	return (CTL_FAILED);
}
