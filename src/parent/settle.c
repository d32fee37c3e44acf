#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/courier.h"
#include "parent/deliver.h"
#include "parent/maildir.h"
#include "parent/replace.h"
#include "parent/state_filing.h"

#define CHUNK	64	/* mails in memory at once */

/* An intent without a mark, and what became of its mail. */
struct intent {
	int64_t			 id;
	char			*target;
	char			*base;
	int			 kept;
	enum maildir_where	 where;
};

struct intents {
	struct intent	*v;
	size_t		 n, size;
};

struct settle {
	struct state	*state;
	size_t		*settled;
	char		**trouble;
	char		**cause;
};

static int
collect_intent(const struct state_filing *f, void *arg)
{
	struct intents	*all = arg;

	if (all->n == all->size) {
		all->size = all->size != 0 ? all->size * 2 : 64;
		all->v = xreallocarray(all->v, all->size, sizeof(*all->v));
	}
	all->v[all->n++] = (struct intent){ .id = f->id, .kept = f->kept,
	    .target = xstrdup(f->target), .base = xstrdup(f->base) };
	return (0);
}

/* The old file may be in tmp/ and the new one. */
static int
collect_pending(const struct state_filing *f, void *arg)
{
	struct state_filing	old = *f, next = *f;

	next.base = f->next;
	return (collect_intent(&old, arg) == -1 ? -1 :
	    collect_intent(&next, arg));
}

static int
by_target(const void *a, const void *b)
{
	const struct intent	*x = a, *y = b;
	int			 cmp = strcmp(x->target, y->target);

	return (cmp != 0 ? cmp : strcmp(x->base, y->base));
}

static void
intents_clear(struct intents *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->v[i].target);
		free(all->v[i].base);
	}
	free(all->v);
	memset(all, 0, sizeof(*all));
}

static size_t
run_length(const struct intent *v, size_t n)
{
	size_t	i;

	for (i = 1; i < n && strcmp(v[i].target, v[0].target) == 0; i++)
		continue;
	return (i);
}

/* The caller's to free; the strings stay the intents'. */
static const char **
bases_of(const struct intent *v, size_t n)
{
	const char	**bases = xcalloc(n + 1, sizeof(*bases));

	for (size_t i = 0; i < n; i++)
		bases[i] = v[i].base;
	return (bases);
}

static int
look(struct settle *s, struct intent *v, size_t n)
{
	const char		**bases = bases_of(v, n);
	enum maildir_where	*where = xcalloc(n, sizeof(*where));
	char			*cause;
	int			 rv;

	rv = maildir_where(v[0].target, bases, n, where, &cause);
	for (size_t i = 0; rv == 0 && i < n; i++)
		v[i].where = where[i];
	if (rv == -1 && *s->trouble == NULL)
		*s->trouble = cause;
	else if (rv == -1)
		free(cause);
	free(where);
	free(bases);
	return (rv);
}

/*
 * What is to be renamed into a spool is in tmp/ from its intent, or the loss
 * of its kept bytes, on: if it isn't anywhere, a program has taken it.
 */
static int
is_taken(const struct intent *in)
{
	return (in->where == MAILDIR_NOWHERE && !in->kept &&
	    maildir_is_spooled(in->base));
}

/*
 * A staged mail that is also kept may have been cut off while it was written
 * a second time, so it is written anew.
 */
static int
fill_mail(struct settle *s, const struct intent *in, struct courier_mail *m)
{
	struct state_blob	mail;

	*m = (struct courier_mail){ .id = in->id, .target = in->target,
	    .base = in->base, .fd = -1 };
	if (in->where == MAILDIR_DELIVERED || is_taken(in))
		m->step = COURIER_LINKED;
	else if (!in->kept)
		m->step = COURIER_STAGED;
	else {
		if (state_filing_mail(s->state, in->id, &mail, s->cause) == -1)
			return (-1);
		m->mail = mail.p;
		m->len = mail.len;
		maildir_unstage(in->target, in->base, NULL);
	}
	return (0);
}

static int
mark(struct settle *s, const struct courier_mail *m, size_t n, size_t *marked)
{
	*marked = 0;
	if (state_begin(s->state, s->cause) == -1)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		if (m[i].step != COURIER_DELIVERED)
			continue;
		if (state_filing_mark(s->state, m[i].id, s->cause) == -1)
			goto fail;
		(*marked)++;
	}
	if (state_commit(s->state, s->cause) == 0)
		return (0);
fail:
	state_rollback(s->state);
	return (-1);
}

/* Before it leaves tmp/ for a spool a file is all there is of it. */
static int
drop_kept(struct settle *s, const struct courier_mail *m, size_t n)
{
	if (state_begin(s->state, s->cause) == -1)
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (m[i].step == COURIER_STAGED && m[i].mail != NULL &&
		    maildir_is_spooled(m[i].base) && state_filing_keep(
		    s->state, m[i].id, NULL, 0, s->cause) == -1)
			goto fail;
	if (state_commit(s->state, s->cause) == 0)
		return (0);
fail:
	state_rollback(s->state);
	return (-1);
}

/* What couldn't be renamed waits in tmp/, as it isn't kept any more. */
static void
clean(struct courier_mail *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (m[i].step == COURIER_STAGED &&
		    maildir_is_spooled(m[i].base))
			m[i].step = COURIER_WAITING;
	courier_clean(m, n);
}

/* Carries up to CHUNK mails of one target; *marked is how many got there. */
static int
settle_chunk(struct settle *s, const struct intent *v, size_t n,
    size_t *marked)
{
	struct courier_mail	m[CHUNK];
	size_t			filled = 0;
	int			rv = 0;

	while (rv == 0 && filled < n) {
		rv = fill_mail(s, &v[filled], &m[filled]);
		filled += rv == 0;
	}
	if (rv == 0) {
		courier_stage(m, n, s->trouble);
		rv = drop_kept(s, m, n);
	}
	if (rv == 0) {
		courier_link(m, n, s->trouble);
		rv = mark(s, m, n, marked);
		if (rv == 0)
			clean(m, n);
	}
	for (size_t i = 0; i < filled; i++)
		free((void *)(uintptr_t)m[i].mail);
	return (rv);
}

/* A mail that is nowhere and wasn't kept: its story comes again. */
static int
is_lost(const struct intent *in)
{
	return (in->where == MAILDIR_NOWHERE && !in->kept && !is_taken(in));
}

/* Moves the lost ones behind the others; how many the others are. */
static size_t
part_lost(struct intent *v, size_t n)
{
	struct intent	in;
	size_t		others = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_lost(&v[i]))
			continue;
		in = v[i];
		v[i] = v[others];
		v[others++] = in;
	}
	return (others);
}

static int
drop_lost(struct settle *s, const struct intent *v, size_t n)
{
	if (n == 0)
		return (0);
	if (state_begin(s->state, s->cause) == -1)
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (state_filing_drop(s->state, v[i].id, s->cause) == -1)
			goto fail;
	if (state_commit(s->state, s->cause) == 0)
		return (0);
fail:
	state_rollback(s->state);
	return (-1);
}

/* Stops at a chunk of which the target took nothing. */
static int
settle_target(struct settle *s, struct intent *v, size_t n)
{
	size_t	all = n, chunk, marked;

	if (look(s, v, n) == -1)
		return (0);
	n = part_lost(v, all);
	if (drop_lost(s, v + n, all - n) == -1)
		return (-1);
	for (size_t at = 0; at < n; at += chunk) {
		chunk = n - at < CHUNK ? n - at : CHUNK;
		if (settle_chunk(s, v + at, chunk, &marked) == -1)
			return (-1);
		*s->settled += marked;
		if (marked == 0)
			break;
	}
	return (0);
}

static int
settle_all(struct settle *s, struct intents *all)
{
	size_t	run;

	for (size_t at = 0; at < all->n; at += run) {
		run = run_length(all->v + at, all->n - at);
		if (settle_target(s, all->v + at, run) == -1)
			return (-1);
	}
	return (0);
}

/* Targets and intents come in one order, so they are walked together. */
struct sweep {
	struct state	*state;
	struct intents	 left;
	size_t		 at;
};

static int
sweep_target(const char *target, void *arg)
{
	struct sweep		*w = arg;
	const struct intent	*v = NULL;
	const char		**bases;
	size_t			 n = 0;

	while (w->at < w->left.n &&
	    strcmp(w->left.v[w->at].target, target) < 0)
		w->at++;
	if (w->at < w->left.n &&
	    strcmp(w->left.v[w->at].target, target) == 0) {
		v = w->left.v + w->at;
		n = run_length(v, w->left.n - w->at);
	}
	bases = bases_of(v, n);
	maildir_sweep(target, state_tag(w->state), bases, n, NULL);
	free(bases);
	return (0);
}

/* What is in tmp/ rightly; how many mails wait. */
static int
collect_left(struct state *st, struct intents *all, size_t *left,
    char **cause)
{
	size_t	waiting;

	if (state_filing_each(st, collect_intent, all, cause) == -1)
		return (-1);
	waiting = all->n;
	if (state_filing_pending(st, collect_pending, all, cause) == -1)
		return (-1);
	*left = waiting + (all->n - waiting) / 2;
	if (all->n != 0)
		qsort(all->v, all->n, sizeof(*all->v), by_target);
	return (0);
}

int
deliver_settle(struct state *st, size_t *settled, size_t *left, char **trouble,
    char **cause)
{
	struct settle	s = { st, settled, trouble, cause };
	struct sweep	w = { .state = st };
	struct intents	all = { 0 };
	int		rv;

	*settled = *left = 0;
	*trouble = NULL;
	rv = state_filing_each(st, collect_intent, &all, cause);
	if (rv == 0)
		rv = settle_all(&s, &all);
	intents_clear(&all);
	if (rv == 0)
		rv = replace_settle(st, settled, trouble, cause);
	if (rv == 0)
		rv = collect_left(st, &w.left, left, cause);
	if (rv == 0)
		rv = state_target_each(st, sweep_target, &w, cause);
	intents_clear(&w.left);
	if (rv == -1) {
		free(*trouble);
		*trouble = NULL;
	}
	return (rv);
}
