#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/result.h"
#include "parent/gather.h"

#define RESULT_MAX	((uint64_t)1 << 30)
#define URLS_MAX	256
#define BYTES_MAX	((size_t)32 << 20)	/* of all images */

struct gather {
	char		*urls[URLS_MAX];
	size_t		 n;
	size_t		 at;		/* the next to be asked for */
	int64_t		 end;		/* Unix seconds */
	struct buf	 images;	/* by result_image_put */
};

static int
read_urls(struct gather *g, const void *data, size_t len)
{
	struct pack_reader	 r;
	const char		*url;

	pack_reader_init(&r, data, len);
	while (r.left != 0) {
		if ((url = pack_get_string(&r)) == NULL ||
		    strlen(url) > MESSAGE_URL_MAX || g->n == URLS_MAX)
			return (-1);
		g->urls[g->n++] = xstrdup(url);
	}
	return (0);
}

struct gather *
gather_new(int result, uint64_t size, uint64_t wanted, int64_t now)
{
	struct gather	*g;
	const char	*data;
	int		 rv;

	if (memfd_seal(result, size, RESULT_MAX) == -1 || wanted > size ||
	    (data = memfd_map(result, size)) == NULL)
		return (NULL);
	g = xcalloc(1, sizeof(*g));
	g->end = now + GATHER_SECONDS;
	buf_init(&g->images, BYTES_MAX);
	rv = read_urls(g, data + (size - wanted), wanted);
	memfd_unmap(data, size);
	if (rv == 0)
		return (g);
	gather_free(g);
	return (NULL);
}

void
gather_free(struct gather *g)
{
	if (g == NULL)
		return;
	for (size_t i = 0; i < g->n; i++)
		free(g->urls[i]);
	buf_clear(&g->images);
	free(g);
}

/* A clock that was set back must not keep a document for days. */
const char *
gather_next(struct gather *g, int64_t now)
{
	if (g->at == g->n || now >= g->end ||
	    now < g->end - GATHER_SECONDS)
		return (NULL);
	return (g->urls[g->at++]);
}

void
gather_add(struct gather *g, int body, uint64_t size)
{
	struct result_image	 image = { .len = size };
	const char		*url = g->urls[g->at - 1];
	const void		*data;

	if (size == 0 || size + RESULT_IMAGE_LEAST > BYTES_MAX -
	    g->images.len || (data = memfd_map(body, size)) == NULL)
		return;
	image.data = data;
	digest_bytes(url, strlen(url), &image.url);
	result_image_put(&g->images, &image);
	memfd_unmap(data, size);
}

int
gather_memfd(struct gather *g)
{
	return (memfd_of_buf("images", &g->images));
}
