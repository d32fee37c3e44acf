#include <sys/stat.h>

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "ipc/memfd.h"
#include "parse/receive.h"

void
receive_config(int fd, struct wire *w)
{
	if (wire_recv(fd, w) != 1 || w->type != WIRE_CONFIG)
		fatal("no configuration came");
}

const void *
receive_map(struct wire *w, size_t index, size_t *len)
{
	struct stat	 st;
	const void	*p;

	if (w->fds[index] == -1 || fstat(w->fds[index], &st) == -1)
		fatal("a message without its descriptor %zu", index);
	*len = (size_t)st.st_size;
	if ((p = memfd_map(w->fds[index], *len)) == NULL)
		fatal("mmap: %s", strerror(errno));
	return (p);
}
