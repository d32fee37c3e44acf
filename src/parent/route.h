#ifndef PARENT_ROUTE_H
#define PARENT_ROUTE_H

/*
 * The mails that wait for one server or one command, which gets them one at
 * a time, and the pauses that grow while it takes none.
 */

#include <stddef.h>
#include <stdint.h>

struct daemon;
struct route;
struct state_outgoing;

enum route_verdict {
	ROUTE_TAKEN,
	ROUTE_REFUSED,		/* for good */
	ROUTE_LATER,		/* not now; others may be taken */
	ROUTE_TROUBLE		/* none is taken now */
};

/*
 * Begins to carry one, which ends with route_done from the loop.  0; 1 when
 * nothing can be carried before route_run is called again; -1 with a cause,
 * which is trouble.
 */
typedef int route_carry(struct route *, const struct state_outgoing *,
	    char **cause);

/* name is the server or command for people. */
struct route	*route_new(struct daemon *, const char *name, route_carry *);
void		 route_free(struct route *);

const char	*route_name(const struct route *);
route_carry	*route_carrier(const struct route *);
struct daemon	*route_daemon(const struct route *);
int64_t		 route_filing(const struct route *);	/* under way, or 0 */

/* late is called when the one under way isn't done after so many seconds. */
void		 route_set_deadline(struct route *, int64_t seconds,
		    void (*late)(int, short, void *));

/* One more waits, unless it is under way; none waits, nor is there trouble. */
void		 route_add(struct route *, int64_t filing);
void		 route_empty(struct route *);
/* Carries the next one, unless one is under way or a pause isn't over. */
void		 route_run(struct route *);
/* What became of the one under way; why in words, NULL where it was taken. */
void		 route_done(struct route *, enum route_verdict,
		    const char *why);

/* One is under way; one is, or could be at once. */
int		 route_is_busy(const struct route *);
int		 route_is_active(const struct route *);
/* Why the last that wasn't taken wasn't, or NULL; when it is tried again. */
const char	*route_error(const struct route *);
int64_t		 route_next(const struct route *);	/* Unix time, 0: now */

#endif
