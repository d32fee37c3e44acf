#include <sys/stat.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "parent/deliver.h"
#include "../unit/tree.h"

/*
 * What a mail costs in a batch of 100, against a bare loop of write, fsync,
 * link and sync of the directory: bench_deliver [DIRECTORY].  The directory
 * is made in it and is to be removed by hand when the program dies.
 */

#define MAILS	100
#define SIZE	6000
#define ROUNDS	20

static double
now_us(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3);
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
sync_directory(const char *path)
{
	int	fd = open(path, O_RDONLY | O_DIRECTORY);

	if (fd == -1 || fsync(fd) == -1)
		die(path);
	close(fd);
}

/* One mail with all its syncs: what a program does that has no batch. */
static void
bare_mail(const char *box, const char *mail, int n)
{
	char	*tmp = xasprintf("%s/tmp/%d", box, n);
	char	*dest = xasprintf("%s/new/%d", box, n);
	char	*dir = xasprintf("%s/new", box);
	int	 fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd == -1 || write(fd, mail, SIZE) != SIZE || fsync(fd) == -1)
		die(tmp);
	close(fd);
	if (link(tmp, dest) == -1)
		die(dest);
	sync_directory(dir);
	unlink(tmp);
	free(tmp);
	free(dest);
	free(dir);
}

static double
bare_round(const char *box, const char *mail, int round)
{
	double	start = now_us();

	for (int i = 0; i < MAILS; i++)
		bare_mail(box, mail, round * MAILS + i);
	return (now_us() - start);
}

static double
batch_round(struct state *st, struct state_feed *f, char *box,
    const char *mail, int round)
{
	char			*targets[] = { box, NULL }, *cause = NULL;
	struct deliver_item	*items = xcalloc(MAILS, sizeof(*items));
	struct deliver_result	 res = { 0 };
	char			 name[32];
	double			 start;

	for (int i = 0; i < MAILS; i++) {
		snprintf(name, sizeof(name), "%d", round * MAILS + i);
		digest_bytes(name, strlen(name), &items[i].keys.guid);
		items[i].keys.link = items[i].keys.text =
		    items[i].keys.guid;
		items[i].message_id = "0123456789abcdef@host.example";
		items[i].mail = mail;
		items[i].mail_len = SIZE;
		items[i].targets = targets;
	}
	start = now_us();
	if (deliver_batch(st, f, items, MAILS, 1800000000, &res, &cause) == -1 ||
	    res.filed != MAILS || res.kept != 0) {
		fprintf(stderr, "%s\n", cause != NULL ? cause : res.trouble);
		exit(1);
	}
	start = now_us() - start;
	free(items);
	return (start);
}

static double
idle_round(struct state *st, struct state_feed *f)
{
	struct deliver_result	res = { 0 };
	double			start = now_us();

	f->next_poll++;
	if (deliver_batch(st, f, NULL, 0, 1800000000, &res, NULL) == -1)
		exit(1);
	return (now_us() - start);
}

static int
by_time(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

static double
median(double *v)
{
	qsort(v, ROUNDS, sizeof(*v), by_time);
	return (v[ROUNDS / 2]);
}

static struct state *
open_state(const char *root, struct state_feed *f)
{
	char		*dir = xasprintf("%s/state", root), *cause = NULL;
	struct state	*st;

	if (state_open(dir, &st, &cause) == -1 ||
	    state_feed_load(st, "bench", NULL, f, &cause) == -1) {
		fprintf(stderr, "%s\n", cause);
		exit(1);
	}
	free(dir);
	return (st);
}

static char *
make_bare_box(const char *root)
{
	char	*box = xasprintf("%s/bare", root);
	char	*tmp = xasprintf("%s/tmp", box), *dest = xasprintf("%s/new", box);

	if (mkdir(box, 0700) == -1 || mkdir(tmp, 0700) == -1 ||
	    mkdir(dest, 0700) == -1)
		die(box);
	free(tmp);
	free(dest);
	return (box);
}

int
main(int argc, char *argv[])
{
	static char		 mail[SIZE];
	char			*root, *bare, *box;
	double			 b[ROUNDS], d[ROUNDS], e[ROUNDS], one, two;
	struct state_feed	 f;
	struct state		*st;

	root = xasprintf("%s/bench-deliver-XXXXXX", argc > 1 ? argv[1] : ".");
	if (mkdtemp(root) == NULL)
		die(root);
	memset(mail, 'x', sizeof(mail));
	bare = make_bare_box(root);
	box = xasprintf("%s/box", root);
	st = open_state(root, &f);
	for (int i = 0; i < ROUNDS; i++) {
		b[i] = bare_round(bare, mail, i);
		d[i] = batch_round(st, &f, box, mail, i);
		e[i] = idle_round(st, &f);
	}
	one = median(b) / MAILS;
	two = median(d) / MAILS;
	printf("bare loop %.0f us a mail, batch of %d %.0f us a mail, "
	    "ratio %.2f; a poll with nothing new %.0f us\n", one, MAILS, two,
	    two / one, median(e));
	state_feed_clear(&f);
	state_close(st);
	tree_remove(root);
	free(root);
	free(bare);
	free(box);
	return (0);
}
