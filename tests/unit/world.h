#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

/* A state and two maildirs below a directory, and feeds that are polled. */

#include "parent/deliver.h"
#include "parent/state_filing.h"

#define WORLD_T0	((int64_t)1800000000)
#define WORLD_MAIL	6000		/* bytes of a mail */

struct world {
	char	*root;
	char	*state;
	char	*a, *b;			/* maildirs */
	char	*c;			/* a spool */
	uint64_t stories;		/* the feed's, after the last poll */
	int	 hold;			/* what is new for a is held back */
	int	 edit;			/* stories are edited: WORLD_REPLY ... */
};

#define WORLD_REPLY	1		/* told by a mail of its own */
#define WORLD_REPLACE	2		/* in the place of the story's */

#define WORLD_SPOOL	2		/* or'ed to in_b: in the spool */

struct world_story {
	const char	*name;		/* its guid, and in its mail */
	const char	*link;
	int		 in_a, in_b;	/* where it is to be filed */
};

void	world_new(struct world *);
void	world_free(struct world *);
struct state *world_open(struct world *, struct state *);  /* closes it first */

/*
 * What the daemon does with a document of these stories: the known and filed
 * ones are only seen again, the others are to be filed.
 */
int	world_poll(struct world *, struct state *, const char *feed,
	    const struct world_story *, size_t n, struct deliver_result *,
	    char **cause);

/*
 * What the daemon does at its start for a configuration with both maildirs
 * and a feed "f"; how many mails are recalled, or -1.
 */
long	world_recall(struct world *, struct state *);

/* Lets all go that "f" says it holds; it is to be settled. */
int	world_release(struct state *);

/* The Message-ID of a story's mail; the caller's to free. */
char	*world_id(const char *story);

/* How many mails of the story are in box/new and box/cur; whole ones only. */
int	world_filed(const char *box, const char *story);
/* The same of what tells of its edit. */
int	world_edited(const char *box, const char *story);
/* Of the spool: files in new/, and what a program has noted in "taken". */
int	world_spooled(struct world *, const char *story);
int	world_spooled_edits(struct world *, const char *story);
/* A program: notes the stories of all files in the spool and deletes them. */
void	world_take(struct world *);
/* A reader: moves all mails of box/new to box/cur, or to another directory. */
void	world_read(const char *box, const char *to, const char *flags);

#endif
