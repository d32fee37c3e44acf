#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/maildir.h"
#include "parent/state_outbox.h"
#include "tap.h"
#include "tree.h"
#include "world.h"

static const struct world_story	three[] = {
	{ "one", "l1", 1, 0 }, { "two", "l2", 1, 1 }, { "three", "l3", 0, 0 },
};
static const struct world_story	four[] = {
	{ "w", "lw", 1, 0 }, { "x", "lx", 1, 0 }, { "y", "ly", 1, 0 },
	{ "z", "lz", 1, 0 },
};

#define N(v)	(sizeof(v) / sizeof((v)[0]))

static struct world	 w;
static struct state	*st;

static void
start(void)
{
	world_new(&w);
	faults_start(w.root);
	st = world_open(&w, NULL);
}

static void
stop(const char *name)
{
	char	*cause = NULL;

	faults_start(w.root);
	if (!ok(state_check(st, &cause) == 0, name))
		printf("# %s\n", cause);
	free(cause);
	state_close(st);
	world_free(&w);
}

/* A poll that is to succeed; the trouble is the caller's to free. */
static struct deliver_result
poll_feed(const char *feed, const struct world_story *s, size_t n)
{
	struct deliver_result	 res = { 0 };
	char			*cause = NULL;

	if (world_poll(&w, st, feed, s, n, &res, &cause) == -1) {
		ok(0, "a poll");
		printf("# %s\n", cause);
		free(cause);
	}
	return (res);
}

static size_t
settle(size_t *left, char **trouble)
{
	size_t	 settled = 0;
	char	*cause = NULL;

	if (deliver_settle(st, &settled, left, trouble, &cause) == -1) {
		ok(0, "settling");
		printf("# %s\n", cause);
		free(cause);
	}
	return (settled);
}

static void
test_plain(void)
{
	struct deliver_result	 res;
	struct state_feed	 f;
	size_t			 left;
	char			*trouble;

	start();
	res = poll_feed("f", three, N(three));
	is_num((intmax_t)res.new_stories, 3, "three stories are new");
	is_num((intmax_t)res.filed, 2, "two are filed");
	ok(res.kept == 0 && res.trouble == NULL, "without trouble");
	is_num(world_filed(w.a, "one"), 1, "the first is in a");
	is_num(world_filed(w.a, "two"), 1, "the second, too");
	is_num(world_filed(w.b, "two"), 1, "and in b");
	is_num(tree_count(w.a, "new") + tree_count(w.b, "new"), 3,
	    "no other mail is there");
	is_num(tree_count(w.a, "tmp") + tree_count(w.b, "tmp"), 0,
	    "tmp is empty");
	state_feed_load(st, "f", NULL, &f, NULL);
	ok(f.stories == 3 && f.delivered == 2 && f.last_good == WORLD_T0 &&
	    f.last_read == WORLD_T0, "the feed is saved");
	state_feed_clear(&f);
	res = poll_feed("f", three, N(three));
	ok(res.new_stories == 0 && res.filed == 0, "a second poll has none");
	is_num(tree_count(w.a, "new"), 2, "and files none");
	is_num((intmax_t)settle(&left, &trouble), 0, "nothing to settle");
	ok(left == 0 && trouble == NULL, "and nothing left");
	stop("the state is whole");
}

static void
test_across_feeds(void)
{
	static const struct world_story	other[] = { { "copy", "l1", 1, 0 },
		{ "elsewhere", "l1", 0, 1 }, { "more", "l9", 1, 0 } };
	struct deliver_result		res;

	start();
	poll_feed("f", three, N(three));
	res = poll_feed("g", other, N(other));
	is_num((intmax_t)res.new_stories, 3, "another feed's stories are new");
	is_num((intmax_t)res.filed, 2, "one is filed already");
	is_num(world_filed(w.a, "copy"), 0, "not again where its link is");
	is_num(world_filed(w.b, "elsewhere"), 1, "but in another target");
	is_num(world_filed(w.a, "more"), 1, "another link is filed");
	res = poll_feed("g", other, N(other));
	ok(res.new_stories == 0 && res.filed == 0, "then all are known");
	stop("the state is whole");
}

static void
test_within_batch(void)
{
	static const struct world_story	same[] = { { "p", "l", 1, 0 },
		{ "q", "l", 1, 1 }, { "r", NULL, 1, 0 }, { "s", NULL, 1, 0 } };
	struct deliver_result		res;

	start();
	res = poll_feed("f", same, N(same));
	is_num((intmax_t)res.filed, 4, "four stories, each filed somewhere");
	is_num(world_filed(w.a, "p"), 1, "the first of a link");
	is_num(world_filed(w.a, "q"), 0, "not the second of it");
	is_num(world_filed(w.b, "q"), 1, "but in the other target");
	is_num(tree_count(w.a, "new"), 3, "no link is not one link");
	stop("the state is whole");
}

static void
test_quiet(void)
{
	char			*targets[] = { w.a, NULL };
	struct deliver_item	 it = { .message_id = "m", .mail = "mail",
				    .mail_len = 4, .quiet = 1 };
	struct deliver_result	 res = { 0 };
	struct state_feed	 f;
	struct known		 k = { 0 };
	struct pack_reader	 r;
	struct buf		 b;
	size_t			 n;

	start();
	targets[0] = w.a;
	it.targets = targets;
	digest_bytes("quiet", 5, &it.keys.guid);
	state_feed_load(st, "f", NULL, &f, NULL);
	ok(deliver_batch(st, &f, &it, 1, WORLD_T0, &res, NULL) == 0 &&
	    res.new_stories == 1 && res.filed == 0, "a quiet story");
	is_num(tree_count(w.a, "new"), 0, "isn't filed");
	buf_init(&b, 4096);
	state_known(st, f.id, &b, &n, NULL);
	pack_reader_init(&r, b.data, b.len);
	known_get(&r, &k);
	is_num(k.flags, KNOWN_FILED, "but remembered as filed");
	buf_clear(&b);
	state_feed_clear(&f);
	stop("the state is whole");
}

struct trouble {
	enum fault_call	 call;
	const char	*part;
	int		 skip, times, error;
	size_t		 kept;
	const char	*name;
};

/* A target fails in the middle: the others go on, the mails are kept. */
static void
test_trouble(const struct trouble *t)
{
	struct deliver_result	 res;
	size_t			 left, settled;
	char			*trouble;

	start();
	poll_feed("f", NULL, 0);
	maildir_make(w.a, NULL);
	faults_fail(t->call, t->part, t->skip, t->times, t->error);
	res = poll_feed("f", four, N(four));
	printf("# %s\n", t->name);
	is_num((intmax_t)res.filed, 4, "all four are accepted");
	is_num((intmax_t)res.kept, (intmax_t)t->kept, "some wait");
	ok(res.trouble != NULL && strstr(res.trouble, w.a) != NULL &&
	    strstr(res.trouble, strerror(t->error)) != NULL,
	    "the trouble has the target and the error");
	deliver_result_clear(&res);
	faults_fail(t->call, t->part, 0, 1000, t->error);
	res = poll_feed("f", four, N(four));
	ok(res.filed == 0 && res.trouble == NULL, "a second poll files none");
	settled = settle(&left, &trouble);
	ok(settled == 0 && left == t->kept && trouble != NULL,
	    "while the trouble lasts they go on waiting");
	free(trouble);
	faults_start(w.root);
	settled = settle(&left, &trouble);
	ok(settled == t->kept && left == 0 && trouble == NULL,
	    "then all are settled");
	for (size_t i = 0; i < N(four); i++)
		is_num(world_filed(w.a, four[i].name), 1, "filed once");
	is_num(tree_count(w.a, "tmp"), 0, "tmp is empty");
	stop("the state is whole");
}

static void
test_troubles(void)
{
	static const struct trouble	all[] = {
		{ FAULT_OPEN, "/a/tmp/", 2, 99, EACCES, 2, "no permission" },
		{ FAULT_WRITE, "/a/tmp/", 1, 99, ENOSPC, 3, "a full disk" },
		{ FAULT_FSYNC, "/a/tmp/", 3, 99, EIO, 1, "a failing disk" },
		{ FAULT_FSYNC, "/a/tmp", 4, 1, EIO, 4, "tmp can't be synced" },
		{ FAULT_LINK, "/a/new/", 1, 99, EROFS, 3, "read-only" },
		{ FAULT_LINK, "/a/new/", 3, 99, EDQUOT, 1, "over quota" },
		{ FAULT_FSYNC, "/a/new", 0, 99, EIO, 4, "new can't be synced" },
	};

	for (size_t i = 0; i < N(all); i++)
		test_trouble(&all[i]);
}

/* The state itself fails: then nothing happened and the poll is repeated. */
static void
test_state_fails(enum fault_call call, int skip, int error, const char *name)
{
	struct deliver_result	 res;
	struct state_feed	 f;
	char			*cause = NULL;

	start();
	poll_feed("f", three, 1);
	state_target_add(st, w.b, NULL);
	faults_fail(call, "/state/state.db-wal", skip, 1000, error);
	ok(world_poll(&w, st, "f", three, N(three), &res, &cause) == -1, name);
	ok(cause != NULL && strstr(cause, w.state) != NULL,
	    "the cause names the state");
	free(cause);
	is_num((intmax_t)w.stories, 1, "the caller's feed is as it was");
	is_num(tree_count(w.a, "new") + tree_count(w.b, "new"), 1,
	    "nothing was filed");
	is_num(tree_count(w.a, "tmp") + tree_count(w.b, "tmp"), 0,
	    "and nothing left behind");
	faults_start(w.root);
	state_feed_load(st, "f", NULL, &f, NULL);
	is_num((intmax_t)f.stories, 1, "the feed wasn't saved");
	state_feed_clear(&f);
	res = poll_feed("f", three, N(three));
	ok(res.new_stories == 2 && res.filed == 1, "the poll is repeated");
	ok(world_filed(w.a, "one") == 1 && world_filed(w.a, "two") == 1 &&
	    world_filed(w.b, "two") == 1, "all are filed once");
	stop("the state is whole");
}

/* Only the marks fail: nothing is filed again, and settling marks. */
static void
test_marks_fail(void)
{
	struct deliver_result	 res;
	size_t			 left;
	char			*trouble, *cause = NULL;

	start();
	poll_feed("f", three, 1);
	state_target_add(st, w.b, NULL);
	faults_fail(FAULT_FSYNC, "/state/state.db-wal", 1, 1000, EIO);
	ok(world_poll(&w, st, "f", three, N(three), &res, &cause) == -1,
	    "the marks can't be written");
	free(cause);
	faults_start(w.root);
	res = poll_feed("f", three, N(three));
	ok(res.new_stories == 0 && res.filed == 0, "the poll repeats nothing");
	is_num((intmax_t)settle(&left, &trouble), 2, "two are settled");
	is_num((intmax_t)left, 0, "none is left");
	ok(world_filed(w.a, "one") == 1 && world_filed(w.a, "two") == 1 &&
	    world_filed(w.b, "two") == 1, "all are filed once");
	is_num(tree_count(w.a, "tmp") + tree_count(w.b, "tmp"), 0,
	    "tmp is empty");
	stop("the state is whole");
}

/* Staged, intended, then gone from everywhere: the story comes again. */
static void
test_lost(void)
{
	struct deliver_result	 res;
	struct state_feed	 f;
	int64_t			 filing;
	uint64_t		 story = 0;
	struct keys		 k = { 0 };
	size_t			 left;
	char			*trouble;

	start();
	state_feed_load(st, "f", NULL, &f, NULL);
	f.etag.p = xstrdup("x");
	f.etag.len = 1;
	state_feed_save(st, &f, NULL);
	digest_bytes("one", 3, &k.guid);
	state_story_put(st, f.id, &k, 1, "one", WORLD_T0, &story, NULL);
	state_filing_intend(st, story, w.a, "1.lost", NULL, 0, &filing, NULL);
	state_feed_clear(&f);
	is_num((intmax_t)settle(&left, &trouble), 0, "a lost mail");
	is_num((intmax_t)left, 0, "isn't waited for");
	state_feed_load(st, "f", NULL, &f, NULL);
	ok(f.etag.p == NULL, "its feed is read anew");
	state_feed_clear(&f);
	res = poll_feed("f", three, N(three));
	is_num((intmax_t)res.new_stories, 3, "its story is new again");
	is_num(world_filed(w.a, "one"), 1, "and is filed");
	stop("the state is whole");
}

/* More mails wait than are carried at once; one target is still away. */
static void
test_many_waiting(void)
{
	static char			names[200][16];
	static struct world_story	many[200];
	struct deliver_result		res;
	size_t				left;
	char				*trouble;

	start();
	for (int i = 0; i < 200; i++) {
		snprintf(names[i], sizeof(names[i]), "m%d", i);
		many[i] = (struct world_story){ names[i], names[i], 1, i < 3 };
	}
	poll_feed("f", NULL, 0);
	faults_fail(FAULT_OPEN, "/mail/", 0, 1000, ENOSPC);
	res = poll_feed("f", many, N(many));
	is_num((intmax_t)res.kept, 203, "203 mails wait");
	deliver_result_clear(&res);
	faults_start(w.root);
	faults_fail(FAULT_OPEN, "/b/", 0, 1000, ENOSPC);
	is_num((intmax_t)settle(&left, &trouble), 200, "one target is settled");
	is_num((intmax_t)left, 3, "the other waits");
	free(trouble);
	is_num(tree_count(w.a, "new"), 200, "all are there");
	faults_start(w.root);
	is_num((intmax_t)settle(&left, &trouble), 3, "then the other");
	is_num(tree_count(w.b, "new"), 3, "all are there");
	stop("the state is whole");
}

/* The line of the trace that starts after from and has both words. */
static long
step_of(const char *trace, long from, const char *call, const char *path)
{
	char		*line = NULL;
	size_t		 size = 0;
	long		 at = 0, found = -1;
	FILE		*fp = fmemopen((void *)(uintptr_t)trace, strlen(trace),
			    "r");

	while (found == -1 && getline(&line, &size, fp) != -1)
		if (at++ >= from && strncmp(line, call, strlen(call)) == 0 &&
		    strstr(line, path) != NULL)
			found = at;
	free(line);
	fclose(fp);
	return (found);
}

/* What a power cut leaves depends on the order of syncs. */
static void
is_in_order(const char *trace, const char *(*steps)[2], size_t n)
{
	char	name[80];
	long	at = 0;

	for (size_t i = 0; at != -1 && i < n; i++) {
		at = step_of(trace, at, steps[i][0], steps[i][1]);
		snprintf(name, sizeof(name), "in order: %s %.*s", steps[i][0],
		    (int)strcspn(steps[i][1], "\n"), steps[i][1]);
		ok(at != -1, name);
	}
	ok(at != -1 && step_of(trace, at, "", "") == -1,
	    "and nothing after it");
}

static void
test_order(void)
{
	static const char	*steps[][2] = {
		{ "open", "mail/a/tmp/" }, { "write", "mail/a/tmp/" },
		{ "fsync", "mail/a/tmp/" }, { "fsync", "mail/a/tmp\n" },
		{ "write", "state.db-wal" }, { "fsync", "state.db-wal" },
		{ "link", "mail/a/new/" }, { "fsync", "mail/a/new\n" },
		{ "write", "state.db-wal" }, { "fsync", "state.db-wal" },
		{ "unlink", "mail/a/tmp/" },
	};
	struct buf	b;
	long		at;

	start();
	poll_feed("f", four, 1);
	buf_init(&b, 1 << 20);
	faults_trace(&b);
	poll_feed("f", four, 2);
	is_in_order(buf_string(&b), steps, N(steps));
	buf_reset(&b);
	poll_feed("f", four, 2);
	at = step_of(buf_string(&b), 0, "fsync", "");
	ok(at != -1 && step_of(buf_string(&b), at, "fsync", "") == -1,
	    "a poll with nothing new waits for the disk once");
	faults_start(w.root);
	buf_clear(&b);
	stop("the state is whole");
}

/* All that is in a is in its cur/, with these flags. */
static void
read_all(const char *flags)
{
	char	*cur = xasprintf("%s/cur", w.a);

	world_read(w.a, cur, flags);
	free(cur);
}

/* The old file is out of reach before the new one is there, and last to go. */
static void
test_replace_order(void)
{
	static const char	*steps[][2] = {
		{ "open", "mail/a/tmp/" }, { "write", "mail/a/tmp/" },
		{ "fsync", "mail/a/tmp/" }, { "fsync", "mail/a/tmp\n" },
		{ "fsync", "state.db-wal" }, { "rename", "mail/a/" },
		{ "link", "mail/a/cur/" }, { "fsync", "mail/a/new\n" },
		{ "fsync", "mail/a/cur\n" }, { "fsync", "state.db-wal" },
		{ "unlink", "mail/a/tmp/" }, { "unlink", "mail/a/tmp/" },
	};
	struct deliver_result	res;
	struct buf		b;

	start();
	poll_feed("f", four, 1);
	read_all(":2,S");
	buf_init(&b, 1 << 20);
	faults_trace(&b);
	w.edit = WORLD_REPLACE;
	res = poll_feed("f", four, 1);
	ok(res.updated == 1 && res.filed == 0, "an edit is told");
	is_in_order(buf_string(&b), steps, N(steps));
	faults_start(w.root);
	buf_clear(&b);
	ok(world_edited(w.a, "w") == 1 && world_filed(w.a, "w") == 0,
	    "in the old one's place");
	stop("the state is whole");
}

/* A file that is renamed while it is looked for is looked for again. */
static void
test_replace_missed(void)
{
	struct deliver_result	res;

	start();
	poll_feed("f", four, 2);
	read_all(":2,S");
	faults_fail(FAULT_RENAME, "/a/", 0, 3, ENOENT);
	w.edit = WORLD_REPLACE;
	res = poll_feed("f", four, 2);
	ok(res.updated == 2 && res.kept == 0 && res.trouble == NULL,
	    "two edits, files that are renamed meanwhile");
	ok(world_edited(w.a, "w") == 1 && world_edited(w.a, "x") == 1 &&
	    tree_count(w.a, "cur") == 2, "are in their places");
	stop("the state is whole");
}

/* What can't be put there yet leaves the old one where it is. */
static void
test_replace_trouble(enum fault_call call, const char *part, int error)
{
	struct deliver_result	 res;
	size_t			 left;
	char			*trouble;

	start();
	poll_feed("f", four, 2);
	read_all(":2,FS");
	faults_fail(call, part, 0, 1000, error);
	w.edit = WORLD_REPLACE;
	res = poll_feed("f", four, 2);
	ok(res.updated == 2 && res.kept == 2 && res.trouble != NULL, part);
	ok(world_filed(w.a, "w") == 1 && world_filed(w.a, "x") == 1 &&
	    tree_count(w.a, "cur") == 2, "the old ones stay");
	deliver_result_clear(&res);
	w.edit = 0;
	res = poll_feed("f", four, 2);
	ok(res.updated == 2 && res.kept == 2, "another edit waits as well");
	deliver_result_clear(&res);
	settle(&left, &trouble);
	ok(left == 2 && trouble != NULL, "both wait");
	free(trouble);
	faults_start(w.root);
	is_num((intmax_t)settle(&left, &trouble), 2, "then both are settled");
	ok(left == 0 && world_edited(w.a, "w") == 1 &&
	    world_edited(w.a, "x") == 1 && tree_count(w.a, "cur") == 2 &&
	    tree_count(w.a, "tmp") == 0, "and in their places");
	is_num((intmax_t)settle(&left, &trouble), 0, "for good");
	stop("the state is whole");
}

static void
test_replace_gone(void)
{
	struct deliver_result	 res;
	size_t			 left;
	char			*trouble, *out;

	start();
	out = xasprintf("%s/out", w.root);
	mkdir(out, 0700);
	poll_feed("f", four, 2);
	world_read(w.a, out, "");
	w.edit = WORLD_REPLACE;
	res = poll_feed("f", four, 2);
	ok(res.kept == 0 && res.trouble == NULL, "what a reader moved away");
	ok(tree_count(w.a, "new") + tree_count(w.a, "cur") +
	    tree_count(w.a, "tmp") == 0, "doesn't come back");
	ok(settle(&left, &trouble) == 0 && left == 0, "nor later");
	free(out);
	stop("the state is whole");
}

/* What the reader of the race and we both see. */
struct race {
	_Atomic int	stop;
	char		flags[16];	/* the last it has set */
};

static void
set_flags(const char *name, unsigned int round, struct race *r)
{
	char	flags[16] = ":2,", *from, *to;
	size_t	n = 3;

	for (size_t i = 0; i < 6; i++)
		if (round >> i & 1)
			flags[n++] = "DFPRST"[i];
	flags[n] = '\0';
	from = xasprintf("%s/cur/%s", w.a, name);
	to = xasprintf("%s/cur/%.*s%s", w.a,
	    (int)maildir_base_length(name), name, flags);
	if (strcmp(from, to) != 0 && rename(from, to) == 0)
		memcpy(r->flags, flags, sizeof(flags));
	free(from);
	free(to);
}

/* Changes flags for as long as it may. */
static void
be_reader(struct race *r)
{
	char		*dir = xasprintf("%s/cur", w.a);
	struct dirent	*e;
	unsigned int	 round = 1;
	DIR		*d;

	while (!r->stop) {
		if ((d = opendir(dir)) == NULL)
			continue;
		while ((e = readdir(d)) != NULL)
			if (e->d_name[0] != '.')
				set_flags(e->d_name, round++, r);
		closedir(d);
	}
	free(dir);
	_exit(0);
}

static void
test_race(void)
{
	struct deliver_result	 res;
	struct race		*r;
	size_t			 left;
	char			*trouble, *name;
	pid_t			 pid;
	int			 there = 1;

	start();
	poll_feed("f", four, 1);
	read_all(":2,S");
	r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE, MAP_SHARED |
	    MAP_ANONYMOUS, -1, 0);
	if ((pid = fork()) == 0)
		be_reader(r);
	for (int i = 0; i < 100; i++) {
		w.edit = i % 2 ? 0 : WORLD_REPLACE;
		res = poll_feed("f", four, 1);
		deliver_result_clear(&res);
		settle(&left, &trouble);
		free(trouble);
		there &= left != 0 || tree_count(w.a, "cur") == 1;
	}
	r->stop = 1;
	waitpid(pid, NULL, 0);
	settle(&left, &trouble);
	free(trouble);
	ok(there, "a mail is replaced 100 times while its flags change");
	is_num((intmax_t)left, 0, "nothing waits");
	name = xasprintf("%s", r->flags);
	ok(tree_count(w.a, "cur") == 1 && tree_count(w.a, "tmp") == 0 &&
	    tree_count(w.a, "new") == 0, "it is there once");
	ok(tree_has(w.a, "cur", name), "with the flags that were last set");
	free(name);
	munmap(r, sizeof(*r));
	stop("the state is whole");
}

static void
count_outgoing(int64_t filing, const char *target, void *arg)
{
	size_t	*n = arg;

	(void)filing;
	*n += strcmp(target, w.b) == 0;
}

/* What isn't a directory's is kept from the start, and left alone. */
static void
test_outgoing(void)
{
	struct deliver_result	 res;
	size_t			 left, n = 0;
	char			*trouble;

	start();
	free(w.b);
	w.b = xstrdup("smtp://h.example/a@b.example");
	res = poll_feed("f", three, N(three));
	ok(res.filed == 2 && res.outgoing == 1 && res.kept == 0,
	    "one of three mails is for a server");
	is_num(world_filed(w.a, "two"), 1, "its story is in a, too");
	is_num((intmax_t)settle(&left, &trouble), 0, "nothing to settle");
	ok(left == 0 && trouble == NULL, "nor in trouble");
	state_outbox_each(st, 0, count_outgoing, &n, NULL);
	is_num((intmax_t)n, 1, "it waits");
	st = world_open(&w, st);
	res = poll_feed("f", three, N(three));
	is_num((intmax_t)res.outgoing, 0, "and doesn't come again");
	stop("the state is whole with what waits");
}

int
main(void)
{
	test_plain();
	test_across_feeds();
	test_within_batch();
	test_quiet();
	test_troubles();
	test_state_fails(FAULT_WRITE, 0, ENOSPC, "no space for the state");
	test_state_fails(FAULT_FSYNC, 0, EIO, "the state can't be synced");
	test_marks_fail();
	test_lost();
	test_many_waiting();
	test_order();
	test_replace_order();
	test_replace_missed();
	test_replace_trouble(FAULT_WRITE, "/a/tmp/", ENOSPC);
	test_replace_trouble(FAULT_RENAME, "/a/", EACCES);
	test_replace_trouble(FAULT_LINK, "/a/cur/", EDQUOT);
	test_replace_gone();
	test_race();
	test_outgoing();
	return (tap_done());
}
