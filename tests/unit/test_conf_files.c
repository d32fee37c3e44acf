#include <fnmatch.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "conf_parse.h"
#include "tap.h"

/* Files, and what lies where: included ones, secrets, targets, places. */

static char	dir[] = "/tmp/newsieve-conf.XXXXXX";

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return (remove(path));
}

static void
clean_up(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
path_of(const char *name)
{
	static char	path[4][256];
	static size_t	i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof(path[i]), "%s/%s", dir, name);
	return (path[i]);
}

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE	*f = fopen(path_of(name), "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF ||
	    chmod(path_of(name), mode) == -1)
		abort();
}

/* The error with the directory's name taken out; "" where there is none. */
static const char *
error_of(const char *name)
{
	static char	 text[2048];
	char		*cause = NULL, *p, *q;
	struct conf	*conf = conf_read(path_of(name), check, &cause);

	text[0] = '\0';
	if (conf == NULL)
		snprintf(text, sizeof(text), "%s", cause);
	conf_free(conf);
	free(cause);
	while ((p = strstr(text, dir)) != NULL) {
		q = p + strlen(dir) + 1;
		memmove(p, q, strlen(q) + 1);
	}
	return (text);
}

static void
test_include(void)
{
	struct conf	*conf;
	char		*cause = NULL;

	mkdir(path_of("d"), 0700);
	write_file("main.yaml", HEAD "include: [d/*.yaml, more.yaml]\n"
	    "feeds: ['http://main/']\n", 0600);
	write_file("d/b.yaml", "feeds: ['http://b/']\n", 0600);
	write_file("d/a.yaml", "topics: {t: [x]}\nfeeds: ['http://a/']\n",
	    0600);
	write_file("d/c.txt", "nonsense\n", 0600);
	write_file("more.yaml", "include: d/a.yaml\nfeeds: ['http://more/']\n",
	    0600);
	conf = conf_read(path_of("main.yaml"), check, &cause);
	ok(conf != NULL, "files are joined");
	if (conf == NULL)
		printf("# %s\n", cause);
	free(cause);
	is_num(conf->nfeeds, 4, "a file read twice counts once");
	is(conf->feeds[0].name, "main/", "the main file first");
	is(conf->feeds[1].name, "a/", "then by name");
	is(conf->feeds[2].name, "b/", "in order");
	is(conf->feeds[3].name, "more/", "then the next pattern");
	is_num(conf->ntopics, 1, "topics are joined, too");
	is(conf->feeds[1].mark.file, path_of("d/a.yaml"), "a mark's file");
	conf_free(conf);

	write_file("d/b.yaml", "feeds:\n  - url: x\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:2:10: url: \"x\" has no scheme; "
	    "did you mean https://x?", "an error names the included file");
	write_file("d/b.yaml", "topics:\n  t:\n    match: |\n"
	    "      one\n\n        (x\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:6:9: match: at character 8: no "
	    "such sign", "one in an expression, too");
	write_file("d/b.yaml", "topics:\n  t: [*x]\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:2:7: *x is an alias of YAML that "
	    "stands for nothing; put text that begins with * into quotation "
	    "marks: \"*x\"", "and one of YAML");
	write_file("d/b.yaml", "feeds: ['http://main/']\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:9: name: \"main/\" is already "
	    "the name of a feed in main.yaml:3; give one of them another name",
	    "names differ over files");
	write_file("d/b.yaml", "topics: {t: [y]}\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:10: topics: \"t\" is already "
	    "the name of a topic in d/a.yaml:1; give one of them another name",
	    "topics differ over files");
	write_file("d/b.yaml", "workers: 2\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: workers: only the main file "
	    "may say this; an included one holds topics, feeds and include",
	    "what may be included");
	write_file("d/b.yaml", "feds: []\n", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: feds: unknown key of the top "
	    "level; did you mean feeds?", "an unknown key there");
	write_file("d/b.yaml", "", 0600);
	is(error_of("main.yaml"), "d/b.yaml:1:1: the file is empty; expected "
	    "keys such as feeds:", "an empty file there");
	unlink(path_of("d/b.yaml"));
}

static void
test_include_errors(void)
{
	if (mkfifo(path_of("pipe"), 0600) == -1)
		abort();
	write_file("more.yaml", "include: main.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: main.yaml "
	    "includes itself; remove it here", "a cycle of two");
	write_file("more.yaml", "include: more.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: more.yaml "
	    "includes itself; remove it here", "a cycle of one");
	write_file("more.yaml", "include: gone.yaml\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: gone.yaml: No "
	    "such file or directory", "a file that isn't there");
	write_file("more.yaml", "include: gone/*.yaml\n", 0600);
	is(error_of("main.yaml"), "", "a pattern may match nothing");
	write_file("more.yaml", "include: {a: b}\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: expected a file "
	    "or a list of files such as conf.d/*.yaml, not a map",
	    "a map as include");
	write_file("more.yaml", "include: pipe\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: pipe: is not a "
	    "regular file", "a pipe as included file");
	write_file("more.yaml", "include: /dev/zero\n", 0600);
	is(error_of("main.yaml"), "more.yaml:1:10: include: /dev/zero: is not "
	    "a regular file", "a device as included file");
	is(error_of("none.yaml"), "none.yaml: can't be read: No such file "
	    "or directory", "no main file");
	is(error_of("d"), "d: can't be read: Is a directory",
	    "a directory as main file");
}

/* A feed with these keys in a file of its own. */
static const char *
error_with(const char *keys)
{
	char	*text = xasprintf(HEAD "feeds:\n  - url: https://a/\n    %s\n",
		    keys);

	write_file("s.yaml", text, 0600);
	free(text);
	return (error_of("s.yaml"));
}

/* What is on standard input may well be a pipe. */
static void
test_main_pipe(void)
{
	static const char	text[] = HEAD "feeds: [https://a/]\n";
	struct conf		*conf;
	char			 path[32];
	int			 fd[2];

	if (pipe(fd) == -1 ||
	    write(fd[1], text, sizeof(text) - 1) != sizeof(text) - 1)
		abort();
	close(fd[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	conf = conf_read(path, check, NULL);
	ok(conf != NULL && conf->nfeeds == 1, "a pipe as main file");
	conf_free(conf);
	close(fd[0]);
}

static void
test_secrets(void)
{
	struct conf	*conf;
	char		*text;

	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	write_file("pw", "secret word\n", 0600);
	write_file("two", "a\nb\n", 0600);
	write_file("none", "\n", 0600);
	is(error_with("auth: {user: u, password_file: two}"),
	    "s.yaml:4:36: password_file: two: expected one line with the "
	    "password", "a file of two lines");
	is(error_with("auth: {user: u, password_file: none}"),
	    "s.yaml:4:36: password_file: none: expected one line with the "
	    "password", "an empty file");
	is(error_with("auth: {user: u, password_file: a/b}"),
	    "s.yaml:4:36: password_file: expected an absolute path or the "
	    "name of a credential, not \"a/b\"", "a relative path");
	is(error_with("auth: {user: u, password_file: pipe}"),
	    "s.yaml:4:36: password_file: pipe: is not a regular file",
	    "a pipe isn't waited for");
	is(error_with("tls: {ca: pipe}"), "s.yaml:4:15: ca: pipe: is not a "
	    "regular file", "nor for certificates");
	is(error_with("tls: {ca: pw}"), "s.yaml:4:15: ca: pw: expected a PEM "
	    "file, with -----BEGIN in it", "no PEM file");
	write_file("pem", "-----BEGIN PRIVATE KEY-----\n", 0644);
	is(error_with("tls: {cert: pem}"), "s.yaml:4:10: tls: cert without "
	    "key; one file may be named for both", "cert without key");
	is(error_with("auth: {user: u, password_file: pw}"), "", "a good one");
	conf = conf_read(path_of("s.yaml"), check, NULL);
	is(conf->feeds[0].auth.password, "secret word", "without its newline");
	is_num(conf->nwarnings, 0, "a secret that is kept");
	conf_free(conf);
	chmod(path_of("pw"), 0644);
	conf = conf_read(path_of("s.yaml"), check, NULL);
	text = xasprintf("%s:4:36: password_file: anybody may read %s; chmod "
	    "o-r it", path_of("s.yaml"), path_of("pw"));
	is(conf->warnings[0], text, "a secret that isn't");
	free(text);
	conf_free(conf);
	is(error_with("tls: {cert: pem, key: pem}"), "", "one file for both");
	conf = conf_read(path_of("s.yaml"), check, NULL);
	is(conf->feeds[0].tls.key, "-----BEGIN PRIVATE KEY-----\n", "a key");
	ok(conf->nwarnings == 2, "an exposed key");
	conf_free(conf);
	(void)error_with("auth: {user: u, password: p}");
	chmod(path_of("s.yaml"), 0644);
	conf = conf_read(path_of("s.yaml"), check, NULL);
	ok(conf->nwarnings == 1 && strstr(conf->warnings[0], "password: "
	    "anybody may read this file") != NULL, "a password in the file");
	conf_free(conf);
	unsetenv("CREDENTIALS_DIRECTORY");
	is(error_with("auth: {user: u, password_file: pw}"),
	    "s.yaml:4:36: password_file: expected an absolute path, not "
	    "\"pw\"; a name alone is a credential of systemd, and "
	    "$CREDENTIALS_DIRECTORY isn't set", "no credentials");
}

static void
is_path(const char *target, struct conf_feed *f, const char *topic,
    const char *want, const char *name)
{
	char			*copy = xstrdup(target), *path, *pattern;
	struct conf_target	 t = { .kind = CONF_MAILDIR, .path = copy };

	path = conf_target_path(&t, f, topic);
	is(path, want, name);
	pattern = conf_target_pattern(&t);
	is_num(fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD), 0,
	    "... as its pattern says");
	free(pattern);
	free(path);
	free(copy);
}

static void
test_target_path(void)
{
	struct conf_feed	f = { .name = NULL };
	char			name[] = "../a  b.c", group[] = "中国 né!",
				long_a[400], long_b[400];
	char			*a, *b;
	struct conf_target	t = { .path = group };

	f.name = name;
	is_path("/m/{feed}", &f, NULL, "/m/-a-b-c", "runs become one -");
	is_path("/m/.{group}/{topic}", &f, NULL, "/m/.ungrouped/everything",
	    "what is absent has a name");
	is_path("/m/{topic}-{topic}", &f, "x_y--z", "/m/x_y--z-x_y--z",
	    "twice, and as it is");
	f.group = group;
	is_path("/m/{group}", &f, NULL, "/m/中国-né-", "letters of any script");
	is_path("/m/{topic}", &f, "...", "/m/-", "dots alone");
	is_path("/m/{topic}", &f, "\xff\xfe", "/m/-", "no UTF-8");
	is_path("/m/{topic}", &f, "new", "/m/new-", "a maildir's own name");
	is_path("/m/{topic}/x", &f, "cur", "/m/cur-/x", "one inside");
	is_path("/m/.{topic}/tmp{topic}", &f, "tmp", "/m/.tmp/tmptmp",
	    "a part of a name");
	is_path("/m\\[x]*?/{topic}", &f, "a", "/m\\[x]*?/a", "signs of patterns");
	memset(long_a, 'a', sizeof(long_a));
	memset(long_b, 'a', sizeof(long_b));
	long_a[399] = long_b[399] = '\0';
	long_b[398] = 'b';
	t.path = name;
	memcpy(name, "{topic}", 8);
	a = conf_target_path(&t, &f, long_a);
	b = conf_target_path(&t, &f, long_b);
	ok(strlen(a) < 200, "long names are cut");
	ok(strcmp(a, b) != 0, "and stay different");
	free(a);
	free(b);
}

static void
is_freed(char *got, const char *want, const char *name)
{
	is(got, want, name);
	free(got);
}

static void
is_found(const char *socket, const char *tried, const char *name)
{
	char	*got_tried;

	is_freed(conf_find_socket(&got_tried), socket, name);
	is_freed(got_tried, tried, "and says where it looked");
}

static void
test_places(void)
{
	setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1);
	setenv("RUNTIME_DIRECTORY", "/run/a", 1);
	is_freed(conf_default_state(), "/var/lib/a", "systemd's state");
	is_freed(conf_default_socket(), "/run/a/newsieved.sock",
	    "systemd's runtime directory");
	is_found("/run/newsieve/newsieved.sock", geteuid() == 0 ?
	    "/run/a/newsieved.sock, /run/newsieve/newsieved.sock" :
	    "/run/a/newsieved.sock, /var/lib/a/newsieved.sock, "
	    "/run/newsieve/newsieved.sock", "a client finds the system's");
	setenv("RUNTIME_DIRECTORY", dir, 1);
	write_file("newsieved.sock", "", 0600);
	is_found(path_of("newsieved.sock"), path_of("newsieved.sock"),
	    "or the one that is there");
	unsetenv("STATE_DIRECTORY");
	unsetenv("RUNTIME_DIRECTORY");
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	setenv("HOME", dir, 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	is_freed(conf_default_state(), path_of(".local/state/newsieve"),
	    "a user's state");
	is_freed(conf_default_socket(),
	    "/run/user/7/newsieve/newsieved.sock", "a user's socket");
	is_freed(conf_default_path(), SYSCONFDIR "/newsieve/newsieved.yaml",
	    "a user without a file");
	unsetenv("XDG_RUNTIME_DIR");
	setenv("XDG_STATE_HOME", "/s", 1);
	is_freed(conf_default_socket(), "/s/newsieve/newsieved.sock",
	    "a user without a session");
	if (geteuid() != 0 && setresuid(0, 0, 0) == -1 && getuid() == 0)
		abort();
}

static void
test_no_default(void)
{
	char	*cause = NULL, *want;

	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	/* There, or below a directory that isn't this user's to search. */
	if (faccessat(AT_FDCWD, SYSCONFDIR "/newsieve/newsieved.yaml", F_OK,
	    AT_EACCESS) == 0 || errno != ENOENT)
		return;
	want = conf_default_path();
	ok(conf_read(want, check, &cause) == NULL, "no configuration");
	free(want);
	is_freed(cause, "no configuration: neither "
	    "/nowhere/newsieve/newsieved.yaml nor " SYSCONFDIR
	    "/newsieve/newsieved.yaml is there", "and says where it belongs");
	setenv("XDG_CONFIG_HOME", dir, 1);
}

/* Root doesn't read that of a user, whose settings may be around. */
static void
test_root_default(void)
{
	char	*cause = NULL, *want = conf_default_path();

	if (geteuid() == 0 && access(want, F_OK) == -1) {
		ok(conf_read(want, check, &cause) == NULL, "root has none");
		is_freed(cause, "no configuration: there is no " SYSCONFDIR
		    "/newsieve/newsieved.yaml, which root reads; -f names "
		    "another", "and is told which it reads");
	}
	free(want);
}

static void
test_user_path(void)
{
	struct conf	*conf;
	char		*tried;

	mkdir(path_of("newsieve"), 0755);
	write_file("newsieve/newsieved.yaml", HEAD, 0644);
	chmod(dir, 0755);
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	setenv("XDG_CONFIG_HOME", dir, 1);
	is_freed(conf_default_path(), path_of("newsieve/newsieved.yaml"),
	    "a user with a file");
	setenv("XDG_STATE_HOME", dir, 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	tried = xasprintf("/run/user/7/newsieve/newsieved.sock, %s, "
	    "/run/newsieve/newsieved.sock", path_of("newsieve/newsieved.sock"));
	is_found("/run/newsieve/newsieved.sock", tried,
	    "a user without a daemon");
	free(tried);
	if (setresuid(0, 0, 0) == -1 && errno != EPERM)
		abort();
	write_file("newsieve/newsieved.sock", "", 0600);
	if (geteuid() == 0 && setresuid(65534, 65534, 0) == -1)
		abort();
	is_found(path_of("newsieve/newsieved.sock"),
	    path_of("newsieve/newsieved.sock"),
	    "a daemon without a session is found from within one");
	test_no_default();
	if (setresuid(0, 0, 0) == -1 && errno != EPERM)
		abort();
	setenv("HOME", "/srv/me", 1);
	conf = parse("deliver: maildir:~/News\nstate: ~/state\n");
	is(conf->state, "/srv/me/state", "~/ is the home");
	conf_free(conf);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		abort();
	atexit(clean_up);
	test_include();
	test_include_errors();
	test_main_pipe();
	test_secrets();
	test_target_path();
	test_places();
	test_user_path();
	test_root_default();
	return (tap_done());
}
