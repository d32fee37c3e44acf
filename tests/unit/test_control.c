#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>
#include <json-c/json.h>

#include "base/xmalloc.h"
#include "parent/control.h"
#include "tap.h"

#define PATIENCE	(CONTROL_SILENCE_MAX * 500)	/* milliseconds */
#define SHORT		400		/* a client's time in some tests */

static char	dir[64], path[100];

/* {"request": what was asked, "arg": what control_open was given} */
static void
echo(struct json_object *request, struct control_reply *reply, void *arg)
{
	reply->body = json_object_new_object();
	json_object_object_add(reply->body, "request",
	    json_object_get(request));
	json_object_object_add(reply->body, "arg", json_object_new_string(arg));
}

static void
nothing(struct json_object *request, struct control_reply *reply, void *arg)
{
	(void)request;
	(void)reply;
	(void)arg;
}

static void
refuse(struct json_object *request, struct control_reply *reply, void *arg)
{
	(void)request;
	(void)arg;
	control_refuse(reply, 409, "line %d is \"wrong\"", 7);
}

/* More than a socket takes at once. */
static void
large(struct json_object *request, struct control_reply *reply, void *arg)
{
	char	*text = xmalloc(4000001);

	(void)request;
	(void)arg;
	memset(text, 'x', 4000000);
	text[4000000] = '\0';
	reply->body = json_object_new_string(text);
	free(text);
}

static const struct control_route	routes[] = {
	{ "GET", "/v1/echo", echo },
	{ "POST", "/v1/echo", echo },
	{ "POST", "/v1/nothing", nothing },
	{ "POST", "/v1/refuse", refuse },
	{ "GET", "/v1/large", large },
	{ NULL, NULL, NULL }
};

static char	the_arg[] = "argument";

static void
stop(evutil_socket_t sig, short what, void *base)
{
	(void)sig;
	(void)what;
	event_base_loopbreak(base);
}

/* The server, in a child that ends by SIGTERM; ready says it listens. */
static int
serve(unsigned int client_time, int ready)
{
	struct event_base	*base = event_base_new();
	struct event		*term;
	struct control		*control;
	char			*cause = NULL;

	control = control_open(base, path, routes, the_arg, &cause);
	if (control == NULL) {
		printf("# %s\n", cause);
		return (1);
	}
	if (client_time != 0)
		control_set_client_time(control, client_time);
	term = evsignal_new(base, SIGTERM, stop, base);
	event_add(term, NULL);
	close(ready);
	event_base_dispatch(base);
	control_close(control);
	event_free(term);
	event_base_free(base);
	return (0);
}

static pid_t
server_start(unsigned int client_time)
{
	pid_t	pid;
	char	c;
	int	fds[2];

	if (pipe(fds) == -1 || (pid = fork()) == -1)
		exit(1);
	if (pid == 0) {
		close(fds[0]);
		exit(serve(client_time, fds[1]));
	}
	close(fds[1]);
	if (read(fds[0], &c, 1) == -1)
		exit(1);
	close(fds[0]);
	return (pid);
}

static int
server_stop(pid_t pid)
{
	int	status;

	kill(pid, SIGTERM);
	if (waitpid(pid, &status, 0) == -1)
		return (-1);
	return (status);
}

static int
dial(void)
{
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	int			fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	if (fd == -1 || connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		exit(1);
	return (fd);
}

static void
say(int fd, const char *data, size_t len)
{
	ssize_t	n;

	for (; len > 0; data += n, len -= (size_t)n)
		if ((n = send(fd, data, len, MSG_NOSIGNAL)) == -1)
			return;
}

static int
readable(int fd, int ms)
{
	struct pollfd	p = { .fd = fd, .events = POLLIN };

	return (poll(&p, 1, ms) == 1);
}

/* All that comes until the server hangs up; "late" when it doesn't. */
static char *
hear(int fd)
{
	static char	answer[5000000];
	size_t		len = 0;
	ssize_t		n = 1;

	while (len < sizeof(answer) - 1 && n > 0) {
		if (!readable(fd, PATIENCE)) {
			len = (size_t)snprintf(answer, sizeof(answer), "late");
			break;
		}
		n = read(fd, answer + len, sizeof(answer) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	answer[len] = '\0';
	close(fd);
	return (answer);
}

static char *
ask_raw(const char *request, size_t len)
{
	int	fd = dial();

	say(fd, request, len);
	return (hear(fd));
}

/* head is method and URL. */
static char *
ask(const char *head, const char *body)
{
	char	*request, *answer;

	request = xasprintf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	    "Content-Length: %zu\r\n\r\n%s", head, strlen(body), body);
	answer = ask_raw(request, strlen(request));
	free(request);
	return (answer);
}

static int
status_of(const char *answer)
{
	int	status = 0;

	sscanf(answer, "HTTP/1.1 %d", &status);
	return (status);
}

static const char *
body_of(const char *answer)
{
	const char	*p = strstr(answer, "\r\n\r\n");

	return (p != NULL ? p + 4 : "");
}

static void
test_requests(void)
{
	char	*a;

	a = ask("GET /v1/echo?a=1&b=x%26%C3%A9&a=2&a=3", "");
	is_num(status_of(a), 200, "a query is answered");
	is(body_of(a), "{\"request\":{\"a\":[\"1\",\"2\",\"3\"],"
	    "\"b\":\"x&é\"},\"arg\":\"argument\"}\n",
	    "a repeated word is an array, others are strings");
	ok(strstr(a, "\r\nContent-Type: application/json\r\n"), "as JSON");
	a = ask("GET /v1/echo", "");
	is(body_of(a), "{\"request\":{},\"arg\":\"argument\"}\n",
	    "no words are an empty object");
	a = ask("POST /v1/echo", "{\"feeds\": [\"a/b\", \"c\"]} \r\n");
	is(body_of(a), "{\"request\":{\"feeds\":[\"a/b\",\"c\"]},"
	    "\"arg\":\"argument\"}\n", "a body is the request");
	a = ask("POST /v1/nothing", "{}");
	is_num(status_of(a), 200, "a handler may leave the reply alone");
	is(body_of(a), "{}\n", "which makes it empty");
	a = ask("POST /v1/refuse", "");
	is_num(status_of(a), 409, "a refusal has its status");
	is(body_of(a), "{\"error\":\"line 7 is \\\"wrong\\\"\"}\n",
	    "and its text");
	a = ask("GET /v1/large", "");
	is_num(strlen(body_of(a)), 4000003, "a large reply comes whole");
}

static void
is_refused(const char *head, const char *body, int status, const char *error,
    const char *name)
{
	char	*a = ask(head, body);

	is_num(status_of(a), status, name);
	ok(strstr(body_of(a), error) != NULL, error);
}

static void
test_refusals(void)
{
	char	deep[101];

	memset(deep, '[', 100);
	deep[100] = '\0';
	is_refused("GET /v1/status", "", 404, "there is no /v1/status",
	    "an unknown path");
	is_refused("GET /", "", 404, "there is no /", "the root");
	is_refused("GET /v1/nothing", "", 405,
	    "/v1/nothing is asked for by POST", "a wrong method");
	ok(strstr(ask("DELETE /v1/refuse", ""), "\r\nAllow: POST\r\n"),
	    "Allow says the right one");
	is_refused("POST /v1/echo", "{\"a\":", 400, "ends in the midst",
	    "half an object");
	is_refused("POST /v1/echo", "{a: 1}", 400, "not JSON", "no JSON");
	is_refused("POST /v1/echo", "{} {}", 400, "not JSON", "two objects");
	is_refused("POST /v1/echo", "[1]", 400, "not an object", "an array");
	is_refused("POST /v1/echo", "\"a\"", 400, "not an object", "a string");
	is_refused("POST /v1/echo", "{\"a\":\"\xff\"}", 400, "not JSON",
	    "bad UTF-8");
	is_refused("POST /v1/echo", deep, 400, "not JSON", "deep nesting");
}

static void
test_limits(void)
{
	char	*big = xmalloc(2 * CONTROL_BODY_MAX), *a;
	int	 n;

	memset(big, 'a', 2 * CONTROL_BODY_MAX);
	n = snprintf(big, 64, "GET /v1/echo?a=");
	big[n] = 'a';
	a = ask_raw(big, 2 * CONTROL_HEADER_MAX);
	ok(status_of(a) == 400 || *a == '\0', "a header without an end");
	n = snprintf(big, 128, "POST /v1/echo HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: %d\r\n\r\n", CONTROL_BODY_MAX + 1);
	big[n] = 'a';
	a = ask_raw(big, (size_t)n + CONTROL_BODY_MAX + 1);
	is_num(status_of(a), 413, "a body that is too large");
	a = ask_raw("\r\n\0\xff garbage\r\n\r\n", 17);
	ok(status_of(a) != 200, "garbage");
	a = ask("GET /v1/echo", "");
	is_num(status_of(a), 200, "the server lives on");
	free(big);
}

static void
test_files(void)
{
	struct stat	st;
	char		*cause = NULL;

	ok(stat(path, &st) == 0 && S_ISSOCK(st.st_mode) &&
	    (st.st_mode & 07777) == 0660, "the socket's mode");
	*strrchr(path, '/') = '\0';
	ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0750,
	    "the mode of a directory that was made");
	path[strlen(path)] = '/';
	ok(control_open(NULL, path, routes, NULL, &cause) == NULL,
	    "a second server");
	ok(cause != NULL && strstr(cause, "another newsieved answers"),
	    "is told why");
	free(cause);
	is_num(status_of(ask("GET /v1/echo", "")), 200,
	    "the first is unharmed");
}

/* Two requests over one connection, the second in two pieces. */
static void
test_kept_connection(void)
{
	static const char	one[] = "GET /v1/echo?n=1 HTTP/1.1\r\n"
				    "Host: x\r\n\r\n";
	static const char	two[] = "GET /v1/echo?n=2 HTTP/1.1\r\n"
				    "Host: x\r\nConnection: close\r\n\r\n";
	int			fd = dial();
	char			*a;

	say(fd, one, sizeof(one) - 1);
	ok(readable(fd, PATIENCE), "a connection is kept");
	say(fd, two, 20);
	say(fd, two + 20, sizeof(two) - 1 - 20);
	a = hear(fd);
	ok(strstr(a, "\"1\"") != NULL && strstr(a, "\"2\"") != NULL,
	    "and answers twice");
}

/* As another user without our group; only root can try that. */
static void
test_stranger(void)
{
	pid_t	pid;
	int	status = 0;

	if (geteuid() != 0) {
		ok(1, "a stranger # SKIP needs root");
		return;
	}
	chmod(path, 0666);
	*strrchr(path, '/') = '\0';
	chmod(path, 0755);
	path[strlen(path)] = '/';
	chmod(dir, 0755);
	if ((pid = fork()) == 0) {
		if (setgroups(0, NULL) == -1 || setgid(65534) == -1 ||
		    setuid(65534) == -1)
			_exit(1);
		_exit(status_of(ask("GET /v1/echo", "")) == 403 ? 0 : 2);
	}
	waitpid(pid, &status, 0);
	is_num(status, 0, "a stranger is turned away");
}

static void
test_slow(void)
{
	static const char	start[] = "POST /v1/echo HTTP/1.1\r\n"
				    "Content-Length: 100\r\n\r\n{";
	int			silent = dial(), slow = dial();

	say(slow, start, sizeof(start) - 1);
	is(hear(silent), "", "who says nothing is cut off");
	is(hear(slow), "", "so is who says half");
	is_num(status_of(ask("GET /v1/echo", "")), 200,
	    "others are answered still");
}

/*
 * One more than there may be; all knock while the server sleeps, so that it
 * finds them at once.
 */
static void
test_crowd(pid_t server)
{
	static const char	request[] = "GET /v1/echo HTTP/1.1\r\n"
				    "Host: x\r\nConnection: close\r\n\r\n";
	int			fds[CONTROL_CLIENTS_MAX + 1], i;

	kill(server, SIGSTOP);
	for (i = 0; i <= CONTROL_CLIENTS_MAX; i++)
		fds[i] = dial();
	say(fds[CONTROL_CLIENTS_MAX], request, sizeof(request) - 1);
	kill(server, SIGCONT);
	ok(!readable(fds[CONTROL_CLIENTS_MAX], 200), "one too many waits");
	close(fds[7]);
	is_num(status_of(hear(fds[CONTROL_CLIENTS_MAX])), 200,
	    "and is answered when another leaves");
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (i != 7)
			close(fds[i]);
	is_num(status_of(ask("GET /v1/echo", "")), 200, "afterwards, too");
}

static void
is_unopened(const char *where, const char *why)
{
	char	*cause = NULL;

	ok(control_open(NULL, where, routes, NULL, &cause) == NULL, why);
	ok(cause != NULL && strstr(cause, why) != NULL, "is the cause");
	free(cause);
}

static void
test_places(void)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	struct event_base	*base = event_base_new();
	struct control		*control;
	struct stat		 st;
	char			 tall[200], *file;
	int			 fd;

	memset(tall, 'x', sizeof(tall) - 1);
	tall[0] = '/';
	tall[sizeof(tall) - 1] = '\0';
	is_unopened(tall, "from 1 to 107 bytes");
	file = xasprintf("%s/no/where/control", dir);
	is_unopened(file, "No such file or directory");
	free(file);
	file = xasprintf("%s/file", dir);
	close(creat(file, 0600));
	is_unopened(file, "not a socket");
	unlink(file);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	is_num(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0,
	    "a socket is left behind");
	close(fd);
	control = control_open(base, path, routes, NULL, NULL);
	ok(control != NULL, "it is replaced");
	rename(path, file);
	close(creat(path, 0600));
	control_close(control);
	ok(stat(path, &st) == 0, "what is not ours any more is left alone");
	unlink(path);
	unlink(file);
	free(file);
	event_base_free(base);
}

int
main(void)
{
	struct stat	st;
	pid_t		pid;

	snprintf(dir, sizeof(dir), "/tmp/newsieve-control.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return (1);
	snprintf(path, sizeof(path), "%s/run/control", dir);
	umask(022);

	pid = server_start(0);
	test_files();
	test_requests();
	test_refusals();
	test_limits();
	test_kept_connection();
	test_crowd(pid);
	test_stranger();
	is_num(server_stop(pid), 0, "the server ends well");
	ok(stat(path, &st) == -1 && errno == ENOENT, "its socket is gone");

	pid = server_start(SHORT);
	test_slow();
	is_num(server_stop(pid), 0, "this one, too");
	test_places();

	*strrchr(path, '/') = '\0';
	rmdir(path);
	rmdir(dir);
	return (tap_done());
}
