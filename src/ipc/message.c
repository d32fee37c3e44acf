#include <string.h>

#include "ipc/message.h"

static void
bytes_put(struct buf *b, const struct message_bytes *m)
{
	pack_put_bytes(b, m->p, m->len);
}

static void
bytes_get(struct pack_reader *r, struct message_bytes *m)
{
	m->p = pack_get_bytes(r, &m->len);
}

void
message_fetch_put(struct buf *b, const struct message_fetch *m)
{
	pack_put_u8(b, m->kind);
	pack_put_u32(b, m->feed);
	pack_put_string(b, m->url);
	bytes_put(b, &m->etag);
	bytes_put(b, &m->last_modified);
}

int
message_fetch_get(struct wire *w, struct message_fetch *m)
{
	m->kind = pack_get_u8(&w->body);
	m->feed = pack_get_u32(&w->body);
	m->url = pack_get_string(&w->body);
	bytes_get(&w->body, &m->etag);
	bytes_get(&w->body, &m->last_modified);
	return (m->url == NULL || m->kind >= FETCH_KINDS ? -1 :
	    pack_get_end(&w->body));
}

void
message_fetch_done_put(struct buf *b, const struct message_fetch_done *m)
{
	pack_put_u8(b, m->result);
	pack_put_u16(b, m->status);
	pack_put_string(b, m->error);
	pack_put_string(b, m->url);
	pack_put_string(b, m->moved);
	pack_put_string(b, m->content_type);
	pack_put_string(b, m->content_location);
	bytes_put(b, &m->etag);
	bytes_put(b, &m->last_modified);
	pack_put_i64(b, m->max_age);
	pack_put_i64(b, m->retry_after);
	pack_put_u64(b, m->size);
	pack_put_u64(b, m->received);
	pack_put_raw(b, m->digest.b, sizeof(m->digest.b));
}

static int
is_longer(const char *s, size_t max)
{
	return (s != NULL && strlen(s) > max);
}

/* What one answer may leave behind in the state, or ask for. */
static int
fetch_done_is_valid(const struct message_fetch_done *m)
{
	if (m->url == NULL || is_longer(m->url, MESSAGE_URL_MAX) ||
	    is_longer(m->moved, MESSAGE_URL_MAX) ||
	    is_longer(m->content_type, MESSAGE_FIELD_MAX) ||
	    is_longer(m->content_location, MESSAGE_FIELD_MAX) ||
	    m->etag.len > MESSAGE_FIELD_MAX ||
	    m->last_modified.len > MESSAGE_FIELD_MAX ||
	    m->max_age < -1 || m->max_age > MESSAGE_AGE_MAX ||
	    m->retry_after < -1 || m->retry_after > MESSAGE_AGE_MAX)
		return (0);
	switch (m->result) {
	case FETCH_OK:
		return (m->status == 200 || m->status == 203);
	case FETCH_UNCHANGED:
		return (m->status == 304);
	case FETCH_STATUS:
	case FETCH_FAILED:
		return (m->error != NULL);
	default:
		return (0);
	}
}

int
message_fetch_done_get(struct wire *w, struct message_fetch_done *m)
{
	struct pack_reader	*r = &w->body;

	m->result = pack_get_u8(r);
	m->status = pack_get_u16(r);
	m->error = pack_get_string(r);
	m->url = pack_get_string(r);
	m->moved = pack_get_string(r);
	m->content_type = pack_get_string(r);
	m->content_location = pack_get_string(r);
	bytes_get(r, &m->etag);
	bytes_get(r, &m->last_modified);
	m->max_age = pack_get_i64(r);
	m->retry_after = pack_get_i64(r);
	m->size = pack_get_u64(r);
	m->received = pack_get_u64(r);
	pack_get_raw(r, m->digest.b, sizeof(m->digest.b));
	return (fetch_done_is_valid(m) ? pack_get_end(r) : -1);
}

void
message_parse_put(struct buf *b, const struct message_parse *m)
{
	pack_put_u32(b, m->feed);
	pack_put_string(b, m->url);
	pack_put_string(b, m->content_type);
	pack_put_string(b, m->content_location);
	pack_put_i64(b, m->now);
	pack_put_u64(b, m->flood_over);
	pack_put_i64(b, m->flood_before);
	guid_quality_put(b, &m->guids);
}

int
message_parse_get(struct wire *w, struct message_parse *m)
{
	m->feed = pack_get_u32(&w->body);
	m->url = pack_get_string(&w->body);
	m->content_type = pack_get_string(&w->body);
	m->content_location = pack_get_string(&w->body);
	m->now = pack_get_i64(&w->body);
	m->flood_over = pack_get_u64(&w->body);
	m->flood_before = pack_get_i64(&w->body);
	guid_quality_get(&w->body, &m->guids);
	return (guid_quality_is_valid(&m->guids) ? pack_get_end(&w->body) :
	    -1);
}

static void
notice_feed_put(struct buf *b, const struct message_notice_feed *f)
{
	pack_put_string(b, f->name);
	pack_put_string(b, f->url);
	pack_put_string(b, f->text);
	pack_put_i64(b, f->since);
	pack_put_i64(b, f->last);
	pack_put_i64(b, f->next);
	pack_put_u32(b, f->failures);
	pack_put_u8(b, f->works);
}

static int
notice_feed_get(struct pack_reader *r, struct message_notice_feed *f)
{
	f->name = pack_get_string(r);
	f->url = pack_get_string(r);
	f->text = pack_get_string(r);
	f->since = pack_get_i64(r);
	f->last = pack_get_i64(r);
	f->next = pack_get_i64(r);
	f->failures = pack_get_u32(r);
	f->works = pack_get_u8(r);
	return (f->name == NULL || f->url == NULL ? -1 : 0);
}

void
message_notice_put(struct buf *b, const struct message_notice *m)
{
	pack_put_u8(b, m->kind);
	pack_put_u32(b, m->feed);
	pack_put_i64(b, m->now);
	pack_put_string(b, m->host);
	pack_put_u32(b, m->hosts);
	pack_put_string(b, m->path);
	pack_put_i64(b, m->since);
	pack_put_u64(b, m->found);
	pack_put_u32(b, m->total);
	pack_put_u32(b, m->n);
	for (uint32_t i = 0; i < m->n; i++)
		notice_feed_put(b, &m->feeds[i]);
}

int
message_notice_get(struct pack_reader *r, struct message_notice *m,
    struct message_notice_feed feeds[MESSAGE_NOTICE_FEEDS])
{
	m->kind = pack_get_u8(r);
	m->feed = pack_get_u32(r);
	m->now = pack_get_i64(r);
	m->host = pack_get_string(r);
	m->hosts = pack_get_u32(r);
	m->path = pack_get_string(r);
	m->since = pack_get_i64(r);
	m->found = pack_get_u64(r);
	m->total = pack_get_u32(r);
	m->n = pack_get_count(r, 1);
	m->feeds = feeds;
	if (m->kind >= NOTICE_KINDS || m->n > MESSAGE_NOTICE_FEEDS ||
	    (m->hosts == 1 && m->host == NULL) ||
	    (m->kind == NOTICE_DAMAGED ? m->path == NULL : m->n == 0))
		return (-1);
	for (uint32_t i = 0; i < m->n; i++)
		if (notice_feed_get(r, &feeds[i]) == -1)
			return (-1);
	return (pack_get_end(r));
}

void
message_done_put(struct buf *b, const struct message_done *m)
{
	pack_put_u8(b, m->ok);
	pack_put_string(b, m->cause);
	pack_put_u64(b, m->size);
	pack_put_u64(b, m->wanted);
}

int
message_done_get(struct wire *w, struct message_done *m)
{
	m->ok = pack_get_u8(&w->body);
	m->cause = pack_get_string(&w->body);
	m->size = pack_get_u64(&w->body);
	m->wanted = pack_get_u64(&w->body);
	if (m->ok > 1 || (!m->ok && m->cause == NULL) || m->wanted > m->size)
		return (-1);
	return (pack_get_end(&w->body));
}

void
message_send_put(struct buf *b, const struct message_send *m)
{
	pack_put_u32(b, m->account);
	pack_put_string(b, m->place);
}

int
message_send_get(struct wire *w, struct message_send *m)
{
	m->account = pack_get_u32(&w->body);
	m->place = pack_get_string(&w->body);
	return (m->place == NULL ? -1 : pack_get_end(&w->body));
}

void
message_sent_put(struct buf *b, const struct message_sent *m)
{
	pack_put_u8(b, m->result);
	pack_put_string(b, m->why);
}

int
message_sent_get(struct wire *w, struct message_sent *m)
{
	m->result = pack_get_u8(&w->body);
	m->why = pack_get_string(&w->body);
	if (m->result >= SEND_RESULTS || is_longer(m->why,
	    MESSAGE_FIELD_MAX) || (m->result != SEND_TAKEN && m->why == NULL))
		return (-1);
	return (pack_get_end(&w->body));
}
