#ifndef PARENT_SITES_H
#define PARENT_SITES_H

/*
 * The feeds by the host they are on: what fails on one host has one cause,
 * and when nearly all hosts fail at once it is our own uplink.
 */

#include <stddef.h>
#include <stdint.h>

struct source;

struct site {
	const char	*host;		/* NULL: files */
	uint32_t	*sources;	/* indices, ascending */
	size_t		 n;
	int64_t		 last;		/* poll of any of them; 0: none yet */
	int		 silent;	/* no server answered it */
};

struct sites {
	struct site	*v;
	size_t		 n;
	int64_t		 judged;	/* when the uplink was */
	int		 suspected;
	uint32_t	*sources;
};

/*
 * Of sources that know their memory; each is given its site.  The caller's
 * to free.
 */
struct sites	*sites_new(struct source *, size_t n);
void		 sites_free(struct sites *);

/* The source was polled at now, and some server answered or none did. */
void		 sites_polled(struct sites *, const struct source *, int64_t now,
		    int answered);

/*
 * Whether no host answers, or next to none: of three and more that were
 * polled since the last answer, or within the hour before it, nine of ten.
 */
int		 sites_uplink_is_suspected(struct sites *, int64_t now);

#endif
