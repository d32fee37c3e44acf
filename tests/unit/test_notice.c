/* parent/state_notice and deliver_notice: what is told is told once. */

#include <sys/stat.h>

#include <fcntl.h>
#include <time.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/state_aside.h"
#include "parent/state_notice.h"
#include "tap.h"
#include "tree.h"
#include "world.h"

#define TOLD	3

static struct world	 w;
static struct state	*st;
static int64_t		 feed;

static void
start(void)
{
	struct state_feed	f;

	world_new(&w);
	faults_start(w.root);
	st = world_open(&w, NULL);
	state_feed_load(st, "f", NULL, &f, NULL);
	feed = f.id;
	state_feed_clear(&f);
}

static void
stop(void)
{
	char	*cause = NULL;

	faults_start(w.root);
	if (!ok(state_check(st, &cause) == 0, "the state is whole"))
		printf("# %s\n", cause);
	free(cause);
	state_close(st);
	world_free(&w);
}

static int
tell(struct state *state, uint64_t story, void *arg, char **cause)
{
	struct state_feed	f = { .id = feed, .told = TOLD,
				    .told_since = WORLD_T0, .told_in = story,
				    .told_moved = 1 };

	*(uint64_t *)arg = story;
	if (state_notice_add(state, story, feed, cause) == -1)
		return (-1);
	return (state_feed_tell(state, &f, cause));
}

static int
refuse(struct state *state, uint64_t story, void *arg, char **cause)
{
	tell(state, story, arg, cause);
	*cause = xstrdup("no");
	return (-1);
}

/* The Message-ID is the caller's to free. */
static char *
notify(const char *name, const char *reply_to,
    int (*told)(struct state *, uint64_t, void *, char **),
    struct deliver_result *res, int *rv)
{
	char			*targets[] = { w.a, NULL };
	char			*id = world_id(name), *cause = NULL;
	char			*mail = xasprintf("Subject: %s\n"
				    "Message-Id: <%s>\n\nText.\n", name, id);
	char			*reply = reply_to != NULL ?
				    xstrdup(reply_to) : NULL;
	struct deliver_item	 it = { .message_id = id, .mail = mail,
				    .mail_len = strlen(mail),
				    .targets = targets, .reply_to = reply,
				    .notice = 1 };
	uint64_t		 story;

	memset(res, 0, sizeof(*res));
	digest_bytes(name, strlen(name), &it.keys.guid);
	*rv = deliver_notice(st, feed, &it, told, &story, WORLD_T0, res,
	    &cause);
	if (*rv == -1)
		printf("# %s\n", cause);
	free(cause);
	free(mail);
	free(reply);
	return (id);
}

static char *
first(void)
{
	char	*id = NULL, *cause = NULL;

	if (state_notice_first(st, feed, &id, &cause) == -1)
		printf("# %s\n", cause);
	free(cause);
	return (id);
}

static int
told(void)
{
	struct state_feed	f;
	int			n;

	state_feed_load(st, "f", NULL, &f, NULL);
	n = f.told + 10 * f.told_moved;
	state_feed_clear(&f);
	return (n);
}

/* The one mail in new/ is taken out; whether it has this line. */
static int
take(const char *line)
{
	char		*dir = xasprintf("%s/new", w.a), *path, text[1024] = "";
	DIR		*d = opendir(dir);
	struct dirent	*e;
	int		 fd;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		path = xasprintf("%s/%s", dir, e->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		(void)!read(fd, text, sizeof(text) - 1);
		close(fd);
		unlink(path);
		free(path);
	}
	if (d != NULL)
		closedir(d);
	free(dir);
	return (strstr(text, line) != NULL);
}

static void
test_thread(void)
{
	struct deliver_result	 res;
	char			*one, *two, *id, *line;
	int			 rv;

	start();
	ok(first() == NULL && told() == 0, "nothing was told yet");
	one = notify("one", NULL, tell, &res, &rv);
	ok(rv == 0 && res.filed == 0 && res.kept == 0,
	    "a notice is filed, and counts as no story");
	is_num(told(), 10 + TOLD, "and told");
	id = first();
	is(id, one, "it begins the thread");
	ok(take("Subject: one\n"), "it is in the maildir");
	two = notify("two", id, tell, &res, &rv);
	line = xasprintf("In-Reply-To: <%s>\nReferences: <%s>\n", one, one);
	ok(take(line), "the next is a reply to it");
	free(line);
	free(id);
	id = first();
	is(id, one, "and begins none");
	free(id);
	free(one);
	free(two);
	stop();
}

static void
test_refused(void)
{
	struct deliver_result	res;
	int			rv;

	start();
	free(notify("one", NULL, refuse, &res, &rv));
	ok(rv == -1 && told() == 0 && first() == NULL,
	    "what isn't told is no notice");
	is_num(tree_count(w.a, "new") + tree_count(w.a, "tmp"), 0,
	    "nor is it filed");
	deliver_result_clear(&res);
	stop();
}

/* Only the mark fails: it is settled later, once. */
static void
test_mark_fails(void)
{
	struct deliver_result	 res;
	size_t			 settled, left;
	char			*trouble, *cause = NULL;
	int			 rv;

	start();
	state_target_add(st, w.a, NULL);
	faults_fail(FAULT_FSYNC, "/state/state.db-wal", 1, 1000, EIO);
	free(notify("one", NULL, tell, &res, &rv));
	ok(rv == 0 && res.kept == 1 && res.trouble != NULL,
	    "it is accepted, and waits");
	deliver_result_clear(&res);
	faults_start(w.root);
	is_num(told(), 10 + TOLD, "it is told");
	ok(deliver_settle(st, &settled, &left, &trouble, &cause) == 0 &&
	    settled == 1 && left == 0, "it is settled");
	is_num(tree_count(w.a, "new"), 1, "it is there once");
	stop();
}

/* Staged, intended, and gone from everywhere. */
static void
test_lost(void)
{
	struct deliver_result	 res;
	size_t			 settled, left;
	char			*trouble, *cause = NULL, *path;
	int			 rv;

	start();
	state_target_add(st, w.a, NULL);
	faults_fail(FAULT_LINK, "/mail/a/new", 0, 1000, EIO);
	faults_fail(FAULT_FSYNC, "/state/state.db-wal", 1, 1000, EIO);
	free(notify("one", NULL, tell, &res, &rv));
	ok(rv == 0 && res.kept == 1, "it is accepted, and waits");
	deliver_result_clear(&res);
	faults_start(w.root);
	path = xasprintf("%s/tmp", w.a);
	world_read(w.a, w.root, "");
	tree_remove(path);
	free(path);
	st = world_open(&w, st);
	ok(deliver_settle(st, &settled, &left, &trouble, &cause) == 0,
	    "settling");
	free(trouble);
	is_num(told(), 10, "what is lost isn't told");
	stop();
}

static char *
untold(void)
{
	char	*path = NULL, *cause = NULL;

	if (state_aside_untold(st, &path, &cause) == -1)
		printf("# %s\n", cause);
	free(cause);
	return (path);
}

static char *
make_aside(int64_t t, const char *suffix)
{
	time_t		 when = (time_t)t;
	struct tm	 tm;
	char		 date[32], *path;

	gmtime_r(&when, &tm);
	strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", &tm);
	path = xasprintf("%s/state.db.corrupt-%s%s", w.state, date, suffix);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	return (path);
}

static void
test_aside(void)
{
	int64_t	 now = (int64_t)time(NULL);
	char	*one, *two, *three, *path;

	is_num(state_aside_time("/x-y/state.db.corrupt-20260301T120000Z"),
	    1772366400, "when a state was set aside");
	is_num(state_aside_time("state.db.corrupt-20260301T120000Z.2"),
	    1772366400, "a second in one second");
	is_num(state_aside_time("state.db.corrupt-20260301T120000Z-wal"), 0,
	    "its WAL isn't one");
	is_num(state_aside_time("state.db.corrupt-20260301T120000Z.2-wal"), 0,
	    "nor is this");
	is_num(state_aside_time("state.db"), 0, "nor is a state");
	start();
	ok(untold() == NULL, "nothing is damaged");
	free(make_aside(now - 100, ""));
	one = make_aside(now - 50, "");
	free(make_aside(now - 50, "-wal"));
	path = untold();
	is(path, one, "the newest counts");
	free(path);
	two = make_aside(now - 50, ".2");
	path = untold();
	is(path, two, "also of one second");
	ok(state_aside_tell(st, path, NULL) == 0, "it is told");
	free(path);
	ok(untold() == NULL, "once");
	st = world_open(&w, st);
	ok(untold() == NULL, "and not again");
	three = make_aside(now + 10 * 86400, "");
	ok(untold() == NULL, "one from its future is another's");
	free(one);
	free(two);
	free(three);
	stop();
}

int
main(void)
{
	test_thread();
	test_refused();
	test_mark_fails();
	test_lost();
	test_aside();
	return (tap_done());
}
