#ifndef FETCH_SESSION_H
#define FETCH_SESSION_H

/*
 * A connection to a mail server that libcurl opens, secures and logs in on;
 * what is said on it afterwards is ours, line by line.
 */

#include <stddef.h>

#include "conf/slice.h"

struct event_base;
struct session;

/* From the loop.  The session may be freed in any of them but hear. */
struct session_class {
	void	(*opened)(void *arg);
	/* A line without its end; a very long one is cut. */
	void	(*hear)(const char *line, void *arg);
	/* It couldn't be opened, or is lost. */
	void	(*closed)(const char *why, void *arg);
};

/* Never NULL; what can't be done comes as closed. */
struct session	*session_new(struct event_base *, const struct slice_account *,
		    const char *domain, const struct session_class *,
		    void *arg);
void		 session_free(struct session *);	/* NULL is fine */

/* Queues bytes, and sends what the connection takes. */
void		 session_say(struct session *, const void *, size_t);
void		 session_sayf(struct session *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
/* The next n bytes that come are no lines, and passed over. */
void		 session_skip(struct session *, size_t n);

#endif
