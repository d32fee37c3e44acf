#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "parent/courier.h"
#include "parent/maildir.h"
#include "parent/replace.h"
#include "parent/state_filing.h"

#define CHUNK	64	/* mails in memory at once */

static int
is_due(const struct courier_mail *m)
{
	return (m->old != NULL && (m->step == COURIER_STAGED ||
	    m->step == COURIER_LINKED));
}

static int
by_old(const void *a, const void *b)
{
	const struct courier_mail *const	*x = a, *const *y = b;

	return (strcmp((*x)->old, (*y)->old));
}

/* Puts one in the place of what was taken. */
static void
put_in_place(struct courier_mail *m, char **trouble)
{
	char	*cause;

	if (m->step == COURIER_LINKED)
		return;
	if (m->take.name == NULL)
		m->step = COURIER_NEEDLESS;
	else if (take_replace(m->target, &m->take, m->base, &cause) == 0)
		m->step = COURIER_LINKED;
	else
		courier_trouble(trouble, cause);
}

/* Also new/ and cur/ both, as one may have lost a file and not the other. */
static void
sync_places(struct courier_mail **v, size_t n, char **trouble)
{
	size_t	linked = 0;
	char	*cause;

	for (size_t i = 0; i < n; i++)
		linked += v[i]->step == COURIER_LINKED;
	if (linked == 0)
		return;
	if (maildir_sync_new(v[0]->target, &cause) == -1 ||
	    maildir_sync_cur(v[0]->target, &cause) == -1) {
		courier_trouble(trouble, cause);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (v[i]->step == COURIER_LINKED)
			v[i]->step = COURIER_DELIVERED;
}

static int
take_all(struct courier_mail **v, size_t n, char **trouble)
{
	const char	**olds = xcalloc(n, sizeof(*olds));
	struct take	 *takes = xcalloc(n, sizeof(*takes));
	char		 *cause;
	int		  rv;

	for (size_t i = 0; i < n; i++)
		olds[i] = v[i]->old;
	if ((rv = take_files(v[0]->target, olds, n, takes, &cause)) == -1)
		courier_trouble(trouble, cause);
	for (size_t i = 0; i < n; i++)
		v[i]->take = takes[i];
	free(olds);
	free(takes);
	return (rv);
}

void
replace_mails(struct courier_mail *m, size_t n, char **trouble)
{
	struct courier_mail	**v = xcalloc(n + 1, sizeof(*v));
	size_t			  due = 0;
	int			  all;

	for (size_t i = 0; i < n; i++)
		if (is_due(&m[i]))
			v[due++] = &m[i];
	qsort(v, due, sizeof(*v), by_old);
	all = due != 0 && take_all(v, due, trouble) == 0;
	/* What isn't found is gone only if all could be looked through. */
	for (size_t i = 0; i < due; i++)
		if (all || v[i]->take.name != NULL)
			put_in_place(v[i], trouble);
	sync_places(v, due, trouble);
	free(v);
}

struct pending {
	int64_t	 id;
	char	*target, *old, *next;
};

struct pendings {
	struct pending	*v;
	size_t		 n;
};

static int
collect(const struct state_filing *f, void *arg)
{
	struct pendings	*all = arg;

	if ((all->n & (all->n - 1)) == 0)
		all->v = xreallocarray(all->v, all->n != 0 ? 2 * all->n : 1,
		    sizeof(*all->v));
	all->v[all->n++] = (struct pending){ f->id, xstrdup(f->target),
	    xstrdup(f->base), xstrdup(f->next) };
	return (0);
}

static void
pendings_clear(struct pendings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->v[i].target);
		free(all->v[i].old);
		free(all->v[i].next);
	}
	free(all->v);
}

/* One that isn't in its place is written anew: it may have been cut off. */
static int
fill(struct state *st, const struct pending *p, enum maildir_where where,
    struct courier_mail *m, char **cause)
{
	struct state_blob	mail;

	*m = (struct courier_mail){ .id = p->id, .target = p->target,
	    .base = p->next, .old = p->old, .fd = -1 };
	if (where == MAILDIR_DELIVERED) {
		m->step = COURIER_LINKED;
		return (0);
	}
	if (state_filing_mail(st, p->id, &mail, cause) == -1)
		return (-1);
	m->mail = mail.p;
	m->len = mail.len;
	if (mail.p == NULL)
		m->step = COURIER_NEEDLESS;
	maildir_unstage(p->target, p->next, NULL);
	return (0);
}

static int
mark(struct state *st, const struct courier_mail *m, size_t n,
    size_t *settled, char **cause)
{
	size_t	marked = 0;

	if (state_begin(st, cause) == -1)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		if ((m[i].step == COURIER_DELIVERED &&
		    state_filing_replaced(st, m[i].id, cause) == -1) ||
		    (m[i].step == COURIER_NEEDLESS &&
		    state_filing_stays(st, m[i].id, cause) == -1))
			goto fail;
		marked += m[i].step >= COURIER_DELIVERED;
	}
	if (state_commit(st, cause) == 0) {
		*settled += marked;
		return (0);
	}
fail:
	state_rollback(st);
	return (-1);
}

/* Up to CHUNK of one target. */
static int
settle_chunk(struct state *st, const struct pending *v, size_t n,
    size_t *settled, char **trouble, char **cause)
{
	struct courier_mail	 m[CHUNK];
	enum maildir_where	 where[CHUNK];
	const char		*bases[CHUNK] = { NULL };
	size_t			 filled = 0;
	char			*why;
	int			 rv = 0;

	for (size_t i = 0; i < n; i++)
		bases[i] = v[i].next;
	if (maildir_where(v->target, bases, n, where, &why) == -1) {
		courier_trouble(trouble, why);
		return (0);
	}
	for (; rv == 0 && filled < n; filled += rv == 0)
		rv = fill(st, &v[filled], where[filled], &m[filled], cause);
	if (rv == 0) {
		courier_stage(m, n, trouble);
		courier_link(m, n, trouble);
		if ((rv = mark(st, m, n, settled, cause)) == 0)
			courier_clean(m, n);
	}
	for (size_t i = 0; i < filled; i++) {
		free((void *)(uintptr_t)m[i].mail);
		free(m[i].take.name);
	}
	return (rv);
}

int
replace_settle(struct state *st, size_t *settled, char **trouble, char **cause)
{
	struct pendings	all = { 0 };
	size_t		n;
	int		rv = state_filing_pending(st, collect, &all, cause);

	for (size_t at = 0; rv == 0 && at < all.n; at += n) {
		for (n = 1; n < CHUNK && at + n < all.n && strcmp(
		    all.v[at + n].target, all.v[at].target) == 0; n++)
			continue;
		rv = settle_chunk(st, all.v + at, n, settled, trouble, cause);
	}
	pendings_clear(&all);
	return (rv);
}
