#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/courier.h"
#include "parent/deliver.h"
#include "parent/maildir.h"
#include "parent/state_archive.h"
#include "parent/state_filing.h"
#include "parent/state_recall.h"

/* The mails of one batch; bases are its own, the rest is the items'. */
struct batch {
	struct state		*state;
	int64_t			 feed;
	int64_t			 now;
	struct courier_mail	*mails;
	size_t			 n, size;
	struct deliver_result	*result;
};

static struct courier_mail *
batch_grow(struct batch *b)
{
	struct courier_mail	*m;

	if (b->n == b->size) {
		b->size = b->size != 0 ? b->size * 2 : 64;
		b->mails = xreallocarray(b->mails, b->size, sizeof(*b->mails));
	}
	m = &b->mails[b->n++];
	memset(m, 0, sizeof(*m));
	return (m);
}

static void
batch_clear(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->mails[i].base);
	free(b->mails);
}

static int
wants_filing(const struct deliver_item *it)
{
	return (it->message_id != NULL && !it->quiet && it->targets != NULL);
}

/*
 * What is staged must be found again after any crash, so the state knows of
 * a target before the first mail is written there.
 */
static int
note_targets(struct state *st, const struct deliver_item *items, size_t n,
    char **cause)
{
	const char	*last = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!wants_filing(&items[i]))
			continue;
		for (char **t = items[i].targets; *t != NULL; t++) {
			if (last != NULL && strcmp(last, *t) == 0)
				continue;
			if (state_target_add(st, *t, cause) == -1)
				return (-1);
			last = *t;
		}
	}
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

/* One story in one target, unless it is there: 1 for an intent, 0, -1. */
static int
plan_filing(struct batch *b, const struct deliver_item *it, uint64_t story,
    const char *target, char **cause)
{
	struct courier_mail	*m;
	char			*base;
	int			 filed;

	if ((filed = is_there(b, it, story, target, cause)) != 0)
		return (filed == 1 ? 0 : -1);
	base = maildir_base(state_tag(b->state), state_mail_number(b->state));
	if (it->held) {
		filed = state_filing_hold(b->state, story, target, base,
		    it->mail, it->mail_len, cause);
		free(base);
		return (filed == 0 ? 1 : -1);
	}
	m = batch_grow(b);
	m->target = target;
	m->base = base;
	m->mail = it->mail;
	m->len = it->mail_len;
	if (state_filing_intend(b->state, story, target, m->base, NULL, 0,
	    &m->id, cause) == -1)
		return (-1);
	return (1);
}

static int
plan_item(struct batch *b, const struct deliver_item *it, char **cause)
{
	uint64_t	story = it->known;
	int		files = wants_filing(it), rv, accepted = 0;

	assert(!files || it->mail_len != 0);
	if (state_story_put(b->state, b->feed, &it->keys, files || it->quiet,
	    it->message_id, b->now, &story, cause) == -1)
		return (-1);
	if (story != it->known)
		b->result->new_stories++;
	if (it->archive != NULL && state_archive_put(b->state, story,
	    it->archive, it->archive_len, it->topics, b->now, cause) == -1)
		return (-1);
	for (char **t = it->targets; files && *t != NULL; t++) {
		if ((rv = plan_filing(b, it, story, *t, cause)) == -1)
			return (-1);
		accepted |= rv;
	}
	if (it->held)
		b->result->held += (size_t)accepted;
	else
		b->result->filed += (size_t)accepted;
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

/* Mails between these steps get their bytes into their intents. */
static int
keep_mails(struct batch *b, enum courier_step from, enum courier_step to,
    char **cause)
{
	struct courier_mail	*m;

	for (m = b->mails; m < b->mails + b->n; m++)
		if (m->step >= from && m->step <= to &&
		    state_filing_keep(b->state, m->id, m->mail, m->len,
		    cause) == -1)
			return (-1);
	return (0);
}

/* In the open transaction: stories, intents, mails in tmp/. */
static int
accept_items(struct batch *b, const struct deliver_item *items, size_t n,
    char **cause)
{
	for (size_t i = 0; i < n; i++)
		if (plan_item(b, &items[i], cause) == -1)
			return (-1);
	if (b->n == 0)
		return (0);
	qsort(b->mails, b->n, sizeof(*b->mails), by_target);
	courier_stage(b->mails, b->n, &b->result->trouble);
	return (keep_mails(b, COURIER_WAITING, COURIER_WAITING, cause));
}

static int
mark_delivered(struct batch *b, char **cause)
{
	struct courier_mail	*m;

	for (m = b->mails; m < b->mails + b->n; m++)
		if (m->step == COURIER_DELIVERED &&
		    state_filing_mark(b->state, m->id, cause) == -1)
			return (-1);
	return (0);
}

/*
 * The second transaction, after the first has accepted the batch.  A mail
 * that waits already has its bytes in the state, those that failed since get
 * them here.
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
	    state_feed_save(b->state, feed, cause) == -1 ||
	    state_commit(b->state, cause) == -1)
		goto fail;
	for (m = b->mails; m < b->mails + b->n; m++)
		b->result->kept += m->step != COURIER_DELIVERED;
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

	if (note_targets(b->state, items, n, cause) == -1 ||
	    state_begin(b->state, cause) == -1)
		return (-1);
	if (state_story_touch(b->state, feed->id, feed->last_read, b->now,
	    cause) == -1 || accept_items(b, items, n, cause) == -1)
		goto fail;
	count_stories(b, feed, &before);
	if (b->n == 0 && state_feed_save(b->state, feed, cause) == -1)
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
	if (rv == 0 && b.n != 0)
		rv = finish(&b, feed, cause);
	batch_clear(&b);
	if (rv == -1) {
		*feed = before;
		if (result->trouble != earlier.trouble)
			free(result->trouble);
		*result = earlier;
	}
	return (rv);
}

void
deliver_result_clear(struct deliver_result *result)
{
	free(result->trouble);
	memset(result, 0, sizeof(*result));
}
