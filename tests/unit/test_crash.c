#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/state_archive.h"
#include "sanitized.h"
#include "tap.h"
#include "tree.h"
#include "world.h"

/*
 * kill -9 at each call that changes a file, SQLite's included: a child polls
 * and is killed at its Nth call, then a new process settles and polls again.
 * Every story must be there once, for all N until the child survives.
 */

/* Calls from kill to kill: forks take long there, or others make them all. */
#define STRIDE	(sanitized || getenv("NEWSIEVE_FEW_KILLS") != NULL ? 9 : 1)

#define N(v)	(sizeof(v) / sizeof((v)[0]))

/* The first is known before the child starts; "q" has the link of "p". */
static const struct world_story	stories[] = {
	{ "before", "l0", 1, 0 }, { "p", "l1", 1, 0 }, { "q", "l1", 1, 1 },
	{ "both", "l2", 1, 1 | WORLD_SPOOL }, { "off topic", "l3", 0, 0 },
	{ "program", "l4", 0, WORLD_SPOOL },
};
static const struct { int a, b, c; }	wanted[] = {
	{ 1, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 }, { 1, 1, 1 }, { 0, 0, 0 },
	{ 0, 0, 1 },
};

/* What the child begins with, beside the mails of an earlier life. */
enum scenario {
	NOTHING,	/* one story is known */
	FLOOD,		/* all that is new is held, and then released */
	DAMAGED,	/* all was filed, and the state is no data base */
	RESTORED,	/* all was filed, and the state is older than that */
	REPLY,		/* all was filed, and edits are told */
	REPLACE,	/* the same, in place */
	REPLACE_READ	/* where a reader has seen all */
};

struct variant {
	const char	*name;
	int		 torn;		/* the last write is cut in half */
	int		 full;		/* b, c take nothing while the child runs */
	int		 no_links;	/* the file system has no hard links */
	const char	*reader;	/* "cur", "out" or NULL */
	int		 twice;		/* who recovers is killed, too */
	enum scenario	 scenario;
};

static const struct variant	variants[] = {
	{ "killed", 0, 0, 0, NULL, 0, NOTHING },
	{ "killed in the middle of a write", 1, 0, 0, NULL, 0, NOTHING },
	{ "killed, a reader moved to cur", 0, 0, 0, "cur", 0, NOTHING },
	{ "killed, a reader moved to another folder", 0, 0, 0, "out", 0,
	    NOTHING },
	{ "killed, no hard links, a reader", 0, 0, 1, "cur", 0, NOTHING },
	{ "killed while a target is full", 1, 1, 0, "cur", 0, NOTHING },
	{ "killed twice", 1, 0, 0, "cur", 1, NOTHING },
	{ "killed twice while a target is full", 0, 1, 0, NULL, 1, NOTHING },
	{ "a flood, killed", 0, 0, 0, "out", 0, FLOOD },
	{ "a flood, killed twice while a target is full", 1, 1, 0, "cur", 1,
	    FLOOD },
	{ "a damaged state, killed", 0, 0, 0, NULL, 0, DAMAGED },
	{ "a damaged state, killed twice", 1, 0, 0, "cur", 1, DAMAGED },
	{ "an older state, killed", 0, 0, 0, "cur", 0, RESTORED },
	{ "an older state, killed twice", 1, 0, 0, NULL, 1, RESTORED },
	{ "edits by reply, killed", 0, 0, 0, "cur", 0, REPLY },
	{ "edits by reply, killed twice while a target is full", 1, 1, 0,
	    "out", 1, REPLY },
	{ "edits in place, killed", 0, 0, 0, NULL, 0, REPLACE },
	{ "edits in place, killed, a reader moved to cur", 1, 0, 0, "cur", 0,
	    REPLACE },
	{ "edits in place, killed, a reader moved to another folder", 0, 0, 0,
	    "out", 0, REPLACE },
	{ "edits in place of what was read, killed twice", 1, 0, 0, NULL, 1,
	    REPLACE_READ },
	{ "edits in place of what was read, no hard links, killed", 0, 0, 1,
	    NULL, 0, REPLACE_READ },
	{ "edits in place of what was read, killed twice while a target is "
	    "full", 0, 1, 0, "cur", 1, REPLACE_READ },
};

/* What a daemon does from its start to the end of a poll. */
static int
run_daemon(struct world *w)
{
	struct deliver_result	 res;
	struct state		*st;
	size_t			 settled, left;
	char			*trouble;
	int			 rv;

	st = world_open(w, NULL);
	rv = deliver_settle(st, &settled, &left, &trouble, NULL);
	if (rv == 0 && world_recall(w, st) == -1)
		rv = -1;
	if (rv == 0)
		rv = world_poll(w, st, "f", stories, N(stories), &res, NULL);
	if (rv == 0 && w->hold && (world_release(st) == -1 ||
	    deliver_settle(st, &settled, &left, &trouble, NULL) == -1))
		rv = -1;
	state_close(st);
	return (rv);
}

/* A child with the variant's faults; 1 when it survived. */
static int
run_child(struct world *w, const struct variant *v, long nth)
{
	pid_t	pid = fork();
	int	status;

	if (pid == 0) {
		faults_start(w->root);
		if (v->full) {
			faults_fail(FAULT_WRITE, "/b/tmp/", 0, 1000, ENOSPC);
			faults_fail(FAULT_RENAME, "/c/new/", 0, 1000, ENOSPC);
		}
		if (v->no_links) {
			faults_fail(FAULT_LINK, "/new/", 0, 1000, EPERM);
			faults_fail(FAULT_LINK, "/cur/", 0, 1000, EPERM);
		}
		faults_kill(nth, v->torn);
		_exit(run_daemon(w) == 0 ? 0 : 2);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1) {
		printf("Bail out! no child: %s\n", strerror(errno));
		exit(1);
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return (0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		printf("# the child failed at call %ld: %x\n", nth,
		    (unsigned int)status);
		return (-1);
	}
	return (1);
}

static void
write_file(const char *path, const void *data, size_t len)
{
	int	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, data, len) != (ssize_t)len)
		printf("# %s: %s\n", path, strerror(errno));
	close(fd);
}

/* All is filed in the boxes, and what the state has of it is lost. */
static void
lose(struct world *w, enum scenario scenario)
{
	static char	 old[1 << 20];
	char		*db = xasprintf("%s/state.db", w->state);
	int		 fd = open(db, O_RDONLY);
	ssize_t		 n = read(fd, old, sizeof(old));

	close(fd);
	if (run_daemon(w) == -1)
		printf("# nothing to lose\n");
	if (scenario == DAMAGED)
		write_file(db, "no data base", 12);
	else
		write_file(db, old, (size_t)n);
	free(db);
}

static void
read_mail(struct world *w, const char *reader)
{
	char	*boxes[] = { w->a, w->b }, *to;

	for (size_t i = 0; reader != NULL && i < N(boxes); i++) {
		to = strcmp(reader, "out") == 0 ?
		    xasprintf("%s/out/cur", w->root) :
		    xasprintf("%s/cur", boxes[i]);
		world_read(boxes[i], to, strcmp(reader, "out") == 0 ? "" :
		    ":2,S");
		free(to);
	}
}

/* Before the child: a state with one story, and folders for the reader. */
static void
prepare(struct world *w, enum scenario scenario)
{
	struct deliver_result	 res;
	struct state		*st;
	char			*out;

	world_new(w);
	st = world_open(w, NULL);
	world_recall(w, st);
	world_poll(w, st, "f", stories, 1, &res, NULL);
	state_close(st);
	w->hold = scenario == FLOOD;
	if (scenario == DAMAGED || scenario == RESTORED)
		lose(w, scenario);
	if (scenario >= REPLY && run_daemon(w) == -1)
		printf("# nothing to edit\n");
	out = xasprintf("%s/out", w->root);
	mkdir(out, 0700);
	free(out);
	out = xasprintf("%s/out/cur", w->root);
	mkdir(out, 0700);
	free(out);
	if (scenario == REPLACE_READ)
		read_mail(w, "cur");
	w->edit = scenario == REPLY ? WORLD_REPLY : scenario > REPLY ?
	    WORLD_REPLACE : 0;
}

/* The reader's folder holds mail of both boxes. */
static int
count_wrong(struct world *w, long nth)
{
	char	*out = xasprintf("%s/out", w->root);
	int	 wrong = 0, got, want, a, b, c;

	for (size_t i = 0; i < N(stories); i++) {
		a = world_filed(w->a, stories[i].name);
		b = world_filed(w->b, stories[i].name);
		got = a + b + world_filed(out, stories[i].name);
		want = wanted[i].a + wanted[i].b;
		c = world_spooled(w, stories[i].name);
		if (got == want && a <= wanted[i].a && b <= wanted[i].b &&
		    c == wanted[i].c)
			continue;
		printf("# call %ld: \"%s\" is there %d times, not %d, "
		    "spooled %d times\n", nth, stories[i].name, got, want, c);
		wrong++;
	}
	free(out);
	return (wrong);
}

/*
 * By reply there are both; in place there is one, the new one unless a reader
 * has moved the other away before.
 */
static int
is_told(struct world *w, const struct variant *v, size_t i, const char *out)
{
	const char	*name = stories[i].name;
	int		 want = wanted[i].a + wanted[i].b;
	int		 a = world_edited(w->a, name), away;
	int		 b = world_edited(w->b, name), old;

	away = world_edited(out, name);
	old = world_filed(w->a, name) + world_filed(w->b, name) +
	    world_filed(out, name);
	if (world_spooled_edits(w, name) != wanted[i].c ||
	    a > wanted[i].a || b > wanted[i].b)
		return (0);
	if (v->scenario == REPLY)
		return (a + b + away == want && old == want);
	return (a + b + away + old == want && (old == 0 ||
	    (v->reader != NULL && strcmp(v->reader, "out") == 0)));
}

static int
count_untold(struct world *w, const struct variant *v, long nth)
{
	char	*out = xasprintf("%s/out", w->root);
	int	 wrong = 0;

	for (size_t i = 0; v->scenario >= REPLY && i < N(stories); i++)
		if (!is_told(w, v, i, out)) {
			printf("# call %ld: the edit of \"%s\"\n", nth,
			    stories[i].name);
			wrong++;
		}
	free(out);
	return (wrong);
}

/* What a reader has said of mails that were replaced. */
static int
count_unflagged(struct world *w, const struct variant *v, long nth)
{
	char	*boxes[] = { w->a, w->b };
	int	 wrong = 0;

	for (size_t i = 0; v->scenario == REPLACE_READ && i < N(boxes); i++)
		wrong += tree_count(boxes[i], "new") != 0 ||
		    tree_has(boxes[i], "cur", ":2,S") !=
		    tree_count(boxes[i], "cur");
	if (wrong != 0)
		printf("# call %ld: flags are lost\n", nth);
	return (wrong);
}

static int
count_leftovers(struct world *w, long nth)
{
	int	n = tree_count(w->a, "tmp") + tree_count(w->b, "tmp") +
		    tree_count(w->c, "tmp");

	if (n != 0)
		printf("# call %ld: %d files in tmp\n", nth, n);
	return (n != 0);
}

static int
see_kept(const struct state_seen *s, void *arg)
{
	struct buf	*b = arg;

	buf_puts(b, s->archived != 0 ? " " : " none");
	buf_put(b, s->texts, s->len);
	return (0);
}

/* Every story has its texts: they come and go with it. */
static int
count_unkept(struct state *st, long nth)
{
	static const char *const	want[] = { " before", " p q", " both",
					    " off topic" };
	struct digest	d;
	struct buf	b;
	char		link[] = "l0";
	int		wrong = 0;

	buf_init(&b, 4096);
	for (size_t i = 0; i < N(want); i++, link[1]++) {
		buf_reset(&b);
		digest_bytes(link, 2, &d);
		if (state_seen_link(st, &d, see_kept, &b, NULL) == 0 &&
		    strcmp(buf_string(&b), want[i]) == 0)
			continue;
		printf("# call %ld: kept are%s, not%s\n", nth,
		    buf_string(&b), want[i]);
		wrong++;
	}
	buf_clear(&b);
	return (wrong);
}

/* Nothing waits, nothing is new, and SQLite finds its file whole. */
static int
check_state(struct world *w, long nth)
{
	struct deliver_result	 res = { 0 };
	struct state		*st = world_open(w, NULL);
	size_t			 settled = 9, left = 9;
	char			*trouble = NULL, *cause = NULL;
	int			 wrong;

	wrong = state_check(st, &cause) == -1 ||
	    deliver_settle(st, &settled, &left, &trouble, &cause) == -1 ||
	    settled != 0 || left != 0 || trouble != NULL ||
	    world_poll(w, st, "f", stories, N(stories), &res, &cause) == -1 ||
	    res.new_stories != 0 || res.filed != 0 || res.updated != 0;
	if (!wrong)
		wrong = count_unkept(st, nth);
	else
		printf("# call %ld: %zu settled, %zu left, %zu new, %zu filed, "
		    "%s\n", nth, settled, left, res.new_stories, res.filed,
		    cause != NULL ? cause : "no error");
	state_close(st);
	return (wrong);
}

/* One world, one kill; *survived when there was no Nth call. */
static int
crash_at(const struct variant *v, long nth, int *survived)
{
	struct world	w;
	int		wrong = 0, rv;

	prepare(&w, v->scenario);
	rv = run_child(&w, v, nth);
	*survived = rv != 0;
	read_mail(&w, v->reader);
	/* What a program has taken isn't there to be recalled. */
	if (v->reader != NULL && v->scenario < DAMAGED)
		world_take(&w);
	if (v->twice && run_child(&w, v, 1 + nth * 7 % 61) == -1)
		rv = -1;
	if (run_daemon(&w) == -1) {
		printf("# call %ld: no recovery\n", nth);
		wrong++;
	}
	wrong += (rv == -1) + (v->scenario < REPLY ? count_wrong(&w, nth) :
	    count_untold(&w, v, nth) + count_unflagged(&w, v, nth)) +
	    count_leftovers(&w, nth) + check_state(&w, nth);
	world_free(&w);
	return (wrong);
}

int
main(void)
{
	int	survived, wrong;
	long	nth, kills;

	for (size_t i = 0; i < N(variants); i++) {
		survived = wrong = 0;
		kills = -1;
		for (nth = 1; !survived; nth += STRIDE, kills++)
			wrong += crash_at(&variants[i], nth, &survived);
		is_num(wrong, 0, variants[i].name);
		ok(nth > 50, "... at more than 50 calls");
		printf("# %ld kills\n", kills);
	}
	return (tap_done());
}
