#include <sys/stat.h>

#include <fcntl.h>

#include "base/xmalloc.h"
#include "faults.h"
#include "parent/maildir.h"
#include "tap.h"
#include "tree.h"

#define TAG	"0123abcd"

static char	*root, *box;		/* box is a maildir below root */

static int
exists(const char *sub, const char *name)
{
	char	*path = xasprintf("%s/%s/%s", box, sub, name);
	int	 rv = access(path, F_OK) == 0;

	free(path);
	return (rv);
}

static void
move(const char *from, const char *name, const char *to, const char *flags)
{
	char	*a = xasprintf("%s/%s/%s", box, from, name);
	char	*b = xasprintf("%s/%s/%s%s", box, to, name, flags);

	if (rename(a, b) == -1)
		printf("# rename %s: %s\n", a, strerror(errno));
	free(a);
	free(b);
}

/* The size of a file in the box, -1 when it isn't there. */
static long
size_of(const char *sub, const char *name)
{
	char		*path = xasprintf("%s/%s/%s", box, sub, name);
	struct stat	 st;
	long		 size = stat(path, &st) == 0 ? (long)st.st_size : -1;

	free(path);
	return (size);
}

static int
stage(const char *base, char **cause)
{
	int	fd;

	if (maildir_stage(box, base, "From: a\n\nb\n", 12, &fd, cause) == -1)
		return (-1);
	return (maildir_sync_mail(box, base, fd, cause));
}

static enum maildir_where
where(const char *base)
{
	enum maildir_where	w = MAILDIR_NOWHERE;

	ok(maildir_where(box, &base, 1, &w, NULL) == 0, "can be looked for");
	return (w);
}

static void
test_base(void)
{
	char	*a = maildir_base(TAG, 7), *b = maildir_base(TAG, 7);

	ok(strcmp(a, b) != 0, "two bases differ");
	ok(strstr(a, "_" TAG "_7.") != NULL, "a base has tag and number");
	is_num(maildir_number(a, TAG), 7, "which is found again");
	is_num(maildir_number(a, "99999999"), 0, "by its tag only");
	is_num(maildir_number("1.M2P3Q4_" TAG ".host", TAG), 0,
	    "older names have none");
	is_num(maildir_number("1_" TAG "_9x.h_" TAG "_8.h", TAG), 0,
	    "nor has another's");
	is_num(maildir_number("_" TAG "_18446744073709551616.h", TAG), 0,
	    "nor what is no number of ours");
	ok(strchr(a, '/') == NULL && strchr(a, ':') == NULL,
	    "a base has neither / nor :");
	free(a);
	free(b);
}

static void
test_delivery(void)
{
	struct stat	st;

	faults_start(root);
	ok(stage("a", NULL) == 0, "a missing maildir is made");
	is_num(size_of("tmp", "a"), 12, "the mail is whole in tmp");
	is_num(where("a"), MAILDIR_STAGED, "it is staged");
	ok(maildir_sync_tmp(box, NULL) == 0, "tmp is synced");
	ok(maildir_link(box, "a", NULL) == 0, "it is linked");
	ok(exists("new", "a") && exists("tmp", "a"), "and is in new and tmp");
	is_num(where("a"), MAILDIR_DELIVERED, "it is delivered");
	ok(maildir_link(box, "a", NULL) == 0, "a second link changes nothing");
	ok(maildir_sync_new(box, NULL) == 0, "new is synced");
	move("new", "a", "cur", ":2,S");
	is_num(where("a"), MAILDIR_DELIVERED, "moved on, still delivered");
	ok(maildir_unstage(box, "a", NULL) == 0, "it is taken from tmp");
	is_num(where("a"), MAILDIR_DELIVERED, "found in cur by its base");
	ok(maildir_unstage(box, "a", NULL) == 0, "a missing file is no error");
	is_num(where("b"), MAILDIR_NOWHERE, "another one is nowhere");
	ok(stat(box, &st) == 0 && (st.st_mode & 0777) == 0700,
	    "the maildir is the user's alone");
}

/* An administrator shares a spool with a group by its set-group-ID bit. */
static void
test_shared(void)
{
	char		*spool = xasprintf("%s/spool", root);
	char		*path = xasprintf("%s/News", spool);
	char		*tmp = xasprintf("%s/tmp", path);
	char		*file = xasprintf("%s/m", tmp);
	struct stat	 st;
	int		 fd;

	umask(007);
	mkdir(spool, 0770);
	chmod(spool, 02770);
	ok(maildir_make(path, NULL) == 0 && stat(tmp, &st) == 0 &&
	    (st.st_mode & 07777) == 02770,
	    "below a set-group-ID directory a maildir is the group's, too");
	ok(maildir_stage(path, "m", "x\n", 2, &fd, NULL) == 0 &&
	    stat(file, &st) == 0 && (st.st_mode & 0777) == 0660,
	    "and so are its mails");
	close(fd);
	free(file);
	free(tmp);
	free(path);
	free(spool);
}

static void
test_where(void)
{
	const char		*bases[] = { "w1", "w2", "w3", "w4", "w5" };
	enum maildir_where	 w[5];

	stage("w1", NULL);
	for (int i = 1; i < 5; i++) {
		stage(bases[i], NULL);
		maildir_link(box, bases[i], NULL);
		if (i != 3)
			maildir_unstage(box, bases[i], NULL);
	}
	move("new", "w3", "cur", ",S=12:2,FS");
	move("new", "w4", "..", ".gone");
	move("new", "w5", "..", ".gone");
	ok(maildir_where(box, bases, 5, w, NULL) == 0, "five are looked for");
	is_num(w[0], MAILDIR_STAGED, "one is in tmp alone");
	is_num(w[1], MAILDIR_DELIVERED, "one is in new");
	is_num(w[2], MAILDIR_DELIVERED, "one is in cur with a size");
	is_num(w[3], MAILDIR_DELIVERED, "one was moved out but has its link");
	is_num(w[4], MAILDIR_NOWHERE, "one was moved out for good");
	maildir_unstage(box, "w1", NULL);
	maildir_unstage(box, "w4", NULL);
}

static void
test_no_overwriting(void)
{
	char	*cause = NULL;

	stage("x", NULL);
	move("tmp", "x", "new", "");
	stage("x", NULL);
	ok(maildir_link(box, "x", &cause) == -1, "a name in new isn't hit");
	ok(cause != NULL && strstr(cause, "File exists") != NULL,
	    "and the cause says so");
	free(cause);
	faults_fail(FAULT_LINK, "/new/", 0, 1, EPERM);
	ok(maildir_link(box, "x", NULL) == -1, "nor by a rename");
	ok(exists("tmp", "x"), "it stays where it is");
	maildir_unstage(box, "x", NULL);
	faults_start(root);
}

static void
test_no_hard_links(void)
{
	stage("r", NULL);
	faults_fail(FAULT_LINK, "/new/r", 0, 1, EPERM);
	ok(maildir_link(box, "r", NULL) == 0, "without links it is renamed");
	ok(exists("new", "r") && !exists("tmp", "r"), "out of tmp into new");
	is_num(where("r"), MAILDIR_DELIVERED, "and is delivered");
	faults_start(root);
}

struct failing {
	enum fault_call	 call;
	const char	*part;
	int		 error;
	const char	*name;
};

/* A stage that fails leaves nothing, and the next one succeeds. */
static void
test_failures(void)
{
	static const struct failing	all[] = {
		{ FAULT_OPEN, "/tmp/", ENOSPC, "open: no space" },
		{ FAULT_OPEN, "/tmp/", EROFS, "open: read-only" },
		{ FAULT_OPEN, "/tmp/", EACCES, "open: no permission" },
		{ FAULT_WRITE, "/tmp/", ENOSPC, "write: no space" },
		{ FAULT_WRITE, "/tmp/", EIO, "write: I/O error" },
		{ FAULT_FSYNC, "/tmp/", EIO, "fsync: I/O error" },
	};
	char	*cause;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cause = NULL;
		faults_start(root);
		faults_fail(all[i].call, all[i].part, 0, 1, all[i].error);
		ok(stage("f", &cause) == -1, all[i].name);
		ok(cause != NULL && strstr(cause, strerror(all[i].error)) !=
		    NULL && strstr(cause, box) != NULL,
		    "... the cause has the maildir and the error");
		is_num(tree_count(box, "tmp"), 0, "... nothing is left");
		free(cause);
	}
	faults_start(root);
	faults_fail(FAULT_FSYNC, "/new", 0, 1, EIO);
	ok(maildir_sync_new(box, NULL) == -1, "a failing directory sync");
	ok(maildir_sync_new(box, NULL) == 0, "... then one that succeeds");
}

static void
test_interrupted(void)
{
	static const enum fault_call	calls[] = { FAULT_OPEN, FAULT_WRITE,
		FAULT_FSYNC };

	faults_start(root);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		faults_fail(calls[i], "/tmp/i", 0, 2, EINTR);
	faults_fail(FAULT_LINK, "/new/i", 0, 2, EINTR);
	faults_fail(FAULT_FSYNC, "/new", 0, 2, EINTR);
	faults_short(5);
	ok(stage("i", NULL) == 0, "signals and short writes don't stop it");
	is_num(size_of("tmp", "i"), 12, "... it is whole");
	ok(maildir_link(box, "i", NULL) == 0, "... nor the link");
	ok(maildir_sync_new(box, NULL) == 0, "... nor the sync");
	maildir_unstage(box, "i", NULL);
	faults_start(root);
}

static void
test_sweep(void)
{
	const char	*keep = "1.M2P3Q4_" TAG ".host";

	stage(keep, NULL);
	stage("1.M2P3Q5_" TAG ".host", NULL);
	stage("1.M2P3Q5_" TAG "_12.host", NULL);
	stage("1.M2P3Q5_99999999.host", NULL);
	stage("a-strangers-file", NULL);
	ok(maildir_sweep(box, TAG, &keep, 1, NULL) == 0, "tmp is swept");
	ok(exists("tmp", keep), "what has an intent stays");
	ok(exists("tmp", "1.M2P3Q5_99999999.host") &&
	    exists("tmp", "a-strangers-file"), "what is another's stays");
	is_num(tree_count(box, "tmp"), 3, "what a crash left goes");
	ok(maildir_sweep("/nonexistent/box", TAG, NULL, 0, NULL) == 0,
	    "a missing maildir has nothing to sweep");
}

static void
test_permissions(void)
{
	char		*dir = xasprintf("%s/tmp", box);
	char		*file = xasprintf("%s/tmp/p", box);
	struct stat	 st;

	stage("p", NULL);
	ok(stat(file, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "a mail is the user's alone");
	maildir_unstage(box, "p", NULL);
	chmod(dir, 0770);
	stage("p", NULL);
	ok(stat(file, &st) == 0 && (st.st_mode & 0777) == 0660,
	    "in a group's maildir it is the group's, too");
	free(dir);
	free(file);
}

static void
test_no_directory(void)
{
	char	*file = xasprintf("%s/file", root), *cause = NULL;
	char	*path = xasprintf("%s/box", file);
	int	 fd = open(file, O_WRONLY | O_CREAT, 0600);

	close(fd);
	ok(maildir_make(path, &cause) == -1, "a file is no directory");
	ok(cause != NULL && strstr(cause, "Not a directory") != NULL,
	    "and the cause says so");
	free(cause);
	ok(maildir_stage(path, "n", "x", 1, &fd, NULL) == -1,
	    "nor takes it a mail");
	free(path);
	free(file);
}

int
main(void)
{
	root = tree_new_fast();
	box = xasprintf("%s/deep/in/box", root);
	test_base();
	test_delivery();
	test_shared();
	test_where();
	test_no_overwriting();
	test_no_hard_links();
	test_failures();
	test_interrupted();
	test_sweep();
	test_permissions();
	test_no_directory();
	tree_remove(root);
	free(box);
	free(root);
	return (tap_done());
}
