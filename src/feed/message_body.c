#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feed/message_update.h"
#include "feed/message_view.h"
#include "feed/url.h"

#define LABEL	"         "	/* as wide as "Topics:  " */
#define RULE	"------------------------------------------------------------" \
		"------------"

/* "12.3 MB"; "" when unknown. */
static void
format_size(int64_t size, char out[32])
{
	static const char	units[] = "kMGT";
	double			n = (double)size;
	size_t			i = 0;

	out[0] = '\0';
	if (size >= 0 && size < 1000)
		snprintf(out, 32, "%" PRId64 " bytes", size);
	if (size < 1000)
		return;
	for (n /= 1000; n >= 999.95 && units[i + 1] != '\0'; n /= 1000)
		i++;
	snprintf(out, 32, "%.*f %cB", n < 9.95 ? 1 : 0, n, units[i]);
}

/* "1:02:03" */
static void
format_duration(int64_t seconds, char out[32])
{
	out[0] = '\0';
	if (seconds >= 3600)
		snprintf(out, 32, "%" PRId64 ":%02" PRId64 ":%02" PRId64,
		    seconds / 3600, seconds / 60 % 60, seconds % 60);
	else if (seconds >= 0)
		snprintf(out, 32, "%" PRId64 ":%02" PRId64, seconds / 60,
		    seconds % 60);
}

/* "Episode 3, audio/mpeg, 12 MB, 45:10", as far as it is known. */
static const char *
describe_enclosure(struct arena *a, const struct enclosure *e)
{
	char		 size[32], duration[32];
	const char	*parts[4];
	const char	*all = NULL;
	size_t		 i;

	format_size(e->size, size);
	format_duration(e->duration, duration);
	parts[0] = e->title;
	parts[1] = e->type;
	parts[2] = size;
	parts[3] = duration;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] != NULL && parts[i][0] != '\0')
			all = all == NULL ? parts[i] :
			    arena_printf(a, "%s, %s", all, parts[i]);
	return (all != NULL ? all : "file");
}

/* "Source:  words", wrapped beside the label. */
static void
put_line(struct buf *out, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		html_wrap_paragraph(value, strcspn(value, "\n"), label, LABEL,
		    out);
}

/* Links are never wrapped. */
static void
put_link(struct buf *out, const char *label, const char *url)
{
	if (url != NULL)
		buf_printf(out, "%s%s\n", label, url);
}

static void
put_title(const struct message_view *v, struct buf *out)
{
	int	width = html_width(v->title, strlen(v->title));

	html_wrap(v->title, "", out);
	for (width = width < 72 ? width : 72; width > 0; width--)
		buf_putc(out, '-');
	buf_puts(out, "\n\n");
}

/* "China (Chinese, Beijing), cyber" */
static void
put_topics(const struct message_view *v, struct arena *a, struct buf *out)
{
	struct buf	b;

	buf_init(&b, out->max);
	for (size_t i = 0; i < v->ntopics; i++) {
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", v->topics[i].name);
		if (v->topics[i].words != NULL)
			buf_printf(&b, " (%s)", v->topics[i].words);
	}
	if (v->more_topics > 0)
		buf_printf(&b, " and %zu more", v->more_topics);
	put_line(out, "Topics:  ", arena_strndup(a, buf_string(&b), b.len));
	buf_clear(&b);
}

static void
put_match(const struct message_view *v, struct arena *a, struct buf *out)
{
	put_topics(v, a, out);
	for (size_t i = 0; i < v->nsentences; i++) {
		buf_putc(out, '\n');
		html_wrap(v->sentences[i].text, "  | ", out);
	}
}

static void
put_head(const struct message_view *v, struct arena *a, struct buf *out)
{
	const char	*source = v->source;

	if (v->origin != NULL && strcmp(v->origin, source) != 0)
		source = arena_printf(a, "%s (from %s)", source, v->origin);
	put_title(v, out);
	put_line(out, "Source:  ", source);
	put_line(out, "Author:  ", v->author);
	put_line(out, "Date:    ", v->date);
	put_link(out, "Link:    ", v->link);
	put_link(out, "About:   ", v->about);
	put_match(v, a, out);
}

/* Unless the list of the story's files has it already; NULL: nothing. */
static const char *
image_link(const struct message_input *in, const struct message_view *v)
{
	const struct enclosure	*e = in->story->enclosures;

	while (v->image != NULL && e != NULL && (e->url == NULL ||
	    strcmp(e->url, v->image) != 0))
		e = e->next;
	return (e == NULL ? v->image : NULL);
}

static void
put_tail(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	const struct enclosure	*e;
	const char		*image = image_link(in, v);

	for (e = in->story->enclosures; e != NULL; e = e->next) {
		if (e == in->story->enclosures)
			buf_puts(out, "\nFiles of this story:\n");
		html_wrap_paragraph(describe_enclosure(a, e),
		    strlen(describe_enclosure(a, e)), "* ", "  ", out);
		if (e->url != NULL)
			buf_printf(out, "  %s\n", e->url);
	}
	if (image != NULL || v->comments != NULL)
		buf_putc(out, '\n');
	put_link(out, "Image:    ", image);
	put_link(out, "Comments: ", v->comments);
}

static void
put_text_body(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	struct html_options	o = { .base = v->base, .title = v->title,
				    .clean = in->clean_links };
	size_t			before = out->len;

	if (v->doc != NULL)
		html_to_text(a, v->doc, &o, out);
	else if (v->text != NULL)
		html_wrap(v->text, "", out);
	if (out->len == before && v->extent == NULL)
		buf_puts(out, "(There is no text in the feed.)\n");
	if (out->len != before && v->extent != NULL)
		buf_putc(out, '\n');
	if (v->extent != NULL)
		buf_printf(out, "(%s the story is at the link above.)\n",
		    v->extent);
}

void
message_text(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	put_head(v, a, out);
	if (in->update != NULL)
		message_update_text(a, in->update, out);
	buf_puts(out, "\n" RULE "\n\n");
	put_text_body(in, v, a, out);
	put_tail(in, v, a, out);
}

static void
put_element(struct buf *out, const char *before, const char *text,
    const char *after)
{
	buf_puts(out, before);
	html_escape(text, out);
	buf_puts(out, after);
}

static void
put_anchor(struct buf *out, const char *url, const char *text)
{
	put_element(out, "<a href=\"", url, "\">");
	put_element(out, "", text, "</a>");
}

static void
put_html_title(const struct message_view *v, struct buf *out)
{
	buf_puts(out, "<h2 style=\"margin:0 0 .3em\">");
	if (v->link != NULL)
		put_element(out, "<a href=\"", v->link, "\">");
	html_escape_marked(v->title, v->title_marks.v, v->title_marks.n, out);
	buf_printf(out, "%s</h2>\n", v->link != NULL ? "</a>" : "");
	put_element(out, "<p style=\"margin:0;color:#777\">", v->source, "");
	if (v->origin != NULL && strcmp(v->origin, v->source) != 0)
		put_element(out, " (from ", v->origin, ")");
	if (v->author != NULL)
		put_element(out, " &#183; ", v->author, "");
	put_element(out, " &#183; ", v->date, "");
	if (v->about != NULL) {
		buf_puts(out, "<br>About: ");
		put_anchor(out, v->about, v->about);
	}
	buf_puts(out, "</p>\n");
}

static void
put_html_match(const struct message_view *v, struct buf *out)
{
	size_t	i;

	if (v->ntopics == 0)
		return;
	buf_puts(out, "<div style=\"margin:.8em 0;padding:0 .8em;"
	    "border-left:3px solid #d9a400\">\n");
	for (i = 0; i < v->ntopics; i++) {
		put_element(out, i > 0 ? ", <b>" : "<b>", v->topics[i].name,
		    "</b>");
		if (v->topics[i].words != NULL)
			put_element(out, " (", v->topics[i].words, ")");
	}
	if (v->more_topics > 0)
		buf_printf(out, " and %zu more", v->more_topics);
	for (i = 0; i < v->nsentences; i++) {
		buf_puts(out, "<p style=\"margin:.4em 0\">");
		html_escape_marked(v->sentences[i].text,
		    v->sentences[i].marks.v, v->sentences[i].marks.n, out);
		buf_puts(out, "</p>\n");
	}
	buf_puts(out, "</div>\n");
}

static void
put_html_body(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	struct html_options	o = { .base = v->base, .marks = v->body_marks.v,
				    .nmarks = v->body_marks.n,
				    .clean = in->clean_links };

	if (in->pictures != NULL) {
		o.image = pictures_src;
		o.image_arg = in->pictures;
	}
	if (v->doc != NULL) {
		buf_puts(out, "<div style=\"margin:1em 0\">\n");
		html_to_safe(a, v->doc, &o, out);
		buf_puts(out, "</div>\n");
	} else if (v->text != NULL) {
		buf_puts(out, "<div style=\"margin:1em 0;"
		    "white-space:pre-wrap\">");
		html_escape_marked(v->text, o.marks, o.nmarks, out);
		buf_puts(out, "</div>\n");
	}
}

static void
put_html_enclosures(const struct message_input *in, struct arena *a,
    struct buf *out)
{
	const struct enclosure	*e = in->story->enclosures;

	if (e == NULL)
		return;
	buf_puts(out, "<p style=\"margin:1em 0 0\">Files of this story:</p>\n"
	    "<ul style=\"margin:0\">\n");
	for (; e != NULL; e = e->next) {
		buf_puts(out, "<li>");
		if (e->url != NULL && url_is_safe(e->url))
			put_anchor(out, e->url, describe_enclosure(a, e));
		else
			html_escape(describe_enclosure(a, e), out);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ul>\n");
}

/* The one that the feed names beside the text. */
static void
put_html_image(const struct message_input *in, const struct message_view *v,
    struct buf *out)
{
	const char	*src = NULL;

	if (v->image == NULL)
		return;
	if (in->pictures != NULL)
		src = pictures_src(in->pictures, v->image);
	if (src == NULL && image_link(in, v) == NULL)
		return;
	buf_puts(out, "<p>");
	if (src != NULL)
		put_element(out, "<img src=\"", src,
		    "\" alt=\"\" style=\"max-width:100%;height:auto\">");
	else
		put_anchor(out, v->image, "Image");
	buf_puts(out, "</p>\n");
}

static void
put_html_tail(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	if (v->extent != NULL) {
		put_element(out, "<p>(<i>", v->extent, "</i> the story is ");
		put_anchor(out, v->link, "here");
		buf_puts(out, ".)</p>\n");
	}
	put_html_enclosures(in, a, out);
	put_html_image(in, v, out);
	if (v->comments != NULL) {
		buf_puts(out, "<p>");
		put_anchor(out, v->comments, "Comments");
		buf_puts(out, "</p>\n");
	}
}

void
message_html(const struct message_input *in, const struct message_view *v,
    struct arena *a, struct buf *out)
{
	buf_puts(out, "<!DOCTYPE html>\n<html");
	if (v->language != NULL)
		put_element(out, " lang=\"", v->language, "\"");
	put_element(out, ">\n<head><meta charset=\"utf-8\"><title>", v->title,
	    "</title></head>\n");
	buf_printf(out, "<body%s style=\"max-width:44em;line-height:1.4\">\n",
	    html_is_rtl(v->title) ? " dir=\"auto\"" : "");
	put_html_title(v, out);
	put_html_match(v, out);
	if (in->update != NULL)
		message_update_html(in->update, out);
	put_html_body(in, v, a, out);
	put_html_tail(in, v, a, out);
	buf_puts(out, "</body>\n</html>\n");
}
