#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "ipc/memfd.h"
#include "ipc/result.h"
#include "parent/audience.h"
#include "parent/bulletins.h"
#include "parent/child.h"
#include "parent/daemon.h"
#include "parent/deliver.h"
#include "parent/dispatch.h"
#include "parent/filing.h"
#include "parent/once.h"
#include "parent/outbox.h"
#include "parent/state_aside.h"
#include "parent/state_notice.h"
#include "parent/state_recall.h"
#include "parent/target.h"

#define DELAY_MIN	1		/* seconds until it is looked again */
#define DELAY_MAX	64
#define BUSY_POLLS	20		/* under way; fewer are no rush */
#define BUSY_LOOKS	10
#define DEADLINE	20		/* seconds for one notice */
#define LOSSES_MAX	2		/* workers lost to one */
#define FACTS_MAX	((size_t)4 << 20)
#define RESULT_MAX	((uint64_t)8 << 20)
#define OWN_FEED	""		/* whose stories are about no feed */

enum step { STEP_NONE, STEP_READY, STEP_SENT };

struct bulletins {
	struct daemon	*daemon;
	struct event	*timer;		/* to look, or the deadline */
	int64_t		 delay;		/* of the next look */
	int		 final;		/* a pass is over */
	unsigned int	 busy;		/* looks in a row that weren't taken */
	char		*aside;		/* damaged, and nobody was told; or NULL */

	enum step	 step;		/* of the one under way: */
	struct audience	 audience;	/* empty: about aside */
	struct child	*child;		/* that composes it */
	uint64_t	 poll;		/* its number on the wire */
	int		 result;	/* memfd, -1: none */
	unsigned int	 losses;
	uint64_t	 story;		/* what it is in the state */
};

static const char *const	words[NOTICE_KINDS] = {
	[NOTICE_FAILING] = "it has failed for days", [NOTICE_GONE] = "it is gone",
	[NOTICE_QUARANTINED] = "it is quarantined",
	[NOTICE_WORKS] = "it works again", [NOTICE_MOVED] = "it has moved",
	[NOTICE_DAMAGED] = "the state was damaged"
};

static void	look(struct bulletins *);

static void
arm(struct bulletins *b, int64_t seconds)
{
	struct timeval	tv = { .tv_sec = seconds };

	if (evtimer_add(b->timer, &tv) == -1)
		fatal("a timer can't be armed");
}

static void
on_timer(int fd, short what, void *arg)
{
	struct bulletins	*b = arg;

	(void)fd;
	(void)what;
	if (b->step == STEP_SENT)
		child_kill(b->child, "a notice was past its deadline");
	else
		look(b);
}

struct bulletins *
bulletins_new(struct daemon *d)
{
	struct bulletins	*b = xcalloc(1, sizeof(*b));

	b->daemon = d;
	b->result = -1;
	b->delay = DELAY_MIN;
	if ((b->timer = evtimer_new(d->base, on_timer, b)) == NULL)
		fatal("out of memory for a timer");
	return (b);
}

static void
let_go(struct bulletins *b)
{
	if (b->result != -1)
		close(b->result);
	b->result = -1;
	b->child = NULL;
	b->poll = 0;
}

/* Nothing is under way any more. */
static void
clear(struct bulletins *b)
{
	let_go(b);
	audience_clear(&b->audience);
	b->step = STEP_NONE;
	b->losses = 0;
}

void
bulletins_abandon(struct bulletins *b)
{
	clear(b);
	free(b->aside);
	b->aside = NULL;
	evtimer_del(b->timer);
}

void
bulletins_free(struct bulletins *b)
{
	if (b == NULL)
		return;
	bulletins_abandon(b);
	event_free(b->timer);
	free(b);
}

void
bulletins_start(struct bulletins *b)
{
	char	*cause;

	if (b->daemon->nsources != 0 && state_aside_untold(b->daemon->state,
	    &b->aside, &cause) == -1) {
		log_error("%s", cause);
		free(cause);
	}
	arm(b, 0);
}

void
bulletins_polled(struct bulletins *b, const struct source *s)
{
	if (b->step != STEP_NONE || b->final || due_kind(&s->saved,
	    source_has_moved(s), 0, daemon_now()) == DUE_NOTHING)
		return;
	b->delay = DELAY_MIN;
	if (!evtimer_pending(b->timer, NULL))
		arm(b, b->delay);
}

void
bulletins_finish(struct bulletins *b)
{
	b->final = 1;
	if (b->step == STEP_NONE)
		arm(b, 0);
}

/*
 * While very many feeds are polled, as at the start, others may soon have the
 * same to tell.
 */
static int
is_busy(struct bulletins *b)
{
	const struct daemon	*d = b->daemon;

	if (b->final || d->running <= BUSY_POLLS ||
	    d->running < d->nsources / 4 || b->busy == BUSY_LOOKS) {
		b->busy = 0;
		return (0);
	}
	b->busy++;
	return (1);
}

/* What is due now waits for a worker; or all is told. */
static void
look(struct bulletins *b)
{
	struct daemon	*d = b->daemon;
	int		 waits = 0;

	if (b->step != STEP_NONE)
		return;
	if (d->draining)
		arm(b, DELAY_MAX);
	else if (is_busy(b))
		arm(b, DELAY_MAX);
	else if (b->aside != NULL || audience_find(d, !b->final, daemon_now(),
	    &b->audience, &waits)) {
		b->step = STEP_READY;
		notice_dispatch(d);
	} else if (b->final)
		once_finish(d->once);
	else if (waits) {
		arm(b, b->delay);
		if (b->delay < DELAY_MAX)
			b->delay *= 2;
	}
}

/* It is over, one way or another. */
static void
next(struct bulletins *b)
{
	clear(b);
	arm(b, 0);
}

/* It can't be made: that is tried again with another configuration only. */
static void
give_up(struct bulletins *b, const char *why)
{
	log_error("a notice can't be made: %s", why);
	for (size_t i = 0; i < b->audience.n; i++)
		b->audience.v[i]->muted = 1;
	if (b->audience.n == 0) {
		free(b->aside);
		b->aside = NULL;
	}
	next(b);
}

static int
put_facts(struct bulletins *b, struct buf *facts, char **cause)
{
	struct message_notice	m = { .kind = NOTICE_DAMAGED,
				    .now = daemon_now(), .path = b->aside };

	if (b->audience.n != 0) {
		audience_put(&b->audience, m.now, facts);
		return (0);
	}
	m.since = state_aside_time(b->aside);
	if (state_recall_count(b->daemon->state, &m.found, cause) == -1)
		return (-1);
	message_notice_put(facts, &m);
	return (0);
}

/* Facts and result, to be sent and closed; -1 with a cause. */
static int
make_fds(struct bulletins *b, int fds[2], char **cause)
{
	struct buf	facts;

	buf_init(&facts, FACTS_MAX);
	if (put_facts(b, &facts, cause) == -1) {
		buf_clear(&facts);
		return (-1);
	}
	if ((fds[0] = memfd_of_buf("facts", &facts)) == -1)
		return (cause_set(cause, "its facts: %s", strerror(errno)));
	if ((b->result = memfd_new("notice")) == -1 ||
	    (fds[1] = dup(b->result)) == -1) {
		close(fds[0]);
		return (cause_set(cause, "its result: %s", strerror(errno)));
	}
	return (0);
}

int
bulletins_send(struct bulletins *b, struct child *c)
{
	struct buf	 msg;
	char		*cause;
	int		 fds[2];

	if (b->step != STEP_READY)
		return (0);
	if (make_fds(b, fds, &cause) == -1) {
		give_up(b, cause);
		free(cause);
		return (0);
	}
	b->step = STEP_SENT;
	b->child = c;
	/* No source has this index. */
	b->poll = ++b->daemon->sequence << 32 | UINT32_MAX;
	wire_begin(&msg, WIRE_NOTICE, b->poll);
	child_send(c, &msg, fds, 2);
	arm(b, DEADLINE);
	log_debug("a worker is asked for a notice");
	return (1);
}

int
bulletins_is_with(const struct bulletins *b, const struct child *c)
{
	return (b->step == STEP_SENT && b->child == c);
}

/* In the transaction that accepts it. */
static int
store_told(struct state *st, uint64_t story, void *arg, char **cause)
{
	struct bulletins	*b = arg;

	b->story = story;
	if (b->audience.n == 0)
		return (state_aside_tell(st, b->aside, cause));
	for (size_t i = 0; i < b->audience.n; i++) {
		struct state_feed	f = b->audience.v[i]->saved;

		due_told(&f, b->audience.kind, story);
		if (state_notice_add(st, story, f.id, cause) == -1 ||
		    state_feed_tell(st, &f, cause) == -1)
			return (-1);
	}
	return (0);
}

/* Its targets, and whose story it is in the state. */
static int
address(struct bulletins *b, struct deliver_item *it, int64_t *feed,
    char **cause)
{
	const struct conf	*conf = b->daemon->conf;
	const struct conf_feed	 own = { .deliver = conf->deliver,
				    .name = (char[]){ MESSAGE_NOTICE_FROM } };
	const struct conf_feed	*f = &own;
	struct state_feed	 saved;
	uint32_t		 n;

	if (b->audience.n != 0) {
		f = b->audience.v[0]->conf;
		*feed = b->audience.v[0]->saved.id;
	} else {
		if (own.deliver.n == 0)
			f = &conf->feeds[0];
		if (state_feed_load(b->daemon->state, OWN_FEED, NULL, &saved,
		    cause) == -1)
			return (-1);
		*feed = saved.id;
		state_feed_clear(&saved);
	}
	n = f->deliver.n == 0 && f->ntopics != 0;
	it->targets = target_paths(conf, 0, f, f->topics, n,
	    &it->duplicates);
	it->spools = target_paths(conf, 1, f, f->topics, n,
	    &it->spool_duplicates);
	return (state_notice_first(b->daemon->state, *feed, &it->reply_to,
	    cause));
}

static void
told(struct bulletins *b, const struct deliver_result *res)
{
	const struct audience	*a = &b->audience;

	if (a->n == 0) {
		log_info("it is told by mail that %s", words[NOTICE_DAMAGED]);
		free(b->aside);
		b->aside = NULL;
	} else
		log_feed(LOG_NOTICE, a->v[0]->conf->name, "it is told by mail "
		    "that %s%s", words[a->kind], a->n > 1 ? ", and others of "
		    "its host with it" : "");
	for (size_t i = 0; i < a->n; i++)
		due_told(&a->v[i]->saved, a->kind, b->story);
	if (res->outgoing != 0)
		outbox_look(b->daemon->outbox);
	if (res->trouble == NULL)
		return;
	log_warn("a notice waits for its target: %s", res->trouble);
	daemon_settle_later(b->daemon, res->trouble);
}

static int
file(struct bulletins *b, const struct result_story *rs, char **cause)
{
	struct deliver_item	it = {
		.keys = rs->keys, .message_id = rs->message_id,
		.mail = rs->mail, .mail_len = rs->mail_len,
		.item = rs->item, .item_len = rs->item_len, .notice = 1
	};
	struct deliver_result	res = { 0 };
	int64_t			feed;
	int			rv;

	rv = address(b, &it, &feed, cause);
	if (rv == 0)
		rv = deliver_notice(b->daemon->state, feed, &it, store_told,
		    b, daemon_now(), &res, cause);
	if (rv == 0)
		told(b, &res);
	target_paths_free(it.targets);
	target_paths_free(it.spools);
	free(it.duplicates);
	free(it.spool_duplicates);
	free(it.reply_to);
	deliver_result_clear(&res);
	return (rv);
}

/* The state may take it later; a pass doesn't wait for that. */
static void
refused(struct bulletins *b)
{
	clear(b);
	if (b->final)
		once_finish(b->daemon->once);
	else
		arm(b, DELAY_MAX);
}

/* The worker's result, read as a stranger's. */
static int
receive(struct bulletins *b, uint64_t size)
{
	struct result_story	 rs;
	const void		*data;
	char			*cause;
	int			 rv;

	if (memfd_seal(b->result, size, RESULT_MAX) == -1 ||
	    (data = memfd_map(b->result, size)) == NULL)
		return (-1);
	if ((rv = filing_read_notice(data, size, &rs)) == 0) {
		if (file(b, &rs, &cause) == 0)
			next(b);
		else {
			log_error("a notice isn't filed: %s", cause);
			free(cause);
			refused(b);
		}
	}
	memfd_unmap(data, size);
	return (rv);
}

int
bulletins_done(struct bulletins *b, struct child *c, struct wire *w)
{
	struct message_done	m;

	if (b->step != STEP_SENT || b->child != c || w->poll != b->poll ||
	    message_done_get(w, &m) == -1 || m.wanted != 0)
		return (-1);
	if (m.ok)
		return (receive(b, m.size));
	give_up(b, m.cause);
	return (0);
}

void
bulletins_lost(struct bulletins *b, const struct child *c)
{
	if (!bulletins_is_with(b, c))
		return;
	let_go(b);
	evtimer_del(b->timer);
	b->step = STEP_READY;
	if (++b->losses >= LOSSES_MAX)
		give_up(b, "the parse worker was lost");
}
