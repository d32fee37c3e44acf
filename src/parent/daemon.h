#ifndef PARENT_DAEMON_H
#define PARENT_DAEMON_H

/* What the parent's modules share: one of it in a process. */

#include <sys/queue.h>

#include "conf/conf.h"
#include "parent/parent.h"
#include "parent/source.h"

struct archive;
struct bulletins;
struct child;
struct compiler;
struct control;
struct copies;
struct event;
struct event_base;
struct notify;
struct once;
struct outbox;
struct sites;
struct state;

struct daemon {
	const struct parent_options *options;
	struct event_base	*base;
	struct conf		*conf;
	struct state		*state;
	struct control		*control;	/* NULL in a single pass */
	struct once		*once;		/* NULL in the daemon */
	struct source		*sources;	/* conf's feeds, same order */
	size_t			 nsources;
	struct sites		*sites;		/* the sources by host */
	struct bulletins	*bulletins;	/* what readers are told */
	size_t			 running;	/* polls under way */
	uint64_t		 sequence;	/* of polls */

	struct child		*fetch;
	struct child		**workers;
	size_t			 nworkers;
	TAILQ_HEAD(, source)	 unparsed;	/* waiting for a worker */

	struct compiler		*compiler;	/* of topics */
	struct conf		*next_conf;	/* a reload under way */
	int			 compiled;	/* so are its topics */
	int			 draining;	/* for it: no poll is begun */
	int			 abandoned;	/* polls that fetch may still tell of */
	struct event		*drain;		/* its deadline */
	struct outbox		*outbox;	/* to other than directories */
	struct event		*settle;	/* mails that wait for a target */
	int64_t			 settle_delay;	/* seconds */
	char			*trouble;	/* why they wait, or NULL */
	struct archive		*archive;	/* forgets what is old */
	struct copies		*copies;	/* lets them be looked up */
	struct event		*last;		/* when stopping: its deadline */
	struct event		*watchdog;
	int64_t			 told;		/* when status was last */
	struct event		*signals[3];
};

/* The wall clock in Unix seconds, for what is stored and shown. */
int64_t	 daemon_now(void);

/*
 * Makes conf the one in force, its sources filled with what the state
 * remembers of each; no poll may run.  -1 with a cause leaves all as it was.
 */
int	 daemon_take(struct daemon *, struct conf *conf, char **cause);

/*
 * Tells the service manager how many feeds there are and how they do, at
 * most once a second.
 */
void	 daemon_tell_status(struct daemon *);

/* Goes on with what waits for polls and deliveries under way. */
void	 daemon_look(struct daemon *);

/*
 * Looks again, after a while or soon, whether mails that wait can be filed;
 * why is what a directory didn't take them for, or NULL.
 */
void	 daemon_settle_later(struct daemon *, const char *why);
void	 daemon_settle_now(struct daemon *);

#endif
