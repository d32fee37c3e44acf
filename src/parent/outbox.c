#include <sys/wait.h>

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/command.h"
#include "conf/server.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "parent/child.h"
#include "parent/command.h"
#include "parent/daemon.h"
#include "parent/dispatch.h"
#include "parent/outbox.h"
#include "parent/route.h"
#include "parent/state_filing.h"
#include "parent/state_outbox.h"

#define SEND_GRACE	15	/* seconds beyond the account's timeout */
#define NOT_EXECUTABLE	126	/* by which shells say so */
#define NOT_FOUND	127	/* and we, see command.h */

struct outbox {
	struct daemon	*daemon;
	struct commands	*commands;
	struct route	**routes;
	size_t		 n;
	int64_t		 last;		/* filing that was seen */
	int		 closed;
};

static enum route_verdict
judge(int status)
{
	if (!WIFEXITED(status))
		return (ROUTE_LATER);
	switch (WEXITSTATUS(status)) {
	case 0:
		return (ROUTE_TAKEN);
	case EX_DATAERR:
		return (ROUTE_REFUSED);
	case NOT_EXECUTABLE:
	case NOT_FOUND:
		return (ROUTE_TROUBLE);
	default:
		return (ROUTE_LATER);
	}
}

static void
command_done(const struct command_end *end, void *arg)
{
	struct route	*r = arg;
	char		 how[128], *why;

	child_describe(end->status, how, sizeof(how));
	if (end->late)
		why = xasprintf("not done within its time");
	else
		why = xasprintf("%s%s%s", how, end->said[0] != '\0' ? ": " :
		    "", end->said);
	route_done(r, end->late ? ROUTE_LATER : judge(end->status), why);
	free(why);
}

static int
carry_to_command(struct route *r, const struct state_outgoing *o, char **cause)
{
	struct daemon	*d = route_daemon(r);
	char		**argv;
	size_t		 offset;
	int		 fd, rv;

	if ((argv = conf_command_split(o->target, &offset, cause)) == NULL)
		return (-1);
	if ((fd = memfd_of("item", o->mail.p, o->mail.len)) == -1) {
		conf_command_free(argv);
		return (cause_set(cause, "no memory for an item"));
	}
	rv = command_start(d->outbox->commands, argv, fd,
	    d->conf->exec_timeout, command_done, r, cause);
	close(fd);
	conf_command_free(argv);
	return (rv);
}

/*
 * fetch has its own limit for the whole of a mail.  What is past ours has it
 * killed, and so ends as lost.
 */
static void
on_late(int fd, short what, void *arg)
{
	struct route	*r = arg;

	(void)fd;
	(void)what;
	child_kill(route_daemon(r)->fetch, "a mail was past its deadline");
}

static int
carry_to_server(struct route *r, const struct state_outgoing *o, char **cause)
{
	struct daemon		*d = route_daemon(r);
	struct message_send	 m;
	const char		*place;
	int			 account, fd;

	account = conf_account_find(d->conf, o->target, &place);
	if (account == -1)
		return (cause_set(cause, "it is no account any more"));
	if ((fd = memfd_of("mail", o->mail.p, o->mail.len)) == -1)
		return (cause_set(cause, "no memory for a mail"));
	m.account = (uint32_t)account;
	m.place = place;
	if (dispatch_send(d, route_filing(r), &m, fd) == -1) {
		close(fd);
		return (1);
	}
	route_set_deadline(r, d->conf->accounts.v[account].timeout / 1000 +
	    SEND_GRACE, on_late);
	return (0);
}

int
outbox_sent(struct outbox *o, int64_t filing, const struct message_sent *m)
{
	static const enum route_verdict	verdicts[] = {
		[SEND_TAKEN] = ROUTE_TAKEN, [SEND_REFUSED] = ROUTE_REFUSED,
		[SEND_LATER] = ROUTE_LATER, [SEND_TROUBLE] = ROUTE_TROUBLE
	};

	for (size_t i = 0; o != NULL && filing != 0 && i < o->n; i++)
		if (route_filing(o->routes[i]) == filing &&
		    route_carrier(o->routes[i]) == carry_to_server) {
			route_done(o->routes[i], verdicts[m->result], m->why);
			return (0);
		}
	return (-1);
}

void
outbox_lost(struct outbox *o, const char *why)
{
	char	*text;

	for (size_t i = 0; o != NULL && i < o->n; i++)
		if (route_is_busy(o->routes[i]) &&
		    route_carrier(o->routes[i]) == carry_to_server) {
			text = xasprintf("the fetch process was lost: %s",
			    why);
			route_done(o->routes[i], ROUTE_TROUBLE, text);
			free(text);
		}
}

static int
is_command(const char *target)
{
	return (strncmp(target, CONF_COMMAND_PREFIX,
	    strlen(CONF_COMMAND_PREFIX)) == 0);
}

/* A route leads to a command, or to a server with all its mailboxes. */
static struct route *
find_route(const struct outbox *o, const char *target)
{
	const char	*name;
	size_t		 len;

	for (size_t i = 0; i < o->n; i++) {
		name = route_name(o->routes[i]);
		len = strlen(name);
		if (strncmp(name, target, len) == 0 && (target[len] == '\0' ||
		    (target[len] == '/' && !is_command(target))))
			return (o->routes[i]);
	}
	return (NULL);
}

static struct route *
need_route(struct outbox *o, const char *target)
{
	struct route	*r = find_route(o, target);
	const char	*place;
	char		*server;

	if (r != NULL)
		return (r);
	if (is_command(target))
		r = route_new(o->daemon, target, carry_to_command);
	else {
		server = conf_server(target, &place);
		r = route_new(o->daemon, server, carry_to_server);
		free(server);
	}
	o->routes = xreallocarray(o->routes, o->n + 1, sizeof(*o->routes));
	return (o->routes[o->n++] = r);
}

static void
add_filing(int64_t filing, const char *target, void *arg)
{
	struct outbox	*o = arg;

	if (filing > o->last)
		o->last = filing;
	route_add(need_route(o, target), filing);
}

void
outbox_run(struct outbox *o)
{
	for (size_t i = 0; i < o->n; i++)
		route_run(o->routes[i]);
}

void
outbox_look(struct outbox *o)
{
	char	*cause;

	if (state_outbox_each(o->daemon->state, o->last, add_filing, o,
	    &cause) == -1) {
		log_error("%s", cause);
		free(cause);
	}
	outbox_run(o);
}

/* Those under way are waited for; nothing else is known that counts. */
void
outbox_look_again(struct outbox *o)
{
	o->last = 0;
	for (size_t i = 0; i < o->n; i++)
		route_empty(o->routes[i]);
	outbox_look(o);
}

struct outbox *
outbox_new(struct daemon *d)
{
	struct outbox	*o = xcalloc(1, sizeof(*o));

	o->daemon = d;
	o->commands = commands_new(d->base);
	return (o);
}

void
outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	commands_free(o->commands);
	for (size_t i = 0; i < o->n; i++)
		route_free(o->routes[i]);
	free(o->routes);
	free(o);
}

void
outbox_close(struct outbox *o)
{
	o->closed = 1;
}

void
outbox_open(struct outbox *o)
{
	o->closed = 0;
	outbox_look(o);
}

int
outbox_is_closed(const struct outbox *o)
{
	return (o == NULL || o->closed);
}

int
outbox_is_busy(const struct outbox *o)
{
	for (size_t i = 0; o != NULL && i < o->n; i++)
		if (route_is_busy(o->routes[i]))
			return (1);
	return (0);
}

int
outbox_is_active(const struct outbox *o)
{
	for (size_t i = 0; o != NULL && i < o->n; i++)
		if (route_is_active(o->routes[i]))
			return (1);
	return (0);
}

const char *
outbox_error(const struct outbox *o, const char *target, int64_t *next)
{
	const struct route	*r = find_route(o, target);

	*next = r != NULL ? route_next(r) : 0;
	return (r != NULL ? route_error(r) : NULL);
}

/* Commands of a configuration, sorted. */
struct places {
	const struct conf *conf;
	const char	**v;
	size_t		  n;
};

struct orphans {
	struct places	 known;
	int64_t		*v;
	size_t		 n;
};

static void
add_places(struct places *k, const struct conf_targets *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].kind != CONF_EXEC)
			continue;
		if ((k->n & (k->n - 1)) == 0)
			k->v = xreallocarray(k->v, k->n != 0 ? 2 * k->n : 1,
			    sizeof(*k->v));
		k->v[k->n++] = t->v[i].path;
	}
}

static int
by_string(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return (strcmp(*x, *y));
}

static void
find_places(struct places *k, const struct conf *conf)
{
	k->conf = conf;
	for (size_t i = 0; i < conf->nfeeds; i++)
		add_places(k, &conf->feeds[i].deliver);
	for (size_t i = 0; i < conf->ntopics; i++)
		add_places(k, &conf->topics[i].deliver);
	if (k->n != 0)
		qsort(k->v, k->n, sizeof(*k->v), by_string);
}

static int
is_known(const struct places *k, const char *target)
{
	const char	*place;

	if (!is_command(target))
		return (conf_account_find(k->conf, target, &place) != -1);
	return (k->n != 0 && bsearch(&target, k->v, k->n, sizeof(*k->v),
	    by_string) != NULL);
}

static void
note_orphan(int64_t filing, const char *target, void *arg)
{
	struct orphans	*o = arg;

	if (is_known(&o->known, target))
		return;
	if ((o->n & (o->n - 1)) == 0)
		o->v = xreallocarray(o->v, o->n != 0 ? 2 * o->n : 1,
		    sizeof(*o->v));
	o->v[o->n++] = filing;
}

static int
drop(struct state *st, const struct orphans *o, char **cause)
{
	if (o->n == 0)
		return (0);
	if (state_begin(st, cause) == -1)
		return (-1);
	for (size_t i = 0; i < o->n; i++)
		if (state_filing_drop(st, o->v[i], cause) == -1) {
			state_rollback(st);
			return (-1);
		}
	if (state_commit(st, cause) == 0)
		return (0);
	state_rollback(st);
	return (-1);
}

int
outbox_forget(struct state *st, const struct conf *conf, size_t *n,
    char **cause)
{
	struct orphans	o = { .n = 0 };
	int		rv;

	find_places(&o.known, conf);
	rv = state_outbox_each(st, 0, note_orphan, &o, cause);
	if (rv == 0)
		rv = drop(st, &o, cause);
	*n = o.n;
	free(o.known.v);
	free(o.v);
	return (rv);
}
