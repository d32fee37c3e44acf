#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>

#include <sqlite3.h>

#include "base/xmalloc.h"
#include "fill.h"
#include "parent/deliver.h"
#include "parent/state_archive.h"
#include "parent/state_copy.h"
#include "parent/state_filing.h"
#include "../unit/tree.h"

/*
 * A large state: bench_state [STORIES [FEEDS [DIRECTORY]]], where newsieved
 * was built.  What a story takes, how long newsieved is about its start, what
 * a poll costs that finds nothing new, and how long the loop is held by
 * reading what copies are looked up in and by forgetting stories.  Floors are
 * bare SQLite on the same file.
 */

#define BATCH		5000	/* stories of a transaction */
#define POLLS		500
#define ROUNDS		10
#define LOT		50	/* stories forgotten at once */
#define RECORD		1200	/* bytes of an archive record */
#define DAY		((int64_t)86400)

static char	*root, *dir, *file;	/* dir has the state, in file */
static uint64_t	 seed = 11;
static int64_t	 begun;			/* the wall clock */

static double
monotonic(void)
{
	return (now_us(CLOCK_MONOTONIC));
}

static struct state *
open_state(const char *where)
{
	struct state	*st;
	char		*cause;

	if (state_open(where, &st, &cause) == -1)
		die(cause);
	return (st);
}

static char *
feed_url(long number)
{
	return (xasprintf("http://127.0.0.1:9/%ld.xml", number));
}

/* Calls that the loop makes one by one: microseconds. */
struct turns {
	double	wall, cpu;		/* of all */
	double	longest;		/* the wall time of one */
	double	wall_begun, cpu_begun;
	size_t	n;
};

static void
turns_begin(struct turns *t)
{
	t->wall_begun = monotonic();
	t->cpu_begun = now_us(CLOCK_PROCESS_CPUTIME_ID);
}

static void
turns_end(struct turns *t)
{
	double	took = monotonic() - t->wall_begun;

	t->wall += took;
	t->cpu += now_us(CLOCK_PROCESS_CPUTIME_ID) - t->cpu_begun;
	t->longest = took > t->longest ? took : t->longest;
	t->n++;
}

static void
print_turns(const struct turns *t)
{
	printf("%.0f ms in %zu turns, processor %.0f ms, the longest of "
	    "%.1f ms\n", t->wall / 1e3, t->n, t->cpu / 1e3, t->longest / 1e3);
}

/* A feed that isn't due for long. */
static int64_t
add_feed(struct state *st, long number, long stories)
{
	struct state_feed	f;
	char			*name = xasprintf("feed %ld", number), *cause;
	int64_t			 id;

	if (state_feed_load(st, name, NULL, &f, &cause) == -1)
		die(cause);
	f.url = feed_url(number);
	f.last_poll = f.last_good = f.last_read = begun;
	f.next_poll = begun + DAY;
	f.stories = (uint64_t)stories;
	f.last_result = xstrdup("unchanged");
	f.why = xstrdup("max-age");
	state_blob_set(&f.etag, "\"0123456789abcdef\"", 18);
	if (state_feed_save(st, &f, &cause) == -1)
		die(cause);
	id = f.id;
	state_feed_clear(&f);
	free(name);
	return (id);
}

/* Half of them have been filed, with a sketch; of a tenth texts are kept. */
static void
add_story(struct state *st, int64_t feed, long number)
{
	static unsigned char	 record[RECORD];
	struct sketch		 k;
	struct keys		 keys;
	uint64_t		 story = 0;
	char			 id[64], base[80], *cause;
	int64_t			 filing;
	int			 filed = (int)(number % 2);

	fill_keys((uint64_t)number, begun - number % 91 * DAY, &keys);
	snprintf(id, sizeof(id), "%032lx@news.example.org", number);
	snprintf(base, sizeof(base), "%lld.M000000P1Q%ld_0_%ld.news",
	    (long long)begun, number, number);
	if (state_story_put(st, feed, &keys, filed, filed ? id : NULL,
	    begun - number % 91 * DAY - 1, &story, &cause) == -1)
		die(cause);
	fill_sketch(&seed, &k);
	if (filed && (state_filing_intend(st, story, "/box", base, NULL, 0,
	    &filing, &cause) == -1 ||
	    state_filing_mark(st, filing, &cause) == -1 ||
	    state_copy_add(st, story, &k, &cause) == -1))
		die(cause);
	if (number % 10 != 0)
		return;
	fill_bytes(&seed, record, RECORD);
	if (state_archive_put(st, story, record, RECORD, "cyber", begun,
	    &cause) == -1)
		die(cause);
}

static void
fill(long stories, long feeds)
{
	struct state	*st = open_state(dir);
	char		*cause;
	int64_t		 feed = 0;
	double		 start = monotonic();
	struct stat	 sb;

	for (long i = 0; i < stories; i++) {
		if (i % BATCH == 0 && state_begin(st, &cause) == -1)
			die(cause);
		if (i * feeds / stories != (i - 1) * feeds / stories || i == 0)
			feed = add_feed(st, i * feeds / stories,
			    stories / feeds);
		add_story(st, feed, i);
		if ((i % BATCH == BATCH - 1 || i == stories - 1) &&
		    state_commit(st, &cause) == -1)
			die(cause);
	}
	state_close(st);
	if (stat(file, &sb) == -1)
		die(file);
	printf("%ld stories of %ld feeds, half filed and with sketches, a "
	    "tenth with texts of %d bytes: made in %.0f s, %.0f bytes of "
	    "state a story\n", stories, feeds, RECORD,
	    (monotonic() - start) / 1e6, (double)sb.st_size / (double)stories);
}

/* name.yaml with the feeds, its state in name. */
static char *
write_conf(const char *name, long feeds)
{
	char	*path = xasprintf("%s/%s.yaml", root, name);
	FILE	*f = fopen(path, "w");

	if (f == NULL)
		die(path);
	fprintf(f, "state: %s/%s\nsocket: %s/socket\ndeliver: maildir:%s/box\n"
	    "feeds:\n", root, name, root, root);
	for (long i = 0; i < feeds; i++) {
		char	*url = feed_url(i);

		fprintf(f, "  - {url: '%s', name: feed %ld}\n", url, i);
		free(url);
	}
	if (fclose(f) != 0)
		die(path);
	return (path);
}

static int
notify_socket(const char *path)
{
	struct sockaddr_un	sa = { .sun_family = AF_UNIX };
	struct timeval		patience = { .tv_sec = 60 };
	int			fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	unlink(path);
	if (fd == -1 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof(patience)) == -1)
		die(path);
	setenv("NOTIFY_SOCKET", path, 1);
	return (fd);
}

/* Milliseconds from newsieved's exec until it is ready. */
static double
start_daemon(const char *conf)
{
	char	*path = xasprintf("%s/notify", root), text[512];
	int	 fd = notify_socket(path);
	double	 start = monotonic(), ms;
	pid_t	 pid = fork();
	ssize_t	 n;

	if (pid == 0) {
		freopen("/dev/null", "w", stderr);
		execl("./newsieved", "newsieved", "-f", conf, (char *)NULL);
		_exit(127);
	}
	do {
		if ((n = recv(fd, text, sizeof(text) - 1, 0)) == -1)
			die("newsieved isn't ready");
		text[n] = '\0';
	} while (strstr(text, "READY=1") == NULL);
	ms = (monotonic() - start) / 1e3;
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(fd);
	unlink(path);
	free(path);
	return (ms);
}

static sqlite3 *
bare_open(void)
{
	sqlite3	*db;

	if (sqlite3_open(file, &db) != SQLITE_OK || sqlite3_exec(db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
	    "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000",
	    NULL, NULL, NULL) != SQLITE_OK)
		die(file);
	return (db);
}

static sqlite3_stmt *
bare_prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt	*stmt;

	if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	return (stmt);
}

/* Every column of every row; how many bytes they are. */
static size_t
bare_read(sqlite3_stmt *stmt)
{
	size_t	n = 0;

	while (sqlite3_step(stmt) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(stmt); i++)
			if (sqlite3_column_blob(stmt, i) != NULL)
				n += (size_t)sqlite3_column_bytes(stmt, i);
	sqlite3_reset(stmt);
	return (n);
}

/* SQLite opened, and the feeds' table read. */
static double
bare_start(void)
{
	double		 start = monotonic();
	sqlite3		*db = bare_open();
	sqlite3_stmt	*stmt = bare_prepare(db, "SELECT * FROM feed");

	if (bare_read(stmt) == 0)
		die("no feeds");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return ((monotonic() - start) / 1e3);
}

static void
print_start(long feeds)
{
	char	*conf = write_conf("state", feeds);
	char	*empty = write_conf("empty", feeds);
	char	*new = xasprintf("%s/empty", root);
	double	 floor[ROUNDS], warm[ROUNDS], bare[ROUNDS], cold;

	start_daemon(conf);		/* looks through the targets */
	for (int i = 0; i < ROUNDS; i++) {
		tree_remove(new);
		floor[i] = bare_start();
		warm[i] = start_daemon(conf);
		bare[i] = start_daemon(empty);
	}
	fill_forget_pages(file);
	cold = start_daemon(conf);
	printf("newsieved is ready in %.0f ms, %.0f from a cold disk; %.0f "
	    "with a state that is new; SQLite opened and the feeds read "
	    "%.1f ms\n", fill_median(warm, ROUNDS), cold, fill_median(bare, ROUNDS),
	    fill_median(floor, ROUNDS));
	free(conf);
	free(empty);
	free(new);
}

/* Known keys read, touched, the feed saved: microseconds. */
static double
poll_feed(struct state *st, long number, int64_t now)
{
	struct state_feed	 f;
	struct deliver_result	 res = { 0 };
	struct buf		 b;
	char			*name = xasprintf("feed %ld", number), *cause;
	double			 start;
	size_t			 n;

	if (state_feed_load(st, name, NULL, &f, &cause) == -1)
		die(cause);
	buf_init(&b, 64 << 20);
	start = monotonic();
	f.last_poll = f.last_good = now;
	f.next_poll = now + 3600;
	if (state_known(st, f.id, &b, &n, &cause) == -1 ||
	    deliver_batch(st, &f, NULL, 0, now, &res, &cause) == -1)
		die(cause);
	start = monotonic() - start;
	buf_clear(&b);
	state_feed_clear(&f);
	free(name);
	return (start);
}

/* The same rows read and one number changed, durably. */
static double
bare_poll(sqlite3 *db, sqlite3_stmt *known, sqlite3_stmt *save, long id)
{
	double	start = monotonic();

	sqlite3_bind_int64(known, 1, (int64_t)id << 40);
	sqlite3_bind_int64(known, 2, (int64_t)(id + 1) << 40);
	sqlite3_bind_int64(save, 1, id);
	sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (bare_read(known) == 0 || sqlite3_step(save) != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	sqlite3_reset(save);
	if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	return (monotonic() - start);
}

static void
print_polls(const char *what, long feeds, int64_t now)
{
	static double	 ours[POLLS], floor[POLLS];
	struct state	*st = open_state(dir);
	sqlite3		*db = bare_open();
	sqlite3_stmt	*known = bare_prepare(db, "SELECT id, flags, guid, "
			    "link, path, title, text, date, old_guid, old_link "
			    "FROM story WHERE id >= ?1 AND id < ?2");
	sqlite3_stmt	*save = bare_prepare(db, "UPDATE feed SET "
			    "last_poll = last_poll + 1 WHERE id = ?1");
	double		 one, two;

	for (long i = 0; i < POLLS; i++) {
		ours[i] = poll_feed(st, i * (feeds / POLLS), now);
		floor[i] = bare_poll(db, known, save,
		    1 + i * (feeds / POLLS) + feeds / POLLS / 2);
	}
	one = fill_median(floor, POLLS);
	two = fill_median(ours, POLLS);
	printf("nothing new, %s: %.0f us a feed, floor %.0f us, ratio %.2f, "
	    "slowest %.1f ms\n", what, two, one, two / one,
	    ours[POLLS - 1] / 1e3);
	sqlite3_finalize(known);
	sqlite3_finalize(save);
	sqlite3_close(db);
	state_close(st);
}

static void
print_reading(const char *what)
{
	struct state	*st = open_state(dir);
	struct turns	 t = { 0 };
	char		*cause;
	int		 rv = 0;

	while (rv == 0) {
		turns_begin(&t);
		if ((rv = state_copy_read(st, &cause)) == -1)
			die(cause);
		turns_end(&t);
	}
	printf("copies can be looked up%s: ", what);
	print_turns(&t);
	state_close(st);
}

static void
print_forgetting(const char *what, int64_t days)
{
	struct state	*st = open_state(dir);
	struct turns	 t = { 0 };
	char		*cause;
	size_t		 n = LOT, stories = 0;

	for (; n == LOT; stories += n) {
		turns_begin(&t);
		if (state_expire(st, begun, days * DAY, LOT, &n, &cause) == -1)
			die(cause);
		turns_end(&t);
	}
	printf("forgetting %s, %zu stories: ", what, stories);
	print_turns(&t);
	state_close(st);
}

int
main(int argc, char *argv[])
{
	long	stories = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
	long	feeds = argc > 2 ? strtol(argv[2], NULL, 10) : 5000;

	if (feeds < POLLS || stories < feeds)
		die("usage: bench_state [STORIES [FEEDS [DIRECTORY]]], of "
		    "500 feeds at least");
	setvbuf(stdout, NULL, _IOLBF, 0);
	begun = (int64_t)time(NULL);
	/* newsieved wants whole paths. */
	if ((root = realpath(argc > 3 ? argv[3] : ".", NULL)) == NULL)
		die("no such directory");
	root = tree_new(root);
	dir = xasprintf("%s/state", root);
	file = xasprintf("%s/state.db", dir);
	fill(stories, feeds);
	print_start(feeds);
	print_reading("");
	fill_forget_pages(file);
	print_reading(" from a cold disk");
	print_polls("within a day", feeds, begun + 3600);
	print_polls("after a day", feeds, begun + 2 * DAY);
	print_forgetting("nothing", 91);
	print_forgetting("what a day brings", 90);
	tree_remove(root);
	return (0);
}
