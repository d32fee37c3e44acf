#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/xmalloc.h"
#include "fetch/reason.h"

static const struct {
	unsigned int	 status;
	const char	*words;
} statuses[] = {
	{ 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" },
	{ 205, "Reset Content" }, { 206, "Partial Content" },
	{ 300, "Multiple Choices" }, { 301, "Moved Permanently" },
	{ 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" },
	{ 305, "Use Proxy" }, { 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" }, { 400, "Bad Request" },
	{ 401, "Unauthorized" }, { 402, "Payment Required" },
	{ 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" }, { 409, "Conflict" }, { 410, "Gone" },
	{ 412, "Precondition Failed" }, { 414, "URI Too Long" },
	{ 418, "I'm a teapot" }, { 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" }, { 425, "Too Early" },
	{ 426, "Upgrade Required" }, { 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 451, "Unavailable For Legal Reasons" },
	{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
	{ 502, "Bad Gateway" }, { 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" }, { 507, "Insufficient Storage" },
	{ 508, "Loop Detected" }, { 520, "Unknown Error" },
	{ 521, "Web Server Is Down" }, { 522, "Connection Timed Out" },
	{ 523, "Origin Is Unreachable" }, { 524, "A Timeout Occurred" },
	{ 525, "TLS Handshake Failed" }, { 526, "Invalid Certificate" }
};

/* What pages of bot walls say. */
static const char *const wall_words[] = {
	"captcha", "just a moment", "attention required", "access denied",
	"checking your browser", "challenge-platform", "bot detect",
	"are you a robot", "verify you are human", "unusual traffic",
	"ddos protection", "pardon our interruption"
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

void
reason_size(uint64_t n, char s[REASON_SIZE])
{
	if (n != 0 && n % (1024 * 1024) == 0)
		snprintf(s, REASON_SIZE, "%" PRIu64 "M", n / (1024 * 1024));
	else if (n != 0 && n % 1024 == 0)
		snprintf(s, REASON_SIZE, "%" PRIu64 "k", n / 1024);
	else
		snprintf(s, REASON_SIZE, "%" PRIu64 " bytes", n);
}

void
reason_time(int64_t ms, char s[REASON_SIZE])
{
	if (ms % 1000 == 0)
		snprintf(s, REASON_SIZE, "%" PRId64 " s", ms / 1000);
	else
		snprintf(s, REASON_SIZE, "%" PRId64 " ms", ms);
}

static const char *
find_wall(const char *body)
{
	for (size_t i = 0; i < COUNT(wall_words); i++)
		if (strcasestr(body, wall_words[i]) != NULL)
			return (wall_words[i]);
	return (NULL);
}

char *
reason_status(unsigned int status, const char *wall, const char *body)
{
	const char	*words = NULL;

	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].status == status)
			words = statuses[i].words;
	if (status == 403 && wall != NULL)
		return (xasprintf("HTTP 403 Forbidden, likely a bot wall (%s)",
		    wall));
	if (status == 403 && find_wall(body) != NULL)
		return (xasprintf("HTTP 403 Forbidden, likely a bot wall"));
	return (xasprintf("HTTP %u%s%s", status, words != NULL ? " " : "",
	    words != NULL ? words : ""));
}

/* libcurl's words without the head we have said already. */
static const char *
less(const char *detail, const char *head)
{
	size_t	n = strlen(head);

	return (strncmp(detail, head, n) == 0 ? detail + n : detail);
}

static char *
timed_out(const struct reason *r)
{
	char	time[REASON_SIZE];

	reason_time(r->timeout, time);
	if (strncmp(r->detail, "Operation too slow", 18) == 0)
		return (xasprintf("too slow: %s", r->detail));
	if (r->received != 0)
		return (xasprintf("not complete within %s (%" PRIu64
		    " bytes came)", time, r->received));
	if (strncmp(r->detail, "Resolving timed out", 19) == 0)
		return (xasprintf("no answer within %s: looking up %s", time,
		    r->host));
	return (xasprintf("no answer within %s%s", time,
	    r->connected ? "" : ": no connection"));
}

static char *
broken_off(const struct reason *r)
{
	if (r->received == 0 && r->code != CURLE_PARTIAL_FILE)
		return (xasprintf("connection lost: %s", r->detail));
	return (xasprintf("connection closed before the end of the body "
	    "(%s)", r->detail));
}

/* Every code that a fetch can meet in the wild; the others as libcurl says. */
char *
reason_failure(const struct reason *r)
{
	switch (r->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return (xasprintf("host %s not found", r->host));
	case CURLE_COULDNT_RESOLVE_PROXY:
		return (xasprintf("the proxy's host not found"));
	case CURLE_COULDNT_CONNECT:
		return (xasprintf("can't connect to %s port %s: %s", r->host,
		    r->port, r->os_errno != 0 ? strerror(r->os_errno) :
		    r->detail));
	case CURLE_OPERATION_TIMEDOUT:
		return (timed_out(r));
	case CURLE_PEER_FAILED_VERIFICATION:
		return (xasprintf("TLS certificate not trusted: %s",
		    less(less(r->detail, "SSL certificate problem: "),
		    "SSL: ")));
	case CURLE_SSL_CONNECT_ERROR:
		return (xasprintf("TLS handshake failed: %s", r->detail));
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
		return (xasprintf("TLS ca, cert or key can't be used: %s",
		    r->detail));
	case CURLE_GOT_NOTHING:
		return (xasprintf("the server closed the connection without "
		    "an answer"));
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return (broken_off(r));
	case CURLE_BAD_CONTENT_ENCODING:
		return (xasprintf("the body's encoding is broken: %s",
		    r->detail));
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		return (xasprintf("no HTTP answer: %s", r->detail));
	default:
		return (xasprintf("%s", r->detail[0] != '\0' ? r->detail :
		    curl_easy_strerror(r->code)));
	}
}
