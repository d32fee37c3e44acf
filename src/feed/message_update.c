#include <string.h>

#include "feed/html.h"
#include "feed/message_update.h"

#define LINE_MAX_BYTES	((size_t)64 * 1024)

static const char	*const before[] = {
	[REVISION_SAME] = "", [REVISION_OUT] = "[-", [REVISION_IN] = "{+"
};
static const char	*const behind[] = {
	[REVISION_SAME] = "", [REVISION_OUT] = "-]", [REVISION_IN] = "+}"
};

/* What begins with a sign that ends a phrase stands without a blank. */
static int
is_apart(const struct revision_piece *p)
{
	return (p->kind != REVISION_SAME ||
	    strchr(".,;:!?)]}'\"%", p->text[0]) == NULL);
}

static const char *
passage_line(struct arena *a, const struct revision_passage *p)
{
	const struct revision_piece	*q;
	struct buf			 b;
	const char			*line;

	buf_init(&b, LINE_MAX_BYTES);
	if (p->field == TOPIC_TITLE)
		buf_puts(&b, "Title: ");
	for (q = p->pieces; q != NULL; q = q->next)
		buf_printf(&b, "%s%s%s%s", q != p->pieces && is_apart(q) ?
		    " " : "", before[q->kind], q->text, behind[q->kind]);
	line = b.failed ? NULL : arena_strdup(a, buf_string(&b));
	buf_clear(&b);
	return (line);
}

static const char *
what_changed(const struct revision_view *v)
{
	if (v->rewritten)
		return (v->passages != NULL ? "The text was rewritten, and:" :
		    "The text was rewritten.");
	return ("What has changed since it was last told:");
}

void
message_update_text(struct arena *a, const struct message_update *u,
    struct buf *out)
{
	const struct revision_view	*v = u->changes;
	const struct revision_passage	*p;
	const char			*line;

	buf_printf(out, "\n%s\n", what_changed(v));
	for (p = v->passages; p != NULL; p = p->next) {
		buf_putc(out, '\n');
		if ((line = passage_line(a, p)) != NULL)
			html_wrap(line, "  | ", out);
	}
	if (v->left_out != 0)
		buf_printf(out, "\n(and %zu more)\n", v->left_out);
}

static void
put_piece(const struct revision_piece *p, struct buf *out)
{
	static const char *const	open[] = {
		[REVISION_SAME] = "",
		[REVISION_OUT] = "<del style=\"color:#a00\">",
		[REVISION_IN] = "<ins style=\"color:#060\">"
	};
	static const char *const	close[] = {
		[REVISION_SAME] = "", [REVISION_OUT] = "</del>",
		[REVISION_IN] = "</ins>"
	};

	buf_puts(out, open[p->kind]);
	html_escape(p->text, out);
	buf_puts(out, close[p->kind]);
}

void
message_update_html(const struct message_update *u, struct buf *out)
{
	const struct revision_view	*v = u->changes;
	const struct revision_passage	*p;
	const struct revision_piece	*q;

	buf_printf(out, "<div style=\"margin:.8em 0;padding:0 .8em;"
	    "border-left:3px solid #777\">\n<p style=\"margin:.4em 0\"><b>%s"
	    "</b></p>\n", what_changed(v));
	for (p = v->passages; p != NULL; p = p->next) {
		buf_printf(out, "<p style=\"margin:.4em 0\">%s",
		    p->field == TOPIC_TITLE ? "Title: " : "");
		for (q = p->pieces; q != NULL; q = q->next) {
			if (q != p->pieces && is_apart(q))
				buf_putc(out, ' ');
			put_piece(q, out);
		}
		buf_puts(out, "</p>\n");
	}
	if (v->left_out != 0)
		buf_printf(out, "<p style=\"margin:.4em 0\">(and %zu more)"
		    "</p>\n", v->left_out);
	buf_puts(out, "</div>\n");
}
