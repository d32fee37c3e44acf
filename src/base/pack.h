#ifndef BASE_PACK_H
#define BASE_PACK_H

/*
 * Fields on the wire: little-endian integers, byte strings with a 32-bit
 * length, and text that carries its NUL so that a reader may point into the
 * message.  A reader never reads past its end: the first field that doesn't
 * fit fails it for good, later gets return zero values.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct pack_reader {
	const unsigned char	*p;
	size_t			 left;
	int			 failed;
};

void		 pack_put_u8(struct buf *, uint8_t);
void		 pack_put_u16(struct buf *, uint16_t);
void		 pack_put_u32(struct buf *, uint32_t);
void		 pack_put_u64(struct buf *, uint64_t);
void		 pack_put_i64(struct buf *, int64_t);
void		 pack_put_raw(struct buf *, const void *, size_t);
void		 pack_put_bytes(struct buf *, const void *, size_t);
void		 pack_put_string(struct buf *, const char *);	/* NULL is kept */

void		 pack_reader_init(struct pack_reader *, const void *, size_t);
uint8_t		 pack_get_u8(struct pack_reader *);
uint16_t	 pack_get_u16(struct pack_reader *);
uint32_t	 pack_get_u32(struct pack_reader *);
uint64_t	 pack_get_u64(struct pack_reader *);
int64_t		 pack_get_i64(struct pack_reader *);
void		 pack_get_raw(struct pack_reader *, void *, size_t);
/* Points into the message; the length goes to *len. */
const void	*pack_get_bytes(struct pack_reader *, size_t *len);
/* Points into the message, no NUL inside; NULL where NULL was put. */
const char	*pack_get_string(struct pack_reader *);
/*
 * A count of records that take at least min bytes each: fails when the rest
 * of the message can't hold that many, so that it is safe to allocate.
 */
uint32_t	 pack_get_count(struct pack_reader *, size_t min);
/* 0 when everything was read and nothing failed, else -1. */
int		 pack_get_end(const struct pack_reader *);

#endif
