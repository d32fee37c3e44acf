/*
 * The parent against children that lie: this program is its own child, as
 * the parent starts /proc/self/exe, and misbehaves as $CHILD_MODE says.
 */

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/conf.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/result.h"
#include "parent/parent.h"
#include "parent/state.h"
#include "tap.h"

#define ID	"abc@news.example"
#define MAIL	"Subject: x\nMessage-Id: <" ID ">\n\nbody\n"

static char	dir[64];

/* --- the child --- */

static struct wire	w;
static const char	*mode;

static int
is_mode(const char *name)
{
	return (strcmp(mode, name) == 0);
}

static void
send_answer(uint64_t poll, int fd, struct message_fetch_done *m)
{
	struct buf	b;

	digest_bytes(&m->size, sizeof(m->size), &m->digest);
	wire_begin(&b, WIRE_FETCH_DONE, poll);
	message_fetch_done_put(&b, m);
	wire_send(3, &b, &fd, fd != -1);
	buf_clear(&b);
}

static void
send_done(uint64_t poll, int fd, uint64_t size)
{
	struct message_fetch_done m = { .result = FETCH_OK, .status = 200,
				    .url = "http://x/", .max_age = -1,
				    .retry_after = -1, .size = size };

	if (is_mode("fetch gone and body"))
		m.status = 410;
	if (is_mode("fetch in a million years"))
		m.retry_after = INT64_MAX;
	send_answer(poll, fd, &m);
}

/* The feed is gone, which its reader is to be told. */
static void
send_gone(uint64_t poll)
{
	struct message_fetch_done m = { .result = FETCH_STATUS, .status = 410,
				    .url = "http://x/", .max_age = -1,
				    .error = "HTTP 410 Gone",
				    .retry_after = -1 };

	send_answer(poll, -1, &m);
}

static void
child_fetch(void)
{
	struct buf	b;
	int		fd = memfd_new("body");

	io_write(fd, "12345", 5);
	wire_begin(&b, WIRE_FETCH_STARTED, w.poll);
	wire_send(3, &b, NULL, 0);
	buf_clear(&b);
	if (strncmp(mode, "notice", 6) == 0)
		send_gone(w.poll);
	else if (is_mode("fetch garbage"))
		(void)!write(3, "junk", 4);
	else if (is_mode("fetch another poll"))
		send_done(w.poll + 1, fd, 5);
	else if (is_mode("fetch stale poll"))
		send_done(w.poll + (UINT64_C(1) << 32), fd, 5);
	else if (is_mode("fetch no body"))
		send_done(w.poll, -1, 5);
	else if (is_mode("fetch wrong size"))
		send_done(w.poll, fd, 6);
	else if (is_mode("fetch too large")) {
		(void)!ftruncate(fd, 2000000);
		send_done(w.poll, fd, 2000000);
	} else if (is_mode("fetch parses")) {
		wire_begin(&b, WIRE_PARSE_DONE, w.poll);
		wire_send(3, &b, NULL, 0);
		buf_clear(&b);
	} else if (is_mode("fetch dies"))
		abort();
	else {
		send_done(w.poll, fd, 5);
		if (is_mode("fetch twice"))
			send_done(w.poll, fd, 5);
	}
	close(fd);
}

static void
make_result(struct buf *b)
{
	struct result_head	h = { .nstories = 1 };
	uint32_t		topic = is_mode("parse wrong topic") ? 7 : 0;
	struct result_story	s = { .kind = RESULT_STORY,
				    .message_id = ID, .mail = MAIL,
				    .topics = &topic, .ntopics = 1,
				    .mail_len = strlen(MAIL) };

	digest_bytes("x", 1, &s.keys.text);
	if (is_mode("parse bad mail")) {
		s.mail = "Bcc: all@example.org\n" MAIL;
		s.mail_len = strlen(s.mail);
	}
	if (is_mode("parse tells edits")) {
		s.told = RESULT_TOLD_FIRST;
		s.texts = "texts";
		s.texts_len = 5;
	}
	if (is_mode("parse off topic"))
		s.ntopics = 0;
	if (is_mode("parse meets limits"))
		h.met = 0x41;
	if (is_mode("parse meets no limit of ours"))
		h.met = 0x80;
	if (is_mode("parse too many"))
		h.nstories = 2;
	if (is_mode("parse bomb"))
		h.nstories = 2000000000;
	result_head_put(b, &h);
	result_story_put(b, &s);
	if (is_mode("parse notice without its item")) {
		s.kind = RESULT_NOTICE;
		s.ntopics = 0;
		result_story_put(b, &s);
	}
}

static void
child_parse(void)
{
	struct message_done m = { .ok = 1 };
	struct buf	b, result;
	uint64_t	poll = w.poll;

	buf_init(&result, 100000);
	make_result(&result);
	io_write(w.fds[2], result.data, result.len);
	m.size = result.len;
	if (is_mode("parse bomb")) {
		m.size = 1000000000;
		(void)!ftruncate(w.fds[2], 1000000000);
	}
	buf_clear(&result);
	if (is_mode("parse dies"))
		abort();
	if (is_mode("parse wrong size"))
		m.size++;
	if (is_mode("parse wants images"))
		m.wanted = 5;
	if (is_mode("parse another poll"))
		poll++;
	if (is_mode("parse stale poll"))
		poll += UINT64_C(1) << 32;
	wire_begin(&b, WIRE_PARSE_DONE, poll);
	message_done_put(&b, &m);
	wire_send(3, &b, NULL, 0);
	buf_clear(&b);
}

static void
child_notice(void)
{
	struct message_done	m = { .ok = !is_mode("notice fails"),
				    .cause = "no memory" };
	struct result_story	s = { .kind = RESULT_NOTICE, .message_id = ID,
				    .mail = MAIL, .mail_len = strlen(MAIL),
				    .item = "{}\n", .item_len = 3 };
	struct buf		b, result;
	uint64_t		poll = w.poll;

	if (is_mode("notice dies"))
		abort();
	if (is_mode("notice of a story"))
		s.kind = RESULT_STORY;
	if (is_mode("notice that is known"))
		s.known = 1;
	if (is_mode("notice without an item"))
		s.item_len = 0;
	m.wanted = is_mode("notice wants images") ? 1 : 0;
	if (is_mode("notice bad mail")) {
		s.mail = "Bcc: all@example.org\n" MAIL;
		s.mail_len = strlen(s.mail);
	}
	buf_init(&result, 100000);
	result_story_put(&result, &s);
	if (is_mode("notice and more"))
		result_story_put(&result, &s);
	io_write(w.fds[1], result.data, result.len);
	m.size = result.len + (is_mode("notice wrong size") ? 1 : 0);
	buf_clear(&result);
	if (is_mode("notice another poll"))
		poll--;
	wire_begin(&b, is_mode("notice parses") ? WIRE_PARSE_DONE :
	    WIRE_NOTICE_DONE, poll);
	message_done_put(&b, &m);
	wire_send(3, &b, NULL, 0);
	if (is_mode("notice twice"))
		wire_send(3, &b, NULL, 0);
	buf_clear(&b);
}

/* An empty image is nothing the parent looks into. */
static void
child_compile(void)
{
	struct message_done m = { .ok = 1, .size = 4 };
	struct buf	b;

	io_write(w.fds[1], "1234", 4);
	if (is_mode("compile dies"))
		abort();
	if (is_mode("compile fails")) {
		m.ok = 0;
		m.cause = "no memory";
	}
	if (is_mode("compile wrong size"))
		m.size++;
	wire_begin(&b, is_mode("compile parses") ? WIRE_PARSE_DONE :
	    WIRE_COMPILED, 0);
	message_done_put(&b, &m);
	wire_send(3, &b, NULL, 0);
	buf_clear(&b);
}

static int
child_main(const char *role)
{
	mode = getenv("CHILD_MODE");
	while (wire_recv(3, &w) == 1) {
		if (w.type == WIRE_FETCH && strcmp(role, "fetch") == 0)
			child_fetch();
		else if (w.type == WIRE_PARSE)
			child_parse();
		else if (w.type == WIRE_NOTICE)
			child_notice();
		else if (w.type == WIRE_CONFIG && strcmp(role, "compile") == 0)
			child_compile();
		wire_close_fds(&w);
	}
	return (0);
}

/* --- the parent --- */

int
memfd_create(const char *name, unsigned int flags)
{
	if (mode != NULL && is_mode("parse without memory") &&
	    strcmp(name, "result") == 0) {
		errno = ENOMEM;
		return (-1);
	}
	return ((int)syscall(SYS_memfd_create, name, flags));
}

static int
accept_keyword(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

static void
parent_process(void)
{
	struct parent_options	 po = { .once = PARENT_ONCE_ALL,
				    .check = accept_keyword };
	struct conf		*conf;
	char			*text, *path, *cause;
	int			 fd;

	path = xasprintf("%s/log", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	text = xasprintf("state: %s/state\nsocket: %s/sock\ndomain: x.example\n"
	    "workers: 1\ntopics: {t: {any: [word], deliver: "
	    "'maildir:%s/Mail'}}\nfeeds: [{url: 'http://h/', name: A, "
	    "max_size: 1M, deliver: '%s:%s/%s'}]\n", dir, dir, dir,
	    is_mode("parse notice without its item") ? "spool" : "maildir",
	    dir, strncmp(mode, "notice", 6) == 0 ? "Mail" : "Other");
	conf = conf_parse("test.yaml", text, strlen(text), accept_keyword,
	    &cause);
	if (conf == NULL)
		fatal("%s", cause);
	free(text);
	free(path);
	exit(parent_main(conf, &po));
}

static int
count_mails(void)
{
	struct dirent	*e;
	char		*path = xasprintf("%s/Mail/new", dir);
	DIR		*d = opendir(path);
	int		 n = 0;

	free(path);
	while (d != NULL && (e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return (n);
}

static char *
read_log(void)
{
	char	*path = xasprintf("%s/log", dir), *text = xcalloc(1, 65536);
	int	 fd = open(path, O_RDONLY | O_CLOEXEC);

	(void)!read(fd, text, 65535);
	close(fd);
	free(path);
	return (text);
}

/* Of the last poll, as the state has it; -1: it has none. */
static int
read_status(void)
{
	char			*path = xasprintf("%s/state", dir);
	struct state_feed	 f;
	struct state		*st;
	int			 status = -1;

	if (state_open(path, &st, NULL) == 0) {
		if (state_feed_load(st, "A", NULL, &f, NULL) == 0) {
			status = f.last_status;
			state_feed_clear(&f);
		}
		state_close(st);
	}
	free(path);
	return (status);
}

static void
remove_dir(void)
{
	pid_t	pid = fork();

	if (pid == 0) {
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

/* One pass with children of this mode; says (or NULL): what is logged. */
static void
run(const char *child_mode, int mails, const char *says)
{
	char	 name[128], *log;
	int	 status = 0;
	pid_t	 pid;

	snprintf(dir, sizeof(dir), "/tmp/nsvXXXXXX");
	if (mkdtemp(dir) == NULL)
		exit(1);
	setenv("CHILD_MODE", mode = child_mode, 1);
	fflush(stdout);
	if ((pid = fork()) == 0)
		parent_process();
	waitpid(pid, &status, 0);
	log = read_log();
	snprintf(name, sizeof(name), "%s: %d mail", child_mode, mails);
	is_num(count_mails(), mails, name);
	snprintf(name, sizeof(name), "%s: exit status", child_mode);
	is_num(WIFEXITED(status) ? WEXITSTATUS(status) : -1, mails == 0 ||
	    strncmp(child_mode, "notice", 6) == 0, name);
	snprintf(name, sizeof(name), "%s: is told", child_mode);
	if (says != NULL && !ok(strstr(log, says) != NULL, name))
		printf("# want %s in:\n# %s\n", says, log);
	if (is_mode("parse without memory"))
		is_num(read_status(), 200, "... but not that its server is "
		    "silent");
	free(log);
	remove_dir();
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "-x") == 0)
		return (child_main(argv[2]));
	alarm(120);
	run("honest", 1, "1 new, 1 filed");
	run("fetch garbage", 0, "its channel broke: Bad message");
	run("fetch another poll", 0, "an answer that nobody asked for");
	run("fetch stale poll", 0, "an answer that nobody asked for");
	run("fetch no body", 0, "an answer that nobody asked for");
	run("fetch gone and body", 0, "an answer that nobody asked for");
	run("fetch in a million years", 0, "an answer that nobody asked for");
	run("fetch wrong size", 0, "a body that isn't what it said");
	run("fetch too large", 0, "a body that isn't what it said");
	run("fetch parses", 0, "a message that isn't its own");
	run("fetch dies", 0, "killed by signal 6");
	/* Whether the second comes before the pass is over is chance. */
	run("fetch twice", 1, NULL);
	run("compile dies", 0, "killed by signal 6");
	run("compile fails", 0, "the compile process is lost: no memory");
	run("compile wrong size", 0, "topics that aren't what it said");
	run("compile parses", 0, "a message that nobody asked for");
	run("parse dies", 0, "killed by signal 6");
	run("parse without memory", 0, "Cannot allocate memory");
	run("parse wrong size", 0, "isn't well-formed");
	run("parse another poll", 0, "a message that nobody asked for");
	run("parse stale poll", 0, "a message that nobody asked for");
	run("parse wrong topic", 0, "isn't well-formed");
	run("parse off topic", 0, "isn't well-formed");
	run("parse bad mail", 0, "isn't well-formed");
	run("parse tells edits", 0, "isn't well-formed");
	run("parse bomb", 0, "isn't well-formed");
	run("parse meets limits", 1, "A: met its limits of 20000 stories and "
	    "128 authors, tags or files of a story; the rest is left out");
	run("parse meets no limit of ours", 0, "isn't well-formed");
	run("parse too many", 0, "isn't well-formed");
	run("parse wants images", 0, "isn't well-formed");
	run("parse notice without its item", 0, "isn't well-formed");
	run("notice honest", 1, "it is told by mail that it is gone");
	run("notice fails", 0, "a notice can't be made: no memory");
	run("notice dies", 0, "a notice can't be made: the parse worker");
	run("notice of a story", 0, "a notice that isn't well-formed");
	run("notice that is known", 0, "a notice that isn't well-formed");
	run("notice without an item", 0, "a notice that isn't well-formed");
	run("notice bad mail", 0, "a notice that isn't well-formed");
	run("notice and more", 0, "a notice that isn't well-formed");
	run("notice wants images", 0, "a notice that isn't well-formed");
	run("notice wrong size", 0, "a notice that isn't well-formed");
	run("notice another poll", 0, "that nobody asked for");
	run("notice parses", 0, "a message that nobody asked for");
	run("notice twice", 1, NULL);
	return (tap_done());
}
