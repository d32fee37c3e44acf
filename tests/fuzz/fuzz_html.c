/*
 * HTML of any kind: all outputs are valid UTF-8; the text has all words; the
 * safe one is balanced, holds nothing but what is listed, with marks wherever
 * they fall, and is itself when it is read again.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

#define INPUT_MAX	(256 * 1024)
#define MARKS		8
#define DEPTH		512

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* As our callers give it: valid UTF-8 without controls. */
static char *
make_text(const uint8_t *data, size_t len)
{
	char		*text = malloc(len + 1);
	size_t		 i;
	ucs4_t		 uc;
	int		 n;

	assert(text != NULL);
	for (i = 0; i < len; i++)
		text[i] = data[i] >= ' ' || data[i] == '\n' ||
		    data[i] == '\t' ? (char)data[i] : ' ';
	text[len] = '\0';
	for (i = 0; i < len; i += (size_t)n) {
		n = u8_mbtoucr(&uc, (const uint8_t *)text + i, len - i);
		if (n < 0) {
			text[i] = '?';
			n = 1;
		}
	}
	return (text);
}

static void
assert_utf8(const char *s, size_t len)
{
	assert(strlen(s) == len);
	assert(u8_check((const uint8_t *)s, len) == NULL);
}

static int
is_listed(const char *name, size_t len)
{
	static const char *const	listed[] = {
		"a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption",
		"cite", "code", "dd", "del", "dfn", "div", "dl", "dt", "em",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd",
		"li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
		"samp", "small", "strong", "sub", "sup", "table", "tbody",
		"td", "tfoot", "th", "thead", "tr", "u", "ul", "var"
	};

	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		if (strlen(listed[i]) == len &&
		    memcmp(listed[i], name, len) == 0)
			return (1);
	return (0);
}

/* Attributes: name="value", from a list; the tag's end. */
static const char *
assert_attrs(const char *p)
{
	static const char *const	listed[] = {
		" href=\"", " lang=\"", " dir=\"", " colspan=\"",
		" rowspan=\"", " start=\"", " value=\"", " title=\"",
		" reversed=\"", " type=\""
	};
	size_t				i;

	while (*p == ' ') {
		for (i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
			if (strncmp(p, listed[i], strlen(listed[i])) == 0)
				break;
		assert(i < sizeof(listed) / sizeof(listed[0]));
		p += strlen(listed[i]);
		assert(strncasecmp(p, "javascript", 10) != 0 || i != 0);
		p += strcspn(p, "<>\"");
		assert(*p == '"');
		p++;
	}
	assert(*p == '>');
	return (p + 1);
}

static void
assert_safe(const char *p)
{
	struct {
		const char	*name;
		size_t		 len;
	}		 open[DEPTH];
	const char	*name;
	size_t		 len, depth = 0;

	while ((p = strchr(p, '<')) != NULL) {
		name = p + 1 + (p[1] == '/');
		len = strcspn(name, " >");
		assert(is_listed(name, len));
		if (p[1] == '/') {
			assert(depth > 0 && open[--depth].len == len &&
			    memcmp(open[depth].name, name, len) == 0 &&
			    name[len] == '>');
			p = name + len;
			continue;
		}
		p = assert_attrs(name + len);
		if (len == 2 && (memcmp(name, "br", 2) == 0 ||
		    memcmp(name, "hr", 2) == 0))
			continue;
		assert(depth < DEPTH);
		open[depth].name = name;
		open[depth++].len = len;
	}
	assert(depth == 0);
}

/* Read again it is itself, so that nothing in it is but half seen through. */
static void
assert_stable(struct arena *a, const struct html_doc *doc,
    const struct html_options *o)
{
	struct buf	once, twice;

	buf_init(&once, 64 << 20);
	buf_init(&twice, 64 << 20);
	html_to_safe(a, doc, o, &once);
	html_to_safe(a, html_read(a, buf_string(&once)), o, &twice);
	assert(!twice.failed &&
	    strcmp(buf_string(&once), buf_string(&twice)) == 0);
	buf_clear(&once);
	buf_clear(&twice);
}

static int
is_word(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z'));
}

/*
 * Every letter and digit of the story is in the text, in its order, between
 * what the text adds.  A raised digit is a digit; captions go before their
 * tables, and what is for browsers without ruby is left out.
 */
static void
assert_words(const char *html, const char *reduced, const char *text)
{
	static const char *const	raised[] = {
		"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074", "\u2075",
		"\u2076", "\u2077", "\u2078", "\u2079"
	};
	const char			*sign;

	if (strcasestr(html, "caption") != NULL ||
	    strcasestr(html, "rp") != NULL)
		return;
	for (; *reduced != '\0'; reduced++) {
		if (!is_word(*reduced))
			continue;
		sign = *reduced <= '9' ? raised[*reduced - '0'] : NULL;
		while (*text != '\0' && *text != *reduced &&
		    (sign == NULL || strncmp(text, sign, strlen(sign)) != 0))
			text++;
		assert(*text != '\0');
		text++;
	}
}

static void
run(struct arena *a, const char *html, size_t step)
{
	struct html_mark	 marks[MARKS];
	struct html_options	 o = { .base = "https://e.example/a/",
				    .marks = marks, .nmarks = MARKS };
	struct buf		 out;
	struct html_doc		*doc;
	const char		*reduced;
	size_t			 i, len;

	reduced = html_reduce(a, html, &len);
	assert(reduced != NULL);
	assert_utf8(reduced, len);
	doc = html_read(a, html);
	assert(doc != NULL && strcmp(html_doc_text(doc), reduced) == 0);
	for (i = 0; i < MARKS; i++)
		marks[i] = (struct html_mark){ i * step,
		    i * step + (step + 1) / 2 };
	buf_init(&out, 64 << 20);
	html_to_text(a, doc, &o, &out);
	assert(!out.failed);
	assert_utf8(buf_string(&out), out.len);
	assert(out.len == 0 || out.data[out.len - 1] == '\n');
	assert_words(html, reduced, buf_string(&out));
	buf_reset(&out);
	html_to_safe(a, doc, &o, &out);
	assert(!out.failed);
	assert_utf8(buf_string(&out), out.len);
	assert_safe(buf_string(&out));
	o.marks = NULL;
	o.nmarks = 0;
	assert_stable(a, doc, &o);
	reduced = html_plain(a, html);
	assert(reduced != NULL);
	assert(strchr(reduced, '\n') == NULL);
	assert_utf8(reduced, strlen(reduced));
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena	*a;
	char		*html;

	if (len == 0 || len > INPUT_MAX)
		return (0);
	a = arena_new(256 << 20);
	html = make_text(data, len);
	run(a, html, data[0]);
	free(html);
	arena_free(a);
	return (0);
}
