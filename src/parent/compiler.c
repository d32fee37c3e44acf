#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/xmalloc.h"
#include "conf/slice_topics.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "parent/child.h"
#include "parent/compiler.h"
#include "parent/daemon.h"

#define SLICE_MAX	((size_t)1 << 30)	/* bytes */
#define IMAGE_MAX	((uint64_t)16 << 30)

struct image {
	int		fd;		/* -1: none */
	struct digest	topics;		/* of the slice it is made of */
};

struct compiler {
	struct daemon	*daemon;
	void		(*done)(struct daemon *, const char *);
	struct child	*child;		/* of the last compilation */
	int		 slice;		/* what it is given */
	struct image	 next;		/* what it makes, or has made */
	struct image	 image;		/* in force */
};

static int
dup_fd(int fd)
{
	return (fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

static void
close_any(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

/* An empty memfd each time: what was lost may have written to its own. */
static int
compile_configure(struct child *child, int *fds)
{
	struct compiler	*c = child_daemon(child)->compiler;

	close_any(&c->next.fd);
	if (c->slice == -1 || (c->next.fd = memfd_new("topics")) == -1 ||
	    (fds[0] = dup_fd(c->slice)) == -1)
		return (-1);
	if ((fds[1] = dup_fd(c->next.fd)) == -1) {
		close(fds[0]);
		return (-1);
	}
	return (2);
}

static void
compile_ready(struct child *child)
{
	(void)child;
}

static void
compile_message(struct child *child, struct wire *w)
{
	struct daemon		*d = child_daemon(child);
	struct compiler		*c = d->compiler;
	struct message_done	 m;

	if (!child_is_up(child))
		return;
	if (w->type != WIRE_COMPILED || message_done_get(w, &m) == -1 ||
	    m.wanted != 0)
		child_kill(child, "it sent a message that nobody asked for");
	else if (!m.ok)
		child_kill(child, m.cause);
	else if (memfd_seal(c->next.fd, m.size, IMAGE_MAX) == -1)
		child_kill(child, "it made topics that aren't what it said");
	else {
		child_finish(child);
		close_any(&c->slice);
		c->done(d, NULL);
	}
}

static void
compile_lost(struct child *child, const char *why)
{
	struct daemon	*d = child_daemon(child);

	d->compiler->done(d, why);
}

static const struct child_class	compile_class = {
	.role = "compile", .configure = compile_configure,
	.ready = compile_ready, .message = compile_message,
	.lost = compile_lost
};

struct compiler *
compiler_new(struct daemon *d, void (*done)(struct daemon *, const char *))
{
	struct compiler	*c = xcalloc(1, sizeof(*c));

	c->daemon = d;
	c->done = done;
	c->slice = c->next.fd = c->image.fd = -1;
	return (c);
}

void
compiler_free(struct compiler *c)
{
	if (c == NULL)
		return;
	compiler_cancel(c);
	child_free(c->child);
	close_any(&c->image.fd);
	free(c);
}

void
compiler_start(struct compiler *c, const struct conf *conf)
{
	struct buf	b;

	compiler_cancel(c);
	child_free(c->child);
	c->child = NULL;
	buf_init(&b, SLICE_MAX);
	slice_topics_put(&b, conf);
	digest_bytes(b.data, b.len, &c->next.topics);
	if (c->image.fd != -1 && !b.failed &&
	    digest_equal(&c->next.topics, &c->image.topics)) {
		buf_clear(&b);
		c->done(c->daemon, NULL);
		return;
	}
	c->slice = memfd_of_buf("topics", &b);
	c->child = child_new(c->daemon, &compile_class);
	child_start(c->child);
}

void
compiler_cancel(struct compiler *c)
{
	if (c->child != NULL)
		child_finish(c->child);
	close_any(&c->slice);
	close_any(&c->next.fd);
}

void
compiler_take(struct compiler *c)
{
	if (c->next.fd == -1)
		return;
	close_any(&c->image.fd);
	c->image = c->next;
	c->next.fd = -1;
}

int
compiler_has_image(const struct compiler *c)
{
	return (c->image.fd != -1);
}

int
compiler_image(const struct compiler *c)
{
	return (dup_fd(c->image.fd));
}
