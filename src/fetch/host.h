#ifndef FETCH_HOST_H
#define FETCH_HOST_H

/*
 * Manners: who may go on the network now.  A queue per host, so many at a
 * time for each, a pause between two requests to it, and a maximum in all;
 * among those that may, the oldest goes first.  The clock is passed in:
 * milliseconds that only grow.
 */

#include <sys/queue.h>

#include <stddef.h>
#include <stdint.h>

struct host;
struct hosts;

struct host_entry {			/* embedded in what waits */
	TAILQ_ENTRY(host_entry)	 entry;
	struct host		*host;	/* where it waits or runs, or NULL */
	uint64_t		 age;	/* smaller is older */
	void			*owner;
};

struct hosts	*hosts_new(uint64_t max_connections,
		    uint64_t host_connections, int64_t host_interval);
/* Entries that still wait are forgotten. */
void		 hosts_free(struct hosts *);

/* The name of a host in any case; the entry with age and owner set. */
void		 host_queue(struct hosts *, struct host_entry *,
		    const char *name, int64_t now);
/*
 * The next that may run, which is then running until host_release; or NULL
 * with the milliseconds after which to ask again in *wait: -1 when only a
 * release or a new entry can change the answer.
 */
struct host_entry *host_next(struct hosts *, int64_t now, int64_t *wait);
void		 host_release(struct hosts *, struct host_entry *,
		    int64_t now);
/* Takes one out that waits. */
void		 host_cancel(struct hosts *, struct host_entry *, int64_t now);

/*
 * Nothing more to the host of this running entry before until: it said so
 * with that HTTP status.
 */
void		 host_hold(struct hosts *, struct host_entry *, int64_t until,
		    unsigned int status, int64_t now);
/*
 * Milliseconds for which the host is still held; 0 when it isn't, else its
 * status goes to *status.
 */
int64_t		 host_held(struct hosts *, const char *name, int64_t now,
		    unsigned int *status);
/* Takes out the oldest that waits for this entry's host; NULL: none. */
struct host_entry *host_evict(struct hosts *, const struct host_entry *,
		    int64_t now);

#endif
