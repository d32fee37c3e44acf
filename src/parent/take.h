#ifndef PARENT_TAKE_H
#define PARENT_TAKE_H

/*
 * A mail in another's place, in a maildir that readers use meanwhile.  The old
 * file is renamed into tmp/ first, under a name that says where it was and with
 * which flags: whoever renames a file has it, so a reader's change of flags
 * comes before ours and is seen, or finds nothing to change.
 */

#include <stddef.h>

struct take {
	char	*name;		/* in tmp/, for free(3); NULL: nowhere */
};

/*
 * Takes n files by their bases, in strcmp order, from new/ and cur/, unless they
 * are in tmp/ already; one that is in none of these was removed by a reader.
 * 0, or -1 with a cause; what was taken by then stays so.
 */
int	take_files(const char *path, const char *const *bases, size_t n,
	    struct take *, char **cause);

/*
 * Links tmp/base to where the old file was, with its flags: those fields of a
 * name that tell sizes stay behind.  0, or -1 with a cause, and then the old one
 * is where it was.
 */
int	take_replace(const char *path, const struct take *, const char *base,
	    char **cause);

/* Removes the old file. */
void	take_end(const char *path, const struct take *);

#endif
