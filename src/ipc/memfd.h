#ifndef IPC_MEMFD_H
#define IPC_MEMFD_H

/* Bodies and results: memory with a descriptor, sealed before it is read. */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* An empty one that can be sealed, close-on-exec; -1 with errno. */
int	 memfd_new(const char *name);

/* One with these bytes, sealed against any change; -1 with errno. */
int	 memfd_of(const char *name, const void *, size_t);

/* The same of a buf, which is cleared; ENOMEM for one that failed. */
int	 memfd_of_buf(const char *name, struct buf *);

/*
 * Takes a memfd somebody else has written: seals it against every change,
 * then checks that it is a memfd, sealed, and of size bytes, at most max.
 * 0, or -1 with errno (EBADMSG where the writer lied).
 */
int	 memfd_seal(int fd, uint64_t size, uint64_t max);

/* Maps a sealed one for reading; NULL with errno.  size 0 maps to "". */
const void *memfd_map(int fd, size_t size);
void	 memfd_unmap(const void *, size_t size);

#endif
