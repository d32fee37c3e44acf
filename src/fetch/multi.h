#ifndef FETCH_MULTI_H
#define FETCH_MULTI_H

/*
 * libcurl's multi_socket interface on a libevent loop: one long-lived multi
 * handle with its caches of connections, addresses and TLS sessions.
 */

#include <curl/curl.h>

struct event_base;
struct multi;

/*
 * A transfer ended; the easy handle is no longer in the multi.  The callback
 * may add and remove others.  private is the handle's CURLOPT_PRIVATE.
 */
typedef void multi_done(CURL *, CURLcode, void *private);

/* connections: how many idle ones are kept at most.  Never NULL. */
struct multi	*multi_new(struct event_base *, long connections,
		    multi_done *);
/*
 * Handles stay in it when they are done, until multi_remove: a connection
 * that libcurl has only opened lives as long as that.
 */
void		 multi_keep(struct multi *);
/* Every handle must have left before.  NULL is fine. */
void		 multi_free(struct multi *);

/* Starts a transfer; nothing is called back before the loop runs. */
void		 multi_add(struct multi *, CURL *);
/* Breaks one off. */
void		 multi_remove(struct multi *, CURL *);

/* The cache of TLS sessions, for CURLOPT_SHARE. */
CURLSH		*multi_share(struct multi *);

#endif
