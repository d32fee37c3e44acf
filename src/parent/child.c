#include <sys/prctl.h>
#include <sys/wait.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ipc/channel.h"
#include "parent/child.h"
#include "parent/daemon.h"

#define CHILD_FD	3
#define STEADY		10		/* seconds of a life that went well */
#define BACKOFF_MIN	100		/* milliseconds */
#define BACKOFF_MAX	30000

struct child {
	struct daemon	*daemon;
	const struct child_class *class;
	pid_t		 pid;			/* 0: not running */
	struct channel	*channel;
	struct event	*restart;
	time_t		 started;		/* monotonic */
	int		 backoff;		/* milliseconds */
	char		*killed;		/* by us, because */
	int		 recycled, finished;
	unsigned int	 documents;
	struct source	*source;
};

static time_t
monotonic(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) == -1)
		fatal("clock: %s", strerror(errno));
	return (ts.tv_sec);
}

/*
 * In the new process.  Terminal and service manager signal whole groups, but
 * it is the parent that ends its children.
 */
static void
child_exec(const struct child *c, int fd)
{
	char	flag[] = "-x", verbose[] = "-v", role[16], title[32];
	char	*argv[] = { title, flag, role, verbose, NULL };
	int	null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("CREDENTIALS_DIRECTORY");
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1)
		_exit(1);
	/* dup2 onto itself would leave close-on-exec set. */
	if (fd == CHILD_FD ? fcntl(fd, F_SETFD, 0) == -1 :
	    dup2(fd, CHILD_FD) == -1)
		_exit(1);
	snprintf(role, sizeof(role), "%s", c->class->role);
	snprintf(title, sizeof(title), "newsieved: %s", role);
	if (c->daemon->options->verbose == 0)
		argv[3] = NULL;
	execv("/proc/self/exe", argv);
	_exit(127);
}

static void
send_config(struct child *c, const int *fds, int n)
{
	struct buf	msg;

	wire_begin(&msg, WIRE_CONFIG, 0);
	channel_send(c->channel, &msg, fds, (size_t)n);
}

static void
on_message(struct wire *w, void *arg)
{
	struct child	*c = arg;

	c->class->message(c, w);
}

void
child_describe(int status, char *s, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(s, size, "killed by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else
		snprintf(s, size, "exited with %d", WEXITSTATUS(status));
}

static void
schedule_restart(struct child *c)
{
	struct timeval	tv;

	if (c->recycled)
		c->backoff = 0;
	else if (monotonic() - c->started >= STEADY || c->backoff == 0)
		c->backoff = BACKOFF_MIN;
	else if ((c->backoff *= 2) > BACKOFF_MAX)
		c->backoff = BACKOFF_MAX;
	tv.tv_sec = c->backoff / 1000;
	tv.tv_usec = (c->backoff % 1000) * 1000;
	c->recycled = 0;
	if (evtimer_add(c->restart, &tv) == -1)
		fatal("a timer can't be armed");
}

/*
 * The end of its socket is the end of it, whether it likes it or not.  One
 * that is exiting by itself keeps its own status.
 */
static void
reap(struct child *c, int *status)
{
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, status, 0) == -1)
		if (errno != EINTR)
			fatal("waitpid: %s", strerror(errno));
	c->pid = 0;
	channel_free(c->channel);
	c->channel = NULL;
}

static void
on_closed(const char *broken, void *arg)
{
	struct child	*c = arg;
	char		 end[128], *why;
	int		 status;

	reap(c, &status);
	if (c->finished)
		return;
	child_describe(status, end, sizeof(end));
	why = c->killed != NULL ? c->killed : broken != NULL ?
	    xasprintf("its channel broke: %s", broken) : xstrdup(end);
	c->killed = NULL;
	if (!c->recycled)
		log_warn("the %s process is lost: %s", c->class->role,
		    why);
	c->class->lost(c, why);
	c->source = NULL;
	free(why);
	if (!c->finished)
		schedule_restart(c);
}

static void
on_restart(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	child_start(arg);
}

struct child *
child_new(struct daemon *d, const struct child_class *class)
{
	struct child	*c = xcalloc(1, sizeof(*c));

	c->daemon = d;
	c->class = class;
	if ((c->restart = evtimer_new(d->base, on_restart, c)) == NULL)
		fatal("out of memory for a timer");
	return (c);
}

void
child_free(struct child *c)
{
	int	status;

	if (c == NULL)
		return;
	if (c->pid != 0)
		reap(c, &status);
	event_free(c->restart);
	free(c->killed);
	free(c);
}

/* What the system has too little of now it may have again later. */
static void
start_failed(struct child *c, const char *what)
{
	log_error("the %s process can't be started: %s: %s",
	    c->class->role, what, strerror(errno));
	c->pid = 0;
	schedule_restart(c);
}

static void
close_all(const int *fds, int n)
{
	for (int i = 0; i < n; i++)
		close(fds[i]);
}

void
child_start(struct child *c)
{
	int	sv[2], fds[WIRE_FDS], n;

	assert(c->pid == 0 && !c->finished);
	c->started = monotonic();
	if ((n = c->class->configure(c, fds)) == -1) {
		start_failed(c, "its configuration");
		return;
	}
	if (wire_pair(sv) == -1) {
		close_all(fds, n);
		start_failed(c, "socketpair");
		return;
	}
	if ((c->pid = fork()) == 0)
		child_exec(c, sv[1]);
	close(sv[1]);
	if (c->pid == -1) {
		close_all(fds, n);
		close(sv[0]);
		start_failed(c, "fork");
		return;
	}
	c->documents = 0;
	c->channel = channel_new(c->daemon->base, sv[0], on_message, on_closed,
	    c);
	send_config(c, fds, n);
	log_debug("the %s process is %d", c->class->role, c->pid);
	c->class->ready(c);
}

void
child_kill(struct child *c, const char *why)
{
	if (c->pid == 0 || c->killed != NULL)
		return;
	c->killed = xstrdup(why);
	/* Its end comes as the end of its socket. */
	kill(c->pid, SIGKILL);
}

void
child_recycle(struct child *c)
{
	assert(c->source == NULL);
	c->recycled = 1;
	child_kill(c, "recycled");
}

void
child_finish(struct child *c)
{
	c->finished = 1;
}

int
child_is_up(const struct child *c)
{
	return (c->pid != 0 && c->killed == NULL);
}

struct daemon *
child_daemon(const struct child *c)
{
	return (c->daemon);
}

void
child_send(struct child *c, struct buf *b, const int *fds, size_t nfds)
{
	channel_send(c->channel, b, fds, nfds);
}

struct source *
child_source(const struct child *c)
{
	return (c->source);
}

void
child_set_source(struct child *c, struct source *s)
{
	if (s != NULL)
		c->documents++;
	c->source = s;
}

unsigned int
child_documents(const struct child *c)
{
	return (c->documents);
}
