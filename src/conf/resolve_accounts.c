#include <string.h>

#include "base/xmalloc.h"
#include "conf/read.h"
#include "conf/server.h"

/*
 * Accounts are found by their server.  A server for sending that needs
 * neither password nor certificate needs no account, and gets one here.
 */

static int
check_twice(struct reader *r)
{
	const struct conf_accounts	*all = &r->conf->accounts;
	const struct conf_account	*a, *b;

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < i; j++) {
			a = &all->v[i];
			b = &all->v[j];
			if (strcmp(a->server, b->server) == 0)
				return (read_error(r, &a->mark, "accounts: %s "
				    "is already in %s:%u; two users of a "
				    "server need USER@ before its host, here "
				    "and in targets", a->server, b->mark.file,
				    b->mark.line));
		}
	return (0);
}

static void
add_account(struct reader *r, const char *path, const struct conf_mark *mark)
{
	struct conf_accounts	*all = &r->conf->accounts;
	struct conf_account	*v, *a;
	const char		*place;

	v = conf_keep(r->conf, xcalloc(all->n + 1, sizeof(*v)));
	if (all->n != 0)
		memcpy(v, all->v, all->n * sizeof(*v));
	all->v = v;
	a = &v[all->n++];
	a->server = conf_keep(r->conf, conf_server(path, &place));
	a->mark = *mark;
	read_defaults(r, TABLE_ACCOUNT, a);
	read_defaults(r, TABLE_TLS, &a->tls);
}

static int
resolve_target(struct reader *r, const struct conf_target *t)
{
	const char	*place;
	char		*server;

	if (t->kind < CONF_SMTP ||
	    conf_account_find(r->conf, t->path, &place) != -1)
		return (0);
	if (t->kind == CONF_SMTP) {
		add_account(r, t->path, &t->mark);
		return (0);
	}
	server = conf_keep(r->conf, conf_server(t->path, &place));
	return (read_error(r, &t->mark, "deliver: no account for %s; expected "
	    "accounts: [{url: '%s', auth: {user: x, password_file: "
	    "/etc/newsieve/x}}]", server, server));
}

/* A topic's stories are of feeds that may each say another to:, or none. */
static int
resolve_targets(struct reader *r, const struct conf_targets *all,
    const struct conf_feed *f)
{
	const struct conf_target	*t;

	for (size_t i = 0; i < all->n; i++) {
		t = &all->v[i];
		if (resolve_target(r, t) == -1)
			return (-1);
		if (t->kind == CONF_SMTP && (f == NULL || f->to == NULL) &&
		    !conf_server_has_place(t->path))
			return (read_error(r, &t->mark, "deliver: nobody to "
			    "send to; expected %s/ADDRESS%s%s", t->path,
			    f != NULL ? ", or to: ADDRESS on " : "",
			    f != NULL ? f->name : ""));
	}
	return (0);
}

/* Feeds in a row mostly share theirs. */
static int
is_same(const struct conf_feed *f, const struct conf_feed *last)
{
	return (last != NULL && f->deliver.v == last->deliver.v &&
	    (f->to != NULL) == (last->to != NULL));
}

int
resolve_accounts(struct reader *r)
{
	struct conf	*conf = r->conf;
	char		*from;

	if (check_twice(r) == -1)
		return (-1);
	for (size_t i = 0; i < conf->nfeeds; i++)
		if (!is_same(&conf->feeds[i], i != 0 ? &conf->feeds[i - 1] :
		    NULL) && resolve_targets(r, &conf->feeds[i].deliver,
		    &conf->feeds[i]) == -1)
			return (-1);
	for (size_t i = 0; i < conf->ntopics; i++)
		if (resolve_targets(r, &conf->topics[i].deliver, NULL) == -1)
			return (-1);
	from = conf_keep(conf, xasprintf("newsieve@%s", conf->domain));
	for (size_t i = 0; i < conf->accounts.n; i++)
		if (conf->accounts.v[i].from == NULL)
			conf->accounts.v[i].from = from;
	return (0);
}
