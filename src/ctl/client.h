#ifndef CTL_CLIENT_H
#define CTL_CLIENT_H

/* Requests to the daemon's control socket (newsievectl(1), PROTOCOL). */

#include "ctl/ctl.h"

struct buf;
struct json_object;

struct client_reply {
	int			 status;	/* HTTP */
	struct json_object	*body;		/* never NULL on CTL_OK */
	char			*error;		/* when it refused */
};

/*
 * Sends body (JSON text, or NULL for none) and reads the reply.  CTL_OK for
 * any status below 400; CTL_FAILED with reply->error for a refusal, which the
 * caller prints; else the error has been printed and reply->error is NULL.
 * Clear the reply in each case.
 */
enum ctl_exit	client_call(const struct ctl *, const char *method,
		    const char *path, const char *body, struct client_reply *);
void		client_reply_clear(struct client_reply *);

/* A word for a query: percent-encoded but for RFC 3986's unreserved ones. */
void		client_escape(struct buf *, const char *);

#endif
