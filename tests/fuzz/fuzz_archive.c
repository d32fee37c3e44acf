#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/arena.h"
#include "base/pack.h"
#include "feed/archive.h"

#define SIZE_MAX_TRIED	(1024 * 1024)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What was read can be written, and is then read as the same. */
static void
run(struct arena *a, const void *data, size_t len)
{
	struct archive_writer	*w;
	struct archive_story	 s, again;
	const struct buf	*b;

	if (archive_read(a, data, len, &s) == -1)
		return;
	w = archive_writer_new();
	b = archive_write(w, &s);
	assert(b != NULL && archive_read(a, b->data, b->len, &again) == 0);
	assert(again.published == s.published);
	assert(again.cut || again.ntexts == s.ntexts);
	for (size_t i = 0; i < again.ntexts; i++) {
		assert(strlen(s.texts[i].text) == s.texts[i].len);
		assert(again.texts[i].field == s.texts[i].field);
		assert(again.cut || strcmp(again.texts[i].text,
		    s.texts[i].text) == 0);
	}
	archive_writer_free(w);
}

/* The input packed as a record's stream, so that what is in it is tried. */
static void
run_packed(struct arena *a, const uint8_t *data, size_t size)
{
	uLongf		 len = compressBound(size);
	unsigned char	*p = malloc(len);
	struct buf	 b;

	buf_init(&b, 2 * SIZE_MAX_TRIED);
	if (p != NULL && compress2(p, &len, data, size, 1) == Z_OK) {
		pack_put_u8(&b, 1);
		pack_put_u32(&b, (uint32_t)size);
		pack_put_raw(&b, p, len);
		run(a, b.data, b.len);
	}
	buf_clear(&b);
	free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*a;

	if (size == 0 || size > SIZE_MAX_TRIED)
		return (0);
	a = arena_new((size_t)16 << 20);
	if (data[0] == 0)
		run(a, data + 1, size - 1);
	else
		run_packed(a, data + 1, size - 1);
	arena_free(a);
	return (0);
}
