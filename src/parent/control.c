#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <json-c/json.h>

#include "base/cause.h"
#include "base/date.h"
#include "base/xmalloc.h"
#include "parent/control.h"
#include "parent/socket.h"

#define JSON_DEPTH	16

/*
 * A connection.  evhttp of libevent 2.1 can neither count its connections
 * nor bound the time one takes, so each is met right after its accept, before
 * a byte of it is read, and watched until evhttp closes it.
 */
struct client {
	struct control			*control;
	struct bufferevent		*bev;
	struct evhttp_connection	*connection;	/* NULL: not met yet */
	struct event			*deadline;
	int				 allowed;
	TAILQ_ENTRY(client)		 entry;
};

struct control {
	struct event_base		*base;
	struct evhttp			*http;
	struct evconnlistener		*listener;
	struct event			*accepted;
	const struct control_route	*routes;
	void				*arg;
	struct socket_file		*file;
	struct timeval			 client_time;
	size_t				 nclients;
	TAILQ_HEAD(, client)		 clients;
};

static void
client_free(struct client *cl)
{
	struct control	*c = cl->control;

	TAILQ_REMOVE(&c->clients, cl, entry);
	event_free(cl->deadline);
	free(cl);
	if (c->nclients-- == CONTROL_CLIENTS_MAX && c->listener != NULL)
		evconnlistener_enable(c->listener);
}

static void
client_closed(struct evhttp_connection *connection, void *arg)
{
	(void)connection;
	client_free(arg);
}

/* evhttp sees the end of the connection, and closes it. */
static void
client_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct client	*cl = arg;

	(void)fd;
	(void)what;
	shutdown(bufferevent_getfd(cl->bev), SHUT_RDWR);
}

/*
 * evhttp gives itself the connection as its callbacks' argument, and clears
 * them when it frees the bufferevent.
 */
static void
client_meet(struct client *cl)
{
	bufferevent_event_cb	 event_cb;
	void			*connection;

	bufferevent_getcb(cl->bev, NULL, NULL, &event_cb, &connection);
	if (event_cb == NULL) {
		bufferevent_decref(cl->bev);
		client_free(cl);
		return;
	}
	cl->connection = connection;
	cl->allowed = socket_peer_allowed(bufferevent_getfd(cl->bev));
	evhttp_connection_set_closecb(cl->connection, client_closed, cl);
	event_add(cl->deadline, &cl->control->client_time);
	bufferevent_decref(cl->bev);
}

static void
control_accepted(evutil_socket_t fd, short what, void *arg)
{
	struct control	*c = arg;
	struct client	*cl, *next;

	(void)fd;
	(void)what;
	for (cl = TAILQ_FIRST(&c->clients); cl != NULL; cl = next) {
		next = TAILQ_NEXT(cl, entry);
		if (cl->connection == NULL)
			client_meet(cl);
	}
}

/* Called by evhttp for a connection it has just accepted. */
static struct bufferevent *
control_bufferevent(struct event_base *base, void *arg)
{
	struct control		*c = arg;
	struct client		*cl;
	struct bufferevent	*bev;

	if ((bev = bufferevent_socket_new(base, -1, 0)) == NULL)
		return (NULL);
	cl = xcalloc(1, sizeof(*cl));
	cl->control = c;
	cl->bev = bev;
	cl->deadline = event_new(base, -1, 0, client_timeout, cl);
	if (cl->deadline == NULL) {
		free(cl);
		return (bev);
	}
	bufferevent_incref(bev);
	TAILQ_INSERT_TAIL(&c->clients, cl, entry);
	if (++c->nclients == CONTROL_CLIENTS_MAX)
		evconnlistener_disable(c->listener);
	event_active(c->accepted, EV_TIMEOUT, 0);
	return (bev);
}

static struct client *
client_of(struct control *c, struct evhttp_request *req)
{
	struct evhttp_connection	*connection;
	struct client			*cl;

	connection = evhttp_request_get_connection(req);
	TAILQ_FOREACH(cl, &c->clients, entry)
		if (cl->connection == connection)
			break;
	return (cl);
}

void
control_add_string(struct json_object *o, const char *key, const char *s)
{
	json_object_object_add(o, key,
	    s != NULL ? json_object_new_string(s) : NULL);
}

void
control_add_time(struct json_object *o, const char *key, int64_t t)
{
	char	s[DATE_RFC3339_SIZE];

	if (t != 0)
		date_rfc3339(t, s);
	control_add_string(o, key, t != 0 ? s : NULL);
}

void
control_refuse(struct control_reply *reply, int status, const char *fmt, ...)
{
	va_list	 ap;
	char	*text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) == -1)
		text = NULL;
	va_end(ap);
	json_object_put(reply->body);
	reply->status = status;
	reply->body = json_object_new_object();
	json_object_object_add(reply->body, "error",
	    json_object_new_string(text != NULL ? text : "out of memory"));
	free(text);
}

/* Gives the reply's body back. */
static void
control_send(struct evhttp_request *req, struct control_reply *reply)
{
	struct evkeyvalq	*headers;
	struct evbuffer		*out;

	if (reply->body == NULL)
		reply->body = json_object_new_object();
	headers = evhttp_request_get_output_headers(req);
	evhttp_add_header(headers, "Content-Type", "application/json");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	if ((out = evbuffer_new()) != NULL)
		evbuffer_add_printf(out, "%s\n",
		    json_object_to_json_string_ext(reply->body,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	evhttp_send_reply(req, out != NULL ? reply->status : 503, NULL, out);
	if (out != NULL)
		evbuffer_free(out);
	json_object_put(reply->body);
}

/* A word's second value makes an array of it. */
static void
query_add(struct json_object *request, const char *key, const char *value)
{
	struct json_object	*old, *list;
	struct json_object	*new = json_object_new_string(value);

	if (!json_object_object_get_ex(request, key, &old))
		json_object_object_add(request, key, new);
	else if (json_object_is_type(old, json_type_array))
		json_object_array_add(old, new);
	else {
		list = json_object_new_array();
		json_object_array_add(list, json_object_get(old));
		json_object_array_add(list, new);
		json_object_object_add(request, key, list);
	}
}

static struct json_object *
control_query(const char *query)
{
	struct json_object	*request = json_object_new_object();
	struct evkeyvalq	 words;
	struct evkeyval		*word;

	if (query == NULL || *query == '\0')
		return (request);
	if (evhttp_parse_query_str(query, &words) == -1) {
		json_object_put(request);
		return (NULL);
	}
	TAILQ_FOREACH(word, &words, next)
		query_add(request, word->key, word->value);
	evhttp_clear_headers(&words);
	return (request);
}

/*
 * NULL with a cause unless the bytes are one JSON object and nothing more;
 * json-c's strictness minds even a line's end behind it.
 */
static struct json_object *
control_body(struct evbuffer *in, char **cause)
{
	struct json_tokener	*tok;
	struct json_object	*request = NULL;
	int			 len = (int)evbuffer_get_length(in);
	const char		*data = (char *)evbuffer_pullup(in, -1);
	enum json_tokener_error	 error;

	while (data != NULL && len > 0 && memchr(" \t\r\n", data[len - 1], 4))
		len--;
	if (data == NULL || (tok = json_tokener_new_ex(JSON_DEPTH)) == NULL) {
		cause_set(cause, "out of memory");
		return (NULL);
	}
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
	    JSON_TOKENER_VALIDATE_UTF8);
	request = json_tokener_parse_ex(tok, data, len);
	error = json_tokener_get_error(tok);
	if (error == json_tokener_success &&
	    json_object_is_type(request, json_type_object)) {
		json_tokener_free(tok);
		return (request);
	}
	if (error == json_tokener_continue)
		cause_set(cause, "the body ends in the midst of its JSON");
	else if (error != json_tokener_success)
		cause_set(cause, "the body is not JSON: %s at byte %zu",
		    json_tokener_error_desc(error),
		    json_tokener_get_parse_end(tok));
	else
		cause_set(cause, "the body is JSON, but not an object");
	json_object_put(request);
	json_tokener_free(tok);
	return (NULL);
}

static struct json_object *
control_read(struct evhttp_request *req, char **cause)
{
	struct evbuffer		*in = evhttp_request_get_input_buffer(req);
	const struct evhttp_uri	*uri = evhttp_request_get_evhttp_uri(req);
	struct json_object	*request;

	if (evbuffer_get_length(in) != 0)
		return (control_body(in, cause));
	if ((request = control_query(evhttp_uri_get_query(uri))) == NULL)
		cause_set(cause, "the query is not of the form word=value");
	return (request);
}

static const char *
control_method(struct evhttp_request *req)
{
	switch (evhttp_request_get_command(req)) {
	case EVHTTP_REQ_GET:
		return ("GET");
	case EVHTTP_REQ_POST:
		return ("POST");
	case EVHTTP_REQ_PUT:
		return ("PUT");
	case EVHTTP_REQ_DELETE:
		return ("DELETE");
	default:
		return ("");
	}
}

/* The route asked for; else NULL, and the reply says which is wrong. */
static const struct control_route *
control_route(struct control *c, struct evhttp_request *req,
    struct control_reply *reply)
{
	const struct control_route	*r, *other = NULL;
	const char			*path, *method = control_method(req);

	path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(req));
	if (path == NULL)
		path = "";
	for (r = c->routes; r->path != NULL; r++)
		if (strcmp(r->path, path) == 0) {
			if (strcmp(r->method, method) == 0)
				return (r);
			other = r;
		}
	if (other == NULL) {
		control_refuse(reply, 404, "there is no %.200s", path);
		return (NULL);
	}
	evhttp_add_header(evhttp_request_get_output_headers(req), "Allow",
	    other->method);
	control_refuse(reply, 405, "%s is asked for by %s", other->path,
	    other->method);
	return (NULL);
}

static void
control_request(struct evhttp_request *req, void *arg)
{
	struct control			*c = arg;
	struct client			*cl = client_of(c, req);
	struct control_reply		 reply = { .status = 200 };
	const struct control_route	*route;
	struct json_object		*request;
	char				*cause = NULL;

	if (cl == NULL || !cl->allowed)
		control_refuse(&reply, 403, "only root, newsieved's user and "
		    "its group are answered");
	else if ((route = control_route(c, req, &reply)) == NULL)
		;
	else if ((request = control_read(req, &cause)) == NULL)
		control_refuse(&reply, 400, "%s", cause);
	else {
		route->handler(request, &reply, c->arg);
		json_object_put(request);
	}
	free(cause);
	control_send(req, &reply);
}

/* fd, which listens, becomes the listener's own once there is one. */
static int
control_serve(struct control *c, int fd)
{
	c->accepted = event_new(c->base, -1, 0, control_accepted, c);
	c->http = evhttp_new(c->base);
	if (c->accepted == NULL || c->http == NULL)
		return (-1);
	evhttp_set_timeout(c->http, CONTROL_SILENCE_MAX);
	evhttp_set_max_headers_size(c->http, CONTROL_HEADER_MAX);
	evhttp_set_max_body_size(c->http, CONTROL_BODY_MAX);
	evhttp_set_allowed_methods(c->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST |
	    EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE);
	evhttp_set_bevcb(c->http, control_bufferevent, c);
	evhttp_set_gencb(c->http, control_request, c);
	c->listener = evconnlistener_new(c->base, NULL, NULL,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (c->listener == NULL)
		return (-1);
	if (evhttp_bind_listener(c->http, c->listener) == NULL) {
		evconnlistener_free(c->listener);
		c->listener = NULL;
		return (-1);
	}
	return (0);
}

struct control *
control_open(struct event_base *base, const char *path,
    const struct control_route *routes, void *arg, char **cause)
{
	struct control		*c;
	struct socket_file	*file;
	int			 fd;

	if ((fd = socket_listen(path, CONTROL_CLIENTS_MAX, &file,
	    cause)) == -1)
		return (NULL);
	signal(SIGPIPE, SIG_IGN);
	c = xcalloc(1, sizeof(*c));
	TAILQ_INIT(&c->clients);
	c->base = base;
	c->routes = routes;
	c->arg = arg;
	c->file = file;
	c->client_time.tv_sec = CONTROL_CLIENT_TIME;
	if (control_serve(c, fd) == -1) {
		cause_set(cause, "%s: out of memory", path);
		if (c->listener == NULL)
			close(fd);
		control_close(c);
		return (NULL);
	}
	return (c);
}

void
control_set_client_time(struct control *c, unsigned int ms)
{
	c->client_time.tv_sec = ms / 1000;
	c->client_time.tv_usec = (suseconds_t)(ms % 1000) * 1000;
}

/* evhttp_free closes listener and connections, which frees the clients. */
void
control_close(struct control *c)
{
	if (c == NULL)
		return;
	socket_remove(c->file);
	if (c->accepted != NULL) {
		control_accepted(-1, 0, c);
		event_free(c->accepted);
	}
	c->listener = NULL;
	if (c->http != NULL)
		evhttp_free(c->http);
	assert(TAILQ_EMPTY(&c->clients));
	free(c);
}
