#ifndef CONF_SLICE_H
#define CONF_SLICE_H

/*
 * The part of the configuration each child needs, packed by the parent and
 * unpacked in the child, which reads no file.  Feeds are known by their index
 * in struct conf.
 */

#include "base/buf.h"
#include "conf/conf.h"

struct slice_fetch_feed {
	const char		*name;
	const char		*user_agent;
	struct conf_headers	 headers;
	struct conf_auth	 auth;
	const char		*proxy;
	struct conf_tls		 tls;
	int64_t			 timeout;	/* milliseconds */
	uint64_t		 max_size;
	struct conf_private	 allow_private;
};

struct slice_account {
	const char		*server;	/* SCHEME://[USER@]HOST[:PORT] */
	struct conf_auth	 auth;
	struct conf_tls		 tls;
	int			 secure;	/* STARTTLS must be */
	const char		*from;
	int64_t			 timeout;	/* milliseconds */
};

struct slice_fetch {
	uint64_t		 max_connections;
	uint64_t		 host_connections;
	int64_t			 host_interval;	/* milliseconds */
	struct slice_fetch_feed	*feeds;
	size_t			 nfeeds;
	const char		*domain;	/* who we are to servers */
	struct slice_account	*accounts;
	size_t			 naccounts;
};

struct slice_parse_feed {
	const char		*name;
	const char		*to;		/* or NULL */
	int			 everything;
	int			 items;		/* a target wants them */
	enum conf_images	 images;
	enum conf_links		 links;
	enum conf_updates	 updates;
	int			 want_8bit;	/* bodies aren't encoded */
	const uint32_t		*topics;	/* ascending */
	size_t			 ntopics;
	struct conf_limits	 limits;
};

struct slice_parse {
	const char		*domain;
	int			 archive;	/* stories are kept */
	const char		**topics;	/* their names */
	size_t			 ntopics;
	struct slice_parse_feed	*feeds;
	size_t			 nfeeds;
};

void	 slice_fetch_put(struct buf *, const struct conf *);
void	 slice_parse_put(struct buf *, const struct conf *);

/*
 * Strings point into data, which must outlive the slice; NULL when it isn't
 * a slice of this version.
 */
struct slice_fetch *slice_fetch_get(const void *data, size_t len);
struct slice_parse *slice_parse_get(const void *data, size_t len);
void	 slice_fetch_free(struct slice_fetch *);
void	 slice_parse_free(struct slice_parse *);

#endif
