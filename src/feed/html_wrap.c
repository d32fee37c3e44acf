#include <stdlib.h>
#include <string.h>

#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "feed/html_internal.h"

#define COLUMNS	72

/* Columns of the character at s, whose length goes to *n. */
static int
char_width(const char *s, size_t len, size_t *n)
{
	ucs4_t	uc;
	int	width;

	if ((unsigned char)*s < 0x80) {
		*n = 1;
		return (*s != '\n' && *s != '\r');
	}
	*n = (size_t)u8_mbtouc(&uc, (const uint8_t *)s, len);
	width = uc_width(uc, "UTF-8");
	return (width > 0 ? width : 0);
}

int
html_width(const char *s, size_t len)
{
	size_t	i, n;
	int	width = 0;

	for (i = 0; i < len; i += n)
		width += char_width(s + i, len - i, &n);
	return (width);
}

static void
put_line(const char *text, size_t len, const char *prefix, struct buf *out)
{
	size_t	led;

	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	led = strlen(prefix);
	while (len == 0 && led > 0 && prefix[led - 1] == ' ')
		led--;
	buf_put(out, prefix, led);
	buf_put(out, text, len);
	buf_putc(out, '\n');
}

static int
is_url(const char *word, size_t len)
{
	return (memchr(word, '@', len) != NULL ||
	    memmem(word, len, "://", 3) != NULL);
}

/* No line breaks inside of what looks like a URL or an address. */
static void
keep_urls(const char *text, size_t len, char *breaks)
{
	size_t	start, end;

	for (start = 0; start < len; start = end + 1) {
		for (end = start; end < len && text[end] != ' ' &&
		    text[end] != '\n'; end++)
			;
		if (end > start && is_url(text + start, end - start))
			memset(breaks + start + 1, UC_BREAK_PROHIBITED,
			    end - start - 1);
	}
}

struct wrap {
	const char	*text;
	size_t		 start;		/* of the line */
	size_t		 candidate;	/* where it may end; start: nowhere */
	int		 column;
	const char	*prefix, *rest;
	struct buf	*out;
};

static void
wrap_line(struct wrap *w, size_t end)
{
	put_line(w->text + w->start, end - w->start, w->prefix, w->out);
	w->prefix = w->rest;
	w->start = w->candidate = end;
	w->column = html_width(w->rest, strlen(w->rest));
}

static void
wrap(struct wrap *w, const char *breaks, size_t len)
{
	size_t	i, n;
	int	width;

	for (i = 0; i < len; i += n) {
		if (breaks[i] == UC_BREAK_POSSIBLE)
			w->candidate = i;
		width = char_width(w->text + i, len - i, &n);
		if (breaks[i] == UC_BREAK_MANDATORY) {
			wrap_line(w, i);
			w->start = w->candidate = i + n;
			continue;
		}
		if (w->column + width > COLUMNS && w->text[i] != ' ' &&
		    w->candidate > w->start) {
			wrap_line(w, w->candidate);
			w->column += html_width(w->text + w->start,
			    i - w->start);
		}
		w->column += width;
	}
	if (w->start < len)
		wrap_line(w, len);
}

void
html_wrap_paragraph(const char *text, size_t len, const char *first,
    const char *rest, struct buf *out)
{
	struct wrap	 w = { .text = text, .prefix = first, .rest = rest,
			    .out = out };
	char		*breaks;

	if (len == 0) {
		put_line("", 0, first, out);
		return;
	}
	if ((breaks = malloc(len)) == NULL) {
		out->failed = 1;
		return;
	}
	u8_possible_linebreaks((const uint8_t *)text, len, "UTF-8", breaks);
	keep_urls(text, len, breaks);
	w.column = html_width(first, strlen(first));
	wrap(&w, breaks, len);
	free(breaks);
}

void
html_wrap(const char *text, const char *prefix, struct buf *out)
{
	size_t	len;

	while (*text != '\0') {
		len = strcspn(text, "\n");
		html_wrap_paragraph(text, len, prefix, prefix, out);
		text += len + (text[len] == '\n');
	}
}

void
html_escape(const char *s, struct buf *out)
{
	size_t	n;

	while (*s != '\0') {
		n = strcspn(s, "<>&\"");
		buf_put(out, s, n);
		s += n;
		switch (*s) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		default:
			return;
		}
		s++;
	}
}
