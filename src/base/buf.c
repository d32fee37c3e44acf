#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void
buf_init(struct buf *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = max;
}

void
buf_clear(struct buf *b)
{
	size_t	max = b->max;

	free(b->data);
	buf_init(b, max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

int
buf_reserve(struct buf *b, size_t n)
{
	size_t	 size;
	char	*p;

	if (b->failed || n > b->max || b->len > b->max - n) {
		b->failed = 1;
		return (-1);
	}
	if (b->len + n < b->size)
		return (0);
	size = b->size != 0 ? b->size * 2 : 256;
	if (size <= b->len + n)
		size = b->len + n + 1;
	if ((p = realloc(b->data, size)) == NULL) {
		b->failed = 1;
		return (-1);
	}
	b->data = p;
	b->size = size;
	return (0);
}

void
buf_put(struct buf *b, const void *data, size_t len)
{
	if (buf_reserve(b, len) == -1)
		return;
	if (len != 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || buf_reserve(b, (size_t)n) == -1) {
		b->failed = 1;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

const char *
buf_string(const struct buf *b)
{
	return (b->data != NULL ? b->data : "");
}

char *
buf_steal(struct buf *b)
{
	char	*p = NULL;

	if (!b->failed) {
		if (b->data == NULL)
			buf_put(b, "", 0);
		p = b->data;
		b->data = NULL;
	}
	buf_clear(b);
	return (p);
}
