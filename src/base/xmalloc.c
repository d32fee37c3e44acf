#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xmalloc.h"

void *
xmalloc(size_t size)
{
	void	*p = malloc(size != 0 ? size : 1);

	if (p == NULL)
		fatal("out of memory for %zu bytes", size);
	return (p);
}

void *
xcalloc(size_t count, size_t size)
{
	void	*p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

	if (p == NULL)
		fatal("out of memory for %zu times %zu bytes", count, size);
	return (p);
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void	*p;

	if (size != 0 && count > SIZE_MAX / size)
		fatal("%zu times %zu bytes is more than memory", count, size);
	p = realloc(old, count * size != 0 ? count * size : 1);
	if (p == NULL)
		fatal("out of memory for %zu times %zu bytes", count, size);
	return (p);
}

char *
xstrdup(const char *s)
{
	return (xstrndup(s, SIZE_MAX));
}

char *
xstrndup(const char *s, size_t max)
{
	size_t	 len = strnlen(s, max);
	char	*p = xmalloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return (p);
}

char *
xasprintf(const char *fmt, ...)
{
	va_list	 ap;
	char	*p;
	int	 n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n == -1)
		fatal("out of memory for a string");
	return (p);
}
