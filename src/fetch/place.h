#ifndef FETCH_PLACE_H
#define FETCH_PLACE_H

/* A URL that can be fetched, and what redirects make of it. */

#define PLACE_URL_MAX	8192		/* bytes of a URL */

struct place {
	char	*url;		/* without user, password and fragment */
	char	*scheme;	/* "http" or "https" */
	char	*host, *port;	/* lower case; the default port is there, too */
	char	*user, *password;	/* of the URL, decoded, or NULL */
};

/* 0, or -1 with a cause; place_clear is due in both cases. */
int	 place_parse(struct place *, const char *url, char **cause);

/*
 * Where a Location leads from here (RFC 9110, 10.2.2); a user and password
 * in it count for nothing.  As place_parse.
 */
int	 place_follow(struct place *, const struct place *from,
	    const char *location, char **cause);

void	 place_clear(struct place *);

/* The same scheme, host and port. */
int	 place_same_origin(const struct place *, const struct place *);
/* From https to http. */
int	 place_is_downgrade(const struct place *from, const struct place *to);

#endif
