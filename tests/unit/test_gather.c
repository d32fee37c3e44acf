/* parent/gather: a worker's list of images, and what is fetched of it. */

#include <sys/stat.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "ipc/result.h"
#include "parent/gather.h"
#include "tap.h"

#define NOW	((int64_t)1772366400)

/* Of n URLs of this length, behind "result"; cut: without the last byte. */
static struct gather *
make(int n, size_t len, int cut)
{
	static char	 url[10000];
	struct gather	*g;
	struct buf	 b;
	int		 fd = memfd_new("result");

	buf_init(&b, 10 << 20);
	memset(url, 'x', sizeof(url) - 1);
	url[len] = '\0';
	for (int i = 0; i < n; i++) {
		url[0] = (char)('0' + i / 100);
		url[1] = (char)('0' + i / 10 % 10);
		url[2] = (char)('0' + i % 10);
		pack_put_string(&b, url);
	}
	b.len -= (size_t)cut;
	io_write(fd, "result", 6);
	io_write(fd, b.data, b.len);
	g = gather_new(fd, 6 + b.len, b.len, NOW);
	buf_clear(&b);
	close(fd);
	return (g);
}

static void
test_list(void)
{
	struct gather	*g = make(2, 10, 0);
	int		 fd;

	ok(g != NULL, "a list of two");
	is(gather_next(g, NOW), "000xxxxxxx", "the first is asked for");
	is(gather_next(g, NOW + GATHER_SECONDS - 1), "001xxxxxxx",
	    "and the second");
	ok(gather_next(g, NOW) == NULL, "and no other");
	gather_free(g);
	g = make(256, MESSAGE_URL_MAX, 0);
	ok(g != NULL, "the longest list of the longest URLs");
	gather_free(g);
	ok(make(257, 10, 0) == NULL, "one more is none of ours");
	ok(make(2, MESSAGE_URL_MAX + 1, 0) == NULL, "nor is a longer URL");
	ok(make(2, 10, 1) == NULL, "nor one that is cut");
	fd = memfd_new("result");
	io_write(fd, "1234", 4);
	ok(gather_new(fd, 4, 5, NOW) == NULL, "nor more than there is");
	close(fd);
}

static void
test_time(void)
{
	struct gather	*g = make(2, 10, 0);

	ok(gather_next(g, NOW + GATHER_SECONDS) == NULL,
	    "after that time nothing is asked for");
	ok(gather_next(g, NOW - 1) == NULL,
	    "nor by a clock that was set back");
	gather_free(g);
}

static void
add(struct gather *g, off_t size)
{
	int	fd = memfd_new("body");

	gather_next(g, NOW);
	if (ftruncate(fd, size) == -1)
		printf("# ftruncate\n");
	gather_add(g, fd, (uint64_t)size);
	close(fd);
}

/* How many images there are, and the bytes of the last. */
static size_t
count(struct gather *g, size_t *last)
{
	int			 fd = gather_memfd(g), more;
	struct result_image	 i = { .len = 0 };
	struct pack_reader	 r;
	struct stat		 st;
	const void		*data;
	size_t			 n = 0;

	if (fd == -1 || fstat(fd, &st) == -1)
		return (99);
	data = memfd_map(fd, (size_t)st.st_size);
	pack_reader_init(&r, data, (size_t)st.st_size);
	for (; (more = result_image_get(&r, &i)) == 1; n++)
		*last = i.len;
	memfd_unmap(data, (size_t)st.st_size);
	close(fd);
	return (more == 0 ? n : 99);
}

static void
test_images(void)
{
	struct gather	*g = make(30, 10, 0);
	size_t		 last = 0;

	add(g, 0);
	for (int i = 0; i < 20; i++)
		add(g, 2 << 20);
	add(g, 100);
	is_num((intmax_t)count(g, &last), 16,
	    "no empty one, and as many as have room");
	is_num((intmax_t)last, 100, "a small one still has");
	gather_free(g);
}

int
main(void)
{
	digest_init();
	test_list();
	test_time();
	test_images();
	return (tap_done());
}
