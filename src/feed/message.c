#include <stdio.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/cause.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/header.h"
#include "feed/message.h"
#include "feed/message_update.h"
#include "feed/message_view.h"

#define URL_MAX		900	/* bytes of one in a header */
#define KEYWORDS_MAX	50

static GMimeFormatOptions	*format;

/* One for all mails: making one reads /dev/urandom for a boundary. */
static GMimeMultipart		*alternative;

void
message_init(void)
{
	g_mime_init();
	format = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(format,
	    GMIME_NEWLINE_FORMAT_UNIX);
	alternative = g_mime_multipart_new_with_subtype("alternative");
}

/* A field whose body is ready, folded and encoded. */
static void
add_raw(GMimeObject *o, const char *name, struct buf *body)
{
	GMimeHeaderList	*list = g_mime_object_get_header_list(o);
	GMimeHeader	*header;

	g_mime_header_list_set(list, name, "", NULL);
	header = g_mime_header_list_get_header(list, name);
	if (!body->failed)
		g_mime_header_set_raw_value(header, buf_string(body));
	buf_reset(body);
}

static void
add_text(GMimeObject *o, const char *name, const char *text, struct buf *b)
{
	struct header	h;

	header_begin(&h, name, b);
	header_text(&h, text);
	header_end(&h);
	add_raw(o, name, b);
}

static void
add_token(GMimeObject *o, const char *name, const char *token, struct buf *b)
{
	struct header	h;

	header_begin(&h, name, b);
	header_token(&h, token);
	header_end(&h);
	add_raw(o, name, b);
}

/* "phrase" <address> */
static void
add_mailbox(GMimeObject *o, const char *name, const char *phrase,
    const char *address, struct buf *b)
{
	struct header	h;

	header_begin(&h, name, b);
	header_phrase(&h, phrase, "");
	header_token(&h, address);
	header_end(&h);
	add_raw(o, name, b);
}

/* Printable ASCII without what would end it. */
static int
is_clean(const char *s, size_t max)
{
	size_t	len = strlen(s);

	if (len == 0 || len > max)
		return (0);
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f || *s == '<' || *s == '>')
			return (0);
	return (1);
}

static void
add_addresses(GMimeObject *o, const struct message_input *in,
    const struct message_view *v, struct arena *a, struct buf *b)
{
	const char	*own, *name = v->source;

	own = arena_printf(a, "<%s@%s>", v->slug, in->domain);
	if (v->author != NULL && strcmp(v->author, v->source) != 0)
		name = arena_printf(a, "%s via %s", v->author, v->source);
	if (own == NULL || name == NULL)
		return;
	add_mailbox(o, "From", name, own, b);
	if (in->to != NULL && is_clean(in->to, URL_MAX))
		add_token(o, "To", in->to, b);
	else
		add_mailbox(o, "To", v->source, own, b);
	own = arena_printf(a, "<%s.%s>", v->slug, in->domain);
	if (own != NULL)
		add_mailbox(o, "List-Id", v->source, own, b);
}

static void
add_links(GMimeObject *o, const struct message_view *v, struct arena *a,
    struct buf *b)
{
	const char	*archived;

	if (v->link == NULL || !is_clean(v->link, URL_MAX) ||
	    (archived = arena_printf(a, "<%s>", v->link)) == NULL)
		return;
	add_token(o, "Archived-At", archived, b);
	add_token(o, "Content-Location", v->link, b);
}

/* The first tag from here on that says something. */
static const struct tag *
find_tag(const struct tag *t)
{
	while (t != NULL && (t->text == NULL ||
	    t->text[strspn(t->text, " \t\n")] == '\0'))
		t = t->next;
	return (t);
}

static void
add_keywords(GMimeObject *o, const struct story *s, struct buf *b)
{
	const struct tag	*t = find_tag(s->tags), *next;
	struct header		 h;
	int			 n = 0;

	if (t == NULL)
		return;
	header_begin(&h, "Keywords", b);
	for (; t != NULL; t = next) {
		next = ++n < KEYWORDS_MAX ? find_tag(t->next) : NULL;
		header_phrase(&h, t->text, next != NULL ? "," : "");
	}
	header_end(&h);
	add_raw(o, "Keywords", b);
}

static void
add_topics(GMimeObject *o, const struct message_view *v, struct arena *a,
    struct buf *b)
{
	const char	*names = NULL;
	size_t		 i;

	for (i = 0; i < v->ntopics; i++)
		names = names == NULL ? v->topics[i].name :
		    arena_printf(a, "%s, %s", names, v->topics[i].name);
	if (names != NULL)
		add_text(o, "Newsieve-Topic", names, b);
	if (v->match != NULL)
		add_text(o, "Newsieve-Match", v->match, b);
}

/* An edit answers the story's mail, or the last one about an edit. */
static void
add_thread(GMimeObject *o, const struct message_update *u, struct arena *a,
    struct buf *b)
{
	const char	*story, *last;
	struct header	 h;

	if (u == NULL || (story = arena_printf(a, "<%s>",
	    u->message_id)) == NULL)
		return;
	last = u->last != NULL ? arena_printf(a, "<%s>", u->last) : NULL;
	add_token(o, "In-Reply-To", last != NULL ? last : story, b);
	header_begin(&h, "References", b);
	header_token(&h, story);
	if (last != NULL)
		header_token(&h, last);
	header_end(&h);
	add_raw(o, "References", b);
}

static void
add_headers(GMimeObject *o, const struct message_input *in,
    const struct message_view *v, struct arena *a, struct buf *b)
{
	char		 date[DATE_RFC5322_SIZE];
	const char	*id, *title;

	add_addresses(o, in, v, a, b);
	title = in->update != NULL ? arena_printf(a, "Re: %s", v->title) :
	    v->title;
	if (title != NULL)
		add_text(o, "Subject", title, b);
	date_rfc5322(v->time, date);
	add_token(o, "Date", date, b);
	if ((id = arena_printf(a, "<%s>", in->message_id)) != NULL)
		add_token(o, "Message-ID", id, b);
	add_thread(o, in->update, a, b);
	add_links(o, v, a, b);
	add_token(o, "Auto-Submitted", "auto-generated", b);
	add_keywords(o, in->story, b);
	add_text(o, "Newsieve-Feed", in->feed_name, b);
	add_topics(o, v, a, b);
}

/*
 * A part of the multipart; its bytes must stay until it was written.  8bit
 * where lines are short enough, so that people can grep their mail.
 */
static void
add_part(GMimeMultipart *multipart, const char *subtype, const struct buf *body)
{
	GMimePart		*part;
	GMimeStream		*stream;
	GMimeDataWrapper	*content;
	GMimeContentEncoding	 best;

	part = g_mime_part_new_with_type("text", subtype);
	stream = g_mime_stream_mem_new_with_buffer(buf_string(body),
	    body->len);
	content = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part),
	    "charset", "utf-8");
	g_mime_part_set_content(part, content);
	best = g_mime_part_get_best_content_encoding(part,
	    GMIME_ENCODING_CONSTRAINT_8BIT);
	g_mime_part_set_content_encoding(part,
	    best != GMIME_CONTENT_ENCODING_DEFAULT ? best :
	    GMIME_CONTENT_ENCODING_8BIT);
	g_mime_multipart_add(multipart, GMIME_OBJECT(part));
	g_object_unref(content);
	g_object_unref(stream);
	g_object_unref(part);
}

/* An image that the HTML part shows. */
static void
add_image(GMimeMultipart *multipart, const struct picture_part *p)
{
	GMimePart		*part;
	GMimeStream		*stream;
	GMimeDataWrapper	*content;

	part = g_mime_part_new_with_type("image", strchr(p->type, '/') + 1);
	stream = g_mime_stream_mem_new_with_buffer(p->data, p->len);
	content = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "inline");
	g_mime_part_set_content_id(part, p->cid);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_multipart_add(multipart, GMIME_OBJECT(part));
	g_object_unref(content);
	g_object_unref(stream);
	g_object_unref(part);
}

/*
 * Of the id and the bodies: always the same, and no publisher can put it
 * into a body whose digest it holds.
 */
static void
set_boundary(GMimeMultipart *multipart, const char *id,
    const struct buf *text, const struct buf *html)
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 d;
	char			 hex[33], boundary[48];

	digest_update(ctx, id, strlen(id));
	digest_update(ctx, buf_string(text), text->len);
	digest_update(ctx, buf_string(html), html->len);
	digest_final(ctx, &d);
	digest_free(ctx);
	digest_hex(&d, hex);
	snprintf(boundary, sizeof(boundary), "=_%s", hex);
	g_mime_multipart_set_boundary(multipart, boundary);
}

/* With its images, if any became parts of the mail (RFC 2387). */
static void
add_html(GMimeMultipart *multipart, const struct message_input *in,
    const struct buf *html)
{
	const struct picture_part	*parts = NULL;
	GMimeMultipart			*related;
	size_t				 n = 0;

	if (in->pictures != NULL)
		parts = pictures_parts(in->pictures, &n);
	if (n == 0) {
		add_part(multipart, "html", html);
		return;
	}
	related = g_mime_multipart_new_with_subtype("related");
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(related),
	    "type", "text/html");
	set_boundary(related, in->message_id, html, html);
	add_part(related, "html", html);
	for (size_t i = 0; i < n; i++)
		add_image(related, &parts[i]);
	g_mime_multipart_add(multipart, GMIME_OBJECT(related));
	g_object_unref(related);
}

static void
put_message(GMimeMessage *message, struct buf *out)
{
	GMimeStream	*stream = g_mime_stream_mem_new();
	GByteArray	*bytes;

	g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_put(out, bytes->data, bytes->len);
	g_object_unref(stream);
}

static void
build(const struct message_input *in, const struct message_view *v,
    struct arena *a, const struct buf *text, const struct buf *html,
    struct buf *out)
{
	GMimeMessage	*message = g_mime_message_new(FALSE);
	struct buf	 header;

	g_mime_multipart_clear(alternative);
	set_boundary(alternative, in->message_id, text, html);
	add_part(alternative, "plain", text);
	add_html(alternative, in, html);
	buf_init(&header, 64 * 1024);
	add_headers(GMIME_OBJECT(message), in, v, a, &header);
	out->failed |= header.failed;
	g_mime_message_set_mime_part(message, GMIME_OBJECT(alternative));
	put_message(message, out);
	buf_clear(&header);
	g_object_unref(message);
}

int
message_compose(const struct message_input *in, struct arena *a,
    struct buf *out, char **cause)
{
	struct message_view	v;
	struct buf		text, html;
	int			failed;

	if (in->pictures != NULL)
		pictures_begin(in->pictures, a);
	if (view_make(in, a, &v) == -1)
		return (cause_set(cause, "no memory left for the story"));
	if (in->update != NULL)
		v.time = in->update->time;
	buf_init(&text, out->max);
	buf_init(&html, out->max);
	message_text(in, &v, a, &text);
	message_html(in, &v, a, &html);
	failed = text.failed || html.failed || arena_failed(a);
	if (!failed) {
		build(in, &v, a, &text, &html, out);
		failed = out->failed || arena_failed(a);
	}
	buf_clear(&text);
	buf_clear(&html);
	return (failed ? cause_set(cause, "the mail would be too large") : 0);
}
