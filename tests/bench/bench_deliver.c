#include <sys/stat.h>

#include <fcntl.h>

#include "base/xmalloc.h"
#include "fill.h"
#include "parent/deliver.h"
#include "../unit/tree.h"

/*
 * What a mail costs in the batches that the daemon files, with its story's
 * keys, sketch and archive record: bench_deliver [DIRECTORY].  Against a bare
 * loop of write, fsync, link and sync of the directory, and against one that
 * syncs the directories once for as many mails.
 */

#define MAILS	64
#define SIZE	6000
#define RECORD	1200		/* bytes of an archive record */
#define ROUNDS	32
#define T0	((int64_t)1800000000)

static uint64_t	seed = 3;

static double
monotonic(void)
{
	return (now_us(CLOCK_MONOTONIC));
}

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void
sync_directory(const char *path)
{
	int	fd = open(path, O_RDONLY | O_DIRECTORY);

	if (fd == -1 || fsync(fd) == -1)
		fail(path);
	close(fd);
}

/* A new file in box/tmp. */
static int
bare_write(const char *box, const char *mail, int n)
{
	char	*tmp = xasprintf("%s/tmp/%d", box, n);
	int	 fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd == -1 || write(fd, mail, SIZE) != SIZE)
		fail(tmp);
	free(tmp);
	return (fd);
}

static void
bare_sync(int fd)
{
	if (fsync(fd) == -1)
		fail("fsync");
	close(fd);
}

/* Into box/new, or out of box/tmp. */
static void
bare_move(const char *box, int n, int out)
{
	char	*tmp = xasprintf("%s/tmp/%d", box, n);
	char	*dest = xasprintf("%s/new/%d", box, n);

	if ((out ? unlink(tmp) : link(tmp, dest)) == -1)
		fail(tmp);
	free(tmp);
	free(dest);
}

static void
bare_sync_new(const char *box)
{
	char	*path = xasprintf("%s/new", box);

	sync_directory(path);
	free(path);
}

/* Mails with all their syncs: what a program does that has no batch. */
static double
bare_round(const char *box, const char *mail, int first)
{
	double	start = monotonic();

	for (int i = first; i < first + MAILS; i++) {
		bare_sync(bare_write(box, mail, i));
		bare_move(box, i, 0);
		bare_sync_new(box);
		bare_move(box, i, 1);
	}
	return (monotonic() - start);
}

/* The least that is durable, and forgets what it was about in a crash. */
static double
least_round(const char *box, const char *mail, int first)
{
	double	start = monotonic();
	int	fds[MAILS];

	for (int i = 0; i < MAILS; i++) {
		fds[i] = bare_write(box, mail, first + i);
		sync_file_range(fds[i], 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	for (int i = 0; i < MAILS; i++)
		bare_sync(fds[i]);
	for (int i = 0; i < MAILS; i++)
		bare_move(box, first + i, 0);
	bare_sync_new(box);
	for (int i = 0; i < MAILS; i++)
		bare_move(box, first + i, 1);
	return (monotonic() - start);
}

struct story {
	char		 id[64];
	struct buf	 sketch;
	unsigned char	 record[RECORD];
};

static void
make_item(struct deliver_item *it, struct story *s, char **targets,
    const char *mail, int number)
{
	struct sketch	k;

	fill_keys((uint64_t)number, T0, &it->keys);
	fill_sketch(&seed, &k);
	fill_bytes(&seed, s->record, RECORD);
	buf_init(&s->sketch, 4096);
	sketch_put(&s->sketch, &k);
	snprintf(s->id, sizeof(s->id), "%032x@host.example", number);
	it->message_id = s->id;
	it->mail = mail;
	it->mail_len = SIZE;
	it->targets = targets;
	it->sketch = s->sketch.data;
	it->sketch_len = s->sketch.len;
	it->archive = s->record;
	it->archive_len = RECORD;
	it->topics = (char *)(uintptr_t)"cyber\nChina";
}

static double
batch_round(struct state *st, struct state_feed *f, char *box,
    const char *mail, int first)
{
	char			*targets[] = { box, NULL }, *cause = NULL;
	struct deliver_item	*items = xcalloc(MAILS, sizeof(*items));
	struct story		*stories = xcalloc(MAILS, sizeof(*stories));
	struct deliver_result	 res = { 0 };
	double			 start;

	for (int i = 0; i < MAILS; i++)
		make_item(&items[i], &stories[i], targets, mail, first + i);
	start = monotonic();
	if (deliver_batch(st, f, items, MAILS, T0, &res, &cause) == -1 ||
	    res.filed != MAILS || res.kept != 0)
		die(cause != NULL ? cause : res.trouble);
	start = monotonic() - start;
	for (int i = 0; i < MAILS; i++)
		buf_clear(&stories[i].sketch);
	free(stories);
	free(items);
	return (start);
}

static double
idle_round(struct state *st, struct state_feed *f)
{
	struct deliver_result	res = { 0 };
	double			start = monotonic();

	f->next_poll++;
	if (deliver_batch(st, f, NULL, 0, T0, &res, NULL) == -1)
		exit(1);
	return (monotonic() - start);
}

static struct state *
open_state(const char *root, struct state_feed *f)
{
	char		*dir = xasprintf("%s/state", root), *cause = NULL;
	struct state	*st;

	if (state_open(dir, &st, &cause) == -1 ||
	    state_feed_load(st, "bench", NULL, f, &cause) == -1)
		die(cause);
	free(dir);
	return (st);
}

static char *
make_box(const char *root, const char *name)
{
	char	*box = xasprintf("%s/%s", root, name);
	char	*tmp = xasprintf("%s/tmp", box), *dest = xasprintf("%s/new", box);

	if (mkdir(box, 0700) == -1 || mkdir(tmp, 0700) == -1 ||
	    mkdir(dest, 0700) == -1)
		fail(box);
	free(tmp);
	free(dest);
	return (box);
}

static void
print_result(double bare, double least, double batch, double idle)
{
	printf("%d mails in batches of %d: %.0f us a mail, bare loop %.0f us, "
	    "ratio %.2f; bare loop with one sync of the directory a batch "
	    "%.0f us, ratio %.2f; a poll with nothing new %.0f us\n",
	    ROUNDS * MAILS, MAILS, batch, bare, batch / bare, least,
	    batch / least, idle);
}

int
main(int argc, char *argv[])
{
	static char		 mail[SIZE];
	char			*root, *bare, *least, *box;
	double			 b[ROUNDS], l[ROUNDS], d[ROUNDS], e[ROUNDS];
	struct state_feed	 f;
	struct state		*st;

	root = tree_new(argc > 1 ? argv[1] : ".");
	memset(mail, 'x', sizeof(mail));
	bare = make_box(root, "bare");
	least = make_box(root, "least");
	box = xasprintf("%s/box", root);
	st = open_state(root, &f);
	for (int i = 0; i < ROUNDS; i++) {
		/* Each is the first, and the last, as often. */
		if (i % 2 == 0)
			b[i] = bare_round(bare, mail, i * MAILS);
		if (i % 4 < 2)
			l[i] = least_round(least, mail, i * MAILS);
		d[i] = batch_round(st, &f, box, mail, i * MAILS);
		e[i] = idle_round(st, &f);
		if (i % 4 >= 2)
			l[i] = least_round(least, mail, i * MAILS);
		if (i % 2 != 0)
			b[i] = bare_round(bare, mail, i * MAILS);
	}
	print_result(fill_median(b, ROUNDS) / MAILS,
	    fill_median(l, ROUNDS) / MAILS, fill_median(d, ROUNDS) / MAILS,
	    fill_median(e, ROUNDS));
	state_feed_clear(&f);
	state_close(st);
	tree_remove(root);
	free(root);
	free(bare);
	free(least);
	free(box);
	return (0);
}
