#include <string.h>

#include "base/utf8.h"
#include "base/xmalloc.h"
#include "conf/syntax.h"

#define QUOTE_MAX	80	/* bytes of a text shown */

#define BEGIN_HINT	"text can't begin with this character; put it into " \
			"quotation marks"
#define TAB_HINT	"a tab can't indent; use spaces"

enum point { AT_PROBLEM, AT_CONTEXT };

/* What libyaml says of some common slips, and what would be right. */
static const struct hint {
	const char	*problem;
	const char	*context;	/* NULL: any */
	enum point	 point;
	int		 quote;		/* show the text in quotation marks */
	const char	*hint;
} hints[] = {
	{ "mapping values are not allowed in this context", NULL, AT_PROBLEM,
	    0, "unexpected \": \"; check the indentation, and put text with a "
	    "colon into quotation marks" },
	{ "mapping keys are not allowed in this context", NULL, AT_PROBLEM, 1,
	    BEGIN_HINT },
	{ "block sequence entries are not allowed in this context", NULL,
	    AT_PROBLEM, 0, "\"- \" begins an item only at the start of a line; "
	    "put text that begins with - into quotation marks" },
	{ "found character that cannot start any token", NULL, AT_PROBLEM, 1,
	    BEGIN_HINT },
	{ "did not find expected key", NULL, AT_PROBLEM, 0,
	    "expected a key here; check the indentation" },
	{ "did not find expected '-' indicator", NULL, AT_PROBLEM, 0,
	    "expected \"- \" here; check the indentation" },
	{ "could not find expected ':'", NULL, AT_CONTEXT, 0, "a key without "
	    "its \":\"; text that goes on in a new line is indented further "
	    "than its key" },
	{ "found unexpected end of stream", NULL, AT_CONTEXT, 0,
	    "this quotation mark isn't closed" },
	{ "found unexpected document indicator", NULL, AT_CONTEXT, 0,
	    "this quotation mark isn't closed in front of the next ---" },
	{ "did not find expected ',' or ']'", NULL, AT_PROBLEM, 0,
	    "a list that begins with [ misses its \",\" or \"]\"" },
	{ "did not find expected ',' or '}'", NULL, AT_PROBLEM, 0,
	    "a map that begins with { misses its \",\" or \"}\"" },
	{ "found unexpected ':'", NULL, AT_CONTEXT, 1, "text with a colon at "
	    "its end stands in quotation marks" },
	{ "found a tab character that violates indentation", NULL, AT_PROBLEM,
	    0, TAB_HINT },
	{ "found a tab character where an indentation space is expected", NULL,
	    AT_PROBLEM, 0, TAB_HINT },
	{ "did not find expected node content", NULL, AT_PROBLEM, 1,
	    BEGIN_HINT },
	{ NULL, "while scanning a tag", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while parsing a tag", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while parsing a node", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while scanning an alias", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while scanning an anchor", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while scanning a directive", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, "while scanning a block scalar", AT_CONTEXT, 1, BEGIN_HINT },
	{ NULL, NULL, AT_PROBLEM, 0, "this belongs to nothing above; check the "
	    "indentation, and put text with signs into quotation marks" }
};

/* Where a place is in the text; its end when the line is shorter. */
static const char *
find(const char *text, const char *end, struct syntax_place at)
{
	const char	*p = text;
	uint32_t	 c;
	size_t		 n;

	for (; p < end && at.line > 1; p++)
		if (*p == '\n' || (*p == '\r' && (p + 1 == end ||
		    p[1] != '\n')))
			at.line--;
	for (; p < end && at.column > 1 && *p != '\n' && *p != '\r';
	    at.column--) {
		n = utf8_get(p, (size_t)(end - p), &c);
		p += n != 0 ? n : 1;
	}
	return (p);
}

static const char *
line_start(const char *text, const char *p)
{
	while (p > text && p[-1] != '\n' && p[-1] != '\r')
		p--;
	return (p);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

/* Whether the brackets of a list or map are open in front of p, in its line. */
static int
is_in_brackets(const char *text, const char *p)
{
	int	depth = 0;

	for (const char *q = line_start(text, p); q < p; q++)
		depth += (*q == '[' || *q == '{') - (*q == ']' || *q == '}');
	return (depth > 0);
}

/* The end of what was meant as one text, at the latest that of the line. */
static const char *
text_end(const char *text, const char *p, const char *end)
{
	const char	*start = p;
	int		 listed = is_in_brackets(text, p), depth = 0;

	for (; p < end && *p != '\n' && *p != '\r'; p++) {
		if (*p == '#' && p > start && is_blank(p[-1]))
			break;
		if (!listed)
			continue;
		if (*p == '[' || *p == '{')
			depth++;
		else if ((*p == ']' || *p == '}') && depth-- == 0 && p > start)
			break;
		else if (*p == ',' && depth == 0 && p > start)
			break;
	}
	while (p > start && (is_blank(p[-1]) || p[-1] == ','))
		p--;
	return (p);
}

/* In the quotation marks that need the least inside of them. */
static char *
quote(const char *p, const char *end)
{
	size_t	n = (size_t)(end - p), k = 0;
	char	mark = '"', *out;

	if (n == 0 || n > QUOTE_MAX)
		return (NULL);
	if (memchr(p, '"', n) != NULL || memchr(p, '\\', n) != NULL)
		mark = '\'';
	out = xmalloc(2 * n + 3);
	out[k++] = mark;
	for (; p < end; p++) {
		if (*p == mark)
			out[k++] = mark;
		out[k++] = *p;
	}
	out[k++] = mark;
	out[k] = '\0';
	return (out);
}

char *
syntax_quote(const char *text, size_t len, struct syntax_place at)
{
	const char	*p = find(text, text + len, at);

	return (quote(p, text_end(text, p, text + len)));
}

char *
syntax_quote_comment(const char *text, size_t len, struct syntax_place at)
{
	const char	*p = find(text, text + len, at), *end = text + len;

	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p != '#')
		return (NULL);
	return (quote(p, text_end(text, p, end)));
}

/*
 * The # that begins a comment between a list's bracket and where the parser
 * stopped, if it hides the bracket that closes the list; else NULL.
 */
static const char *
hiding_comment(const char *p, const char *end)
{
	const char	*start = p, *comment = NULL;
	char		 mark = '\0';

	for (; p < end; p++) {
		if (*p == '\n' || *p == '\r')
			comment = NULL;
		else if (comment != NULL) {
			if (*p == ']' || *p == '}')
				return (comment);
		} else if (mark != '\0')
			mark = *p == mark ? '\0' : mark;
		else if (*p == '#' && strchr(" \t[{,", p[-1]) != NULL)
			comment = p;
		else if ((*p == '"' || *p == '\'') && p > start &&
		    strchr(" \t[{,", p[-1]) != NULL)
			mark = *p;
	}
	return (NULL);
}

static void
point_at(const char *text, const char *p, struct syntax_place *place)
{
	place->line = place->column = 1;
	for (const char *q = text; q < p; q++) {
		if (*q == '\n' || (*q == '\r' &&
		    (q + 1 == p || q[1] != '\n'))) {
			place->line++;
			place->column = 1;
		} else
			place->column += ((unsigned char)*q & 0xc0) != 0x80;
	}
}

/* message, and the text at p in quotation marks behind it. */
static char *
with_quote(const char *message, const char *text, const char *p,
    const char *end)
{
	char	*quoted = quote(p, text_end(text, p, end)), *out;

	out = xasprintf("%s%s%s", message, quoted != NULL ? ": " : "",
	    quoted != NULL ? quoted : "");
	free(quoted);
	return (out);
}

/* What went wrong inside of brackets, so that libyaml missed a part of them. */
static char *
explain_list(const char *text, const char *end, const char *list,
    const char *p, struct syntax_place *place)
{
	const char	*comment = hiding_comment(list, p);

	if (comment != NULL) {
		point_at(text, comment, place);
		return (with_quote("# begins a comment here; put text that "
		    "begins with it into quotation marks", text, comment,
		    end));
	}
	if (p == end) {
		point_at(text, list, place);
		return (xasprintf("this %c isn't closed; write %c behind what "
		    "belongs into it", *list, *list == '[' ? ']' : '}'));
	}
	if (*p == ',')
		return (xstrdup("nothing stands in front of this comma; "
		    "leave it out"));
	if (*p == '-')
		return (xstrdup("between brackets stands no \"- \"; leave it "
		    "out, a comma divides"));
	if (*p == '[' || *p == '{')
		return (xasprintf("a %c inside of a text; put text with "
		    "brackets into quotation marks", *p));
	return (NULL);
}

/* Text that goes on behind what was closed. */
static char *
explain_behind(const char *text, const char *end, const char *p)
{
	const char	*start = line_start(text, p), *q = p;

	while (q > start && is_blank(q[-1]))
		q--;
	if (q == start || p == end || *p == '"' || *p == '\'')
		return (NULL);
	if (q[-1] == '\'' && q == p)
		return (xstrdup("text behind the closing quotation mark; an "
		    "apostrophe between two ' is doubled: 'don''t'"));
	if (q[-1] == '"' || q[-1] == '\'')
		return (xstrdup("text behind the closing quotation mark; put "
		    "the whole into another pair: '\"zero day\" AND x'"));
	if (q[-1] == ']' || q[-1] == '}')
		return (xasprintf("text behind the closing %c; an expression "
		    "has round brackets, or stands in quotation marks",
		    q[-1]));
	return (NULL);
}

/* An escape that is none, in a text that begins at p. */
static char *
explain_escape(const char *p, const char *end)
{
	static const char	hint[] = "a \\ between two \" begins an escape "
				    "of YAML; put the text between two '";
	const char		*q;
	char			*quoted, *out;

	for (q = ++p; q < end && *q != '"' && *q != '\n'; q++)
		if (*q == '\\' && q + 1 < end && q[1] != '\n')
			q++;
	if (q >= end || *q != '"' || (quoted = quote(p, q)) == NULL)
		return (xstrdup(hint));
	out = xasprintf("%s: %s", hint, quoted);
	free(quoted);
	return (out);
}

static const struct hint *
find_hint(const char *problem, const char *context)
{
	const struct hint	*h = hints;

	while ((h->problem != NULL && strcmp(h->problem, problem) != 0) ||
	    (h->context != NULL && strcmp(h->context, context) != 0))
		h++;
	return (h);
}

static struct syntax_place
place_of(yaml_mark_t mark)
{
	return ((struct syntax_place){ (unsigned int)mark.line + 1,
	    (unsigned int)mark.column + 1 });
}

static int
is_escape(const char *problem)
{
	return (strcmp(problem, "found unknown escape character") == 0 ||
	    strcmp(problem, "did not find expected hexdecimal number") == 0 ||
	    strcmp(problem, "found invalid Unicode character escape code") ==
	    0);
}

char *
syntax_explain(const char *text, size_t len, const yaml_parser_t *parser,
    struct syntax_place list, struct syntax_place *place)
{
	const char	*problem = parser->problem != NULL ? parser->problem :
			    "";
	const char	*context = parser->context != NULL ? parser->context :
			    "";
	const char	*end = text + len, *p;
	const struct hint *h;
	char		*message = NULL;

	*place = place_of(parser->problem_mark);
	p = find(text, end, *place);
	if (p < end && *p == '\t')
		return (xstrdup(TAB_HINT));
	if (is_escape(problem))
		return (explain_escape(find(text, end,
		    place_of(parser->context_mark)), end));
	if (strncmp(problem, "did not find expected ", 22) == 0 &&
	    strncmp(context, "while parsing", 13) == 0) {
		if (list.line != 0)
			message = explain_list(text, end, find(text, end,
			    list), p, place);
		if (message == NULL)
			message = explain_behind(text, end, p);
		if (message != NULL)
			return (message);
	}
	h = find_hint(problem, context);
	if (h->point == AT_CONTEXT) {
		*place = place_of(parser->context_mark);
		p = find(text, end, *place);
	}
	return (h->quote ? with_quote(h->hint, text, p, end) :
	    xstrdup(h->hint));
}
