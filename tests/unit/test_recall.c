/* What lies in the targets isn't filed again, whatever the state has lost. */

#include <sys/stat.h>

#include <fcntl.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "faults.h"
#include "parent/maildir.h"
#include "parent/recall.h"
#include "parent/state_recall.h"
#include "tap.h"
#include "tree.h"
#include "world.h"

#define N(v)	(sizeof(v) / sizeof((v)[0]))
#define DAY	((int64_t)86400)
#define ID	"0123456789abcdef0123456789abcdef"

static const struct world_story	stories[] = {
	{ "one", "l1", 1, 0 }, { "two", "l2", 1, 1 }, { "three", "l3", 0, 1 },
	{ "four", "l4", 1, 0 },
};

static struct world	 w;
static struct state	*st;

static void
start(void)
{
	world_new(&w);
	faults_start(w.root);
	st = world_open(&w, NULL);
	is_num(world_recall(&w, st), 0, "a first start finds nothing");
}

static void
stop(void)
{
	char	*cause = NULL;

	if (!ok(state_check(st, &cause) == 0, "the state is whole"))
		printf("# %s\n", cause);
	free(cause);
	state_close(st);
	world_free(&w);
}

static struct deliver_result
poll_feed(const char *feed, size_t n)
{
	struct deliver_result	 res = { 0 };
	char			*cause = NULL;

	if (world_poll(&w, st, feed, stories, n, &res, &cause) == -1)
		printf("# %s\n", cause);
	free(cause);
	return (res);
}

static void
is_once(size_t n)
{
	int	wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += world_filed(w.a, stories[i].name) !=
		    stories[i].in_a || world_filed(w.b, stories[i].name) !=
		    stories[i].in_b;
	is_num(wrong, 0, "every story is where it belongs, once");
}

static void
sql(const char *text)
{
	char		*path = xasprintf("%s/state.db", w.state);
	struct sqlite3	*db;

	state_close(st);
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		printf("# %s: %s\n", text, sqlite3_errmsg(db));
	sqlite3_close(db);
	free(path);
	st = world_open(&w, NULL);
}

static void
remove_state(void)
{
	state_close(st);
	tree_remove(w.state);
	st = world_open(&w, NULL);
}

static void
read_all(void)
{
	char	*cur = xasprintf("%s/cur", w.a);

	world_read(w.a, cur, ":2,S");
	free(cur);
}

static void
test_new(void)
{
	struct deliver_result	res;

	start();
	poll_feed("f", 3);
	read_all();
	remove_state();
	is_num(world_recall(&w, st), 4, "a new state finds all mails");
	is_num(world_recall(&w, st), 4, "until their feeds are in it");
	res = poll_feed("f", N(stories));
	is_num((intmax_t)res.new_stories, 4, "all stories are new to it");
	is_num((intmax_t)res.filed, 1, "but only one to the targets");
	is_once(N(stories));
	is_num(world_recall(&w, st), 0, "then there is nothing to recall");
	res = poll_feed("g", N(stories));
	is_num((intmax_t)res.filed, 0, "another feed's are known by link");
	stop();
}

/* What is in one target may still be filed in another. */
static void
test_per_target(void)
{
	static const struct world_story	one = { "one", "l1", 1, 1 };
	struct deliver_result		res = { 0 };

	start();
	poll_feed("f", 1);
	remove_state();
	is_num(world_recall(&w, st), 1, "a mail in one target");
	world_poll(&w, st, "f", &one, 1, &res, NULL);
	is_num((intmax_t)res.filed, 1, "its story is filed in the other");
	ok(world_filed(w.a, "one") == 1 && world_filed(w.b, "one") == 1,
	    "once in each");
	stop();
}

/* The state is put back to what it was before the last stories. */
static void
test_older(void)
{
	static char	 old[1 << 20];
	char		*db;
	ssize_t		 n;
	int		 fd;

	start();
	db = xasprintf("%s/state.db", w.state);
	poll_feed("f", 1);
	state_close(st);
	fd = open(db, O_RDWR);
	n = read(fd, old, sizeof(old));
	st = world_open(&w, NULL);
	poll_feed("f", 3);
	state_close(st);
	ok(pwrite(fd, old, (size_t)n, 0) == n && ftruncate(fd, n) == 0,
	    "a state is restored");
	close(fd);
	st = world_open(&w, NULL);
	is_num(state_mails(st), 1, "it knows of one mail");
	is_num(world_recall(&w, st), 3, "and finds those filed since");
	is_num(state_mails(st), 4, "whose numbers it takes over");
	is_num(world_recall(&w, st), 0, "once");
	is_num((intmax_t)poll_feed("f", N(stories)).filed, 1,
	    "only what is new is filed");
	is_once(N(stories));
	free(db);
	stop();
}

static void
test_lost_rows(void)
{
	static const char *const	losses[] = {
		"PRAGMA foreign_keys = ON; DELETE FROM story; DELETE FROM feed",
		"PRAGMA foreign_keys = ON; DELETE FROM story",
	};

	for (size_t i = 0; i < N(losses); i++) {
		start();
		poll_feed("f", 3);
		is_num(world_recall(&w, st), 0, "nothing is lost");
		sql(losses[i]);
		is_num(world_recall(&w, st), 4, "a feed's rows are lost");
		is_num((intmax_t)poll_feed("f", 3).filed, 0,
		    "none of its stories comes again");
		is_num((intmax_t)poll_feed("f", 4).filed, 1, "others come");
		is_once(N(stories));
		stop();
	}
}

static void
test_trouble(void)
{
	char	*cur;

	start();
	cur = xasprintf("%s/cur", w.b);
	poll_feed("f", 3);
	remove_state();
	rmdir(cur);
	close(open(cur, O_CREAT | O_WRONLY, 0600));
	is_num(world_recall(&w, st), 4, "what can be read is");
	ok(state_recall_is_due(st), "but it isn't done");
	unlink(cur);
	is_num(world_recall(&w, st), 4, "until all can");
	ok(!state_recall_is_due(st), "then it is");
	st = world_open(&w, st);
	ok(!state_recall_is_due(st), "for good");
	free(cur);
	stop();
}

static void
write_mail(const char *name, const char *head, size_t pad, const char *rest)
{
	char	*path = xasprintf("%s/new/%s", w.a, name);
	FILE	*fp = fopen(path, "w");

	fputs(head, fp);
	for (size_t i = 0; i < pad; i += 10)
		fputs("X: 345678\n", fp);
	fputs(rest, fp);
	fclose(fp);
	free(path);
}

/* One mail of so much before the field: whether it is known then. */
static int
recalls(const char *head, size_t pad, const char *rest)
{
	int	rv;

	maildir_make(w.a, NULL);
	write_mail("1.M2P3Q4.host", head, pad, rest);
	rv = world_recall(&w, st) == 1 &&
	    state_is_recalled(st, w.a, ID "@other.example", NULL) == 1;
	tree_remove(w.a);
	remove_state();
	return (rv);
}

static void
test_heads(void)
{
	int	wrong = 0;

	start();
	remove_state();
	ok(recalls("Message-Id: <" ID "@x>\n\n", 0, ""), "an id");
	ok(recalls("A: b\r\nMESSAGE-ID:\r\n\t<" ID "@x>\r\n\r\n", 0, ""),
	    "one that a server has folded");
	for (size_t pad = 3900; pad < 4300; pad += 10)
		wrong += !recalls("", pad, "Message-ID: <" ID "@x>\n\nx\n");
	is_num(wrong, 0, "one at the border of what is read at once");
	ok(recalls("", 60000, "Message-ID: <" ID "@x>\n\nx\n"),
	    "one behind much else");
	ok(!recalls("", 70000, "Message-ID: <" ID "@x>\n\nx\n"),
	    "but not behind more than a head has");
	ok(!recalls("A: b\n\nMessage-ID: <" ID "@x>\n\n", 0, ""),
	    "nor one in a body");
	ok(!recalls("Message-ID: <" ID "\n\n", 0, ""), "nor one that is cut");
	ok(!recalls("Message-ID: <abc@x>\n\n", 0, ""), "nor a stranger's");
	ok(!recalls("Message-ID:\n", 0, ""), "nor none");
	ok(!recalls("", 0, ""), "nor an empty file");
	stop();
}

static int
no_keywords(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

/* Directories of a target with placeholders. */
static void
test_placeholders(void)
{
	static const char *const	dirs[] = { "x/.China", "x/.A-B",
		"x/China", "x/.", "y/.China" };
	static const char		 mail[] = "Message-ID: <" ID "@x>\n\n";
	struct conf			*conf;
	char				*text, *target, *trouble, *cause = NULL;
	size_t				 found = 9;
	int				 fd;

	start();
	remove_state();
	for (size_t i = 0; i < N(dirs); i++) {
		target = xasprintf("%s/%s", w.root, dirs[i]);
		maildir_make(target, NULL);
		maildir_stage(target, "1", mail, sizeof(mail) - 1, &fd, NULL);
		maildir_sync_mail(target, "1", fd, NULL);
		maildir_link(target, "1", NULL);
		free(target);
	}
	text = xasprintf("state: %s\nsocket: %s/s\n"
	    "deliver: 'maildir:%s/x/.{topic}'\ntopics: {t: [a]}\n"
	    "feeds: [{url: 'http://x.example/', name: f}]\n", w.state, w.root,
	    w.root);
	conf = conf_parse("t", text, strlen(text), no_keywords, &cause);
	ok(conf != NULL && recall_mails(st, conf, WORLD_T0, &found, &trouble,
	    &cause) == 0 && trouble == NULL, "a target with a placeholder");
	if (cause != NULL)
		printf("# %s\n", cause);
	is_num((intmax_t)found, 2, "has what it may stand for");
	target = xasprintf("%s/x/.A-B", w.root);
	is_num(state_is_recalled(st, target, ID, NULL), 1, "and as it is");
	free(target);
	conf_free(conf);
	free(text);
	stop();
}

/* Mails are recalled for 90 days in which feeds are polled. */
static void
test_expire(void)
{
	struct state_feed	f;
	size_t			n;

	start();
	state_recall_add(st, w.a, ID "@x", WORLD_T0, NULL);
	state_feed_load(st, "f", NULL, &f, NULL);
	f.last_poll = WORLD_T0 + 89 * DAY;
	state_feed_save(st, &f, NULL);
	state_expire(st, WORLD_T0 + 900 * DAY, 90 * DAY, 100, &n, NULL);
	is_num(state_is_recalled(st, w.a, ID "@y", NULL), 1,
	    "89 days later it is recalled, whatever the clock says");
	is_num(state_is_recalled(st, w.b, ID "@y", NULL), 0, "where it was");
	f.last_poll = WORLD_T0 + 91 * DAY;
	state_feed_save(st, &f, NULL);
	state_expire(st, WORLD_T0 + 91 * DAY, 90 * DAY, 100, &n, NULL);
	is_num(state_is_recalled(st, w.a, ID "@x", NULL), 0, "then no more");
	state_feed_clear(&f);
	stop();
}

/* A commit that fails takes the numbers along, and they don't come again. */
static void
test_numbers(void)
{
	uint64_t	n;

	start();
	state_begin(st, NULL);
	n = state_mail_number(st);
	state_rollback(st);
	ok(state_mail_number(st) > n, "a number is given once");
	state_begin(st, NULL);
	state_commit(st, NULL);
	st = world_open(&w, st);
	is_num((intmax_t)state_mails(st), (intmax_t)n + 1, "and remembered");
	stop();
}

int
main(void)
{
	test_new();
	test_per_target();
	test_older();
	test_lost_rows();
	test_trouble();
	test_heads();
	test_placeholders();
	test_expire();
	test_numbers();
	return (tap_done());
}
