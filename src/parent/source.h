#ifndef PARENT_SOURCE_H
#define PARENT_SOURCE_H

/* A feed of the configuration with its memory and the poll it is in. */

#include <sys/queue.h>

#include "conf/conf.h"
#include "ipc/message.h"
#include "parent/flood.h"
#include "parent/state.h"

struct child;
struct daemon;
struct event;
struct filing;
struct gather;
struct site;

enum source_phase {
	SOURCE_IDLE, SOURCE_FETCHING, SOURCE_PARSING, SOURCE_GATHERING,
	SOURCE_DELIVERING,
	SOURCE_BACKOFF, SOURCE_QUARANTINED, SOURCE_GONE, SOURCE_PHASES
};

/* What a fetch brought, kept while the body is parsed. */
struct source_answer {
	int		 status;
	char		*url, *moved, *content_type, *content_location;
	struct state_blob etag, last_modified;
	int64_t		 max_age, retry_after;	/* seconds, -1: none */
	struct digest	 digest;
};

struct source {
	struct daemon		*daemon;
	const struct conf_feed	*conf;
	uint32_t		 index;		/* in conf and in the slices */
	struct site		*site;		/* the daemon's, of its host */
	struct state_feed	 saved;
	enum source_phase	 phase;
	struct event		*timer;		/* next poll, or the deadline */

	uint64_t		 poll;		/* running one; 0: none */
	struct child		*child;		/* that holds it */
	int			 started;	/* fetch has begun */
	unsigned int		 tries;		/* fetch processes lost in it */
	unsigned int		 waits;		/* and before it began */
	int			 body;		/* memfd, -1: none */
	int			 untaken;	/* fetch counts the body still */
	int			 result;	/* memfd, -1: none */
	int			 again;		/* body, should it want images */
	struct gather		*gather;	/* these, once it does */
	struct source_answer	 answer;
	struct filing		*filing;	/* DELIVERING: what is left */
	struct flood_limit	 flood;		/* what it is measured by */
	int			 quiet;		/* catchup: nothing is filed */
	int			 muted;		/* notices of it can't be made */
	TAILQ_ENTRY(source)	 entry;		/* waiting for a worker */
};

void	 source_init(struct source *, struct daemon *, uint32_t index);
/* Frees what it holds; saved may be moved away (zeroed) before. */
void	 source_clear(struct source *);

/*
 * Loads saved by name and rests in the phase that follows from it; a URL
 * other than the remembered one is news, and so is a document that met a
 * limit once these are others.  Only between polls.
 */
int	 source_load(struct source *, struct state *, char **cause);

/* What tells the limits of its documents from others. */
void	 source_limits(const struct source *, struct digest *);

/* One step of a poll; asserts that it is a legal one. */
void	 source_enter(struct source *, enum source_phase);
/* The phase between polls that follows from saved. */
void	 source_rest(struct source *);
const char *source_phase_name(enum source_phase);

/* Lets go of the running poll's descriptors and answer. */
void	 source_release(struct source *);

/* Where to fetch from: the user's URL, or where it has moved for good. */
const char *source_url(const struct source *);

/* Takes note of a chain of 301/308 that led to moved (NULL: none did). */
void	 source_moved(struct source *, const char *moved, int64_t now);

/* Whether it has, by all that was seen. */
int	 source_has_moved(const struct source *);

/* After failures in a row the address it moved to is given up again. */
void	 source_unmove(struct source *);

#endif
