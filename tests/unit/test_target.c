#include <stdlib.h>

#include "base/buf.h"
#include "conf/command.h"
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

int
main(void)
{
	test_command();
	return (tap_done());
}
