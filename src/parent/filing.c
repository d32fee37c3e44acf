#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/xmalloc.h"
#include "ipc/memfd.h"
#include "parent/daemon.h"
#include "parent/filing.h"
#include "parent/mailcheck.h"
#include "parent/maildir.h"
#include "parent/source.h"
#include "parent/state_filing.h"
#include "parent/state_notice.h"
#include "parent/target.h"

#define RESULT_MAX	((uint64_t)1 << 30)
#define SLICE_MAILS	64		/* synced in one turn of the loop */
#define SLICE_STORIES	1024		/* looked at in one */
#define TOPIC_NAMES_MAX	((size_t)4 << 20)	/* bytes, of one story */

struct filing {
	struct source		*source;
	const void		*data;		/* the mapped result */
	size_t			 size;
	struct result_head	 head;
	struct deliver_item	*items;
	size_t			 n;
	struct result_story	 notice;	/* no mail: none */
	struct result_story	 edits;		/* the same */
	size_t			 at;		/* how many are filed */
	size_t			 news;
	int			 tells;
	size_t			 failed;
	size_t			 sketches;
	struct deliver_result	 result;
	int			 whole;
};

/* Ascending, and ones this feed is matched against. */
static int
topics_are_valid(const struct conf_feed *f, const struct result_story *rs)
{
	for (uint32_t i = 0; i < rs->ntopics; i++)
		if ((i > 0 && rs->topics[i] <= rs->topics[i - 1]) ||
		    bsearch(&rs->topics[i], f->topics, f->ntopics,
		    sizeof(*f->topics), order_u32) == NULL)
			return (0);
	return (rs->mail_len == 0 || rs->ntopics != 0 || f->everything ||
	    rs->revised);
}

/* Their names, one a line; the caller's to free, NULL for none. */
static char *
topic_names(const struct conf *conf, const struct result_story *rs)
{
	struct buf	b;

	if (rs->ntopics == 0)
		return (NULL);
	buf_init(&b, TOPIC_NAMES_MAX);
	for (uint32_t i = 0; i < rs->ntopics; i++)
		buf_printf(&b, "%s%s", i > 0 ? "\n" : "",
		    conf->topics[rs->topics[i]].name);
	return (buf_steal(&b));
}

/* Grows with what was read, not with what the head promises. */
static struct deliver_item *
item_new(struct filing *g)
{
	if ((g->n & (g->n - 1)) == 0)
		g->items = xreallocarray(g->items, g->n != 0 ? 2 * g->n : 1,
		    sizeof(*g->items));
	return (memset(&g->items[g->n++], 0, sizeof(*g->items)));
}

static int
check_bytes(const struct result_story *rs)
{
	if (rs->mail_len != 0 &&
	    mailcheck(rs->mail, rs->mail_len, rs->message_id) == -1)
		return (-1);
	if (rs->update_len != 0 &&
	    mailcheck(rs->update, rs->update_len, rs->update_id) == -1)
		return (-1);
	return (rs->item_len != 0 ? itemcheck(rs->item, rs->item_len) : 0);
}

/* Edits are told as the feed's "updates" says. */
static int
edit_is_valid(const struct conf_feed *f, const struct result_story *rs)
{
	if (rs->told == RESULT_TOLD_NOTHING)
		return (!rs->revised);
	return (f->updates != CONF_UPDATES_IGNORE && (!rs->revised ||
	    (rs->update_len != 0) == (f->updates == CONF_UPDATES_REPLY)));
}

static void
set_edit(struct deliver_item *it, const struct result_story *rs)
{
	static const enum deliver_told	told[RESULT_TOLDS] = {
		[RESULT_TOLD_NOTHING] = DELIVER_TOLD_NOTHING,
		[RESULT_TOLD_FIRST] = DELIVER_TOLD_FIRST,
		[RESULT_TOLD_LOOKED] = DELIVER_TOLD_LOOKED,
		[RESULT_TOLD_ANEW] = DELIVER_TOLD_ANEW,
	};

	it->told = told[rs->told];
	it->texts = rs->texts;
	it->texts_len = rs->texts_len;
	it->revised = rs->revised;
	it->update_id = rs->update_id;
	it->update = rs->update;
	it->update_len = rs->update_len;
}

static void
set_targets(const struct filing *g, struct deliver_item *it,
    const uint32_t *topics, uint32_t n)
{
	const struct conf	*conf = g->source->daemon->conf;
	const struct conf_feed	*f = g->source->conf;

	it->targets = target_paths(conf, 0, f, topics, n,
	    &it->duplicates);
	it->spools = target_paths(conf, 1, f, topics, n,
	    &it->spool_duplicates);
}

static int
add_item(struct filing *g, const struct result_story *rs)
{
	const struct conf	*conf = g->source->daemon->conf;
	struct deliver_item	*it;

	if (rs->kind != RESULT_STORY) {
		g->failed += rs->kind == RESULT_FAILED;
		return (rs->kind == RESULT_NOTICE ||
		    rs->kind == RESULT_EDITS ? -1 : 0);
	}
	if (!topics_are_valid(g->source->conf, rs) ||
	    (rs->archive_len != 0 && conf->archive == 0) ||
	    !edit_is_valid(g->source->conf, rs) ||
	    check_bytes(rs) == -1)
		return (-1);
	it = item_new(g);
	it->known = rs->known;
	it->keys = rs->keys;
	it->message_id = rs->message_id;
	it->mail = rs->mail;
	it->mail_len = rs->mail_len;
	it->item = rs->item;
	it->item_len = rs->item_len;
	it->sketch = rs->sketch;
	it->sketch_len = rs->sketch_len;
	g->sketches += rs->sketch_len != 0;
	set_edit(it, rs);
	/* What is on no topic any more is told where it was filed. */
	if (rs->mail_len != 0 && (rs->ntopics != 0 || !rs->revised ||
	    g->source->conf->everything))
		set_targets(g, it, rs->topics, rs->ntopics);
	if (rs->archive_len != 0) {
		it->archive = rs->archive;
		it->archive_len = rs->archive_len;
		it->topics = topic_names(conf, rs);
	}
	if (rs->known == 0)
		g->news++;
	g->tells |= rs->known == 0 || rs->revised || rs->mail_len != 0;
	return (it->spools != NULL && it->item_len == 0 ? -1 : 0);
}

static void
item_clear(struct deliver_item *it)
{
	target_paths_free(it->targets);
	target_paths_free(it->spools);
	free(it->duplicates);
	free(it->spool_duplicates);
	free(it->topics);
	free(it->reply_to);
}

/* Whether a notice may go into a spool: where the feed's or a story's do. */
static int
may_need_item(const struct filing *g)
{
	struct deliver_item	it = { 0 };
	int			spooled;

	set_targets(g, &it, NULL, 0);
	spooled = it.spools != NULL;
	item_clear(&it);
	for (size_t i = 0; i < g->n && !spooled; i++)
		spooled = g->items[i].spools != NULL;
	return (spooled);
}

static int
check_notice(const struct result_story *rs, int need_item)
{
	if (rs->known != 0 || rs->ntopics != 0 || rs->mail_len == 0 ||
	    rs->sketch_len != 0 || rs->told != RESULT_TOLD_NOTHING ||
	    (rs->item_len == 0 && need_item))
		return (-1);
	return (check_bytes(rs));
}

/* Each of the two kinds once, behind the stories. */
static int
read_notice(struct filing *g, struct pack_reader *r, uint32_t *topics)
{
	struct result_story	 rs, *notice;

	if (result_story_get(r, &rs, topics) == -1 ||
	    (rs.kind != RESULT_NOTICE && rs.kind != RESULT_EDITS))
		return (-1);
	notice = rs.kind == RESULT_NOTICE ? &g->notice : &g->edits;
	if (notice->mail_len != 0 ||
	    check_notice(&rs, may_need_item(g)) == -1 ||
	    (rs.kind == RESULT_EDITS &&
	    g->source->conf->updates != CONF_UPDATES_REPLY))
		return (-1);
	*notice = rs;
	return (0);
}

int
filing_read_notice(const void *data, size_t len, struct result_story *rs)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct pack_reader	r;

	pack_reader_init(&r, data, len);
	if (result_story_get(&r, rs, topics) == -1 ||
	    rs->kind != RESULT_NOTICE || check_notice(rs, 1) == -1)
		return (-1);
	return (pack_get_end(&r));
}

static int
read_result(struct filing *g)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct result_story	rs;
	struct pack_reader	r;

	pack_reader_init(&r, g->data, g->size);
	if (result_head_get(&r, &g->head) == -1)
		return (-1);
	g->whole = !g->head.truncated;
	/* One that is never used, so that no batch is of NULL. */
	g->items = xcalloc(1, sizeof(*g->items));
	for (uint32_t i = 0; i < g->head.nstories; i++)
		if (result_story_get(&r, &rs, topics) == -1 ||
		    add_item(g, &rs) == -1)
			return (-1);
	while (r.left != 0)
		if (read_notice(g, &r, topics) == -1)
			return (-1);
	return (pack_get_end(&r));
}

/* By date, newest first; stories without one keep the feed's order. */
static int
by_date(const void *a, const void *b)
{
	const struct deliver_item *const *x = a, *const *y = b;

	if ((*x)->keys.date != (*y)->keys.date)
		return ((*x)->keys.date < (*y)->keys.date ? 1 : -1);
	return (*x < *y ? -1 : *x > *y);
}

static void
make_quiet(struct deliver_item *it)
{
	if (it->mail_len != 0)
		it->quiet = 1;
}

static void
keep_newest(struct filing *g, uint64_t count)
{
	struct deliver_item	**v = xcalloc(g->n, sizeof(*v));

	for (size_t i = 0; i < g->n; i++)
		v[i] = &g->items[i];
	qsort(v, g->n, sizeof(*v), by_date);
	for (size_t i = count; i < g->n; i++)
		make_quiet(v[i]);
	free(v);
}

/* All that would be filed is taken for read, and edits with it. */
static void
let_go(struct filing *g)
{
	memset(&g->edits, 0, sizeof(g->edits));
	keep_newest(g, 0);
	for (size_t i = 0; i < g->n; i++)
		g->items[i].let_go = g->items[i].quiet;
}

/* What of a feed's first poll is delivered, by its "first:". */
static void
limit_first(struct filing *g)
{
	const struct conf_first	*first = &g->source->conf->first;
	int64_t			 oldest = daemon_now() - first->age / 1000;

	switch (first->mode) {
	case CONF_FIRST_ALL:
		break;
	case CONF_FIRST_NONE:
		keep_newest(g, 0);
		break;
	case CONF_FIRST_COUNT:
		keep_newest(g, first->count);
		break;
	case CONF_FIRST_AGE:
		for (size_t i = 0; i < g->n; i++)
			if (g->items[i].keys.date != 0 &&
			    g->items[i].keys.date < oldest)
				make_quiet(&g->items[i]);
	}
}

struct filing *
filing_open(struct source *s, uint64_t size)
{
	struct filing	*g = xcalloc(1, sizeof(*g));

	g->source = s;
	if (memfd_seal(s->result, size, RESULT_MAX) == -1 ||
	    (g->data = memfd_map(s->result, size)) == NULL) {
		free(g);
		return (NULL);
	}
	g->size = size;
	if (read_result(g) == -1) {
		filing_close(g);
		return (NULL);
	}
	if (s->quiet)
		let_go(g);
	else if (s->saved.last_good == 0)
		limit_first(g);
	return (g);
}

void
filing_close(struct filing *g)
{
	if (g == NULL)
		return;
	deliver_result_clear(&g->result);
	for (size_t i = 0; i < g->n; i++)
		item_clear(&g->items[i]);
	free(g->items);
	memfd_unmap(g->data, g->size);
	free(g);
}

const struct result_head *
filing_head(const struct filing *g)
{
	return (&g->head);
}

int
filing_is_whole(const struct filing *g)
{
	return (g->whole);
}

size_t
filing_news(const struct filing *g)
{
	return (g->news);
}

int
filing_tells(const struct filing *g)
{
	return (g->tells || filing_tells_many(g));
}

int
filing_tells_many(const struct filing *g)
{
	return (g->edits.mail_len != 0);
}

size_t
filing_failed(const struct filing *g)
{
	return (g->failed);
}

int
filing_needs_copies(const struct filing *g)
{
	return (g->sketches != 0);
}

/* Where the next slice ends: a mail costs a sync, a story hardly anything. */
static size_t
slice_end(const struct filing *g)
{
	size_t	i, mails = 0;

	for (i = g->at; i < g->n && i - g->at < SLICE_STORIES; i++) {
		mails += g->items[i].mail_len != 0 && !g->items[i].quiet &&
		    !g->items[i].held;
		if (mails > SLICE_MAILS)
			break;
	}
	return (i);
}

int
filing_is_last(const struct filing *g)
{
	return (slice_end(g) == g->n);
}

static char **
copy_paths(char **from)
{
	char	**v;
	size_t	  n = 0;

	if (from == NULL)
		return (NULL);
	while (from[n] != NULL)
		n++;
	v = xcalloc(n + 1, sizeof(*v));
	for (size_t i = 0; i < n; i++)
		v[i] = xstrdup(from[i]);
	return (v);
}

/* Where the feed's mails go; else where the first goes that is held. */
static void
set_notice_targets(const struct filing *g, struct deliver_item *notice)
{
	set_targets(g, notice, NULL, 0);
	for (size_t i = 0; i < g->n && notice->targets == NULL &&
	    notice->spools == NULL; i++)
		if (g->items[i].held) {
			notice->targets = copy_paths(g->items[i].targets);
			notice->spools = copy_paths(g->items[i].spools);
		}
}

static int
add_target(const struct state_filing *f, void *arg)
{
	struct deliver_item	*notice = arg;
	int			 spool = maildir_is_spooled(f->base);
	char			***list = spool ? &notice->spools :
				    &notice->targets;

	if (*list == NULL && (!spool || notice->item_len != 0)) {
		*list = xcalloc(2, sizeof(**list));
		(*list)[0] = xstrdup(f->target);
	}
	return (0);
}

/* Where the feed has no target of its own: with the first that was edited. */
static int
set_edits_targets(const struct filing *g, struct deliver_item *notice,
    char **cause)
{
	const struct deliver_item	*it = g->items;

	if (notice->targets != NULL || notice->spools != NULL)
		return (0);
	while (it < g->items + g->n && (it->told != DELIVER_TOLD_ANEW ||
	    it->known == 0))
		it++;
	return (it == g->items + g->n ? 0 : state_filing_of(
	    g->source->daemon->state, it->known, add_target, notice, cause));
}

/* In the first batch, so that nothing is ever held without a word. */
static int
put_notice_first(struct filing *g, const struct result_story *rs, char **cause)
{
	struct deliver_item		*it;
	struct deliver_item		 notice = {
		.keys = rs->keys, .message_id = rs->message_id,
		.mail = rs->mail, .mail_len = rs->mail_len,
		.item = rs->item, .item_len = rs->item_len, .notice = 1
	};

	if (rs->mail_len == 0)
		return (0);
	if (state_notice_first(g->source->daemon->state, g->source->saved.id,
	    &notice.reply_to, cause) == -1)
		return (-1);
	set_notice_targets(g, &notice);
	if (rs->kind == RESULT_EDITS && set_edits_targets(g, &notice,
	    cause) == -1) {
		item_clear(&notice);
		return (-1);
	}
	it = item_new(g);
	memmove(g->items + 1, g->items, (size_t)(it - g->items) *
	    sizeof(*it));
	g->items[0] = notice;
	return (0);
}

int
filing_hold(struct filing *g, const struct flood_limit *limit, char **cause)
{
	int64_t	n = flood_check(g->source->daemon->state, limit, g->items,
		    g->n, cause);

	if (n == -1 || (n > 0 && !limit->join && put_notice_first(g,
	    &g->notice, cause) == -1))
		return (-1);
	return (put_notice_first(g, &g->edits, cause));
}

int
filing_deliver(struct filing *g, char **cause)
{
	struct source	*s = g->source;
	size_t		 end = slice_end(g);

	if (deliver_batch(s->daemon->state, &s->saved, g->items + g->at,
	    end - g->at, daemon_now(), &g->result, cause) == -1)
		return (-1);
	g->at = end;
	return (0);
}

const struct deliver_result *
filing_result(const struct filing *g)
{
	return (&g->result);
}
