#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/*
 * Memory for one document from the net: a hard cap, one reset for all of it,
 * and a failure that sticks, so that a chain of allocations is checked once
 * at its end.  Everything handed out is aligned for any type and lives until
 * the next reset or free.
 */

#include <stddef.h>

struct arena;

struct arena	*arena_new(size_t cap);		/* cap in bytes, over all */
void		 arena_free(struct arena *);	/* NULL is fine */
void		 arena_reset(struct arena *);	/* forgets the failure, too */

/* Zeroed; NULL once the cap was met or memory was out, until a reset. */
void		*arena_alloc(struct arena *, size_t);
/* The same, not zeroed: for what is written whole at once. */
void		*arena_bytes(struct arena *, size_t);
/* Gives back what of the newest piece, and only of that, is not used. */
void		 arena_shrink(struct arena *, void *piece, size_t used);
/*
 * What was handed out since the mark is given back; a failure stays.  A mark
 * is void once an older one was released, or all was reset.
 */
struct arena_mark {
	void	*chunk;
	size_t	 used;
};
struct arena_mark arena_mark(const struct arena *);
void		 arena_release(struct arena *, struct arena_mark);
/* count * size, checked for overflow */
void		*arena_array(struct arena *, size_t count, size_t size);
/*
 * Room for new_size bytes with old's first old_size bytes in it, the others
 * not zeroed; extends in place where old was the newest piece.  old may be
 * NULL.
 */
void		*arena_grow(struct arena *, void *old, size_t old_size,
		    size_t new_size);
char		*arena_strndup(struct arena *, const char *, size_t len);
char		*arena_strdup(struct arena *, const char *);
char		*arena_printf(struct arena *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));

int		 arena_failed(const struct arena *);

#endif
