#ifndef BASE_XMALLOC_H
#define BASE_XMALLOC_H

/*
 * Memory for what is trusted and lives long.  These never return NULL: when
 * memory is out the process ends, and its parent starts it anew.  Whatever
 * grows with a document from the net belongs into an arena or a capped buf.
 * All results are the caller's and go back with free(3).
 */

#include <stddef.h>

void	*xmalloc(size_t size);
void	*xcalloc(size_t count, size_t size);		/* zeroed, overflow-safe */
void	*xreallocarray(void *, size_t count, size_t size);
char	*xstrdup(const char *);
char	*xstrndup(const char *, size_t max);
char	*xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
