#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/batch.h"
#include "parent/deliver.h"
#include "parent/maildir.h"
#include "parent/state_archive.h"
#include "parent/state_copy.h"
#include "parent/state_filing.h"
#include "parent/state_notice.h"
#include "parent/state_recall.h"
#include "parent/state_told.h"
#include "parent/update.h"

/* What other feeds have had of an item. */
struct elsewhere {
	uint64_t	v[STATE_COPIES];	/* stories it is a copy of */
	size_t		n;
	struct buf	feeds;			/* those with its link */
};

static int
wants_filing(const struct deliver_item *it)
{
	return (it->message_id != NULL && !it->quiet &&
	    (it->targets != NULL || it->spools != NULL));
}

/* Calls each for all targets of an item until it returns -1. */
static int
each_target(const struct deliver_item *it, int (*each)(char **target,
    int spool, void *), void *arg)
{
	char **const	lists[] = { it->targets, it->spools };

	for (int spool = 0; spool < 2; spool++)
		for (char **t = lists[spool]; t != NULL && *t != NULL; t++)
			if (each(t, spool, arg) == -1)
				return (-1);
	return (0);
}

struct noting {
	struct state	 *state;
	const char	 *last;		/* the one noted before */
	char		**cause;
};

static int
note_target(char **target, int spool, void *arg)
{
	struct noting	*n = arg;

	(void)spool;
	if (n->last != NULL && strcmp(n->last, *target) == 0)
		return (0);
	n->last = *target;
	return (state_target_add(n->state, *target, n->cause));
}

/*
 * What is staged must be found again after any crash, so the state knows of
 * a target before the first mail is written there.
 */
static int
note_targets(struct state *st, const struct deliver_item *items, size_t n,
    char **cause)
{
	struct noting	noting = { .state = st, .cause = cause };

	for (size_t i = 0; i < n; i++)
		if (wants_filing(&items[i]) &&
		    each_target(&items[i], note_target, &noting) == -1)
			return (-1);
	return (0);
}

/* Whether it is there: 1, 0, -1.  A mail that was only found is noted. */
static int
is_there(struct batch *b, const struct deliver_item *it, uint64_t story,
    const char *target, char **cause)
{
	int	rv;

	rv = state_is_filed(b->state, story, &it->keys.link, target, cause);
	if (rv != 0)
		return (rv);
	rv = state_is_recalled(b->state, target, it->message_id, cause);
	if (rv == 1 && state_filing_found(b->state, story, target,
	    cause) == -1)
		return (-1);
	return (rv);
}

struct planning {
	struct batch			 *batch;
	const struct deliver_item	 *item;
	uint64_t			  story;
	struct elsewhere		  elsewhere;
	int				  accepted;	/* by any target */
	int				  dropped;	/* by any, as a copy */
	int				  first;	/* in any, of its copies */
	char				**cause;
};

/* 1 with the sketch and what is known elsewhere, 0: no sketch, -1. */
static int
find_copies(struct planning *p, struct sketch *k)
{
	struct batch			*b = p->batch;
	const struct deliver_item	*it = p->item;
	struct elsewhere		*c = &p->elsewhere;
	struct pack_reader		 r;

	if (state_copy_feeds(b->state, b->feed, &it->keys.link, &c->feeds,
	    p->cause) == -1)
		return (-1);
	pack_reader_init(&r, it->sketch, it->sketch_len);
	if (it->sketch == NULL || sketch_get(&r, k) == -1)
		return (0);
	return (state_copy_find(b->state, b->feed, k, c->v, &c->n,
	    p->cause) == 0 ? 1 : -1);
}

static int
hold(struct planning *p, const char *target, char *base, const void *bytes,
    size_t len)
{
	int	rv = state_filing_hold(p->batch->state, p->story, target, base,
		    bytes, len, p->cause);

	free(base);
	return (rv);
}

/* Takes base. */
static int
send_later(struct planning *p, const char *target, char *base,
    const void *bytes, size_t len, int64_t *id)
{
	int	rv = state_filing_intend(p->batch->state, p->story, target,
		    base, bytes, len, id, p->cause);

	p->batch->result->outgoing++;
	free(base);
	return (rv);
}

/* Takes base; the bytes live as long as the batch. */
static int
stage_later(struct planning *p, const char *target, char *base,
    const void *bytes, size_t len, int64_t *id)
{
	struct courier_mail	*m = batch_add(p->batch);
	int			 rv;

	m->target = target;
	m->base = base;
	m->mail = bytes;
	m->len = len;
	rv = state_filing_intend(p->batch->state, p->story, target, base,
	    NULL, 0, &m->id, p->cause);
	*id = m->id;
	return (rv);
}

/* first is what a mail becomes a reply to, or NULL. */
static int
intend(struct planning *p, const char *target, int spool, const char *first)
{
	struct batch			*b = p->batch;
	const struct deliver_item	*it = p->item;
	const void			*bytes = spool ? it->item : it->mail;
	size_t				 len = spool ? it->item_len :
					    it->mail_len;
	char				*base;
	int64_t				 id;

	assert(len != 0);
	p->accepted = 1;
	if (!spool)
		batch_thread(b, first, &p->elsewhere.feeds, &bytes, &len);
	base = batch_base(b, spool);
	if (it->held)
		return (hold(p, target, base, bytes, len));
	if ((conf_path_is_directory(target) ? stage_later : send_later)(p,
	    target, base, bytes, len, &id) == -1)
		return (-1);
	return (first == NULL || spool ? 0 : state_filing_reply(b->state, id,
	    first, p->cause));
}

static enum conf_duplicates
duplicates_of(const struct deliver_item *it, char **target, int spool)
{
	const uint8_t	*v = spool ? it->spool_duplicates : it->duplicates;

	if (v == NULL)
		return (CONF_DUPLICATES_THREAD);
	return ((enum conf_duplicates)v[target - (spool ? it->spools :
	    it->targets)]);
}

/* One story in one target, unless it is there, or a copy that is dropped. */
static int
plan_filing(char **target, int spool, void *arg)
{
	struct planning		*p = arg;
	struct batch		*b = p->batch;
	enum conf_duplicates	 mode;
	char			*first;
	int			 rv;

	if ((rv = is_there(b, p->item, p->story, *target, p->cause)) != 0)
		return (rv == 1 ? 0 : -1);
	if (state_copy_first(b->state, p->elsewhere.v, p->elsewhere.n, *target,
	    &first, p->cause) == -1)
		return (-1);
	if (first == NULL) {
		p->first = 1;
		return (intend(p, *target, spool, p->item->reply_to));
	}
	mode = duplicates_of(p->item, target, spool);
	b->result->copies += mode != CONF_DUPLICATES_DELIVER;
	if (mode == CONF_DUPLICATES_DROP)
		p->dropped = 1;
	else
		rv = intend(p, *target, spool, mode ==
		    CONF_DUPLICATES_THREAD ? first : NULL);
	free(first);
	return (rv);
}

/*
 * In all its targets.  Only what is first in one is remembered for copies of
 * it, as these are copies of each other.
 */
static int
plan_filings(struct planning *p)
{
	struct sketch	sketch;
	int		sketched, rv = -1;

	buf_init(&p->elsewhere.feeds, BATCH_FEEDS_MAX);
	if ((sketched = find_copies(p, &sketch)) != -1)
		rv = each_target(p->item, plan_filing, p);
	buf_clear(&p->elsewhere.feeds);
	if (rv == 0 && sketched && p->first)
		rv = state_copy_add(p->batch->state, p->story, &sketch,
		    p->cause);
	return (rv);
}

/* What explain says of a story that is filed nowhere. */
static int
note_unfiled(const struct planning *p)
{
	int	flags = p->item->let_go ? KNOWN_LET_GO :
		    p->dropped && !p->accepted ? KNOWN_COPY : 0;

	return (flags == 0 ? 0 : state_story_flag(p->batch->state, p->story,
	    flags, p->cause));
}

/* What readers know of the story now, for the next edit. */
static int
keep_told(struct batch *b, const struct deliver_item *it, uint64_t story,
    char **cause)
{
	struct digest	words;

	keys_words(&it->keys, &words);
	switch (it->told) {
	case DELIVER_TOLD_FIRST:
		return (state_told_add(b->state, story, &words, it->texts,
		    it->texts_len, cause));
	case DELIVER_TOLD_LOOKED:
		return (state_told_looked(b->state, story, &words, cause));
	case DELIVER_TOLD_ANEW:
		return (state_told_put(b->state, story, &words, it->texts,
		    it->texts_len, cause));
	default:
		return (0);
	}
}

/* *story becomes what the item is in the state. */
static int
plan_item(struct batch *b, const struct deliver_item *it, uint64_t *story,
    char **cause)
{
	struct planning	p = { .batch = b, .item = it, .story = it->known,
			    .cause = cause };
	int		files = wants_filing(it), rv;

	if (state_story_put(b->state, b->feed, &it->keys, files || it->quiet,
	    it->message_id, b->now, &p.story, cause) == -1)
		return (-1);
	*story = p.story;
	if (p.story != it->known && !it->notice)
		b->result->new_stories++;
	if (it->notice && state_notice_add(b->state, p.story, b->feed,
	    cause) == -1)
		return (-1);
	if (it->archive != NULL && state_archive_put(b->state, p.story,
	    it->archive, it->archive_len, it->topics, b->now, cause) == -1)
		return (-1);
	if (keep_told(b, it, p.story, cause) == -1)
		return (-1);
	if (it->revised && !it->quiet && (rv = update_plan(b, it, p.story,
	    cause)) != 1) {
		files = 0;
		if (rv == -1)
			return (-1);
	}
	if ((files && plan_filings(&p) == -1) || note_unfiled(&p) == -1)
		return (-1);
	if (it->held)
		b->result->held += (size_t)p.accepted;
	else if (!it->notice)
		b->result->filed += (size_t)p.accepted;
	return (0);
}

/* By target, and in the feed's order in each. */
static int
by_target(const void *a, const void *b)
{
	const struct courier_mail	*x = a, *y = b;
	int				 cmp = strcmp(x->target, y->target);

	if (cmp != 0)
		return (cmp);
	return (x->id < y->id ? -1 : x->id > y->id);
}

/* One that a program may have taken already is never written again. */
static int
is_out(const struct courier_mail *m)
{
	return (m->step == COURIER_LINKED && maildir_is_spooled(m->base));
}

/* Mails between these steps get their bytes into their intents. */
static int
keep_mails(struct batch *b, enum courier_step from, enum courier_step to,
    char **cause)
{
	struct courier_mail	*m;

	for (m = b->mails; m < b->mails + b->n; m++)
		if (m->step >= from && m->step <= to && !is_out(m) &&
		    state_filing_keep(b->state, m->id, m->mail, m->len,
		    cause) == -1)
			return (-1);
	return (0);
}

static int
stage(struct batch *b, char **cause)
{
	if (b->n == 0)
		return (0);
	qsort(b->mails, b->n, sizeof(*b->mails), by_target);
	courier_stage(b->mails, b->n, &b->result->trouble);
	return (keep_mails(b, COURIER_WAITING, COURIER_WAITING, cause));
}

/* In the open transaction: stories, intents, mails in tmp/. */
static int
accept_items(struct batch *b, const struct deliver_item *items, size_t n,
    char **cause)
{
	uint64_t	story;

	for (size_t i = 0; i < n; i++)
		if (plan_item(b, &items[i], &story, cause) == -1)
			return (-1);
	return (stage(b, cause));
}

static int
mark_mail(struct state *st, const struct courier_mail *m, char **cause)
{
	if (m->step == COURIER_NEEDLESS)
		return (state_filing_stays(st, m->id, cause));
	if (m->step != COURIER_DELIVERED)
		return (0);
	return (m->old != NULL ? state_filing_replaced(st, m->id, cause) :
	    state_filing_mark(st, m->id, cause));
}

static int
mark_delivered(struct batch *b, char **cause)
{
	struct courier_mail	*m;

	for (m = b->mails; m < b->mails + b->n; m++)
		if (mark_mail(b->state, m, cause) == -1)
			return (-1);
	return (0);
}

/*
 * The second transaction, after the first has accepted the batch.  A mail
 * that waits already has its bytes in the state, those that failed since get
 * them here.  feed is NULL where it hasn't changed.
 */
static int
finish(struct batch *b, const struct state_feed *feed, char **cause)
{
	struct courier_mail	*m;

	courier_link(b->mails, b->n, &b->result->trouble);
	if (state_begin(b->state, cause) == -1)
		return (-1);
	if (keep_mails(b, COURIER_STAGED, COURIER_LINKED, cause) == -1 ||
	    mark_delivered(b, cause) == -1 ||
	    (feed != NULL && state_feed_save(b->state, feed, cause) == -1) ||
	    state_commit(b->state, cause) == -1)
		goto fail;
	for (m = b->mails; m < b->mails + b->n; m++)
		b->result->kept += m->step < COURIER_DELIVERED;
	courier_clean(b->mails, b->n);
	return (0);
fail:
	state_rollback(b->state);
	return (-1);
}

/* before: what the document's earlier batches have brought. */
static void
count_stories(const struct batch *b, struct state_feed *feed,
    const struct deliver_result *before)
{
	const struct deliver_result	*now = b->result;

	feed->stories += now->new_stories - before->new_stories;
	feed->delivered += now->filed - before->filed;
	if (now->filed > feed->largest)
		feed->largest = now->filed;
	if (now->held != before->held && feed->held == 0)
		feed->held_since = b->now;
	feed->held += now->held - before->held;
	feed->last_read = b->now;
}

/*
 * The first transaction.  A document that brings nothing to file saves its
 * feed here, too, and needs no second.
 */
static int
accept_batch(struct batch *b, struct state_feed *feed,
    const struct deliver_item *items, size_t n, char **cause)
{
	struct deliver_result	before = *b->result;

	if (update_prepare(b->state, items, n, cause) == -1 ||
	    note_targets(b->state, items, n, cause) == -1 ||
	    state_begin(b->state, cause) == -1)
		return (-1);
	if (state_story_touch(b->state, feed->id, feed->last_read, b->now,
	    cause) == -1 || accept_items(b, items, n, cause) == -1)
		goto fail;
	count_stories(b, feed, &before);
	if (b->n == 0 && state_feed_save(b->state, feed, cause) == -1)
		goto fail;
	/* With what is held, or nobody would know that it is. */
	if (b->n != 0 && b->result->held != before.held &&
	    state_feed_hold(b->state, feed, cause) == -1)
		goto fail;
	if (state_commit(b->state, cause) == -1)
		goto fail;
	return (0);
fail:
	state_rollback(b->state);
	courier_clean(b->mails, b->n);
	return (-1);
}

int
deliver_batch(struct state *st, struct state_feed *feed,
    const struct deliver_item *items, size_t n, int64_t now,
    struct deliver_result *result, char **cause)
{
	struct state_feed	before = *feed;
	struct deliver_result	earlier = *result;
	struct batch		b = { .state = st, .feed = feed->id,
				    .now = now, .result = result };
	int			rv;

	rv = accept_batch(&b, feed, items, n, cause);
	if (rv == 0) {
		before.held = feed->held;
		before.held_since = feed->held_since;
		if (b.n != 0)
			rv = finish(&b, feed, cause);
	}
	batch_clear(&b);
	if (rv == -1) {
		*feed = before;
		if (result->trouble != earlier.trouble)
			free(result->trouble);
		*result = earlier;
	}
	return (rv);
}

static int
accept_notice(struct batch *b, const struct deliver_item *it,
    int (*told)(struct state *, uint64_t, void *, char **), void *arg,
    char **cause)
{
	uint64_t	story;

	if (note_targets(b->state, it, 1, cause) == -1 ||
	    state_begin(b->state, cause) == -1)
		return (-1);
	if (plan_item(b, it, &story, cause) == 0 && stage(b, cause) == 0 &&
	    told(b->state, story, arg, cause) == 0 &&
	    state_commit(b->state, cause) == 0)
		return (0);
	state_rollback(b->state);
	courier_clean(b->mails, b->n);
	return (-1);
}

/* What is accepted but can't be marked waits for deliver_settle. */
int
deliver_notice(struct state *st, int64_t feed, const struct deliver_item *it,
    int (*told)(struct state *, uint64_t, void *, char **), void *arg,
    int64_t now, struct deliver_result *result, char **cause)
{
	struct batch	b = { .state = st, .feed = feed, .now = now,
			    .result = result };
	int		rv = accept_notice(&b, it, told, arg, cause);
	char		*why = NULL;

	if (rv == 0 && b.n != 0 && finish(&b, NULL, &why) == -1) {
		result->kept = b.n;
		free(result->trouble);
		result->trouble = why;
	}
	batch_clear(&b);
	return (rv);
}

void
deliver_result_clear(struct deliver_result *result)
{
	free(result->trouble);
	memset(result, 0, sizeof(*result));
}
