#include "base/keys.h"

void
keys_put(struct buf *b, const struct keys *k)
{
	pack_put_raw(b, k->guid.b, sizeof(k->guid.b));
	pack_put_raw(b, k->link.b, sizeof(k->link.b));
	pack_put_raw(b, k->stamp.b, sizeof(k->stamp.b));
	pack_put_raw(b, k->text.b, sizeof(k->text.b));
	pack_put_i64(b, k->date);
}

void
keys_get(struct pack_reader *r, struct keys *k)
{
	pack_get_raw(r, k->guid.b, sizeof(k->guid.b));
	pack_get_raw(r, k->link.b, sizeof(k->link.b));
	pack_get_raw(r, k->stamp.b, sizeof(k->stamp.b));
	pack_get_raw(r, k->text.b, sizeof(k->text.b));
	k->date = pack_get_i64(r);
}

void
known_put(struct buf *b, const struct known *k)
{
	pack_put_u64(b, k->id);
	pack_put_u8(b, k->flags);
	keys_put(b, &k->keys);
}

void
known_get(struct pack_reader *r, struct known *k)
{
	k->id = pack_get_u64(r);
	k->flags = pack_get_u8(r);
	keys_get(r, &k->keys);
}
