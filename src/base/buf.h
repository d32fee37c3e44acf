#ifndef BASE_BUF_H
#define BASE_BUF_H

/*
 * Bytes that grow up to a known maximum.  Past it, or out of memory, the buf
 * fails and stays failed: puts become no-ops and the writer checks once at
 * the end.  data is NUL-terminated behind len whenever it isn't NULL.
 */

#include <stddef.h>

struct buf {
	char	*data;
	size_t	 len;
	size_t	 size;		/* allocated */
	size_t	 max;
	int	 failed;
};

void	 buf_init(struct buf *, size_t max);
void	 buf_clear(struct buf *);		/* frees; ready for reuse */
void	 buf_reset(struct buf *);		/* keeps the memory */
/*
 * Room for n more bytes, and no more than that in an empty buf.  -1 when it
 * fails.
 */
int	 buf_reserve(struct buf *, size_t n);
void	 buf_put(struct buf *, const void *, size_t);
void	 buf_putc(struct buf *, char);
void	 buf_puts(struct buf *, const char *);
void	 buf_printf(struct buf *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Never NULL; "" when nothing was put. */
const char *buf_string(const struct buf *);
/* The data, now the caller's to free(3); NULL when it failed. */
char	*buf_steal(struct buf *);

#endif
