#ifndef PARENT_DELIVER_H
#define PARENT_DELIVER_H

/*
 * Intent, maildir, mark: what is accepted arrives once, whatever is killed
 * when.  The order of a batch:
 *
 *  1. every mail is written and synced in its target's tmp/
 *  2. one transaction: stories, and an intent for every mail; a mail its
 *     target couldn't take is kept in its intent.  This is acceptance.
 *  3. links into new/, in a spool renames, one directory sync each
 *  4. one transaction: marks, and the feed with its validators
 *  5. tmp/ is emptied
 *
 * A mail whose target isn't a directory is kept in its intent from step 2 on,
 * and outbox.h carries it there.
 *
 * A story is filed once in each target, also when another feed brings the
 * same link.  A copy of one that another feed has brought into a target is
 * filed there as a reply, dropped or delivered, as the target says.
 */

#include "base/keys.h"
#include "conf/conf.h"
#include "parent/state.h"

enum deliver_told {		/* what becomes of the texts told of a story */
	DELIVER_TOLD_NOTHING,
	DELIVER_TOLD_FIRST,	/* these, unless there are some */
	DELIVER_TOLD_LOOKED,	/* they stay, its words say nothing new */
	DELIVER_TOLD_ANEW	/* these in their place */
};

struct deliver_item {
	uint64_t	 known;		/* row of the state, 0: a new story */
	struct keys	 keys;
	const char	*message_id;	/* NULL: nothing to file */
	const void	*mail;
	size_t		 mail_len;
	const void	*item;		/* the same for programs */
	size_t		 item_len;
	char		**targets;	/* for mail, NULL-terminated, or NULL */
	char		**spools;	/* the same for items */
	uint8_t		*duplicates;	/* of each, enum conf_duplicates */
	uint8_t		*spool_duplicates;
	const void	*sketch;	/* by sketch_put; NULL: none */
	size_t		 sketch_len;
	int		 quiet;		/* remembered as filed, but not filed */
	int		 let_go;	/* so it is, by catchup */
	const void	*archive;	/* texts to keep; NULL: none */
	size_t		 archive_len;
	char		*topics;	/* that hold, by line; or NULL */
	int		 held;		/* kept in the state, see flood.h */
	int		 notice;	/* of ours, and no story of the feed's */
	enum deliver_told told;
	const void	*texts;
	size_t		 texts_len;
	int		 revised;	/* an edit to be told where it is filed */
	const char	*update_id;	/* by this mail; NULL: in the old one's */
	const void	*update;	/* place, by mail */
	size_t		 update_len;
	char		*reply_to;	/* its Message-ID; NULL: nothing */
};

struct deliver_result {
	size_t		 new_stories;	/* not known before */
	size_t		 filed;		/* stories accepted for some target */
	size_t		 held;		/* stories held back */
	size_t		 kept;		/* mails waiting for their target */
	size_t		 outgoing;	/* for other than directories */
	size_t		 copies;	/* mails that are replies, or dropped */
	size_t		 updated;	/* stories whose edits are told */
	char		*trouble;	/* the first target's error, or NULL */
};

/*
 * Files stories of a document and saves feed with them, whose stories,
 * delivered, held, largest and last_read are brought up to date; result adds
 * up over a document and is the caller's to zero.  -1 with a cause when the
 * state failed: then feed was neither saved nor changed, but for what is held
 * of it by then, and the poll is to be repeated; what was accepted until then
 * isn't filed again, and waits for deliver_settle where it isn't marked.
 */
int	deliver_batch(struct state *, struct state_feed *,
	    const struct deliver_item *, size_t n, int64_t now,
	    struct deliver_result *, char **cause);
/*
 * Files a notice as a story of this feed, which is otherwise as it was; told
 * is called with the story in the transaction that accepts it.  -1 with a
 * cause when it wasn't accepted.
 */
int	deliver_notice(struct state *, int64_t feed, const struct deliver_item *,
	    int (*told)(struct state *, uint64_t story, void *, char **cause),
	    void *arg, int64_t now, struct deliver_result *, char **cause);
void	deliver_result_clear(struct deliver_result *);

/*
 * Settles every intent without a mark: at start, before feeds are loaded, and
 * later for mails that wait.  Also removes what a crash left in tmp/.  *left
 * is how many still wait, *trouble why (or NULL).
 */
int	deliver_settle(struct state *, size_t *settled, size_t *left,
	    char **trouble, char **cause);

#endif
