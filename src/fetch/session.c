#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/multi.h"
#include "fetch/reason.h"
#include "fetch/session.h"
#include "fetch/setup.h"

#define LINE_MAX_BYTES	((size_t)8192)
#define OUT_MAX		(SIZE_MAX / 2)

/*
 * libcurl's handle stays in its multi as long as the session: with
 * CONNECT_ONLY the connection ends when it leaves.
 */
struct session {
	const struct slice_account *account;
	const struct session_class *class;
	void			*arg;
	struct event_base	*base;
	struct multi		*multi;
	CURL			*easy;
	struct event		*readable, *writable;	/* once it is open */
	struct event		*more;		/* so is this: to be read */
	struct event		*broken;	/* tells of it from the loop */
	char			*why;
	struct buf		 line, out;
	size_t			 at;		/* of out, sent */
	size_t			 skip;
	char			 detail[CURL_ERROR_SIZE];
};

static void
on_broken(int fd, short what, void *arg)
{
	struct session	*s = arg;

	(void)fd;
	(void)what;
	s->class->closed(s->why, s->arg);
}

/* why becomes the session's. */
static void
break_off(struct session *s, char *why)
{
	if (s->why != NULL) {
		free(why);
		return;
	}
	s->why = why;
	if (s->readable != NULL) {
		event_del(s->readable);
		event_del(s->writable);
		event_del(s->more);
	}
	event_active(s->broken, EV_TIMEOUT, 0);
}

static char *
lost(const struct session *s, CURLcode code)
{
	if (code == CURLE_OK)
		return (xstrdup("the server closed the connection"));
	return (xasprintf("connection lost: %s", s->detail[0] != '\0' ?
	    s->detail : curl_easy_strerror(code)));
}

static void
take(struct session *s, const char *p, size_t n)
{
	for (size_t i = 0; i < n && s->why == NULL; i++) {
		if (s->skip > 0)
			s->skip--;
		else if (p[i] == '\n') {
			if (s->line.len > 0 &&
			    s->line.data[s->line.len - 1] == '\r')
				s->line.data[--s->line.len] = '\0';
			s->class->hear(buf_string(&s->line), s->arg);
			buf_reset(&s->line);
		} else if (s->line.len < LINE_MAX_BYTES)
			buf_putc(&s->line, p[i] != '\0' ? p[i] : ' ');
	}
}

/*
 * Comes back while there may be more, as TLS may hold what the socket doesn't
 * show; others have their turn in between, however much a server says.
 */
static void
on_readable(int fd, short what, void *arg)
{
	struct session	*s = arg;
	struct timeval	 now = { 0 };
	char		 chunk[16384];
	CURLcode	 code;
	size_t		 n = 0;

	(void)fd;
	(void)what;
	code = curl_easy_recv(s->easy, chunk, sizeof(chunk), &n);
	take(s, chunk, n);
	if (s->why != NULL || code == CURLE_AGAIN)
		return;
	if (code == CURLE_OK && n > 0)
		evtimer_add(s->more, &now);
	else
		break_off(s, lost(s, code));
}

static void
flush(struct session *s)
{
	CURLcode	code = CURLE_OK;
	size_t		n;

	if (s->readable == NULL || s->why != NULL)
		return;
	while (code == CURLE_OK && s->at < s->out.len) {
		n = 0;
		code = curl_easy_send(s->easy, s->out.data + s->at,
		    s->out.len - s->at, &n);
		s->at += n;
	}
	if (s->at == s->out.len) {
		buf_reset(&s->out);
		s->at = 0;
	} else if (code == CURLE_AGAIN)
		event_add(s->writable, NULL);
	else
		break_off(s, lost(s, code));
}

static void
on_writable(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	flush(arg);
}

static char *
refusal(const struct session *s, CURLcode code)
{
	struct reason	r = { .code = code, .detail = s->detail,
			    .host = "", .port = "",
			    .timeout = s->account->timeout };
	curl_off_t	connected = 0;
	long		os_errno = 0;

	curl_easy_getinfo(s->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(s->easy, CURLINFO_OS_ERRNO, &os_errno);
	r.connected = connected != 0;
	r.os_errno = (int)os_errno;
	switch (code) {
	case CURLE_LOGIN_DENIED:
		return (xasprintf("login refused: %s", s->detail[0] != '\0' ?
		    s->detail : "no way to log in is offered that libcurl "
		    "knows"));
	case CURLE_USE_SSL_FAILED:
		return (xstrdup("the server offers no STARTTLS, and without "
		    "it no password is sent"));
	case CURLE_WEIRD_SERVER_REPLY:
		return (xasprintf("the server's answer isn't understood: %s",
		    s->detail));
	case CURLE_COULDNT_CONNECT:
		return (xasprintf("can't connect: %s", r.os_errno != 0 ?
		    strerror(r.os_errno) : s->detail));
	case CURLE_COULDNT_RESOLVE_HOST:
		return (xstrdup("its host is not found"));
	default:
		return (reason_failure(&r));
	}
}

static void
on_done(CURL *easy, CURLcode code, void *private)
{
	struct session	*s = private;
	curl_socket_t	 fd = CURL_SOCKET_BAD;

	if (code != CURLE_OK) {
		break_off(s, refusal(s, code));
		return;
	}
	curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd);
	if (fd == CURL_SOCKET_BAD) {
		break_off(s, xstrdup("connection lost"));
		return;
	}
	s->readable = event_new(s->base, fd, EV_READ | EV_PERSIST,
	    on_readable, s);
	s->writable = event_new(s->base, fd, EV_WRITE, on_writable, s);
	s->more = evtimer_new(s->base, on_readable, s);
	if (s->readable == NULL || s->writable == NULL || s->more == NULL ||
	    event_add(s->readable, NULL) == -1)
		fatal("out of memory for a session");
	s->detail[0] = '\0';
	s->class->opened(s->arg);
}

/* The first that failed. */
#define SET(option, value) do {						\
	CURLcode set_result = curl_easy_setopt(s->easy, option, value);	\
	if (error == CURLE_OK)						\
		error = set_result;					\
} while (0)

/* An URL's path is what SMTP greets with, and must be nothing for IMAP. */
static CURLcode
set_server(struct session *s, const char *domain)
{
	const struct slice_account *a = s->account;
	const char	*host = strstr(a->server, "://") + 3;
	const char	*at = strrchr(host, '@');
	int		 smtp = strncmp(a->server, "smtp", 4) == 0;
	char		*url;
	CURLcode	 error = CURLE_OK;

	url = xasprintf("%.*s%s/%s", (int)(host - a->server), a->server,
	    at != NULL ? at + 1 : host, smtp ? domain : "");
	SET(CURLOPT_URL, url);
	free(url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
	SET(CURLOPT_CONNECT_ONLY, 1L);
	SET(CURLOPT_USE_SSL, (long)(a->secure ? CURLUSESSL_ALL :
	    CURLUSESSL_NONE));
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)a->timeout);
#if LIBCURL_VERSION_NUM >= 0x075700
	SET(CURLOPT_QUICK_EXIT, 1L);
#endif
	if (a->auth.user != NULL) {
		SET(CURLOPT_USERNAME, a->auth.user);
		SET(CURLOPT_PASSWORD, a->auth.password);
	}
	return (error);
}

static CURLcode
set_up(struct session *s, const char *domain)
{
	CURLcode	error = set_server(s, domain);

	SET(CURLOPT_PRIVATE, s);
	SET(CURLOPT_ERRORBUFFER, s->detail);
	return (error != CURLE_OK ? error : setup_tls(s->easy,
	    &s->account->tls, 1));
}

struct session *
session_new(struct event_base *base, const struct slice_account *account,
    const char *domain, const struct session_class *class, void *arg)
{
	struct session	*s = xcalloc(1, sizeof(*s));
	CURLcode	 error;

	s->account = account;
	s->class = class;
	s->arg = arg;
	s->base = base;
	buf_init(&s->line, LINE_MAX_BYTES + 1);
	buf_init(&s->out, OUT_MAX);
	s->multi = multi_new(base, 1, on_done);
	multi_keep(s->multi);
	s->broken = evtimer_new(base, on_broken, s);
	if ((s->easy = curl_easy_init()) == NULL || s->broken == NULL)
		fatal("libcurl: no easy handle");
	error = set_up(s, domain);
	multi_add(s->multi, s->easy);
	if (error != CURLE_OK)
		break_off(s, xasprintf("libcurl can't do this: %s",
		    curl_easy_strerror(error)));
	return (s);
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	if (s->readable != NULL) {
		event_free(s->readable);
		event_free(s->writable);
		event_free(s->more);
	}
	event_free(s->broken);
	multi_remove(s->multi, s->easy);
	curl_easy_cleanup(s->easy);
	multi_free(s->multi);
	buf_clear(&s->line);
	buf_clear(&s->out);
	free(s->why);
	free(s);
}

void
session_say(struct session *s, const void *p, size_t len)
{
	buf_put(&s->out, p, len);
	if (s->out.failed)
		fatal("out of memory for a mail");
	flush(s);
}

void
session_sayf(struct session *s, const char *fmt, ...)
{
	va_list	 ap;
	char	*text;
	int	 n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n == -1)
		fatal("out of memory for a line");
	session_say(s, text, (size_t)n);
	free(text);
}

void
session_skip(struct session *s, size_t n)
{
	s->skip += n;
}
