#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/slice_topics.h"
#include "feed/topic.h"
#include "ipc/message.h"
#include "ipc/sandbox.h"
#include "parse/compile.h"
#include "parse/receive.h"

#define ALWAYS_MANY	100		/* topics, worth a warning */
#define COMPILE_CPU	3600		/* seconds */

void *
compile_topics(const struct slice_topics *s, size_t *size, char **cause)
{
	struct topic_rule	*rules = xcalloc(s->n, sizeof(*rules));
	void			*image;

	for (size_t i = 0; i < s->n; i++)
		rules[i] = (struct topic_rule){ .name = s->v[i].name,
		    .match = s->v[i].match, .any = s->v[i].any,
		    .all = s->v[i].all, .none = s->v[i].none };
	image = topic_compile(rules, s->n, size, cause);
	free(rules);
	return (image);
}

/* What a worker will do with it. */
static int
try_image(const void *image, size_t size, char **cause)
{
	struct topic_set	*set = topic_set_open(image, size, cause);
	size_t			 always;

	if (set == NULL)
		return (-1);
	if ((always = topic_set_always(set)) > ALWAYS_MANY)
		log_warn("topics: %zu are looked at for every story, since no "
		    "word must be there; a keyword beside regular "
		    "expressions makes them faster", always);
	topic_set_free(set);
	return (0);
}

static void
answer(int fd, struct message_done *m)
{
	struct buf	b;

	wire_begin(&b, WIRE_COMPILED, 0);
	message_done_put(&b, m);
	if (wire_send(fd, &b, NULL, 0) == -1)
		fatal("sending: %s", strerror(errno));
	buf_clear(&b);
}

int
compile_main(int fd)
{
	static struct wire	 w;
	struct message_done	 m = { .ok = 1 };
	struct slice_topics	*slice;
	const void		*data;
	void			*image;
	char			*cause = NULL;
	size_t			 len, size = 0;

	receive_config(fd, &w);
	data = receive_map(&w, 0, &len);
	if (w.fds[1] == -1 || (slice = slice_topics_get(data, len)) == NULL)
		fatal("the topics are of another version");
	sandbox_enter(0, COMPILE_CPU);
	if ((image = compile_topics(slice, &size, &cause)) == NULL ||
	    try_image(image, size, &cause) == -1) {
		m.ok = 0;
		m.cause = cause;
	} else if (io_write(w.fds[1], image, size) == -1)
		fatal("memory for the topics: %s", strerror(errno));
	m.size = size;
	answer(fd, &m);
	free(cause);
	free(image);
	slice_topics_free(slice);
	wire_close_fds(&w);
	return (0);
}
