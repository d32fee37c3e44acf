#ifndef CONF_COMMAND_H
#define CONF_COMMAND_H

/*
 * A command as it stands behind exec: words divided by blanks, without a
 * shell.  What stands in single quotation marks is taken as it is; in double
 * ones, and outside, a backslash takes the meaning from the sign behind it.
 */

#include <stddef.h>

#define CONF_COMMAND_PREFIX	"exec:"
#define CONF_COMMAND_WORDS	256

/*
 * The words of a target's path, NULL-terminated and for conf_command_free;
 * the first is an absolute path, ~/ resolved.  NULL with a cause, and with
 * the byte of path that is to blame in *offset.
 */
char	**conf_command_split(const char *path, size_t *offset, char **cause);
void	  conf_command_free(char **);

#endif
