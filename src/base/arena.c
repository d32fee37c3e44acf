#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"

#define CHUNK_FIRST	(64 * 1024)
#define CHUNK_KEEP	(1024 * 1024)

struct chunk {
	struct chunk		*next;
	size_t			 size;		/* of data */
	size_t			 used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk	*head;		/* the one being filled */
	size_t		 cap;
	size_t		 used;		/* sum of all chunks' sizes */
	int		 failed;
	char		*last;		/* newest piece, for arena_grow */
};

struct arena *
arena_new(size_t cap)
{
	struct arena	*a = xcalloc(1, sizeof(*a));

	a->cap = cap;
	return (a);
}

static void
chunks_free(struct chunk *c)
{
	struct chunk	*next;

	for (; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	chunks_free(a->head);
	free(a);
}

/* The largest chunk within reason stays: most documents never call malloc. */
void
arena_reset(struct arena *a)
{
	struct chunk	*c, *keep = NULL, *next;

	for (c = a->head; c != NULL; c = next) {
		next = c->next;
		if (keep == NULL && c->size <= CHUNK_KEEP)
			keep = c;
		else
			free(c);
	}
	a->head = keep;
	a->used = 0;
	if (keep != NULL) {
		keep->next = NULL;
		keep->used = 0;
		a->used = keep->size;
	}
	a->failed = 0;
	a->last = NULL;
}

static size_t
round_up(size_t n)
{
	return ((n + alignof(max_align_t) - 1) &
	    ~(size_t)(alignof(max_align_t) - 1));
}

static int
chunk_push(struct arena *a, size_t need)
{
	struct chunk	*c;
	size_t		 size;

	size = a->head != NULL ? a->head->size * 2 : CHUNK_FIRST;
	if (size > 8 * 1024 * 1024)
		size = 8 * 1024 * 1024;
	if (size > a->cap - a->used)
		size = a->cap - a->used;
	if (size < need)
		size = need;
	if (size > a->cap - a->used ||
	    (c = malloc(sizeof(*c) + size)) == NULL)
		return (-1);
	c->next = a->head;
	c->size = size;
	c->used = 0;
	a->head = c;
	a->used += size;
	return (0);
}

void *
arena_bytes(struct arena *a, size_t size)
{
	size_t	 need = round_up(size != 0 ? size : 1);
	char	*p;

	if (a->failed || need < size) {
		a->failed = 1;
		return (NULL);
	}
	if ((a->head == NULL || a->head->size - a->head->used < need) &&
	    chunk_push(a, need) == -1) {
		a->failed = 1;
		return (NULL);
	}
	p = a->head->data + a->head->used;
	a->head->used += need;
	a->last = p;
	return (p);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	void	*p = arena_bytes(a, size);

	return (p != NULL ? memset(p, 0, size) : NULL);
}

void
arena_shrink(struct arena *a, void *piece, size_t used)
{
	if (piece != NULL && piece == a->last && !a->failed)
		a->head->used = (size_t)((char *)piece - a->head->data) +
		    round_up(used != 0 ? used : 1);
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return ((struct arena_mark){ a->head,
	    a->head != NULL ? a->head->used : 0 });
}

void
arena_release(struct arena *a, struct arena_mark mark)
{
	struct chunk	*c;

	while ((c = a->head) != NULL && c != mark.chunk) {
		a->head = c->next;
		a->used -= c->size;
		free(c);
	}
	if (a->head != NULL)
		a->head->used = mark.used;
	a->last = NULL;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		a->failed = 1;
		return (NULL);
	}
	return (arena_alloc(a, count * size));
}

void *
arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
	struct chunk	*c = a->head;
	size_t		 start, need = round_up(new_size);
	void		*p;

	if (old != NULL && old == a->last && !a->failed && need >= new_size) {
		start = (size_t)((char *)old - c->data);
		if (need <= c->size - start) {
			if (start + need > c->used)
				c->used = start + need;
			return (old);
		}
	}
	if ((p = arena_bytes(a, new_size)) != NULL && old != NULL)
		memcpy(p, old, old_size < new_size ? old_size : new_size);
	return (p);
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char	*p = len < SIZE_MAX ? arena_bytes(a, len + 1) : NULL;

	if (p == NULL)
		return (NULL);
	if (len != 0)
		memcpy(p, s, len);
	p[len] = '\0';
	return (p);
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return (arena_strndup(a, s, strlen(s)));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list	 ap;
	char	*p;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = arena_alloc(a, (size_t)n + 1)) == NULL) {
		a->failed = 1;
		return (NULL);
	}
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (p);
}

int
arena_failed(const struct arena *a)
{
	return (a->failed);
}
