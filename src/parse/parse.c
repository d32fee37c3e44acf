#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "feed/charset.h"
#include "feed/message.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/sandbox.h"
#include "parse/parse.h"
#include "parse/work.h"

/*
 * Address space in bytes: what a document's stories may have, and room for
 * all else: libraries, topics, the document, its known stories, what json-c
 * makes of it, one story and its mail.
 */
#define ALWAYS_MANY	100		/* topics, worth a warning */
#define WORKER_SPACE	((uint64_t)768 << 20)
#define WORKER_CPU	600			/* seconds of its whole life */

/* Maps a descriptor of the message whole; the parent has sealed it. */
static const void *
map_fd(struct wire *w, size_t index, size_t *len)
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

static struct slice_parse *
receive_slice(int fd, struct wire *w)
{
	struct slice_parse	*slice;
	const void		*data;
	size_t			 len;

	if (wire_recv(fd, w) != 1 || w->type != WIRE_CONFIG)
		fatal("no configuration came");
	/* Mapped for the process's life: the slice's strings are in it. */
	data = map_fd(w, 0, &len);
	wire_close_fds(w);
	if ((slice = slice_parse_get(data, len)) == NULL)
		fatal("the configuration is of another version");
	return (slice);
}

static struct known *
read_known(struct wire *w, size_t *n)
{
	struct pack_reader	 r;
	struct known		*v;
	const void		*data;
	size_t			 len;

	data = map_fd(w, 1, &len);
	*n = len / KNOWN_PACKED;
	v = xcalloc(*n, sizeof(*v));
	pack_reader_init(&r, data, len);
	for (size_t i = 0; i < *n; i++)
		known_get(&r, &v[i]);
	memfd_unmap(data, len);
	return (v);
}

struct output {
	int		fd;
	uint64_t	size;
};

static int
write_result(const void *data, size_t len, void *arg)
{
	struct output	*out = arg;

	out->size += len;
	return (io_write(out->fd, data, len));
}

static void
answer(int fd, uint64_t poll, struct message_parse_done *done)
{
	struct buf	b;

	wire_begin(&b, WIRE_PARSE_DONE, poll);
	message_parse_done_put(&b, done);
	if (wire_send(fd, &b, NULL, 0) == -1)
		fatal("sending: %s", strerror(errno));
	buf_clear(&b);
}

/* The most that any feed's documents may have. */
static uint64_t
document_memory(const struct slice_parse *slice)
{
	uint64_t	memory, most = 0;

	for (size_t i = 0; i < slice->nfeeds; i++) {
		memory = slice->feeds[i].limits.max[CONF_LIMIT_MEMORY];
		if (memory > most)
			most = memory;
	}
	return (most);
}

static void
run_document(int fd, struct wire *w, struct work *work,
    const struct slice_parse *slice)
{
	struct message_parse_done done = { .ok = 1 };
	struct message_parse	 m;
	struct work_document	 doc = { 0 };
	struct output		 out = { .fd = w->fds[2] };
	struct known		*known;
	char			*cause = NULL;

	if (w->type != WIRE_PARSE || message_parse_get(w, &m) == -1 ||
	    m.feed >= slice->nfeeds || out.fd == -1)
		fatal("a message that is none of ours");
	doc.data = map_fd(w, 0, &doc.len);
	doc.known = known = read_known(w, &doc.nknown);
	doc.feed = m.feed;
	doc.url = m.url;
	doc.content_type = m.content_type;
	doc.content_location = m.content_location;
	doc.now = m.now;
	if (work_run(work, &doc, write_result, &out, &cause) == -1) {
		done.ok = 0;
		done.cause = cause;
	}
	done.size = out.size;
	memfd_unmap(doc.data, doc.len);
	free(known);
	wire_close_fds(w);
	answer(fd, w->poll, &done);
	free(cause);
}

int
parse_main(int fd)
{
	static struct wire	 w;
	struct slice_parse	*slice;
	struct work		*work;
	char			*cause;
	int			 n;

	digest_init();
	charset_init();
	message_init();
	slice = receive_slice(fd, &w);
	if ((work = work_new(slice, &cause)) == NULL)
		fatal("topics: %s", cause);
	if (work_always(work) > ALWAYS_MANY)
		log_warn("topics: %zu are looked at for every story, since no "
		    "word must be there; a keyword beside regular "
		    "expressions makes them faster", work_always(work));
	sandbox_enter(WORKER_SPACE + document_memory(slice) +
	    work_memory(work), WORKER_CPU);
	while ((n = wire_recv(fd, &w)) == 1)
		run_document(fd, &w, work, slice);
	if (n == -1)
		fatal("receiving: %s", strerror(errno));
	work_free(work);
	slice_parse_free(slice);
	return (0);
}
