#include <string.h>

#include "base/keys.h"

int
guid_is_weak(const struct guid_quality *q)
{
	return (q->state != GUID_UNTESTED && q->state != GUID_STABLE);
}

const char *
guid_state_name(uint8_t state)
{
	static const char *const	names[GUID_STATES] = {
		"untested", "stable", "repeated", "changing", "reused"
	};

	return (state < GUID_STATES ? names[state] : NULL);
}

void
guid_quality_put(struct buf *b, const struct guid_quality *q)
{
	pack_put_u8(b, q->state);
	pack_put_u8(b, q->runs);
}

void
guid_quality_get(struct pack_reader *r, struct guid_quality *q)
{
	q->state = pack_get_u8(r);
	q->runs = pack_get_u8(r);
}

int
guid_quality_is_valid(const struct guid_quality *q)
{
	return (q->state < GUID_STATES && q->runs < GUID_RUNS);
}

static void
put_digest(struct buf *b, const struct digest *d)
{
	pack_put_raw(b, d->b, sizeof(d->b));
}

static void
get_digest(struct pack_reader *r, struct digest *d)
{
	pack_get_raw(r, d->b, sizeof(d->b));
}

void
keys_put(struct buf *b, const struct keys *k)
{
	put_digest(b, &k->guid);
	put_digest(b, &k->link);
	put_digest(b, &k->path);
	put_digest(b, &k->title);
	put_digest(b, &k->text);
	pack_put_i64(b, k->date);
}

void
keys_get(struct pack_reader *r, struct keys *k)
{
	get_digest(r, &k->guid);
	get_digest(r, &k->link);
	get_digest(r, &k->path);
	get_digest(r, &k->title);
	get_digest(r, &k->text);
	k->date = pack_get_i64(r);
}

static int
is_new(const struct digest *before, const struct digest *now)
{
	return (!digest_is_none(now) && !digest_equal(before, now));
}

int
keys_new_words(const struct keys *before, const struct keys *now)
{
	return (is_new(&before->title, &now->title) ||
	    is_new(&before->text, &now->text));
}

void
known_put(struct buf *b, const struct known *k)
{
	pack_put_u64(b, k->id);
	pack_put_u8(b, k->flags);
	keys_put(b, &k->keys);
	put_digest(b, &k->old_guid);
	put_digest(b, &k->old_link);
}

void
known_get(struct pack_reader *r, struct known *k)
{
	k->id = pack_get_u64(r);
	k->flags = pack_get_u8(r);
	keys_get(r, &k->keys);
	get_digest(r, &k->old_guid);
	get_digest(r, &k->old_link);
}

void
keys_words(const struct keys *k, struct digest *d)
{
	struct digest	both[2] = { k->title, k->text };

	digest_bytes(both, sizeof(both), d);
}

void
known_told_put(struct buf *b, const struct known_told *t)
{
	pack_put_u64(b, t->id);
	pack_put_u8(b, t->archived);
	pack_put_u8(b, t->hidden);
	pack_put_string(b, t->message_id);
	pack_put_string(b, t->last);
	pack_put_raw(b, t->looked.b, sizeof(t->looked.b));
	pack_put_bytes(b, t->seen, t->seen_len);
	pack_put_bytes(b, t->texts, t->len);
}

int
known_told_get(struct pack_reader *r, struct known_told *t)
{
	if (r->left == 0)
		return (-1);
	t->id = pack_get_u64(r);
	t->archived = pack_get_u8(r);
	t->hidden = pack_get_u8(r);
	t->message_id = pack_get_string(r);
	t->last = pack_get_string(r);
	pack_get_raw(r, t->looked.b, sizeof(t->looked.b));
	t->seen = pack_get_bytes(r, &t->seen_len);
	t->texts = pack_get_bytes(r, &t->len);
	return (r->failed || t->message_id == NULL ? -1 : 0);
}

int
known_told_has_seen(const struct known_told *t, const struct digest *d)
{
	const char	*p = t->seen;

	for (size_t i = 0; i + sizeof(*d) <= t->seen_len; i += sizeof(*d))
		if (memcmp(p + i, d, sizeof(*d)) == 0)
			return (1);
	return (0);
}
