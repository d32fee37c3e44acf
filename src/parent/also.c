#include <string.h>

#include "base/transfer.h"
#include "parent/also.h"

#define TEXT_MAX	((size_t)64 << 20)
#define COLUMNS		72
#define LABEL		"Also in:  "
#define INDENT		"          "
#define HTML_END	"</body>\n</html>\n"

/* A part of a multipart: from its boundary to the next. */
struct part {
	const char	*begin, *end;
	size_t		 boundary;	/* bytes of the line it begins with */
	int		 html;
	enum transfer	 transfer;
	const char	*body;		/* ends in front of the last newline */
};

static int
skip(const char **p, const char *end, const char *what)
{
	size_t	len = strlen(what);

	if ((size_t)(end - *p) < len || memcmp(*p, what, len) != 0)
		return (0);
	*p += len;
	return (1);
}

/* The newline in front of a boundary is its own. */
static const char *
find_end(const char *p, const char *end, const struct part *part)
{
	for (; p < end && (p = memmem(p, (size_t)(end - p), "\n--", 3)) != NULL;
	    p++)
		if ((size_t)(end - p) > part->boundary && memcmp(p + 1,
		    part->begin, part->boundary) == 0)
			return (p);
	return (NULL);
}

/* Whether a text begins at p, and which; without an end if it has none. */
static int
find_text(const char *p, const char *end, struct part *part)
{
	const char	*eol = memchr(p, '\n', (size_t)(end - p));

	part->begin = p;
	if (eol == NULL || !skip(&p, end, "--=_"))
		return (0);
	part->boundary = (size_t)(eol - part->begin);
	p = eol + 1;
	if (!skip(&p, end, "Content-Type: text/"))
		return (0);
	part->html = skip(&p, end, "html");
	if ((!part->html && !skip(&p, end, "plain")) || !skip(&p, end,
	    "; charset=utf-8\nContent-Transfer-Encoding: ") ||
	    (eol = memchr(p, '\n', (size_t)(end - p))) == NULL ||
	    transfer_of_name(p, (size_t)(eol - p), &part->transfer) == -1)
		return (0);
	p = eol;
	if (!skip(&p, end, "\n\n"))
		return (0);
	part->body = p;
	part->end = find_end(p, end, part);
	return (1);
}

static void
put_text(struct buf *text, const char *names)
{
	const char	*name = names, *comma;
	size_t		 len, column = sizeof(LABEL) - 1;

	buf_puts(text, "\n" LABEL);
	for (; *name != '\0'; name += len) {
		comma = strstr(name, ", ");
		len = comma != NULL ? (size_t)(comma - name) + 2 :
		    strlen(name);
		if (column + len > COLUMNS && name != names) {
			while (text->data[text->len - 1] == ' ')
				text->data[--text->len] = '\0';
			buf_puts(text, "\n" INDENT);
			column = sizeof(INDENT) - 1;
		}
		buf_put(text, name, len);
		column += len;
	}
	buf_putc(text, '\n');
}

static void
put_html(struct buf *text, const char *names)
{
	const size_t	end = sizeof(HTML_END) - 1;

	if (text->len < end || memcmp(text->data + text->len - end, HTML_END,
	    end) != 0)
		return;
	text->len -= end;
	buf_puts(text, "<p>Also in: ");
	for (; *names != '\0'; names++)
		if (strchr("<>&\"", *names) != NULL)
			buf_printf(text, "&#%d;", *names);
		else
			buf_putc(text, *names);
	buf_puts(text, "</p>\n" HTML_END);
}

/* Encoded anew, as that may be another way now. */
static void
put_part(struct buf *out, const struct part *p, const struct buf *text)
{
	enum transfer	t = transfer_choose(buf_string(text), text->len,
			    p->transfer == TRANSFER_8BIT);

	buf_put(out, p->begin, p->boundary);
	buf_printf(out, "\nContent-Type: text/%s; charset=utf-8\n"
	    "Content-Transfer-Encoding: %s\n\n", p->html ? "html" : "plain",
	    transfer_name(t));
	transfer_put(out, t, buf_string(text), text->len);
}

/* Without an end there is none of another's inside of it, either. */
static int
get_text(const struct part *p, struct buf *text)
{
	return (p->end == NULL || transfer_get(text, p->transfer, p->body,
	    (size_t)(p->end - p->body)) == -1 || text->len == 0 ? -1 : 0);
}

void
also_put(struct buf *out, const char *parts, size_t len, const char *names)
{
	const char	*p = parts, *end = parts + len, *next;
	struct part	 part;
	struct buf	 text;
	int		 is_text;

	buf_init(&text, TEXT_MAX);
	for (; p < end; p = next) {
		buf_reset(&text);
		is_text = find_text(p, end, &part);
		next = is_text ? part.end : memchr(p, '\n',
		    (size_t)(end - p));
		if (next == NULL)
			next = end;
		else if (!is_text)
			next++;
		if (!is_text || get_text(&part, &text) == -1) {
			buf_put(out, p, (size_t)(next - p));
			continue;
		}
		(part.html ? put_html : put_text)(&text, names);
		out->failed |= text.failed;
		put_part(out, &part, &text);
	}
	buf_clear(&text);
}
