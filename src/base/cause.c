#include <stdarg.h>
#include <stdio.h>

#include "base/cause.h"
#include "base/log.h"

int
cause_set(char **cause, const char *fmt, ...)
{
	va_list	ap;

	if (cause != NULL) {
		va_start(ap, fmt);
		if (vasprintf(cause, fmt, ap) == -1)
			fatal("out of memory for an error message");
		va_end(ap);
	}
	return (-1);
}
