#ifndef PARENT_CONTROL_H
#define PARENT_CONTROL_H

/*
 * The control socket: HTTP and JSON on a Unix socket, for newsievectl and
 * for curl --unix-socket.  Only root, the daemon's own user and its group
 * are answered; sizes, times and clients are limited.  newsievectl(1),
 * PROTOCOL, says what goes over it.
 */

#include <stddef.h>
#include <stdint.h>

struct event_base;
struct json_object;
struct control;

struct control_reply {
	int			 status;	/* HTTP; 200 when untouched */
	struct json_object	*body;		/* the handler gives it away */
};

/*
 * request: the JSON body, or an object of the query's words (a word given
 * once is a string, one given again an array of them); never NULL.  A reply
 * without a body is {}.  The handler must not close the control.
 */
typedef void control_handler(struct json_object *request,
    struct control_reply *, void *arg);

struct control_route {
	const char	*method;		/* "GET", "POST" */
	const char	*path;			/* "/v1/status" */
	control_handler	*handler;
};

#define CONTROL_HEADER_MAX	(64 * 1024)	/* bytes, with the query */
#define CONTROL_BODY_MAX	(1024 * 1024)	/* bytes */
#define CONTROL_CLIENTS_MAX	32		/* more wait to be accepted */
#define CONTROL_SILENCE_MAX	10		/* seconds */
#define CONTROL_CLIENT_TIME	30		/* seconds, then cut off */

/*
 * Listens on path, whose directory is made (0750) when missing.  A socket
 * nobody answers on is replaced; NULL with a cause for one that another
 * daemon answers on.  routes end with a NULL path and outlive it.  Has
 * SIGPIPE ignored, as writing to a client that left must not end us.
 */
struct control	*control_open(struct event_base *, const char *path,
		    const struct control_route *, void *arg, char **cause);
/* Removes the socket, if it is still ours; NULL is fine. */
void		 control_close(struct control *);

/* The same with a client's time in milliseconds, for tests. */
void		 control_set_client_time(struct control *, unsigned int);

/* A member of a reply; null for what is absent: NULL, no time. */
void		 control_add_string(struct json_object *, const char *key,
		    const char *);
void		 control_add_time(struct json_object *, const char *key,
		    int64_t);

/* Sets the reply to {"error": text} with this status. */
void		 control_refuse(struct control_reply *, int status,
		    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
