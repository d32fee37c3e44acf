#include <string.h>

#include "feed/html_internal.h"
#include "feed/html_page.h"

#define INDENT_MAX	40	/* columns; what is nested deeper stays there */

void
html_page_init(struct html_page *p, struct buf *out)
{
	memset(p, 0, sizeof(*p));
	p->out = out;
	buf_init(&p->prefix, 1024);
	buf_init(&p->first, 1024);
}

void
html_page_clear(struct html_page *p)
{
	buf_clear(&p->prefix);
	buf_clear(&p->first);
}

void
html_page_indent(struct html_page *p, const char *first, const char *rest)
{
	if (html_width(buf_string(&p->prefix), p->prefix.len) > INDENT_MAX)
		return;
	if (!p->bullet && strcmp(first, rest) != 0) {
		buf_reset(&p->first);
		buf_puts(&p->first, buf_string(&p->prefix));
		p->bullet = 1;
	}
	if (p->bullet)
		buf_puts(&p->first, first);
	buf_puts(&p->prefix, rest);
}

void
html_page_dedent(struct html_page *p, size_t prefix)
{
	if (p->prefix.len <= prefix)
		return;
	p->prefix.len = prefix;
	p->prefix.data[prefix] = '\0';
	p->bullet = 0;
	if (p->low > prefix)
		p->low = prefix;
}

const char *
html_page_begin(struct html_page *p)
{
	size_t	n = p->low;

	if (p->blank && p->any) {
		while (n > 0 && p->prefix.data[n - 1] == ' ')
			n--;
		buf_put(p->out, p->prefix.data, n);
		buf_putc(p->out, '\n');
	}
	p->blank = 0;
	p->any = 1;
	p->low = p->prefix.len;
	if (p->bullet) {
		p->bullet = 0;
		return (buf_string(&p->first));
	}
	return (buf_string(&p->prefix));
}

void
html_page_paragraph(struct html_page *p, const char *text, size_t len)
{
	const char	*first = html_page_begin(p);

	html_wrap_paragraph(text, len, first, buf_string(&p->prefix), p->out);
}

/* Blank lines at the beginning, in bytes; what indents the first line stays. */
static size_t
blank_lines(const char *s)
{
	size_t	i, n = 0;

	for (i = 0; s[i] == ' ' || s[i] == '\t' || s[i] == '\n'; i++)
		if (s[i] == '\n')
			n = i + 1;
	return (n);
}

void
html_page_lines(struct html_page *p, const char *text, size_t len)
{
	const char	*end = text + len, *eol, *prefix = html_page_begin(p);

	text += blank_lines(text);
	while (text < end) {
		if ((eol = memchr(text, '\n', (size_t)(end - text))) == NULL)
			eol = end;
		html_wrap_line(text, (size_t)(eol - text), prefix, p->out);
		prefix = buf_string(&p->prefix);
		text = eol + 1;
	}
}

void
html_page_rule(struct html_page *p, char sign, int width)
{
	const char	*prefix = html_page_begin(p);
	int		 room = HTML_COLUMNS - html_width(prefix,
			    strlen(prefix));

	buf_puts(p->out, prefix);
	for (width = width < room ? width : room; width > 0; width--)
		buf_putc(p->out, sign);
	buf_putc(p->out, '\n');
}
