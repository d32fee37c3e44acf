#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/pack.h"
#include "base/utf8.h"
#include "base/xmalloc.h"
#include "feed/archive.h"

/*
 * A record is a version, the length of what is packed, and that as a zlib
 * stream (RFC 1950): guid, url, date, whether texts were cut, their number,
 * and field and text of each.
 */
#define VERSION		1
#define HEAD		5		/* bytes before the stream */
#define GUID_MAX	1024
#define URL_MAX		8192
#define TEXTS_MAX	4096
#define TEXT_PACKED	6		/* bytes beside the text itself */
#define PACKED_MAX	(ARCHIVE_TEXT_MAX + TEXTS_MAX * TEXT_PACKED + \
			    GUID_MAX + URL_MAX + 64)
/* Of a long story a sixth faster than 6, for a hundredth more bytes. */
#define LEVEL		4

struct archive_writer {
	z_stream	 z;
	struct buf	 packed, record;
};

static void *
writer_alloc(void *opaque, unsigned int n, unsigned int size)
{
	(void)opaque;
	return (xcalloc(n, size));
}

static void
writer_release(void *opaque, void *p)
{
	(void)opaque;
	free(p);
}

struct archive_writer *
archive_writer_new(void)
{
	struct archive_writer	*w = xcalloc(1, sizeof(*w));
	int			 rc;

	w->z.zalloc = writer_alloc;
	w->z.zfree = writer_release;
	rc = deflateInit(&w->z, LEVEL);
	assert(rc == Z_OK);
	assert(deflateBound(&w->z, PACKED_MAX) + HEAD <= ARCHIVE_MAX);
	buf_init(&w->packed, PACKED_MAX);
	buf_init(&w->record, ARCHIVE_MAX);
	return (w);
}

void
archive_writer_free(struct archive_writer *w)
{
	if (w == NULL)
		return;
	deflateEnd(&w->z);
	buf_clear(&w->packed);
	buf_clear(&w->record);
	free(w);
}

/* What of a text fits into *room, whole characters. */
static size_t
take_room(const struct topic_text *t, size_t *room)
{
	size_t	len = t->len;

	if (len > *room)
		for (len = *room; len > 0 &&
		    ((unsigned char)t->text[len] & 0xc0) == 0x80; len--)
			;
	*room -= len;
	return (len);
}

/* The body has what the others leave; there is one at most. */
static size_t
body_room(const struct archive_story *s, size_t n)
{
	size_t	room = ARCHIVE_TEXT_MAX;

	for (size_t i = 0; i < n; i++)
		if (s->texts[i].field != TOPIC_BODY)
			take_room(&s->texts[i], &room);
	return (room);
}

static const char *
at_most(const char *s, size_t max)
{
	return (s != NULL && strlen(s) <= max ? s : NULL);
}

static void
put_story(struct buf *b, const struct archive_story *s)
{
	size_t	n = s->ntexts < TEXTS_MAX ? s->ntexts : TEXTS_MAX, len, at;
	size_t	body = body_room(s, n), room = ARCHIVE_TEXT_MAX;
	int	cut = n < s->ntexts;

	pack_put_string(b, at_most(s->guid, GUID_MAX));
	pack_put_string(b, at_most(s->url, URL_MAX));
	pack_put_i64(b, s->published);
	at = b->len;
	pack_put_u8(b, 0);
	pack_put_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		len = take_room(&s->texts[i], s->texts[i].field == TOPIC_BODY ?
		    &body : &room);
		cut |= len < s->texts[i].len;
		pack_put_u8(b, (uint8_t)s->texts[i].field);
		pack_put_u32(b, (uint32_t)len + 1);
		pack_put_raw(b, s->texts[i].text, len);
		pack_put_u8(b, 0);
	}
	if (!b->failed)
		b->data[at] = (char)cut;
}

const struct buf *
archive_write(struct archive_writer *w, const struct archive_story *s)
{
	struct buf	*b = &w->record;
	size_t		 bound;
	int		 rc;

	buf_reset(&w->packed);
	put_story(&w->packed, s);
	bound = deflateBound(&w->z, w->packed.len);
	buf_reset(b);
	pack_put_u8(b, VERSION);
	pack_put_u32(b, (uint32_t)w->packed.len);
	if (w->packed.failed || buf_reserve(b, bound) == -1)
		return (NULL);
	deflateReset(&w->z);
	w->z.next_in = (const unsigned char *)w->packed.data;
	w->z.avail_in = (unsigned int)w->packed.len;
	w->z.next_out = (unsigned char *)b->data + b->len;
	w->z.avail_out = (unsigned int)bound;
	rc = deflate(&w->z, Z_FINISH);
	assert(rc == Z_STREAM_END);
	b->len += bound - w->z.avail_out;
	b->data[b->len] = '\0';
	return (b);
}

static void *
reader_alloc(void *opaque, unsigned int n, unsigned int size)
{
	return (arena_array(opaque, n, size));
}

static void
reader_release(void *opaque, void *p)
{
	(void)opaque;
	(void)p;
}

/* The whole stream, which must give just so many bytes. */
static int
inflate_all(struct arena *a, const void *data, size_t len, void *out,
    size_t size)
{
	z_stream	z = { .zalloc = reader_alloc, .zfree = reader_release,
			    .opaque = a };
	int		rc;

	z.next_in = data;
	z.avail_in = (unsigned int)len;
	z.next_out = out;
	z.avail_out = (unsigned int)size;
	if (inflateInit(&z) != Z_OK)
		return (-1);
	rc = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	return (rc == Z_STREAM_END && z.avail_in == 0 && z.avail_out == 0 ?
	    0 : -1);
}

/* A string that is there, and is UTF-8. */
static const char *
get_text(struct pack_reader *r, size_t *len)
{
	const char	*s = pack_get_string(r);

	*len = s != NULL ? strlen(s) : 0;
	if (s == NULL || utf8_valid(s, *len) != *len)
		r->failed = 1;
	return (s);
}

static const char *
get_optional(struct pack_reader *r)
{
	const char	*s = pack_get_string(r);

	if (s != NULL && utf8_valid(s, strlen(s)) != strlen(s))
		r->failed = 1;
	return (s);
}

static int
get_story(struct pack_reader *r, struct arena *a, struct archive_story *s)
{
	struct topic_text	*t;
	uint8_t			 field;

	s->guid = get_optional(r);
	s->url = get_optional(r);
	s->published = pack_get_i64(r);
	s->cut = pack_get_u8(r) != 0;
	s->ntexts = pack_get_count(r, TEXT_PACKED);
	if ((s->texts = t = arena_array(a, s->ntexts, sizeof(*t))) == NULL)
		return (-1);
	for (size_t i = 0; i < s->ntexts; i++) {
		if ((field = pack_get_u8(r)) >= TOPIC_FIELDS)
			return (-1);
		t[i].field = (enum topic_field)field;
		t[i].text = get_text(r, &t[i].len);
	}
	return (pack_get_end(r));
}

int
archive_read(struct arena *a, const void *data, size_t len,
    struct archive_story *s)
{
	struct pack_reader	 r;
	void			*packed;
	size_t			 size;
	uint8_t			 version;

	pack_reader_init(&r, data, len);
	version = pack_get_u8(&r);
	size = pack_get_u32(&r);
	if (r.failed || version != VERSION || size > PACKED_MAX ||
	    r.left > ARCHIVE_MAX || (packed = arena_bytes(a, size)) == NULL ||
	    inflate_all(a, r.p, r.left, packed, size) == -1)
		return (-1);
	pack_reader_init(&r, packed, size);
	return (get_story(&r, a, s));
}

const char *
archive_title(const struct archive_story *s)
{
	for (size_t i = 0; i < s->ntexts; i++)
		if (s->texts[i].field == TOPIC_TITLE)
			return (s->texts[i].text);
	return (NULL);
}
