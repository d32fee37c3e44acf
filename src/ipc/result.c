#include <string.h>

#include "base/sketch.h"
#include "ipc/result.h"

void
result_image_put(struct buf *b, const struct result_image *i)
{
	pack_put_raw(b, i->url.b, sizeof(i->url.b));
	pack_put_bytes(b, i->data, i->len);
}

int
result_image_get(struct pack_reader *r, struct result_image *i)
{
	if (r->left == 0 || r->failed)
		return (r->failed ? -1 : 0);
	pack_get_raw(r, i->url.b, sizeof(i->url.b));
	i->data = pack_get_bytes(r, &i->len);
	return (r->failed ? -1 : 1);
}

void
result_head_put(struct buf *b, const struct result_head *h)
{
	pack_put_u8(b, h->truncated);
	pack_put_u8(b, h->met);
	pack_put_i64(b, h->ttl);
	pack_put_i64(b, h->update_period);
	pack_put_u32(b, h->skip_hours);
	pack_put_u8(b, h->skip_days);
	guid_quality_put(b, &h->guids);
	pack_put_u32(b, h->nstories);
}

int
result_head_get(struct pack_reader *r, struct result_head *h)
{
	h->truncated = pack_get_u8(r);
	h->met = pack_get_u8(r);
	h->ttl = pack_get_i64(r);
	h->update_period = pack_get_i64(r);
	h->skip_hours = pack_get_u32(r);
	h->skip_days = pack_get_u8(r);
	guid_quality_get(r, &h->guids);
	h->nstories = pack_get_count(r, 1);
	return (r->failed || h->met >> RESULT_LIMITS != 0 || h->ttl < 0 ||
	    h->ttl > RESULT_PERIOD_MAX || h->update_period < 0 ||
	    h->update_period > RESULT_PERIOD_MAX ||
	    !guid_quality_is_valid(&h->guids) ? -1 : 0);
}

static int
has_story(const struct result_story *s)
{
	return (s->kind == RESULT_STORY || s->kind == RESULT_NOTICE ||
	    s->kind == RESULT_EDITS);
}

void
result_story_put(struct buf *b, const struct result_story *s)
{
	pack_put_u8(b, s->kind);
	if (!has_story(s))
		return;
	pack_put_u64(b, s->known);
	keys_put(b, &s->keys);
	pack_put_string(b, s->message_id);
	pack_put_u32(b, s->ntopics);
	for (uint32_t i = 0; i < s->ntopics; i++)
		pack_put_u32(b, s->topics[i]);
	pack_put_bytes(b, s->mail, s->mail_len);
	pack_put_bytes(b, s->archive, s->archive_len);
	pack_put_bytes(b, s->item, s->item_len);
	pack_put_bytes(b, s->sketch, s->sketch_len);
	pack_put_u8(b, s->told);
	pack_put_bytes(b, s->texts, s->texts_len);
	pack_put_u8(b, s->revised);
	pack_put_string(b, s->update_id);
	pack_put_bytes(b, s->update, s->update_len);
}

/* Bytes without a sketch are none; others are one, and no more. */
static int
sketch_is_valid(const void *p, size_t len)
{
	struct pack_reader	r;
	struct sketch		k;

	pack_reader_init(&r, p, len);
	return (len == 0 || (sketch_get(&r, &k) == 0 && pack_get_end(&r) == 0));
}

/* Texts where some are told; what is revised is known, and told anew. */
static int
get_revision(struct pack_reader *r, struct result_story *s)
{
	s->told = pack_get_u8(r);
	s->texts = pack_get_bytes(r, &s->texts_len);
	s->revised = pack_get_u8(r);
	s->update_id = pack_get_string(r);
	s->update = pack_get_bytes(r, &s->update_len);
	if (r->failed || s->told >= RESULT_TOLDS || s->revised > 1 ||
	    s->texts_len > RESULT_ARCHIVE_MAX ||
	    (s->texts_len != 0) != (s->told == RESULT_TOLD_FIRST ||
	    s->told == RESULT_TOLD_ANEW) ||
	    (s->update_id != NULL) != (s->update_len != 0) ||
	    (s->update_len != 0 && !s->revised))
		return (-1);
	return (s->revised && (s->known == 0 || s->mail_len == 0 ||
	    s->told != RESULT_TOLD_ANEW) ? -1 : 0);
}

int
result_story_get(struct pack_reader *r, struct result_story *s,
    uint32_t topics[RESULT_TOPICS_MAX])
{
	memset(s, 0, sizeof(*s));
	s->kind = pack_get_u8(r);
	if (r->failed || s->kind >= RESULT_KINDS)
		return (-1);
	if (!has_story(s))
		return (0);
	s->known = pack_get_u64(r);
	keys_get(r, &s->keys);
	s->message_id = pack_get_string(r);
	s->ntopics = pack_get_count(r, 4);
	if (s->ntopics > RESULT_TOPICS_MAX)
		return (-1);
	for (uint32_t i = 0; i < s->ntopics; i++)
		topics[i] = pack_get_u32(r);
	s->topics = topics;
	s->mail = pack_get_bytes(r, &s->mail_len);
	s->archive = pack_get_bytes(r, &s->archive_len);
	s->item = pack_get_bytes(r, &s->item_len);
	s->sketch = pack_get_bytes(r, &s->sketch_len);
	if (r->failed || s->archive_len > RESULT_ARCHIVE_MAX ||
	    (s->message_id != NULL) != (s->mail_len != 0) ||
	    (s->item_len != 0 && s->mail_len == 0) ||
	    (s->sketch_len != 0 && s->mail_len == 0) ||
	    !sketch_is_valid(s->sketch, s->sketch_len))
		return (-1);
	return (get_revision(r, s));
}
