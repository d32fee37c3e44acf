#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "feed/html.h"
#include "feed/jsonfeed.h"
#include "feed/links.h"
#include "feed/text.h"
#include "feed/topic.h"

#define INDENT		2
#define SENTENCE_MAX	400	/* bytes */

/* Commas and line breaks put themselves. */
struct out {
	struct buf	*b;
	struct arena	*arena;
	int		 depth;
	int		 first;		/* nothing stands in this one yet */
};

static void
out_string(struct out *o, const char *s)
{
	size_t	run = 0, i;

	buf_putc(o->b, '"');
	for (i = 0; s[i] != '\0'; i++) {
		if (s[i] != '"' && s[i] != '\\' && (unsigned char)s[i] >= 0x20)
			continue;
		buf_put(o->b, s + run, i - run);
		run = i + 1;
		if (s[i] == '\n')
			buf_puts(o->b, "\\n");
		else if (s[i] == '\t')
			buf_puts(o->b, "\\t");
		else if ((unsigned char)s[i] < 0x20)
			buf_printf(o->b, "\\u%04x", (unsigned char)s[i]);
		else {
			buf_putc(o->b, '\\');
			buf_putc(o->b, s[i]);
		}
	}
	buf_put(o->b, s + run, i - run);
	buf_putc(o->b, '"');
}

static void
out_line(struct out *o)
{
	buf_printf(o->b, "\n%*s", o->depth * INDENT, "");
}

/* Before a value: key is NULL in a list. */
static void
out_key(struct out *o, const char *key)
{
	if (!o->first)
		buf_putc(o->b, ',');
	o->first = 0;
	if (o->depth > 0)
		out_line(o);
	if (key != NULL) {
		out_string(o, key);
		buf_puts(o->b, ": ");
	}
}

static void
out_open(struct out *o, const char *key, char bracket)
{
	out_key(o, key);
	buf_putc(o->b, bracket);
	o->depth++;
	o->first = 1;
}

static void
out_close(struct out *o, char bracket)
{
	o->depth--;
	if (!o->first)
		out_line(o);
	buf_putc(o->b, bracket);
	o->first = 0;
}

/* The ones below leave out what isn't there. */
static void
put_string(struct out *o, const char *key, const char *s)
{
	if (s == NULL)
		return;
	out_key(o, key);
	out_string(o, s);
}

static void
put_number(struct out *o, const char *key, int64_t n)
{
	if (n <= 0)
		return;
	out_key(o, key);
	buf_printf(o->b, "%lld", (long long)n);
}

static void
put_bool(struct out *o, const char *key, int value)
{
	out_key(o, key);
	buf_puts(o->b, value ? "true" : "false");
}

static void
put_date(struct out *o, const char *key, int64_t t)
{
	char	s[DATE_RFC3339_SIZE];

	if (t == 0)
		return;
	date_rfc3339(t, s);
	put_string(o, key, s);
}

static void
put_authors(struct out *o, const struct person *p)
{
	if (p == NULL)
		return;
	out_open(o, "authors", '[');
	for (; p != NULL; p = p->next) {
		out_open(o, NULL, '{');
		put_string(o, "name", p->name);
		put_string(o, "url", p->url);
		if (p->email != NULL) {
			out_open(o, "_newsieve", '{');
			put_string(o, "email", p->email);
			out_close(o, '}');
		}
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void
put_hubs(struct out *o, const struct hub *h)
{
	if (h == NULL)
		return;
	out_open(o, "hubs", '[');
	for (; h != NULL; h = h->next) {
		out_open(o, NULL, '{');
		put_string(o, "type", h->type);
		put_string(o, "url", h->url);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void
put_skips(struct out *o, const struct feed *f)
{
	static const char *const days[] = {
		"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
		"Friday", "Saturday"
	};

	if (f->skip_hours != 0) {
		out_open(o, "skip_hours", '[');
		for (int i = 0; i < 24; i++) {
			if ((f->skip_hours >> i & 1) == 0)
				continue;
			out_key(o, NULL);
			buf_printf(o->b, "%d", i);
		}
		out_close(o, ']');
	}
	if (f->skip_days != 0) {
		out_open(o, "skip_days", '[');
		for (int i = 0; i < 7; i++)
			if ((f->skip_days >> i & 1) != 0)
				put_string(o, NULL, days[i]);
		out_close(o, ']');
	}
}

static void
put_limits(struct out *o, unsigned int met)
{
	if (met == 0)
		return;
	out_open(o, "limits_met", '[');
	for (enum feed_limit i = 0; i < LIMITS; i++)
		if (met & 1u << i)
			put_string(o, NULL, feed_limit_name(i));
	out_close(o, ']');
}

static void
put_feed(struct out *o, const struct feed *f)
{
	put_string(o, "version", "https://jsonfeed.org/version/1.1");
	put_string(o, "title", f->title != NULL ? f->title : "");
	put_string(o, "home_page_url", f->home_url);
	put_string(o, "feed_url", f->feed_url);
	put_string(o, "description", f->description);
	put_string(o, "icon", f->icon);
	put_string(o, "favicon", f->favicon);
	put_authors(o, f->authors);
	put_string(o, "language", f->language);
	put_hubs(o, f->hubs);
	out_open(o, "_newsieve", '{');
	put_string(o, "format", feed_format_name(f->format));
	put_number(o, "ttl_minutes", f->ttl);
	put_number(o, "update_period_seconds", f->update_period);
	put_skips(o, f);
	put_date(o, "updated", f->updated);
	put_string(o, "generator", f->generator);
	put_string(o, "rights", f->rights);
	put_bool(o, "bozo", f->bozo);
	if (f->truncated)
		put_bool(o, "truncated", 1);
	put_limits(o, f->met);
	out_close(o, '}');
}

static void
put_tags(struct out *o, const struct tag *t)
{
	if (t == NULL)
		return;
	out_open(o, "tags", '[');
	for (; t != NULL; t = t->next)
		put_string(o, NULL, t->text);
	out_close(o, ']');
}

static void
put_attachments(struct out *o, const struct enclosure *e)
{
	if (e == NULL)
		return;
	out_open(o, "attachments", '[');
	for (; e != NULL; e = e->next) {
		out_open(o, NULL, '{');
		put_string(o, "url", e->url);
		put_string(o, "mime_type", e->type != NULL ? e->type :
		    "application/octet-stream");
		put_string(o, "title", e->title);
		put_number(o, "size_in_bytes", e->size);
		put_number(o, "duration_in_seconds", e->duration);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void
put_source(struct out *o, const struct story *s)
{
	if (s->source_title == NULL && s->source_url == NULL &&
	    s->source_feed_url == NULL)
		return;
	out_open(o, "source", '{');
	put_string(o, "title", s->source_title);
	put_string(o, "url", s->source_url);
	put_string(o, "feed_url", s->source_feed_url);
	out_close(o, '}');
}

/* Only RSS has guids that say whether they are links. */
static int
has_permalinks(const struct feed *f, const struct story *s)
{
	return (s->guid != NULL && (f->format == FEED_RSS20 ||
	    f->format == FEED_RSS091 || f->format == FEED_RSS092));
}

static void
put_html(struct out *o, const char *key, const char *html, const char *base)
{
	if (html != NULL)
		put_string(o, key, links_resolve(o->arena, html, base));
}

static void
put_hit(struct out *o, const struct jsonfeed_filed *d, const char *topic,
    const struct topic_hit *hit)
{
	const struct topic_text	*text = &d->texts[hit->text];

	out_open(o, NULL, '{');
	put_string(o, "topic", topic);
	put_string(o, "term", hit->term);
	put_string(o, "field", topic_field_name(hit->field));
	put_string(o, "text", arena_strndup(o->arena, text->text + hit->start,
	    hit->end - hit->start));
	put_string(o, "sentence", topic_sentence(o->arena, text, hit,
	    SENTENCE_MAX));
	out_close(o, '}');
}

/* Feed and id come first, where they are soon found again. */
static void
put_filed(struct out *o, const struct jsonfeed_filed *d)
{
	const struct topic_match	*m;
	const struct topic_hit		*hit;

	put_string(o, "feed", d->feed_name);
	put_string(o, "message_id", d->message_id);
	out_open(o, "topics", '[');
	for (m = d->matches; m != NULL; m = m->next)
		put_string(o, NULL, d->topic_names[m->topic]);
	out_close(o, ']');
	out_open(o, "matches", '[');
	for (m = d->matches; m != NULL; m = m->next)
		for (hit = m->hits; hit != NULL; hit = hit->next)
			put_hit(o, d, d->topic_names[m->topic], hit);
	out_close(o, ']');
}

static void
put_extension(struct out *o, const struct feed *f, const struct story *s,
    const char *summary, const struct jsonfeed_filed *filed)
{
	if (s->comments_url == NULL && s->source_title == NULL &&
	    s->source_url == NULL && s->source_feed_url == NULL &&
	    summary == NULL && s->original_url == NULL &&
	    s->in_reply_to == NULL && !has_permalinks(f, s) && filed == NULL)
		return;
	out_open(o, "_newsieve", '{');
	if (filed != NULL)
		put_filed(o, filed);
	put_string(o, "comments_url", s->comments_url);
	put_source(o, s);
	if (has_permalinks(f, s))
		put_bool(o, "guid_is_permalink", s->guid_is_permalink);
	put_html(o, "summary_html", summary, s->summary_base);
	put_string(o, "original_url", s->original_url);
	put_string(o, "in_reply_to", s->in_reply_to);
	out_close(o, '}');
}

static const char *
reduce(struct out *o, const char *html)
{
	size_t	len;

	return (html != NULL ? html_reduce(o->arena, html, &len) : NULL);
}

/* JSON Feed wants an id of every story: its digest where it has none. */
static void
put_id(struct out *o, const struct story *s)
{
	struct digest_ctx	*ctx;
	struct digest		 d;
	const char *const	 parts[] = { s->title, s->html, s->text };
	char			 hex[33];

	if (s->guid != NULL || s->url != NULL) {
		put_string(o, "id", s->guid != NULL ? s->guid : s->url);
		return;
	}
	ctx = digest_new();
	for (size_t i = 0; i < 3; i++)
		if (parts[i] != NULL)
			digest_update(ctx, parts[i], strlen(parts[i]) + 1);
	digest_final(ctx, &d);
	digest_free(ctx);
	digest_hex(&d, hex);
	put_string(o, "id", hex);
}

static void
put_item(struct out *o, const struct feed *f, const struct story *s,
    const struct jsonfeed_filed *filed)
{
	const char	*text, *summary;
	int		 told;

	text = s->text != NULL ? s->text : reduce(o, s->html);
	summary = text_trim(o->arena, reduce(o, s->summary_html));
	told = summary != NULL && text != NULL && strcmp(summary, text) == 0;
	out_open(o, NULL, '{');
	if (filed != NULL)
		put_extension(o, f, s, told ? NULL : s->summary_html, filed);
	put_id(o, s);
	put_string(o, "url", s->url);
	put_string(o, "external_url", s->external_url);
	put_string(o, "title", s->title);
	put_html(o, "content_html", s->html, s->base);
	put_string(o, "content_text", text != NULL ? text : "");
	put_string(o, "summary", told ? NULL : summary);
	put_string(o, "image", s->image);
	put_date(o, "date_published", s->published);
	put_date(o, "date_modified", filed != NULL && filed->edited >
	    s->modified ? filed->edited : s->modified);
	put_authors(o, s->authors);
	put_tags(o, s->tags);
	put_string(o, "language", s->language);
	put_attachments(o, s->enclosures);
	if (filed == NULL)
		put_extension(o, f, s, told ? NULL : s->summary_html, NULL);
	out_close(o, '}');
}

void
jsonfeed_write_item(const struct feed *f, const struct story *s,
    const struct jsonfeed_filed *filed, struct arena *a, struct buf *b)
{
	struct out	o = { .b = b, .arena = a, .first = 1 };

	put_item(&o, f, s, filed);
	buf_putc(b, '\n');
}

void
jsonfeed_write(const struct feed *f, struct arena *a, struct buf *b,
    void (*flush)(struct buf *))
{
	struct out		o = { .b = b, .arena = a, .first = 1 };
	struct arena_mark	mark = arena_mark(a);

	out_open(&o, NULL, '{');
	put_feed(&o, f);
	out_open(&o, "items", '[');
	for (const struct story *s = f->stories; s != NULL; s = s->next) {
		put_item(&o, f, s, NULL);
		arena_release(a, mark);
		if (flush != NULL && !arena_failed(a) && !b->failed)
			flush(b);
	}
	out_close(&o, ']');
	out_close(&o, '}');
	buf_putc(b, '\n');
}
