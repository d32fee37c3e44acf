#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>

/*
 * Writes it all at the current offset, whatever signals come in between.
 * 0, or -1 with errno and perhaps a part written.
 */
int	io_write(int fd, const void *, size_t);

#endif
