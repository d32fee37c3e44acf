#include <string.h>

#include "base/pack.h"

#define STRING_NULL	UINT32_MAX	/* the length of an absent string */

static void
put_le(struct buf *b, uint64_t v, size_t n)
{
	unsigned char	raw[8];

	for (size_t i = 0; i < n; i++)
		raw[i] = (unsigned char)(v >> (8 * i));
	buf_put(b, raw, n);
}

void
pack_put_u8(struct buf *b, uint8_t v)
{
	put_le(b, v, 1);
}

void
pack_put_u16(struct buf *b, uint16_t v)
{
	put_le(b, v, 2);
}

void
pack_put_u32(struct buf *b, uint32_t v)
{
	put_le(b, v, 4);
}

void
pack_put_u64(struct buf *b, uint64_t v)
{
	put_le(b, v, 8);
}

void
pack_put_i64(struct buf *b, int64_t v)
{
	put_le(b, (uint64_t)v, 8);
}

void
pack_put_raw(struct buf *b, const void *data, size_t len)
{
	buf_put(b, data, len);
}

void
pack_put_bytes(struct buf *b, const void *data, size_t len)
{
	if (len >= STRING_NULL) {
		b->failed = 1;
		return;
	}
	pack_put_u32(b, (uint32_t)len);
	buf_put(b, data, len);
}

void
pack_put_string(struct buf *b, const char *s)
{
	if (s == NULL)
		pack_put_u32(b, STRING_NULL);
	else
		pack_put_bytes(b, s, strlen(s) + 1);
}

void
pack_reader_init(struct pack_reader *r, const void *data, size_t len)
{
	r->p = data;
	r->left = len;
	r->failed = 0;
}

/* The next len bytes, or NULL and a failed reader. */
static const unsigned char *
take(struct pack_reader *r, size_t len)
{
	const unsigned char	*p = r->p;

	if (r->failed || len > r->left) {
		r->failed = 1;
		return (NULL);
	}
	r->p += len;
	r->left -= len;
	return (p);
}

static uint64_t
get_le(struct pack_reader *r, size_t n)
{
	const unsigned char	*p = take(r, n);
	uint64_t		 v = 0;

	for (size_t i = 0; p != NULL && i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return (v);
}

uint8_t
pack_get_u8(struct pack_reader *r)
{
	return ((uint8_t)get_le(r, 1));
}

uint16_t
pack_get_u16(struct pack_reader *r)
{
	return ((uint16_t)get_le(r, 2));
}

uint32_t
pack_get_u32(struct pack_reader *r)
{
	return ((uint32_t)get_le(r, 4));
}

uint64_t
pack_get_u64(struct pack_reader *r)
{
	return (get_le(r, 8));
}

int64_t
pack_get_i64(struct pack_reader *r)
{
	return ((int64_t)get_le(r, 8));
}

void
pack_get_raw(struct pack_reader *r, void *data, size_t len)
{
	const unsigned char	*p = take(r, len);

	if (p != NULL)
		memcpy(data, p, len);
	else
		memset(data, 0, len);
}

const void *
pack_get_bytes(struct pack_reader *r, size_t *len)
{
	const unsigned char	*p;

	*len = pack_get_u32(r);
	if ((p = take(r, *len)) == NULL)
		*len = 0;
	return (p);
}

const char *
pack_get_string(struct pack_reader *r)
{
	const unsigned char	*p;
	size_t			 len = pack_get_u32(r);

	if (len == STRING_NULL || (p = take(r, len)) == NULL)
		return (NULL);
	if (len == 0 || memchr(p, '\0', len) != p + len - 1) {
		r->failed = 1;
		return (NULL);
	}
	return ((const char *)p);
}

uint32_t
pack_get_count(struct pack_reader *r, size_t min)
{
	uint32_t	n = pack_get_u32(r);

	if (n > r->left / (min != 0 ? min : 1)) {
		r->failed = 1;
		return (0);
	}
	return (n);
}

int
pack_get_end(const struct pack_reader *r)
{
	return (r->failed || r->left != 0 ? -1 : 0);
}
