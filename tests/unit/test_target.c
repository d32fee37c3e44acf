#include <stdlib.h>

#include "base/buf.h"
#include "conf/command.h"
#include "conf/server.h"
#include "tap.h"

/* The words of a command, with | between them, or why there are none. */
static void
check_words(const char *command, const char *want)
{
	char	 *cause = NULL, **v;
	size_t	  offset;
	struct buf b;

	buf_init(&b, 65536);
	if ((v = conf_command_split(command, &offset, &cause)) == NULL)
		buf_printf(&b, "%zu: %s", offset, cause);
	for (size_t i = 0; v != NULL && v[i] != NULL; i++)
		buf_printf(&b, "%s%s", i != 0 ? "|" : "", v[i]);
	is(buf_string(&b), want, command);
	buf_clear(&b);
	conf_command_free(v);
	free(cause);
}

static void
test_command(void)
{
	check_words("exec:/a", "/a");
	check_words("exec: /a  b ", "/a|b");
	check_words("exec:/a 'b c'd \"e 'f\" ''", "/a|b cd|e 'f|");
	check_words("exec:/a b\\ c \"\\\"\\\\\" '\\' \\", "/a|b c|\"\\|\\|\\");
	check_words("exec:'/a b/c' $HOME {topic}", "/a b/c|$HOME|{topic}");
	check_words("exec:/a 'b\"", "8: a quotation mark without its other");
	check_words("exec:a", "5: expected the absolute path of a program, or "
	    "one that begins with ~/, not \"a\"");
}

/* Of a target: its server, what stands behind it, and where that leads. */
static void
check_server(const char *url, const char *want_server, const char *want_place)
{
	const char	*place;
	char		*server = conf_server(url, &place);

	is(server, want_server, url);
	is(place, want_place, "what stands behind it");
	free(server);
}

static void
test_server(void)
{
	static const char	 text[] =
	    "accounts:\n"
	    "  - url: imaps://m.example\n"
	    "    auth: {user: a, password: p}\n"
	    "  - url: imaps://b@M.example\n"
	    "    auth: {user: b, password: q}\n"
	    "deliver: ['imaps://m.example/News/{topic}/', 'smtp://s.example',\n"
	    "    'imaps://b@m.example:993/x']\n"
	    "feeds: [{url: https://f.example/, to: t@x.example}]\n";
	const char		*place;
	char			*cause = NULL, *path;
	struct conf		*conf;
	struct conf_feed	*f;

	check_server("SMTP://Mail.Example:25/A@B.example",
	    "smtp://mail.example", "A@B.example");
	check_server("smtps://mail.example:25", "smtps://mail.example:25", "");
	check_server("imap://Ann@x.example@[::1]:143/", "imap://Ann@x.example@[::1]",
	    "");
	conf = conf_parse("f", text, sizeof(text) - 1, NULL, &cause);
	if (!ok(conf != NULL, "accounts and targets"))
		return;
	f = &conf->feeds[0];
	is_num(conf->accounts.n, 3, "one is made where none is needed");
	path = conf_target_path(&f->deliver.v[0], f, "a b/c");
	is(path, "imaps://m.example/News/a-b-c", "a topic's mailbox");
	is_num(conf_account_find(conf, path, &place), 0, "its account");
	is(place, "News/a-b-c", "its place");
	free(path);
	path = conf_target_path(&f->deliver.v[1], f, NULL);
	is(path, "smtp://s.example/t@x.example", "to the feed's address");
	is_num(conf_account_find(conf, path, &place), 2, "its account");
	free(path);
	is_num(conf_account_find(conf, f->deliver.v[2].path, &place), 1,
	    "of two users of a server");
	is_num(conf_account_find(conf, "imaps://m.example.org/x", &place), -1,
	    "a longer name is another server");
	conf_free(conf);
}

int
main(void)
{
	test_command();
	test_server();
	return (tap_done());
}
