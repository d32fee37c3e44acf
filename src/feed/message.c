#include <string.h>

#include "base/cause.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/header.h"
#include "base/transfer.h"
#include "feed/message.h"
#include "feed/message_update.h"
#include "feed/message_view.h"

#define URL_MAX		900	/* bytes of one in a header */
#define KEYWORDS_MAX	50
#define BOUNDARY_SIZE	48

/* "phrase" <address> */
static void
put_mailbox(struct buf *out, const char *name, const char *phrase,
    const char *address)
{
	struct header	h;

	header_begin(&h, name, out);
	header_phrase(&h, phrase, "");
	header_token(&h, address);
	header_end(&h);
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
put_addresses(struct buf *out, const struct message_input *in,
    const struct message_view *v, struct arena *a)
{
	const char	*own, *name = v->source;

	own = arena_printf(a, "<%s@%s>", v->slug, in->domain);
	if (v->author != NULL)
		name = arena_printf(a, "%s via %s", v->author, v->source);
	if (own == NULL || name == NULL)
		return;
	put_mailbox(out, "From", name, own);
	if (in->to != NULL && is_clean(in->to, URL_MAX))
		header_put_token(out, "To", in->to);
	else
		put_mailbox(out, "To", v->source, own);
	own = arena_printf(a, "<%s.%s>", v->slug, in->domain);
	if (own != NULL)
		put_mailbox(out, "List-Id", v->source, own);
}

static void
put_reply(struct buf *out, const struct message_input *in, struct arena *a)
{
	const char	*id;

	if (in->in_reply_to == NULL ||
	    strcmp(in->in_reply_to, in->message_id) == 0 ||
	    (id = arena_printf(a, "<%s>", in->in_reply_to)) == NULL)
		return;
	header_put_token(out, "In-Reply-To", id);
	header_put_token(out, "References", id);
}

static void
put_links(struct buf *out, const struct message_view *v, struct arena *a)
{
	const char	*archived;

	if (v->link == NULL || !is_clean(v->link, URL_MAX) ||
	    (archived = arena_printf(a, "<%s>", v->link)) == NULL)
		return;
	header_put_token(out, "Archived-At", archived);
	header_put_token(out, "Content-Location", v->link);
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
put_keywords(struct buf *out, const struct story *s)
{
	const struct tag	*t = find_tag(s->tags), *next;
	struct header		 h;
	int			 n = 0;

	if (t == NULL)
		return;
	header_begin(&h, "Keywords", out);
	for (; t != NULL; t = next) {
		next = ++n < KEYWORDS_MAX ? find_tag(t->next) : NULL;
		header_phrase(&h, t->text, next != NULL ? "," : "");
	}
	header_end(&h);
}

/* An edit answers the story's mail, or the last one about an edit. */
static void
put_thread(struct buf *out, const struct message_update *u, struct arena *a)
{
	const char	*story, *last;
	struct header	 h;

	if ((story = arena_printf(a, "<%s>", u->message_id)) == NULL)
		return;
	last = u->last != NULL ? arena_printf(a, "<%s>", u->last) : NULL;
	header_put_token(out, "In-Reply-To", last != NULL ? last : story);
	header_begin(&h, "References", out);
	header_token(&h, story);
	if (last != NULL)
		header_token(&h, last);
	header_end(&h);
}

static void
put_headers(struct buf *out, const struct message_input *in,
    const struct message_view *v, struct arena *a)
{
	char		 date[DATE_RFC5322_SIZE];
	const char	*id, *title;

	put_addresses(out, in, v, a);
	title = in->update != NULL ? arena_printf(a, "Re: %s", v->title) :
	    v->title;
	if (title != NULL)
		header_put_text(out, "Subject", title);
	date_rfc5322(v->time, date);
	header_put_token(out, "Date", date);
	if ((id = arena_printf(a, "<%s>", in->message_id)) != NULL)
		header_put_token(out, "Message-ID", id);
	if (in->update != NULL)
		put_thread(out, in->update, a);
	else
		put_reply(out, in, a);
	put_links(out, v, a);
	header_put_token(out, "Auto-Submitted", "auto-generated");
	put_keywords(out, in->story);
	header_put_text(out, "Newsieve-Feed", in->feed_name);
	if (v->names != NULL)
		header_put_text(out, "Newsieve-Topic", v->names);
	if (v->match != NULL)
		header_put_text(out, "Newsieve-Match", v->match);
	header_put_token(out, "MIME-Version", "1.0");
}

/*
 * Of the id and the bodies: always the same, and no publisher can put it
 * into a body whose digest it holds.
 */
static void
make_boundary(const struct message_input *in, const struct buf *text,
    const struct buf *html, char boundary[BOUNDARY_SIZE])
{
	struct digest_ctx	*ctx = digest_new();
	struct digest		 d;

	digest_update(ctx, in->message_id, strlen(in->message_id));
	digest_update(ctx, buf_string(text), text->len);
	digest_update(ctx, buf_string(html), html->len);
	digest_final(ctx, &d);
	digest_free(ctx);
	memcpy(boundary, "=_", 2);
	digest_hex(&d, boundary + 2);
}

static void
put_part(struct buf *out, const struct message_input *in,
    const char *subtype, const struct buf *body, const char *boundary)
{
	enum transfer	t = transfer_choose(buf_string(body), body->len,
			    in->want_8bit);

	buf_printf(out, "--%s\nContent-Type: text/%s; charset=utf-8\n"
	    "Content-Transfer-Encoding: %s\n\n", boundary, subtype,
	    transfer_name(t));
	transfer_put(out, t, buf_string(body), body->len);
	buf_putc(out, '\n');
}

/* An image that the HTML part shows. */
static void
put_image(struct buf *out, const struct picture_part *p, const char *boundary)
{
	buf_printf(out, "--%s\nContent-Type: %s\nContent-Disposition: inline\n"
	    "Content-Id: <%s>\nContent-Transfer-Encoding: base64\n\n",
	    boundary, p->type, p->cid);
	transfer_put(out, TRANSFER_BASE64, p->data, p->len);
	buf_putc(out, '\n');
}

/* With its images, if any became parts of the mail (RFC 2387). */
static void
put_html(struct buf *out, const struct message_input *in,
    const struct buf *html, const char *boundary)
{
	const struct picture_part	*parts = NULL;
	char				 related[BOUNDARY_SIZE];
	size_t				 n = 0;

	if (in->pictures != NULL)
		parts = pictures_parts(in->pictures, &n);
	if (n == 0) {
		put_part(out, in, "html", html, boundary);
		return;
	}
	make_boundary(in, html, html, related);
	buf_printf(out, "--%s\nContent-Type: multipart/related; "
	    "type=\"text/html\";\n\tboundary=\"%s\"\n\n", boundary, related);
	put_part(out, in, "html", html, related);
	for (size_t i = 0; i < n; i++)
		put_image(out, &parts[i], related);
	buf_printf(out, "--%s--\n\n", related);
}

static void
put_message(struct buf *out, const struct message_input *in,
    const struct message_view *v, struct arena *a, const struct buf *text,
    const struct buf *html)
{
	char	boundary[BOUNDARY_SIZE];

	make_boundary(in, text, html, boundary);
	put_headers(out, in, v, a);
	buf_printf(out, "Content-Type: multipart/alternative;\n"
	    "\tboundary=\"%s\"\n\n", boundary);
	put_part(out, in, "plain", text, boundary);
	put_html(out, in, html, boundary);
	buf_printf(out, "--%s--\n", boundary);
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
		put_message(out, in, &v, a, &text, &html);
		failed = out->failed || arena_failed(a);
	}
	buf_clear(&text);
	buf_clear(&html);
	return (failed ? cause_set(cause, "the mail would be too large") : 0);
}
