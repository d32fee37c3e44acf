#ifndef PARSE_RECEIVE_H
#define PARSE_RECEIVE_H

/* What the parent sends; a process that is sent anything else ends. */

#include <stddef.h>

#include "ipc/wire.h"

/* The first message: a configuration in descriptors. */
void		 receive_config(int fd, struct wire *);

/* Maps a descriptor of the message whole; the parent has sealed it. */
const void	*receive_map(struct wire *, size_t index, size_t *len);

#endif
