#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "parent/maildir.h"
#include "parent/state_copy.h"
#include "parent/state_filing.h"
#include "parent/state_recall.h"
#include "parent/state_told.h"
#include "parent/update.h"

/* Filings of the story, copied: planning changes what they are read from. */
struct filings {
	struct state_filing	*v;
	size_t			 n;
};

struct plan {
	struct batch			 *batch;
	const struct deliver_item	 *item;
	uint64_t			  story;
	int64_t				  revision;
	struct buf			  also_in;
	int				  told;		/* somewhere */
	int				  filed;	/* the same */
	char				**cause;
};

static char *
copy(const char *s)
{
	return (s != NULL ? xstrdup(s) : NULL);
}

static int
collect(const struct state_filing *f, void *arg)
{
	struct filings		*all = arg;
	struct state_filing	*own;

	if ((all->n & (all->n - 1)) == 0)
		all->v = xreallocarray(all->v, all->n != 0 ? 2 * all->n : 1,
		    sizeof(*all->v));
	own = &all->v[all->n++];
	*own = *f;
	own->target = copy(f->target);
	own->base = copy(f->base);
	own->next = copy(f->next);
	own->first = copy(f->first);
	return (0);
}

static void
filings_clear(struct filings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free((void *)(uintptr_t)all->v[i].target);
		free((void *)(uintptr_t)all->v[i].base);
		free((void *)(uintptr_t)all->v[i].next);
		free((void *)(uintptr_t)all->v[i].first);
	}
	free(all->v);
}

static int
is_listed(char **targets, const char *target)
{
	for (char **t = targets; t != NULL && *t != NULL; t++)
		if (strcmp(*t, target) == 0)
			return (1);
	return (0);
}

/* One that the configuration has no more isn't made anew for an edit. */
static int
is_there(const struct deliver_item *it, const char *target)
{
	char	*dir;
	int	 rv;

	if (is_listed(it->targets, target) || is_listed(it->spools, target))
		return (1);
	dir = xasprintf("%s/new", target);
	rv = access(dir, F_OK) == 0;
	free(dir);
	return (rv);
}

/* The story as it is now, as its own mail there would be. */
static void
own_mail(struct plan *p, const struct state_filing *f, const void **mail,
    size_t *len)
{
	*mail = p->item->mail;
	*len = p->item->mail_len;
	batch_thread(p->batch, f->first, &p->also_in, mail, len);
}

static struct courier_mail *
add_mail(struct plan *p, const struct state_filing *f, int spool,
    const void *mail, size_t len)
{
	struct batch		*b = p->batch;
	struct courier_mail	*m = batch_add(b);

	m->target = batch_own(b, xstrdup(f->target));
	m->base = batch_base(b, spool);
	m->mail = mail;
	m->len = len;
	p->told = 1;
	return (m);
}

/* What nobody has seen yet needs no edit told. */
static int
change_waiting(struct plan *p, const struct state_filing *f)
{
	const void	*bytes = p->item->item;
	size_t		 len = p->item->item_len;

	if (!maildir_is_spooled(f->base))
		own_mail(p, f, &bytes, &len);
	return (len == 0 ? 0 : state_filing_keep(p->batch->state, f->id, bytes,
	    len, p->cause));
}

/* To a server or a command, which outbox.h carries it to. */
static int
send_update(struct plan *p, const struct state_filing *f, int spool,
    const void *mail, size_t len)
{
	char	*base = batch_base(p->batch, spool);
	int64_t	 id;
	int	 rv = state_filing_tell(p->batch->state, p->story,
		    p->revision, f->target, base, mail, len, &id, p->cause);

	free(base);
	p->told = 1;
	p->batch->result->outgoing++;
	return (rv);
}

/*
 * The bytes are kept until the mark, since the edit wouldn't come again.  A
 * program may have taken an item, so that what isn't there mustn't be written
 * again.
 */
static int
add_update(struct plan *p, const struct state_filing *f, int spool,
    const void *mail, size_t len)
{
	struct courier_mail	*m;

	if (!conf_path_is_directory(f->target))
		return (send_update(p, f, spool, mail, len));
	m = add_mail(p, f, spool, mail, len);
	return (state_filing_tell(p->batch->state, p->story, p->revision,
	    m->target, m->base, spool ? NULL : mail, spool ? 0 : len, &m->id,
	    p->cause));
}

/* A reply that was found there was told before the state was lost. */
static int
add_reply(struct plan *p, const struct state_filing *f)
{
	const struct deliver_item	*it = p->item;
	int				 rv;

	rv = state_is_recalled(p->batch->state, f->target, it->update_id,
	    p->cause);
	return (rv != 0 ? (rv == 1 ? 0 : -1) : add_update(p, f, 0, it->update,
	    it->update_len));
}

static int
replace(struct plan *p, const struct state_filing *f)
{
	struct state		*st = p->batch->state;
	struct courier_mail	*m;
	const void		*mail;
	size_t			 len;

	/*
	 * Its mail was only found: nobody knows under which name; or it is
	 * on another host.
	 */
	if (*f->base == '\0' || !conf_path_is_directory(f->target))
		return (0);
	own_mail(p, f, &mail, &len);
	if (f->next != NULL) {
		p->batch->result->kept++;
		p->told = 1;
		return (state_filing_replace(st, f->id, f->next, mail, len,
		    p->cause));
	}
	m = add_mail(p, f, 0, mail, len);
	m->id = f->id;
	m->old = batch_own(p->batch, xstrdup(f->base));
	return (state_filing_replace(st, f->id, m->base, mail, len, p->cause));
}

static int
tell(struct plan *p, const struct state_filing *f)
{
	const struct deliver_item	*it = p->item;
	int				 spool = maildir_is_spooled(f->base);

	if (!f->marked && !state_filing_is_begun(p->batch->state, f->id))
		return (change_waiting(p, f));
	if (!is_there(it, f->target) || (spool && it->item_len == 0))
		return (0);
	if (spool)
		return (add_update(p, f, 1, it->item, it->item_len));
	return (it->update_len != 0 ? add_reply(p, f) : replace(p, f));
}

static int
tell_all(struct plan *p)
{
	struct filings	all = { 0 };
	int		rv;

	rv = state_filing_of(p->batch->state, p->story, collect, &all,
	    p->cause);
	p->filed = all.n != 0;
	for (size_t i = 0; rv == 0 && i < all.n; i++)
		rv = tell(p, &all.v[i]);
	filings_clear(&all);
	return (rv);
}

int
update_plan(struct batch *b, const struct deliver_item *it, uint64_t story,
    char **cause)
{
	struct plan	p = { .batch = b, .item = it, .story = story,
			    .cause = cause };
	int		rv;

	if (state_filing_revision(b->state, story, &p.revision, cause) == -1)
		return (-1);
	buf_init(&p.also_in, BATCH_FEEDS_MAX);
	rv = state_copy_feeds(b->state, b->feed, &it->keys.link, &p.also_in,
	    cause);
	if (rv == 0)
		rv = tell_all(&p);
	buf_clear(&p.also_in);
	if (rv == 0 && p.told) {
		b->result->updated++;
		rv = state_told_count(b->state, story, b->now, it->update_id,
		    cause);
	}
	return (rv == -1 ? -1 : p.filed);
}

static int
count_one(const struct state_filing *f, void *arg)
{
	(void)f;
	(*(size_t *)arg)++;
	return (-1);
}

int
update_prepare(struct state *st, const struct deliver_item *items, size_t n,
    char **cause)
{
	size_t	 i, pending = 0, settled, left;
	char	*trouble;

	for (i = 0; i < n && !items[i].revised; i++)
		continue;
	if (i == n)
		return (0);
	if (state_filing_pending(st, count_one, &pending, cause) == -1)
		return (-1);
	if (pending == 0)
		return (0);
	if (deliver_settle(st, &settled, &left, &trouble, cause) == -1)
		return (-1);
	free(trouble);
	return (0);
}
