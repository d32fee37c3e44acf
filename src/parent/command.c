#include <sys/prctl.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/command.h"

#define SAID_MAX	((size_t)500)	/* bytes of a line that are kept */
#define FILES		1024		/* descriptors, as programs expect */
#define CANNOT_RUN	127

struct command {
	LIST_ENTRY(command)	 entry;
	struct commands		*all;
	pid_t			 pid;		/* and of its group */
	int			 err;		/* its standard error */
	struct event		*heard, *limit;
	struct buf		 said;
	int			 line_over;
	int			 late;
	command_ended		*ended;
	void			*arg;
};

struct commands {
	struct event_base	*base;
	struct event		*child;		/* SIGCHLD */
	LIST_HEAD(, command)	 running;
};

static void
keep_said(struct command *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n && !c->line_over; i++) {
		c->line_over = p[i] == '\n' || c->said.len == SAID_MAX;
		if (!c->line_over && p[i] != '\0')
			buf_putc(&c->said, p[i]);
	}
}

/* All of it is read, or a full pipe would stop the program. */
static void
hear(struct command *c)
{
	char	chunk[4096];
	ssize_t	n;

	while ((n = read(c->err, chunk, sizeof(chunk))) > 0)
		keep_said(c, chunk, (size_t)n);
	if (n == 0 && c->heard != NULL)
		event_del(c->heard);
}

static void
on_heard(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	hear(arg);
}

static void
on_limit(int fd, short what, void *arg)
{
	struct command	*c = arg;

	(void)fd;
	(void)what;
	c->late = 1;
	kill(-c->pid, SIGKILL);
}

static void
command_free(struct command *c)
{
	LIST_REMOVE(c, entry);
	if (c->heard != NULL)
		event_free(c->heard);
	if (c->limit != NULL)
		event_free(c->limit);
	close(c->err);
	buf_clear(&c->said);
	free(c);
}

/*
 * Its group is killed while the leader still has its number, so that nobody
 * else's can be hit.
 */
static void
reap(struct command *c, int *status)
{
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, status, 0) == -1)
		if (errno != EINTR)
			fatal("waitpid: %s", strerror(errno));
}

static int
has_ended(const struct command *c)
{
	siginfo_t	info = { 0 };

	return (waitid(P_PID, (id_t)c->pid, &info,
	    WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == c->pid);
}

static void
finish(struct command *c)
{
	struct command_end	 end = { .late = c->late };
	command_ended		*ended = c->ended;
	void			*arg = c->arg;
	char			*said;

	reap(c, &end.status);
	hear(c);
	end.said = said = xstrdup(buf_string(&c->said));
	command_free(c);
	ended(&end, arg);
	free(said);
}

/* A callback may start another, at the list's head. */
static void
on_child(int sig, short what, void *arg)
{
	struct commands	*all = arg;
	struct command	*c, *next;

	(void)sig;
	(void)what;
	for (c = LIST_FIRST(&all->running); c != NULL; c = next) {
		next = LIST_NEXT(c, entry);
		if (has_ended(c))
			finish(c);
	}
}

struct commands *
commands_new(struct event_base *base)
{
	struct commands	*all = xcalloc(1, sizeof(*all));

	all->base = base;
	LIST_INIT(&all->running);
	all->child = evsignal_new(base, SIGCHLD, on_child, all);
	if (all->child == NULL || evsignal_add(all->child, NULL) == -1)
		fatal("signals can't be caught");
	return (all);
}

void
commands_free(struct commands *all)
{
	struct command	*c;
	int		 status;

	if (all == NULL)
		return;
	while ((c = LIST_FIRST(&all->running)) != NULL) {
		reap(c, &status);
		command_free(c);
	}
	event_free(all->child);
	free(all);
}

/* What of our environment a program gets; the caller's to free. */
static char **
environment(void)
{
	static const char *const names[] = { "HOME", "LANG", "LC_ALL",
	    "LC_CTYPE", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER",
	    "XDG_RUNTIME_DIR" };
	size_t		  n = 0;
	const char	 *value;
	char		**v = xcalloc(sizeof(names) / sizeof(names[0]) + 1,
			    sizeof(*v));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value == NULL && strcmp(names[i], "PATH") == 0)
			value = "/usr/local/bin:/usr/bin:/bin";
		if (value != NULL)
			v[n++] = xasprintf("%s=%s", names[i], value);
	}
	return (v);
}

static void
environment_free(char **v)
{
	for (size_t i = 0; v[i] != NULL; i++)
		free(v[i]);
	free(v);
}

static void
reset_signals(void)
{
	sigset_t	none;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the new process, where no other descriptors stay than the first three. */
static void
run(char **argv, char **env, int input, int err)
{
	struct rlimit	rl;
	int		null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	reset_signals();
#ifdef CLOSE_RANGE_CLOEXEC
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur > FILES) {
		rl.rlim_cur = FILES;
		(void)setrlimit(RLIMIT_NOFILE, &rl);
	}
	if (lseek(input, 0, SEEK_SET) == 0 && null != -1 && chdir("/") == 0 &&
	    dup2(input, STDIN_FILENO) != -1 &&
	    dup2(null, STDOUT_FILENO) != -1 &&
	    dup2(err, STDERR_FILENO) != -1)
		execve(argv[0], argv, env);
	dprintf(err, "%s: %s\n", argv[0], strerror(errno));
	_exit(CANNOT_RUN);
}

static pid_t
start(char **argv, int input, int err)
{
	char	**env = environment();
	pid_t	  pid = fork();

	if (pid == 0)
		run(argv, env, input, err);
	environment_free(env);
	return (pid);
}

static void
watch(struct command *c, int64_t milliseconds)
{
	struct event_base	*base = c->all->base;
	struct timeval		 tv = { milliseconds / 1000,
				    (milliseconds % 1000) * 1000 };

	c->heard = event_new(base, c->err, EV_READ | EV_PERSIST, on_heard, c);
	c->limit = evtimer_new(base, on_limit, c);
	if (c->heard == NULL || c->limit == NULL ||
	    event_add(c->heard, NULL) == -1 ||
	    evtimer_add(c->limit, &tv) == -1)
		fatal("out of memory for a command");
}

int
command_start(struct commands *all, char **argv, int input,
    int64_t milliseconds, command_ended *ended, void *arg, char **cause)
{
	struct command	*c;
	int		 err[2];
	pid_t		 pid;

	if (pipe2(err, O_CLOEXEC) == -1)
		return (cause_set(cause, "pipe: %s", strerror(errno)));
	pid = start(argv, input, err[1]);
	close(err[1]);
	if (pid == -1 || fcntl(err[0], F_SETFL, O_NONBLOCK) == -1) {
		cause_set(cause, "fork: %s", strerror(errno));
		close(err[0]);
		return (-1);
	}
	c = xcalloc(1, sizeof(*c));
	c->all = all;
	c->pid = pid;
	c->err = err[0];
	c->ended = ended;
	c->arg = arg;
	buf_init(&c->said, SAID_MAX + 1);
	LIST_INSERT_HEAD(&all->running, c, entry);
	watch(c, milliseconds);
	return (0);
}
