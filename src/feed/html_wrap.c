#include <stdlib.h>
#include <string.h>

#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "feed/html_internal.h"
#include "feed/html_page.h"

/*
 * Columns of the character at s, whose length goes to *n.  What most text is
 * made of is known here, as asking libunistring takes long.
 */
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
	if (uc >= 0xc0 && uc < 0x300)
		return (1);
	if ((uc >= 0x4e00 && uc < 0xa000) || (uc >= 0x3041 && uc < 0x3097) ||
	    (uc >= 0x30a1 && uc < 0x30fb) || (uc >= 0xac00 && uc < 0xd7a4))
		return (2);
	width = uc_width(uc, "UTF-8");
	return (width > 0 ? width : 0);
}

/* Whether a character may be one with what is before it. */
static int
may_join(const char *s, size_t len)
{
	unsigned char	c = (unsigned char)*s;

	if (len == 0 || c < 0xcc || (c >= 0xe3 && c < 0xef))
		return (0);
	return (c != 0xef || (len > 2 && s[1] == '\xb8'));
}

/* The end of the sign at p; what a joiner ends goes on. */
static const char *
sign_end(const char *p, const char *end)
{
	const char	*next = p;

	do {
		next = (const char *)u8_grapheme_next((const uint8_t *)next,
		    (const uint8_t *)end);
	} while (next < end && next - p >= 3 &&
	    memcmp(next - 3, "\u200d", 3) == 0);
	return (next);
}

/*
 * Columns of what a reader sees as one sign: flags, families, and a digit in
 * a box are as wide as one emoji.
 */
static int
cluster_width(const char *s, size_t len, size_t *n)
{
	int		 width = char_width(s, len, n);
	const char	*next;

	if (!may_join(s + *n, len - *n))
		return (width);
	next = sign_end(s, s + len);
	if ((size_t)(next - s) <= *n)
		return (width);
	if (width == 1 && ((*n == 4 && memcmp(s, "\xf0\x9f\x87", 3) == 0) ||
	    memmem(s, (size_t)(next - s), "\ufe0f", 3) != NULL))
		width = 2;
	*n = (size_t)(next - s);
	return (width);
}

int
html_width(const char *s, size_t len)
{
	size_t	i, n;
	int	width = 0;

	for (i = 0; i < len; i += n)
		width += cluster_width(s + i, len - i, &n);
	return (width);
}

void
html_wrap_line(const char *text, size_t len, const char *prefix, struct buf *out)
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

/* "[12]", which belongs to the word before. */
static int
is_note(const char *word, size_t len)
{
	size_t	n = len > 2 && *word == '[' ? strspn(word + 1, "0123456789") :
		    0;

	return (n > 0 && n + 1 < len && word[n + 1] == ']');
}

static int
is_url(const char *word, size_t len)
{
	return (memchr(word, '@', len) != NULL ||
	    memmem(word, len, "://", 3) != NULL);
}

/* A hyphen before a word: of a minus, an option, or "[-words that went-]". */
static int
is_leading(const char *text, size_t i)
{
	return (text[i] == '-' && (i == 0 ||
	    strchr(" \n([{", text[i - 1]) != NULL));
}

/*
 * UAX #14 has no break behind a dot or comma inside of a word (LB29), nor
 * behind a hyphen that begins one (LB20a), while libunistring has.
 */
static void
keep_words(const char *text, size_t len, char *breaks)
{
	size_t	i;

	for (i = 1; i < len; i++)
		if (breaks[i] == UC_BREAK_POSSIBLE && text[i] != ' ' &&
		    ((strchr(".,:;", text[i - 1]) != NULL &&
		    (unsigned char)text[i] < 0x80) ||
		    is_leading(text, i - 1)))
			breaks[i] = UC_BREAK_PROHIBITED;
}

/* No line breaks before notes, nor inside of a URL or an address. */
static void
keep_together(const char *text, size_t len, char *breaks)
{
	size_t	start, end;

	for (start = 0; start < len; start = end + 1) {
		for (end = start; end < len && text[end] != ' ' &&
		    text[end] != '\n'; end++)
			;
		if (start > 0 && is_note(text + start, end - start) &&
		    breaks[start] == UC_BREAK_POSSIBLE)
			breaks[start] = UC_BREAK_PROHIBITED;
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
	html_wrap_line(w->text + w->start, end - w->start, w->prefix, w->out);
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
		width = cluster_width(w->text + i, len - i, &n);
		if (breaks[i] == UC_BREAK_MANDATORY) {
			wrap_line(w, i);
			w->start = w->candidate = i + n;
			continue;
		}
		if (w->column + width > HTML_COLUMNS && w->text[i] != ' ' &&
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
		html_wrap_line("", 0, first, out);
		return;
	}
	if ((breaks = malloc(len)) == NULL) {
		out->failed = 1;
		return;
	}
	u8_possible_linebreaks((const uint8_t *)text, len, "UTF-8", breaks);
	keep_words(text, len, breaks);
	keep_together(text, len, breaks);
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
