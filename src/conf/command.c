#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cause.h"
#include "base/xmalloc.h"
#include "conf/command.h"
#include "conf/read.h"

#define LENGTH_MAX	(64 * 1024)

/*
 * Puts the word at p, which isn't blank, and gives where it ends; NULL with
 * *p at the quotation mark that is never closed.
 */
static const char *
put_word(struct buf *b, const char **p)
{
	const char	*s = *p;
	char		 quote = '\0';

	for (; *s != '\0' && (quote != '\0' || *s != ' '); s++) {
		if (quote == '\0' && (*s == '\'' || *s == '"')) {
			quote = *s;
			*p = s;
		} else if (*s == quote)
			quote = '\0';
		else if (*s == '\\' && quote != '\'' && s[1] != '\0')
			buf_putc(b, *++s);
		else
			buf_putc(b, *s);
	}
	return (quote == '\0' ? s : NULL);
}

/* The program, which is found without a PATH. */
static int
expand_first(char **word, char **cause)
{
	char	*path = path_expand(*word);

	if (path == NULL)
		return (cause_set(cause, "expected the absolute path of a "
		    "program, or one that begins with ~/, not \"%s\"", *word));
	free(*word);
	*word = path;
	return (0);
}

static int
split(char **v, const char *path, size_t *offset, char **cause)
{
	const char	*p = path + strlen(CONF_COMMAND_PREFIX), *end;
	struct buf	 b;
	size_t		 n = 0;

	for (; *(p += strspn(p, " ")) != '\0'; p = end) {
		*offset = (size_t)(p - path);
		if (n == CONF_COMMAND_WORDS)
			return (cause_set(cause, "more than %d words",
			    CONF_COMMAND_WORDS));
		buf_init(&b, LENGTH_MAX);
		end = put_word(&b, &p);
		v[n++] = xstrdup(buf_string(&b));
		buf_clear(&b);
		if (end == NULL) {
			*offset = (size_t)(p - path);
			return (cause_set(cause, "a quotation mark without "
			    "its other"));
		}
		if (n == 1 && expand_first(&v[0], cause) == -1)
			return (-1);
	}
	*offset = strlen(CONF_COMMAND_PREFIX);
	return (n != 0 ? 0 : cause_set(cause, "no command; expected "
	    "exec:/path/of/program and its arguments"));
}

char **
conf_command_split(const char *path, size_t *offset, char **cause)
{
	char	**v = xcalloc(CONF_COMMAND_WORDS + 1, sizeof(*v));

	if (split(v, path, offset, cause) == 0)
		return (v);
	conf_command_free(v);
	return (NULL);
}

void
conf_command_free(char **v)
{
	for (size_t i = 0; v != NULL && v[i] != NULL; i++)
		free(v[i]);
	free(v);
}
