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
#include "ipc/result.h"
#include "ipc/sandbox.h"
#include "parse/parse.h"
#include "parse/receive.h"
#include "parse/work.h"

/*
 * Address space in bytes: what a document's stories may have, and room for
 * all else: libraries, topics, the document, its known stories, what json-c
 * makes of it, one story and its mail.
 */
#define WORKER_SPACE	((uint64_t)768 << 20)
#define WORKER_CPU	600			/* seconds of its whole life */

/* Both are mapped for the process's life. */
static struct work *
receive_work(int fd, struct wire *w, struct slice_parse **slice)
{
	struct work	*work;
	const void	*data, *image;
	size_t		 len, size;
	char		*cause;

	receive_config(fd, w);
	data = receive_map(w, 0, &len);
	image = receive_map(w, 1, &size);
	wire_close_fds(w);
	if ((*slice = slice_parse_get(data, len)) == NULL)
		fatal("the configuration is of another version");
	if ((work = work_new(*slice, image, size, &cause)) == NULL)
		fatal("topics: %s", cause);
	return (work);
}

static struct known *
read_known(struct wire *w, size_t *n)
{
	struct pack_reader	 r;
	struct known		*v;
	const void		*data;
	size_t			 len;

	data = receive_map(w, 1, &len);
	*n = len / KNOWN_PACKED;
	v = xcalloc(*n, sizeof(*v));
	pack_reader_init(&r, data, len);
	for (size_t i = 0; i < *n; i++)
		known_get(&r, &v[i]);
	memfd_unmap(data, len);
	return (v);
}

/* NULL where none were sent, which isn't the same as an empty list. */
static struct picture *
read_pictures(const void *data, size_t len, size_t *n)
{
	struct pack_reader	 r;
	struct result_image	 image;
	struct picture		*v;
	int			 more;

	*n = 0;
	if (data == NULL)
		return (NULL);
	v = xcalloc(len / RESULT_IMAGE_LEAST + 1, sizeof(*v));
	pack_reader_init(&r, data, len);
	while ((more = result_image_get(&r, &image)) == 1)
		v[(*n)++] = (struct picture){ image.url, image.data,
		    image.len };
	if (more == -1)
		fatal("images that are no list of them");
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
answer(int fd, enum wire_type type, uint64_t poll, struct message_done *done)
{
	struct buf	b;

	wire_begin(&b, type, poll);
	message_done_put(&b, done);
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
	struct message_done done = { .ok = 1 };
	struct message_parse	 m;
	struct work_document	 doc = { 0 };
	struct output		 out = { .fd = w->fds[2] };
	struct known		*known;
	const struct buf	*wanted;
	const void		*images = NULL, *told = NULL;
	size_t			 images_len = 0, next = 3;
	char			*cause = NULL;

	if (message_parse_get(w, &m) == -1 ||
	    m.feed >= slice->nfeeds || out.fd == -1)
		fatal("a message that is none of ours");
	doc.data = receive_map(w, 0, &doc.len);
	doc.known = known = read_known(w, &doc.nknown);
	doc.feed = m.feed;
	doc.url = m.url;
	doc.content_type = m.content_type;
	doc.content_location = m.content_location;
	doc.now = m.now;
	doc.flood_over = m.flood_over;
	doc.flood_before = m.flood_before;
	doc.guids = m.guids;
	if (slice->feeds[m.feed].updates != CONF_UPDATES_IGNORE)
		doc.told = told = receive_map(w, next++, &doc.told_len);
	if (w->fds[next] != -1)
		images = receive_map(w, next, &images_len);
	doc.pictures = read_pictures(images, images_len, &doc.npictures);
	if (work_run(work, &doc, write_result, &out, &cause) == -1) {
		done.ok = 0;
		done.cause = cause;
	} else if ((wanted = work_wanted(work))->len != 0) {
		if (write_result(wanted->data, wanted->len, &out) == -1)
			fatal("the result: %s", strerror(errno));
		done.wanted = wanted->len;
	}
	done.size = out.size;
	memfd_unmap(doc.data, doc.len);
	memfd_unmap(images, images_len);
	free(doc.pictures);
	if (told != NULL)
		memfd_unmap(told, doc.told_len);
	free(known);
	wire_close_fds(w);
	answer(fd, WIRE_PARSE_DONE, w->poll, &done);
	free(cause);
}

static void
run_notice(int fd, struct wire *w, struct work *work,
    const struct slice_parse *slice)
{
	static struct message_notice_feed feeds[MESSAGE_NOTICE_FEEDS];
	struct message_done	 done = { .ok = 1 };
	struct message_notice	 m;
	struct output		 out = { .fd = w->fds[1] };
	struct pack_reader	 r;
	const void		*facts;
	size_t			 len;
	char			*cause = NULL;

	facts = receive_map(w, 0, &len);
	pack_reader_init(&r, facts, len);
	if (message_notice_get(&r, &m, feeds) == -1 ||
	    m.feed >= slice->nfeeds || out.fd == -1)
		fatal("a message that is none of ours");
	if (work_notice(work, &m, write_result, &out, &cause) == -1) {
		done.ok = 0;
		done.cause = cause;
	}
	done.size = out.size;
	memfd_unmap(facts, len);
	wire_close_fds(w);
	answer(fd, WIRE_NOTICE_DONE, w->poll, &done);
	free(cause);
}

static void
run_message(int fd, struct wire *w, struct work *work,
    const struct slice_parse *slice)
{
	switch (w->type) {
	case WIRE_PARSE:
		run_document(fd, w, work, slice);
		break;
	case WIRE_NOTICE:
		run_notice(fd, w, work, slice);
		break;
	default:
		fatal("a message that is none of ours");
	}
}

int
parse_main(int fd)
{
	static struct wire	 w;
	struct slice_parse	*slice;
	struct work		*work;
	int			 n;

	digest_init();
	charset_init();
	work = receive_work(fd, &w, &slice);
	sandbox_enter(WORKER_SPACE + document_memory(slice) +
	    work_memory(work), WORKER_CPU);
	while ((n = wire_recv(fd, &w)) == 1)
		run_message(fd, &w, work, slice);
	if (n == -1)
		fatal("receiving: %s", strerror(errno));
	work_free(work);
	slice_parse_free(slice);
	return (0);
}
